"""Which row of last time is which row of this time: by owner and number, else by what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.core.dtypes import Frame
from xltrade.core.identity import folded
from xltrade.core.schema import Column, Table

Places = NDArray[np.int64]
WHO = "who"
"""The column that says whose row it was at entry."""


@dataclass(frozen=True)
class Aligned:
    """Positions: `before[i]` and `after[i]` are one row; gone, new: those of one side alone."""

    before: Places
    after: Places
    gone: Places
    new: Places


def align(before: Frame, after: Frame, table: Table) -> Aligned:
    """The rows of two states of a table that are one row each; both as `comparable` gives them.

    A number tells a row of its owner. Where a table has none, or a row's number was changed, the row is the one with
    the same content, the same natural key, or all the same but one value: a sort or a move is no change.
    """
    left, right = np.arange(len(before)), np.arange(len(after))
    pairs: list[tuple[Places, Places]] = []
    for names in _ways(table):
        if not len(left) or not len(right):
            break
        at, to = _matched(before.iloc[left][names], after.iloc[right][names])
        pairs.append((left[at], right[to]))
        left, right = np.delete(left, at), np.delete(right, to)
    found = [np.concatenate([p[side] for p in pairs] or [left[:0]]) for side in (0, 1)]
    order = np.argsort(found[1], kind="stable")
    return Aligned(found[0][order], found[1][order], left, right)


def _ways(table: Table) -> Iterator[list[str]]:
    """The columns by which rows are matched, the surest first."""
    typed = [c.key for c in table.inputs if not c.by_manager and c.key != "origin"]
    if "id" in table.by_key:
        yield [WHO, "id_folded"]
        yield [WHO, *(k for k in typed if k != "id")]
        return
    yield [WHO, *typed]
    natural = list(table.unique) or [c.key for c in table.inputs if c.required]
    yield [WHO, *natural]
    for key in typed:
        yield [WHO, *(k for k in typed if k != key)]


def _matched(before: Frame, after: Frame) -> tuple[Places, Places]:
    """The positions of equal rows, the first with the first where several are."""
    ours, theirs = _keyed(before), _keyed(after)
    both = ours.merge(theirs, on=["key", "nth"])
    return both["at_x"].to_numpy(np.int64), both["at_y"].to_numpy(np.int64)


def _keyed(frame: Frame) -> Frame:
    key = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    made = pd.DataFrame({"key": key, "at": np.arange(len(frame))})
    return made.assign(nth=made.groupby("key").cumcount())


def comparable(frame: Frame, columns: Sequence[Column]) -> Frame:
    """What was typed in a form in which equal is equal: blank text "", blank numbers -inf, moments as whole seconds.

    A file keeps sixteen digits of a number and not quite every microsecond of a moment.
    """
    made = {c.key: _plain(frame[c.key], c) for c in columns}
    who = folded(_who(frame)).fillna("").astype(object)
    made[WHO] = who
    if "id" in made:
        made["id_folded"] = folded(frame["id"]).fillna("").astype(object)
    return pd.DataFrame({k: np.asarray(v) for k, v in made.items()})


def _who(frame: Frame) -> pd.Series:
    return frame["origin"].where(frame["origin"].notna(), frame["owner"]) if "origin" in frame else frame["owner"]


def _plain(values: pd.Series, column: Column) -> NDArray[np.object_] | NDArray[np.float64] | Places:
    if column.temporal:
        moments = values.dt.round("s").to_numpy().astype("datetime64[s]")
        return moments.astype(np.int64)
    if values.dtype == "float64":
        return np.where(values.isna(), -np.inf, np.round(values.to_numpy(), max(column.decimals, 2) + 2))
    texts: NDArray[np.object_] = values.fillna("").astype(object).to_numpy()
    return texts
