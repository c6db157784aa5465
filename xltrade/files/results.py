"""The sheets of a master that the program filled, read back as they stand: no row is judged, none is rejected."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa

from xltrade.core import parsing
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import LANGS, Table
from xltrade.files.columns import clean, convert
from xltrade.files.open import HEADER_ROWS, Book, Grid


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
