"""A workbook file to a Reading: typed tables, and a Reject for everything that could not be used.

Sheets come as whole text columns (`files.open`); each column is converted at once by arrow, and only the cells
that did not fit go through `core.parsing`. Columns are found by their headings; every value keeps its Excel row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xltrade.core import dtypes, parsing
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.errors import FileError
from xltrade.core.schema import LANGS, Lang, Table
from xltrade.core.shown import cut, file_name, units
from xltrade.declared import tables as declared
from xltrade.declared.rejects.catalogue import of
from xltrade.declared.rejects.cells import (
    FOREIGN_SIGN,
    MISSING_REQUIRED,
    TEXT_CUT,
    TEXT_DATE,
    TOO_MANY_DECIMALS,
    UNKNOWN_CHOICE,
    UNSTORED_FORMULA,
)
from xltrade.declared.rejects.files import NO_PERSON, OLD_FORMAT
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.rows import TOTAL_ROW
from xltrade.declared.rejects.sheets import (
    DUPLICATE_SHEET,
    EXTRA_SHEET,
    MISSING_COLUMN,
    MISSING_OPTIONAL_COLUMN,
    MISSING_SETTINGS_SHEET,
    MISSING_SHEET,
    NO_HEADER,
    READ_INSTEAD,
    UNKNOWN_COLUMN,
)
from xltrade.declared.tables.settings import SETTING_COLUMNS
from xltrade.files.blocks import PURPOSE_ROWS, Block, locate, one_line
from xltrade.files.closer import days_as_cells, look_closer
from xltrade.files.columns import arrow_type, clean, convert, convert_own, shown_value
from xltrade.files.open import Book, FileBook, OpenBook
from xltrade.files.other_sheets import alike, only_here
from xltrade.files.outside import typed_over
from xltrade.files.reading import EXACT, Count, Over, Reading
from xltrade.files.references import Read, check_references
from xltrade.files.remarks import beside, within
from xltrade.files.repeats import duplicates, repeated
from xltrade.files.rows import (
    Rows,
    allowed,
    closest,
    currency_of,
    foreign_signs,
    long_texts,
    nothing,
    own_values,
    sparable,
    text_dates,
    totals,
    where,
)
from xltrade.files.setting_values import typed_settings
from xltrade.sheets.addresses import column_letters


def read(path: str | Path, tables: Iterable[Table] | None = None, *, shown: str = "") -> Reading:
    """Read a salesperson's or the manager's workbook; `tables` narrows what is read (settings are always read).

    shown: what messages call the file ("" = its name).
    Raises FileError (codes of file level in `rejects`) for a file that can't be read at all.
    """
    return _reading(FileBook.open(Path(path)), tables, shown)


def read_open(
    path: Path, blocks: Mapping[str, Sequence[Sequence[Any]]], tables: Iterable[Table] | None = None
) -> Reading:
    """The same for a workbook that is open: sheet name -> its cells from A1 with Excel's own types."""
    return _reading(OpenBook(path, blocks), tables)


def is_master(path: Path) -> bool:
    """Whether the file is a manager's workbook; False for one that cannot be read."""
    try:
        return FileBook.open(path).has(declared.PEOPLE)
    except FileError:
        return False


def typed(path: Path, table: Table) -> Frame:
    """Every row of one table of a workbook, those that would be rejected too; empty where it has no such sheet."""
    work = _Work(FileBook.open(path))
    work.read(table)
    return work.typed.get(table.key, nothing(table))


def _reading(book: Book, tables: Iterable[Table] | None, shown: str = "") -> Reading:
    kind: Literal["sales", "master"] = "master" if _is_masters(book) else "sales"
    own = declared.SALES if kind == "sales" else declared.MANAGER
    wanted = None if tables is None else {t.key for t in tables}
    chosen = tuple(t for t in (*own, *declared.SHARED) if wanted is None or t.key in wanted)
    work = _Work(book, shown)
    if book.old:
        work.rejects.append(Reject(OLD_FORMAT, work.file, value=book.old))
    for table in (declared.SETTINGS, *chosen):
        work.read(table)
    work.rejects += check_references(work.blocks, work.typed, work.tables)
    return work.reading(book.path, kind)


def _is_masters(book: Book) -> bool:
    """Whether a book is a manager's: a sheet of one's own that is called People makes none."""
    if not book.has(declared.PEOPLE):
        return False
    return (
        book.has(declared.TARGETS) or locate(declared.PEOPLE, book.grid(book.sheets_of(declared.PEOPLE)[0])) is not None
    )


class _Work:
    """The tables read so far, and what was wrong."""

    def __init__(self, book: Book, shown: str = "") -> None:
        self.book, self.shown = book, shown
        self.file = shown or file_name(book.path)
        self.tables: Frames = {}
        self.counts: dict[str, Count] = {}
        self.rejects: list[Reject] = []
        self.blocks: dict[str, Read] = {}
        self.typed: Frames = {}  # every row, rejected ones too: what references may point to
        self.langs: Counter[Lang] = Counter()
        self.over: list[Over] = []

    def read(self, table: Table) -> None:
        """Read one table from its sheet, if it is there."""
        self.tables[table.key], self.counts[table.key] = nothing(table), Count(0, 0, 0)
        named, like = self.book.sheets_of(table), self._alike.get(table.key, [])
        name = self._chosen(table, named, like)
        if name is None:
            self._no_sheet(table)
        elif block := self._block(table, name):
            self.langs += block.langs
            self._rows(block)
        else:
            self._no_header(table, name)
        for other in (n for n in (*named, *like) if n != name):
            self._another(table, other, name, DUPLICATE_SHEET if other in named else EXTRA_SHEET)

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """Of a salesperson's workbook the sheets of unknown name that have a table's headings."""
        return {} if self.book.has(declared.PEOPLE) else alike(self.book, (*declared.SALES, declared.SETTINGS))

    def _chosen(self, table: Table, named: Sequence[str], like: Sequence[str]) -> str | None:
        """The sheet to read: the one of the name, or where that is missing or empty the one that has its headings."""
        filled = [n for n in (*named, *like) if self._holds_rows(table, n)] if like else []
        if not like or len(filled) > 1 or (named and named[0] in filled) or (not filled and named):
            return named[0] if named else None
        name = filled[0] if filled else like[0]
        if name not in named:
            self.rejects.append(Reject(READ_INSTEAD, self.file, name, table.key, hint=self._sheet_label(table)))
        return name

    def _holds_rows(self, table: Table, name: str) -> bool:
        return (block := self._block(table, name)) is not None and len(Rows(block, self.file)) > 0

    def _block(self, table: Table, name: str) -> Block | None:
        """Where the table stands on a sheet, with all that the file says of its cells."""
        grid = self.book.grid(name)
        block = locate(table, days_as_cells(grid) if self.book.written_days(name) else grid)
        if block is not None and not table.sheet:
            look_closer(block, self.book)
        return block

    def _another(self, table: Table, name: str, first: str | None, kind: Problem) -> None:
        """A further sheet of a table is not read; each row of it that the first one has not is rejected whole."""
        block = self._block(table, name)
        if block is None:
            self.rejects.append(Reject(kind, self.file, name, table.key, hint=first or self._sheet_label(table)))
            self._no_header(table, name)
            return
        rows, known = Rows(block, self.file), self.blocks.get(table.key)
        lost = only_here(rows, known[1] if known else None)
        strange = "; ".join(one_line(block.titles[i]) for i in block.unknown)
        place = (self.file, name, table.key)
        why = Reject(kind, *place, value=str(len(lost)), content=strange, hint=first or self._sheet_label(table))
        told = (rows.reject(i, kind, "", why.value, why.hint) for i in lost)
        self.rejects += [why, *told, *beside(block, rows, grey=True)]
        self._count(table, len(lost))

    def _count(self, table: Table, rejected: int) -> None:
        """Further rows of a table that are rejected."""
        count = self.counts[table.key]
        self.counts[table.key] = Count(count.read + rejected, count.kept, count.rejected + rejected)

    def _no_header(self, table: Table, name: str) -> None:
        """Without headings nothing can be read, but nothing is lost: each filled row is rejected with its content."""
        why = Reject(NO_HEADER, self.file, name, table.key)
        self.rejects.append(why)
        if table.sheet:
            return
        columns = {i: clean(c) for i, c in sorted(self.book.grid(name).columns.items())}
        texts = zip(*(c.to_pylist() for c in columns.values()), strict=True)
        filled = [(row, [(i, t) for i, t in zip(columns, line, strict=True) if t]) for row, line in enumerate(texts, 1)]
        rows = [(row, cells_) for row, cells_ in filled if row > PURPOSE_ROWS and len(cells_) > 1]
        for row, typed in rows:
            content = "; ".join(f"{column_letters(i)}={shown_value(text)}" for i, text in typed)
            self.rejects.append(replace(why, row=row, content=content))
        self._count(table, len(rows))

    def _no_sheet(self, table: Table) -> None:
        """Say once that a sheet is missing, however many tables it holds; not of one that came later."""
        if table.newer:
            return
        kind = MISSING_SETTINGS_SHEET if table.role == "settings" else MISSING_SHEET
        label = self._sheet_label(table)
        if not any(r.kind is kind and r.sheet == label for r in self.rejects):
            hint = self._closest_sheet(table)
            self.rejects.append(Reject(kind, self.file, label, table.sheet or table.key, hint=hint))

    def _rows(self, block: Block) -> None:
        table, rows = block.table, Rows(block, self.file)
        self._headings(block, rows)
        self.rejects += [*beside(block, rows), *within(block, rows)]
        self.over += typed_over(block, rows) if table.place == "sales" else ()
        self.blocks[table.key] = block, rows, np.ones(len(rows), dtype=bool)
        self.typed[table.key] = self.tables[table.key]
        if len(rows):
            values, problems = self._values(block, rows)
            self._cut(block, rows, values)
            kept = ~self._bad(block, rows, values, problems)
            self.blocks[table.key], self.typed[table.key] = (block, rows, kept), values
            self.tables[table.key] = values if kept.all() else values[kept].reset_index(drop=True)
            self.counts[table.key] = Count(len(rows), len(self.tables[table.key]), int((~kept).sum()))

    def _cut(self, block: Block, rows: Rows, values: Frame) -> None:
        """Shorten what no cell of a master can hold, and say so; a master's own text is left to be refused."""
        if self.book.has(declared.PEOPLE):
            return
        for i, key, text in long_texts(values):
            values.loc[i, key] = cut(text, "……")
            title = "" if key == "extra" else block.title(key)
            self.rejects.append(rows.reject(i, TEXT_CUT, title, text[:40], str(units(text))))

    def _bad(self, block: Block, rows: Rows, values: Frame, problems: dict[tuple[int, str], str]) -> np.ndarray:
        """Report everything wrong with the rows; True where a row is rejected."""
        for key in block.inputs:
            if block.table[key].required:
                blank = where(pc.is_null(rows.texts[block.inputs[key]]))
                problems |= {(i, key): MISSING_REQUIRED.code for i in blank}
        problems |= {place: FOREIGN_SIGN.code for place in foreign_signs(block, rows, values) if place not in problems}
        sums = totals(rows, sorted({i for (i, _), code in problems.items() if code == MISSING_REQUIRED.code}))
        problems = {place: code for place, code in problems.items() if place[0] not in sums}
        self.rejects += [rows.reject(i, TOTAL_ROW, "", word) for i, word in sums.items()]
        told = {place: TEXT_DATE.code for place in text_dates(block, rows)} | problems
        spared = {p for p, code in problems.items() if sparable(block.table[p[1]], block.table, code)}
        for (i, key), code in sorted(told.items()):
            self.rejects.append(replace(self._cell(block, rows, i, key, of(code), values), spared=(i, key) in spared))
        bad = np.zeros(len(rows), dtype=bool)
        bad[[i for i, key in problems if (i, key) not in spared]] = True
        bad[list(sums)] = True
        twice = repeated(block, rows)
        self.rejects += twice.values()
        bad[list(twice)] = True
        bad |= any(c.required and c.key not in block.inputs for c in block.table.inputs)
        again = duplicates(block, rows, values, bad)
        self.rejects += again.values()
        bad[list(again)] = True
        return bad

    def _values(self, block: Block, rows: Rows) -> tuple[Frame, dict[tuple[int, str], str]]:
        """All rows as a frame with `row` and `extra`, and {(position, column): code}."""
        data: dict[str, pa.Array] = {}
        own: dict[str, list[Any]] = {}
        problems: dict[tuple[int, str], str] = {}
        raw = self.book.raw(block.grid.name) if any(block.table[k].kind in EXACT for k in block.inputs) else []
        for column in block.table.inputs:
            key, index, found = column.key, block.inputs.get(column.key), dict[int, str]()
            data[key] = pa.nulls(len(rows), arrow_type(column))
            if index is not None and column.kind in EXACT:
                values = own_values(raw, rows.excel, index, rows.texts[index])
                own[key], found = convert_own(values, column)
            elif index is not None:
                data[key], found = convert(rows.texts[index], column)
            problems |= {(i, key): code for i, code in found.items()}
            problems |= {(i, key): UNSTORED_FORMULA.code for i in rows.not_calculated(key)}
        frame = pa.table({**data, "row": pa.array(rows.excel), "extra": rows.extra()}).to_pandas()
        for column in block.table.inputs:
            if column.kind in EXACT:
                frame[column.key] = dtypes.typed(own.get(column.key, [None] * len(rows)), column)
        if block.table is declared.SETTINGS:
            problems |= {(i, "value"): code for i, code in typed_settings(frame)}
        return frame, problems

    def _headings(self, block: Block, rows: Rows) -> None:
        """Say which columns are missing or unknown; a missing required one is said for every row."""
        strange = {i: one_line(block.titles[i]) for i in block.unknown}
        missing = [c for c in block.table.inputs if c.key not in block.inputs and not c.newer]
        for column in missing:
            hint = closest([column.zh, column.en], strange.values())
            kind = MISSING_COLUMN if column.required else MISSING_OPTIONAL_COLUMN
            if column.required and len(rows):
                every = (rows.reject(i, kind, column.label(block.lang), "", hint) for i in range(len(rows)))
                self.rejects.extend(every)
            else:
                self.rejects.append(self._heading(block, kind, column.label(block.lang), hint))
        for title in strange.values():
            hint = closest([title], [c.label(block.lang) for c in missing])
            self.rejects.append(self._heading(block, UNKNOWN_COLUMN, title, hint))

    def _heading(self, block: Block, kind: Problem, title: str, hint: str) -> Reject:
        return Reject(kind, self.file, block.grid.name, block.table.key, column=title, hint=hint)

    def _cell(self, block: Block, rows: Rows, i: int, key: str, kind: Problem, values: Frame) -> Reject:
        column = block.table[key]
        if block.table is declared.SETTINGS:
            column = SETTING_COLUMNS.get(rows.text(i, "key"), column)
        hint = {
            UNKNOWN_CHOICE: allowed(column, block.lang),
            TOO_MANY_DECIMALS: str(column.decimals),
            FOREIGN_SIGN: currency_of(values, i),
        }.get(kind, "")
        return rows.reject(i, kind, block.title(key), rows.text(i, key), hint)

    def reading(self, path: Path, kind: Literal["sales", "master"]) -> Reading:
        """The result of everything read."""
        frame = self.tables["settings"]
        settings = {k: None if pd.isna(v) else v for k, v in zip(frame["key"], frame["value"], strict=True)}
        person, name = (parsing.narrow(parsing.as_text(settings.get(k)) or "") for k in ("person_id", "person_name"))
        if kind == "sales" and not person:
            self.rejects.append(Reject(NO_PERSON, self.file))
        columns = {
            key: {k: column_letters(i) for k, i in block.inputs.items()} for key, (block, _, _) in self.blocks.items()
        }
        return Reading(
            path,
            kind,
            self.lang,
            settings,
            person,
            name,
            self.tables,
            tuple(self.rejects),
            self.counts,
            columns,
            self.book.saved,
            self.shown,
            tuple(self.over),
        )

    @property
    def lang(self) -> Lang:
        return "en" if self.langs["en"] > self.langs["zh"] else "zh"

    def _sheet_label(self, table: Table) -> str:
        return declared.holder(table).label(self.lang)

    def _closest_sheet(self, table: Table) -> str:
        known = {parsing.fold(t.label(lang)) for t in declared.ALL for lang in LANGS}
        strange = [n for key, names in self.book.names.items() for n in names if key not in known]
        return closest([table.zh, table.en], strange)
