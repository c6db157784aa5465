"""IDs that point to another table of the same workbook."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xltrade.computed.people import ids
from xltrade.core import parsing
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Column
from xltrade.declared.rejects.cells import UNKNOWN_REFERENCE
from xltrade.declared.rejects.reject import Reject
from xltrade.files.blocks import Block
from xltrade.files.rows import Rows, where

Read = tuple[Block, Rows, np.ndarray]
"""A table's place, its rows, and which of them are kept."""


def check_references(blocks: Mapping[str, Read], typed: Frames, kept: Frames) -> list[Reject]:
    """Warnings of ids that nobody typed in the other table; found ones get its spelling in `kept`, a name that one
    person alone has their ID.

    typed: every row, rejected ones too: what references may point to.
    """
    found = []
    for read in blocks.values():
        block = read[0]
        for column in block.table.inputs:
            other, _, target = (column.refers or "").partition(".")
            if other in blocks and target in blocks[other][0].inputs and column.key in block.inputs:
                there = typed[other][target].dropna(), blocks[other][0].grid.name
                names = ids(zip(*(typed[other][k] for k in ("id", "name")), strict=True)) if other == "people" else {}
                found += _lost(read, column, kept[block.table.key], *there, names)
    return found


def _lost(
    read: Read, column: Column, frame: Frame, targets: pd.Series, sheet: str, names: Mapping[str, str]
) -> list[Reject]:
    block, rows, kept = read
    here = pa.array(frame[column.key], pa.string())
    lost = pc.and_(pc.is_valid(here), pc.invert(pc.is_in(here, value_set=pa.array(targets, pa.string()))))
    spelling = {**names, **{parsing.fold(t): t for t in targets}} if pc.any(lost).as_py() else {}
    told = []
    for position in where(lost):
        known = spelling.get(parsing.fold(here[position].as_py()))
        if known is not None:
            frame.loc[position, column.key] = known
            continue
        i = int(np.flatnonzero(kept)[position])
        title, value = block.title(column.key), rows.text(i, column.key)
        told.append(rows.reject(i, UNKNOWN_REFERENCE, title, value, sheet))
    return told
