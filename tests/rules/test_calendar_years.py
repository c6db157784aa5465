"""The calendar by year: official days against the notices, provisional years, growth (R053)."""

from __future__ import annotations

import csv
import datetime as dt
import random
from functools import cache

import numpy as np
import pandas as pd
import pytest

from places import CASES
from xltrade.core import dtypes
from xltrade.core.days import to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.core.errors import ValueNotComputable
from xltrade.declared import tables
from xltrade.formulas.functions import NEXTFOLLOWUP, REPLYSTATUS, WORKHOURS
from xltrade.rules import followup, policy
from xltrade.rules.policy import Policy, calendar_years, holidays

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 28)
SIX_DAYS_LOST = tuple(
    f"{year}-{day}"
    for year, days in {
        2019: "02-09 04-06 05-04 06-08 09-14",
        2020: "06-27",
        2021: "01-02 04-03 06-12",
        2022: "02-05 04-30 06-04 12-31",
        2023: "01-21 04-29 06-24 12-30",
        2024: "02-17 04-06 05-04",
        2025: "04-05",
        2026: "01-03 04-04 06-20 09-26",
    }.items()
    for day in days.split()
)
"""Saturdays inside an official holiday that `holidays` does not list and that no Friday and Monday off enclose."""


@cache
def notices() -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Days off and make-up days of the case table."""
    off, work = set[dt.date](), set[dt.date]()
    with (CASES / "notices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, last = (dt.date.fromisoformat(f"{row['year']}-{row[k]}") for k in ("first", "last"))
            off |= {first + n * DAY for n in range((last - first).days + 1)}
            work |= {dt.date.fromisoformat(f"{row['year']}-{d}") for d in row["worked"].split()}
    return frozenset(off), frozenset(work)


@cache
def chosen(*years: int, rest: str = "sunday") -> Policy:
    made = policy.shipped(years)
    labels = policy.settings()["weekly_rest"].choices
    assert labels is not None
    made["policy"].loc[made["policy"]["key"] == "weekly_rest", "value"] = labels.label(rest, "zh")
    return policy.read(made, TODAY)


def frame(*rows: dict[str, object]) -> Frame:
    return dtypes.build(tables.HOLIDAYS, rows)


# ── official years ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rest", ["sunday", "saturday_sunday", "none"])
def test_every_day_of_eight_years_is_as_the_notices_say(rest: str) -> None:
    """R053: 2,922 days, for teams of five, six and seven days."""
    off, work = notices()
    days = np.arange(to_day(dt.date(2019, 1, 1)), to_day(dt.date(2027, 1, 1)))
    found = chosen(*range(2019, 2027), rest=rest).calendar.working(days)
    rests = policy.REST[rest]
    expected = [day not in off and (day.weekday() not in rests or day in work) for day in map(to_date, days.tolist())]
    assert [str(to_date(d)) for d in days[found != np.array(expected)].tolist()] == []


def test_the_saturdays_that_one_library_does_not_list() -> None:
    """R053: all of them are off; the libraries differ in nothing but weekend days."""
    listed = {r["date"]: r for r in holidays.rows_of(range(2019, 2027), "zh")}
    assert all(listed[dt.date.fromisoformat(d)]["kind"] == "off" for d in SIX_DAYS_LOST)
    found = holidays.differences(range(2019, 2027))
    assert {(d.holidays, d.chinesecalendar, d.date.weekday() >= 5) for d in found} == {("", "off", True)}
    assert set(SIX_DAYS_LOST) <= {str(d.date) for d in found}


def test_other_differences_are_told_by_their_kind() -> None:
    """R053: in 2012 `holidays` has a Saturday off that the notice does not."""
    assert [(str(d.date), d.holidays) for d in holidays.differences([2012]) if not d.chinesecalendar] == [
        ("2012-06-23", "off")
    ]


# ── provisional years ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_year_without_a_notice_is_marked_and_guesses_are_called_so() -> None:
    """R053: 2027, as it was known in November 2026."""
    rows = holidays.rows_of([2027], "zh")
    assert {r["basis"] for r in rows} == {"law", "guess"} and {r["kind"] for r in rows} == {"off"}
    guessed = {str(r["date"]): r["name"] for r in rows if r["basis"] == "guess"}
    assert list(guessed) == ["2027-02-09", "2027-02-10", "2027-05-03", "2027-05-04", "2027-10-04", "2027-10-05"]
    assert all("推测" in name for name in guessed.values())
    assert all("guess" in r["name"] for r in holidays.rows_of([2027], "en") if r["basis"] == "guess")


def test_weekends_are_told_from_days_off_where_only_one_library_knows_a_year() -> None:
    """R053: what chinesecalendar lists of 2025 and 2026 follows from what `holidays` does."""
    off, work = notices()
    for year in (2025, 2026):
        ours = holidays._library(year, "zh")
        assert set(holidays._with_weekends(ours.off, ours.work)) == {d for d in off if d.year == year}
        assert ours.work == {d for d in work if d.year == year}


def test_what_is_said_of_the_calendar() -> None:
    """R053: nothing while all is known; the coming year; the end; no list at all."""
    known = frame(*holidays.rows_of([2025, 2026], "zh"))
    assert calendar_years.said(known, dt.date(2026, 3, 1)) == []
    ahead = frame(*holidays.rows_of([2026, 2027], "zh"))
    assert [w.en[:42] for w in calendar_years.said(ahead, TODAY)] == ["There is no official calendar for 2027 yet"]
    assert ["2026" in w.zh for w in calendar_years.said(known, dt.date(2027, 1, 1))] == [True]
    assert calendar_years.said(frame(), TODAY)[0].zh.startswith("节假日表是空的")


def test_a_year_that_the_manager_typed_from_the_notice_is_not_called_provisional() -> None:
    """R053: its make-up days tell."""
    typed = frame(*holidays.rows_of([2026, 2027], "zh"), {"date": dt.date(2027, 2, 14), "kind": "work", "name": "调休"})
    assert calendar_years.provisional(typed, TODAY) == ()


# ── growth ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_years_are_added_and_what_is_there_stays() -> None:
    before = frame(
        *holidays.rows_of([2026, 2027], "zh"), {"date": dt.date(2026, 12, 24), "kind": "off", "name": "厂休"}
    )
    grown = calendar_years.renewed(before, dt.date(2028, 1, 10), "zh")
    assert grown.added == (2028, 2029) and grown.changed == ()
    assert set(before["date"]) < set(grown.frame["date"]) and "厂休" in set(grown.frame["name"])
    again = calendar_years.renewed(grown.frame, dt.date(2028, 1, 10), "zh")
    assert again.frame is grown.frame and again.said() == []
    numbered = before.assign(row=range(5, 5 + len(before)))  # as a master's sheet is read
    assert calendar_years.renewed(numbered, dt.date(2028, 1, 10), "zh").frame.equals(grown.frame)


def test_a_year_left_out_is_said_and_added() -> None:
    """R053: between two listed years; such a year was computed without holidays in silence."""
    frame = policy.shipped((2023, 2024, 2026))["holidays"]
    said = [s.zh for s in calendar_years.said(frame, dt.date(2026, 3, 2))]
    assert said == ["节假日表没有 2025 年：那年的节假日都按工作日算，请汇总一次，会自动补上。"]
    grown = calendar_years.renewed(frame, dt.date(2028, 3, 2), "zh")
    assert grown.added == (2025, 2027, 2028, 2029)
    assert calendar_years.said(grown.frame, dt.date(2026, 3, 2))[0].zh.startswith("2027 年放假安排还没有公布")


def test_a_guess_becomes_official_and_own_rows_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """R053: rows that the program wrote go, typed and changed ones stay."""
    monkeypatch.setattr(holidays, "is_official", lambda year: year < 2026)
    guessed = dtypes.records(frame(*holidays.rows_of([2025, 2026], "zh")))
    monkeypatch.undo()
    assert {r["basis"] for r in guessed if r["date"].year == 2026} == {"law", "guess"}
    changed = next(r for r in guessed if str(r["date"].date()) == "2026-10-05")
    changed |= {"kind": "work", "name": "赶货"}
    typed = {"date": dt.date(2026, 7, 1), "kind": "off", "name": "厂庆"}
    grown = calendar_years.renewed(frame(*guessed, typed), dt.date(2026, 3, 1), "zh")
    assert grown.changed == (2026,) and grown.added == (2027,)
    made = {str(r["date"].date()): r for r in dtypes.records(grown.frame)}
    assert made["2026-10-05"]["name"] == "赶货" and made["2026-07-01"]["name"] == "厂庆"
    official = {str(r["date"]): r["kind"] for r in holidays.rows_of([2026], "zh")} | {"2026-10-05": "work"}
    assert {d: r["kind"] for d, r in made.items() if d[:4] == "2026" and d != "2026-07-01"} == official


def test_a_sheet_without_marks_is_renewed_all_the_same() -> None:
    """R053: rows of a master made before there were marks: official ones, guesses, and one typed."""
    law = holidays.statutory(2026, "zh")
    lieu = {d: f"{n}（补假）" for d, n in holidays.in_lieu(law).items()}
    rows = [{"date": d, "kind": "off", "name": n} for d, n in (law | lieu).items()]
    own = {"date": dt.date(2026, 2, 25), "kind": "off", "name": "春节"}
    grown = calendar_years.renewed(frame(*rows, own), dt.date(2026, 3, 1), "zh")
    made = {str(r["date"].date()): r["kind"] for r in dtypes.records(grown.frame) if r["date"].year == 2026}
    assert made == {str(r["date"]): r["kind"] for r in holidays.rows_of([2026], "zh")} | {"2026-02-25": "off"}


def test_a_deleted_row_of_an_official_year_stays_deleted() -> None:
    rows = [r for r in holidays.rows_of([2025, 2026, 2027], "zh") if str(r["date"]) != "2026-05-05"]
    assert calendar_years.renewed(frame(*rows), TODAY, "zh").said() == []


def test_a_year_typed_whole_gets_no_guesses() -> None:
    """R053: who typed every day by law typed the notice."""
    typed = [{"date": d, "kind": "off", "name": "放假"} for d in holidays.statutory(2027, "zh")]
    rows = [*holidays.rows_of([2025, 2026], "zh"), *typed]
    assert calendar_years.renewed(frame(*rows), TODAY, "zh").said() == []


# ── dates by the calendar ─────────────────────────────────────────────────────────────────────────────────────────

CADENCE = {"A": (3, -1), "B": (7, -1), "C": (15, 1), "D": (30, 1), "S": (15, 1)}


def _walk(day: dt.date, step: int, idle: frozenset[dt.date], made_up: frozenset[dt.date]) -> dt.date:
    while day in idle or (day.weekday() == 6 and day not in made_up):
        day += step * DAY
    return day


def test_each_grades_next_date_over_all_days_of_four_years() -> None:
    """R053, R120–R123: 1,461 days × 5 grades against a walk over the sheet's own rows."""
    rows = holidays.rows_of(range(2025, 2030), "zh")
    idle, made_up = (frozenset(r["date"] for r in rows if r["kind"] == k) for k in ("off", "work"))
    days = [dt.date(2025, 1, 1) + n * DAY for n in range(1461)]
    numbers = np.array([to_day(d) for d in days])
    none = np.full(len(days), followup.NONE)
    for grade, (wait, step) in CADENCE.items():
        grades = np.full(len(days), grade, dtype=object)
        found = followup.next_followup(grades, numbers, none, none, chosen(*range(2025, 2030)))
        for day, due in zip(days, found.tolist(), strict=True):
            expected = _walk(day + wait * DAY, step, idle, made_up)
            expected = expected if expected > day else _walk(day + DAY, 1, idle, made_up)
            assert to_date(due) == expected, f"{grade} {day}"


def test_working_hours_of_a_thousand_pairs() -> None:
    """R050–R053: against the notices, quarter of an hour by quarter of an hour."""
    off, work = notices()
    dice, rules = random.Random(13), chosen(*range(2019, 2027))
    for _ in range(1000):
        start = dt.datetime(2019, 1, 1) + dt.timedelta(minutes=15 * dice.randrange(4 * 24 * 2900))
        end = min(start + dt.timedelta(minutes=15 * dice.randrange(4 * 24 * 12)), dt.datetime(2026, 12, 31, 23, 45))
        quarters = pd.date_range(start, end, freq="15min", inclusive="left")
        clock = quarters.hour * 4 + quarters.minute // 15
        busy = ((clock >= 32) & (clock < 48)) | ((clock >= 52) & (clock < 70))
        idle = np.array([d in off or (d.weekday() == 6 and d not in work) for d in quarters.date], dtype=bool)
        assert WORKHOURS(start, end, policy=rules) == pytest.approx((busy & ~idle).sum() / 4, abs=1e-9), (start, end)


def test_nothing_after_the_last_year_is_computed_in_silence() -> None:
    """R053: the last day itself is known, the next one is not; a fax goes by the clock on the wall."""
    rules = chosen(2026, 2027)
    assert NEXTFOLLOWUP("B", "2027-12-24", policy=rules) == dt.date(2027, 12, 31)
    for last in ("2027-12-25", "2028-06-01"):
        with pytest.raises(ValueNotComputable, match="2027"):
            NEXTFOLLOWUP("B", last, policy=rules)
    assert WORKHOURS("2027-12-31 16:00", "2027-12-31 23:59", policy=rules) == 1.5
    with pytest.raises(ValueNotComputable, match="2027"):
        WORKHOURS("2027-12-31 16:00", "2028-01-01 00:00", policy=rules)
    assert REPLYSTATUS("2028-02-01 09:00", "2028-02-01 10:00", "fax", policy=rules) == "按时"
    assert REPLYSTATUS("2028-02-01 09:00", "2028-02-05 10:00", policy=rules) == "超时"


def test_the_examples_of_the_issue() -> None:
    """R053: the Saturday of Mid-autumn 2026 for a team of six days."""
    assert NEXTFOLLOWUP("A", "2026-09-23") == dt.date(2026, 9, 24)
    assert WORKHOURS("2026-09-26 08:00", "2026-09-26 17:30") == 0
