"""How a random company pays, quarter by quarter: for the product as a policy, for the oracle as its rules."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import firms
import oracle

from xltrade.core.dtypes import Frames, build
from xltrade.declared import tables
from xltrade.pay.periods import bounds
from xltrade.rules import policy
from xltrade.rules.policy import Policy

PEOPLE = tuple(firms.PEOPLE)
TIERS = {  # by the day from which they are in force; starts in yuan
    dt.date(2020, 1, 1): ((0, "0.02"), (1_000, "0.03"), (5_000, "0.04")),
    dt.date(2026, 10, 1): ((0, "0.025"), (800, "0.05")),
    dt.date(2027, 1, 1): ((0, "0.01"), (2_000, "0.06")),
}
STAGES = {"develop": Fraction(2, 5), "negotiate": Fraction(2, 5), "follow_up": Fraction(1, 5)}
SENIOR, MANAGER = Fraction(11, 10), Fraction(12, 10)
PIECE = Fraction(1, 2)
FACTORS = ((0, Fraction(4, 5)), (70, Fraction(1)), (85, Fraction(6, 5)))
"""The factor of a review's score from each start on."""


@dataclass(frozen=True)
class Plan:
    """How a company pays in a quarter; churn: a setting that no pay follows from; part: what a leaver keeps."""

    whole: bool = False
    lower: bool = False
    year: bool = False
    team_tiers: bool = False
    reserve: str = "0"
    team: int = 0
    fee: bool = True
    rule: str = "leaver"
    part: int = 50
    churn: int = 180
    tenure: bool = False
    basis: str = "receipts"
    negative: bool = False
    refund: str = "current_period"
    assessed: bool = False

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as the product has them."""
        return {
            "tier_mode": "whole" if self.whole else "marginal",
            "tier_boundary": "lower" if self.lower else "upper",
            "tier_period": "year_to_date" if self.year else "tenure_quarter" if self.tenure else "calendar_quarter",
            "tier_scope": "team" if self.team_tiers else "individual",
            "reserve_rate": float(self.reserve),
            "blend_team": float(self.team),
            "blend_individual": float(100 - self.team),
            "deduct_bank_fee": "yes" if self.fee else "no",
            "leaver_receipts": self.rule,
            "leaver_split": float(self.part),
            "churn_days": float(self.churn),
            "basis": self.basis,
            "unit_commission": float(PIECE),
            "negative_profit": "negative" if self.negative else "0",
            "refund": self.refund,
            "score_basis": "typed" if self.assessed else "card",
        }

    def rules(self, period: str, positions: Mapping[str, Fraction], weights: oracle.Parts,
              assessed: Mapping[str, Fraction], hired: Mapping[str, dt.date]) -> oracle.Rules:  # fmt: skip
        """The same for the oracle; weights: of the team."""
        tiers = TIERS[max(d for d in TIERS if d <= bounds(period)[1])]
        return oracle.Rules(
            tuple((start * 100, Fraction(rate)) for start, rate in tiers),
            self.whole,
            not self.lower,
            self.year,
            self.team_tiers,
            Fraction(self.reserve),
            Fraction(self.team, 100),
            STAGES,
            positions,
            weights,
            assessed if self.assessed else {},
            hired if self.tenure else None,
            PIECE * 100 if self.basis == "quantity" else None,
        )


def drawn(dice: random.Random) -> Plan:
    """Any plan, plain ones oftenest."""
    return Plan(
        whole=dice.random() < 0.25,
        lower=dice.random() < 0.2,
        year=dice.random() < 0.25,
        team_tiers=dice.random() < 0.1,
        reserve=dice.choice(["0", "0", "0.05"]),
        team=dice.choice([30, 100]) if dice.random() < 0.2 else 0,
        fee=dice.random() < 0.8,
        rule=dice.choice(["leaver", "leaver", "successor", "split"]),
        part=dice.choice([50, 30]),
        tenure=dice.random() < 0.2,
        basis=dice.choice(["receipts"] * 6 + ["orders", "gross_profit", "quantity"]),
        negative=dice.random() < 0.5,
        refund=dice.choice(["current_period"] * 3 + ["reopen", "ignore"]),
        assessed=dice.random() < 0.3,
    )


def tier_rows() -> list[dict[str, Any]]:
    """The rows of the tiers' sheet: a start that a version does not have ends there."""
    starts = sorted({s for tiers in TIERS.values() for s, _ in tiers})
    return [
        {"start": s, "rate": float(dict(t)[s]) if s in dict(t) else None, "effective_from": d}
        for d, t in TIERS.items()
        for s in starts
        if s in dict(t) or d > min(TIERS)
    ]


@cache
def _read(since: dt.date) -> Policy:
    """The shipped policy with the tiers that are in force from a day on, read once."""
    tables_: Frames = {**firms.shared({}), "tiers": build(tables.TIERS, tier_rows())}
    return policy.read(tables_, since)


@cache
def policy_of(plan: Plan, since: dt.date) -> Policy:
    """A plan's policy with the tiers of a day of `TIERS`."""
    made, factors = _read(since), tuple((float(start), float(factor)) for start, factor in FACTORS)
    return replace(made, settings={**made.settings, **plan.settings}, assessment=factors)
