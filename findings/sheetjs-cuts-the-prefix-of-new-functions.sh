#!/usr/bin/env bash
# SheetJS, reading and writing a workbook, cuts the prefix _xlfn. of newer functions and does not put it back.
# Version: xlsx 0.18.5, the one that npm gives. Source: seen by running; its documentation has an option (xlfn) that keeps
# the prefix, and the default is to cut it.
# Why it matters: files must store XLOOKUP as _xlfn.XLOOKUP and SORT as _xlfn._xlws.SORT, else Excel shows #NAME? as soon as
# it recalculates. The stored values are still right, so a preview or pandas sees nothing of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check XlsxWriter==3.3.1 || exit 2
npm install --silent --no-fund --no-audit --prefix "$work" xlsx@0.18.5 || exit 2
"$python" - "$work/in.xlsx" <<'PYTHON'
import sys

import xlsxwriter

with xlsxwriter.Workbook(sys.argv[1]) as book:
    sheet = book.add_worksheet("S")
    sheet.write_column(0, 0, [3, 1, 2])
    sheet.write_dynamic_array_formula("C1:C3", "=_xlfn._xlws.SORT(A1:A3)", None, 1)
    sheet.write_dynamic_array_formula("D1:D2", "=_xlfn._xlws.FILTER(A1:A3,A1:A3>1)", None, 3)
    sheet.write_formula("E1", "=_xlfn.XLOOKUP(1,A1:A3,A1:A3)", None, 1)
PYTHON
cd "$work"
cat > run.js <<'JAVASCRIPT'
const XLSX = require('xlsx');
XLSX.writeFile(XLSX.readFile('in.xlsx'), 'out.xlsx');
XLSX.writeFile(XLSX.readFile('in.xlsx', { xlfn: true }), 'kept.xlsx');
JAVASCRIPT
node run.js || exit 2
"$python" - <<'PYTHON'
import json
import re
import zipfile


def formulas(path):
    text = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    return [f.split("(")[0] for f in re.findall(r"<f[^>]*>([^<]+)</f>", text)]


with open("node_modules/xlsx/package.json", encoding="utf-8") as file:
    version = f"xlsx (SheetJS) {json.load(file)['version']}"
before, after, kept = (formulas(name) for name in ("in.xlsx", "out.xlsx", "kept.xlsx"))
expected, seen = " ".join(before), f"{' '.join(after)} (with the option: {' '.join(kept)})"
holds = before == kept == ["_xlfn._xlws.SORT", "_xlfn._xlws.FILTER", "_xlfn.XLOOKUP"]
holds = holds and after == ["_xlws.SORT", "_xlws.FILTER", "XLOOKUP"]
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
