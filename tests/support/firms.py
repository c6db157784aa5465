"""A small company for the tests of commission: three people, their receipts and orders, any policy, settled at will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
from worlds import TIDY, Row, World

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames, build, empty
from xltrade.core.identity import Identity
from xltrade.declared import tables
from xltrade.pay.company import Company
from xltrade.pay.scores import with_cards
from xltrade.pay.settle import Settled, settle
from xltrade.rules import policy
from xltrade.rules.policy import Policy

TODAY, DAY, PERIOD = dt.date(2026, 10, 10), dt.date(2026, 8, 3), "2026Q3"
PEOPLE = {"E1": "Ann", "E2": "Bob", "E3": "Carl"}
world: World = TIDY
"""How numbers are spelled; a test's fixture puts another one here."""


@cache
def _shipped() -> Frames:
    return policy.shipped(range(2025, 2028))


_shared: dict[str, Frames] = {}
_policies: dict[int, dict[dt.date, Policy]] = {}
"""Rules made before, by what was changed, and what was read of them by day: a policy takes longer than a settlement."""


def shared(changes: Mapping[str, Any] | None = None, bands: Iterable[Row] = (), fx: Iterable[Row] = ()) -> Frames:
    """The shipped policy with other values, factors by score, exchange rates."""
    changes, bands, fx = dict(changes or {}), list(bands), list(fx)
    asked = repr((changes, bands, fx))
    if asked not in _shared:
        _shared[asked] = _changed(changes, bands, fx)
        _policies[id(_shared[asked])] = {}
    return _shared[asked]


def _changed(changes: Mapping[str, Any], bands: list[Row], fx: list[Row]) -> Frames:
    made, frame = dict(_shipped()), _shipped()["policy"].copy()
    for key, value in changes.items():
        frame.loc[frame["key"] == key, "value"] = value
    made["policy"] = frame
    if bands:
        since = dt.date(2020, 1, 1)
        made["assessment_factors"] = build(tables.ASSESSMENT_FACTORS, [{**b, "effective_from": since} for b in bands])
    made["fx"] = build(tables.FX, fx) if fx else empty(tables.FX)
    return made


def receipt(number: int, who: str = "E1", cny: float = 0.0, **more: Any) -> Row:
    """A receipt; `day` counts from 3 August, `date` is a whole date; an `order` of its own may come along."""
    day = DAY + dt.timedelta(days=more.pop("day", 0))
    if "date" in more:
        day = dt.date.fromisoformat(more.pop("date"))
    order = more.pop("order", None)
    return {
        "id": (who, f"R{number}"),
        "owner": who,
        "date": day,
        "kind": "full",
        "amount": cny,
        "currency": "CNY",
        "payer_id": (who, more.pop("customer", "C1")),
        "order_id": (who, f"O{number}") if order is not None else None,
        "order": order,
        **more,
    }


def orders(receipts: Iterable[Row]) -> list[Row]:
    """The orders that came along with receipts."""
    return [
        {
            "id": r["order_id"],
            "owner": r["owner"],
            "customer_id": r["payer_id"],
            "date": r["date"],
            "currency": "CNY",
            **r["order"],
        }
        for r in receipts
        if r["order"]
    ]


def frame(key: str, rows: Iterable[Row]) -> Frame:
    """The rows of everybody's table of this kind, each with its owner, file and row."""
    rows = list(rows)
    made = build(tables.BY_KEY[key], rows).assign(row=range(5, 5 + len(rows)))
    owners = [r["owner"] for r in rows]
    return made.assign(
        owner=pd.Series(owners, dtype="str"),
        extra=pd.Series([""] * len(rows), dtype="str"),
        owner_name=pd.Series([PEOPLE[o] for o in owners], dtype="str"),
        file=pd.Series([f"{o}.xlsx" for o in owners], dtype="str"),
    )


def firm(
    receipts: Iterable[Row],
    rules: Frames | None = None,
    today: dt.date = TODAY,
    people: Mapping[str, Row] | None = None,
    answers: Iterable[Row] = (),
    *,
    whole: bool = False,
    **own: Iterable[Row],
) -> Company:
    """The company; own: rows of the manager's tables by key.

    Of the salespeople's tables only what pay reads is filled in, which takes a twentieth of the time; whole: with every
    computed column of all of them and with scorecards, as a consolidation has them (also where refunds reopen a
    quarter).
    """
    rules, staff = rules or shared(), _staff(people or {})
    frames = {k: frame(k, rows) for k, rows in _typed(list(receipts), answers).items()}
    whole = whole or bool((rules["policy"]["value"] == "reopen").any())
    made = _derived(frames, rules, today, staff) if whole else looked_up(frames)
    company = Company(
        {k: f.rename(columns={"row": "source_row"}) for k, f in made.items()},
        {t.key: build(t, world.spelled(own.get(t.key, ()))) for t in tables.MANAGER},
        rules,
        build(tables.PEOPLE, staff),
        today,
        "zh",
        {o: f"{o}.xlsx" for o in PEOPLE},
        _policies.get(id(rules), {}),
    )
    return with_cards(company) if whole else company


def _staff(people: Mapping[str, Row]) -> list[Row]:
    return [{"id": i, "name": n, "position": "salesperson", **people.get(i, {})} for i, n in PEOPLE.items()]


def _typed(receipts: list[Row], answers: Iterable[Row]) -> dict[str, list[Row]]:
    """What everybody typed; where numbers clash, others have a receipt of 0 and a cancelled order under each number."""
    made = {"receipts": world.spelled(receipts), "orders": world.spelled(orders(receipts))}
    made["receipts"] = world.with_decoys(made["receipts"], PEOPLE, {"amount": 0.0, "bank_fee": None})
    nobody = dict.fromkeys(("developer", "negotiator", "follower"))
    made["orders"] = world.with_decoys(made["orders"], PEOPLE, {"stage": "cancelled", "amount": 7.0, **nobody})
    customers = [
        {"id": (o, c), "owner": o, "company": f"{PEOPLE[o]}'s {c} Ltd", "created": dt.date(2025, 1, 1)}
        for o in PEOPLE
        for c in ("C1", "C2")
    ]
    return {**made, "customers": world.spelled(customers), "confirmations": list(answers)}


def looked_up(frames: Mapping[str, Frame]) -> Frames:
    """The tables with the computed columns that pay reads; `recompute.sales` gives the same (a test compares them)."""
    names = _by_identity(frames["customers"], "company")
    buyers = _by_identity(frames["orders"], "customer_id")
    made = {k: f.copy() for k, f in frames.items()}
    receipts, sold = made["receipts"], made["orders"]
    by_order = _found(receipts, "order_id", buyers)
    receipts["customer_id"] = receipts["payer_id"].where(receipts["payer_id"].notna(), by_order)
    receipts["period_date"] = receipts["date"]
    for table in (receipts, sold):
        table["customer_name"] = _found(table, "customer_id", names)
    return made


def _by_identity(table: Frame, column: str) -> dict[Identity, Any]:
    return {Identity(o, i): v for o, i, v in zip(table["owner"], table["id"], table[column], strict=True)}


def _found(table: Frame, column: str, values: Mapping[Identity, Any]) -> pd.Series:
    wanted = zip(table["owner"], table[column], strict=True)
    found = [values.get(Identity(o, i)) if isinstance(i, str) else None for o, i in wanted]
    return pd.Series(found, index=table.index, dtype="object").astype("str")


def _derived(frames: Mapping[str, Frame], rules: Frames, today: dt.date, staff: Iterable[Row]) -> Frames:
    """Every computed column of all tables."""
    hired = {r["id"]: r["hired"] for r in staff if r.get("hired")}
    whole = {t.key: frames[t.key] if t.key in frames else frame(t.key, ()) for t in tables.SALES}
    return recompute.sales(whole, Context(policy.read(rules, today), today, hired, "zh"))


def settled(company: Company, *asked: Row) -> Settled:
    """What settling gives when these rows are typed; a quarter for everyone without any."""
    rows = build(tables.SETTLEMENTS, list(asked) or [{"period": PERIOD}])
    own = {**company.own, "settlements": pd.concat([company.own["settlements"], rows], ignore_index=True)}
    return settle(replace(company, own=own), "主表.xlsx")


def after(company: Company, before: Settled, **status: str) -> Company:
    """The company with the sheets as they were left, states typed by settlement ID (with _ for -)."""
    sheet = before.settlements.copy()
    for name, state in status.items():
        sheet.loc[sheet["id"] == name.replace("_", "-").removeprefix("S"), "status"] = state
    left = {"settlements": sheet, "settlement_lines": before.lines, "late_entries": before.late}
    return replace(company, own={**company.own, **left})


def again(company: Company) -> Settled:
    """Settling once more with nothing new typed."""
    return settle(company, "主表.xlsx")


def paid(done: Settled, period: str = PERIOD) -> dict[str, float]:
    """Person (FUND for the fund) -> commission of a quarter."""
    rows = done.settlements[(done.settlements["period"] == period) & ~done.settlements["status"].eq("void")]
    return {
        p if isinstance(p, str) else "FUND": c for p, c in zip(rows["person_id"], rows["commission"], strict=True)
        if c == c
    }  # fmt: skip
