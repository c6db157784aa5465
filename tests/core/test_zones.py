"""The clocks of the world from the tzdata package, and offsets as people write them."""

from __future__ import annotations

import csv
import datetime as dt
import zoneinfo
from importlib import metadata

import pytest

from places import CASES
from xltrade.core import zones
from xltrade.core.offsets import hours
from xltrade.core.parsing import parse
from xltrade.declared.tables import CUSTOMERS

DAY = dt.timedelta(days=1)
with (CASES / "zones.csv").open(encoding="utf-8", newline="") as file:
    CHANGES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CHANGES, ids=lambda c: f"{c['zone']}-{c['day']}")
def test_both_edges_of_each_change(case: dict[str, str]) -> None:
    """R054: the changes of 2024 to 2026, those that are new and those that no longer come."""
    zone, day = zones.zone(case["zone"]), dt.date.fromisoformat(case["day"])
    assert zone is not None
    assert (zones.offset(zone, day - DAY), zones.offset(zone, day)) == (float(case["before"]), float(case["on"]))
    said = [until for _, until, _ in zones.stretches(zone, day - DAY, day + 2 * DAY)]
    assert (day in said) == (case["before"] != case["on"])


def test_the_changes_of_law_are_among_the_cases() -> None:
    """R054: one from each release of tzdata since 2024 that changed these years."""
    known = {c["known_since"].split()[1] for c in CHANGES if c["known_since"].startswith("tzdata")}
    assert known == {"2024.1", "2025.1", "2025.2", "2026.2", "2026.3", "2026.4", "2026.5", "2026.6"}


def test_the_system_is_not_asked() -> None:
    """R054: whatever table the system has, the package's is read."""
    before = zoneinfo.TZPATH
    zones.zone.cache_clear()
    try:
        zoneinfo.reset_tzpath([])
        zone = zones.zone("America/Vancouver")
        assert zone is not None and zones.offset(zone, dt.date(2026, 12, 1)) == -7
        assert zone is not zoneinfo.ZoneInfo("America/Vancouver")
    finally:
        zoneinfo.reset_tzpath(before)
    assert zones.version() == f"tzdata {metadata.version('tzdata')}" and zones.zone("Mars/Base") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5:30", 5.5),
        ("05:30", 5.5),
        ("-3:30", -3.5),
        (dt.time(5, 30), 5.5),
        (5.5 / 24, 5.5),
        ("1899-12-31 05:30:00", 5.5),
        ("5.5", 5.5),
        (-5, -5.0),
        ("+8", 8.0),
        ("UTC+8", 8.0),
        ("utc +08:00", 8.0),
        ("(UTC-05:00)", -5.0),
        ("GMT-5", -5.0),
        ("UTC+5:30", 5.5),
        ("+0530", 5.5),
        (530, 5.5),
        ("-0330", -3.5),
        ("东八区", 8.0),
        ("西五区", -5.0),
        ("东十二区", 12.0),
        ("东8区", 8.0),
        ("ＵＴＣ＋８", 8.0),
        ("GMT", 0.0),
        (0, 0.0),
        ("\u22124", -4.0),
        (5.75, 5.75),
    ],
)
def test_an_offset_as_people_write_it(written: object, meant: float) -> None:
    """R054: a time cell is five and a half hours, not half past five."""
    assert parse(written, CUSTOMERS["utc_offset"]).value == meant


@pytest.mark.parametrize("written", ["UTC+15", "-13", "5:10", "5:75", "China", "8小时", "9999", "1.1"])
def test_what_is_no_offset_is_said(written: str) -> None:
    """R054: no zone is there, or none by a quarter of an hour."""
    assert hours(written) is None
    assert parse(written, CUSTOMERS["utc_offset"]).problem == "bad_offset"
