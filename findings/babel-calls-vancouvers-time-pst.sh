#!/usr/bin/env bash
# Babel puts PST, the name of UTC-8, beside a Vancouver time that it computes by UTC-7 in December 2026.
# Version: Babel 2.19.0 with tzdata 2026.6. Source: seen by running; the zone has no daylight saving any more, so CLDR's
# "standard" name of the whole Pacific group is taken.
# Why it matters: "10:00 PST" in a mail to a buyer means 10:00 in Seattle and 11:00 in Vancouver. Clock and name of the
# same line contradict each other by an hour; write the offset (UTC-7) or the city.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check Babel==2.19.0 tzdata==2026.6 || exit 2
"$python" - <<'PYTHON'
import zoneinfo
from datetime import datetime
from importlib.metadata import version as installed

zoneinfo.reset_tzpath([])  # the tzdata package alone, whatever table this machine has

from babel.dates import format_datetime


def shown(zone, pattern, month=12):
    moment = datetime(2026, month, 1, 17)  # UTC
    return format_datetime(moment, pattern, tzinfo=zoneinfo.ZoneInfo(zone), locale="en_US")


version = f"Babel {installed('babel')}, tzdata {installed('tzdata')}"
expected = "10:00 PDT -0700 in Vancouver in December, as in July"
lines = [shown("America/Vancouver", "HH:mm z xx", month) for month in (12, 7)]
other = shown("America/Los_Angeles", "HH:mm z xx")
seen = f"Vancouver {lines[0]} in December, {lines[1]} in July; Los Angeles {other} in December"
holds = lines == ["10:00 PST -0700", "10:00 PDT -0700"] and other == "09:00 PST -0800"
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
