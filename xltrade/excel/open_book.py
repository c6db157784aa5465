"""A workbook that is open in Excel: read as whole blocks, and the second writer, which puts a plan into it.

Everything is worked out before the first cell changes. What is to change is a list of changes, each of which knows
how to take itself back; `write` makes them all or none. Books, sheets and ranges are xlwings' objects, which this
module takes as they come and never imports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from xltrade.core import parsing
from xltrade.core.dtypes import Frame
from xltrade.core.errors import XltradeError
from xltrade.core.schema import LANGS, Column, Lang, Table, Words
from xltrade.declared import tables
from xltrade.files.read import read_open
from xltrade.files.reading import Reading
from xltrade.formulas.text import excel_name
from xltrade.sheets.home import Home
from xltrade.sheets.look import Look
from xltrade.sheets.plan import Value

Blocks = dict[str, list[list[Any]]]
Row = list[Value]
AS_OF = "as_of"
BLOCK_TEXT, TEXT_LIMIT = 8_000, 32_700
_ERROR_CODES = range(-2146826300, -2146826200)
MIDNIGHT = " 00:00:00"
_HEADING_ROWS = 20

SAID: dict[str, Words] = {
    "no_sheet": Words(
        "这本工作簿里没有“{0}”表。请撤销（Ctrl+Z）或从备份恢复它；旧版做的主表请关掉，用命令行汇总一次。",
        "There is no sheet “{0}” in this workbook. Undo (Ctrl+Z) or take it from a backup; close a master of an "
        "earlier version and consolidate it once on the command line.",
    ),
    "no_table": Words(
        "“{0}”表里找不到 Excel 表格“{1}”（可能被转成了区域）。请撤销（Ctrl+Z）或从备份恢复。",
        "Sheet “{0}” has no Excel table “{1}” (was it turned into a range?). Undo (Ctrl+Z) or take it from a backup.",
    ),
    "no_column": Words(
        "“{0}”表缺少“{1}”列。请恢复列标题，没有写入任何内容；旧版做的主表请关掉，用命令行汇总一次。",
        "Sheet “{0}” lacks the column “{1}”. Restore its heading; nothing was written. Close a master of an earlier "
        "version and consolidate it once on the command line.",
    ),
    "in_the_way": Words(
        "“{0}”表第 {1} 行在表格下面写了内容，会被盖住。请先移走，没有写入任何内容。",
        "Something is typed below the table of sheet “{0}”, in row {1}, and would be overwritten. "
        "Move it first; nothing was written.",
    ),
    "too_long": Words(
        "“{0}”表“{1}”列有一格超过 {2} 个字，写不进 Excel。没有写入任何内容。",
        "A cell of “{0}”, column “{1}”, is longer than {2} characters. Nothing was written.",
    ),
    "undone": Words(
        "写入时 Excel 拒绝了（{0}）。已全部恢复原样；请结束单元格编辑、取消工作表保护后再试。",
        "Excel refused a write ({0}). Everything was put back; finish editing cells, unprotect the sheets "
        "and try again.",
    ),
    "not_undone": Words(
        "写入时 Excel 拒绝了（{0}），也没能恢复。请不保存直接关闭工作簿，磁盘上的文件是完整的。",
        "Excel refused a write ({0}) and could not put things back. Close the workbook without saving; "
        "the file on disk is whole.",
    ),
}


def error(key: str, *values: object) -> XltradeError:
    """The error under `key` of `SAID`, its places filled."""
    return XltradeError(*(SAID[key].text(lang).format(*values) for lang in LANGS))


def blocks(book: Any) -> Blocks:
    """Every sheet that may hold one of our tables: its cells from A1 to the last used one, one 2-D read each."""
    wanted = {parsing.fold(t.label(lang)) for t in (*tables.ALL, *tables.RESULTS) for lang in LANGS}
    wanted |= {parsing.fold(c.label(lang)) for c in tables.SHARED_SHEETS.values() for lang in LANGS}
    return {s.name: block(s) for s in book.sheets if parsing.fold(s.name) in wanted}


def block(sheet: Any) -> list[list[Any]]:
    """A sheet's cells from A1 to the last used one with Excel's own types, errors as text."""
    last = sheet.used_range.last_cell
    read = sheet.range((1, 1), (last.row, last.column)).options(ndim=2, err_to_str=True).value
    return [[_cell(v) for v in row] for row in read]


def _cell(value: Any) -> Any:
    """A cell as `read` wants it: #SPILL! and the like, which xlwings passes on as their numbers, as an error."""
    return "#VALUE!" if type(value) is int and value in _ERROR_CODES else value


def language(book: Any) -> Lang:
    """The language of a workbook by the name of its Settings sheet; Chinese where there is none."""
    names = {parsing.fold(s.name) for s in book.sheets}
    english, chinese = (parsing.fold(tables.SETTINGS.label(lang)) in names for lang in ("en", "zh"))
    return "en" if english and not chinese else "zh"


def ours(book: Any) -> bool:
    """Whether xltrade made this workbook: it has a Settings sheet."""
    known = {parsing.fold(tables.SETTINGS.label(lang)) for lang in LANGS}
    return any(parsing.fold(s.name) in known for s in book.sheets)


def moment(book: Any, now: dt.datetime) -> tuple[dt.datetime, bool]:
    """The moment the book computes for, and whether its day stands fixed: a demo keeps its own day, not =TODAY()."""
    if AS_OF in book.names:
        place = book.names[AS_OF].refers_to_range
        fixed = not str(place.formula).startswith("=")
        if fixed and isinstance(place.value, dt.datetime):
            return dt.datetime.combine(place.value.date(), now.time()), True
    return now, False


@dataclass(frozen=True)
class Opened:
    """An open workbook as it stood when the macro began; `now` is the moment it computes for."""

    book: Any
    path: Path
    lang: Lang
    now: dt.datetime
    fixed: bool
    blocks: Blocks

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @cached_property
    def reading(self) -> Reading:
        """What the workbook holds, exactly as `read.read` would give it from the file."""
        return read_open(self.path, self.blocks)

    @property
    def look(self) -> Look:
        """How the workbook was made."""
        flavour = str(self.reading.settings.get("flavour") or "classic")
        return Look(flavour, self.lang, self.today, self.fixed)  # type: ignore[arg-type]

    def spot(self, key: str) -> Spot:
        """Where a table stands; XltradeError when it does not."""
        return locate(self, Home(self.reading.kind).tables[key])


def opened(book: Any, path: Path, now: dt.datetime) -> Opened:
    """Read an open workbook."""
    here, fixed = moment(book, now)
    return Opened(book, path, language(book), here, fixed, blocks(book))


@dataclass(frozen=True, eq=False)
class Spot:
    """An Excel table on its sheet. row: of the headings; last: of the table; keys: what each column holds.

    Rows and columns count from 1, as Excel's. cells: the sheet's block, from before any change.
    """

    sheet: Any
    listed: Any
    table: Table
    row: int
    col: int
    last: int
    keys: tuple[str | None, ...]
    cells: list[list[Any]]

    @property
    def width(self) -> int:
        return len(self.keys)

    def column(self, key: str) -> int:
        """The sheet column of a key; XltradeError when it is gone."""
        if key not in self.keys:
            raise error("no_column", self.sheet.name, either(self.table[key]))
        return self.col + self.keys.index(key)

    def at(self, row: int, col: int) -> Any:
        """A cell as it stood before any change."""
        line = self.cells[row - 1] if row <= len(self.cells) else []
        return line[col - 1] if col <= len(line) else None

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row that holds something typed: key -> cell, and `row`; rows below the table too."""
        typed = [k for k in self.keys if k and not self.table[k].computed]
        for row in range(self.row + 1, len(self.cells) + 1):
            found = {k: self.at(row, self.col + i) for i, k in enumerate(self.keys) if k}
            if any(not blank(found[k]) for k in typed):
                yield {**found, "row": row}

    def free(self) -> int:
        """The first row below everything typed."""
        return max((r["row"] for r in self.rows()), default=self.row) + 1

    def area(self, first: int, last: int) -> Any:
        """The rows of the table's columns as a range."""
        return self.sheet.range((first, self.col), (last, self.col + self.width - 1))


def blank(value: Any) -> bool:
    """Whether a cell holds nothing but white space."""
    return parsing.as_text(value) is None


def either(column: Column) -> str:
    """A column's heading as it may stand in either language."""
    return column.zh if column.zh == column.en else f"{column.zh} / {column.en}"


def locate(book: Opened, table: Table) -> Spot:
    """Find the Excel table of a declared one; XltradeError naming what is missing."""
    name, label = excel_name(table, book.lang), tables.holder(table).label(book.lang)
    sheet = next((s for s in book.book.sheets if parsing.fold(s.name) == parsing.fold(label)), None)
    if sheet is None:
        raise error("no_sheet", label)
    listed = next((t for t in sheet.tables if t.name == name), None)
    if listed is None:
        raise error("no_table", sheet.name, name)
    place = listed.range
    grid = book.blocks[sheet.name]
    heads = [
        parsing.as_text(v) or "" for v in grid[place.row - 1][place.column - 1 : place.column - 1 + place.shape[1]]
    ]
    known = {parsing.fold(c.label(lang)): c.key for lang in LANGS for c in table.columns}
    keys = tuple(known.get(parsing.fold(h)) for h in heads)
    return Spot(sheet, listed, table, place.row, place.column, place.row + place.shape[0] - 1, keys, grid)


def customers(book: Any) -> Frame:
    """The rows of the Customers sheet of an open workbook, as they stand: those with a mistake too."""
    lang = language(book)
    name = tables.CUSTOMERS.label(lang)
    here = {s.name: block(s) for s in book.sheets if parsing.fold(s.name) == parsing.fold(name)}
    spot = locate(Opened(book, Path(book.name), lang, dt.datetime.min, False, here), tables.CUSTOMERS)
    return framed(spot, list(spot.rows()))


def framed(spot: Spot, rows: Sequence[Mapping[str, Any]]) -> Frame:
    """Rows of a table as `Spot.rows` gives them, as a frame with its columns and `row`."""
    return pd.DataFrame(rows, columns=[*dict.fromkeys(k for k in spot.keys if k), "row"])


def selected_row(book: Opened) -> tuple[str, int] | None:
    """The sheet and row that are selected; None when nothing is, or in another workbook."""
    chosen = book.book.app.selection
    if chosen is None or chosen.sheet.book.name != book.book.name:
        return None
    return chosen.sheet.name, chosen.row


def selected_customer(book: Opened) -> str | None:
    """The customer ID of the selected row, on any sheet with such a column: below its nearest heading."""
    place = selected_row(book)
    if place is None:
        return None
    name, row = place
    grid = book.blocks[name] if name in book.blocks else block(book.book.sheets[name])
    labels = {parsing.fold(tables.CUSTOMERS["id"].label(lang)) for lang in LANGS}
    heads = [
        (r, c)
        for r, line in enumerate(grid[: min(row - 1, _HEADING_ROWS)])
        for c, v in enumerate(line)
        if isinstance(v, str) and parsing.fold(v) in labels
    ]
    if not heads or row > len(grid):
        return None
    return parsing.as_text(grid[row - 1][heads[-1][1]])


def go(sheet: Any, row: int, col: int) -> None:
    """Jump to a cell."""
    sheet.activate()
    sheet.range((row, col)).select()
