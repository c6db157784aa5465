#!/usr/bin/env bash
# betteroffice-xlsx counts by wildcards (COUNTIF, SUMIF) but takes them literally in MATCH and VLOOKUP, which give #N/A.
# Version: betteroffice-xlsx 0.2.1. Source: seen by running; Excel understands them in all four.
# Why it matters: looking up a customer by the beginning of the company name is the usual form of a search cell. The count
# beside it says one match, so the #N/A looks like a mistake in the sheet.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check betteroffice-xlsx==0.2.1 XlsxWriter==3.3.1 || exit 2
"$python" - <<'PYTHON'
import io
from importlib.metadata import version as installed

import betteroffice_xlsx
import xlsxwriter

FORMULAS = ('=COUNTIF(A1:A2,"Ningbo*")', '=MATCH("Ningbo*",A1:A2,0)', '=VLOOKUP("Ningbo*",A1:B2,2,FALSE)')
file = io.BytesIO()
book = xlsxwriter.Workbook(file)
sheet = book.add_worksheet("S")
for row, pair in enumerate((("Shanghai Tools", 1), ("Ningbo Lamps", 2))):
    sheet.write_row(row, 0, pair)
for row, formula in enumerate(FORMULAS):
    sheet.write_formula(row, 3, formula, None, -1)
book.close()

opened = betteroffice_xlsx.Workbook.open_recalculated(file.getvalue())
values = [opened.value("S", f"D{row}") for row in (1, 2, 3)]
version, expected = f"betteroffice-xlsx {installed('betteroffice-xlsx')}", "1, 2, 2"
seen = ", ".join(str(getattr(value, "code", getattr(value, "value", value))) for value in values)
holds = values[0] == 1 and all("#N/A" in str(value) for value in values[1:])
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
