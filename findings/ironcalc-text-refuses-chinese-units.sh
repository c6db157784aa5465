#!/usr/bin/env bash
# ironcalc's TEXT gives #VALUE! for a format with a bare Chinese letter, such as yyyy年m月d日 or #,##0.00元.
# Version: ironcalc 0.9.1. Source: seen by running; Excel, and formulon 0.18.0 beside it here, show such letters as they are.
# Why it matters: these are the ordinary date and amount formats of a Chinese workbook; every sentence that a cell builds
# with them becomes an error. In quotation marks ("元") the same letter works.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check ironcalc==0.9.1 formulon==0.18.0 || exit 2
"$python" - <<'PYTHON'
from importlib.metadata import version as installed

import formulon
import ironcalc

FORMULAS = ('=TEXT(46354,"yyyy年m月d日")', '=TEXT(1234.5,"#,##0.00元")', '=TEXT(1234.5,"#,##0.00""元""")')
model = ironcalc.create("book", "en", "UTC", "en")
for row, formula in enumerate(FORMULAS, start=1):
    model.set_user_input(0, row, 1, formula)
model.evaluate()
values = [model.get_formatted_cell_value(0, row, 1) for row in (1, 2, 3)]

with formulon.Workbook.create_default() as book:
    for row, formula in enumerate(FORMULAS):
        book.set_formula(0, row, 0, formula)
    book.recalc()
    others = [book.get_value(0, row, 0).text for row in range(3)]

version = f"ironcalc {installed('ironcalc')}, formulon {installed('formulon')}"
wanted = ["2026年11月28日", "1,234.50元", "1,234.50元"]
expected = ", ".join(wanted)
seen = f"{', '.join(values)} (formulon: {', '.join(map(str, others))})"
holds = values == ["#VALUE!", "#VALUE!", "1,234.50元"] and others == wanted
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
