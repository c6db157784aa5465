"""A shop of two small workbooks and a master, and its consolidation."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import broken
import openpyxl

from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.files import write
from xltrade.jobs.consolidate import consolidate
from xltrade.jobs.record import Result
from xltrade.rules import policy
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.look import Look

TODAY = dt.date(2026, 3, 31)
LOOK = Look("classic", "zh", TODAY, fixed=True)
NOW = dt.datetime(2026, 3, 31, 9, 30)
PEOPLE = [
    {"id": "P1", "name": "张三", "hired": dt.date(2025, 1, 6)},
    {"id": "P2", "name": "李四", "hired": dt.date(2025, 3, 3)},
]
RATES = [{"date": dt.date(2026, 3, d), "currency": "USD", "rate": 7.1234, "kind": "spot"} for d in (2, 6, 9, 13, 16)]


def person(number: int) -> tuple[dict[str, Any], ...]:
    return ({"key": "person_id", "value": f"P{number}"}, {"key": "person_name", "value": PEOPLE[number - 1]["name"]})


def receipts(*amounts: float, day: int = 9) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"id": f"R{i}", "date": dt.date(2026, 3, day), "order_id": "O1", "kind": "定金", "amount": a, "currency": "USD"}
        for i, a in enumerate(amounts, 1)
    )


def shop(folder: Path) -> Path:
    """Two good workbooks in `folder`; gives the master's path."""
    folder.mkdir()
    for name, content in _shop().items():
        (folder / name).write_bytes(content)
    return (folder / "master.xlsx").rename(folder.parent / "master.xlsx")


@cache
def _shop() -> dict[str, bytes]:
    """The files of a shop, written once: workbooks 1 and 2 and the master."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in (1, 2):
            data = {**broken.GOOD, "receipts": receipts(1000.5 * number, 20.25)}
            broken.sales(folder / f"{number}.xlsx", data, settings=person(number))
        write_master(folder / "master.xlsx")
        return {p.name: p.read_bytes() for p in folder.iterdir()}


def write_master(path: Path, **change: list[dict[str, Any]]) -> None:
    shared = policy.shipped(policy.years_around(TODAY))
    rows = {"fx": RATES, "people": PEOPLE, **change}
    shared |= {k: dtypes.build(tables.BY_KEY[k], r) for k, r in rows.items() if k in shared}
    own = {t.key: dtypes.build(t, rows.get(t.key, [])) for t in tables.MANAGER}
    write.write(master_book(unconsolidated(own, shared, LOOK)), path)


def consolidated(folder: Path, master: Path, **more: Any) -> Result:
    return consolidate(folder, master, more.pop("look", LOOK), NOW, **more)


def rows_of(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet of the master, by heading."""
    page = openpyxl.load_workbook(path, read_only=True, data_only=True)[name]
    head, *rows = page.iter_rows(min_row=4, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if any(v not in (None, "") for v in row)]
