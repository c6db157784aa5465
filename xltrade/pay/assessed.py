"""What the manager's typed assessments of a quarter come to: the mean of each dimension, and their weighted score."""

from __future__ import annotations

import datetime as dt
from math import fsum

import numpy as np

from xltrade.computed.cards import Score
from xltrade.core.days import to_date, to_day
from xltrade.core.parsing import narrow
from xltrade.pay.firm import Firm
from xltrade.pay.periods import period_of, quarter
from xltrade.rules import tenure


def typed(firm: Firm, person: str, period: str) -> Score | None:
    """The means of a quarter's assessments and their weighted mean over the dimensions scored; None when none was."""
    means = dimension_means(firm, person, period)
    weights = firm.policy(period).weights
    scored = {k: w for k, w in weights.items() if k in means}
    whole = sum(scored.values())
    if not whole:
        return None
    total = sum(means[k] * w for k, w in scored.items()) / whole
    return Score(_label(firm, person, period), means, total, round(whole / sum(weights.values()), 4))


def dimension_means(firm: Firm, person: str, period: str) -> dict[str, float]:
    """The mean score of each dimension that the manager scored in a quarter (R001), such as {"attitude": 85.0}.

    In the first year a review is of a tenure quarter, T1 to T4: it counts in the calendar quarter in which it ends.
    """
    mine = [s for s in firm.ledger.assessments if firm.team.person(s.person) == person]
    if not mine:
        return {}
    names = {period, *(f"T{n}" for n in range(1, 5) if _ends_in(firm.hired.get(person), n, period))}
    found: dict[str, list[float]] = {}
    for s in mine:
        if (period_of(s.quarter) or narrow(s.quarter).strip().upper()) in names:
            found.setdefault(s.dimension, []).append(s.score)
    return {dimension: fsum(scores) / len(scores) for dimension, scores in found.items()}


def _label(firm: Firm, person: str, period: str) -> str:
    """The name of the review: of the tenure quarter that ends in it, else the quarter's own."""
    hired = firm.hired.get(person)
    return next((f"T{n}" for n in range(1, 5) if _ends_in(hired, n, period)), period)


def _ends_in(hired: dt.date | None, number: int, period: str) -> bool:
    """Whether a tenure quarter ends in a calendar quarter."""
    if hired is None:
        return False
    end = tenure.add_months(np.array([to_day(hired)]), np.array([3 * number]))[0] - 1
    return quarter(to_date(int(end))) == period
