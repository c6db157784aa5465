"""The computed column of the zone offsets: the row of each zone that holds today."""

from __future__ import annotations

import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import ZONES


@column(ZONES, "in_force", 'IF(AND(N([since])<=as_of,as_of<N([until])),[zone],"")')
def in_force(rows: Rows) -> pd.Series:
    """The zone, in the row that holds today (R054)."""
    today = rows.context.day
    here = (rows.days("since") <= today) & (today < rows.days("until"))
    return joins.text(joins.where(here, joins.objects(rows["zone"])))
