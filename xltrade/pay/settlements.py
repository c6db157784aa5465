"""Settlements and their lines as typed rows: read once from the two sheets' frames and written back once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TypeVar

from xltrade.core.dtypes import Frame, build, records
from xltrade.core.identity import Identity
from xltrade.core.layout import HEADER_ROW
from xltrade.declared import tables
from xltrade.pay.rows import Record, day_of
from xltrade.rules.commission_steps import FUND

FROZEN, LIVE = ("confirmed", "paid"), ("draft", "calculated", "accepted")
FIRST_ROW = HEADER_ROW + 2
"""The Excel line of the first row of a table."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A row of Settlements: what one person, or the fund, is paid for a quarter; money in yuan as the sheet has it.

    row: its Excel line in the master as it will be written; every other field is a column of that name.
    """

    row: int
    id: str | None = None
    person_id: str | None = None
    period: str = ""
    status: str | None = None
    base: float | None = None
    commission: float | None = None
    bonus: float | None = None
    bonus_reason: str | None = None
    total: float | None = None
    answer: str | None = None
    comment: str | None = None
    policy_day: dt.date | None = None
    policy_print: str | None = None
    confirmed: dt.date | None = None
    paid: dt.date | None = None
    seal: str | None = None
    note: str | None = None

    @property
    def account(self) -> str:
        """The account it pays: a person's, or the fund's where it names nobody; "" while it is for everyone."""
        return self.person_id or (FUND if self.id else "")

    @property
    def frozen(self) -> bool:
        return self.status in FROZEN

    @property
    def void(self) -> bool:
        return self.status == "void"

    @property
    def called(self) -> str:
        """Quarter and person, for a message about a row without an ID: "2026Q3 E1"."""
        return f"{self.period} {self.person_id or ''}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of Commission lines: one step's part of a settlement, with the receipt it is of; money in yuan.

    Every field is a column of that name: base 600,000.0 × rate 0.02 = amount 12,000.0.
    """

    settlement_id: str | None
    person_id: str | None
    period: str | None
    no: float | None
    receipt_owner: str | None
    receipt_id: str | None
    date: dt.date | None
    order_id: str | None
    customer_name: str | None
    step: str | None
    base: float | None
    rate: float | None
    amount: float | None
    rule: str | None
    key: str | None
    counts: str | None = None
    home: str | None = None
    earner: str | None = None
    part_base: float | None = None
    received: str | None = None
    pieces: str | None = None
    fx: float | None = None
    fee: float | None = None
    factor: str | None = None
    plan: str | None = None
    reopens: dt.date | None = None
    stages: str | None = None
    policy: str | None = None
    people: str | None = None

    @property
    def receipt(self) -> Identity:
        """The receipt it is of; blank for a line over several."""
        return Identity(self.receipt_owner or "", self.receipt_id or "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of Late entries: one person's part of a receipt as it was first seen in the quarter `seen`."""

    seen: str
    seen_on: dt.date | None
    kind: str
    receipt_owner: str | None
    receipt_id: str | None
    date: dt.date | None
    order_id: str | None
    customer_name: str | None
    counts: str | None
    home: str | None
    earner: str | None
    part_base: float | None
    received: str | None
    pieces: str | None
    fx: float | None
    fee: float | None
    factor: str | None
    plan: str | None
    reopens: dt.date | None
    stages: str | None


REMEMBERED = tuple(f.name for f in fields(Line))[tuple(f.name for f in fields(Line)).index("key") + 1 :]
"""What a line has beyond what it pays; lines confirmed before these columns existed have none of it."""
Kept = TypeVar("Kept", Settlement, Line, Entry)


def _values(kind: type[Kept], record: Record) -> dict[str, object]:
    """The cells of a record by field, dates as dates."""
    named = [f.name for f in fields(kind) if f.name != "row"]
    return {k: day_of(v) if isinstance(v, dt.date) else v for k in named for v in [record.get(k)]}


def settlements_of(frame: Frame) -> list[Settlement]:
    """The rows of Settlements in their order, each with the line it will have."""
    return [
        Settlement(row, **_values(Settlement, r))  # type: ignore[arg-type]  # the columns' kinds are the fields' types
        for row, r in enumerate(records(frame), FIRST_ROW)
    ]


def lines_of(frame: Frame) -> dict[str, list[Line]]:
    """Settlement ID -> its lines by their numbers, however the sheet was sorted."""
    found: dict[str, list[Line]] = {}
    for record in records(frame):
        line = Line(**_values(Line, record))  # type: ignore[arg-type]  # the columns' kinds are the fields' types
        found.setdefault(line.settlement_id or "", []).append(line)
    return {name: sorted(lines, key=lambda line: line.no or 0) for name, lines in found.items()}


def settlements_frame(rows: Iterable[Settlement]) -> Frame:
    """The rows as the frame of the sheet."""
    keys = [c.key for c in tables.SETTLEMENTS.inputs]
    return build(tables.SETTLEMENTS, [{k: getattr(r, k) for k in keys} for r in rows])


def lines_frame(lines: Iterable[Line]) -> Frame:
    """The lines as the frame of the sheet."""
    keys = [c.key for c in tables.SETTLEMENT_LINES.inputs]
    return build(tables.SETTLEMENT_LINES, [{k: getattr(line, k) for k in keys} for line in lines])


def entries_of(frame: Frame) -> list[Entry]:
    """The rows of Late entries."""
    return [Entry(**_values(Entry, r)) for r in records(frame)]  # type: ignore[arg-type]  # as the columns' kinds


def entries_frame(entries: Iterable[Entry]) -> Frame:
    """The rows as the frame of the sheet."""
    keys = [c.key for c in tables.LATE_ENTRIES.inputs]
    return build(tables.LATE_ENTRIES, [{k: getattr(e, k) for k in keys} for e in entries])
