"""The period a card is about: tenure quarter in the first year, calendar quarter after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from xltrade.core.days import to_date, to_day
from xltrade.core.parsing import narrow
from xltrade.declared import choices as ch
from xltrade.rules import review
from xltrade.rules.policy import Policy

DIMENSIONS = tuple(c.key for c in ch.DIMENSION.items)


@dataclass(frozen=True, slots=True)
class Period:
    """A review period: its label (T2, 2026Q4), its days from `start` to before `end`, the last day looked at.

    number: the tenure quarter, 0 for a calendar quarter. past: whether it was over before the day of the data.
    """

    label: str
    start: pd.Timestamp
    end: pd.Timestamp
    to: pd.Timestamp
    number: int = 0
    past: bool = False

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.end - pd.Timedelta(days=1)).date()

    @property
    def months(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The three calendar months that begin with the period's first: monthly targets and forecasts are theirs."""
        first = self.start.replace(day=1)
        return first, first + pd.DateOffset(months=review.LENGTH)


def period(hired: date | None, today: date, policy: Policy) -> Period:
    """The period a person is reviewed for on a day: in the first year their tenure quarter (R002)."""
    day = pd.Timestamp(today)
    if hired is not None and policy["quarter_of"] == "tenure" and hired <= today:
        number = review.tenure_quarter(to_day(hired), to_day(today))
        if number in review.RULES or policy["after_month_12"] == "repeat":
            return tenure_period(hired, number, today)
    return calendar_period(day.to_period("Q"), today)


def tenure_period(hired: date, number: int, today: date) -> Period:
    """Tenure quarter `number` as a review period."""
    term = review.term(to_day(hired), number)
    start, end = (pd.Timestamp(to_date(d)) for d in (term.start, term.end))
    last = end - pd.Timedelta(days=1)
    return Period(f"T{number}", start, end, min(pd.Timestamp(today), last), number, pd.Timestamp(today) > last)


def calendar_period(quarter: pd.Period, today: date) -> Period:
    """A calendar quarter as a review period."""
    start = quarter.start_time
    end = start + pd.DateOffset(months=review.LENGTH)
    last, day = end - pd.Timedelta(days=1), pd.Timestamp(today)
    return Period(f"{quarter.year}Q{quarter.quarter}", start, end, min(day, last), past=day > last)


def period_in(quarter: str, hired: date | None, today: date, policy: Policy) -> Period | None:
    """The review period that counts in a calendar quarter such as 2026Q3: of the first year the tenure quarter that
    ends in it, after that the quarter itself (R002); None while none does."""
    whole = calendar_period(pd.Period(quarter, freq="Q"), today)
    if hired is None:
        return whole
    if pd.Timestamp(hired) >= whole.end:
        return None
    if policy["quarter_of"] != "tenure":
        return whole
    last = review.tenure_quarter(to_day(hired), to_day((whole.end - pd.Timedelta(days=1)).date()))
    ends = [p for n in (last - 1, last) if n > 0 for p in [tenure_period(hired, n, today)] if p.end > whole.start]
    mine = next((p for p in ends if p.end <= whole.end), None)
    if policy["after_month_12"] == "repeat" or last <= len(review.RULES):
        return mine
    return mine if mine is not None and mine.number in review.RULES else whole


def period_named(label: str, hired: date | None, today: date) -> Period | None:
    """The review period of a label, T2 or 2026Q3, however it is typed; None where it names none."""
    text = narrow(label).upper().replace(" ", "")
    if re.fullmatch(r"\d{4}Q[1-4]", text):
        return calendar_period(pd.Period(text, freq="Q"), today)
    return tenure_period(hired, int(text[1:]), today) if hired and re.fullmatch(r"T[1-9]\d?", text) else None
