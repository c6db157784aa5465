"""Small salesperson tables typed by hand and computed. Today is Monday 9 March 2026."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from typing import Any

import pandas as pd

from places import CASES
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.rules import policy

TODAY = dt.date(2026, 3, 9)
RATES = [
    {"date": dt.date(2026, 1, 5), "currency": "USD", "rate": 7.0, "kind": "spot"},
    {"date": dt.date(2026, 3, 2), "currency": "USD", "rate": 7.1, "kind": "spot"},
]


def day(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def moment(month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute)


@cache
def _shared() -> Frames:
    return policy.shipped(policy.years_around(TODAY)) | {"fx": dtypes.build(tables.FX, RATES)}


@cache
def _policy(changed: tuple[tuple[str, Any], ...]) -> policy.Policy:
    """The shipped policy with settings changed."""
    shared = {k: f.copy() for k, f in _shared().items()}
    for key, value in changed:
        shared["policy"].loc[shared["policy"]["key"] == key, "value"] = value
    return policy.read(shared, TODAY)


def computed(
    lang: Lang = "en",
    changed: dict[str, Any] | None = None,
    hired: dict[str, dt.date] | None = None,
    **typed: list[dict[str, Any]],
) -> Frames:
    """The salesperson tables with the given rows typed, computed; rows may carry an owner."""
    given: Frames = {}
    for table in tables.SALES:
        rows = typed.get(table.key, [])
        given[table.key] = dtypes.build(table, rows)
        if any("owner" in rows[0] for rows in typed.values() if rows):
            given[table.key]["owner"] = pd.Series([r["owner"] for r in rows], dtype="str")
    context = Context(_policy(tuple(sorted((changed or {}).items()))), TODAY, hired or {"": day(1, 31)}, lang)
    return recompute.sales(given, context)


def plain(frame: Frame, key: str) -> list[Any]:
    """A column as plain values: None for blank, dates as dates, whole numbers as int."""
    out: list[Any] = []
    for value in frame[key].tolist():
        if pd.isna(value):
            out.append(None)
        elif isinstance(value, pd.Timestamp):
            out.append(value.date())
        else:
            out.append(int(value) if isinstance(value, float) and value.is_integer() else value)
    return out


def customer_row(**more: Any) -> dict[str, Any]:
    return {"id": "C1", "company": "Alpha", "created": day(3, 2), **more}


def receipt_row(number: int, on: dt.date, amount: float, **more: Any) -> dict[str, Any]:
    return {
        "id": f"P{number}",
        "date": on,
        "payer_id": "C1",
        "kind": "balance",
        "amount": amount,
        "currency": "CNY",
        **more,
    }


def edges() -> Frames:
    """The awkward rows of `cases/edges.toml` as a salesperson's tables."""
    typed = tomllib.loads((CASES / "edges.toml").read_text("utf-8"))
    assert typed.keys() == {t.key for t in tables.SALES}
    return {t.key: dtypes.build(t, typed[t.key]) for t in tables.SALES}


def with_changes(tiers: Frame, changes: list[dict[str, Any]]) -> Frame:
    """The tiers with a row for each change below them."""
    more = dtypes.build(tables.TIERS, changes)
    return pd.concat([tiers, more], ignore_index=True)
