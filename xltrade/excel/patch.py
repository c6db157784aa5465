"""Blocks of cells written to an open workbook, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from xltrade.core.errors import WriteError
from xltrade.core.schema import LANGS, Column
from xltrade.excel.open_book import BLOCK_TEXT, SAID, Row, Spot
from xltrade.sheets import style
from xltrade.sheets.cell_values import serial
from xltrade.sheets.plan import Value


def entered(value: Value, number_format: str) -> Value:
    """A value as it is assigned so that Excel keeps it as it is.

    Excel reads an assigned text as if it were typed: "=1+1" becomes a formula, "+86 138" a number, "3-1" a date. An
    apostrophe in front prevents that, and a cell formatted as text needs none. Dates go as their serial numbers.
    """
    if isinstance(value, str):
        return value if number_format == "@" or not value else f"'{value}"
    if isinstance(value, dt.date):
        return serial(value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value)
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
    long = [
        (i, j, v)
        for i, line in enumerate(ready)
        for j, v in enumerate(line)
        if isinstance(v, str) and len(v) > BLOCK_TEXT
    ]
    for i, j, _ in long:
        ready[i][j] = None
    sheet.range((row, col), (row + len(rows) - 1, col + len(formats) - 1)).value = ready
    for i, j, value in long:
        sheet.range((row + i, col + j)).value = value


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
        return WriteError(*(SAID["not_undone"].text(lang).format(error) for lang in LANGS))
    return WriteError(*(SAID["undone"].text(lang).format(error) for lang in LANGS))
