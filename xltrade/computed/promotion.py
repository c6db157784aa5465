"""Who may be promoted, by what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xltrade.computed.context import Context
from xltrade.core.days import to_day
from xltrade.declared import choices as ch
from xltrade.rules import review

LADDER = tuple(c.key for c in ch.POSITION.items)
"""The positions from the bottom up (R225)."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Whether the next position is suggested, and the totals of the quarters it rests on, oldest first."""

    position: str
    suggested: bool
    totals: tuple[float | None, ...]


def promotion(position: str, hired: date | None, totals: Sequence[float | None], context: Context) -> Promotion | None:
    """The next step of the ladder (R195, R225): enough months, and every one of the last totals high enough.

    None at the top of the ladder or without a known position.
    """
    if position not in LADDER or position == LADDER[-1]:
        return None
    policy = context.policy
    last = tuple(totals)[-int(float(policy["promote_quarters"])) :]
    high = len(last) == int(float(policy["promote_quarters"])) and all(
        t is not None and t >= float(policy["promote_score"]) for t in last
    )
    served = hired is not None and context.day >= review.anniversary(
        to_day(hired), int(float(policy["promote_months"]))
    )
    return Promotion(LADDER[LADDER.index(position) + 1], high and served, last)
