"""The computed columns of the trainings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import TRAININGS


@column(TRAININGS, "state", 'IF([date]="","",IF(AND($is([attended];yesno.no),[absence_reason]=""),"$w(absent)",""))')
def state(rows: Rows) -> pd.Series:
    """Says when an absence has no reason (R149)."""
    missing = rows["attended"].eq("no").to_numpy() & ~rows.has("absence_reason")
    return joins.text(joins.where(missing, np.full(len(rows), "absent", dtype=object)))
