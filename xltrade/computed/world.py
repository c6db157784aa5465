"""Tables whose computed columns are made when somebody asks for them, each once.

So the order of computing follows from what the columns need: a twin reads `rows["last_contact"]` or
`rows.of("contacts")["counted"]`, and what it reads is computed first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.errors import DeclarationError
from xltrade.core.identity import folded, keys
from xltrade.core.schema import Table
from xltrade.rules import followup
from xltrade.rules.policy import Policy

Made = TypeVar("Made")
FIRST_ROW = 5
"""The Excel row of a table's first row where a frame does not say: below title, purpose, a free line and the header."""


class Columns(Protocol):
    """Anything that gives a column by its key: a frame, or the rows of a world."""

    def __getitem__(self, key: str, /) -> pd.Series: ...


Twin = Callable[["Rows"], pd.Series]
Twins = Mapping[tuple[str, str], Twin]
"""(table key, column key) → what recomputes the column."""


class Rows:
    """One table of a world: `rows["cny"]` is what stands in the frame, or is computed when first asked for."""

    def __init__(self, world: World, table: Table, frame: Frame, given: bool) -> None:
        """given: the frame holds its computed columns already; else those in it are never trusted."""
        self.world, self.table = world, table
        computed = set[str]() if given else {c.key for c in table.computed}
        self._given = {k for k in frame.columns if k not in computed}
        self._known: dict[str, pd.Series] = {}
        self._made: dict[Any, Any] = {}
        self._frame = frame
        if "row" not in self._given:
            self._known["row"] = pd.Series(np.arange(FIRST_ROW, FIRST_ROW + len(frame), dtype=np.int64))

    def __len__(self) -> int:
        return len(self._frame)

    def __getitem__(self, key: str) -> pd.Series:
        if key not in self._known:
            self._known[key] = self._frame[key] if key in self._given else self.world.compute(self, key)
        return self._known[key]

    @property
    def index(self) -> pd.Index:
        """The index of the frame."""
        return self._frame.index

    @property
    def context(self) -> Context:
        """The context of the world."""
        return self.world.context

    @property
    def policy(self) -> Policy:
        """The policy of the world."""
        return self.world.context.policy

    def of(self, table: str) -> Rows:
        """The rows of another table of the same world."""
        return self.world[table]

    @property
    def owned(self) -> bool:
        """Whether the rows are of several people, each with its owner."""
        return "owner" in self._given

    @property
    def owner(self) -> pd.Series:
        """Whose row each is; "" in a workbook of one person."""
        return self["owner"] if self.owned else pd.Series("", index=self.index, dtype="str")

    def key(self, column: str) -> pd.Series:
        """The column as a look-up key: folded, the owner before it where rows have one; blank stays blank.

        A column that names the owner itself (`owner` in the master) is the key alone.
        """
        return self._once(("key", column), lambda: self._key(column))

    def _key(self, column: str) -> pd.Series:
        if column == "owner" or not self.owned:
            return folded(self[column])
        return keys(self["owner"], self[column])

    def days(self, column: str) -> NDArray[np.int64]:
        """Dates as days since 1970, `followup.NONE` where blank."""
        return self._once(("days", column), lambda: days(self[column]))

    def has(self, *columns: str) -> NDArray[np.bool_]:
        """Where none of the columns is blank."""
        found = np.ones(len(self), dtype=bool)
        for column in columns:
            found &= self[column].notna().to_numpy()
        return found

    def once(self, make: Callable[[Rows], Made]) -> Made:
        """What `make` gives for these rows, made by the first who asks (see `shared`)."""
        return self._once(make, lambda: make(self))

    def _once(self, name: object, make: Callable[[], Made]) -> Made:
        if name not in self._made:
            self._made[name] = make()
        found: Made = self._made[name]
        return found

    @property
    def inputs(self) -> Frame:
        """The given frame, whose computed columns are not to be trusted."""
        return self._frame

    def frame(self) -> Frame:
        """The given columns and every computed one; the given frame stays as it is."""
        made = {c.key: self[c.key] for c in self.table.computed}
        given = {k: self[k] for k in self._frame.columns if k not in made}
        return pd.DataFrame({**given, "row": self["row"], **made}, index=self.index, copy=False)


def shared(make: Callable[[Rows], Made]) -> Callable[[Rows], Made]:
    """Decorates what several columns of a table have in common, so that it is made once a world."""

    @functools.wraps(make)
    def once(rows: Rows) -> Made:
        return rows.once(make)

    return once


class World:
    """Tables that look each other up. Asking for a column computes it and whatever it needs."""

    def __init__(
        self, tables: Mapping[str, Table], typed: Mapping[str, Frame], given: Frames, context: Context, twins: Twins
    ) -> None:
        """typed: frames whose computed columns are to be made; given: frames that are looked at as they are."""
        self.context, self._twins = context, twins
        self._tables = {k: Rows(self, tables[k], f, given=False) for k, f in typed.items()}
        self._tables |= {k: Rows(self, tables[k], f, given=True) for k, f in given.items()}
        self._under_way: list[tuple[str, str]] = []

    def __getitem__(self, table: str) -> Rows:
        return self._tables[table]

    def compute(self, rows: Rows, key: str) -> pd.Series:
        """The column by its twin; DeclarationError when it has none, or when it needs itself."""
        place = (rows.table.key, key)
        if place not in self._twins:
            raise DeclarationError(f"{'.'.join(place)}: no such column, and nothing computes it")
        if place in self._under_way:
            circle = [*self._under_way[self._under_way.index(place) :], place]
            raise DeclarationError(f"computed columns need each other: {' → '.join(map('.'.join, circle))}")
        self._under_way.append(place)
        try:
            return self._twins[place](rows)
        finally:
            self._under_way.pop()


def days(series: pd.Series) -> NDArray[np.int64]:
    """Dates as days since 1970-01-01, `followup.NONE` where blank."""
    found = series.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(series.isna(), followup.NONE, found)
