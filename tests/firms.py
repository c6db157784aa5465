"""A small company for the tests of commission: three people, their receipts and orders, any policy, settled at will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from xltrade import policy, tables
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.earnings import Firm
from xltrade.frames import Frame, Frames, build, empty
from xltrade.settle import Settled, settle

TODAY, DAY, PERIOD = dt.date(2026, 10, 10), dt.date(2026, 8, 3), "2026Q3"
PEOPLE = {"E1": "Ann", "E2": "Bob", "E3": "Carl"}
Row = dict[str, Any]


@cache
def _shipped() -> Frames:
    return policy.shipped(range(2025, 2028))


def shared(changes: Mapping[str, Any] | None = None, bands: Iterable[Row] = (), fx: Iterable[Row] = ()) -> Frames:
    """The shipped policy with other values, factors by score, exchange rates."""
    made, frame = dict(_shipped()), _shipped()["policy"].copy()
    for key, value in (changes or {}).items():
        frame.loc[frame["key"] == key, "value"] = value
    made["policy"] = frame
    if bands:
        made["assessment_factors"] = build(tables.ASSESSMENT_FACTORS,
                                           [{**b, "effective_from": dt.date(2020, 1, 1)} for b in bands])
    made["fx"] = build(tables.FX, list(fx)) if fx else empty(tables.FX)
    return made


def receipt(number: int, who: str = "E1", cny: float = 0.0, **more: Any) -> Row:
    """A receipt; `day` counts from 3 August, `date` is a whole date; an `order` of its own may come along."""
    day = DAY + dt.timedelta(days=more.pop("day", 0))
    if "date" in more:
        day = dt.date.fromisoformat(more.pop("date"))
    order = more.pop("order", None)
    return {"id": f"R{number}", "owner": who, "date": day, "kind": "full", "amount": cny, "currency": "CNY",
            "payer_id": more.pop("customer", "C1"), "order_id": f"O{number}" if order is not None else None,
            "order": order, **more}


def orders(receipts: Iterable[Row]) -> list[Row]:
    return [{"id": r["order_id"], "owner": r["owner"], "customer_id": r["payer_id"], "date": r["date"],
             "currency": "CNY", **r["order"]} for r in receipts if r["order"]]


def frame(key: str, rows: Iterable[Row]) -> Frame:
    """The rows of everybody's table of this kind, each with its owner, file and row."""
    rows = list(rows)
    made = build(tables.BY_KEY[key], rows).assign(row=range(5, 5 + len(rows)))
    owners = [r["owner"] for r in rows]
    return made.assign(owner=pd.Series(owners, dtype="str"), extra=pd.Series([""] * len(rows), dtype="str"),
                       owner_name=pd.Series([PEOPLE[o] for o in owners], dtype="str"),
                       file=pd.Series([f"{o}.xlsx" for o in owners], dtype="str"))


def firm(receipts: Iterable[Row], rules: Frames | None = None, today: dt.date = TODAY,
         people: Mapping[str, Row] | None = None, answers: Iterable[Row] = (), **own: Iterable[Row]) -> Firm:
    """The company; own: rows of the manager's tables by key."""
    receipts, rules = list(receipts), rules or shared()
    customers = [{"id": c, "owner": o, "company": f"{c} Ltd", "created": dt.date(2025, 1, 1)}
                 for o in PEOPLE for c in ("C1", "C2")]
    typed = {"receipts": receipts, "orders": orders(receipts), "customers": customers, "confirmations": answers}
    frames = {t.key: frame(t.key, typed.get(t.key, ())) for t in tables.SALES}
    staff = [{"id": i, "name": n, "position": "salesperson", **(people or {}).get(i, {})} for i, n in PEOPLE.items()]
    hired = {r["id"]: r["hired"] for r in staff if r.get("hired")}
    made = recompute.sales(frames, Context(policy.read(rules, today), today, hired, "zh"))
    return Firm({k: f.rename(columns={"row": "source_row"}) for k, f in made.items()},
                {t.key: build(t, list(own.get(t.key, ()))) for t in tables.MANAGER}, rules, build(tables.PEOPLE, staff),
                today, "zh", {o: f"{o}.xlsx" for o in PEOPLE})


def settled(company: Firm, *asked: Row) -> Settled:
    """What settling gives when these rows are typed; a quarter for everyone without any."""
    rows = build(tables.SETTLEMENTS, list(asked) or [{"period": PERIOD}])
    own = {**company.own, "settlements": pd.concat([company.own["settlements"], rows], ignore_index=True)}
    return settle(replace(company, own=own), "主表.xlsx")


def after(company: Firm, before: Settled, **status: str) -> Firm:
    """The company with the sheets as they were left, states typed by settlement ID (with _ for -)."""
    frame = before.settlements.copy()
    for name, state in status.items():
        frame.loc[frame["id"] == name.replace("_", "-").removeprefix("S"), "status"] = state
    return replace(company, own={**company.own, "settlements": frame, "settlement_lines": before.lines})


def again(company: Firm) -> Settled:
    """Settling once more with nothing new typed."""
    return settle(company, "主表.xlsx")


def paid(done: Settled, period: str = PERIOD) -> dict[str, float]:
    """Person (FUND for the fund) -> commission of a quarter."""
    rows = done.settlements[(done.settlements["period"] == period) & ~done.settlements["status"].eq("void")]
    return {p if isinstance(p, str) else "FUND": c for p, c in zip(rows["person_id"], rows["commission"], strict=True)
            if c == c}
