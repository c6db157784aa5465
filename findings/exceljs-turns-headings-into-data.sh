#!/usr/bin/env bash
# exceljs, reading and writing a workbook without touching it, declares the heading row of each table to be data and drops
# the formulas of its calculated columns.
# Version: exceljs 4.4.0. Source: seen by running; ECMA-376 18.5.1.2: headerRowCount is 1 where it is left out, and Excel
# leaves it out. exceljs takes the missing attribute for "no heading row" and writes headerRowCount="0".
# Why it matters: a web service that stamps a date into a team's workbook this way hands back tables whose headings count as
# a row, with filter arrows on no heading, and new rows get no formula. No error at any step.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check XlsxWriter==3.3.1 || exit 2
npm install --silent --no-fund --no-audit --prefix "$work" exceljs@4.4.0 || exit 2
"$python" - "$work/in.xlsx" <<'PYTHON'
import sys

import xlsxwriter

with xlsxwriter.Workbook(sys.argv[1]) as book:
    columns = [{"header": "Amount"}, {"header": "Rate"}, {"header": "Due", "formula": "=Orders[[#This Row],[Amount]]*2"}]
    book.add_worksheet("S").add_table(0, 0, 2, 2, {"name": "Orders", "columns": columns, "data": [[1, 2], [3, 4]]})
PYTHON
cd "$work"
cat > run.js <<'JAVASCRIPT'
const ExcelJS = require('exceljs');
const book = new ExcelJS.Workbook();
book.xlsx.readFile('in.xlsx').then(() => book.xlsx.writeFile('out.xlsx'));
JAVASCRIPT
node run.js || exit 2
"$python" - <<'PYTHON'
import json
import zipfile
import re


def table(path):
    text = zipfile.ZipFile(path).read("xl/tables/table1.xml").decode()
    heads = re.search(r'headerRowCount="(\d)"', text)
    return heads[1] if heads else "1 (left out)", "calculatedColumnFormula" in text


with open("node_modules/exceljs/package.json", encoding="utf-8") as file:
    version = f"exceljs {json.load(file)['version']}"
before, after = table("in.xlsx"), table("out.xlsx")
expected = f"as before: heading rows {before[0]}, column formula kept"
seen = f"heading rows {after[0]}, column formula {'kept' if after[1] else 'gone'}"
holds = before == ("1 (left out)", True) and after == ("0", False)
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
