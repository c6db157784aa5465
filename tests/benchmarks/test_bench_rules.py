"""Side by side in one run: array rules against the loops they replace.

Run with `python -m pytest tests/benchmarks --benchmark-only`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np
import pytest

from xltrade.core.days import to_date, to_day
from xltrade.rules import commission, policy

AMOUNTS, DAYS = 100_000, 300_000


@cache
def amounts() -> np.ndarray:
    """Whole units (1/10,000 yuan) of receipts from a fen to ten million yuan."""
    return np.random.default_rng(44).integers(1, 10**9, AMOUNTS, dtype=np.int64) * 100


@cache
def days() -> np.ndarray:
    return to_day(dt.date(2025, 6, 1)) + np.random.default_rng(53).integers(0, 700, DAYS, dtype=np.int64)


def tiers_in_arrays() -> np.ndarray:
    return commission.earned(amounts(), "marginal", policy.default())


def tiers_in_decimals() -> list[int]:
    rules = policy.default()
    tiers = list(
        zip(
            (Decimal(int(s)).scaleb(-4) for s in rules.tier_starts),
            (Decimal(int(r)).scaleb(-6) for r in rules.tier_steps),
            strict=True,
        )
    )
    out = []
    for amount in amounts().tolist():
        total = Decimal(amount).scaleb(-4)
        paid = sum((max(total - start, Decimal(0)) * step for start, step in tiers), Decimal(0))
        out.append(int(paid.quantize(Decimal("0.01"), ROUND_HALF_UP).scaleb(2)))
    return out


def next_days_in_arrays() -> np.ndarray:
    return policy.default().calendar.following(days())


def next_days_in_a_loop() -> list[int]:
    calendar = policy.default().calendar
    out = []
    for day in days().tolist():
        while day in calendar.off or (calendar.rest[to_date(day).weekday()] and day not in calendar.on):
            day += 1
        out.append(day)
    return out


PAIRS: dict[str, tuple[Callable[[], Any], Callable[[], Any], float]] = {
    "tiers": (tiers_in_arrays, tiers_in_decimals, 10),
    "next working day": (next_days_in_arrays, next_days_in_a_loop, 10),
}


def _seconds(call: Callable[[], Any], rounds: int = 3) -> float:
    """The best of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = perf_counter()
        call()
        best = min(best, perf_counter() - start)
    return best


@pytest.mark.parametrize("name", PAIRS)
def test_arrays(benchmark: Any, name: str) -> None:
    """R044, R053: the same numbers as the loop, and at least ten times faster in the same run."""
    fast, slow, least = PAIRS[name]
    found = benchmark(fast)
    assert found.tolist() == slow()
    ratio = _seconds(slow) / _seconds(fast)
    benchmark.extra_info["times faster than the loop"] = round(ratio)
    assert ratio > least
