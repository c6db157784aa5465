#!/usr/bin/env bash
# price-parser reads a unit price with three decimals as thousands: USD 0.125 is 125.
# Version: price-parser 0.5.1. Source: seen by running (its own description speaks of a guess, not of a leading zero).
# Why it matters: screws, labels and bags are quoted to the tenth of a cent. Two and four decimals are read right, so a
# quotation list comes through with single lines a thousand times too high; pass decimal_separator=".".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check price-parser==0.5.1 || exit 2
"$python" - <<'PYTHON'
from importlib.metadata import version as installed

from price_parser import Price


def amount(text, **how):
    return str(Price.fromstring(text, **how).amount)


version, expected = f"price-parser {installed('price-parser')}", "0.125 1.050 1.2345 3.50"
read = [amount(text) for text in ("USD 0.125", "USD 1.050/pc", "USD 1.2345", "USD 3.50")]
told = amount("USD 0.125", decimal_separator=".")
seen = f"{' '.join(read)}; {told} when the separator is named"
holds = read == ["125", "1050", "1.2345", "3.50"] and told == "0.125"
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
