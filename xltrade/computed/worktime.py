"""The computed columns of the working time: the week's days of rest, and how far the calendar reaches."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import WORKTIME


@column(WORKTIME, "rest", "$rest()")
def rest(rows: Rows) -> pd.Series:
    """Monday to Sunday, 1 = rest, the same in each row: 0000001."""
    mask = "".join(str(int(r)) for r in rows.policy.calendar.rest)
    return pd.Series(mask, index=rows.index, dtype="str")


@column(WORKTIME, "until", "IF(MAX(holidays[off])=0,DATE(9999,12,31),DATE(YEAR(MAX(holidays[off])),12,31))")
def until(rows: Rows) -> pd.Series:
    """The last day whose holidays are known, the same in each row: the end of the last year that is listed."""
    return joins.dates(np.full(len(rows), rows.policy.calendar.last, dtype=np.int64))
