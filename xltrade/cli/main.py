"""`xltrade …`: every command, and the one way out for a mistake of the user."""

from __future__ import annotations

import gc
import json as jsons
import sys

from xltrade.cli import bring_together, look, machine, make, pay  # noqa: F401  (each declares its commands)
from xltrade.cli.app import app, given
from xltrade.core.errors import XltradeError
from xltrade.core.schema import Lang


def main() -> None:
    """Run the command line; a mistake of the user ends in one sentence and exit code 2, never in a traceback."""
    lang: Lang = "en" if "en" in given("--lang") else "zh"
    gc.set_threshold(10_000)  # a command ends soon: at Python's 700 a seventh of a consolidation is looking for cycles
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(standalone_mode=True)
    except XltradeError as error:
        if "--json" in sys.argv:
            print(jsons.dumps({"error": error.text(lang)}, ensure_ascii=False))
        print(error.text(lang), file=sys.stderr)
        sys.exit(2)
