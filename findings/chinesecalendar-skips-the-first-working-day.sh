#!/usr/bin/env bash
# chinesecalendar's find_workday(1, day) skips the first working day when it starts on a day off.
# Version: chinesecalendar 1.11.0; holidays 0.109 does not skip. Source: seen by running (delta 0 already goes to that day).
# Why it matters: "one working day after" New Year's Day 2026 is Sunday the 4th, a make-up day; this says Monday the 5th. In
# Excel WORKDAY counts as holidays does, so due dates from Python and from the cell differ by a day, only after holidays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check chinesecalendar==1.11.0 holidays==0.109 || exit 2
"$python" - <<'PYTHON'
from datetime import date
from importlib.metadata import version as installed

import chinese_calendar
import holidays

china = holidays.country_holidays("CN", years=2026)
days = (date(2026, 1, 1), date(2026, 1, 5))
ours = [str(chinese_calendar.find_workday(1, day)) for day in days]
others = [str(china.get_nth_working_day(day, 1)) for day in days]
before = chinese_calendar.find_workday(-1, days[0])
version = f"chinesecalendar {installed('chinesecalendar')}, holidays {installed('holidays')}"
expected = "2026-01-04 from the holiday, 2026-01-06 from a working Monday, by both"
seen = f"chinesecalendar {', '.join(ours)}; holidays {', '.join(others)}; one back from the holiday: {before}"
holds = ours == ["2026-01-05", "2026-01-06"] and others == ["2026-01-04", "2026-01-06"] and before == date(2025, 12, 31)
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
