"""A workbook as whole text columns, from a file (fastexcel, in Rust) or from the blocks of an open one.

Nothing here knows what a column means; it says which sheets there are and what stands in them, row numbers intact.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineWorkbook

from xltrade.core import parsing
from xltrade.core.errors import FileError
from xltrade.core.schema import LANGS, Table
from xltrade.core.shown import file_name
from xltrade.declared import tables as declared
from xltrade.declared.rejects.files import (
    EMPTY_FILE,
    LOCKED_OR_UNREADABLE,
    NO_PERMISSION,
    NOT_A_WORKBOOK,
    NOT_FOUND,
    UNKNOWN_WORKBOOK,
)
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.files.bounds import MAX_BYTES, old_format, problem_of, saved_at
from xltrade.files.old_formats import with_long_cells
from xltrade.files.package import Package, plain, standard
from xltrade.files.unseen import Unseen, unseen

HEADER_ROWS = 20
_WHOSE = "person_id"
_PICTURES = ("xl/richdata/", "xl/cellimages.xml")
_ERRORS = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Name": "#NAME?",
    "Num": "#NUM!",
    "Null": "#NULL!",
    "GettingData": "#GETTING_DATA",
}
_ERROR = re.compile(r"Error\((\w+)\)")
_NEW_ERRORS = re.compile(rb"<v>#(?:SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|PYTHON)!</v>")
T = TypeVar("T")
logging.getLogger("calamine").addHandler(logging.NullHandler())  # its remarks are no messages of ours


def fail(kind: Problem, path: Path) -> FileError:
    """The FileError of a kind of file level, its sentence from the catalogue."""
    reject = Reject(kind, file_name(path))
    return FileError(kind.code, reject.message("zh"), reject.message("en"))


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise fail(NOT_A_WORKBOOK, path)
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise fail(NOT_FOUND, path) from error
    except PermissionError as error:
        raise fail(NO_PERMISSION, path) from error
    except OSError as error:
        raise fail(LOCKED_OR_UNREADABLE, path) from error


def _guarded(action: Callable[[], T], path: Path) -> T:
    """Run a reader of the Rust libraries; whatever it raises means the file is damaged."""
    try:
        return action()
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise fail(LOCKED_OR_UNREADABLE, path) from error
        raise


def _prepared(path: Path) -> bytes:
    """The file's bytes as the reader takes them; FileError for what is no workbook or too much for it."""
    data = _bytes(path)
    if problem := problem_of(data):
        raise fail(problem, path)
    if kind := old_format(data):
        return _guarded(lambda: with_long_cells(data), path) if kind == ".xlsb" else data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        as_it_is = plain(archive)
    return data if as_it_is else _standard(data, path)


def _standard(data: bytes, path: Path) -> bytes:
    """The same sheets in a package as Excel writes it; FileError where that cannot be had."""
    made = _guarded(lambda: standard(data), path)
    if problem := problem_of(made):
        raise fail(problem, path)
    return made


def _with_old_errors(data: bytes) -> bytes:
    """The same workbook with #SPILL! and its like written as #VALUE!, which the Rust reader knows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for part in old.infolist():
            content = old.read(part)
            is_sheet = part.filename.startswith("xl/worksheets/")
            new.writestr(part.filename, _NEW_ERRORS.sub(b"<v>#VALUE!</v>", content) if is_sheet else content)
    return out.getvalue()


# --- sheets as text columns -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grid:
    """One sheet: Excel column (from 0) -> text column whose first value stands in Excel row 1."""

    name: str
    height: int
    columns: dict[int, pa.Array]

    @cached_property
    def first(self) -> list[dict[int, str]]:
        """The first rows, among which headings are looked for."""
        return self.head(HEADER_ROWS)

    def head(self, rows: int) -> list[dict[int, str]]:
        """So many first rows as {column: text}, blanks left out."""
        found: list[dict[int, str]] = [{} for _ in range(min(self.height, rows))]
        for index, column in self.columns.items():
            for row, text in enumerate(column.slice(0, rows).to_pylist()):
                if parsing.as_text(text):
                    found[row][index] = text
        return found


class Book:
    """A workbook's sheets by folded name; `grid` and `raw` say what stands in one."""

    path: Path
    names: dict[str, list[str]]
    old: str = ""
    """The format, where nothing is known of its cells but their values."""

    def name_sheets(self, names: Iterable[str]) -> None:
        """Note the sheet names, several of which may fold to one."""
        self.names = {}
        for name in names:
            self.names.setdefault(parsing.fold(name), []).append(name)

    def sheets_of(self, table: Table) -> list[str]:
        """The names of the sheets that hold `table`, in either language."""
        holder = declared.holder(table)
        folded = dict.fromkeys(parsing.fold(holder.label(lang)) for lang in LANGS)
        return [name for key in folded for name in self.names.get(key, [])]

    def has(self, table: Table) -> bool:
        return bool(self.sheets_of(table))

    def grid(self, name: str) -> Grid:
        """The sheet as text columns."""
        raise NotImplementedError

    def raw(self, name: str) -> list[list[Any]]:
        """The sheet's cells with their own types, row by row."""
        raise NotImplementedError

    @property
    def saved(self) -> dt.datetime | None:
        """When the program that wrote the file says it did; None where it does not say."""
        return None

    def unseen(self, name: str, computed: Collection[int], others: Collection[int]) -> Unseen:
        """What the file says of the cells of these columns beside their values; nothing where it cannot be asked."""
        return Unseen()

    def written_days(self, name: str) -> bool:
        """Whether a sheet holds days as texts of ISO 8601."""
        return False

    @property
    def pictures(self) -> bool:
        """Whether cells may hold pictures."""
        return False

    def _says_whose(self) -> bool:
        """Whether a sheet names the person, whatever the sheet is called."""
        grids = (self.grid(name) for names in self.names.values() for name in names)
        return any(pc.any(pc.equal(c, _WHOSE)).as_py() for g in grids for c in g.columns.values())

    def must_be_ours(self) -> None:
        """FileError when there is no settings sheet."""
        if not self.has(declared.SETTINGS) and not self._says_whose():
            empty = all(not self.grid(name).height for names in self.names.values() for name in names)
            raise fail(EMPTY_FILE if empty else UNKNOWN_WORKBOOK, self.path)


class FileBook(Book):
    """An open workbook: its sheets by folded name, loaded when asked for."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self._data, self._tried = path, data, False
        self._last = "", b""
        self.old = old_format(data)
        self._parts: tuple[Package, dict[str, str]] | None = None
        try:
            self._reader = _guarded(lambda: fastexcel.read_excel(data), path)
        except FileError:
            self._start_again()
        self._grids: dict[str, Grid] = {}
        self._iso: dict[str, bool] = {}
        self.name_sheets(self._reader.sheet_names)

    def _start_again(self) -> None:
        """Let the reader at the same sheets in a package as Excel writes it, once; FileError where that fails too."""
        if self._tried:
            raise fail(LOCKED_OR_UNREADABLE, self.path)
        self._tried, self._data, self._parts = True, _standard(self._data, self.path), None
        self._last = "", b""
        self._reader = _guarded(lambda: fastexcel.read_excel(self._data), self.path)

    @classmethod
    def open(cls, path: Path) -> FileBook:
        """The workbook at `path`, known to have a settings sheet; FileError otherwise."""
        book = cls(path, _prepared(path))
        book.must_be_ours()
        return book

    def grid(self, name: str) -> Grid:
        if name not in self._grids:
            try:
                self._grids[name] = _guarded(lambda: self._load(name), self.path)
            except FileError:
                self._start_again()
                self._grids[name] = _guarded(lambda: self._load(name), self.path)
        return self._grids[name]

    def raw(self, name: str) -> list[list[Any]]:
        """The sheet's cells with their own types, row by row; only small policy sheets need it."""
        return _guarded(
            lambda: (
                CalamineWorkbook.from_filelike(io.BytesIO(self._data))
                .get_sheet_by_name(name)
                .to_python(skip_empty_area=False)
            ),
            self.path,
        )

    @property
    def saved(self) -> dt.datetime | None:
        return saved_at(self._data)

    @cached_property
    def pictures(self) -> bool:
        """Whether the file holds pictures in cells, as Excel or as WPS keeps them."""
        if self.old:
            return False
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
            return any(n.lower().startswith(_PICTURES) for n in archive.namelist())

    def unseen(self, name: str, computed: Collection[int], others: Collection[int]) -> Unseen:
        """What the part of a sheet says of these columns; nothing where the package does not lead to it."""
        part = self._part(name)
        return unseen(part, computed, others, pictures=self.pictures) if part else Unseen()

    def _part(self, name: str) -> bytes:
        """The part of a sheet; b"" where the package does not lead to it, or the format knows none."""
        if self._last[0] != name:
            self._last = name, b"" if self.old else self._inflated(name)
        return self._last[1]

    def _inflated(self, name: str) -> bytes:
        try:
            if self._parts is None:
                package = Package.of(zipfile.ZipFile(io.BytesIO(self._data)))
                self._parts = package, package.sheets()
            package, sheets = self._parts
            return package.read(sheets[name])
        except (KeyError, ET.ParseError, zipfile.BadZipFile):
            return b""

    def written_days(self, name: str) -> bool:
        """Whether a sheet holds days as texts of ISO 8601."""
        if name not in self._iso:
            self._iso[name] = b' t="d"' in self._part(name)
        return self._iso[name]

    def _load(self, name: str) -> Grid:
        try:
            sheet = self._reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.CalamineError as error:
            if "Unsupported cell error" not in str(error):
                raise
            self._data, self._parts = _with_old_errors(self._data), None
            self._reader = fastexcel.read_excel(self._data)
            sheet = self._reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        batch, errors = sheet.to_arrow_with_errors()
        at = [c.absolute_index for c in sheet.selected_columns]
        columns = {index: batch.column(n) for n, index in enumerate(at)}
        return Grid(name, batch.num_rows if columns else 0, _with_errors(columns, at, errors.errors if errors else []))


def foreign_sheets(path: Path) -> list[list[list[Any]]]:
    """The cells of each sheet of somebody else's workbook, row by row; FileError when it cannot be read."""
    data = _prepared(path)
    return _guarded(lambda: _rows_of(CalamineWorkbook.from_filelike(io.BytesIO(data))), path)


def _rows_of(book: CalamineWorkbook) -> list[list[list[Any]]]:
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def _with_errors(
    columns: dict[int, pa.Array], at: list[int], errors: Sequence[fastexcel.CellError]
) -> dict[int, pa.Array]:
    """Put the error values, which the reader leaves blank, back in their cells."""
    by_column: dict[int, dict[int, str]] = {}
    for error in errors:
        row, column = error.position
        found = _ERROR.search(error.detail)
        by_column.setdefault(at[column], {})[row] = _ERRORS.get(found[1] if found else "", "#VALUE!")
    for index, fixes in by_column.items():
        mask = np.zeros(len(columns[index]), dtype=bool)
        mask[list(fixes)] = True
        texts = pa.array([fixes[row] for row in sorted(fixes)], columns[index].type)
        columns[index] = pc.replace_with_mask(columns[index], pa.array(mask), texts)
    return columns


class OpenBook(Book):
    """The blocks of a workbook that is open in Excel: sheet name -> its cells from A1, row by row."""

    def __init__(self, path: Path, blocks: Mapping[str, Sequence[Sequence[Any]]]) -> None:
        self.path, self._blocks = path, {name: [list(row) for row in rows] for name, rows in blocks.items()}
        self.name_sheets(self._blocks)
        self.must_be_ours()

    def grid(self, name: str) -> Grid:
        rows = self._blocks[name]
        width = max((len(r) for r in rows), default=0)
        columns = {
            i: pa.array([parsing.as_text(r[i]) or None if i < len(r) else None for r in rows], pa.string())
            for i in range(width)
        }
        return Grid(name, len(rows), columns)

    def raw(self, name: str) -> list[list[Any]]:
        width = max((len(r) for r in self._blocks[name]), default=0)
        return [["" if v is None else v for v in row] + [""] * (width - len(row)) for row in self._blocks[name]]
