"""`python -m xltrade`."""

from xltrade.cli import main

main()
