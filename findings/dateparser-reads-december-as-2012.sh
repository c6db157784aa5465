#!/usr/bin/env bash
# dateparser reads the Chinese date 12月1日 as 28 January 2012 (where today is a 28th), 11月2日 as February 2011.
# Version: dateparser 1.5.0. Source: seen by running.
# Why it matters: that is how people write the next follow-up. The months 1 to 9 are read right, and a date that is written
# with its year too, so a trial in spring passes; from October on the month becomes a year, without an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check dateparser==1.5.0 || exit 2
"$python" - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version as installed

import dateparser


def read(text):
    found = dateparser.parse(text, settings={"RELATIVE_BASE": datetime(2026, 11, 28)})
    return f"{found:%Y-%m-%d}" if found else "None"


version, expected = f"dateparser {installed('dateparser')}", "2026-03-15 2026-11-02 2026-12-01"
dates = [read(text) for text in ("3月15日", "11月2日", "12月1日")]
seen = " ".join(dates)
holds = dates == ["2026-03-15", "2011-02-28", "2012-01-28"] and read("2026年12月1日") == "2026-12-01"
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
