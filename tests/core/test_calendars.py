"""Working days and hours against a naive walk from day to day and from second to second."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrade.core.days import DAY, Calendar, to_date, to_day, weekday
from xltrade.core.errors import ValueNotComputable

BLOCKS = ((8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600 + 1800))
RESTS = [(False,) * 6 + (True,), (False,) * 5 + (True, True), (False,) * 7]
FIRST = to_day(dt.date(2026, 1, 1))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any weekly rest, up to 40 days off within 200, and make-up days on rest days (make-up Sundays included)."""
    rest = draw(st.sampled_from(RESTS))
    near = st.integers(FIRST, FIRST + 200)
    off = draw(st.frozensets(near, max_size=40))
    on = frozenset(d for d in draw(st.frozensets(near, max_size=20)) if rest[(d + 3) % 7])
    return Calendar(rest, off, on, BLOCKS)


def worked(calendar: Calendar, day: int) -> bool:
    """Whether a day is worked, from the words of the rule."""
    rests = calendar.rest[to_date(day).weekday()] and day not in calendar.on
    return not rests and day not in calendar.off


DAYS = st.lists(st.integers(FIRST - 30, FIRST + 230), min_size=1, max_size=5)


@given(calendars(), DAYS)
def test_working_days_and_their_neighbours(calendar: Calendar, days: list[int]) -> None:
    """R053: on, after and before each day, make-up Sundays and days off included."""
    at = np.array(days)
    assert calendar.working(at).tolist() == [worked(calendar, d) for d in days]
    for found, step in ((calendar.following(at), 1), (calendar.preceding(at), -1)):
        for start, end in zip(days, found.tolist(), strict=True):
            while not worked(calendar, start):
                start += step
            assert end == start


MOMENTS = st.integers(FIRST * DAY, (FIRST + 40) * DAY)


def walked(calendar: Calendar, start: int, end: int) -> float:
    """Hours day by day and block by block."""
    seconds = 0
    for day in range(start // DAY, end // DAY + 1):
        if worked(calendar, day):
            seconds += sum(max(0, min(end, day * DAY + b) - max(start, day * DAY + a)) for a, b in calendar.blocks)
    return seconds / 3600


@given(calendars(), MOMENTS, MOMENTS)
def test_hours(calendar: Calendar, one: int, two: int) -> None:
    """R050–R052: whole days, parts of days, lunch, rest days."""
    start, end = sorted((one, two))
    found = calendar.hours(np.array([start]), np.array([end]))[0]
    assert found == pytest.approx(walked(calendar, start, end), abs=1e-9)


@given(calendars(), st.tuples(MOMENTS, MOMENTS, MOMENTS))
def test_hours_add_up(calendar: Calendar, moments: tuple[int, int, int]) -> None:
    """R050: a to c is a to b plus b to c, to the second."""
    a, b, c = sorted(moments)
    parts = calendar.hours(np.array([a, b, a]), np.array([b, c, c]))
    assert round(parts[0] * 3600) + round(parts[1] * 3600) == round(parts[2] * 3600)


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        ("07:59:59", 8.5),
        ("08:00:00", 8.5),
        ("08:00:01", 8.5 - 1 / 3600),
        ("12:00:00", 4.5),
        ("12:30:00", 4.5),
        ("13:00:00", 4.5),
        ("17:29:59", 1 / 3600),
        ("17:30:00", 0),
        ("23:59:59", 0),
    ],
)
def test_hours_left_of_a_day(clock: str, hours: float) -> None:
    """R050–R052: at the edge of each block, a second before and after."""
    calendar = Calendar(RESTS[0], frozenset(), frozenset(), BLOCKS)
    day = to_day(dt.date(2026, 3, 2)) * DAY
    h, m, s = map(int, clock.split(":"))
    found = calendar.hours(np.array([day + h * 3600 + m * 60 + s]), np.array([day + DAY]))[0]
    assert found == pytest.approx(hours, abs=1e-9)


def test_days_are_dates() -> None:
    """R053: the numbers stand for the dates they should, Monday = 0."""
    for day in (dt.date(1970, 1, 1), dt.date(2024, 2, 29), dt.date(2026, 3, 8)):
        assert to_date(to_day(day)) == day
        assert weekday(np.array([to_day(day)]))[0] == day.weekday()


def test_nothing_in_nothing_out() -> None:
    """R050: an empty column is an empty column."""
    none = np.array([], dtype=np.int64)
    calendar = Calendar(RESTS[0], frozenset(), frozenset(), BLOCKS)
    assert calendar.following(none).size == calendar.preceding(none).size == calendar.hours(none, none).size == 0


def test_a_calendar_without_working_days_is_refused() -> None:
    """R053: two months of holidays are a mistake in the sheet, not a date to guess."""
    day = to_day(dt.date(2026, 3, 2))
    calendar = Calendar(RESTS[0], frozenset(range(day - 100, day + 100)), frozenset(), BLOCKS)
    with pytest.raises(ValueNotComputable, match="working day"):
        calendar.following(np.array([day]))
    with pytest.raises(ValueNotComputable):
        calendar.preceding(np.array([day]))


def test_a_holiday_of_two_months_less_a_day_is_walked_over() -> None:
    """R053: up to where it is refused, the first day after it is found."""
    day = to_day(dt.date(2026, 3, 2))
    calendar = Calendar(RESTS[2], frozenset(range(day, day + 60)), frozenset(), BLOCKS)
    assert calendar.following(np.array([day])).tolist() == [day + 60]
    assert calendar.preceding(np.array([day + 59])).tolist() == [day - 1]
