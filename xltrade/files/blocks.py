"""Where a table stands on a sheet, and which column is which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from xltrade.core import parsing
from xltrade.core.schema import LANGS, Column, Lang, Table
from xltrade.declared import tables as declared
from xltrade.files.columns import clean
from xltrade.files.open import Grid
from xltrade.files.unseen import Unseen
from xltrade.sheets.addresses import column_letters

PURPOSE_ROWS = 2
"""Title and purpose stand above everything else."""


_MARKS = re.compile(r"^[*•·]+|(\([^()]*\)|[*:])+$")
_ENOUGH, _MOST = 2, 0.6
"""So many labels make a heading row, and so large a part of those of the row that has most."""
_FAR_DOWN = 200
"""So many rows are looked through for headings where the first ones hold none."""


@dataclass(slots=True)
class Block:
    """Where a table stands on a sheet: heading row (from 0) and Excel columns of its headings.

    again: rows (from 0) that repeat the headings; end: the row (from 0) with which other headings begin, below which
    nothing of this table stands; seen: what the file says of its cells beside their values.
    """

    table: Table
    grid: Grid
    header: int
    inputs: dict[str, int]
    titles: dict[int, str]
    unknown: list[int]
    repeated: dict[int, str]
    langs: Counter[Lang]
    computed: dict[str, int] = field(default_factory=dict)
    again: tuple[int, ...] = ()
    end: int | None = None
    seen: Unseen = field(default_factory=Unseen)

    def title(self, key: str) -> str:
        """The label as it stands on the sheet, else in the table's own language."""
        return one_line(self.titles[self.inputs[key]]) if key in self.inputs else self.table[key].label(self.lang)

    @property
    def lang(self) -> Lang:
        return "en" if self.langs["en"] > self.langs["zh"] else "zh"


def one_line(title: str) -> str:
    """A title without line breaks and doubled blanks."""
    return " ".join(title.split())


@lru_cache(maxsize=8192)
def _heading(text: str) -> str:
    """A heading as headings are compared: folded, without the line breaks and spaces of a wrapped cell."""
    return parsing.fold(text).replace(" ", "")


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    """A heading without the marks and units that people add: *, a colon, （元）."""
    return _MARKS.sub("", _heading(text))


def _matches(titles: Iterable[str], known: dict[str, str]) -> int:
    return sum(_heading(title) in known or _bare(title) in known for title in titles)


def _labels(table: Table) -> dict[str, str]:
    """Folded label in either language -> column key."""
    return _labels_of(table.key)


@cache
def _labels_of(key: str) -> dict[str, str]:
    columns = declared.BY_KEY[key].columns
    return {_heading(c.label(lang)): c.key for lang in reversed(LANGS) for c in reversed(columns)}


def may_hold(tables: Sequence[Table], grid: Grid) -> bool:
    """Whether any of the first rows has several labels of any of the tables: if not, it is not looked at closely."""
    known = _all_labels(tuple(t.key for t in tables))
    return any(_matches(row.values(), known) > _ENOUGH for row in grid.first)


@cache
def _all_labels(keys: tuple[str, ...]) -> dict[str, str]:
    return {label: key for key in keys for label in _labels_of(key)}


def locate(table: Table, grid: Grid) -> Block | None:
    """Find the heading row (the first that fits about as well as any) and its columns; None when there is none."""
    head = grid.first
    header = _heading_row(table, head)
    if header is None and grid.height > len(head):
        head = grid.head(_FAR_DOWN)
        header = _heading_row(table, head)
    if header is None:
        return None
    titles = _own_runs(table, head[header]) if table.sheet else head[header]
    if _matches(titles.values(), _labels(table)) < min(_ENOUGH, len(table.columns)):
        return None
    block = _block(table, grid, header, titles)
    if not table.sheet:
        _add_untitled(block)
        _find_again(block)
    return block


def _heading_row(table: Table, head: Sequence[dict[int, str]]) -> int | None:
    """The first row that fits about as well as any: headings pasted again further down are not the headings."""
    scores = [_matches(row.values(), _labels(table)) for row in head]
    least = max(min(_ENOUGH, len(table.columns)), max(scores, default=0) * _MOST)
    return next((row for row, score in enumerate(scores) if score >= least), None)


def _find_again(block: Block) -> None:
    """Note the rows below that hold headings once more: as above, or in another order, which ends the table."""
    known = _labels(block.table)
    spelled = pa.array(sorted({c.label(lang) for c in block.table.columns for lang in LANGS}))
    rows = set[int]()
    for index in sorted(block.titles)[:2]:
        below = clean(block.grid.columns[index].slice(block.header + 1))
        rows |= {int(i) + block.header + 1 for i in pc.indices_nonzero(pc.is_in(below, value_set=spelled)).to_pylist()}
    again = []
    for row in sorted(rows):
        typed = {i: c[row].as_py() for i, c in block.grid.columns.items() if parsing.as_text(c[row].as_py())}
        same = sum(one_line(t) == one_line(block.titles.get(i, "")) for i, t in typed.items())
        if _matches(typed.values(), known) < max(_ENOUGH + 1, len(typed) * _MOST):
            continue
        if same < len(typed) * _MOST:
            block.end = row
            break
        again.append(row)
    block.again = tuple(again)


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
    exact = {known.get(_heading(title)) for title in titles.values()}
    for index in sorted(titles):
        key = known.get(_heading(titles[index]))
        if key is None and (bare := known.get(_bare(titles[index]))) not in exact:
            key = bare
        if key is None:
            block.unknown.append(index)
        elif table[key].computed:
            block.computed.setdefault(key, index)
            _count_lang(block, table[key], titles[index])
        elif key in block.inputs:
            block.repeated[index] = key
        else:
            block.inputs[key] = index
            _count_lang(block, table[key], titles[index])
    return block


def _count_lang(block: Block, column: Column, title: str) -> None:
    shown = (_heading(title), _bare(title))
    fits: list[Lang] = [lang for lang in LANGS if _heading(column.label(lang)) in shown]
    if len(fits) == 1:
        block.langs[fits[0]] += 1
