"""Every receipt as the parts of those whose commission it is, with all that its commission depends on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from xltrade.core.days import to_day
from xltrade.core.identity import Identity
from xltrade.core.rounding import FX, Ints, shares, whole_half_up
from xltrade.declared import tables
from xltrade.declared.rejects.pay import NO_ORDER_FIGURE
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.firm import Firm
from xltrade.pay.notes import at_row
from xltrade.pay.paid import Paid
from xltrade.pay.periods import quarter
from xltrade.pay.rows import Order, Receipt
from xltrade.pay.terms import Factors, Plans, Stages
from xltrade.pay.whose import holders
from xltrade.rules import fx
from xltrade.rules.commission_steps import Parts, Project, exact
from xltrade.rules.policy import Policy
from xltrade.rules.receipts import bases


@dataclass(frozen=True, slots=True)
class PartKey:
    """Which part: one person's of one receipt, such as E2's of E1's R7."""

    person: str
    receipt: Identity


@dataclass(frozen=True)
class Part:
    """One person's part of one receipt: what it counts (fen) and all that its commission depends on.

    home: the quarter it belongs to, of its own day, or for a refund by the policy `reopen` of what it pays back;
    counts: the quarter whose policy and tiers it is counted by, a later one where it was first seen after its own was
    confirmed; row: its Excel line in `file`, 0 where it is no longer there; order: the number as typed;
    received: the part in its own currency; fx, fee: the exchange rate and the bank fee it was converted with; reopens:
    of a refund that reopens its period the day of the receipt it pays back.
    """

    key: PartKey
    day: dt.date
    home: str
    row: int
    base: int
    order: str
    name: str
    quantity: Fraction
    project: Project | None
    factor: Fraction
    stages: Mapping[str, Parts]
    file: str = ""
    counts: str = ""
    received: Fraction = Fraction(0)
    fx: float | None = None
    fee: float | None = None
    reopens: dt.date | None = None


Place = Callable[[Receipt, Iterable[str]], str]
"""The quarter in which a receipt counts, told by it and whose commission it is."""


@dataclass(frozen=True)
class Counted:
    """A receipt with whose it is, in which quarter it counts, its base in fen, its pieces and what converted it."""

    receipt: Receipt
    split: Mapping[str, Fraction]
    counts: str
    base: int
    pieces: Fraction
    fx: float | None
    fee: float | None


@dataclass(frozen=True)
class Known:
    """What the parts of all receipts are made with, read once."""

    firm: Firm
    orders: Mapping[Identity, Order]
    stages: Stages
    factors: Factors
    plans: Plans
    place: Place
    notes: list[Reject]
    unrated: set[Identity] = field(default_factory=set)


@dataclass(frozen=True)
class Found:
    """The parts of all receipts, warnings of what could not be told, and the receipts without an exchange rate."""

    parts: list[Part]
    notes: list[Reject]
    unrated: set[Identity]


def parts(firm: Firm, since: str, place: Place) -> Found:
    """Every receipt as the parts of those whose commission it is.

    since: the first quarter to look at. PolicyError when the policy of one of the quarters is wrong.
    """
    notes = list[Reject]()
    orders = _orders(firm)
    stages = Stages(firm, notes)
    known = Known(firm, orders, stages, Factors(firm), Plans(firm, stages, Paid(firm, orders)), place, notes)
    made = [part for counted in _counted(known, since) for part in _divided(known, counted)]
    return Found(made, notes, known.unrated)


def _orders(firm: Firm) -> dict[Identity, Order]:
    """The orders by identity; of one that lies in two workbooks the row of who entered it."""
    found: dict[Identity, Order] = {}
    for order in firm.ledger.orders:
        row = order.identity
        if row not in found or row.of(order.holder):
            found[row] = replace(order, customer=firm.ledger.customer_of(order))
    return found


def _placed(known: Known, receipt: Receipt) -> Receipt:
    """A receipt with the order and the customer that its numbers mean.

    Where its order stands in another workbook (moved, or handed over), so does its customer.
    """
    meant = known.firm.ledger.order_of(receipt)
    order = known.orders.get(meant)
    if order and not meant.of(receipt.holder):
        return replace(receipt, order=meant, customer=order.customer, customer_name=order.customer_name)
    return replace(receipt, order=meant, customer=known.firm.ledger.customer_of(receipt))


def _divided(known: Known, counted: Counted) -> Iterable[Part]:
    """A receipt's base and pieces by those whose it is."""
    receipt, split, base = counted.receipt, counted.split, counted.base
    order = known.orders.get(receipt.order)
    if known.plans.unrated(receipt, order):
        _unrated(known, receipt)
    for person, share in zip(split, shares(base, [int(w * 10**6) for w in split.values()]), strict=True):
        yield Part(
            PartKey(person, receipt.identity),
            receipt.day,
            receipt.home,
            receipt.row,
            share,
            receipt.order.number,
            receipt.customer_name,
            counted.pieces * split[person],
            known.plans.of(receipt, order, Fraction(share, base) if base else Fraction(0)),
            known.factors.of(receipt),
            known.stages.of(order) if order else {},
            receipt.file,
            counted.counts,
            receipt.amount * split[person],
            counted.fx,
            counted.fee,
            receipt.reopens,
        )


def _counted(known: Known, since: str) -> Iterable[Counted]:
    """Each receipt (with the basis `orders` each order) with its base in fen and its pieces (R199, R212).

    Whether receipts or orders count is told by the policy of its own day, all else by that of the quarter it counts in.
    """
    ledger = known.firm.ledger
    ordered = [o.received for o in ledger.orders if o.stage != "cancelled"]
    for name, rows in (("receipts", ledger.receipts), ("orders", ordered)):
        for period, some in _by_quarter(rows).items():
            if period < since:
                continue
            basis = str(known.firm.policy(period)["basis"])
            if (basis == "orders") == (name == "orders"):
                yield from _of_a_quarter(known, some, basis)


def _by_quarter(rows: Iterable[Receipt]) -> dict[str, list[Receipt]]:
    found: dict[str, list[Receipt]] = {}
    for row in rows:
        found.setdefault(quarter(row.day), []).append(row)
    return found


def _of_a_quarter(known: Known, rows: Sequence[Receipt], basis: str) -> Iterable[Counted]:
    receipts = [_placed(known, r) for r in rows]
    split = [holders(known.firm, r) for r in receipts]
    counts = [known.place(r, s) for r, s in zip(receipts, split, strict=True)]
    fen, rates = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for period in set(counts):
        here = [i for i, c in enumerate(counts) if c == period]
        fen[here], rates[here] = _converted([receipts[i] for i in here], known.firm.policy(period))
    for i, receipt in enumerate(receipts):
        if basis == "orders" and not _counts(known, receipt):
            continue
        if rates[i] > 0:
            base, pieces = _by_basis(known, basis, receipt, int(fen[i]))
            yield Counted(receipt, split[i], counts[i], base, pieces, int(rates[i]) / FX, receipt.fee)
        else:
            known.unrated.add(receipt.identity)


def _converted(receipts: Sequence[Receipt], rules: Policy) -> tuple[Ints, Ints]:
    """What each receipt counts in fen, and its rate in 1/1,000,000,000, -1 where there is none."""
    currency = np.array([r.currency for r in receipts], dtype=object)
    on, kinds = np.array([to_day(r.day) for r in receipts]), np.array([r.kind for r in receipts], dtype=object)
    amount, fee = np.array([float(r.amount) for r in receipts]), np.array([r.fee or 0.0 for r in receipts])
    every_kind = "exclusions" not in rules.plan_steps
    return bases(currency, on, kinds, amount, fee, rules, every_kind=every_kind), fx.rate(currency, on, rules)


def _counts(known: Known, ordered: Receipt) -> bool:
    """Whether an order's row is the one that counts, of an order that lies in two workbooks."""
    order = known.orders[ordered.identity]
    return (order.file, order.row) == (ordered.file, ordered.row)


def _by_basis(known: Known, basis: str, receipt: Receipt, base: int) -> tuple[int, Fraction]:
    """A receipt's base and pieces: money received, or of the profit or quantity of its order what it paid for."""
    if basis in ("receipts", "orders") or not base:
        return base, Fraction(0)
    wanted = "cost" if basis == "gross_profit" else "quantity"
    order = known.orders.get(receipt.order)
    figure = order.figures[wanted] if order else None
    if order is None or order.amount <= 0 or figure is None:
        label = tables.ORDERS[wanted].label(known.firm.lang)
        known.notes.append(
            at_row(NO_ORDER_FIGURE, receipt, known.firm, "receipts", "order_id", receipt.order.number, label)
        )
        return 0, Fraction(0)
    if basis == "gross_profit":
        return whole_half_up(Fraction(base) * _margin(known.firm, receipt, order, exact(figure))), Fraction(0)
    part = known.plans.paid.part(receipt, order)
    if part is None:
        _unrated(known, receipt)
    return base, exact(figure) * (part or Fraction(0))


def _unrated(known: Known, receipt: Receipt) -> None:
    """Say that what a receipt pays of its order cannot be told without a rate."""
    number, label = receipt.order.number, tables.FX.label(known.firm.lang)
    known.notes.append(at_row(NO_ORDER_FIGURE, receipt, known.firm, "receipts", "order_id", number, label))


def _margin(firm: Firm, receipt: Receipt, order: Order, cost: Fraction) -> Fraction:
    """The part of an order that is profit; below cost 0, unless `negative_profit` says otherwise."""
    margin = (order.amount - cost) / order.amount
    return margin if firm.policy(receipt.home)["negative_profit"] == "negative" else max(margin, Fraction(0))
