"""The smallest workbooks whose reading raises a kind of reject, by kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import broken
from broken import Sheet

from xltrade.declared import tables
from xltrade.declared.rejects import cells, rows, sheets
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.jobs import checks

TODAY = dt.date(2026, 3, 31)
DAY = dt.date(2026, 3, 9)
Recipe = Callable[[Path], Iterable[Reject]]
"""From an empty folder to the rejects that are found."""


def read_only(make: Callable[[Path], Path]) -> Recipe:
    """One workbook, read and checked by itself."""
    return lambda folder: checks.found(checks.own(read(make(folder / "1.xlsx")), TODAY))


def typed(table: str, *typed: dict[str, Any]) -> Recipe:
    return read_only(lambda path: broken.sales(path, {**broken.GOOD, table: typed}))


def _laid_out(**layout: Any) -> Recipe:
    """The customers in another layout."""
    sheet = Sheet(tables.CUSTOMERS, broken.CUSTOMERS, **layout)
    return read_only(lambda path: broken.sales(path, swap={"customers": sheet}))


def _parameter(table: str, **row: Any) -> Recipe:
    sheet = Sheet(tables.BY_KEY[table], (row,))
    return read_only(lambda path: broken.sales(path, parameters=(sheet,)))


def _twice(path: Path) -> Path:
    return broken.write(path, [Sheet(tables.SETTINGS, broken.PERSON), Sheet(tables.CUSTOMERS, broken.CUSTOMERS),
                               Sheet(tables.CUSTOMERS, broken.CUSTOMERS, "en")])  # fmt: skip


def _cell(table: str, key: str, value: Any) -> Recipe:
    return read_only(lambda path: broken.with_cell(path, table, key, value))


RECIPES: dict[Problem, Recipe] = {
    sheets.MISSING_SHEET: read_only(broken.missing_sheet),
    sheets.MISSING_SETTINGS_SHEET: read_only(broken.sales),
    sheets.DUPLICATE_SHEET: read_only(_twice),
    sheets.NO_HEADER: _laid_out(order=["phone"]),
    sheets.MISSING_COLUMN: read_only(broken.renamed_header),
    sheets.MISSING_OPTIONAL_COLUMN: _laid_out(order=["id", "company", "created"]),
    sheets.READ_INSTEAD: read_only(
        lambda path: broken.sales(path, swap={"orders": Sheet(tables.ORDERS, name="订单 (2)")})
    ),
    sheets.EXTRA_SHEET: read_only(broken.copied_sheet),
    sheets.OUTSIDE_TABLE: typed("customers", {"grade": "A"}),
    sheets.TIME_DROPPED: _cell("customers", "created", dt.datetime(2026, 3, 10, 23, 59, 17)),
    sheets.UNKNOWN_COLUMN: _laid_out(extra={"星座": ["x", None]}),
    cells.TEXT_DATE: typed("holidays", {"date": "2027.2.5", "kind": "休息", "name": "春节"}),
    rows.DUPLICATE_COLUMN: _laid_out(extra={"城市": ["Rome", None]}),
    rows.TOTAL_ROW: typed("receipts", {"id": "汇总", "amount": 5}),
    rows.DUPLICATE_ID: read_only(broken.duplicated_id),
    cells.MISSING_REQUIRED: _cell("customers", "company", None),
    cells.BAD_DATE: _cell("customers", "created", "2024.6.31"),
    cells.BAD_MONTH: typed("forecasts", {"month": "2026-13", "entered": DAY, "amount": 1}),
    cells.BAD_TIME: _parameter("worktime", start="x", end=1),
    cells.BAD_OFFSET: _cell("customers", "utc_offset", "UTC+99"),
    cells.BAD_NUMBER: _cell("orders", "amount", "约500"),
    cells.NOT_WHOLE: _parameter("grades", grade="A", days=3.5, effective_from=DAY),
    cells.TOO_MANY_DECIMALS: _cell("orders", "amount", 1.23456789),
    cells.UNKNOWN_CHOICE: _cell("customers", "override", "Z"),
    cells.BAD_ID: read_only(lambda path: broken.sales(path, settings=({"key": "person_id", "value": True},))),
    cells.UNSTORED_FORMULA: read_only(broken.not_calculated),
    cells.TEXT_CUT: _laid_out(extra={"星座": ["字" * 32_767, None]}),
    cells.ERROR_VALUE: _cell("customers", "company", "#N/A"),
    cells.UNKNOWN_REFERENCE: _cell("contacts", "customer_id", "C777"),
    cells.BEYOND_BOUND: _cell("customers", "credit_limit", 1e300),
}
