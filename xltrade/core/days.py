"""Working days and working hours. Days are int64 days since 1970-01-01, moments int64 seconds since then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import Ints

DAY = 86_400
EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday, Monday = 0
MARGIN = 62
EPOCH = date(1899, 12, 30)
"""The day of Excel's serial number 0."""


def to_day(day: date) -> int:
    """A date as days since 1970-01-01."""
    return day.toordinal() - 719_163


def to_date(day: int) -> date:
    """Days since 1970-01-01 as a date."""
    return date.fromordinal(int(day) + 719_163)


EXCEL_EPOCH = to_day(EPOCH)
"""The same as days since 1970-01-01: a serial number is the days less it."""
NEVER = to_day(date(9999, 12, 31))
"""After every day: the end of what has none."""


def serial(day: date) -> int:
    """A date as Excel's serial number: 2026-06-30 is 46203."""
    return (day - EPOCH).days


def quarter(day: date) -> int:
    """The calendar quarter of a day, 1 to 4."""
    return (day.month + 2) // 3


def quarter_label(day: date) -> str:
    """The calendar quarter of a day with its year: 2026Q3."""
    return f"{day.year}Q{quarter(day)}"


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter of a day."""
    return date(day.year, 3 * quarter(day) - 2, 1)


def weekday(days: Ints) -> Ints:
    """Monday = 0 … Sunday = 6."""
    return (days + EPOCH_WEEKDAY) % 7


@dataclass(frozen=True)
class Calendar:
    """Which days and hours are worked (R050–R053).

    rest: 7 booleans from Monday; off: days off besides; on: working days that fall on a weekly rest day;
    blocks: (start, end) of each working block in seconds of the day. last: the last day whose holidays are known;
    later ones are never taken for working days in silence.
    """

    rest: tuple[bool, ...]
    off: frozenset[int]
    on: frozenset[int]
    blocks: tuple[tuple[int, int], ...]
    last: int = NEVER

    def working(self, days: Ints) -> NDArray[np.bool_]:
        """Whether each day is worked; a make-up day on a weekly rest day is."""
        plain = ~np.asarray(self.rest)[weekday(days)]
        made_up = np.isin(days, np.fromiter(self.on, np.int64, len(self.on)))
        return (plain | made_up) & ~np.isin(days, np.fromiter(self.off, np.int64, len(self.off)))

    def following(self, days: Ints) -> Ints:
        """The first working day on or after each day."""
        low, table = self._span(days)
        number = np.where(table, np.arange(table.size), table.size)
        return self._found(np.minimum.accumulate(number[::-1])[::-1], days, low, table.size)

    def preceding(self, days: Ints) -> Ints:
        """The last working day on or before each day."""
        low, table = self._span(days)
        number = np.where(table, np.arange(table.size), -1)
        return self._found(np.maximum.accumulate(number), days, low, table.size)

    def hours(self, start: Ints, end: Ints) -> NDArray[np.float64]:
        """Working hours from start to end (moments, end not before start), shape (n,).

        ValueNotComputable where an end lies after the last day whose holidays are known.
        """
        first, last = start // DAY, end // DAY
        if last.size and last.max() > self.last:
            raise self.beyond()
        low, table = self._span(np.concatenate([first, last]))
        before = np.concatenate([[0], np.cumsum(table)])
        full = sum(b - a for a, b in self.blocks)

        def worked(moment: Ints, day: Ints) -> Ints:
            inside = sum(np.clip(moment % DAY, a, b) - a for a, b in self.blocks)
            return before[day - low] * full + table[day - low] * inside

        return (worked(end, last) - worked(start, first)) / 3600

    def beyond(self) -> ValueNotComputable:
        """The error for a day after the last one whose holidays are known."""
        year = to_date(self.last).year
        return ValueNotComputable(
            f"节假日表只到 {year} 年，请汇总或补上以后的节假日。",
            f"The holidays are known up to {year} only; consolidate, or add those of later years.",
        )

    def _span(self, days: Ints) -> tuple[int, NDArray[np.bool_]]:
        if days.size == 0:
            return 0, np.ones(1, dtype=bool)
        low = int(days.min()) - MARGIN
        return low, self.working(np.arange(low, int(days.max()) + MARGIN, dtype=np.int64))

    @staticmethod
    def _found(index: Ints, days: Ints, low: int, size: int) -> Ints:
        found = index[days - low]
        if ((found < 0) | (found >= size)).any():
            raise ValueNotComputable(
                "两个月内没有工作日，请检查节假日表。", "No working day within two months; check the holidays."
            )
        return found + low
