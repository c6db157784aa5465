"""What each KPI came to, for a person and a period."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed.context import Context
from xltrade.computed.periods import Period
from xltrade.computed.quotas import quota, service, workdays
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Column
from xltrade.declared import choices as ch
from xltrade.declared import kpis, tables
from xltrade.declared.kpis import KPI, Tally, Where

NEEDED = frozenset((*(t.key for t in (*tables.SALES, *tables.ON_FROM_MANAGER, *tables.REVIEW_RULES)),))
"""The tables a card is made from."""


_RULED = {
    "receipts": ("date", "base"),
    "samples": ("requested", "customer_id", "seq"),
    "orders": ("first_paid", "customer_id", "order_no"),
    "contacts": ("customer_id", "at", "counted", "purpose"),
    "customers": ("id", "grade", "stage", "created", "first_deal"),
}
"""What the tenure rules and the follow-up quotas look at, besides the columns of the KPIs."""


def _looked_at(table: str) -> set[str]:
    """The columns of a salesperson's table that a card is made from."""
    tallies = [t for k in kpis.KPIS for t in (*k.tops, *k.bottoms) if t.table == table]
    named = {c for t in tallies for c in (t.date, t.value, *(w.column for w in t.where)) if c}
    return named | set(_RULED.get(table, ()))


def by_person(made: Mapping[str, Frame], people: Sequence[str]) -> dict[str, Frames]:
    """Person -> table -> their rows: `by_person(made, ["E1"])["E1"]["receipts"]` are the receipts that E1 owns.

    Of a salesperson's table only the columns that a card reads; of the manager's the rows that name the person; rules
    for everybody (`checklist`, `kpi_sets`) whole. Each table is grouped once, not filtered for each
    person.
    """
    out: dict[str, Frames] = {p: {} for p in people}
    for key in sorted(NEEDED & made.keys()):
        frame = made[key]
        column = "owner" if "owner" in frame else "person_id" if "person_id" in frame and key != "kpi_sets" else ""
        if column == "owner":
            frame = frame[["owner", *sorted(_looked_at(key))]]
        parts = dict(tuple(frame.groupby(column))) if column and len(frame) else {}
        for person in people:
            out[person][key] = parts.get(person, frame.iloc[:0]) if column else frame
    return out


def actual(kpi: KPI, mine: Mapping[str, Frame], at: Period, context: Context) -> float | None:
    """What a person's own rows give for a KPI in a period; None where there is nothing to judge."""
    if kpi.snapshot and at.past:
        return None
    if kpi.rule:
        return _RULES[kpi.rule](mine, at, context)
    top = sum(_tally(t, mine, at, context) for t in kpi.tops)
    if kpi.per_workday:
        bottom = float(workdays(at, context.policy))
    elif kpi.bottoms:
        bottom = sum(_tally(t, mine, at, context) for t in kpi.bottoms)
    else:
        return top
    return top / bottom if bottom else None


OWN = frozenset(t.key for t in tables.SALES)
"""The tables that a salesperson types."""


def undone(kpi: KPI, mine: Mapping[str, Frame], at: Period, context: Context) -> bool:
    """Whether nothing was done where something was asked for, so that a KPI that came to nothing scores 0 (R015)."""
    if kpi.undone == "zero_forecast":
        return context.policy["zero_forecast"] == "zero"
    return kpi.undone == "zero" and (not kpi.due or sum(_tally(t, mine, at, context) for t in kpi.due) > 0)


def _tally(tally: Tally, mine: Mapping[str, Frame], at: Period, context: Context) -> float:
    frame = mine[tally.table]
    keep = np.ones(len(frame), dtype=bool)
    if tally.date:
        start, end = _window(tally, at)
        days = frame[tally.date].to_numpy()
        keep &= (days >= np.datetime64(start)) & (days < np.datetime64(end))
    for where in tally.where:
        keep &= _meets(frame, tally.table, where, at, context)
    if not tally.value:
        return float(keep.sum())
    values = frame[tally.value].to_numpy(dtype="float64")[keep]
    values = values[~np.isnan(values)]
    if column(tally.table, tally.value).kind == "money":
        return int(np.rint(values * 100).sum()) / 100
    return float(values.sum())


def column(table: str, key: str) -> Column:
    """The declared column of a table."""
    return tables.BY_KEY[table][key]


def _window(tally: Tally, at: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    after = at.to + pd.Timedelta(days=1)
    back = pd.DateOffset(months=-12)
    return {
        "period": (at.start, at.end),
        "to_date": (at.start, after),
        "months": at.months,
        "year_ago": (at.start + back, after + back),
    }[tally.window]


def _meets(frame: Frame, table: str, where: Where, at: Period, context: Context) -> NDArray[np.bool_]:
    series = frame[where.column]
    if where.op in ("is", "not", "word"):
        found = series.eq(_spelled(table, where, context)).to_numpy(dtype=bool)
        return ~found if where.op == "not" else found
    if where.operand in ("", "{period}"):
        found = (series.isna() if where.operand == "" else series.eq(at.label)).to_numpy(dtype=bool)
        return ~found if where.op == "<>" else found
    values = series.to_numpy()
    limit: object = _number(where.operand, at, context)
    if column(table, where.column).temporal:
        limit = np.datetime64(limit) if isinstance(limit, pd.Timestamp) else np.datetime64("1900-01-01")
    with np.errstate(invalid="ignore"):
        return np.asarray(_COMPARE[where.op](values, limit), dtype=bool)


_COMPARE: dict[str, Callable[..., Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
}


def _spelled(table: str, where: Where, context: Context) -> str:
    """How a choice or word stands in the frame: a column with a list holds keys, a computed text its label."""
    name, _, key = ("words", ".", where.operand) if where.op == "word" else where.operand.partition(".")
    return key if column(table, where.column).choices else ch.ALL[name].label(key, context.lang)


_OPERAND = re.compile(r"(\{to\})?(-)?(?:\$p\((\w+)\))?")


def _number(operand: str, at: Period, context: Context) -> object:
    if operand.replace(".", "").isdigit():
        return float(operand)
    found = _OPERAND.fullmatch(operand)
    assert found is not None, operand
    setting = float(context.policy[found[3]]) if found[3] else 0.0
    return at.to - pd.Timedelta(days=setting) if found[1] else setting


_RULES: dict[str, Callable[[Mapping[str, Frame], Period, Context], float | None]] = {
    "quota": quota,
    "service": service,
}
