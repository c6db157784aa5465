"""A random company settled by the product on typed rows: what a consolidation does between reading and writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache

import firms
import lives
import numpy as np
import oracle
import shop
from plans import TIERS, policy_of

from xltrade.core.days import to_day
from xltrade.core.identity import Identity
from xltrade.core.rounding import FX
from xltrade.pay import rows
from xltrade.pay.firm import Firm
from xltrade.pay.ledger import Ledger
from xltrade.pay.periods import quarter
from xltrade.pay.settle import settled
from xltrade.pay.settlements import FIRST_ROW, Entry, Line, Settlement
from xltrade.pay.team import Team
from xltrade.pay.work import Work
from xltrade.rules.commission_steps import FUND
from xltrade.rules.policy import Policy

HERE = {p: f"{p}.xlsx" for p in firms.PEOPLE}
ROLE = {"develop": "developer", "negotiate": "negotiator", "follow_up": "follower"}


@dataclass
class Typed:
    """The sheets that a settling leaves for the next one."""

    sheet: list[Settlement] = field(default_factory=list)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    late: list[Entry] = field(default_factory=list)
    work: Work | None = None

    def run(self, world: shop.World, asked: list[tuple[str, str]], states: Mapping[str, str]
            ) -> list[lives.Settlement]:  # fmt: skip
        sheet = [replace(s, status=states.get(s.id or "", s.status)) for s in self.sheet]
        sheet += [Settlement(FIRST_ROW + len(sheet) + n, None, who or None, q) for n, (q, who) in enumerate(asked)]
        self.work = settled(firm(world, sheet, self.lines, self.late), "主表.xlsx")
        self.sheet, self.late = self.work.sheet, self.work.late
        self.lines = {s.id: self.work.lines(s) for s in self.sheet if s.id}
        return [_left(s, bool(self.work.lines(s))) for s in self.sheet]


def _left(row: Settlement, listed: bool) -> lives.Settlement:
    account = oracle.FUND if row.account == FUND else row.account
    fen = None if row.commission is None else rows.fen_of(row.commission)
    return lives.Settlement(row.id or "", account, row.period, row.status or "", fen, listed)


def firm(world: shop.World, sheet: list[Settlement], lines: Mapping[str, list[Line]], late: list[Entry]) -> Firm:
    """The company in the product's own rows."""
    at = {key: row for row, key in enumerate(world.receipts, FIRST_ROW)}
    ledger = Ledger(
        _team(world),
        [_receipt(world, r, at[key]) for key, r in world.receipts.items()],
        [_order(world, o, n) for n, o in enumerate(world.orders.values(), FIRST_ROW)],
        [_customer(world, *c) for c in world.customers],
        factors=[rows.CustomerFactor(o, f"C{n}", shop.FIRST, Fraction(f)) for (o, n), f in world.factors.items()],
        plans=[_plan(o) for o in world.orders.values() if o.plan],
        shares=[
            rows.OrderShare(o.owner, f"O{o.number}", stage, who, part)
            for o in world.orders.values()
            for stage, parts in o.listed.items()
            for who, part in parts
        ],
        assessments=[rows.Assessment(p, q, "attitude", score) for (p, q), score in world.reviews.items()],
        weights=[rows.TeamWeight(p, "", Fraction(w), Fraction(1)) for p, w in world.weights.items()],
        settlements=sheet,
        lines=lines,
        late=late,
    )
    fx = _fx(tuple(world.rates.items()))
    policies: dict[dt.date, Policy] = {}

    def policy_on(day: dt.date) -> Policy:
        if day not in policies:
            since = max(d for d in TIERS if d <= day)
            policies[day] = replace(policy_of(world.plan(quarter(day)), since), fx=fx)
        return policies[day]

    return Firm(ledger, policy_on, world.today, "zh", HERE)


def _team(world: shop.World) -> Team:
    people = [
        rows.Person(p, name, "salesperson", *world.there.get(p, (None, None)), None, None)
        for p, name in firms.PEOPLE.items()
    ]
    changes = [rows.Change(p, since, {"position": what}) for p, since, what in world.promoted]
    moves = [rows.Move(m.day, m.giver, m.taker, f"C{m.customer}") for m in world.moves]
    return Team(people, changes, moves)


def _holder(world: shop.World, row: shop.Receipt | shop.Order) -> str:
    return world.lies.get((row.owner, row.customer), row.owner)


def _receipt(world: shop.World, r: shop.Receipt, at: int) -> rows.Receipt:
    holder = _holder(world, r)
    return rows.Receipt(
        Identity(r.owner, f"R{r.number}"),
        holder,
        HERE[holder],
        at,
        r.day,
        quarter(world.belongs(r)),
        Fraction(str(r.amount)),
        Identity(holder, f"O{r.order}" if r.order else ""),
        Identity(holder, f"C{r.customer}"),
        f"{r.owner}'s {r.customer} Ltd",
        r.currency,
        r.kind,
        r.fee or None,
        None if world.belongs(r) == r.day else world.belongs(r),
    )


def _order(world: shop.World, o: shop.Order, at: int) -> rows.Order:
    holder = _holder(world, o)
    return rows.Order(
        Identity(o.owner, f"O{o.number}"),
        holder,
        HERE[holder],
        at,
        Identity(holder, f"C{o.customer}"),
        f"{o.owner}'s {o.customer} Ltd",
        Fraction(o.amount),
        {"cost": o.cost, "quantity": o.pieces},
        {role: "、".join(o.named.get(stage, ())) for stage, role in ROLE.items()},
        o.day,
    )


def _customer(world: shop.World, owner: str, number: int) -> rows.Customer:
    holder = world.lies.get((owner, number), owner)
    return rows.Customer(Identity(owner, f"C{number}"), holder, HERE[holder], FIRST_ROW + number)


def _plan(o: shop.Order) -> rows.OrderPlan:
    given = None if o.plan is None else Fraction(o.plan)
    of_rate = isinstance(o.plan, str)
    return rows.OrderPlan(o.owner, f"O{o.number}", given if of_rate else None, None if of_rate else given)


@cache
def _fx(corrected: tuple[tuple[dt.date, int], ...]) -> Mapping[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    days = [shop.FIRST + dt.timedelta(days=n) for n in range((shop.LAST - shop.FIRST).days + 400)]
    more = dict(corrected)
    rates = [int(shop.rate(d, more.get(d, 0)) * FX) for d in days]
    return {("spot", "USD"): (np.array([to_day(d) for d in days]), np.array(rates))}
