"""Excel in memory: an engine for xlwings that opens .xlsx files and behaves as Excel does towards macros.

It models what makes macros go wrong: numbers come back as floats and blanks as None, dates as datetimes where the
format says so, a text that is assigned is read as if it were typed (a formula, a number, a date) unless the cell is
formatted as text or the text begins with an apostrophe, tables grow and shrink with their calculated columns, whole
rows inserted in a table belong to it. Nothing is recalculated: a formula shows the value it was saved with.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import xlwings
from openpyxl.utils import get_column_letter, range_boundaries
from xlwings import base_classes as base

EPOCH = dt.datetime(1899, 12, 30)
ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
ARRAY_LIMIT = 8203
"""A longer text cannot be assigned as part of a block, only alone."""
WHOLE = (1_048_576, 16_384)
"""Rows and columns of a sheet."""
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/]\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}")
_TIMES = re.compile(r"[ymdhs]", re.IGNORECASE)


class ExcelError(Exception):
    """What pywin32 raises as com_error."""


@dataclass(frozen=True)
class Cell:
    """One cell: value (float, str, bool, error code, None), formula with "=", number format, apostrophe in front."""

    value: Any = None
    formula: str | None = None
    format: str = "General"
    prefix: bool = False
    link: str | None = None

    @property
    def shown(self) -> Any:
        """The value as COM's Range.Value gives it."""
        dated = isinstance(self.value, float) and self.format != "General" and _TIMES.search(_plain(self.format))
        return EPOCH + dt.timedelta(days=self.value) if dated else self.value

    def entered(self, value: Any) -> Cell:
        """The cell after `value` was assigned to it."""
        empty = Cell(format=self.format, link=self.link)
        if value is None or value == "":
            return empty
        if isinstance(value, bool):
            return replace(empty, value=value)
        if isinstance(value, (int, float)):
            return replace(empty, value=float(value))
        if isinstance(value, dt.datetime):
            days = (value - EPOCH) / dt.timedelta(days=1)
            return replace(empty, value=days, format="yyyy/m/d" if self.format == "General" else self.format)
        if not isinstance(value, str):
            raise ExcelError(f"cannot assign {value!r}")
        return self._typed(empty, value)

    def _typed(self, empty: Cell, text: str) -> Cell:
        if len(text) > 32767:
            raise ExcelError("text too long")
        if self.format == "@":
            return replace(empty, value=text)
        if text.startswith("'"):
            return replace(empty, value=text[1:], prefix=True)
        bare = text.strip()
        if bare.startswith("="):
            return replace(empty, formula=bare)
        if _NUMBER.fullmatch(bare):
            percent = bare.endswith("%")
            return replace(empty, value=float(bare.rstrip("%").replace(",", "")) / (100 if percent else 1))
        if bare[:1] in ("+", "-", "@"):
            return replace(empty, formula=f"={bare}")
        if _DATE.fullmatch(bare):
            return replace(empty, value=45000.0, format="yyyy/m/d")
        if bare.upper() in ("TRUE", "FALSE"):
            return replace(empty, value=bare.upper() == "TRUE")
        return replace(empty, value=ERRORS.get(bare.upper(), text))


def _plain(number_format: str) -> str:
    return re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|General', "", number_format)


def _raw(value: Any) -> Any:
    """A value as openpyxl gives it, as Excel holds it."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, dt.datetime):
        return (value - EPOCH) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((dt.datetime(value.year, value.month, value.day) - EPOCH).days)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    return ERRORS.get(value, value)


# --- the book ---------------------------------------------------------------------------------------------------------


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
        for row in _rows(first, last):
            for column, formula in self.formulas.items():
                cell = self.sheet.cell(row, column)
                self.sheet.cells_by_place[row, column] = replace(cell, value=None, formula=f"={formula}")


def _rows(first: int, last: int) -> Any:
    return range(first, last + 1)


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


class Name(base.Name):
    def __init__(self, name: str, place: Range) -> None:
        self.name_, self.place = name, place

    @property  # type: ignore[misc]
    def name(self) -> str:
        return self.name_

    @property
    def refers_to_range(self) -> Range:
        return self.place


class Names(base.Names):
    def __init__(self, named: dict[str, Name]) -> None:
        self.named = named

    def __call__(self, key: str) -> Name:
        return self.named[key]

    def contains(self, key: str) -> bool:
        return key in self.named

    def __contains__(self, key: object) -> bool:
        return key in self.named

    def __len__(self) -> int:
        return len(self.named)


class Book(base.Book):
    def __init__(self, app: App, path: Path | None) -> None:
        self.app_, self.path = app, path
        self.pages: list[Sheet] = []
        self.named: dict[str, Name] = {}
        self.name_ = path.name if path else "工作簿1"
        if path:
            self._load(path)
        else:
            self.pages.append(Sheet(self, "Sheet1"))
        self.active_sheet = self.pages[0]

    def _load(self, path: Path) -> None:
        pages, names = _content(path.read_bytes())
        for page in pages:
            sheet = Sheet(self, page.title)
            sheet.visible_ = page.visible
            sheet.cells_by_place = dict(page.cells)
            sheet.merged, sheet.widths = set(page.merged), dict(page.widths)
            sheet.page_setup.print_area = page.print_area
            sheet.listed = [Table(sheet, name, area, dict(formulas)) for name, area, formulas in page.listed]
            self.pages.append(sheet)
        for name, title, place in names:
            self.named[name] = Name(name, Sheets(self)(title).range(place))

    @property
    def names(self) -> Names:
        return Names(self.named)

    @property
    def api(self) -> Book:
        return self

    @property
    def app(self) -> App:
        return self.app_

    @property
    def name(self) -> str:
        return self.name_

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self.name_

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.app_.books_.remove(self)
        self.app_.books_.insert(0, self)

    def close(self) -> None:
        self.app_.books_.remove(self)

    def to_pdf(self, path: str, quality: str) -> None:
        self.app_.touch("pdf", path)
        shown = [p.name for p in self.pages if p.visible_]
        self.app_.printed[Path(path).name] = {p.name: dict(p.cells_by_place) for p in self.pages if p.visible_}
        Path(path).write_text("%PDF " + ", ".join(shown), encoding="utf-8")


class _Page(NamedTuple):
    """A sheet as its file has it; `listed`: name, area and calculated columns of each table."""

    title: str
    visible: bool
    cells: dict[tuple[int, int], Cell]
    listed: list[tuple[str, tuple[int, int, int, int], dict[int, str]]]
    merged: list[str]
    widths: dict[str, float]
    print_area: str | None


@functools.lru_cache(maxsize=8)
def _content(file: bytes) -> tuple[list[_Page], list[tuple[str, str, str]]]:
    """The sheets and the defined names (name, sheet, place) of a workbook; whoever opens it copies what may change."""
    formulas = openpyxl.load_workbook(io.BytesIO(file))
    cached = openpyxl.load_workbook(io.BytesIO(file), read_only=True, data_only=True)
    pages = [_page(page, list(cached[page.title].iter_rows(values_only=True))) for page in formulas.worksheets]
    named = ((n, title, place) for n, d in formulas.defined_names.items() for title, place in d.destinations)
    return pages, list(named)


def _page(page: Any, cached: list[tuple[Any, ...]]) -> _Page:
    cells = {
        (cell.row, cell.column): _loaded(
            cell, cached[cell.row - 1][cell.column - 1] if cell.data_type == "f" else cell.value
        )
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None or cell.number_format != "General" or cell.has_style
    }
    widths = {letter: column.width for letter, column in page.column_dimensions.items()}
    return _Page(
        page.title,
        page.sheet_state == "visible",
        cells,
        [_table(t) for t in page.tables.values()],
        [str(area) for area in page.merged_cells.ranges],
        widths,
        page.print_area or None,
    )


def _loaded(cell: Any, shown: Any) -> Cell:
    formula = None
    if cell.data_type == "f":
        text = getattr(cell.value, "text", cell.value)
        formula = text if text.startswith("=") else f"={text}"
    value = _raw(shown)
    text = isinstance(value, str) and formula is None and cell.number_format != "@"
    link = cell.hyperlink and (cell.hyperlink.location or cell.hyperlink.target)
    return Cell(value if value != "" else None, formula, cell.number_format, text and value[:1] in "=+-@", link)


def _table(table: Any) -> tuple[str, tuple[int, int, int, int], dict[int, str]]:
    left, top, right, bottom = range_boundaries(table.ref)
    formulas = {
        left + i: c.calculatedColumnFormula.attr_text
        for i, c in enumerate(table.tableColumns)
        if c.calculatedColumnFormula is not None
    }
    return table.displayName, (top, left, bottom, right), formulas


# --- ranges -----------------------------------------------------------------------------------------------------------


class Range(base.Range):
    def __init__(self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        if min(rows, columns, row, column) < 1:
            raise ExcelError("an empty range")
        self.sheet_, self.row_, self.column_, self.rows_count, self.columns_count = sheet, row, column, rows, columns

    def part(self, row: int, column: int, rows: int, columns: int) -> Range:
        return Range(self.sheet_, self.row_ + row, self.column_ + column, rows, columns)

    def places(self) -> Iterator[tuple[int, int]]:
        for row in _rows(self.row_, self.row_ + self.rows_count - 1):
            for column in _rows(self.column_, self.column_ + self.columns_count - 1):
                yield row, column

    def __call__(self, *args: int) -> Range:
        row, column = args if len(args) == 2 else divmod(args[0] - 1, self.columns_count)
        if len(args) == 1:
            row, column = row + 1, column + 1
        return self.part(row - 1, column - 1, 1, 1)

    @property
    def api(self) -> Range:
        return self

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet_.name, self.row_, self.column_, self.rows_count, self.columns_count

    def __len__(self) -> int:
        return self.rows_count * self.columns_count

    @property
    def sheet(self) -> Sheet:
        return self.sheet_

    @property
    def row(self) -> int:
        return self.row_

    @property
    def column(self) -> int:
        return self.column_

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows_count, self.columns_count

    def _read(self, one: Any) -> Any:
        self.sheet_.book.app.reads += 1
        if len(self) == 1:
            return one(self.sheet_.cell(self.row_, self.column_))
        columns = _rows(self.column_, self.column_ + self.columns_count - 1)
        return tuple(
            tuple(one(self.sheet_.cell(r, c)) for c in columns)
            for r in _rows(self.row_, self.row_ + self.rows_count - 1)
        )

    @property
    def raw_value(self) -> Any:
        return self._read(lambda cell: cell.shown)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.sheet_.book.app.touch("value", self.sheet_.name)
        whole = isinstance(data, (list, tuple))
        if whole and any(isinstance(v, str) and len(v) > ARRAY_LIMIT for line in data for v in line):
            raise ExcelError("a text in a block is too long")
        for row, column in self.places():
            value = data[row - self.row_][column - self.column_] if whole else data
            old = self.sheet_.cell(row, column)
            self.sheet_.cells_by_place[row, column] = old.entered(value)

    @property
    def formula(self) -> Any:
        return self._read(lambda cell: cell.formula or ("" if cell.value is None else cell.value))

    @formula.setter
    def formula(self, data: Any) -> None:
        self.raw_value = data

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, data: Any) -> None:
        self.raw_value = data

    @property
    def number_format(self) -> str | None:
        found = {self.sheet_.cell(*p).format for p in self.places()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet_.book.app.touch("format", self.sheet_.name)
        for place in self.places():
            self.sheet_.cells_by_place[place] = replace(self.sheet_.cell(*place), format=value)

    def clear_contents(self) -> None:
        self.sheet_.book.app.touch("clear", self.sheet_.name)
        for place in self.places():
            self.sheet_.cells_by_place[place] = Cell(format=self.sheet_.cell(*place).format)

    def clear(self) -> None:
        self.sheet_.book.app.touch("clear", self.sheet_.name)
        for place in self.places():
            self.sheet_.cells_by_place.pop(place, None)

    def copy(self, destination: Any = None) -> None:
        """To a range of the same book, or a whole sheet to another one, where its formulas lead back to the source."""
        target: Range = destination.api
        target.sheet_.book.app.touch("copy", target.sheet_.name)
        if (self.rows_count, self.columns_count) == WHOLE:
            page = target.sheet_
            page.merged, page.widths = set(self.sheet_.merged), dict(self.sheet_.widths)
            page.cells_by_place = {
                place: replace(cell, formula=cell.formula and f"=[{self.sheet_.book.name}]{cell.formula[1:]}")
                for place, cell in self.sheet_.cells_by_place.items()
            }
            return
        for row, column in target.places():
            at = (
                self.row_ + (row - target.row_) % self.rows_count,
                self.column_ + (column - target.column_) % self.columns_count,
            )
            target.sheet_.cells_by_place[row, column] = self.sheet_.cell(*at)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert whole rows: a table with rows above and below grows, one below moves."""
        assert self.columns_count == 16384, "only whole rows are modelled"
        self.sheet_.book.app.touch("insert", self.sheet_.name)
        formats = {
            c: self.sheet_.cell(self.row_ - 1, c).format for r, c in self.sheet_.cells_by_place if r == self.row_ - 1
        }
        self.sheet_.shift(self.row_, self.rows_count)
        for row in _rows(self.row_, self.row_ + self.rows_count - 1):
            for column, text in formats.items():
                self.sheet_.cells_by_place[row, column] = Cell(format=text)
        for table in self.sheet_.listed:
            top, left, bottom, right = table.area
            inside = top < self.row_ <= bottom
            lower = self.row_ <= top
            table.area = (top + self.rows_count * lower, left, bottom + self.rows_count * (inside or lower), right)
            if inside:
                table.calculate(self.row_, self.row_ + self.rows_count - 1)

    def delete(self, shift: str | None = None) -> None:
        assert self.columns_count == 16384, "only whole rows are modelled"
        self.sheet_.book.app.touch("delete", self.sheet_.name)
        self.sheet_.shift(self.row_, -self.rows_count)
        for table in self.sheet_.listed:
            top, left, bottom, right = table.area
            if top < self.row_ <= bottom:
                table.area = (top, left, bottom - self.rows_count, right)
            elif top >= self.row_ + self.rows_count:
                table.area = (top - self.rows_count, left, bottom - self.rows_count, right)

    def select(self) -> None:
        if self.sheet_.book.active_sheet is not self.sheet_:
            raise ExcelError("Select works on the active sheet only")
        self.sheet_.book.app.selected = self

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        ends = ((self.row_, self.column_), (self.row_ + self.rows_count - 1, self.column_ + self.columns_count - 1))
        return ":".join(dict.fromkeys(f"${get_column_letter(c)}${r}" for r, c in ends))

    @property
    def address(self) -> str:
        return self.get_address()


# --- the application --------------------------------------------------------------------------------------------------


class Api:
    """What macros use of Excel's own object: full calculation and the input box."""

    def __init__(self, app: App) -> None:
        self.app = app

    def CalculateFull(self) -> None:
        self.app.calculated += 1

    def InputBox(self, Prompt: str, Title: str = "", Default: str = "", **_: Any) -> Any:
        self.app.asked.append((Prompt, Default))
        return self.app.answers.pop(0) if self.app.answers else Default


class Books(base.Books):
    def __init__(self, app: App) -> None:
        self.app_ = app

    @property
    def app(self) -> App:
        return self.app_

    @property
    def active(self) -> Book:
        return self.app_.books_[0]

    def __call__(self, key: Any) -> Book:
        found = [b for b in self.app_.books_ if b.name == key] if isinstance(key, str) else [self.app_.books_[key - 1]]
        if not found:
            raise KeyError(key)
        return found[0]

    def __len__(self) -> int:
        return len(self.app_.books_)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.app_.books_)

    def open(self, fullname: str, *_: Any) -> Book:
        book = Book(self.app_, Path(fullname))
        self.app_.books_.insert(0, book)
        return book

    def add(self) -> Book:
        book = Book(self.app_, None)
        self.app_.books_.insert(0, book)
        return book


class App(base.App):
    """One Excel. `fail_at`: the number of the write that Excel refuses; alerts: what was told, (text, mode)."""

    def __init__(self) -> None:
        self.books_: list[Book] = []
        self.alerts: list[tuple[str, str | None]] = []
        self.pressed: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.answers: list[Any] = []
        self.told: list[Any] = []
        self.writes: list[tuple[str, str]] = []
        self.printed: dict[str, Any] = {}
        self.fail_at: int | None = None
        self.reads = self.calculated = 0
        self.selected: Any = None
        self.screen_updating_, self.enable_events_, self.calculation_ = True, True, "automatic"
        self.display_alerts_ = True
        self.modes: set[tuple[bool, str]] = set()

    def touch(self, what: str, where: str) -> None:
        """Count a write, and refuse it when it is the one that must fail."""
        self.writes.append((what, where))
        self.modes.add((self.screen_updating_, self.calculation_))
        if self.fail_at is not None and len(self.writes) >= self.fail_at:
            self.fail_at = None
            raise ExcelError("Excel is busy")

    @property
    def engine(self) -> Engine:
        return ENGINE

    @property
    def api(self) -> Api:
        return Api(self)

    @property
    def pid(self) -> int:
        return id(self)

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        return self.selected

    def activate(self, steal_focus: bool = False) -> None:
        pass

    @property
    def screen_updating(self) -> bool:
        return self.screen_updating_

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.screen_updating_ = value

    @property
    def display_alerts(self) -> bool:
        return self.display_alerts_

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.display_alerts_ = value

    @property
    def enable_events(self) -> bool:
        return self.enable_events_

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.enable_events_ = value

    @property
    def calculation(self) -> str:
        return self.calculation_

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.calculation_ = value

    def calculate(self) -> None:
        self.calculated += 1

    @property
    def status_bar(self) -> Any:
        return self.told[-1] if self.told else False

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.told.append(value)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        self.alerts.append((prompt, mode))
        return self.pressed.pop(0) if self.pressed else buttons.split("_")[0]


class Apps(base.Apps):
    def __init__(self) -> None:
        self.running: list[App] = []

    def keys(self) -> list[int]:
        return [a.pid for a in self.running]

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return next(a for a in self.running if a.pid == pid)


class Engine:
    """The engine as xlwings wants it; conversions as those of xlwings on Windows."""

    name, type = "memory", "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        return "" if x is None or x != x else x

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        words = {code: text for text, code in ERRORS.items()}

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, int) and not isinstance(value, bool) and value in words:
                return words[value] if err_to_str else None
            return value

        return [[clean(v) for v in row] for row in data]


ENGINE = Engine()


@contextlib.contextmanager
def excel() -> Iterator[App]:
    """A running Excel that is xlwings' active engine while the block lasts."""
    app = App()
    ENGINE.apps.running = [app]
    engines: Any = xlwings.engines
    before = engines.active
    if ENGINE.name not in engines.engines_by_name:
        engines.add(xlwings.Engine(impl=ENGINE))
    engines.active = engines[ENGINE.name]
    try:
        yield app
    finally:
        engines.active = before
        ENGINE.apps.running = []
        if "_mock_caller" in xlwings.Book.__dict__:
            delattr(xlwings.Book, "_mock_caller")


def opened(app: App, path: Path | None) -> xlwings.Book:
    """A workbook open in `app` whose buttons are pressed: xlwings' caller. None: a new one that was never saved."""
    impl = app.books.open(str(path)) if path else app.books.add()
    book = xlwings.Book(impl=impl)
    book.set_mock_caller()
    return book


def snapshot(book: xlwings.Book) -> dict[str, Any]:
    """Everything a macro could change: cells with values, formulas and formats, tables with their extent."""
    impl: Book = book.impl
    return {
        p.name: (
            {k: c for k, c in p.cells_by_place.items() if c != Cell()},
            {t.name: t.area for t in p.listed} | {a: () for a in p.merged},
        )
        for p in impl.pages
    }
