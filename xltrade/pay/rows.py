"""The rows that money follows from, as people typed them, read once from a frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import pandas as pd

from xltrade.core.identity import Identity
from xltrade.core.rounding import units
from xltrade.pay.periods import quarter
from xltrade.rules.commission_steps import exact

Record: TypeAlias = Mapping[str, object]
"""A row of a frame by column key, None for a blank."""


# ── values of a record ────────────────────────────────────────────────────────────────────────────────────────────


def text_of(value: object) -> str:
    """A cell of text, "" for a blank."""
    return value if isinstance(value, str) else ""


def day_of(value: object) -> dt.date | None:
    """A cell with a date, None for a blank."""
    if not isinstance(value, dt.date) or value is pd.NaT:
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def number_of(value: object) -> float | None:
    """A cell with a number, None for a blank."""
    return float(value) if isinstance(value, (int, float)) and value == value else None


def fen_of(yuan: float | None) -> int:
    """Yuan of a cell as whole fen, a blank as 0: 12.345 is 1235."""
    return units(yuan or 0, 100)


def _day(record: Record, column: str) -> dt.date:
    day = day_of(record[column])
    assert day is not None, f"{column} is required"
    return day


def _amount(record: Record, column: str) -> Fraction:
    number = number_of(record[column])
    assert number is not None, f"{column} is required"
    return exact(number)


def _line_of(record: Record) -> int:
    row = record["source_row"]
    assert isinstance(row, int)
    return row


# ── what the salespeople typed ────────────────────────────────────────────────────────────────────────────────────

_PLACE = ["owner", "id", "origin", "file", "source_row"]
RECEIPT_COLUMNS = [
    *_PLACE, "date", "period_date", "kind", "amount", "bank_fee", "currency", "order_id", "customer_id", "customer_name"
]  # fmt: skip
ORDER_COLUMNS = [
    *_PLACE, "customer_id", "customer_name", "date", "amount", "currency", "cost", "quantity", "developer",
    "negotiator", "follower", "stage"
]  # fmt: skip
"""What `Receipt.of` and `Order.of` read."""


def identity_of(record: Record) -> Identity:
    """Who entered a row, and its number: whoever's workbook it has come to since (receipt_identity)."""
    return Identity(text_of(record["origin"]) or str(record["owner"]), text_of(record["id"]))


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt; with the basis `orders` an order as if it had been received in full.

    identity: who entered it and its number, the same wherever the row lies; holder: in whose workbook it lies; row:
    its Excel line in `file`; home: the quarter it belongs to, of its own day or, of a refund under `reopen`, of the
    receipt it pays back; amount: in its currency, -500 for a refund; order: blank where it names none; fee: the bank's;
    reopens: the day of the receipt it pays back, under `reopen`.
    """

    identity: Identity
    holder: str
    file: str
    row: int
    day: dt.date
    home: str
    amount: Fraction
    order: Identity
    customer: Identity
    customer_name: str
    currency: str = "CNY"
    kind: str = ""
    fee: float | None = None
    reopens: dt.date | None = None

    @classmethod
    def of(cls, record: Record) -> Receipt:
        """As the workbook in which it lies has it: order and customer are numbers of that workbook."""
        owner, day = str(record["owner"]), _day(record, "date")
        belongs = day_of(record["period_date"]) or day
        return cls(
            identity_of(record),
            owner,
            str(record["file"]),
            _line_of(record),
            day,
            quarter(belongs),
            _amount(record, "amount"),
            Identity(owner, text_of(record["order_id"])),
            Identity(owner, text_of(record["customer_id"])),
            text_of(record["customer_name"]),
            text_of(record["currency"]),
            text_of(record["kind"]),
            number_of(record["bank_fee"]),
            None if belongs == day else belongs,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its figures and whom the salesperson named for a role, as typed ("Bob、E3")."""

    identity: Identity
    holder: str
    file: str
    row: int
    customer: Identity
    customer_name: str
    amount: Fraction
    figures: Mapping[str, float | None]
    named: Mapping[str, str]
    day: dt.date
    currency: str = "CNY"
    stage: str = ""

    @classmethod
    def of(cls, record: Record) -> Order:
        return cls(
            identity_of(record),
            str(record["owner"]),
            str(record["file"]),
            _line_of(record),
            Identity(str(record["owner"]), text_of(record["customer_id"])),
            text_of(record["customer_name"]),
            _amount(record, "amount"),
            {k: number_of(record[k]) for k in ("cost", "quantity")},
            {k: text_of(record[k]) for k in ("developer", "negotiator", "follower")},
            _day(record, "date"),
            text_of(record["currency"]),
            text_of(record["stage"]),
        )

    @property
    def received(self) -> Receipt:
        """It as if it had been received in full on its date (R199)."""
        return Receipt(
            self.identity,
            self.holder,
            self.file,
            self.row,
            self.day,
            quarter(self.day),
            self.amount,
            Identity(self.holder, self.identity.number),
            self.customer,
            self.customer_name,
            self.currency,
            "full",
        )


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer: whose it was at entry and its number, and where it lies."""

    identity: Identity
    holder: str
    file: str
    row: int
    created: dt.date | None = None

    @classmethod
    def of(cls, record: Record) -> Customer:
        created = day_of(record["created"])
        return cls(identity_of(record), str(record["owner"]), str(record["file"]), _line_of(record), created)


@dataclass(frozen=True, slots=True)
class Answer:
    """A salesperson's answer to a settlement: accepted or disputed, for the amount they saw (yuan)."""

    settlement: Identity
    file: str
    row: int
    amount: float
    answer: str
    comment: str | None

    @classmethod
    def of(cls, record: Record) -> Answer:
        return cls(
            Identity(str(record["owner"]), str(record["settlement_id"])),
            str(record["file"]),
            _line_of(record),
            number_of(record["amount"]) or 0.0,
            str(record["answer"]),
            text_of(record["comment"]) or None,
        )


# ── what the manager typed ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Person:
    """One of the team; position, base pay and bonus base (yuan) as they were on the day asked about."""

    id: str
    name: str
    position: str
    hired: dt.date | None
    left: dt.date | None
    base_salary: float | None
    bonus_base: float | None

    @classmethod
    def of(cls, record: Record) -> Person:
        return cls(
            str(record["id"]),
            text_of(record["name"]),
            text_of(record["position"]),
            day_of(record["hired"]),
            day_of(record["left"]),
            number_of(record["base_salary"]),
            number_of(record["bonus_base"]),
        )

    def there(self, start: dt.date, end: dt.date) -> bool:
        """Whether they belong to the team on a day from start to end."""
        return self.days(start, end) > 0

    def days(self, start: dt.date, end: dt.date) -> int:
        """On how many of the days from start to end they belong to the team, both counted (R200)."""
        first, last = max(self.hired or start, start), min(self.left or end, end)
        return max((last - first).days + 1, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a person (as typed) from a day on: position and base pay, None where it stays as it was (R225)."""

    person: str
    since: dt.date
    columns: Mapping[str, object]

    @classmethod
    def of(cls, record: Record) -> Change:
        columns = {"position": text_of(record["position"]) or None, "base_salary": number_of(record["base_salary"])}
        return cls(text_of(record["person_id"]), _day(record, "effective_from"), columns)


@dataclass(frozen=True, slots=True)
class Move:
    """A hand-over from one person to another, of one of the giver's customers or (blank) of all."""

    day: dt.date
    giver: str
    taker: str
    customer: str

    @classmethod
    def of(cls, record: Record) -> Move:
        """As it is typed: persons by ID or name."""
        customer = text_of(record["customer_id"])
        return cls(_day(record, "date"), text_of(record["from_id"]), text_of(record["to_id"]), customer)


@dataclass(frozen=True, slots=True)
class CustomerFactor:
    """The factor of a customer (whose, "" = not said, and number) from a day on; 1.5 = half as much again."""

    person: str
    number: str
    since: dt.date
    factor: Fraction

    @classmethod
    def of(cls, record: Record) -> CustomerFactor:
        person, number = text_of(record["person_id"]), text_of(record["customer_id"])
        return cls(person, number, _day(record, "effective_from"), _amount(record, "factor"))


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """The own plan of an order (whose, and number): a rate of its receipts (0.05), or a fixed amount in yuan."""

    person: str
    number: str
    rate: Fraction | None
    amount: Fraction | None

    @classmethod
    def of(cls, record: Record) -> OrderPlan:
        rate, amount = (number_of(record[k]) for k in ("rate", "amount"))
        return cls(
            text_of(record["person_id"]),
            text_of(record["order_id"]),
            None if rate is None else exact(rate),
            None if amount is None else exact(amount),
        )


@dataclass(frozen=True, slots=True)
class OrderShare:
    """A person's part of a stage of an order (whose, and number), or of its project ("project"); 0.6 = 60 %."""

    owner: str
    number: str
    stage: str
    person: str
    share: Fraction

    @classmethod
    def of(cls, record: Record) -> OrderShare:
        owner, number = text_of(record["owner_id"]), text_of(record["order_id"])
        return cls(owner, number, str(record["stage"]), str(record["person_id"]), _amount(record, "share"))


@dataclass(frozen=True, slots=True)
class TeamWeight:
    """A person's weight in the team's part; period as typed, "" = every quarter; 1 where nothing is written."""

    person: str
    period: str
    role: Fraction
    contribution: Fraction

    @classmethod
    def of(cls, record: Record) -> TeamWeight:
        role, part = (number_of(record[k]) for k in ("role_weight", "contribution"))
        return cls(
            text_of(record["person_id"]),
            text_of(record["period"]),
            Fraction(1) if role is None else exact(role),
            Fraction(1) if part is None else exact(part),
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the manager gave a person (as typed) for an item of a dimension in a quarter (as typed), 0–100."""

    person: str
    quarter: str
    dimension: str
    score: float

    @classmethod
    def of(cls, record: Record) -> Assessment:
        return cls(
            text_of(record["person_id"]),
            text_of(record["quarter"]),
            text_of(record["dimension"]),
            number_of(record["score"]) or 0.0,
        )


@dataclass(frozen=True, slots=True)
class FundUse:
    """What was spent of the team fund (yuan)."""

    day: dt.date
    amount: float
    use: str
    description: str

    @classmethod
    def of(cls, record: Record) -> FundUse:
        return cls(
            _day(record, "date"),
            number_of(record["amount"]) or 0.0,
            str(record["use"]),
            text_of(record["description"]),
        )
