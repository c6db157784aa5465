"""The computed columns of the forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import month_of, total
from xltrade.computed.world import Rows
from xltrade.core.dtypes import TEMPORAL
from xltrade.declared.tables import FORECASTS, RECEIPTS

total(FORECASTS, "actual", RECEIPTS, "base", date="date", span=month_of("month"))


@column(
    FORECASTS,
    "status",
    'IF(OR([month]="",[entered]=""),"",'
    'IF([entered]<=[month]-DAY([month])+$p(forecast_lock_day),"$w(in_force)","$w(revision)"))',
)
def status(rows: Rows) -> pd.Series:
    """In force when entered by the lock day of its month, else a revision (R014)."""
    start = rows["month"].dt.to_period("M").dt.to_timestamp().astype(TEMPORAL)
    lock = start + pd.to_timedelta(float(rows.policy["forecast_lock_day"]) - 1, unit="D")
    return joins.text(np.where(rows["entered"] <= lock, "in_force", "revision").astype(object))


@column(FORECASTS, "completion", 'IF(OR([month]="",N([amount])=0),"",[actual]/[amount])')
def completion(rows: Rows) -> pd.Series:
    """Receipts ÷ forecast; a forecast of zero is not scored (R015)."""
    return (rows["actual"] / rows["amount"].where(rows["amount"] != 0)).astype("float64")
