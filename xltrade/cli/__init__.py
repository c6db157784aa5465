"""The command line; typer and rich stay here."""

from xltrade.cli.main import main

__all__ = ["main"]
