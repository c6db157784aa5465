"""The computed column of the working time: the week's days of rest."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import WORKTIME


@column(WORKTIME, "rest", "$rest()")
def rest(rows: Rows) -> pd.Series:
    """Monday to Sunday, 1 = rest, the same in each row: 0000001."""
    mask = "".join(str(int(r)) for r in rows.policy.calendar.rest)
    return pd.Series(mask, index=rows.index, dtype="str")
