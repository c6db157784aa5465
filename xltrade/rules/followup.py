"""The next follow-up date (R053, R059, R120–R123, R127)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xltrade.core.days import weekday
from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import Ints
from xltrade.rules.policy import Policy

NONE = np.iinfo(np.int64).min
BEYOND = NONE + 1
"""A date after the last day whose holidays are known."""
FAR = 2**40


def next_followup(grade: NDArray[np.object_], last: Ints, created: Ints, promised: Ints, policy: Policy) -> Ints:
    """The day of the next contact; all of shape (n,), days since 1970, `NONE` = blank, also in the result.

    `BEYOND` where it would be a day whose holidays are not known yet.

    With a last contact: it plus the grade's cadence (or the floor, if earlier), rolled off rest days; without one:
    the last working day of the week of entry. A promise after the last contact counts as the policy's promise_rule
    says. Never on or before the day of the last contact (or of entry): then the next working day.
    """
    contacted = last != NONE
    base = np.where(contacted, last, created)
    known = (base != NONE) & ~(contacted & np.array([g is None for g in grade], dtype=bool))
    out = np.full(base.shape, NONE, dtype=np.int64)
    if known.any():
        out[known] = _due(grade[known], contacted[known], base[known], promised[known], policy)
    return out


def _due(grade: NDArray[np.object_], contacted: NDArray[np.bool_], base: Ints, promised: Ints, policy: Policy) -> Ints:
    calendar = policy.calendar
    due = calendar.preceding(base - weekday(base) + 6)
    due[contacted] = _by_cadence(grade[contacted], base[contacted], policy)
    kept = promised > base
    promise = np.full(base.shape, FAR, dtype=np.int64)
    promise[kept] = calendar.preceding(promised[kept])
    due = np.where(kept, promise, due) if policy["promise_rule"] == "promise" else np.minimum(due, promise)
    due = np.maximum(due, calendar.following(base + 1))
    return np.where(due > calendar.last, BEYOND, due)


def _by_cadence(grade: NDArray[np.object_], last: Ints, policy: Policy) -> Ints:
    due = np.empty(last.shape, dtype=np.int64)
    for letter in set(grade.tolist()):
        rule = policy.grades.get(str(letter).strip().upper())
        if rule is None:
            raise ValueNotComputable(f"等级规则里没有「{letter}」。", f"There is no grade {letter!r}.")
        here = grade == letter
        target = last[here] + min(rule.days, policy.floor_days)
        due[here] = policy.calendar.preceding(target) if rule.roll == "previous" else policy.calendar.following(target)
    return due
