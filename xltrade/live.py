"""A workbook that is open in Excel: read as whole blocks, and the second writer, which puts a plan into it.

Everything is worked out before the first cell changes. What is to change is a list of changes, each of which knows
how to take itself back; `write` makes them all or none. Books, sheets and ranges are xlwings' objects, which this
module takes as they come and never imports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from xltrade import cells, frames, policy, receivables, sheets, style, tables
from xltrade.books import Look
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.errors import WriteError, XltradeError
from xltrade.frames import Frame
from xltrade.read import Reading, read_open
from xltrade.schema import LANGS, Column, Lang, Table
from xltrade.sheets import TableBlock, Value, Words
from xltrade.twins import excel_name

Blocks = dict[str, list[list[Any]]]
Row = list[Value]
AS_OF = "as_of"
_BLOCK_TEXT, _TEXT_LIMIT = 8_000, 32_700
_ERROR_CODES = range(-2146826300, -2146826200)
_MIDNIGHT = " 00:00:00"
_HEADING_ROWS = 20

_SAID: dict[str, Words] = {
    "no_sheet": Words("这本工作簿里没有“{0}”表。请恢复它，或用 xltrade 重新生成工作簿。",
                      "There is no sheet “{0}” in this workbook. Restore it, or make the workbook anew with xltrade."),
    "no_table": Words("“{0}”表里找不到 Excel 表格“{1}”（可能被转成了区域）。请用 xltrade 重新生成工作簿。",
                      "Sheet “{0}” has no Excel table “{1}” (was it turned into a range?). Make the workbook anew with "
                      "xltrade."),
    "no_column": Words("“{0}”表缺少“{1}”列。请恢复列标题，没有写入任何内容。",
                       "Sheet “{0}” lacks the column “{1}”. Restore its heading; nothing was written."),
    "in_the_way": Words("“{0}”表第 {1} 行在表格下面写了内容，会被盖住。请先移走，没有写入任何内容。",
                        "Something is typed below the table of sheet “{0}”, in row {1}, and would be overwritten. "
                        "Move it first; nothing was written."),
    "too_long": Words("“{0}”表“{1}”列有一格超过 {2} 个字，写不进 Excel。没有写入任何内容。",
                      "A cell of “{0}”, column “{1}”, is longer than {2} characters. Nothing was written."),
    "undone": Words("写入时 Excel 拒绝了（{0}）。已全部恢复原样；请结束单元格编辑、取消工作表保护后再试。",
                    "Excel refused a write ({0}). Everything was put back; finish editing cells, unprotect the sheets "
                    "and try again."),
    "not_undone": Words("写入时 Excel 拒绝了（{0}），也没能恢复。请不保存直接关闭工作簿，磁盘上的文件是完整的。",
                        "Excel refused a write ({0}) and could not put things back. Close the workbook without saving; "
                        "the file on disk is whole."),
}


def _error(key: str, *values: object) -> XltradeError:
    return XltradeError(*(_SAID[key].text(lang).format(*values) for lang in LANGS))


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────

def blocks(book: Any) -> Blocks:
    """Every sheet that may hold one of our tables: its cells from A1 to the last used one, one 2-D read each."""
    wanted = {cells.fold(t.label(lang)) for t in (*tables.ALL, *tables.RESULTS) for lang in LANGS}
    wanted |= {cells.fold(c.label(lang)) for c in tables.SHARED_SHEETS.values() for lang in LANGS}
    return {s.name: block(s) for s in book.sheets if cells.fold(s.name) in wanted}


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
    names = {cells.fold(s.name) for s in book.sheets}
    english, chinese = (cells.fold(tables.SETTINGS.label(lang)) in names for lang in ("en", "zh"))
    return "en" if english and not chinese else "zh"


def ours(book: Any) -> bool:
    """Whether xltrade made this workbook: it has a Settings sheet."""
    known = {cells.fold(tables.SETTINGS.label(lang)) for lang in LANGS}
    return any(cells.fold(s.name) in known for s in book.sheets)


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
        declared = tables.MASTER if self.reading.kind == "master" else tables.BY_KEY
        return locate(self, declared[key])


def opened(book: Any, path: Path, now: dt.datetime) -> Opened:
    """Read an open workbook."""
    here, fixed = moment(book, now)
    return Opened(book, path, language(book), here, fixed, blocks(book))


# ── where a table stands ──────────────────────────────────────────────────────────────────────────────────────────

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
            raise _error("no_column", self.sheet.name, _either(self.table[key]))
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
            if any(not _blank(found[k]) for k in typed):
                yield {**found, "row": row}

    def free(self) -> int:
        """The first row below everything typed."""
        return max((r["row"] for r in self.rows()), default=self.row) + 1

    def area(self, first: int, last: int) -> Any:
        """The rows of the table's columns as a range."""
        return self.sheet.range((first, self.col), (last, self.col + self.width - 1))


def _blank(value: Any) -> bool:
    return cells.as_text(value) is None


def _either(column: Column) -> str:
    return column.zh if column.zh == column.en else f"{column.zh} / {column.en}"


def locate(book: Opened, table: Table) -> Spot:
    """Find the Excel table of a declared one; XltradeError naming what is missing."""
    name, label = excel_name(table, book.lang), tables.holder(table).label(book.lang)
    sheet = next((s for s in book.book.sheets if cells.fold(s.name) == cells.fold(label)), None)
    if sheet is None:
        raise _error("no_sheet", label)
    listed = next((t for t in sheet.tables if t.name == name), None)
    if listed is None:
        raise _error("no_table", sheet.name, name)
    place = listed.range
    grid = book.blocks[sheet.name]
    heads = [cells.as_text(v) or "" for v in grid[place.row - 1][place.column - 1:place.column - 1 + place.shape[1]]]
    known = {cells.fold(c.label(lang)): c.key for lang in LANGS for c in table.columns}
    keys = tuple(known.get(cells.fold(h)) for h in heads)
    return Spot(sheet, listed, table, place.row, place.column, place.row + place.shape[0] - 1, keys, grid)


def customers(book: Any) -> Frame:
    """The rows of the Customers sheet of an open workbook, as they stand: those with a mistake too."""
    lang = language(book)
    name = tables.CUSTOMERS.label(lang)
    here = {s.name: block(s) for s in book.sheets if cells.fold(s.name) == cells.fold(name)}
    spot = locate(Opened(book, Path(book.name), lang, dt.datetime.min, False, here), tables.CUSTOMERS)
    return framed(spot, list(spot.rows()))


def framed(spot: Spot, rows: Sequence[Mapping[str, Any]]) -> Frame:
    """Rows of a table as `Spot.rows` gives them, as a frame with its columns and `row`."""
    return pd.DataFrame(rows, columns=[*dict.fromkeys(k for k in spot.keys if k), "row"])


# ── values and formats ────────────────────────────────────────────────────────────────────────────────────────────

def entered(value: Value, number_format: str) -> Value:
    """A value as it is assigned so that Excel keeps it as it is.

    Excel reads an assigned text as if it were typed: "=1+1" becomes a formula, "+86 138" a number, "3-1" a date. An
    apostrophe in front prevents that, and a cell formatted as text needs none. Dates go as their serial numbers.
    """
    if isinstance(value, str):
        return value if number_format == "@" or not value else f"'{value}"
    if isinstance(value, dt.date):
        return sheets.serial(value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value)
    return value


def format_of(column: Column, computed: bool, value: Value = None) -> str:
    """The number format of a column's cells; where anything may stand, by the value."""
    if column.kind == "any":
        at = isinstance(value, dt.datetime) and value.time() != dt.time()
        part = ("datetime" if at else "date") if isinstance(value, dt.date) else "any"
        return str(style.props(part).get("num_format", "General"))
    return str(style.props(style.cell_style(column, computed)).get("num_format", "General"))


def fill(sheet: Any, row: int, col: int, rows: Sequence[Row], formats: Sequence[str]) -> None:
    """Write a block at once, its columns formatted first; a text too long for a block follows by itself."""
    col_of = 0
    for text, run in groupby(formats):
        width = len(list(run))
        area = ((row, col + col_of), (row + len(rows) - 1, col + col_of + width - 1))
        sheet.range(*area).number_format = text
        col_of += width
    ready = [[entered(v, f) for v, f in zip(line, formats, strict=True)] for line in rows]
    long = [(i, j, v) for i, line in enumerate(ready) for j, v in enumerate(line)
            if isinstance(v, str) and len(v) > _BLOCK_TEXT]
    for i, j, _ in long:
        ready[i][j] = None
    sheet.range((row, col), (row + len(rows) - 1, col + len(formats) - 1)).value = ready
    for i, j, value in long:
        sheet.range((row + i, col + j)).value = value


# ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────────

class Change(Protocol):
    """One thing to do to the open book, and how to take it back, finished or not."""

    def do(self) -> None: ...

    def undo(self) -> None: ...


@dataclass(frozen=True)
class Rewrite:
    """A table of results gets new rows and the length they need."""

    spot: Spot
    rows: list[Row]

    def do(self) -> None:
        self._put(self.rows)

    def undo(self) -> None:
        old = range(self.spot.row + 1, self.spot.last + 1)
        self._put([[self.spot.at(r, self.spot.col + c) for c in range(self.spot.width)] for r in old])
        if (end := self.spot.row + len(self.rows)) > self.spot.last:
            self.spot.area(self.spot.last + 1, end).clear()  # rows that were copied before the table could grow

    def _put(self, rows: list[Row]) -> None:
        spot, first = self.spot, self.spot.row + 1
        shown = rows or [[None] * spot.width]
        end, last = spot.row + len(shown), spot.row + spot.listed.range.shape[0] - 1
        spot.listed.show_autofilter = False  # a filter's hidden rows would keep what they hold
        spot.listed.show_autofilter = True
        if end > last:
            spot.area(first, first).copy(spot.area(last + 1, end))
        elif end < last:
            spot.area(end + 1, last).clear()
        if end != last:
            spot.listed.resize(spot.area(spot.row, end))
        formats = [format_of(spot.table[k], True) if k else "General" for k in spot.keys]
        fill(spot.sheet, first, spot.col, shown, formats)


@dataclass(frozen=True)
class Fit:
    """One column of a table whose other columns are formulas: whole rows come or go so that its values fit.

    They come and go above the table's last one, so that formulas and charts over its columns grow and shrink with it.
    """

    spot: Spot
    key: str
    values: list[Value]

    def do(self) -> None:
        self._put(self.values)

    def undo(self) -> None:
        col = self.spot.column(self.key)
        self._put([self.spot.at(r, col) for r in range(self.spot.row + 1, self.spot.last + 1)])

    def _put(self, values: list[Value]) -> None:
        spot, shown = self.spot, values or [None]
        last = spot.row + spot.listed.range.shape[0] - 1
        end = spot.row + len(shown)
        if end > last:
            spot.sheet.range(f"{last}:{last + end - last - 1}").insert("down")
        elif end < last:
            spot.sheet.range(f"{end}:{last - 1}").delete("up")
        formats = [format_of(spot.table[self.key], True)]
        fill(spot.sheet, spot.row + 1, spot.column(self.key), [[v] for v in shown], formats)


@dataclass(frozen=True)
class Extend:
    """A table that people type in reaches down to a row."""

    spot: Spot
    last: int

    def do(self) -> None:
        self.spot.listed.resize(self.spot.area(self.spot.row, self.last))

    def undo(self) -> None:
        self.spot.listed.resize(self.spot.area(self.spot.row, self.spot.last))


@dataclass(frozen=True)
class Patch:
    """Cells side by side get values; `old` and `old_formats` are what stood there."""

    sheet: Any
    row: int
    col: int
    values: Row
    formats: list[str]
    old: Row
    old_formats: list[str]

    def do(self) -> None:
        fill(self.sheet, self.row, self.col, [self.values], self.formats)

    def undo(self) -> None:
        fill(self.sheet, self.row, self.col, [self.old], self.old_formats)


def patch(spot: Spot, row: int, col: int, values: Row, formats: list[str]) -> Patch:
    """A Patch with what stands there now."""
    places = range(col, col + len(values))
    old_formats = [str(spot.sheet.range((row, c)).number_format) for c in places]
    return Patch(spot.sheet, row, col, values, formats, [spot.at(row, c) for c in places], old_formats)


def put(spot: Spot, row: int, record: Mapping[str, Value]) -> list[Change]:
    """Type a record into a row: its columns only, those side by side together."""
    places = sorted((spot.column(k), k) for k in record)
    made: list[Change] = []
    for _, run in groupby(enumerate(places), key=lambda p: p[1][0] - p[0]):
        here = [p for _, p in run]
        first = here[0][0]
        formats = [format_of(spot.table[k], False, record[k]) for _, k in here]
        made.append(patch(spot, row, first, [record[k] for _, k in here], formats))
    return made


def append(spot: Spot, records: Sequence[Mapping[str, Value]]) -> list[Change]:
    """Type records into the first free rows; the table grows when they are used up."""
    first = spot.free()
    last = first + len(records) - 1
    grown: list[Change] = [Extend(spot, last)] if records and last > spot.last else []
    return grown + [c for i, record in enumerate(records) for c in put(spot, first + i, record)]


def write(app: Any, changes: Iterable[Change]) -> None:
    """Make all changes or none, with the screen, events and recalculation off meanwhile.

    Raises WriteError saying that everything was put back or, when even that fails, to close without saving.
    """
    done: list[Change] = []
    with app.properties(screen_updating=False, enable_events=False, calculation="manual"):
        try:
            for change in changes:
                done.append(change)
                change.do()
        except Exception as error:
            raise _undone(done, error) from error


def _undone(done: Sequence[Change], error: Exception) -> WriteError:
    try:
        for change in reversed(done):
            change.undo()
    except Exception as second:
        error.add_note(f"and it could not be taken back: {second!r}")
        return WriteError(*(_SAID["not_undone"].text(lang).format(error) for lang in LANGS))
    return WriteError(*(_SAID["undone"].text(lang).format(error) for lang in LANGS))


# ── a planned master into the open one ────────────────────────────────────────────────────────────────────────────

def changes(book: Opened, plan: sheets.Book) -> list[Change]:
    """What a planned master changes in the open one: tables of results, people, the dashboard's rows, facts.

    What the manager typed stays as it is. XltradeError, before anything is written, when there is no room for it.
    """
    made: list[Change] = []
    for sheet in plan.sheets:
        for planned in sorted(sheet.blocks, key=lambda b: -b.row):  # rows that come or go move what lies below
            made += _block(book, planned, plan.lang)
        if any(not b.typed and not b.formulas for b in sheet.blocks):
            made += _notes(book, sheet)
    return made


def _block(book: Opened, planned: TableBlock, lang: Lang) -> list[Change]:
    table = planned.table
    if planned.formulas and not planned.typed:
        ids = sheets.values(table["person_id"], planned.frame, lang)
        return [Fit(book.spot(table.key), "person_id", ids)]
    if table.key == "people":
        return _new_people(book.spot(table.key), planned.frame, lang)
    if table.key == "settings":
        return _settings(book.spot(table.key), planned.frame)
    if table.key == "settlements":
        return _settlements(book.spot(table.key), planned.frame, lang)
    return [_results(locate(book, table), planned, lang)] if not planned.typed else []


def _settlements(spot: Spot, frame: Frame, lang: Lang) -> list[Change]:
    """The settlements from the first row on, as they now are; what else stood there is emptied."""
    columns = {c.key: sheets.values(c, frame, lang) for c in spot.table.inputs}
    _check_lengths(spot, columns)
    end = max(spot.row + len(frame), spot.free() - 1)
    grown: list[Change] = [Extend(spot, end)] if end > spot.last else []
    for row in range(spot.row + 1, end + 1):
        at = row - spot.row - 1
        wanted = {k: v[at] if at < len(v) else None for k, v in columns.items()}
        if any(not _same_cell(spot.at(row, spot.column(k)), v) for k, v in wanted.items()):
            grown += put(spot, row, wanted)
    return grown


def _same_cell(there: Any, wanted: Value) -> bool:
    """Whether a cell shows a value already; a date is compared by its serial number."""
    if isinstance(there, dt.datetime):
        there = sheets.serial(there)
    return _same(there, wanted)


def _results(spot: Spot, planned: TableBlock, lang: Lang) -> Rewrite:
    for column in planned.columns:
        spot.column(column.key)
    columns = {c.key: sheets.values(c, planned.frame, lang) for c in planned.columns}
    _check_lengths(spot, columns)
    blank: Row = [None] * len(planned.frame)
    rows = [list(r) for r in zip(*(columns[k] if k else blank for k in spot.keys), strict=True)]
    _check_room(spot, spot.row + len(rows))
    return Rewrite(spot, rows)


def _check_lengths(spot: Spot, columns: Mapping[str, Sequence[Value]]) -> None:
    for key, values in columns.items():
        if any(isinstance(v, str) and len(v) > _TEXT_LIMIT for v in values):
            raise _error("too_long", spot.sheet.name, _either(spot.table[key]), _TEXT_LIMIT)


def _check_room(spot: Spot, last: int) -> None:
    """Nothing may stand where the table will reach."""
    for row in range(spot.last + 1, min(last, len(spot.cells)) + 1):
        if any(not _blank(spot.at(row, spot.col + i)) for i in range(spot.width)):
            raise _error("in_the_way", spot.sheet.name, row)


def _new_people(spot: Spot, people: Frame, lang: Lang) -> list[Change]:
    known = {cells.fold(cells.as_text(r["id"]) or "") for r in spot.rows()}
    new = people[[cells.fold(i) not in known for i in people["id"]]]
    columns = {c.key: sheets.values(c, new, lang) for c in spot.table.inputs}
    return append(spot, [{k: v[i] for k, v in columns.items() if v[i] is not None} for i in range(len(new))])


def _settings(spot: Spot, frame: Frame) -> list[Change]:
    """The facts of the consolidation: values that differ, and lines that are not there yet."""
    at = {cells.as_text(r["key"]): r for r in spot.rows()}
    rows = [row for row in frames.records(frame) if row["value"] is not None]
    planned = [{k: v for k, v in row.items() if v is not None} for row in rows]
    changed = [c for p in planned if p["key"] in at and not _same(at[p["key"]]["value"], p["value"])
               for c in put(spot, at[p["key"]]["row"], {"value": p["value"]})]
    return changed + append(spot, [p for p in planned if p["key"] not in at])


def _same(a: Any, b: Any) -> bool:
    first, second = (str(cells.as_text(v)).removesuffix(_MIDNIGHT) for v in (a, b))
    return first == second


def _notes(book: Opened, sheet: sheets.Sheet) -> list[Change]:
    """The lines above a table of results, such as the account of the consolidation."""
    spot = locate(book, sheet.blocks[0].table)
    texts = [c for c in sheet.cells if c.formula is None and c.url is None and c.row + 1 < spot.row]
    return [patch(spot, c.row + 1, c.col + 1, [c.value], ["General"]) for c in texts
            if not _same(spot.at(c.row + 1, c.col + 1), c.value)]


# ── the same rows under today's policy ────────────────────────────────────────────────────────────────────────────

def recomputed(book: Opened) -> list[Change]:
    """The consolidated tables of an open master computed anew from their own rows, with the policy as it now stands.

    PolicyError when the policy is wrong. Rows that the last consolidation rejected stay out.
    """
    reading = book.reading
    rules = policy.read({t.key: reading.tables[t.key] for t in tables.SHARED}, book.today)
    people = reading.tables["people"]
    hired = {p: h.date() for p, h in zip(people["id"], people["hired"], strict=True) if h == h}
    spots = {t.key: locate(book, t) for t in tables.CONSOLIDATED}
    typed = {k: _result_frame(s) for k, s in spots.items()}
    made = recompute.sales(typed, Context(rules, book.today, hired, book.lang))
    planned = {k: f.rename(columns={"row": "source_row"}) for k, f in made.items()}
    planned["receivables"] = receivables.listed(planned["orders"], rules)
    spots["receivables"] = locate(book, tables.RECEIVABLES)
    return [_results(spots[t.key], sheets.table_block(t, planned[t.key], book.lang, typed=False), book.lang)
            for t in (*tables.CONSOLIDATED, tables.RECEIVABLES)]


def _result_frame(spot: Spot) -> Frame:
    """The rows of a consolidated table with what people typed and where it came from; `row` is that file's row."""
    inputs = replace(spot.table, columns=tuple(c for c in spot.table.inputs if c.key != "source_row"))
    rows = [{c.key: cells.parse(r.get(c.key), c).value for c in inputs.columns}
            | {"row": int(float(cells.as_text(r["source_row"]) or 0))} for r in spot.rows()]
    return frames.build(inputs, rows) if rows else frames.empty(inputs).assign(row=pd.Series(dtype="int64"))


# ── the selected row ──────────────────────────────────────────────────────────────────────────────────────────────

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
    labels = {cells.fold(tables.CUSTOMERS["id"].label(lang)) for lang in LANGS}
    heads = [(r, c) for r, line in enumerate(grid[:min(row - 1, _HEADING_ROWS)]) for c, v in enumerate(line)
             if isinstance(v, str) and cells.fold(v) in labels]
    if not heads or row > len(grid):
        return None
    return cells.as_text(grid[row - 1][heads[-1][1]])


def go(sheet: Any, row: int, col: int) -> None:
    """Jump to a cell."""
    sheet.activate()
    sheet.range((row, col)).select()
