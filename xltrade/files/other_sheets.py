"""Sheets beside the known ones whose headings are those of a table: copies and renamed ones."""

from __future__ import annotations

from collections.abc import Sequence

from xltrade.core import parsing
from xltrade.core.schema import LANGS, Table
from xltrade.declared import tables as declared
from xltrade.files.blocks import Block, locate, may_hold
from xltrade.files.open import Book
from xltrade.files.rows import Rows

_LEAST, _MOST = 3, 0.6
_KNOWN = frozenset(parsing.fold(declared.holder(t).label(lang)) for t in declared.MASTER.values() for lang in LANGS)


def alike(book: Book, tables: Sequence[Table]) -> dict[str, list[str]]:
    """Table -> the sheets of unknown name that have its headings, first to last in the book."""
    found: dict[str, list[str]] = {}
    for name in (n for key, names in book.names.items() if key not in _KNOWN for n in names):
        grid = book.grid(name)
        drawn = bool(grid.first) and parsing.fold(grid.first[0].get(0, "")) == parsing.fold(name)  # a sheet of ours
        fits = {t.key: _fit(locate(t, grid)) for t in tables} if not drawn and may_hold(tables, grid) else {}
        best = max(fits, key=lambda key: fits[key], default="")
        if best and fits[best]:
            found.setdefault(best, []).append(name)
    return found


def _fit(block: Block | None) -> int:
    """How many headings of a table a sheet has; 0 where they are not clearly that table's."""
    if block is None:
        return 0
    ours, shown = len(block.inputs) + len(block.computed), sum(bool(parsing.as_text(t)) for t in block.titles.values())
    required = {c.key for c in block.table.inputs if c.required} <= set(block.inputs)
    whole = required or len(block.inputs) >= _MOST * len(block.table.inputs)
    return ours if whole and ours >= min(_LEAST, len(block.table.columns)) and ours >= _MOST * shown else 0


def only_here(rows: Rows, known: Rows | None) -> list[int]:
    """The positions of the rows that do not stand on the other sheet word for word, wherever there."""
    there = set(map(known.typed, range(len(known)))) if known is not None else set()
    return [i for i in range(len(rows)) if rows.typed(i) not in there]
