"""Structured references such as `客户[[#This Row],[金额]]` as cell addresses."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
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
    pieces = _TEXT.split(formula)
    replaced = (_STRUCTURED.sub(lambda match: _address(match, row, tables), piece) for piece in pieces[::2])
    return "".join(itertools.chain(*itertools.zip_longest(replaced, pieces[1::2], fillvalue="")))


def _address(match: re.Match[str], row: int | None, tables: Mapping[str, Table]) -> str:
    name, inner = match.groups()
    table = tables[name.lower()]
    items = [item.lower() for item in _ITEM.findall(inner)] or [inner.lower()]
    first, last = _rows(table, {item for item in items if item.startswith("#")}, row)
    columns = [table.columns.index(re.sub("'(.)", r"\1", item)) for item in items if item and not item.startswith("#")]
    left = table.area[1] + (columns[0] if columns else 0)
    right = table.area[1] + (columns[-1] if columns else len(table.columns) - 1)
    area = xlsxwriter.utility.xl_range_abs(first, left, last, right)
    return f"'{table.sheet}'!{area}"


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
