"""What is typed on a table's sheet and belongs to no row of it: it is not read, so it is told whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xltrade.core import parsing
from xltrade.core.schema import LANGS
from xltrade.core.shown import units
from xltrade.files.blocks import PURPOSE_ROWS, Block
from xltrade.files.columns import shown_value
from xltrade.files.reading import Over
from xltrade.files.rows import Rows
from xltrade.sheets.addresses import column_letters

_LONGEST = 20_000
"""So much of it one reject holds, far below what a cell may."""
_LINK = "←"
"""How the links begin that stand above our tables."""


def outside(block: Block, rows: Rows) -> list[str]:
    """Every cell above the headings, beside rows in which nothing else is typed, in headings that are repeated, and
    below other headings, as "A3=…; C3=…", cut into pieces that a cell can hold.
    """
    if block.table.sheet:
        return []
    return pieces([*_above(block), *_beside(block, rows)])


def typed_over(block: Block, rows: Rows) -> list[Over]:
    """Every value typed in a computed cell of a row."""
    filled = set(rows.at + block.header + 1)
    keys = {index: key for key, index in block.computed.items()}
    return [
        Over(block.table.key, keys[column], row + 1, f"{column_letters(column)}{row + 1}", text)
        for row, column in sorted(block.seen.typed)
        if row in filled and (text := shown_value(_text(block, row, column)))
    ]


def pieces(cells: Sequence[str]) -> list[str]:
    """The cells joined to texts of moderate length."""
    made: list[str] = []
    for cell in cells:
        if made and units(made[-1]) + units(cell) < _LONGEST:
            made[-1] += f"; {cell}"
        else:
            made.append(cell)
    return made


def _text(block: Block, row: int, column: int) -> str:
    texts = block.grid.columns.get(column)
    return parsing.as_text(texts[row].as_py()) or "" if texts is not None and row < len(texts) else ""


def _cell(block: Block, row: int, column: int) -> str:
    return f"{column_letters(column)}{row + 1}={shown_value(_text(block, row, column))}"


def _above(block: Block) -> Iterator[str]:
    """What stands above the headings and is neither title nor purpose nor a link of ours."""
    ours = {parsing.fold(said(lang)) for lang in LANGS for said in (block.table.label, block.table.note)}
    for row in range(block.header):
        for column in sorted(block.grid.columns):
            text = _text(block, row, column)
            first = row < PURPOSE_ROWS < block.header and column == min(block.grid.columns)
            if text and not first and not text.startswith(_LINK) and parsing.fold(text) not in ours:
                yield _cell(block, row, column)


def _beside(block: Block, rows: Rows) -> Iterator[str]:
    """What is typed in rows below the headings that are no rows of the table."""
    strange = sorted(block.unknown)
    typed = {row for row, _ in block.seen.typed}
    columns = [block.grid.columns[i].slice(block.header + 1).is_valid().to_numpy(zero_copy_only=False) for i in strange]
    some = np.logical_or.reduce(columns) if columns else np.zeros(0, dtype=bool)
    lost = {int(i) + block.header + 1 for i in np.flatnonzero(some)} | typed | set(block.again)
    if block.end is not None:
        lost |= set(range(block.end, block.grid.height))
    for row in sorted(lost - set(rows.at + block.header + 1)):
        for column in sorted(block.grid.columns):
            if row > block.header and _is_typed(block, row, column) and _text(block, row, column):
                yield _cell(block, row, column)


def _is_typed(block: Block, row: int, column: int) -> bool:
    """Whether nobody's formula stands there, as far as the file tells."""
    if (row, column) in block.seen.formulas:
        return False
    return column not in block.computed.values() or (row, column) in block.seen.typed
