"""The computed columns of the mail checks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import MAIL_CHECKS

_TIMES = ("morning", "noon", "evening")


@column(MAIL_CHECKS, "times", f'IF([date]="","",{"+".join(f"IF($is([{t}];yesno.yes),1,0)" for t in _TIMES)})')
def times(rows: Rows) -> pd.Series:
    """How often mail was checked that day, 0 to 3 (R096)."""
    done = np.sum([rows[t].eq("yes").to_numpy() for t in _TIMES], axis=0)
    return joins.numbers(done.astype("float64"), rows.has("date"))
