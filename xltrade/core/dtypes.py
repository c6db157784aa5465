"""The one shape of data between reading, rules and writing: a typed pandas DataFrame per declared table.

Column dtypes by kind: text kinds `str` (missing = NaN), numeric kinds float64, date, datetime and month
`datetime64[us]` (month = its first day), time float64 as a fraction of the day, offset float64 as hours, any = object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.core.schema import Column, Table

Frame: TypeAlias = pd.DataFrame
Frames: TypeAlias = dict[str, pd.DataFrame]
TEMPORAL = "datetime64[us]"


def dtype(column: Column) -> str:
    """The pandas dtype of a column's values."""
    if column.temporal:
        return TEMPORAL
    if column.numeric or column.kind in ("time", "offset"):
        return "float64"
    return "object" if column.kind == "any" else "str"


def typed(values: Sequence[Any], column: Column) -> pd.Series:
    """Plain Python values (None = blank) as a Series of the column's dtype."""
    kind = dtype(column)
    if kind == TEMPORAL:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), errors="raise")).astype(TEMPORAL)
    return pd.Series(values, dtype="object").astype(kind)


def build(table: Table, rows: Iterable[Mapping[str, Any]]) -> Frame:
    """Rows of plain values (missing keys = blank) as a frame of the table's input columns, plus `row` when given."""
    rows = list(rows)
    if not rows:
        return _blank(table).copy()
    data = {c.key: typed([r.get(c.key) for r in rows], c) for c in table.inputs}
    if "row" in rows[0]:
        data["row"] = pd.Series([r["row"] for r in rows], dtype="int64")
    return pd.DataFrame(data)


@cache
def _blank(table: Table) -> Frame:
    return pd.DataFrame({c.key: typed([], c) for c in table.inputs})


def empty(table: Table) -> Frame:
    """A frame of the table's input columns without rows."""
    return build(table, [])


def records(frame: Frame) -> list[dict[str, Any]]:
    """The rows as plain values by column key, None for blanks."""
    columns = [_plain(frame.iloc[:, n]) for n in range(frame.shape[1])] if len(frame) else []
    keys = [str(k) for k in frame.columns]
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(values: pd.Series) -> list[Any]:
    """A column as plain values, None for blanks."""
    plain = values.astype(object).tolist()
    if values.dtype == "object":
        plain = [v.item() if isinstance(v, np.generic) else v for v in plain]
    return [None if blank else v for v, blank in zip(plain, values.isna().tolist(), strict=True)]


def each_row(frame: Frame, where: pd.Series | NDArray[np.bool_]) -> Iterator[pd.Series]:
    """The rows in which `where` holds, each with its label as its name; there are few, and none cost nothing."""
    here = np.asarray(where, dtype=bool)
    return (row for _, row in frame[here].iterrows()) if here.any() else iter(())
