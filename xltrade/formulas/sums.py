"""Exact sums of money columns, in fen."""

from __future__ import annotations

import pandas as pd

from xltrade.core.dtypes import Frame
from xltrade.core.rounding import unit_array


def sum_between(frame: Frame, column: str, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Exact sum of a money column over rows dated from start to before end, in yuan."""
    inside = (frame["date"] >= start) & (frame["date"] < end) & frame[column].notna()
    return cents(frame.loc[inside, column]) / 100


def cents(series: pd.Series) -> int:
    """The exact sum of a money column in fen."""
    return int(unit_array(series.to_numpy(), 100).sum())
