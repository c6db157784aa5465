"""Quarters by name, such as 2026Q3, and the months in which they are paid."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pandas as pd

from xltrade.core.parsing import narrow

_PERIOD = re.compile(r"(\d{4})Q([1-4])")


def period_of(text: object) -> str | None:
    """A quarter as it is typed, such as "2026q3", as 2026Q3; None when it is none.

    >>> period_of("2026 q3"), period_of("third quarter")
    ('2026Q3', None)
    """
    found = _PERIOD.fullmatch(narrow(str(text)).upper().replace(" ", "")) if isinstance(text, str) else None
    return found.group() if found else None


def quarter(day: dt.date) -> str:
    """The calendar quarter of a day, such as 2026Q3."""
    return f"{day.year}Q{(day.month + 2) // 3}"


@cache
def bounds(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter."""
    start = pd.Period(period, freq="Q")
    return start.start_time.date(), start.end_time.date()


@cache
def after(period: str) -> str:
    """The next quarter.

    >>> after("2026Q4")
    '2027Q1'
    """
    return str(pd.Period(period, freq="Q") + 1)


def month_of(day: dt.date) -> str:
    """A day's month, such as 2026-03."""
    return f"{day:%Y-%m}"


def payout_month(period: str, half_years: bool) -> str:
    """The month in which a quarter's commission is due: the one after the quarter, or after its half-year (R042).

    >>> payout_month("2026Q1", False), payout_month("2026Q1", True), payout_month("2026Q4", True)
    ('2026-04', '2026-07', '2027-01')
    """
    last = pd.Period(bounds(period)[1], freq="M")
    return str(last + (1 + 3 * (period[-1] in "13") if half_years else 1))
