"""Where a table stands on a sheet, and which column is which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from xltrade.core import parsing
from xltrade.core.schema import LANGS, Column, Lang, Table
from xltrade.declared import tables as declared
from xltrade.files.columns import clean
from xltrade.files.open import Grid
from xltrade.sheets.addresses import column_letters

PURPOSE_ROWS = 2
"""Title and purpose stand above everything else."""


@dataclass(slots=True)
class Block:
    """Where a table stands on a sheet: heading row (from 0) and Excel columns of its headings."""

    table: Table
    grid: Grid
    header: int
    inputs: dict[str, int]
    titles: dict[int, str]
    unknown: list[int]
    repeated: dict[int, str]
    langs: Counter[Lang]

    def title(self, key: str) -> str:
        """The label as it stands on the sheet, else in the table's own language."""
        return one_line(self.titles[self.inputs[key]]) if key in self.inputs else self.table[key].label(self.lang)

    @property
    def lang(self) -> Lang:
        return "en" if self.langs["en"] > self.langs["zh"] else "zh"


def one_line(title: str) -> str:
    """A title without line breaks and doubled blanks."""
    return " ".join(title.split())


def _heading(text: str) -> str:
    """A heading as headings are compared: folded, without the line breaks and spaces of a wrapped cell."""
    return parsing.fold(text).replace(" ", "")


def _matches(titles: Iterable[str], known: dict[str, str]) -> int:
    return sum(_heading(title) in known for title in titles)


def _labels(table: Table) -> dict[str, str]:
    """Folded label in either language -> column key."""
    return _labels_of(table.key)


@cache
def _labels_of(key: str) -> dict[str, str]:
    columns = declared.BY_KEY[key].columns
    return {_heading(c.label(lang)): c.key for lang in reversed(LANGS) for c in reversed(columns)}


def locate(table: Table, grid: Grid) -> Block | None:
    """Find the heading row (the one with most of the table's labels) and its columns; None when there is none."""
    known = _labels(table)
    found = max(enumerate(grid.head()), key=lambda r: _matches(r[1].values(), known), default=None)
    if not found:
        return None
    header, titles = found
    if table.sheet:
        titles = _own_runs(table, titles)
    if _matches(titles.values(), known) < min(2, len(table.columns)):
        return None
    block = _block(table, grid, header, titles)
    if not table.sheet:
        _add_untitled(block)
    return block


def _add_untitled(block: Block) -> None:
    """Take columns with content but no heading as unknown ones, named by their letter."""
    for index, column in block.grid.columns.items():
        below = column.slice(block.header + 1)
        if index not in block.titles and clean(below).null_count < len(below):
            block.titles[index] = column_letters(index)
            block.unknown.append(index)


def _own_runs(table: Table, titles: dict[int, str]) -> dict[int, str]:
    """Of a heading row shared by several tables, the runs of adjacent columns that fit `table` best."""
    runs: list[list[int]] = []
    for index in sorted(titles):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    mates = [t for t in declared.ALL if t.sheet == table.sheet]
    return {i: titles[i] for run in runs if _best_mate(mates, [titles[i] for i in run]) is table for i in run}


def _best_mate(mates: list[Table], titles: list[str]) -> Table | None:
    scores = {t.key: _matches(titles, _labels(t)) for t in mates}
    best = max(mates, key=lambda t: scores[t.key])
    return best if scores[best.key] else None


def _block(table: Table, grid: Grid, header: int, titles: dict[int, str]) -> Block:
    known = _labels(table)
    block = Block(table, grid, header, {}, titles, [], {}, Counter())
    for index in sorted(titles):
        key = known.get(_heading(titles[index]))
        if key is None:
            block.unknown.append(index)
        elif table[key].computed:
            _count_lang(block, table[key], titles[index])
        elif key in block.inputs:
            block.repeated[index] = key
        else:
            block.inputs[key] = index
            _count_lang(block, table[key], titles[index])
    return block


def _count_lang(block: Block, column: Column, title: str) -> None:
    fits: list[Lang] = [lang for lang in LANGS if _heading(column.label(lang)) == _heading(title)]
    if len(fits) == 1:
        block.langs[fits[0]] += 1
