"""A company as its sheets have it, told without the product: for a driver that settles it, and for the oracle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import oracle
from plans import FACTORS, MANAGER, PEOPLE, SENIOR, Plan

from xltrade.pay.periods import bounds, quarter

FIRST, LAST = dt.date(2026, 7, 1), dt.date(2027, 6, 30)
QUARTERS = ("2026Q3", "2026Q4", "2027Q1", "2027Q2")
Key = tuple[str, int]
ORDERED = "ordered"
"""The kind of an order that counts as if it had been received in full."""


def rate(day: dt.date, corrected: int = 0) -> Fraction:
    """The rate of a dollar on a day."""
    return Fraction(700 + day.day + corrected, 100)


@dataclass(frozen=True)
class Order:
    """An order: its amount in CNY, who was named for what, what the manager wrote of it.

    listed: stage or "project" -> the manager's rows of who shares it; plan: a rate ("0.05") or a fixed sum (500).
    """

    owner: str
    number: int
    customer: int
    day: dt.date
    amount: int = 10_000
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: Mapping[str, oracle.Parts] = field(default_factory=dict)
    plan: str | int | None = None
    cost: int | None = None
    pieces: int | None = None


@dataclass(frozen=True)
class Receipt:
    """A receipt as it was typed."""

    owner: str
    number: int
    day: dt.date
    amount: float
    customer: int
    order: int | None = None
    kind: str = "full"
    currency: str = "CNY"
    fee: float = 0.0

    @property
    def key(self) -> Key:
        return self.owner, -self.number if self.kind == ORDERED else self.number


@dataclass(frozen=True)
class Move:
    """A customer handed over."""

    day: dt.date
    giver: str
    taker: str
    owner: str
    customer: int


@dataclass
class World:
    """The company as it stands; what the manager and the salespeople would see on their sheets.

    lies: in whose workbook a customer's rows lie, where it is not the owner's; rates: corrections of a day's rate;
    plans: by quarter; promoted: who is what from which day on; there: hire and leave date of who has one; reviews:
    (person, quarter) -> score.
    """

    plans: dict[str, Plan]
    today: dt.date = dt.date(2026, 8, 1)
    receipts: dict[Key, Receipt] = field(default_factory=dict)
    orders: dict[Key, Order] = field(default_factory=dict)
    customers: list[Key] = field(default_factory=list)
    factors: dict[Key, str] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    lies: dict[Key, str] = field(default_factory=dict)
    rates: dict[dt.date, int] = field(default_factory=dict)
    promoted: tuple[tuple[str, dt.date, str], ...] = ()
    there: Mapping[str, tuple[dt.date | None, dt.date | None]] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    reviews: dict[tuple[str, str], int] = field(default_factory=dict)

    def plan(self, period: str) -> Plan:
        """How a quarter is paid: as the last one before it that was drawn."""
        return self.plans[min(period, max(self.plans))]

    # ── the same for the oracle ───────────────────────────────────────────────────────────────────────────────────

    def ledger(self, counts: Mapping[tuple[str, str], tuple[str, str]]) -> list[oracle.Receipt]:
        """What counts; counts: (home, quarter in which it counts) of those seen so far."""
        earns = dict(self._fixed())
        made = []
        for place, row in self.rows():
            belongs = self.belongs(row)
            seen = counts.get(_name(row), ("", quarter(belongs)))[1]
            made.append(replace(self._receipt(place, row, earns.get(row.key), seen), belongs=belongs))
        return made

    def rows(self) -> Iterator[tuple[int, Receipt]]:
        """The receipts, or in a quarter that is paid by orders those as if they had been received in full."""
        for place, row in enumerate(self.receipts.values()):
            if self.plan(quarter(row.day)).basis != "orders":
                yield place, row
        for place, o in enumerate(self.orders.values()):
            if self.plan(quarter(o.day)).basis == "orders":
                yield place, Receipt(o.owner, o.number, o.day, o.amount, o.customer, o.number, ORDERED)

    def belongs(self, row: Receipt) -> dt.date:
        """The day that decides a receipt's quarter: of a refund that reopens it, of its order's last receipt."""
        if row.amount >= 0 or not row.order or self.plan(quarter(row.day)).refund != "reopen":
            return row.day
        same = (r for r in self.receipts.values() if (r.owner, r.order) == (row.owner, row.order))
        return max((r.day for r in same if r.amount > 0 and r.day <= row.day and r.kind != "sample_fee"),
                   default=row.day)  # fmt: skip

    def _receipt(self, place: int, row: Receipt, earns: Fraction | None, counts: str) -> oracle.Receipt:
        order = self.orders.get((row.owner, row.order)) if row.order else None
        stages = {s: tuple((p, oracle.ONE) for p in who) for s, who in order.named.items()} if order else {}
        stages |= {s: parts for s, parts in order.listed.items() if s != "project"} if order else {}
        project = Fraction(order.plan) if order and isinstance(order.plan, str) else None
        members = order.listed.get("project", ()) if order else ()
        factor = Fraction(self.factors.get((row.owner, row.customer), "1"))
        owner, name = _name(row)
        fen, pieces = self._counted(row, order, self.plan(counts))
        return oracle.Receipt(owner, name, row.day, fen, place, factor, project, earns, members, stages, None, pieces)

    def _counted(self, row: Receipt, order: Order | None, plan: Plan) -> tuple[int, Fraction]:
        """What a receipt counts in fen, and the pieces that it paid for."""
        exact = [Fraction(str(n)) for n in (row.amount, row.fee if plan.fee else 0)]
        one = rate(row.day, self.rates.get(row.day, 0)) if row.currency == "USD" else oracle.ONE
        ignored = row.amount < 0 and plan.refund == "ignore"
        fen, basis = oracle.base(*exact, one, row.kind != "sample_fee" and not ignored), self._basis(row)
        if not fen or basis in ("receipts", "orders"):
            return fen, Fraction(0)
        figure = order and (order.cost if basis == "gross_profit" else order.pieces)
        if order is None or figure is None:
            return 0, Fraction(0)
        if basis == "quantity":
            return fen, figure * exact[0] * one / order.amount
        margin = Fraction(order.amount - figure, order.amount)
        if not self.plan(quarter(self.belongs(row))).negative:
            margin = max(margin, Fraction(0))
        return oracle.half_up(fen * margin), Fraction(0)

    def _basis(self, row: Receipt) -> str:
        return self.plan(quarter(row.day)).basis

    def _fixed(self) -> Iterator[tuple[Key, Fraction]]:
        for key, order in self.orders.items():
            if isinstance(order.plan, int):
                places = {k: i for i, k in enumerate(self.receipts)}
                paid = [r for r in self.receipts.values() if (r.owner, r.order) == key and self._pays(r)]
                paid.sort(key=lambda r: (r.day, places[r.key]))
                amounts = [Fraction(str(r.amount)) for r in paid]
                whole = order.plan * Fraction(100)
                yield (key[0], -key[1]), whole
                yield from zip((r.key for r in paid), oracle.fixed(whole, Fraction(order.amount), amounts),
                               strict=True)  # fmt: skip

    def _pays(self, row: Receipt) -> bool:
        """Whether a receipt takes its part of a fixed plan."""
        ignored = row.amount < 0 and self.plan(quarter(self.belongs(row))).refund == "ignore"
        return row.kind != "sample_fee" and not ignored

    def holders(self) -> dict[tuple[str, str], oracle.Parts]:
        return {_name(r): self._holders(r) for _, r in self.rows()}

    def _holders(self, row: Receipt) -> oracle.Parts:
        plan, keeper = self.plan(quarter(row.day)), row.owner
        parts = {keeper: oracle.ONE}
        for move in sorted(self.moves, key=lambda m: m.day):
            mine = (move.owner, move.customer) == (row.owner, row.customer) and move.giver == keeper
            left = self.there.get(move.giver, (None, None))[1] if plan.rule == "leaver" else None
            if not mine or row.day <= (left or move.day):
                continue
            kept = Fraction(plan.part, 100) if plan.rule == "split" else Fraction(0)
            given = parts.pop(keeper)
            parts |= {keeper: given * kept} if kept else {}
            parts[move.taker] = parts.get(move.taker, Fraction(0)) + given * (1 - kept)
            keeper = move.taker
        return tuple(parts.items())

    def rules(self, period: str) -> oracle.Rules:
        start, end = bounds(period)
        on = min(end, self.today)
        position = dict.fromkeys(PEOPLE, oracle.ONE)
        for who, since, what in sorted(self.promoted, key=lambda p: p[1]):
            if since <= on:
                position[who] = {"senior": SENIOR, "manager": MANAGER}.get(what, oracle.ONE)
        weights = []
        for who in PEOPLE:
            hired, left = self.there.get(who, (None, None))
            days = (min(left or end, end) - max(hired or start, start)).days + 1
            if days > 0 and self.weights.get(who, 1):
                weights.append((who, Fraction(self.weights.get(who, 1) * days, (end - start).days + 1)))
        reviews = {p: _factor(score) for (p, q), score in self.reviews.items() if q == period}
        hired = {p: day for p, (day, _) in self.there.items() if day}
        return self.plan(period).rules(period, position, tuple(weights), reviews, hired)


def _name(row: Receipt) -> tuple[str, str]:
    """Whose and which: an order that counts is another row than the receipt of its number."""
    return row.owner, f"O{row.number}" if row.kind == ORDERED else str(row.number)


def _factor(score: int) -> Fraction:
    return next(factor for start, factor in reversed(FACTORS) if score >= start)
