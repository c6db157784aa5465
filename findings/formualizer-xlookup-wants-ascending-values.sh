#!/usr/bin/env bash
# formualizer finds nothing with XLOOKUP's "exact or next smaller" where the values do not ascend; its XMATCH does.
# Version: formualizer 0.13.0; formulon 0.18.0 finds it. Source: seen by running; Excel searches match mode -1 in any order
# (only search modes 2 and -2 want sorted values).
# Why it matters: rate tables are often written from the highest tier down. The same look-up is right in Excel and #N/A in
# a test or a service that runs on this engine; with ascending tiers both agree, so the cause is hard to see.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check formualizer==0.13.0 formulon==0.18.0 || exit 2
"$python" - <<'PYTHON'
from importlib.metadata import version as installed

import formualizer
import formulon

TIERS = [(5_000_000, 0.04), (1_000_000, 0.03), (0, 0.02)]
LOOKUP, MATCH = "=XLOOKUP(1500000,A1:A3,B1:B3,,-1)", "=XMATCH(1500000,A1:A3,-1)"

one = formualizer.Workbook()
one.add_sheet("S")
for row, pair in enumerate(TIERS, start=1):
    for column, value in enumerate(pair, start=1):
        one.set_value("S", row, column, float(value))
one.set_formula("S", 1, 4, LOOKUP)
one.set_formula("S", 2, 4, MATCH)
looked_up, matched = one.evaluate_cell("S", 1, 4), one.evaluate_cell("S", 2, 4)

with formulon.Workbook.create_default() as two:
    for row, pair in enumerate(TIERS):
        for column, value in enumerate(pair):
            two.set_number(0, row, column, float(value))
    two.set_formula(0, 0, 3, LOOKUP)
    two.recalc()
    other = two.get_value(0, 0, 3).number

version = f"formualizer {installed('formualizer')}, formulon {installed('formulon')}"
expected = "0.03 by XLOOKUP, 2 by XMATCH"
seen = f"formualizer {looked_up} by XLOOKUP, {matched} by XMATCH; formulon {other} by XLOOKUP"
holds = isinstance(looked_up, dict) and looked_up.get("kind") == "Na" and matched == 2 and other == 0.03
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
