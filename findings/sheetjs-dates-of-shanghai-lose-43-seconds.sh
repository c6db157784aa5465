#!/usr/bin/env bash
# SheetJS, asked for dates as dates (cellDates) on a computer in China, writes a time of day back 43 seconds early and
# marks China's wall time as UTC (Z): read and written again, 17:44:00 is stored as 17:43:17Z.
# Version: xlsx 0.18.5, the one that npm gives, Node with TZ=Asia/Shanghai; the file by XlsxWriter 3.3.1. Source: seen by
# running. The clocks of Shanghai were 8:05:43 ahead until 1901, and the library counts from a day before that.
# Why it matters: a reply at 17:44 becomes one at 17:43, or at 01:43 of the next day where a reader believes the Z; limits
# of two working hours are judged by it. In UTC the same code is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check XlsxWriter==3.3.1 || exit 2
npm install --silent --no-fund --no-audit --prefix "$work" xlsx@0.18.5 || exit 2
cd "$work"
"$python" - <<'PYTHON'
import datetime as dt

import xlsxwriter

with xlsxwriter.Workbook("in.xlsx") as book:
    form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    book.add_worksheet("S").write_datetime(0, 0, dt.datetime(2026, 3, 2, 17, 44), form)
PYTHON
cat > run.js <<'JAVASCRIPT'
const XLSX = require('xlsx');
XLSX.writeFile(XLSX.readFile('in.xlsx', { cellDates: true }), process.argv[2], { cellDates: true });
JAVASCRIPT
TZ=Asia/Shanghai node run.js china.xlsx || exit 2
TZ=UTC node run.js utc.xlsx || exit 2
"$python" - <<'PYTHON'
import json
import re
import zipfile


def stored(path):
    return re.findall(r"<v>([^<]+)</v>", zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode())[0]


with open("node_modules/xlsx/package.json", encoding="utf-8") as file:
    version = f"xlsx (SheetJS) {json.load(file)['version']}"
expected, seen, utc = "2026-03-02T17:44:00", stored("china.xlsx"), stored("utc.xlsx")
print(f"version:  {version}")
print(f"expected: {expected}, without a zone")
print(f"seen:     {seen} (in UTC: {utc})")
raise SystemExit(0 if seen == "2026-03-02T17:43:17.000Z" and utc.startswith(expected) else 1)
PYTHON
