"""The checks of whose a row is: receipts that two rows claim to be, numbers that two people use, leavers' rows.

Run with the other checks that need everybody's workbooks at once (`united_checks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.layout import HEADER_ROW
from xltrade.core.parsing import fold
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.declared.rejects.files import LEAVER_WITHOUT_WORKBOOK
from xltrade.declared.rejects.pay import NUMBER_OF_TWO, UNKNOWN_MEMBER
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.rows import MOVED_UNNAMED, RECEIPT_TWICE, RECEIPTS_ALIKE
from xltrade.jobs.checks import content
from xltrade.pay.company import Company
from xltrade.pay.lives import Lives, Pair
from xltrade.pay.numbers import Numbers, places

_FIRST_ROW = HEADER_ROW + 2
_MISSED = timedelta(days=365)
"""So long after somebody left, a missing workbook of theirs is said without a hand-over."""

NAMING = (
    ("customer_factors", "customer_id", "person_id"),
    ("order_plans", "order_id", "person_id"),
    ("order_shares", "order_id", "owner_id"),
    ("surveys", "customer_id", "person_id"),
)
"""The manager's tables that name a customer or an order: table, its number, whose it is."""


@dataclass(frozen=True)
class Owned:
    """What these checks look at: everybody's rows, the company they belong to, whose each row is."""

    tables: Frames
    company: Company
    lives: Lives
    master: str


def found(owned: Owned) -> list[Reject]:
    """Everything that these checks find in the rows as they were typed."""
    return [*_strangers(owned), *_twice(owned), *_leavers(owned), *_unnamed(owned)]


def _strangers(owned: Owned) -> Iterator[Reject]:
    """Rows whose 原业务员 is nobody of the team: they count as their workbook's."""
    lang = owned.company.lang
    for key, positions in owned.lives.strangers.items():
        table, frame = tables.BY_KEY[key], owned.tables[key]
        for row in (frame.iloc[p] for p in positions):
            column = table["origin"].label(lang)
            yield Reject(
                UNKNOWN_MEMBER, row["file"], table.label(lang), key, int(row["row"]), column, str(row["origin"])
            )


def _twice(owned: Owned) -> Iterator[Reject]:
    """Receipts that two rows claim to be, with both places: rejected where they are one, else a warning."""
    frame, lang = owned.tables["receipts"], owned.company.lang
    for kind, pairs in ((RECEIPT_TWICE, owned.lives.twins), (RECEIPTS_ALIKE, owned.lives.alike)):
        yield from (_claim(kind, frame, pair, lang) for pair in pairs)


def _claim(kind: Problem, frame: Frame, pair: Pair, lang: Lang) -> Reject:
    table, (row, other) = tables.RECEIPTS, (frame.iloc[p] for p in pair)
    sheet, column = table.label(lang), table["id"].label(lang)
    there = Reject(kind, other["file"], sheet, table.key, int(other["row"])).place(lang)
    said = content(table, row, lang)
    return Reject(kind, row["file"], sheet, table.key, int(row["row"]), column, str(row["id"]), said, there)


def _leavers(owned: Owned) -> Iterator[Reject]:
    """People who left, whose workbook is not here and whose rows nobody took over: their rows would just be missing."""
    company, named = owned.company, {o for s in owned.lives.origins.values() for o in s.dropna()}
    handing = {m.giver for m in company.team.moves}
    for person in company.team.people:
        left = person.left
        if left is None or person.id in company.here or person.id in named:
            continue
        if person.id in handing or left >= company.today - _MISSED:
            yield Reject(LEAVER_WITHOUT_WORKBOOK, "", value=f"{person.id} {person.name}")


def _unnamed(owned: Owned) -> Iterator[Reject]:
    """Receipts that bear another's number, E1-R003, whose workbook is not here, where nothing says who entered them."""
    table, frame, lang = tables.RECEIPTS, owned.tables["receipts"], owned.company.lang
    gone = {fold(p.id): f"{p.id} {p.name}" for p in owned.company.team.people if p.id not in owned.company.here}
    told = {at for pair in owned.lives.alike for at in pair}
    blank = frame["origin"].isna() & owned.lives.origins["receipts"].isna().to_numpy()
    for at in frame.index[blank & frame["id"].notna()].difference(list(told)):
        row = frame.loc[at]
        giver, dash, _ = fold(str(row["id"])).partition("-")
        if dash and giver in gone:
            where = row["file"], table.label(lang), table.key, int(row["row"]), table["origin"].label(lang)
            yield Reject(MOVED_UNNAMED, *where, str(row["id"]), hint=gone[giver])


def unclear(owned: Owned) -> list[Reject]:
    """Rows of the manager's that name a number of several people and no person, with the places of each."""
    found, ledger = [], owned.company.firm.ledger
    for key, number, owner in NAMING:
        numbers = ledger.customer_numbers if number == "customer_id" else ledger.order_numbers
        for at, record in enumerate(records(owned.company.own[key]), _FIRST_ROW):
            if pd.isna(record[owner]) and numbers.named("", str(record[number])) is None:
                found.append(_unclear(owned, key, owner, at, numbers, str(record[number])))
    return found


def _unclear(owned: Owned, key: str, owner: str, row: int, numbers: Numbers, number: str) -> Reject:
    table, lang = tables.BY_KEY[key], owned.company.lang
    used = places(numbers, number).values()
    said = [Reject(NUMBER_OF_TWO, p.file, tables.BY_KEY[p.table].label(lang), p.table, p.row).place(lang) for p in used]
    return Reject(
        NUMBER_OF_TWO,
        owned.master,
        tables.holder(table).label(lang),
        key,
        row,
        table[owner].label(lang),
        number,
        hint=(" / " if lang == "en" else "；").join(said),
    )
