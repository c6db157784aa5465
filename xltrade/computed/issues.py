"""The computed columns of the issues."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import ISSUES


@column(ISSUES, "days_open", 'IF([opened]="","",MAX(0,IF([closed]="",as_of,[closed])-[opened]))')
def days_open(rows: Rows) -> pd.Series:
    """Days from opening to the solution or to today, never below 0 (R264)."""
    until = rows["closed"].where(rows["closed"].notna(), pd.Timestamp(rows.context.today))
    return (until - rows["opened"]).dt.days.clip(lower=0).astype("float64")
