"""One salesperson's small tables typed by hand and scored. Today is Friday 20 March 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from xltrade.computed import kpi as kpi_module
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.periods import period
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.declared import kpis, tables
from xltrade.rules import policy
from xltrade.rules.policy import Policy
from xltrade.sheets.books.salesperson import handed_out
from xltrade.sheets.look import Look

TODAY = dt.date(2026, 3, 20)


LOOK = Look("lambda", "zh", TODAY, True)


def d(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def shared(**changed: Any) -> Frames:
    made = policy.shipped(policy.years_around(TODAY))
    for key, value in changed.items():
        made["policy"].loc[made["policy"]["key"] == key, "value"] = value
    return made


def rules(**changed: Any) -> Policy:
    return policy.read(shared(**changed), TODAY)


def person(
    hired: dt.date | None = None,
    today: dt.date = TODAY,
    changed: dict[str, Any] | None = None,
    **typed: list[dict[str, Any]],
) -> tuple[Frames, Context]:
    """One salesperson's frames with computed columns, and the manager's rows of that person."""
    read, settings = _policy(tuple(sorted((changed or {}).items())), today)
    context = Context(read, today, {"": hired} if hired else {}, "zh")
    made = recompute.sales({t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES}, context)
    made |= {k: f.copy() for k, f in settings.items()}
    handed = {
        t.key: dtypes.build(t, [{"person_id": "E1", **r} for r in typed.get(t.key, [])]) for t in tables.ON_FROM_MANAGER
    }
    return made | handed_out(handed, "E1", context), context


@cache
def _policy(changed: tuple[tuple[str, Any], ...], today: dt.date) -> tuple[Policy, Frames]:
    """The policy read, and its tables with their computed columns."""
    given = shared(**dict(changed))
    read = policy.read(given, today)
    return read, recompute.settings(given, today, "zh", read)


def reached(key: str, **typed: list[dict[str, Any]]) -> float | None:
    """What a KPI comes to in the period of today."""
    return all_reached([key], **typed)[key]


def all_reached(keys: Iterable[str], **typed: list[dict[str, Any]]) -> dict[str, float | None]:
    """What KPIs come to in the period of today."""
    mine, context = person(**typed)
    now = period(None, TODAY, context.policy)
    return {key: kpi_module.actual(kpis.get(key), mine, now, context) for key in keys}


CUSTOMERS = [{"id": c, "company": c, "created": d(1, 5), "intent": "clear"} for c in ("C1", "C2", "C3")]


def order(key: str, customer: str, day: dt.date, **more: Any) -> dict[str, Any]:
    return {"id": key, "customer_id": customer, "date": day, "amount": 1000, "currency": "CNY", "cost": 700, **more}


def receipt(key: str, of: str, day: dt.date, amount: float = 1000) -> dict[str, Any]:
    return {"id": key, "order_id": of, "date": day, "kind": "full", "amount": amount, "currency": "CNY"}


ORDERS = [
    order("O1", "C1", d(12, 1, 2025)),
    order("O2", "C1", d(1, 10)),
    order("O3", "C2", d(2, 1)),
    order("O4", "C3", d(3, 1)),
]


RECEIPTS = [receipt("R1", "O1", d(12, 5, 2025)), receipt("R2", "O2", d(1, 12)), receipt("R3", "O3", d(2, 3), 400)]


PEOPLE = dtypes.build(tables.PEOPLE, [{"id": p, "name": n} for p, n in (("E1", "甲"), ("E2", "乙"), ("E3", "丙"))])
