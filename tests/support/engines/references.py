"""Structured references such as `客户[[#This Row],[金额]]` as cell addresses."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from engines.cells import MAIN, area_of, sheets


class Table(NamedTuple):
    sheet: str
    area: tuple[int, int, int, int]
    header_rows: int
    totals_rows: int
    columns: list[str]


def tables_of(path: Path) -> dict[str, Table]:
    with zipfile.ZipFile(path) as archive:
        parts = [(part.sheet, ET.fromstring(archive.read(table))) for part in sheets(archive) for table in part.tables]
    return {
        table.get("displayName", "").lower(): Table(
            sheet,
            area_of(table.get("ref", "")),
            int(table.get("headerRowCount", "1")),
            int(table.get("totalsRowCount", "0")),
            [column.get("name", "").lower() for column in table.iter(f"{MAIN}tableColumn")],
        )
        for sheet, table in parts
    }


_TEXT = re.compile(r'("(?:[^"]|"")*")')
_STRUCTURED = re.compile(r"([^\W\d]\w*)\[((?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*)\]")
_ITEM = re.compile(r"\[((?:'.|[^\[\]'])*)\]")


def addresses(formula: str, row: int | None, tables: Mapping[str, Table]) -> str:
    """A formula with its structured references written as cell addresses; texts in it stay as they are."""
    return Addresses(tables)(formula, row)


class Addresses:
    """`addresses` for many formulas of one file: what stands in every row of a column is taken apart once."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self._known: dict[str, list[str | Reference]] = {}

    def __call__(self, formula: str, row: int | None) -> str:
        if formula not in self._known:
            self._known[formula] = list(self._taken_apart(formula))
        return "".join(p if isinstance(p, str) else p.on(row) for p in self._known[formula])

    def _taken_apart(self, formula: str) -> Iterator[str | Reference]:
        """The references of a formula and the text between them."""
        for number, piece in enumerate(_TEXT.split(formula)):
            at = 0
            for match in _STRUCTURED.finditer(piece) if number % 2 == 0 else ():
                yield piece[at : match.start()]
                yield _reference(match[1], match[2], self.tables)
                at = match.end()
            yield piece[at:]


class Reference(NamedTuple):
    """A structured reference: the table, which of its rows, the letters of the first and the last column."""

    table: Table
    items: set[str]
    left: str
    right: str

    def on(self, row: int | None) -> str:
        """The cells it means in a formula of this row."""
        first, last = _rows(self.table, self.items, row)
        begin, end = f"${self.left}${first + 1}", f"${self.right}${last + 1}"
        return f"'{self.table.sheet}'!{begin if begin == end else f'{begin}:{end}'}"


def _reference(name: str, inner: str, tables: Mapping[str, Table]) -> Reference:
    table = tables[name.lower()]
    items = [item.lower() for item in _ITEM.findall(inner)] or [inner.lower()]
    columns = [table.columns.index(re.sub("'(.)", r"\1", item)) for item in items if item and not item.startswith("#")]
    left = table.area[1] + (columns[0] if columns else 0)
    right = table.area[1] + (columns[-1] if columns else len(table.columns) - 1)
    first, last = (xlsxwriter.utility.xl_col_to_name(c) for c in (left, right))
    return Reference(table, {item for item in items if item.startswith("#")}, first, last)


def _rows(table: Table, items: set[str], row: int | None) -> tuple[int, int]:
    top, bottom = table.area[0], table.area[2]
    first, last = top + table.header_rows, bottom - table.totals_rows
    if "#this row" in items:
        if row is None or not first <= row <= last:
            raise ValueError(f"[#This Row] outside the rows {first + 1}-{last + 1} of its table")
        return row, row
    if "#all" in items:
        return top, bottom
    if "#headers" in items:
        return top, last if "#data" in items else top
    if "#totals" in items:
        return first if "#data" in items else bottom, bottom
    return first, last
