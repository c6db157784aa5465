"""The master open in the Excel in memory, set against the file that the command makes."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import memory
import openpyxl
import small_shop
import xlwings

from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.excel import buttons
from xltrade.formulas.text import excel_name
from xltrade.jobs.consolidate import consolidate
from xltrade.sheets.look import Look

LOOK = small_shop.LOOK
NOW = dt.datetime(2026, 4, 7, 9, 41, 30)
"""What the clock says when a button is pressed."""
RESULTS = (
    "report",
    "rejects",
    "receivables",
    "settlements",
    "settlement_lines",
    "payroll",
    "fund",
    "reviews",
    *(t.key for t in tables.CONSOLIDATED),
)
STORED = re.compile(r"_xl(?:fn|ws|pm)\.")
"""Only in files: Excel shows formulas without."""


def with_setting(path: Path, **values: Any) -> Path:
    book = openpyxl.load_workbook(path)
    page = book["设置" if "设置" in book.sheetnames else "Settings"]
    for row in page.iter_rows(min_row=5):
        if row[1].value in values:
            row[2].value = values[row[1].value]
    book.save(path)
    return path


def cells(book: xlwings.Book, key: str, lang: Lang = "zh") -> list[list[Any]]:
    """The cells of an Excel table, headings included; of a number 14 of the 16 digits that a file keeps."""
    name = excel_name(tables.MASTER[key], lang)
    page = next(s for s in book.sheets if any(t.name == name for t in s.tables))
    read = page.tables[name].range.options(ndim=2, err_to_str=True).value
    return [[float(f"{v:.14g}") if isinstance(v, float) else v for v in row] for row in read]


def formula(book: xlwings.Book, name: str, cell: str) -> str:
    return str(book.sheets[name].range(cell).formula)


def facts(book: xlwings.Book) -> dict[str, Any]:
    return {r[1]: r[2] for r in cells(book, "settings")[1:] if r[1] and r[1] != "seconds"}


def account(book: xlwings.Book) -> str:
    return re.sub(r"用时 [\d.]+ 秒；", "", book.sheets["合并报告"].range("A3").value)


def both(excel: memory.App, master: Path, folder: Path, look: Look = LOOK) -> tuple[xlwings.Book, xlwings.Book]:
    """The open master after the button, and the file after the command, from the same start."""
    other = master.parent / "copy" / master.name  # of the same name: messages tell it
    other.parent.mkdir()
    shutil.copy2(master, other)
    book = memory.opened(excel, master)
    buttons.consolidate()
    consolidate(folder, other, look, None)
    return book, xlwings.Book(impl=memory.Book(excel, other))


def picture(book: xlwings.Book, name: str) -> dict[str, Any]:
    """A sheet without tables: formulas, or values where there are none, formats and links; merges, widths, print area.

    Rows above the first drawn cell, with the title, are the same in every master.
    """
    page = book.sheets[name].impl
    drawn = {
        place: (STORED.sub("", c.formula) if c.formula else c.value, c.format, c.link)
        for place, c in page.cells_by_place.items()
        if c != memory.Cell()
    }
    return {"cells": drawn, "merged": page.merged, "widths": page.widths, "printed": page.page_setup.print_area}


def assert_equal(live_book: xlwings.Book, file_book: xlwings.Book) -> None:
    for key in RESULTS:
        assert cells(live_book, key) == cells(file_book, key), key
    for key in ("dashboard", "people", "receivable_sums"):
        ours, theirs = ([r[0] for r in cells(b, key)] for b in (live_book, file_book))
        assert [i for i in ours if i] == [i for i in theirs if i], key
    for sheet in ("成绩单", "排行", "漏斗", "目标检查"):
        assert picture(live_book, sheet) == picture(file_book, sheet), sheet
    told, wanted = facts(live_book), facts(file_book)
    assert {k: told[k] for k in wanted} == wanted and account(live_book) == account(file_book)
