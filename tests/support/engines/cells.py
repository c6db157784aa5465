"""What a file itself says, read from its XML: every cell, its formula, its stored value."""

from __future__ import annotations

import functools
import os
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import xlsxwriter

Key = tuple[str, int, int]
Value = float | str | bool | None


class ErrorValue(str):
    """An Excel error value such as #N/A, told apart from a text that looks like one."""


class FormulaCell(NamedTuple):
    """One formula cell of a file; the cells that an array formula fills repeat its formula."""

    sheet: str
    row: int
    col: int
    formula: str
    cached: Value

    @property
    def key(self) -> Key:
        return self.sheet, self.row, self.col

    @property
    def address(self) -> str:
        return f"{self.sheet}!{xlsxwriter.utility.xl_rowcol_to_cell(self.row, self.col)}"


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Part(NamedTuple):
    sheet: str
    name: str
    tables: tuple[str, ...]


def targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relationship id -> part name, for one part of the package."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    found = ET.fromstring(archive.read(rels)).iter(_REL)
    return {
        rel.get("Id", ""): _joined(folder, rel.get("Target", ""))
        for rel in found
        if rel.get("TargetMode") != "External"
    }


def _joined(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else os.path.normpath(f"{folder}/{target}").replace(os.sep, "/")


def sheets(archive: zipfile.ZipFile) -> list[Part]:
    parts = targets(archive, "xl/workbook.xml")
    sheets = ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
    named = [(sheet.get("name", ""), parts[sheet.get(_REL_ID, "")]) for sheet in sheets]
    return [
        Part(name, part, tuple(t for t in targets(archive, part).values() if t.startswith("xl/tables/")))
        for name, part in named
        if part.startswith("xl/worksheets/")
    ]


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = ET.fromstring(archive.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
    return [_text(item) for item in items]


def _text(item: ET.Element) -> str:
    """The text of a string item without its phonetic guide."""
    runs = [item, *item.findall(f"{MAIN}r")]
    return "".join(run.findtext(f"{MAIN}t") or "" for run in runs)


def _value(cell: ET.Element, shared: Sequence[str]) -> Value:
    kind, raw = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        return "" if inline is None else _text(inline)
    if not raw:
        return None
    return shared[int(raw)] if kind == "s" else _READERS[kind](raw)


_READERS: dict[str, Callable[[str], Value]] = {"n": float, "str": str, "b": lambda v: v == "1", "e": ErrorValue}


def cells_of(path: Path | BinaryIO) -> Iterator[tuple[Key, ET.Element | None, Value]]:
    """Every cell of a file: its key, its `<f>` element if it has one, its stored value."""
    with zipfile.ZipFile(path) as archive:
        shared = _shared_strings(archive)
        for part in sheets(archive):
            for element in ET.fromstring(archive.read(part.name)).iter(f"{MAIN}c"):
                row, col = row_col(element.get("r", ""))
                yield (part.sheet, row, col), element.find(f"{MAIN}f"), _value(element, shared)


def row_col(address: str) -> tuple[int, int]:
    """`$B$3` -> (2, 1)."""
    plain = address.replace("$", "")
    letters = plain.rstrip("0123456789")
    return int(plain[len(letters) :]) - 1, _column(letters)


@functools.cache
def _column(letters: str) -> int:
    return int(xlsxwriter.utility.xl_cell_to_rowcol(f"{letters}1")[1])


def area_of(ref: str) -> tuple[int, int, int, int]:
    """`B2:C9` -> first row, first column, last row, last column."""
    first, _, last = ref.partition(":")
    return *row_col(first), *row_col(last or first)


def formula_cells(path: Path) -> list[FormulaCell]:
    """Every formula cell of a workbook with its cached value, read from the XML; the spill of an array included."""
    state = path.stat()
    return list(_formula_cells(path, state.st_mtime_ns, state.st_size))


@functools.lru_cache(maxsize=64)
def _formula_cells(path: Path, _changed: int, _size: int) -> list[FormulaCell]:
    """Of each state of a file once."""
    found: list[FormulaCell] = []
    arrays: list[tuple[str, tuple[int, int, int, int], str]] = []
    for (sheet, row, col), element, value in cells_of(path):
        if element is None:
            spilled = (
                f for name, (r1, c1, r2, c2), f in arrays if name == sheet and r1 <= row <= r2 and c1 <= col <= c2
            )
            formula = next(spilled, None)
        else:
            formula = element.text or ""
            if element.get("t") == "array":
                arrays.append((sheet, area_of(element.get("ref", "")), formula))
            if element.get("t") == "shared":
                raise NotImplementedError(f"{sheet}: shared formulas are written by Excel, not by xltrade")
        if formula is not None:
            found.append(FormulaCell(sheet, row, col, formula, value))
    return found
