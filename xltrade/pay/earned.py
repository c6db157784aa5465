"""What of each part is not settled yet, and in which quarter it is earned.

A settled base stays as it was recorded. What a receipt has beyond it goes to its own quarter while that is open for
the person, else to the current one: 600,000 settled in Q3 and corrected to 650,000 in November earns 50,000 in Q4.
So a late receipt and a correction are lines of the current quarter, and nothing confirmed is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from xltrade.core.days import to_day
from xltrade.pay.firm import Firm
from xltrade.pay.parts import Part, PartKey
from xltrade.pay.periods import bounds
from xltrade.rules import tenure
from xltrade.rules.commission_steps import Earning
from xltrade.rules.policy import Policy


@dataclass(frozen=True)
class Earned:
    """A part as it stands in a quarter: `base` (fen) is what of it is earned there.

    was: fen settled before, None where none was: a part of 650,000.00 of which 600,000.00 is settled has base
    5,000,000 and was 60,000,000 (the line says "corrected"). settled: all of it is paid already; it only stands here
    so that tiers go on from it and others' shares of it are known, and nothing more is paid for it.
    """

    part: Part
    period: str
    base: int
    was: int | None = None
    settled: bool = False

    @property
    def key(self) -> PartKey:
        return self.part.key


def placed(
    found: Iterable[Part], recorded: Mapping[PartKey, int], target: Callable[[Part], str], known: Callable[[Part], bool]
) -> list[Earned]:
    """What is not settled yet of each part, in the quarter that takes it.

    recorded: per part what confirmed settlements hold; target: that quarter; known: whether a settled part may be
    corrected (its workbook is here and its policy as it was).
    """
    made = []
    for part in found:
        was = recorded.get(part.key)
        left = part.base - (was or 0)
        if left and (was is None or known(part)):
            made.append(Earned(part, target(part), left, was))
    return made


def gone(found: Iterable[Part], recorded: Mapping[PartKey, Part], here: Iterable[str]) -> list[Part]:
    """Settled parts that are no longer there though their workbook is: each counts 0 now, and is to be corrected."""
    known, owners = {p.key for p in found}, set(here)
    return [replace(p, base=0) for k, p in recorded.items() if k not in known and k.receipt.owner in owners]


def accumulating(earned: Earned, rules: Policy, firm: Firm) -> str:
    """What an earning accumulates with before the tiers apply (R042, R044, R205): "E1|2026Q3", "|2026" for a team."""
    start, _ = bounds(earned.period)
    day = max(earned.part.day, start)
    whose = "" if rules["tier_scope"] == "team" else earned.key.person
    if rules["tier_period"] == "year_to_date":
        return f"{whose}|{day.year}"
    hired = firm.hired.get(whose)
    if rules["tier_period"] == "tenure_quarter" and hired and hired <= day:
        on = np.array([to_day(hired)]), np.array([to_day(day)])
        return f"{whose}|T{tenure.quarter(*on)[0]}"
    return f"{whose}|{earned.period}"


def to_earning(earned: Earned, rules: Policy, firm: Firm) -> Earning:
    """An earned part as the plan takes it; a correction takes its share of pieces and fixed amounts."""
    part = earned.part
    ratio = Fraction(earned.base, part.base) if part.base else Fraction(0)
    project = part.project
    if project is not None and project.amount is not None:
        project = replace(project, amount=project.amount * ratio)
    return Earning(
        earned.key,
        earned.key.person,
        accumulating(earned, rules, firm),
        earned.base,
        part.quantity * ratio,
        part.factor,
        part.stages,
        project,
    )
