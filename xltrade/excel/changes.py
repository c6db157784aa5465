"""A drafted book -> the changes to the open one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xltrade.core import dtypes, parsing
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang
from xltrade.excel.open_book import MIDNIGHT, TEXT_LIMIT, Opened, Row, Spot, blank, either, error, locate
from xltrade.excel.patch import Change, Extend, Fit, Rewrite, append, patch, put
from xltrade.sheets import cell_values
from xltrade.sheets.books.order import renewal
from xltrade.sheets.cell_values import serial
from xltrade.sheets.declare import Renewal
from xltrade.sheets.plan import Book, Sheet, TableBlock, Value


def changes_to(book: Opened, plan: Book) -> list[Change]:
    """What a planned master changes in the open one: each sheet as its declaration says it is renewed.

    What the manager typed stays as it is. XltradeError, before anything is written, when there is no room for it.
    """
    made: list[Change] = []
    for sheet in plan.sheets:
        how = renewal("master", sheet.key)
        for planned in sorted(sheet.blocks, key=lambda b: -b.row):  # rows that come or go move what lies below
            made += _block(book, planned, plan.lang, how)
        if any(not b.typed and not b.formulas for b in sheet.blocks):
            made += _notes(book, sheet)
    return made


def _block(book: Opened, planned: TableBlock, lang: Lang, how: Renewal) -> list[Change]:
    table = planned.table
    match how:
        case "added":
            return _added(book.spot(table.key), planned.frame, lang)
        case "facts":
            return _facts(book.spot(table.key), planned.frame)
        case "rewritten":
            return _rewritten(book.spot(table.key), planned.frame, lang)
        case "results":
            return [_renewed(book, planned, lang)]
    return []


def _renewed(book: Opened, planned: TableBlock, lang: Lang) -> Change:
    """A table of results: its rows anew; where formulas fill it, a row for each person."""
    table = planned.table
    if not planned.formulas:
        return results(locate(book, table), planned, lang)
    return Fit(book.spot(table.key), "person_id", cell_values.values(table["person_id"], planned.frame, lang))


def _rewritten(spot: Spot, frame: Frame, lang: Lang) -> list[Change]:
    """The typed columns from the first row on, as they now are; what else stood there is emptied."""
    columns = {c.key: cell_values.values(c, frame, lang) for c in spot.table.inputs}
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
        there = serial(there)
    return _same(there, wanted)


def results(spot: Spot, planned: TableBlock, lang: Lang) -> Rewrite:
    """A table of results of the open book as planned; WriteError where a column or the room for it is missing."""
    for column in planned.columns:
        spot.column(column.key)
    columns = {c.key: cell_values.values(c, planned.frame, lang) for c in planned.columns}
    _check_lengths(spot, columns)
    blank: Row = [None] * len(planned.frame)
    rows = [list(r) for r in zip(*(columns[k] if k else blank for k in spot.keys), strict=True)]
    _check_room(spot, spot.row + len(rows))
    return Rewrite(spot, rows)


def _check_lengths(spot: Spot, columns: Mapping[str, Sequence[Value]]) -> None:
    for key, values in columns.items():
        if any(isinstance(v, str) and len(v) > TEXT_LIMIT for v in values):
            raise error("too_long", spot.sheet.name, either(spot.table[key]), TEXT_LIMIT)


def _check_room(spot: Spot, last: int) -> None:
    """Nothing may stand where the table will reach."""
    for row in range(spot.last + 1, min(last, len(spot.cells)) + 1):
        if any(not blank(spot.at(row, spot.col + i)) for i in range(spot.width)):
            raise error("in_the_way", spot.sheet.name, row)


def _added(spot: Spot, frame: Frame, lang: Lang) -> list[Change]:
    """The rows whose ID does not stand there yet, below those that do."""
    known = {parsing.fold(parsing.as_text(r["id"]) or "") for r in spot.rows()}
    new = frame[[parsing.fold(i) not in known for i in frame["id"]]]
    columns = {c.key: cell_values.values(c, new, lang) for c in spot.table.inputs}
    return append(spot, [{k: v[i] for k, v in columns.items() if v[i] is not None} for i in range(len(new))])


def _facts(spot: Spot, frame: Frame) -> list[Change]:
    """The facts of the consolidation: values that differ, and lines that are not there yet."""
    at = {parsing.as_text(r["key"]): r for r in spot.rows()}
    rows = [row for row in dtypes.records(frame) if row["value"] is not None]
    planned = [{k: v for k, v in row.items() if v is not None} for row in rows]
    changed = [
        c
        for p in planned
        if p["key"] in at and not _same(at[p["key"]]["value"], p["value"])
        for c in put(spot, at[p["key"]]["row"], {"value": p["value"]})
    ]
    return changed + append(spot, [p for p in planned if p["key"] not in at])


def _same(a: Any, b: Any) -> bool:
    first, second = (str(parsing.as_text(v)).removesuffix(MIDNIGHT) for v in (a, b))
    return first == second


def _notes(book: Opened, sheet: Sheet) -> list[Change]:
    """The lines above a table of results, such as the account of the consolidation."""
    spot = locate(book, sheet.blocks[0].table)
    texts = [c for c in sheet.cells if c.formula is None and c.url is None and c.row + 1 < spot.row]
    return [
        patch(spot, c.row + 1, c.col + 1, [c.value], ["General"])
        for c in texts
        if not _same(spot.at(c.row + 1, c.col + 1), c.value)
    ]
