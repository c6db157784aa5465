"""A receipt has one life: who entered it stays with it, into whosever workbook it is moved or copied (R142, R231).

Its identity is who entered it and its number (`receipt_identity`). A row that was taken over says so in the column
原业务员; where it does not, a receipt in a successor's workbook is the one of who handed over when number, day, amount,
currency and order are the same and the customer is no other company, or when settled lines of that person hold it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.identity import Identity
from xltrade.core.parsing import fold
from xltrade.pay.company import Company
from xltrade.pay.rows import Record, day_of, identity_of, number_of, text_of
from xltrade.pay.settlements import lines_of, settlements_of
from xltrade.pay.team import Team

Facts = tuple[dt.date | None, float | None, str, str]
"""Day, amount, currency and order, folded."""
Pair = tuple[int, int]
"""Two rows of Receipts by their positions: the one that stands back, and the one that counts."""


@dataclass(frozen=True)
class Lives:
    """Whose each row is, and which receipts are one.

    origins: table -> who entered each row, blank where it is whose workbook it lies in; twins: receipts that are one;
    alike: such that look like one and count as two; strangers: positions whose 原业务员 is nobody.
    """

    origins: dict[str, pd.Series]
    twins: list[Pair] = field(default_factory=list)
    alike: list[Pair] = field(default_factory=list)
    strangers: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    at: int
    holder: str
    identity: Identity
    facts: Facts
    company: str

    def same(self, facts: Facts, company: str) -> bool:
        """Whether it is the receipt of these facts: its own customer is that company, or nobody's in its workbook."""
        return self.facts == facts and self.company in ("", company)


def lives(tables: Frames, company: Company) -> Lives:
    """Who entered each row of customers, orders and receipts, and the receipts that lie in two workbooks.

    tables: as they were typed, with `owner`; company: for its people, hand-overs and settlements.
    """
    made, team = Lives({}), company.team
    for key in ("customers", "orders", "receipts"):
        made.origins[key], made.strangers[key] = _typed(tables[key], team)
    settled = _settled(company)
    for key in ("orders", "receipts"):
        alike = made.alike if key == "receipts" else []
        rows = _handed_over(list(_rows(tables, key, made.origins[key])), team, settled, alike)
        made.origins[key] = _column([r.identity.owner if not r.identity.of(r.holder) else None for r in rows])
    made.twins.extend(_twins(rows))
    standing_back = {at for at, _ in made.twins}
    made.alike.extend(p for p in _copies(rows) if p[0] not in standing_back and p not in made.alike)
    return made


def with_origins(tables: Frames, made: Lives) -> Frames:
    """The tables with who entered each row."""
    return {k: f.assign(origin=made.origins[k]) if k in made.origins else f for k, f in tables.items()}


# ── what is known of each row ─────────────────────────────────────────────────────────────────────────────────────


def _typed(frame: Frame, team: Team) -> tuple[pd.Series, list[int]]:
    """The column 原业务员 as IDs of People, blank for one's own; the positions of strangers, who count as blank."""
    strangers, found = list[int](), list[str | None]()
    for at, (owner, name) in enumerate(zip(frame["owner"], frame["origin"], strict=True)):
        person = team.person(name)
        if person is None and isinstance(name, str):
            strangers.append(at)
        found.append(None if person is None or Identity(person, "").of(str(owner)) else person)
    return _column(found), strangers


def _column(values: Sequence[str | None]) -> pd.Series:
    return pd.Series(values, dtype="object").astype("str")


def _rows(tables: Frames, key: str, origin: pd.Series) -> Iterator[_Row]:
    """The receipts (or the orders), each with the company that its workbook knows as its customer."""
    names = {Identity(str(r["owner"]), text_of(r["id"])): text_of(r["company"]) for r in records(tables["customers"])}
    buyers = {Identity(str(r["owner"]), text_of(r["id"])): text_of(r["customer_id"]) for r in records(tables["orders"])}
    number, payer = ("order_id", "payer_id") if key == "receipts" else ("id", "customer_id")
    for at, record in enumerate(records(tables[key].assign(origin=origin))):
        holder, order = str(record["owner"]), text_of(record[number])
        customer = text_of(record[payer]) or buyers.get(Identity(holder, order), "")
        company = names.get(Identity(holder, customer), "")
        yield _Row(at, holder, identity_of(record), _facts(record, order), fold(company))


def _facts(record: Record, order: str) -> Facts:
    return day_of(record["date"]), number_of(record["amount"]), text_of(record["currency"]), fold(order)


# ── handed over without a word ────────────────────────────────────────────────────────────────────────────────────


Settled = Mapping[Identity, tuple[Facts, str]]
"""What settlements hold of a receipt: day and order (of the facts), the customer's company."""


def _handed_over(rows: Sequence[_Row], team: Team, settled: Settled, alike: list[Pair]) -> list[_Row]:
    """The rows, those that are rows of who handed over with the identity that they have there."""
    at_home = {r.identity: r for r in reversed(rows) if r.identity.of(r.holder)}
    return [_known(r, at_home, settled, team, alike) if r.identity.of(r.holder) else r for r in rows]


def _known(row: _Row, at_home: Mapping[Identity, _Row], settled: Settled, team: Team, alike: list[Pair]) -> _Row:
    for giver in team.givers(row.holder):
        identity = Identity(giver, row.identity.number)
        other = at_home.get(identity)
        if other is not None and row.same(other.facts, other.company):
            return _Row(row.at, row.holder, identity, row.facts, row.company)
        if other is not None and row.facts == other.facts and row.facts[1]:
            alike.append((row.at, other.at))
        if other is None and identity in settled:
            facts, company = settled[identity]
            if _Row(row.at, row.holder, identity, (row.facts[0], None, "", row.facts[3]), row.company).same(
                facts, company
            ):
                return _Row(row.at, row.holder, identity, row.facts, row.company)
    return row


def _settled(company: Company) -> Settled:
    """What settlements that are not void hold of each receipt: day and order, and the customer's company."""
    void = {s.id for s in settlements_of(company.own["settlements"]) if s.void}
    return {
        line.receipt: ((line.date, None, "", fold(line.order_id or "")), fold(line.customer_name or ""))
        for name, lines in lines_of(company.own["settlement_lines"]).items()
        for line in lines
        if name not in void and line.receipt
    }


# ── in two workbooks ──────────────────────────────────────────────────────────────────────────────────────────────


def _twins(rows: Iterable[_Row]) -> Iterator[Pair]:
    """Receipts that several rows claim to be: the row in the workbook of who entered it counts, else the first."""
    found: dict[Identity, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.identity, []).append(row)
    for claims in found.values():
        counts = next((r for r in claims if r.identity.of(r.holder)), claims[0])
        yield from ((r.at, counts.at) for r in claims if r is not counts)


def _copies(rows: Iterable[_Row]) -> Iterator[Pair]:
    """Receipts of two people who handed nothing over that agree in everything: number, facts and company."""
    first: dict[tuple[str, Facts, str], _Row] = {}
    for row in rows:
        key = row.identity.folded[1], row.facts, row.company
        other = first.setdefault(key, row)
        if other.identity != row.identity and row.company and row.facts[1]:
            yield row.at, other.at
