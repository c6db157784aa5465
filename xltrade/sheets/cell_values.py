"""A column's values as cells are written: labels for keys, serial numbers for dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from xltrade.core.days import EPOCH
from xltrade.core.dtypes import Frame
from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Column, Lang
from xltrade.sheets.plan import Value

_EPOCH = np.datetime64(EPOCH, "us")
_DAY_US = 86_400_000_000
_FIRST_SERIAL = 61


def serial(value: dt.date | dt.datetime) -> float:
    """The Excel serial number of a date or date-time."""
    return _serial(int((np.datetime64(value, "us") - _EPOCH).astype("int64")))


def _serial(microseconds: int) -> float:
    days, rest = divmod(microseconds, _DAY_US)
    return days if rest == 0 else days + rest / _DAY_US


def values(column: Column, frame: Frame, lang: Lang) -> list[Value]:
    """A column's cells as they are written: choice labels, serial numbers for dates, None for blanks.

    A date before 1900-03-01, which Excel's serials cannot hold, becomes the text yyyy-mm-dd.
    """
    if column.key not in frame:
        return [None] * len(frame)
    series = frame[column.key]
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return [_moment(m) for m in series.to_numpy("datetime64[us]")]
    labels = column.choices.labels(lang) if column.choices else None
    return [_value(v, labels, column) for v in series.tolist()]


def _moment(value: np.datetime64) -> Value:
    if np.isnat(value):
        return None
    number = _serial(int((value - _EPOCH).astype("int64")))
    return number if number >= _FIRST_SERIAL else str(value.astype("datetime64[D]"))


def _value(value: Any, labels: Mapping[str, str] | None, column: Column) -> Value:
    if value is None or value is pd.NaT or value is pd.NA or value == "" or value != value:
        return None
    if labels is not None and column.choices:
        if value not in labels:
            raise DeclarationError(f"column {column.key}: {value!r} is not a key of choice list {column.choices.key}")
        return labels[value]
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
