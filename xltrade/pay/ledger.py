"""Everybody's rows and the manager's as typed rows: what money follows from, without a frame in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xltrade.core.identity import Identity
from xltrade.pay.numbers import Numbers, Place
from xltrade.pay.rows import (
    Answer,
    Assessment,
    Customer,
    CustomerFactor,
    Order,
    OrderPlan,
    OrderShare,
    Receipt,
    TeamWeight,
)
from xltrade.pay.settlements import Entry, Line, Settlement
from xltrade.pay.team import Team


@dataclass(frozen=True)
class Ledger:
    """The rows of the sheets that pay reads, each in the order of its sheet; lines: by settlement ID."""

    team: Team
    receipts: Sequence[Receipt] = ()
    orders: Sequence[Order] = ()
    customers: Sequence[Customer] = ()
    answers: Sequence[Answer] = ()
    factors: Sequence[CustomerFactor] = ()
    plans: Sequence[OrderPlan] = ()
    shares: Sequence[OrderShare] = ()
    weights: Sequence[TeamWeight] = ()
    assessments: Sequence[Assessment] = ()
    settlements: Sequence[Settlement] = ()
    lines: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    late: Sequence[Entry] = ()

    @cached_property
    def customer_numbers(self) -> Numbers:
        """Everybody's customers."""
        return self._numbers("customers", self.customers, [(r, r.customer.number) for r in self.receipts])

    @cached_property
    def order_numbers(self) -> Numbers:
        """Everybody's orders."""
        return self._numbers("orders", self.orders, [(r, r.order.number) for r in self.receipts])

    def _numbers(self, table: str, rows: Sequence[Customer | Order], named: Sequence[tuple[Receipt, str]]) -> Numbers:
        """The rows of a table, and below them what receipts name that stands on no sheet."""
        made = Numbers()
        for row in rows:
            made.add(row.holder, row.identity, Place(table, row.file, row.row))
        for r, number in named:
            meant = made.meant(r.holder, r.identity.owner, number, self.team.givers(r.holder))
            made.add(r.holder, meant, Place("receipts", r.file, r.row))
        return made

    def had_customer(self, row: Identity, day: dt.date) -> bool:
        """Whether somebody's customer of this number was there on a day."""
        created = self._created.get(row)
        return self.customer_numbers.known(row) and (created is None or created <= day)

    @cached_property
    def _created(self) -> dict[Identity, dt.date | None]:
        return {c.identity: c.created for c in self.customers}

    def order_of(self, row: Receipt) -> Identity:
        """Which order a receipt means."""
        givers = self.team.givers(row.holder)
        return self.order_numbers.meant(row.holder, row.identity.owner, row.order.number, givers)

    def customer_of(self, row: Receipt | Order) -> Identity:
        """Which customer a receipt or an order means."""
        givers = self.team.givers(row.holder)
        return self.customer_numbers.meant(row.holder, row.identity.owner, row.customer.number, givers)
