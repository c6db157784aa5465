"""Random lists of edits of a salesperson's workbook, made in it by openpyxl, and what they change by the book."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import broken
import openpyxl

from xltrade.core.dtypes import build, records
from xltrade.core.schema import Column, Table
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.jobs.difference import Line, shown

Row = dict[str, Any]
Change = tuple[str, str, str, str, str]
"""Table, kind, column ("" = the row), and what stood and stands there, in words."""
FIRST = dt.date(2026, 1, 5)
_FREE = {
    "customers": ("company", "contact", "city", "intent", "created", "credit_limit", "note", "phone"),
    "contacts": ("content", "result", "next_date"),
    "quotations": ("price", "quantity", "product", "date", "status"),
    "orders": ("amount", "payment_due", "due", "currency", "stage", "supplier", "cost"),
    "receipts": ("amount", "date", "bank_fee", "kind", "order_id", "note"),
    "weekly_reports": ("review", "support"),
}
"""Columns that are edited, by table."""


@cache
def rows() -> dict[str, tuple[Row, ...]]:
    """What stands in the workbook: numbered tables and such without numbers, some rows alike but for one value."""
    day = lambda n: FIRST + dt.timedelta(days=n)  # noqa: E731
    customers = [{"id": f"C{n}", "company": f"公司{n} Ltd", "created": day(n), "intent": "明确"} for n in range(1, 7)]
    contacts = [
        {"customer_id": f"C{1 + n % 3}", "at": dt.datetime.combine(day(n // 3), dt.time(9, n)), "channel": "电话",
         "content": "谈价格" if n % 2 else None}
        for n in range(9)
    ]  # fmt: skip
    orders = [
        {"id": f"O{n}", "customer_id": f"C{n}", "date": day(n), "amount": 900_000.5 * n, "currency": "CNY",
         "payment_due": day(30 + n), "supplier": "一厂"}
        for n in range(1, 6)
    ]  # fmt: skip
    receipts = [
        {"id": f"R{n}", "date": day(3 * n), "order_id": f"O{1 + n % 5}", "kind": "定金", "amount": 123_456.78 * n,
         "currency": "CNY"}
        for n in range(1, 9)
    ]  # fmt: skip
    quotations = [
        {"id": f"B{n}", "customer_id": f"C{n}", "date": day(n), "product": "泵", "quantity": 10.0 * n, "price": 1.2345}
        for n in range(1, 4)
    ]
    weeks = [{"week": day(7 * n), "review": f"第{n}周"} for n in range(3)]
    made = {"customers": customers, "contacts": contacts, "orders": orders, "receipts": receipts,
            "quotations": quotations, "weekly_reports": weeks}  # fmt: skip
    return {key: tuple(some) for key, some in made.items()}


@dataclass
class Edited:
    """A workbook's rows after a list of edits, and what they change."""

    rows: dict[str, list[Row]]
    changes: Counter[Change] = field(default_factory=Counter)


def untouched() -> Edited:
    """The rows as they were."""
    return Edited({k: [dict(r) for r in some] for k, some in rows().items()})


def edited(seed: int) -> Edited:
    """Rows with a random list of edits: values, blanks, rows away and new, numbers changed, everything shuffled."""
    made, chance = untouched(), random.Random(seed)
    for key, some in made.rows.items():
        table = tables.BY_KEY[key]
        for row in chance.sample(some, chance.randint(0, min(3, len(some)))):
            _edit(table, row, some, made.changes, chance)
        for _ in range(chance.choice((0, 0, 1, 2))):
            new = _new(table, some[0] if some else dict(rows()[key][0]), chance)
            some.append(new)
            made.changes[key, "added", "", "", _name(table, new)] += 1
        if chance.random() < 0.5:
            chance.shuffle(some)
    return made


def _edit(table: Table, row: Row, some: list[Row], changes: Counter[Change], chance: random.Random) -> None:
    numbered, was = "id" in table.by_key, dict(row)
    if chance.random() < 0.2:
        some.remove(row)
        changes[table.key, "gone", "", _name(table, row), ""] += 1
        return
    if numbered and chance.random() < 0.1:
        row["id"] = f"{row['id']}X"
    else:
        for key in chance.sample(_FREE[table.key], chance.randint(1, 3 if numbered else 1)):
            row[key] = _value(table[key], row.get(key), chance)
    for column in table.inputs:
        said = tuple(_said(column, r.get(column.key)) for r in (was, row))
        if said[0] != said[1]:
            changes[table.key, "changed", column.key, *said] += 1


def _new(table: Table, like: Row, chance: random.Random) -> Row:
    fresh = {**like, **({"id": f"N{chance.randrange(10**6)}"} if "id" in table.by_key else {})}
    when = next(c for c in table.inputs if c.temporal and c.required)
    if "id" not in table.by_key:  # else it might be one that is gone, with one value changed
        fresh |= {key: f"新{chance.randrange(10**6)}" for key in _FREE[table.key][:2]}
    return {**fresh, when.key: like[when.key] + dt.timedelta(days=400 + chance.randrange(200))}


def _value(column: Column, old: Any, chance: random.Random) -> Any:
    if not column.required and chance.random() < 0.25:
        return None
    if column.key == "order_id":
        return f"O{chance.randint(1, 5)}"
    if column.key == "bank_fee":
        return chance.choice((0.1, 0.25))
    if column.choices:
        return column.choices.label(chance.choice([i.key for i in column.choices.items if i.key not in _LEFT]), "zh")
    if column.kind == "date":
        return FIRST + dt.timedelta(days=chance.randint(0, 85))
    if column.numeric:
        return chance.choice((round(chance.uniform(1, 5e6), 2), float(chance.randrange(1, 10**6)), 0.1 + 0.2, 24000.0))
    words = ("改过", "a b", " 前后空格 ", "第一行\n第二行", "1234", "=1+1", "2026-03-01")
    return chance.choice((*words, f"{old or '空'}。"))


_LEFT = {"USD", "refund", *(c.key for c in ch.CURRENCY.items if c.key != "CNY")}
"""Not picked: what has no rate would be rejected, and so would a refund without a minus."""


def _said(column: Column, value: Any) -> str:
    """A value in the words of the sheet, as typed."""
    if isinstance(value, str):
        return value.strip()
    row = records(build(_ONE[column.kind in ("date", "datetime")], [{"value": value}]))[0] if value is not None else {}
    return shown(column if not column.choices else None, row.get("value"), "zh") or ""


def _table(kind: Any) -> Table:
    return Table("one", "一", "one", "一", "one", (Column("value", "值", "value", kind, "值", "value"),))


_ONE = (_table("number"), _table("datetime"))


def _name(table: Table, row: Mapping[str, Any]) -> str:
    """A row by its number, else by its first date."""
    if "id" in table.by_key:
        return str(row["id"])
    return f"{next(row[c.key] for c in table.inputs if c.temporal and c.required):%Y-%m-%d %H:%M}"


def named(line: Line) -> Change:
    """A line of Changes in the same words."""
    table, column = line.table, line.column
    if column is None:
        there = _name(table, line.here)
        return (table.key, line.kind, "", there if line.row is None else "", there if line.old is None else "")
    before, after = (shown(column, v, "zh") or "" for v in (line.before, line.after))
    return table.key, line.kind, column.key, before, after


def typed(template: Path, made: Edited, path: Path) -> Path:
    """The workbook with these rows typed into it by openpyxl in place of its own."""
    book = openpyxl.load_workbook(template)
    for key, some in made.rows.items():
        table = tables.BY_KEY[key]
        page = book[table.label("zh")]
        page.delete_rows(broken.HEADER + 1, page.max_row)
        for number, row in enumerate(some, broken.HEADER + 1):
            for at, column in enumerate(table.columns, 1):
                if row.get(column.key) is not None:
                    cell = page.cell(number, at, row[column.key])
                    cell.data_type = "s" if isinstance(row[column.key], str) else cell.data_type
    book.save(path)
    return path
