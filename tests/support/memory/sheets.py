"""A sheet, its tables and its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import xlwings
from openpyxl.utils import range_boundaries
from xlwings import base_classes as base

from memory.cells import WHOLE, Cell, ExcelError, rows_between
from memory.ranges import Range

if TYPE_CHECKING:
    from memory.books import Book


class Table(base.Table):
    """A table: (first row, first column, last row, last column) with its heading, and its calculated columns."""

    def __init__(self, sheet: Sheet, name: str, area: tuple[int, int, int, int], formulas: dict[int, str]) -> None:
        self.sheet, self._name, self.area, self.formulas = sheet, name, area, formulas
        self.filtered = True

    @property
    def api(self) -> Table:
        return self

    @property  # type: ignore[misc]
    def name(self) -> str:
        return self._name

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def range(self) -> Range:
        top, left, bottom, right = self.area
        return Range(self.sheet, top, left, bottom - top + 1, right - left + 1)

    @property
    def header_row_range(self) -> Range:
        return self.range.part(0, 0, 1, self.range.columns_count)

    @property
    def show_autofilter(self) -> bool:
        return self.filtered

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.filtered = value

    def resize(self, range: xlwings.Range) -> None:
        self.sheet.book.app.touch("resize", self.sheet.name)
        target: Range = range.impl
        if (target.row, target.column) != self.area[:2] or target.rows_count < 2:
            raise ExcelError("a table keeps its heading and one row at least")
        old = self.area[2]
        self.area = (*self.area[:2], target.row + target.rows_count - 1, target.column + target.columns_count - 1)
        self.calculate(old + 1, self.area[2])

    def calculate(self, first: int, last: int) -> None:
        """Fill the calculated columns of new rows."""
        for row in rows_between(first, last):
            for column, formula in self.formulas.items():
                cell = self.sheet.cell(row, column)
                self.sheet.cells_by_place[row, column] = replace(cell, value=None, formula=f"={formula}")


class Tables(base.Collection):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __call__(self, key: Any) -> Table:
        found = (
            self.sheet.listed[key - 1 : key]
            if isinstance(key, int)
            else [t for t in self.sheet.listed if t.name == key]
        )
        if not found:
            raise KeyError(key)
        return found[0]

    def __len__(self) -> int:
        return len(self.sheet.listed)

    def __iter__(self) -> Iterator[Table]:
        return iter(self.sheet.listed)

    def __contains__(self, key: Any) -> bool:
        return any(t.name == key for t in self.sheet.listed)


class Sheet(base.Sheet):
    def __init__(self, book: Book, name: str) -> None:
        self.book_, self._name, self.visible_ = book, name, True
        self.cells_by_place: dict[tuple[int, int], Cell] = {}
        self.listed: list[Table] = []
        self.merged: set[str] = set()
        self.widths: dict[str, float] = {}
        self.page_setup_ = PageSetup()

    def cell(self, row: int, column: int) -> Cell:
        return self.cells_by_place.get((row, column), Cell())

    @property
    def api(self) -> Sheet:
        return self

    @property  # type: ignore[misc]
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> Book:
        return self.book_

    @property
    def index(self) -> int:
        return self.book_.pages.index(self) + 1

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def visible(self) -> bool:
        return self.visible_

    @visible.setter
    def visible(self, value: bool) -> None:
        self.visible_ = value

    def activate(self) -> None:
        if not self.visible_:
            raise ExcelError("a hidden sheet cannot be activated")
        self.book_.active_sheet = self
        self.book_.app.selected = None

    @property
    def used_range(self) -> Range:
        rows = [r for r, _ in self.cells_by_place] or [1]
        columns = [c for _, c in self.cells_by_place] or [1]
        return Range(self, min(rows), min(columns), max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first, last = self._corner(arg1), self._corner(arg2) if arg2 is not None else None
        if last is None:
            return first
        top, left = min(first.row, last.row), min(first.column, last.column)
        bottom = max(first.row + first.rows_count, last.row + last.rows_count)
        right = max(first.column + first.columns_count, last.column + last.columns_count)
        return Range(self, top, left, bottom - top, right - left)

    def _corner(self, arg: Any) -> Range:
        if isinstance(arg, Range):
            return arg
        if isinstance(arg, tuple):
            row, column, *size = arg
            if row < 1 or column < 1:
                raise IndexError("ranges count from 1")
            return Range(self, row, column, *(size or (1, 1)))
        if re.fullmatch(r"\d+:\d+", arg):
            first, last = (int(n) for n in arg.split(":"))
            return Range(self, first, 1, last - first + 1, 16384)
        left, top, right, bottom = range_boundaries(arg.replace("$", ""))
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    @property
    def page_setup(self) -> PageSetup:
        return self.page_setup_

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, *WHOLE)

    def clear(self) -> None:
        self.book.app.touch("clear", self.name)
        self.cells_by_place, self.merged = {}, set()

    def copy(self, before: Any, after: Any) -> None:
        """A copy after another sheet; Excel asks about defined names that come along unless alerts are off."""
        assert before is None and not self.book.app.display_alerts
        self.book.app.touch("copy", self.name)
        target: Book = after.book_
        made = Sheet(target, self.name)
        while Sheets(target).__contains__(made.name):
            made._name += " (2)"
        made.cells_by_place, made.merged, made.widths = dict(self.cells_by_place), set(self.merged), dict(self.widths)
        target.pages.insert(target.pages.index(after) + 1, made)

    def shift(self, row: int, count: int) -> None:
        """Move every cell from `row` on by `count` rows; what would end above `row` is gone."""
        moved = {}
        for (r, c), cell in self.cells_by_place.items():
            if r < row:
                moved[r, c] = cell
            elif count > 0 or r >= row - count:
                moved[r + count, c] = cell
        self.cells_by_place = moved


class PageSetup(base.PageSetup):
    """The print area, as an absolute address."""

    def __init__(self) -> None:
        self.area: str | None = None

    @property
    def print_area(self) -> str | None:
        return self.area

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self.area = value and value.rpartition("!")[2]


class Sheets(base.Collection):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return self.book.active_sheet

    def __call__(self, key: Any) -> Sheet:
        pages = self.book.pages
        found = [pages[key - 1]] if isinstance(key, int) else [p for p in pages if p.name.lower() == key.lower()]
        if not found:
            raise ExcelError(f"no sheet {key}")
        return found[0]

    def __len__(self) -> int:
        return len(self.book.pages)

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.book.pages)

    def __contains__(self, key: Any) -> bool:
        return any(p.name == key for p in self.book.pages)
