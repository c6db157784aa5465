"""Rows that say something twice: under two headings of one name, or under the identity of an earlier row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from xltrade.core.dtypes import Frame
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.rows import DUPLICATE_COLUMN, DUPLICATE_ID
from xltrade.files.blocks import Block
from xltrade.files.columns import shown_value
from xltrade.files.rows import Rows, comparable, first_of, where


def repeated(block: Block, rows: Rows) -> dict[int, Reject]:
    """Rows with a value under a heading's second occurrence: which of the two is meant is not guessed."""
    found = {}
    for index, key in block.repeated.items():
        for i in where(pc.is_valid(rows.texts[index])):
            second = shown_value(rows.texts[index][i].as_py())
            found[i] = rows.reject(i, DUPLICATE_COLUMN, block.title(key), second)
    return found


def duplicates(block: Block, rows: Rows, values: Frame, bad: np.ndarray) -> dict[int, Reject]:
    """Rows that repeat the identity of an earlier good one; bad: rows that are rejected already."""
    keys = [k for k in block.table.unique if k in block.inputs]
    good = np.flatnonzero(~bad)
    if not keys or not len(good):
        return {}
    identity = pd.DataFrame({k: comparable(values[k], block.table[k]) for k in keys}).iloc[good]
    if not identity.duplicated().any():
        return {}
    first, found = first_of(identity.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()), {}
    for position in np.flatnonzero((first < np.arange(len(good))) & ~identity.isna().all(axis=1).to_numpy()):
        i = int(good[position])
        title, value = ", ".join(block.title(k) for k in keys), ", ".join(rows.text(i, k) for k in keys)
        found[i] = rows.reject(i, DUPLICATE_ID, title, value, str(rows.excel[good[first[position]]]))
    return found
