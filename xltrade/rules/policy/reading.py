"""Policy tables -> the policy in force on a day."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import date

from xltrade.core.dtypes import Frame
from xltrade.core.errors import PolicyError
from xltrade.core.rounding import RATE, unit_array
from xltrade.declared import tables
from xltrade.rules.policy.check import check
from xltrade.rules.policy.in_force import (
    Policy,
    TierRows,
    calendar,
    channel_rules,
    fx,
    grade_rules,
    held_days,
    in_force,
    rubrics,
    settings_of,
)
from xltrade.rules.policy.problem import Problem
from xltrade.rules.policy.settings import SPAN
from xltrade.rules.policy.shipped import shipped


@functools.cache
def default(as_of: date | None = None) -> Policy:
    """The shipped policy without exchange rates: what the plain functions use when no policy is given."""
    return read(shipped(SPAN, buyers=False), as_of or date(SPAN.stop, 1, 1))


def read(given: Mapping[str, Frame], as_of: date) -> Policy:
    """The policy in force on `as_of` from the policy tables; PolicyError naming each bad cell."""
    refuse(check(given, as_of))
    return unchecked(given, as_of)


def refuse(problems: Iterable[Problem]) -> None:
    """PolicyError naming each of these; nothing where there is none."""
    found = list(problems)
    if found:
        raise PolicyError(" ".join(p.zh for p in found), " ".join(p.en for p in found))


def unchecked(given: Mapping[str, Frame], as_of: date) -> Policy:
    """The policy of tables in which `check` found nothing wrong on that day."""
    current = {k: in_force(given[k], tables.BY_KEY[k], as_of) for k in given if k in _POLICY_TABLES}
    values = settings_of(current["policy"])
    tiers = current["tiers"].sort_values("start")
    return Policy(
        as_of,
        values,
        unit_array(tiers["start"].to_numpy()),
        unit_array(tiers["rate"].to_numpy(), RATE),
        grade_rules(current["grades"]),
        rubrics(current["rubrics"]),
        channel_rules(current["channels"]),
        dict(zip(current["positions"]["position"], current["positions"]["coefficient"], strict=True)),
        tuple(sorted(current["assessment_factors"][["start", "factor"]].itertuples(index=False, name=None))),
        frozenset(current["receipt_kinds"].loc[current["receipt_kinds"]["counted"].eq("yes"), "kind"]),
        calendar(str(values["weekly_rest"]), current["holidays"], current["worktime"]),
        fx(current["fx"], values),
        _tier_rows(given["tiers"]),
        given["policy"],
        {t.key: given[t.key] for t in tables.BUYERS if t.key in given},
    )


def _tier_rows(frame: Frame) -> TierRows:
    since, until = held_days(frame, "start")
    known = frame["rate"].notna().to_numpy() & frame["start"].notna().to_numpy()
    starts, rates = unit_array(frame["start"].to_numpy()), unit_array(frame["rate"].to_numpy(), RATE)
    return TierRows(since[known], until[known], starts[known], rates[known], since)


_POLICY_TABLES = {t.key for t in tables.SHARED}
