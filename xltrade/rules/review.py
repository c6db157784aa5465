"""The tenure rules of the first year (R003–R006, R014–R022, R030): value, what is needed, verdict, proving rows.

Days are whole days since 1970; `hired` and `today` are one day each. Quarter n of the tenure runs from `hired` plus
3(n−1) months up to the day before `hired` plus 3n months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from xltrade.core.rounding import Ints
from xltrade.rules.policy import Policy
from xltrade.rules.tenure import add_months, quarter

Texts = NDArray[np.object_]
RULES = {1: ("receipt",), 2: ("samples", "forecast"), 3: ("monthly",), 4: ("repeat",)}
"""The pass rules of each tenure quarter."""
LENGTH = 3
"""Months in a quarter."""


@dataclass(frozen=True, slots=True)
class Term:
    """Tenure quarter `number`: its days from `start` to before `end`."""

    number: int
    start: int
    end: int

    def holds(self, days: Ints) -> NDArray[np.bool_]:
        """Which days lie in it."""
        return (days >= self.start) & (days < self.end)


@dataclass(frozen=True, slots=True)
class Result:
    """One pass rule of one quarter: what was reached of what is needed, the verdict and the positions that prove it."""

    rule: str
    term: Term
    value: float | None
    needed: float
    verdict: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """A second chance: the day it was granted, its last day, and whether both other scores were outstanding (R006)."""

    granted: int
    ends: int
    valid: bool


def anniversary(hired: int, months: int) -> int:
    """The day `months` after the hire date, by anniversary."""
    return int(add_months(np.array([hired]), np.array([months]))[0])


def term(hired: int, number: int) -> Term:
    """Tenure quarter `number`, each counted from the hire date itself."""
    return Term(number, anniversary(hired, LENGTH * (number - 1)), anniversary(hired, LENGTH * number))


def tenure_quarter(hired: int, today: int) -> int:
    """The quarter of the tenure in which `today` lies."""
    return int(quarter(np.array([hired]), np.array([today]))[0])


def verdict(value: float, needed: float, begun: bool, over: bool) -> str:
    """passed as soon as it is reached, failed once that can no longer happen, else running or ahead."""
    if not begun:
        return "ahead"
    return "passed" if value >= needed else "failed" if over else "running"


def receipt(days: Ints, at: Term, today: int) -> Result:
    """A counted receipt in the quarter (R003, R004); `days`: those of all counted receipts above 0."""
    rows = np.flatnonzero(at.holds(days))
    said = verdict(len(rows), 1, today >= at.start, today >= at.end)
    return Result("receipt", at, len(rows), 1, said, tuple(rows.tolist()))


def samples(days: Ints, customers: Texts, at: Term, today: int, policy: Policy) -> Result:
    """Distinct customers with a counted sample request (R019, R020); the first of each customer proves it."""
    rows = _firsts(np.flatnonzero(at.holds(days)), days, customers)
    needed = float(policy["samples_needed"])
    said = verdict(len(rows), needed, today >= at.start, today >= at.end)
    return Result("samples", at, len(rows), needed, said, rows)


def forecast(completion: float | None, at: Term, today: int, policy: Policy) -> Result:
    """Receipts over forecast of the quarter's calendar months (R015); None (no forecast, or zero) is not scored."""
    needed = float(policy["forecast_needed"])
    said = verdict(completion or 0.0, needed, today >= at.start, today >= at.end)
    return Result("forecast", at, completion, needed, "unscored" if completion is None and said != "ahead" else said)


def monthly(days: Ints, hired: int, at: Term, today: int) -> Result:
    """A deal in each month of the quarter (R022): a month that ended without one fails it at once."""
    first = LENGTH * (at.number - 1)
    edges = [anniversary(hired, first + m) for m in range(LENGTH + 1)]
    found = [np.flatnonzero((days >= a) & (days < b)) for a, b in pairwise(edges)]
    missed = any(today >= b and not len(f) for f, b in zip(found, edges[1:], strict=True))
    value = sum(len(f) > 0 for f in found)
    said = verdict(value, LENGTH, today >= at.start, missed)
    return Result("monthly", at, value, LENGTH, said, tuple(np.concatenate(found).tolist()))


def repeat(days: Ints, customers: Texts, number: Ints, at: Term, today: int, policy: Policy) -> Result:
    """Distinct customers whose second or later order (`number`) was first paid in the quarter (R030)."""
    rows = _firsts(np.flatnonzero(at.holds(days) & (number >= 2)), number, customers)
    needed = float(policy["repeat_needed"])
    said = verdict(len(rows), needed, today >= at.start, today >= at.end)
    return Result("repeat", at, len(rows), needed, said, rows)


def _firsts(rows: Ints, order: Ints, customers: Texts) -> tuple[int, ...]:
    """Of these rows the first of each customer, by `order`, then by position."""
    kept: dict[str, int] = {}
    for row in rows[np.argsort(order[rows], kind="stable")].tolist():
        kept.setdefault(str(customers[row]), row)
    return tuple(sorted(kept.values()))


def recorded(results: Sequence[Result], hired: int, begun: int) -> tuple[Result, ...]:
    """The results, those of a quarter that lacks a month or more before the record begins not judged unless passed."""
    return tuple(
        replace(r, verdict="unscored")
        if r.verdict in ("failed", "running") and begun >= anniversary(hired, LENGTH * (r.term.number - 1) + 1)
        else r
        for r in results
    )


# ── the state ─────────────────────────────────────────────────────────────────────────────────────────────────────


def state(
    hired: int,
    results: Sequence[Result],
    receipts: Ints,
    chance: Chance | None,
    today: int,
    policy: Policy,
    begun: int | None = None,
) -> tuple[str, int | None]:
    """ "ok", "warn", "dismiss" or "second_chance" on a day and the day it began where that is one day (R005, R006).

    results: those of the round of four quarters, () after the first year; receipts: days of all
    counted receipts; chance: the latest granted; begun: the day from which on work is recorded (None = the hire date).
    """
    if policy["no_order_rule"] == "rolling_3":
        since = hired if begun is None or begun < anniversary(hired, 1) else begun
        return _rolling(since, receipts, today, policy)
    if not results:
        return "ok", None
    return _first_year(hired, results, receipts, chance, today, policy)


def _rolling(hired: int, receipts: Ints, today: int, policy: Policy) -> tuple[str, int | None]:
    """Any three months without a receipt, counted from the latest one or the hire date."""
    last = max([hired, *receipts[receipts <= today].tolist()])
    limit, warned = anniversary(last, LENGTH), last + int(float(policy["warn_day"]))
    return ("dismiss", limit) if today >= limit else ("warn", warned) if today >= warned else ("ok", None)


def _first_year(
    hired: int, results: Sequence[Result], receipts: Ints, chance: Chance | None, today: int, policy: Policy
) -> tuple[str, int | None]:
    first = next(r for r in results if r.rule == "receipt")
    if first.verdict == "failed":
        judged = _without_receipt(first.term.end, receipts, chance, today)
        if judged is not None:
            return judged
    failed = [r.term.end for r in results if r.verdict == "failed" and r.rule != "receipt"]
    if failed:
        return "warn", max((end for end in failed if end <= today), default=None)
    now = tenure_quarter(hired, today)
    warned = term(hired, now).start + int(float(policy["warn_day"]))
    open_now = any(r.verdict == "running" for r in results if r.term.number == now)
    return ("warn", warned) if open_now and today >= warned else ("ok", None)


def _without_receipt(end: int, receipts: Ints, chance: Chance | None, today: int) -> tuple[str, int | None] | None:
    """After a first quarter without a receipt: None once a second chance was used."""
    if chance is None or not chance.valid:
        return "dismiss", end
    if ((receipts >= end) & (receipts <= chance.ends) & (receipts <= today)).any():
        return None
    return ("second_chance", chance.granted) if today <= chance.ends else ("dismiss", chance.ends + 1)
