#!/usr/bin/env bash
# icalendar reads a time by the rules of its own zone table, although the file brings a VTIMEZONE of that name with others.
# Version: icalendar 7.3.2 with tzdata 2026.6. Source: seen by running; RFC 5545 3.6.5 makes the file's rules the valid ones.
# Why it matters: British Columbia stopped changing its clocks in 2026. An invitation written by a calendar that does not
# know it (UTC-8 in December, as its VTIMEZONE says) means 17:00 UTC; icalendar says 16:00 UTC.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6 || exit 2
"$python" - <<'PYTHON'
import zoneinfo
from datetime import timezone
from importlib.metadata import version as installed

zoneinfo.reset_tzpath([])  # the tzdata package alone, whatever table this machine has

from icalendar import Calendar

TEXT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//finding//EN
BEGIN:VTIMEZONE
TZID:America/Vancouver
BEGIN:STANDARD
DTSTART:20251102T020000
TZOFFSETFROM:-0700
TZOFFSETTO:-0800
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260308T020000
TZOFFSETFROM:-0800
TZOFFSETTO:-0700
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:finding-1
DTSTAMP:20261101T000000Z
DTSTART;TZID=America/Vancouver:20261203T090000
SUMMARY:Call
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")

start = Calendar.from_ical(TEXT).walk("VEVENT")[0]["DTSTART"].dt.astimezone(timezone.utc)
version = f"icalendar {installed('icalendar')}, tzdata {installed('tzdata')}"
expected, seen = "17:00 UTC: 9:00 by the file's own UTC-8", f"{start:%H:%M} UTC"
holds = start.hour == 16
print(f"version:  {version}")
print(f"expected: {expected}")
print(f"seen:     {seen}")
raise SystemExit(0 if holds else 1)
PYTHON
