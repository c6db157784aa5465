#!/usr/bin/env bash
# formulon 0.18.0 answers #VALUE! to MAXIFS and MINIFS of two conditions that it reads from a file, and the right value
# to the very same formula set through its interface; SUMIFS, and MAXIFS of one condition, are right both ways.
# Version: formulon 0.18.0, the file by XlsxWriter 3.2.9. Source: seen by running.
# Why it matters: "the newest rate of a currency up to a day" is MAXIFS of two conditions. Whoever tries an engine by
# setting formulas finds it right and then sees errors in workbooks, which Excel has not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check formulon==0.18.0 XlsxWriter==3.2.9 || exit 2
"$python" - <<'PYTHON'
import io
from importlib.metadata import version as installed

import formulon
import xlsxwriter

ROWS = [("甲", "德国", 5), ("甲", "美国", 6), ("乙", "德国", 9)]
FORMULAS = [
    '=_xlfn.MAXIFS(C1:C3,A1:A3,"甲")',
    '=_xlfn.MAXIFS(C1:C3,A1:A3,"甲",B1:B3,"德国")',
    '=_xlfn.MINIFS(C1:C3,A1:A3,"甲",B1:B3,"德国")',
    '=SUMIFS(C1:C3,A1:A3,"甲",B1:B3,"德国")',
]
FILE, INTERFACE = 5, 6
"""The columns in which the formulas stand."""

data = io.BytesIO()
with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
    sheet = book.add_worksheet()
    for row, values in enumerate(ROWS):
        sheet.write_row(row, 0, values)
    for row, formula in enumerate(FORMULAS):
        sheet.write_formula(row, FILE, formula)


def shown(value):
    return value.number if value.error_code is None else formulon.error_display_name(value.error_code)


with formulon.Workbook.load(data.getvalue()) as book:
    for row, formula in enumerate(FORMULAS):
        book.set_formula(0, row, INTERFACE, formula)
    book.recalc()
    of_file, set_there = ([shown(book.get_value(0, r, col)) for r in range(len(FORMULAS))] for col in (FILE, INTERFACE))

wanted = [6.0, 5.0, 5.0, 5.0]
print(f"version:  formulon {installed('formulon')}, XlsxWriter {installed('XlsxWriter')}")
print(f"expected: {wanted}")
print(f"seen:     {of_file} from the file, {set_there} set")
raise SystemExit(0 if of_file == [6.0, "#VALUE!", "#VALUE!", 5.0] and set_there == wanted else 1)
PYTHON
