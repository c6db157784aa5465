"""What is said of a table's sheet as a whole: what is typed outside its rows, days with a time."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from xltrade.core import parsing
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.sheets import OUTSIDE_TABLE, TIME_DROPPED
from xltrade.files.blocks import Block
from xltrade.files.columns import MIDNIGHT
from xltrade.files.outside import outside, pieces, typed_over
from xltrade.files.rows import Rows, where

_SHOWN = 120


def beside(block: Block, rows: Rows, *, grey: bool = False) -> list[Reject]:
    """What stands on the sheet of a table that somebody types, policy too, and is in none of its rows.

    grey: also what is typed in computed cells of rows, where the rows themselves are not read.
    """
    if block.table.role == "computed":
        return []
    more = pieces([f"{o.place}={o.text}" for o in typed_over(block, rows)]) if grey else ()
    texts = [*outside(block, rows), *more]
    return [_told(block, rows, OUTSIDE_TABLE, text) for text in texts]


def within(block: Block, rows: Rows) -> list[Reject]:
    """What is remarkable about the rows of a salesperson's table."""
    if block.table.role != "input" or block.table.place != "sales":
        return []
    return list(_times(block, rows))


def _told(block: Block, rows: Rows, kind: Problem, text: str) -> Reject:
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"
    return Reject(kind, rows.file, block.grid.name, block.table.key, value=short, content=text)


def _times(block: Block, rows: Rows) -> Iterator[Reject]:
    """The columns of days in which cells hold a time of day as well."""
    for key, index in block.inputs.items():
        if block.table[key].kind != "date":
            continue
        texts = rows.texts[index]
        odd = where(pc.invert(pc.fill_null(pc.or_(pc.ends_with(texts, MIDNIGHT), pc.utf8_is_digit(texts)), True)))
        timed = [i for i in odd if _has_time(texts[i].as_py())]
        if timed:
            first, column = int(rows.excel[timed[0]]), block.title(key)
            content = "; ".join(f"{int(rows.excel[i])}: {texts[i].as_py()}" for i in timed)
            place = (block.grid.name, block.table.key, first, column)
            yield Reject(TIME_DROPPED, rows.file, *place, texts[timed[0]].as_py(), content, str(len(timed)))


def _has_time(text: str) -> bool:
    moment = parsing.written(text)
    return moment is not None and moment != moment.replace(hour=0, minute=0, second=0)
