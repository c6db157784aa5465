"""A part as the plan takes it, and with what it accumulates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from xltrade.core.days import to_day
from xltrade.pay.firm import Firm
from xltrade.pay.parts import Part
from xltrade.pay.periods import bounds
from xltrade.rules import tenure
from xltrade.rules.commission_steps import Earning
from xltrade.rules.policy import Policy


def accumulating(part: Part, rules: Policy, firm: Firm) -> str:
    """What a part accumulates with before the tiers apply (R042, R044, R205): "E1|2026Q3", "|2026" for a team.

    A refund that reopens a period is of the day of the receipt it pays back. A late receipt accumulates where it
    counts, not where its own day is.
    """
    start, end = bounds(part.counts)
    day = min(max(part.reopens or part.day, start), end)
    whose = "" if rules["tier_scope"] == "team" else part.key.person
    if rules["tier_period"] == "year_to_date":
        return f"{whose}|{day.year}"
    hired = firm.hired.get(whose)
    if rules["tier_period"] == "tenure_quarter" and hired and hired <= day:
        on = np.array([to_day(hired)]), np.array([to_day(day)])
        return f"{whose}|T{tenure.quarter(*on)[0]}"
    return f"{whose}|{part.counts}"


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Parts in the order in which they accumulate: by day, then as they stand in the workbooks."""
    return sorted(parts, key=lambda p: (p.day, p.key.receipt.owner, p.row))


def to_earning(part: Part, rules: Policy, firm: Firm) -> Earning:
    """A part as the plan takes it."""
    return Earning(
        part.key,
        part.key.person,
        accumulating(part, rules, firm),
        part.base,
        part.quantity,
        part.factor,
        part.stages,
        part.project,
    )
