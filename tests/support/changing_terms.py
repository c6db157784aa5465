"""Random terms of commission that change during the year, and receipts that fall on either side of the changes."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pandas as pd

from xltrade.core.dtypes import Frames, build
from xltrade.declared import tables

TODAY, FIRST, HIRED = dt.date(2026, 10, 10), dt.date(2025, 10, 1), dt.date(2025, 3, 31)
CHOICES: dict[str, tuple[Any, ...]] = {
    "tier_mode": ("marginal", "whole"),
    "tier_boundary": ("upper", "lower"),
    "tier_period": ("calendar_quarter", "year_to_date", "tenure_quarter"),
    "refund": ("current_period", "reopen", "ignore"),
    "rounding": (0.01, 0.1, 1),
    "deduct_bank_fee": ("yes", "no"),
    "fx": ("receipt_date", "month_average", "fixed"),
    "fx_max_age_days": (7, 40),
}
"""The settings that a receipt's cells follow."""


def _day(dice: random.Random) -> dt.date:
    return FIRST + dt.timedelta(days=dice.randrange((TODAY - FIRST).days))


def policy_rows(dice: random.Random) -> list[dict[str, Any]]:
    """Four settings that change on some day, one of them twice."""
    keys = dice.sample(list(CHOICES), 4)
    rows = {(k, _day(dice)): dice.choice(CHOICES[k]) for k in [*keys, keys[0]]}
    return [{"key": k, "value": v, "effective_from": d} for (k, d), v in rows.items()]


def tier_rows(dice: random.Random) -> list[dict[str, Any]]:
    """Tiers that change, begin or end on some day."""
    starts = [0, 50_000, 1_000_000, 5_000_000]
    rows = {(dice.choice(starts), _day(dice)): dice.randrange(0, 80_000) / 1_000_000 for _ in range(4)}
    return [{"start": s, "rate": r or None if s else r, "effective_from": d} for (s, d), r in rows.items()]


def rates(dice: random.Random) -> list[dict[str, Any]]:
    """A rate of the dollar about every three weeks, and a fixed one."""
    spot = [FIRST + dt.timedelta(days=20 * n) for n in range(19)]
    found = [{"date": d, "currency": "USD", "rate": round(dice.uniform(6.9, 7.3), 4), "kind": "spot"} for d in spot]
    return [*found, {"date": FIRST, "currency": "USD", "rate": 7.0, "kind": "fixed"}]


def changed(rules: Frames, dice: random.Random) -> Frames:
    """Policy tables in which these terms change."""
    more = {"policy": policy_rows(dice), "tiers": tier_rows(dice)}
    made = {k: pd.concat([rules[k], build(tables.BY_KEY[k], r)], ignore_index=True) for k, r in more.items()}
    return {**rules, **made, "fx": build(tables.FX, rates(dice))}


def receipts(dice: random.Random, count: int = 12) -> list[dict[str, Any]]:
    """number, date, amount, currency, bank_fee, kind, of: the number of the receipt whose order it pays too."""
    made: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        amounts = [999_999.99, 1_000_000.0, 345_678.91, 50_000.0, dice.randrange(1, 99_999_999) / 100]
        row = {"number": number, "date": _day(dice), "currency": dice.choice(["CNY", "CNY", "USD"]), "kind": "full",
               "amount": dice.choice(amounts), "bank_fee": dice.choice([None, None, 25.5]), "of": number}  # fmt: skip
        if number > 3 and dice.random() < 0.25:
            row |= {"amount": -dice.randrange(1, 5_000_000) / 100, "kind": "refund", "bank_fee": None}
            row["of"] = dice.randrange(1, number)
        made.append(row)
    return made
