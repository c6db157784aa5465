#!/usr/bin/env bash
# python-calamine (and fastexcel, which stands on it) drops cells of an .xlsb without a word: of each run of cells in a
# row only the first one is read when the file uses the short kinds of cell records, as SheetJS writes them.
# Version: python-calamine 0.9.1, fastexcel 0.21.0, the file by xlsx (SheetJS) 0.18.5, which reads it whole itself; pyxlsb
# 1.0.10 finds the rows and not one value. Source: seen by running.
# Why it matters: an order list exported as .xlsb arrives with its first column only: no error, no blank file, fewer cells.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check python-calamine==0.9.1 fastexcel==0.21.0 pyarrow pyxlsb==1.0.10 || exit 2
npm install --silent --no-fund --no-audit --prefix "$work" xlsx@0.18.5 || exit 2
cd "$work"
cat > run.js <<'JAVASCRIPT'
const XLSX = require('xlsx');
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['Order', 'Amount'], ['O1', 1200]]), 'S');
XLSX.writeFile(book, 'a.xlsb');
XLSX.writeFile(book, 'a.xlsx');
const again = XLSX.readFile('a.xlsb').Sheets.S;
if (again.B2.v !== 1200) process.exit(1);
JAVASCRIPT
node run.js || exit 2
"$python" - <<'PYTHON'
import json
from importlib.metadata import version as installed

import fastexcel
import pyxlsb
import python_calamine


def calamine(path):
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


with pyxlsb.open_workbook("a.xlsb") as book, book.get_sheet(1) as sheet:
    other = [[cell.v for cell in row] for row in sheet.rows()]
with open("node_modules/xlsx/package.json", encoding="utf-8") as file:
    writer = json.load(file)["version"]
width = fastexcel.read_excel("a.xlsb").load_sheet(0, header_row=None).width
expected, seen = calamine("a.xlsx"), calamine("a.xlsb")
print(f"version:  python-calamine {installed('python-calamine')}, fastexcel {installed('fastexcel')}, SheetJS {writer}")
print(f"expected: {expected} (the same table as .xlsx)")
print(f"seen:     {seen}, {width} column by fastexcel (pyxlsb: {other})")
holds = expected == [["Order", "Amount"], ["O1", 1200.0]] and seen == [["Order"], ["O1"]] and width == 1
holds = holds and not any(value for row in other for value in row)
raise SystemExit(0 if holds else 1)
PYTHON
