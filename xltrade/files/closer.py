"""A table's cells as the file means them: pictures named as such, formulas that nobody calculated yet in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xltrade.core.schema import Words
from xltrade.files.blocks import Block
from xltrade.files.open import Book, Grid
from xltrade.files.unseen import Place

PICTURE = Words("[图片]", "[picture]")
_WPS_PICTURE = r"^=?(_xlfn\.)?DISPIMG\("


_WITH_ZONE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$"
_BEHIND = timedelta(seconds=43)
"""So far behind a browser in China writes a moment: its time before 1901 was 8:05:43 ahead of UTC."""


def days_as_cells(grid: Grid) -> Grid:
    """The grid of a sheet whose days are written as ISO texts (t="d"), as it is where they are numbers.

    Excel takes such a moment for what it says, whatever zone stands behind it.
    """
    return replace(grid, columns={i: _plain_days(c) for i, c in grid.columns.items()})


def _plain_days(column: pa.Array) -> pa.Array:
    iso = pc.fill_null(pc.match_substring_regex(column, _WITH_ZONE), False)
    if not pc.any(iso).as_py():
        return column
    moments = [_to_seconds(datetime.fromisoformat(t.removesuffix("Z"))) for t in column.filter(iso).to_pylist()]
    late = all(m.second == 60 - _BEHIND.seconds for m in moments)
    shown = [f"{m + _BEHIND if late else m:%Y-%m-%d %H:%M:%S}" for m in moments]
    return pc.replace_with_mask(column, iso, pa.array(shown, column.type))


def _to_seconds(moment: datetime) -> datetime:
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def look_closer(block: Block, book: Book) -> None:
    """Ask the file about the cells of a block, and write into its grid what the reader cannot show."""
    computed = set(block.computed.values())
    block.seen = book.unseen(block.grid.name, computed, set(block.titles) - computed)
    shown = dict.fromkeys(block.seen.pictures, PICTURE.text(block.lang))
    block.grid = _with(block.grid, {**block.seen.blank, **shown})
    if book.pictures:
        block.grid = _without_wps(block.grid, PICTURE.text(block.lang))


def _with(grid: Grid, texts: Mapping[Place, str]) -> Grid:
    """The grid with these texts in these cells, made larger where it does not reach so far."""
    if not texts:
        return grid
    height = max(grid.height, *(row + 1 for row, _ in texts))
    wanted = set(grid.columns) | {column for _, column in texts}
    columns = {i: _as_long(grid.columns.get(i), height) for i in sorted(wanted)}
    for index in {column for _, column in texts}:
        rows = {row: text for (row, column), text in texts.items() if column == index}
        mask = np.zeros(height, dtype=bool)
        mask[list(rows)] = True
        values = pa.array([rows[r] for r in sorted(rows)], columns[index].type)
        columns[index] = pc.replace_with_mask(columns[index], pa.array(mask), values)
    return replace(grid, height=height, columns=columns)


def _as_long(column: pa.Array | None, height: int) -> pa.Array:
    """A column with blanks below up to that height."""
    if column is None:
        return pa.nulls(height, pa.string())
    return pa.concat_arrays([column, pa.nulls(height - len(column), column.type)]) if len(column) < height else column


def _without_wps(grid: Grid, shown: str) -> Grid:
    """The grid with pictures as WPS keeps them, a text that begins like a formula, called pictures."""
    columns = {
        i: pc.if_else(pc.fill_null(pc.match_substring_regex(c, _WPS_PICTURE), False), pa.scalar(shown, c.type), c)
        for i, c in grid.columns.items()
    }
    return replace(grid, columns=columns)
