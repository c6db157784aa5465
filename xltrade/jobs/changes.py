"""Every typed value that differs from the consolidation before, and what it moved in money (R211)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.identity import folded
from xltrade.core.parsing import fold
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.declared.tables.columns import OWNER
from xltrade.jobs.aligned import Aligned, Places, align, comparable
from xltrade.jobs.before import Before, typed_key
from xltrade.jobs.difference import Gone, Line
from xltrade.jobs.moved import moved

Taken = Mapping[tuple[str, str], frozenset[str]]
"""(Folded owner, table) -> folded numbers of rows that were rejected this time; "" of one without a number."""
_PLACE = ("owner", "owner_name", "file", "source_row", "extra")
_EXTRA = tables.MASTER["customers"]["extra"]


@dataclass(frozen=True)
class Changes:
    """All lines, riskiest first, and what is gone."""

    lines: tuple[Line, ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True)
class Now:
    """What the master before is compared with: the computed tables with `owner`, `owner_name`, `file` and `row`, the
    rows that were rejected, the context of the new master.
    """

    tables: Frames
    context: Context
    rejected: Taken = field(default_factory=dict)


def compared(before: Before, now: Now) -> Changes:
    """The differences between the master before and the rows of now; none where the master held nobody's rows."""
    if not before.known:
        return Changes()
    owners = before.owners, frozenset(folded(_owners(now.tables)))
    states = ((t, _as_typed(t, before.frames[t.key]), _as_typed(t, now.tables[t.key])) for t in tables.SALES)
    found = [_Compared(t, a, b, now.rejected, owners) for t, a, b in states if len(a) + len(b) and not a.equals(b)]
    lines = moved([line for one in found for line in one.lines()], now.tables, now.context)
    return Changes(tuple(sorted(lines, key=Line.rank)), tuple(g for one in found for g in one.gone()))


class _Compared:
    """One table, last time and now."""

    def __init__(
        self, table: Table, before: Frame, after: Frame, rejected: Taken, owners: tuple[frozenset[str], frozenset[str]]
    ) -> None:
        """owners: folded, of the rows of last time and of now, in any table."""
        self.table, self.before, self.after, self.rejected = table, before, after, rejected
        self.columns = [*(c for c in table.inputs if c.key != "origin"), _EXTRA]
        self.then, self.now = (comparable(f, self.columns) for f in (self.before, self.after))
        self.pairs: Aligned = align(self.then, self.now, table)
        self.known, self.here = owners

    def lines(self) -> Iterator[Line]:
        """Every difference, by row and column."""
        yield from self._changed()
        yield from self._new()
        yield from self._missing()

    def _changed(self) -> Iterator[Line]:
        then, now = self.pairs.before, self.pairs.after
        marks = {c.key: self.then[c.key].to_numpy()[then] != self.now[c.key].to_numpy()[now] for c in self.columns}
        marks["owner"] = folded(self.before["owner"]).to_numpy()[then] != folded(self.after["owner"]).to_numpy()[now]
        some = np.flatnonzero(np.logical_or.reduce(list(marks.values()))) if len(then) else ()
        old, new = _records(self.before, then[some]), _records(self.after, now[some])
        for at, was, row in zip(some, old, new, strict=True):
            for column in (*self.columns, OWNER):
                if marks[column.key][at]:
                    kind = "moved" if column is OWNER else "changed"
                    yield Line(self.table, kind, was, row, column, was[column.key], row[column.key])

    def _new(self) -> Iterator[Line]:
        """New rows; of somebody who is new how many there are."""
        newcomers: dict[str, list[Mapping[str, Any]]] = {}
        for row in _records(self.after, self.pairs.new):
            if self._owner(row) in self.known:
                yield Line(self.table, "added", None, row)
            else:
                newcomers.setdefault(self._owner(row), []).append(row)
        for rows in newcomers.values():
            yield Line(self.table, "added", None, rows[0], more=tuple(rows[1:]))

    def _missing(self) -> Iterator[Line]:
        """Rows that are not there any more; of somebody who has none at all how many they were."""
        absent: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._lost:
            if self._owner(row) in self.here:
                yield Line(self.table, self._kind(row), row, None)
            else:
                absent.setdefault(self._owner(row), []).append(row)
        for rows in absent.values():
            yield Line(self.table, "gone", rows[0], None, more=tuple(rows[1:]))

    @cached_property
    def _lost(self) -> Sequence[Mapping[str, Any]]:
        return _records(self.before, self.pairs.gone)

    def _kind(self, row: Mapping[str, Any]) -> str:
        """Whether a row that is not in the master any more was rejected this time, or is gone."""
        taken = self.rejected.get((fold(str(row.get("origin") or row["owner"])), self.table.key), frozenset())
        taken |= self.rejected.get((self._owner(row), self.table.key), frozenset())
        number = fold(str(row["id"])) if "id" in row and row["id"] is not None else ""
        return "rejected" if number in taken else "gone"

    @staticmethod
    def _owner(row: Mapping[str, Any]) -> str:
        return fold(str(row["owner"]))

    def gone(self) -> Iterator[Gone]:
        """How many rows of each person are gone, of how many."""
        lost: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._lost:
            if self._kind(row) == "gone":
                lost.setdefault(self._owner(row), []).append(row)
        before, now = (folded(f["owner"]).value_counts() for f in (self.before, self.after))
        for owner, rows in lost.items():
            first, left = rows[0], int(now.get(owner, 0))
            yield Gone(self.table, str(first["owner"]), str(first["owner_name"] or ""), str(first["file"] or ""),
                       len(rows), int(before[owner]), left, owner in self.here)  # fmt: skip


def _owners(frames: Frames) -> pd.Series:
    return pd.concat([f["owner"] for f in frames.values()]).drop_duplicates()


def _as_typed(table: Table, frame: Frame) -> Frame:
    """What salespeople typed, also in columns that are the manager's, and whose and where each row is."""
    line = "row" if "row" in frame else "source_row"
    places = {c.key: typed_key(frame, c.key) for c in table.inputs} | {k: k for k in _PLACE} | {"source_row": line}
    made = frame[list(places.values())].set_axis(list(places), axis=1)
    return made.assign(source_row=made["source_row"].astype("float64"), extra=made["extra"].fillna("").astype("str"))


def _records(frame: Frame, places: Places | Sequence[int]) -> Sequence[Mapping[str, Any]]:
    return records(frame.iloc[np.asarray(places, dtype=np.int64)]) if len(places) else []
