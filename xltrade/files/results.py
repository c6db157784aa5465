"""The sheets of a master that the program filled, read back as they stand: no row is judged, none is rejected."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa

from xltrade.core import parsing
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import LANGS, Table
from xltrade.files.blocks import PURPOSE_ROWS
from xltrade.files.columns import clean, convert
from xltrade.files.open import HEADER_ROWS, Book, Grid
from xltrade.sheets.addresses import address


def results(book: Book, tables: Iterable[Table]) -> Frames:
    """Table key -> every row with anything in it, those input columns that are there; what does not fit is blank.

    A table whose sheet or headings are not there has no rows and no columns.
    """
    return {t.key: _rows(book, t) for t in tables}


def _rows(book: Book, table: Table) -> Frame:
    names = book.sheets_of(table)
    grid = book.grid(names[0]) if names else None
    place = _headings(grid, table) if grid else None
    if grid is None or place is None:
        return pd.DataFrame()
    header, columns = place
    texts = {key: clean(grid.columns[i].slice(header + 1)) for key, i in columns.items()}
    made = {key: convert(column, table[key])[0] for key, column in texts.items()}
    filled = np.zeros(grid.height - header - 1, dtype=bool)
    for column in texts.values():
        filled |= column.is_valid().to_numpy(zero_copy_only=False)
    return pa.table(made).to_pandas()[filled].reset_index(drop=True)


def _headings(grid: Grid, table: Table) -> tuple[int, dict[str, int]] | None:
    """The row (from 0) with most headings of the table, and where each input column stands; None without two."""
    known = {_folded(c.label(lang)): c for lang in LANGS for c in table.columns}
    heads = grid.head(HEADER_ROWS)
    rows = [{i: known[_folded(t)] for i, t in titles.items() if _folded(t) in known} for titles in heads]
    header = max(range(len(rows)), key=lambda n: len(rows[n]), default=None)
    if header is None or len(rows[header]) < 2:
        return None
    return header, {c.key: i for i, c in reversed(rows[header].items()) if not c.computed}


def _folded(title: str) -> str:
    return parsing.fold(title).replace(" ", "")


def beside(book: Book, table: Table) -> list[str]:
    """The cells, such as "Z4", where a sheet that the program filled holds what is not of its table.

    A column without one of its headings counts once, by its first cell; so does a row below that says nothing of whose
    it is.
    """
    names = book.sheets_of(table)
    grid = book.grid(names[0]) if names else None
    place = _headings(grid, table) if grid else None
    if grid is None or place is None:
        return []
    header, known = place[0], _known(grid, table, place[0])
    found = [(row, i) for i, column in grid.columns.items() for row in _filled(column) if i not in known]
    above = [(row, i) for row, i in found if PURPOSE_ROWS <= row < header]
    above += [(row, i) for i in known for row in _filled(grid.columns[i]) if PURPOSE_ROWS <= row < header and i]
    first = {i: row for row, i in reversed(found) if row >= header}
    return [address(row, i) for row, i in (*above, *((row, i) for i, row in first.items()))]


def _known(grid: Grid, table: Table, header: int) -> set[int]:
    """The columns under a heading of the table, computed ones too."""
    labels = {_folded(c.label(lang)) for lang in LANGS for c in table.columns}
    return {i for i, title in grid.head(HEADER_ROWS)[header].items() if _folded(title) in labels}


def _filled(column: pa.Array) -> list[int]:
    found: list[int] = np.flatnonzero(clean(column).is_valid().to_numpy(zero_copy_only=False)).tolist()
    return found
