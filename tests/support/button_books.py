"""The books that buttons are pressed in: a shop's master, a salesperson's workbook, and what a button changed."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import memory
import small_shop as shops
import xlwings
from open_book import LOOK, NOW, with_setting

from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.files import write
from xltrade.jobs.consolidate import consolidate
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

TODAY = shops.TODAY


@cache
def master_bytes(*, filled: bool) -> bytes:
    """The master of a shop that names its folder, before or after its first consolidation; made once."""
    with tempfile.TemporaryDirectory() as folder:
        master = with_setting(shops.shop(Path(folder) / "f"), folder="f")
        if filled:
            consolidate(master.parent / "f", master, LOOK, None)
        return master.read_bytes()


def same(book: xlwings.Book) -> dict[str, Any]:
    """Everything a macro may change, without the mark that a text was assigned with an apostrophe.

    Not what a formula shows: Excel computes it, the engine here does not.
    """
    return {
        name: ({k: (None if c.formula else c.value, c.formula, c.format, c.link) for k, c in kept.items()}, listed)
        for name, (kept, listed) in memory.snapshot(book).items()
    }


CUSTOMERS = [
    {
        "id": "C1",
        "company": "ABC Trading Co., Ltd.",
        "created": dt.date(2026, 3, 2),
        "intent": "clear",
        "email": "li@abc-trading.com",
        "phone": "+86 755 8888 1234",
        "contact": "Li Lei",
        "address": "1 Road",
        "stage": "negotiate",
    },
    {"id": "C2", "company": "深圳市长城贸易有限公司", "created": dt.date(2026, 4, 6), "intent": "hesitant"},
    {"id": "C3", "company": "Gamma", "created": dt.date(2026, 3, 3), "intent": "unclear"},
]


CONTACTS = [
    {
        "customer_id": "C1",
        "at": dt.datetime(2026, 4, 6, 10),
        "channel": "phone",
        "content": "报价已确认",
        "result": "接受",
        "next_step": "签合同",
    },
    {"customer_id": "C1", "at": dt.datetime(2026, 3, 30, 10), "channel": "phone", "content": "上周的事"},
    {"customer_id": "C3", "at": dt.datetime(2026, 4, 7, 8), "channel": "mass_mail", "content": "不算联系"},
]


INQUIRIES = [
    {
        "id": "Q1",
        "received": dt.datetime(2026, 4, 6, 9),
        "customer_id": "C1",
        "product": "水泵",
        "replied": dt.datetime(2026, 4, 6, 10),
    },
    {"id": "Q2", "received": dt.datetime(2026, 4, 7, 8), "customer_id": "C3", "product": "阀门"},
]


RECEIPTS = [
    {"id": "R1", "date": dt.date(2026, 4, 6), "payer_id": "C1", "kind": "full", "amount": 1234.5, "currency": "CNY"}
]


ISSUES = [{"id": "I1", "opened": dt.date(2026, 4, 1), "description": "交期太长", "status": "open"}]


TYPED = {"customers": CUSTOMERS, "contacts": CONTACTS, "inquiries": INQUIRIES, "receipts": RECEIPTS, "issues": ISSUES}


@cache
def office_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return written(Path(folder) / "x.xlsx").read_bytes()


def sold(excel: memory.App, path: Path, **more: list[dict[str, Any]]) -> xlwings.Book:
    return memory.opened(excel, written(path, **more))


def written(path: Path, **more: list[dict[str, Any]]) -> Path:
    data = {t.key: dtypes.build(t, {**TYPED, **more}.get(t.key, [])) for t in tables.SALES}
    shared = policy.shipped(policy.years_around(NOW.date()))
    write.write(salesperson_book(Owner("P1", "张三"), data, shared, Look("classic", "zh", NOW.date())), path)
    return path


def select(book: xlwings.Book, name: str, cell: str) -> None:
    book.sheets[name].activate()
    book.sheets[name].range(cell).select()
