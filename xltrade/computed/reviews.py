"""Which periods of a person are finished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from xltrade.computed.periods import Period, calendar_period, tenure_period
from xltrade.core.days import to_day
from xltrade.core.dtypes import Frame, records
from xltrade.rules import review
from xltrade.rules.policy import Policy

KEPT_QUARTERS, CHAMPION_MONTHS, TOP = 4, 6, 10


def finished(hired: date | None, today: date, policy: Policy) -> list[Period]:
    """The periods of a person that are over, oldest first: tenure quarters, after the first year calendar's."""
    now = pd.Timestamp(today).to_period("Q")
    calendar = [calendar_period(now - back, today) for back in range(KEPT_QUARTERS, 0, -1)]
    if hired is None or hired > today or policy["quarter_of"] != "tenure":
        return calendar if hired is None else [p for p in calendar if p.end > pd.Timestamp(hired)]
    number = review.tenure_quarter(to_day(hired), to_day(today))
    last = number if policy["after_month_12"] == "repeat" else min(number, len(review.RULES) + 1)
    tenure = [tenure_period(hired, n, today) for n in range(max(1, last - KEPT_QUARTERS), last)]
    year = pd.Timestamp(hired) + pd.DateOffset(months=12)
    later = [p for p in calendar if p.start >= year] if policy["after_month_12"] == "kpi" else []
    return [*tenure, *later][-KEPT_QUARTERS:]


def ranked_totals(reviews: Frame, person: str, policy: Policy) -> list[float | None]:
    """A person's totals, oldest first; None where too little of the weight was scored for a rank (`ranked_from`)."""
    mine = reviews[reviews["person_id"].eq(person)].sort_values("last")
    enough = mine["share"] >= float(policy["ranked_from"]) / 100
    return [float(t) if ok and t == t else None for t, ok in zip(mine["total"], enough, strict=True)]


def before(reviews: Frame, person: str, start: pd.Timestamp) -> Mapping[str, object] | None:
    """The review of a person that ended last before a day, as a row of Review history; None without one (R016)."""
    mine = reviews[reviews["person_id"].eq(person) & (reviews["last"] < start)]
    return None if mine.empty else records(mine.sort_values("last").iloc[-1:])[0]
