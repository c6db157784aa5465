"""Random companies in real files: all of them in one folder and one master, settled together, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import broken
import firms
import shop
import small_shop
from lives import Settlement
from plans import PEOPLE, Plan, tier_rows
from shop import Receipt, World
from typed import ROLE

from xltrade.core.dtypes import Frames, build, records
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.files import write
from xltrade.jobs.master import manager
from xltrade.jobs.record import Result
from xltrade.rules import policy
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.look import Look

Row = dict[str, Any]


@dataclass
class Files:
    """A folder with everybody's workbook and the master; plan: how all of them are paid."""

    folder: Path
    plan: Plan
    master: Path = field(init=False)
    result: Result | None = None

    def __post_init__(self) -> None:
        self.master = self.folder.parent / "master.xlsx"
        self.folder.mkdir()

    def run(self, worlds: Sequence[World], asked: Sequence[str], states: Mapping[str, str]) -> list[list[Settlement]]:
        """A consolidation; asked: quarters for everyone; states: what the manager types by settlement ID."""
        look = Look("classic", "zh", worlds[0].today, fixed=True)
        for at, world in enumerate(worlds):
            for person in PEOPLE:
                _workbook(self.folder, at, world, person)
        self._type(worlds, asked, states, look)
        self.result = small_shop.consolidated(self.folder, self.master, look=look)
        rows = records(manager(self.master, look).own["settlements"])
        found: list[list[Settlement]] = [[] for _ in worlds]
        for row in (r for r in rows if r["person_id"]):
            found[ord(row["person_id"][0]) - ord("A")].append(_settlement(row))
        return found

    def _type(self, worlds: Sequence[World], asked: Sequence[str], states: Mapping[str, str], look: Look) -> None:
        """The master as the last consolidation left it, with what the manager types now."""
        own: Frames = {t.key: build(t, []) for t in tables.MANAGER}
        if self.master.exists():
            own = dict(manager(self.master, look).own)
        sheet = [{**r, "status": states.get(str(r["id"]), r["status"])} for r in records(own["settlements"])]
        typed = {"settlements": [*sheet, *({"period": q} for q in asked)], **_manager(worlds)}
        own |= {k: build(tables.BY_KEY[k], rows) for k, rows in typed.items()}
        write.write(master_book(unconsolidated(own, _shared(self.plan, worlds[0]), look)), self.master)


def who(at: int, person: str) -> str:
    """A person of the company at a place: E2 of the first is A2."""
    return f"{chr(ord('A') + at)}{person[1:]}"


def _settlement(row: Row) -> Settlement:
    fen = None if row["commission"] is None else round(row["commission"] * 100)
    return Settlement(str(row["id"] or ""), "E" + row["person_id"][1:], row["period"], row["status"], fen)


def _shared(plan: Plan, world: World) -> Frames:
    made = policy.shipped(range(2025, 2028))
    for key, value in plan.settings.items():
        listed = policy.settings()[key].choices
        made["policy"].loc[made["policy"]["key"] == key, "value"] = listed.label(value, "zh") if listed else value
    days = [shop.FIRST + dt.timedelta(days=n) for n in range(300)]
    rates = [{"date": d, "currency": "USD", "rate": float(shop.rate(d)), "kind": "spot"} for d in days]
    return {**made, "tiers": build(tables.TIERS, tier_rows()), "fx": build(tables.FX, rates)}


def _manager(worlds: Sequence[World]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {
        k: [] for k in ("people", "transfers", "customer_factors", "order_plans", "order_shares")
    }
    for at, world in enumerate(worlds):
        for person, name in firms.PEOPLE.items():
            found["people"].append({"id": who(at, person), "name": f"{name} {at}", "position": "salesperson"})
        for m in world.moves:
            ends = {"from_id": who(at, m.giver), "to_id": who(at, m.taker)}
            found["transfers"].append({"date": m.day, **ends, "customer_id": f"C{m.customer}"})
        for (owner, number), factor in world.factors.items():
            row = {"customer_id": f"C{number}", "factor": float(factor), "effective_from": shop.FIRST}
            found["customer_factors"].append({"person_id": who(at, owner), **row})
        for o in world.orders.values():
            order = {"order_id": f"O{o.number}"}
            if o.plan:
                kind = "rate" if isinstance(o.plan, str) else "amount"
                found["order_plans"].append({"person_id": who(at, o.owner), **order, kind: float(o.plan)})
            for stage, parts in o.listed.items():
                for person, part in parts:
                    row = {"stage": stage, "person_id": who(at, person), "share": float(part)}
                    found["order_shares"].append({"owner_id": who(at, o.owner), **order, **row})
    return found


def _workbook(folder: Path, at: int, world: World, person: str) -> None:
    """Somebody's workbook: their rows, and those that were moved into it."""

    def here(owner: str, customer: int) -> bool:
        return world.lies.get((owner, customer), owner) == person

    def of(owner: str) -> Row:
        return {"origin": who(at, owner) if owner != person else None}

    created = dt.date(2026, 6, 1)
    customers = [
        {"id": f"C{n}", "company": f"{who(at, o)}'s {n} Ltd", "created": created, **of(o)}
        for o, n in world.customers
        if here(o, n)
    ]
    orders = [
        {"id": f"O{o.number}", "customer_id": f"C{o.customer}", "date": o.day, "amount": o.amount, "currency": "CNY",
         **{role: "、".join(who(at, p) for p in o.named.get(stage, ())) for stage, role in ROLE.items()}, **of(o.owner)}
        for o in world.orders.values()
        if here(o.owner, o.customer)
    ]  # fmt: skip
    receipts = [{**_cells(r), **of(r.owner)} for r in world.receipts.values() if here(r.owner, r.customer)]
    settings = (
        {"key": "person_id", "value": who(at, person)},
        {"key": "person_name", "value": f"{firms.PEOPLE[person]} {at}"},
    )
    data = {"customers": customers, "orders": orders, "receipts": receipts}
    broken.sales(folder / f"{who(at, person)}.xlsx", data, settings=settings)


def _cells(r: Receipt) -> Row:
    return {
        "id": f"R{r.number}",
        "date": r.day,
        "payer_id": f"C{r.customer}",
        "order_id": f"O{r.order}" if r.order else None,
        "kind": ch.RECEIPT_KIND.label(r.kind, "zh"),
        "amount": r.amount,
        "currency": r.currency,
        "bank_fee": r.fee or None,
    }
