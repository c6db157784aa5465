"""What each difference moved in money: the commission of its period, and the amount in CNY (R044, R211)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core.days import to_day
from xltrade.core.dtypes import Frame, Frames, build, records
from xltrade.core.rounding import FEN
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.jobs.difference import Line
from xltrade.rules.commission import commission
from xltrade.rules.policy import Policy

Row = Mapping[str, Any]
Period = tuple[str, str]
"""Owner and the period whose receipts accumulate."""
_VALUED = {
    "receipts": {"date", "amount", "currency", "bank_fee", "kind", "owner"},
    "orders": {"date", "amount", "currency"},
}
_MADE = {"receipts": ("owner", "cny", "base", "period", "tiers_on"), "orders": ("cny",)}


def moved(lines: Sequence[Line], frames: Frames, context: Context) -> list[Line]:
    """The lines with what each moved.

    Differences are taken one after the other, so that those of one period sum to what its commission moved. frames:
    the computed tables of now; rates, tiers and what counts are those of now on both sides.
    """
    steps = {key: _steps(lines, key) for key in _VALUED}
    made = {key: _computed(tables.BY_KEY[key], found, context) for key, found in steps.items()}
    commissions = _commissions(steps["receipts"], made["receipts"], frames["receipts"], context)
    worth = {n: m for key, found in steps.items() for n, m in _worth(found, made[key]).items()}
    due = _outstanding(frames["orders"])
    return [
        replace(line, commission=commissions.get(n, 0.0), money=worth.get(n, _other(line, due)))
        for n, line in enumerate(lines)
    ]


Steps = list[tuple[int, Row | None, Row | None]]
"""Positions of lines, each with a row before and after it alone."""


def _steps(lines: Sequence[Line], key: str) -> Steps:
    """Rows of a table before and after each difference that matters: one column after the other."""
    found: Steps = []
    state: dict[int, Row] = {}
    for n, line in enumerate(lines):
        if line.table.key != key:
            continue
        if line.column is None or line.old is None:
            found += [(n, line.old, line.row)]
            found += [(n, r, None) if line.row is None else (n, None, r) for r in line.more]
        elif line.column.key in _VALUED[key]:
            was = state.get(id(line.old), line.old)
            state[id(line.old)] = {**was, line.column.key: line.after}
            found.append((n, was, state[id(line.old)]))
    return found


def _computed(table: Table, steps: Steps, context: Context) -> list[tuple[Row | None, Row | None]]:
    """What the same rows come to, by the computed columns of `_MADE`."""
    rows = [r for _, *pair in steps for r in pair if r is not None]
    if not rows:
        return [(None, None) for _ in steps]
    typed = build(table, [{k: r.get(k) for k in table.by_key} for r in rows])
    frame = typed.assign(owner=pd.Series([str(r["owner"]) for r in rows], dtype="str"))
    made = iter(records(recompute.columns(frame, table, _MADE[table.key], context)))
    return [(None if was is None else next(made), None if row is None else next(made)) for _, was, row in steps]


def _worth(steps: Steps, made: Sequence[tuple[Row | None, Row | None]]) -> dict[int, float]:
    """By how much the amounts in CNY changed, by line."""
    found: dict[int, float] = {}
    for (n, *_), (was, row) in zip(steps, made, strict=True):
        values = [0.0 if r is None or r["cny"] is None else float(r["cny"]) for r in (was, row)]
        found[n] = found.get(n, 0.0) + values[1] - values[0]
    return found


def _commissions(
    steps: Steps, made: Sequence[tuple[Row | None, Row | None]], receipts: Frame, context: Context
) -> dict[int, float]:
    """What each difference of a receipt moved in the commission of its owner's periods."""
    parts = [
        (step[0], r, sign)
        for step, pair in zip(steps, made, strict=True)
        for r, sign in zip(pair, (-1, 1), strict=True)
        if r
    ]
    totals = _totals(receipts)
    for _, row, sign in parts:
        totals[_period(row)] = totals.get(_period(row), 0) - sign * _fen(row)
    found: dict[int, float] = {}
    for n, row, sign in parts:
        key = _period(row)
        found[n] = found.get(n, 0.0) + _gain(totals[key], sign * _fen(row), _policy(row, context)) / 100
        totals[key] += sign * _fen(row)
    return found


def _totals(receipts: Frame) -> dict[Period, int]:
    """What counts in each period of each person, fen."""
    base = np.rint(receipts["base"].fillna(0).to_numpy() * 100).astype(np.int64)
    sums = pd.Series(base).groupby([receipts["owner"].to_numpy(), receipts["period"].fillna("").to_numpy()]).sum()
    return {(str(owner), str(period)): int(fen) for (owner, period), fen in sums.items()}


def _period(row: Row) -> Period:
    return str(row["owner"]), str(row["period"] or "")


def _fen(row: Row) -> int:
    return round((row["base"] or 0) * 100)


def _policy(row: Row, context: Context) -> Policy:
    on = row["tiers_on"]
    return context.policy if on is None else context.policy.of_day(to_day(on))


def _gain(total: int, more: int, policy: Policy) -> int:
    """Commission of so many fen more (or less) on top of a period's total, fen."""
    amount, prior = (np.array([v * FEN], dtype=np.int64) for v in (more, total))
    return int(commission(amount, prior, str(policy["tier_mode"]), policy)[0])


def _outstanding(orders: Frame) -> dict[tuple[str, str], float]:
    """What each order still owes, CNY."""
    owing = orders[orders["outstanding_cny"] > 0]
    return dict(zip(zip(owing["owner"], owing["id"], strict=True), owing["outstanding_cny"].tolist(), strict=True))


def _other(line: Line, due: Mapping[tuple[str, str], float]) -> float | None:
    """Money that a difference concerns without being one of an amount: a due date's order, a limit."""
    if line.column is None:
        return None
    if line.column.key == "credit_limit":
        return float(line.after or 0) - float(line.before or 0)
    if line.table.key == "orders" and line.column.key == "payment_due":
        return due.get((str(line.here["owner"]), str(line.here["id"])))
    return None
