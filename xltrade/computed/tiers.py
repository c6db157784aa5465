"""The computed columns of the commission tiers: which are in force, and how much each adds to the one below."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed.column import column
from xltrade.computed.generated import in_force, until
from xltrade.computed.world import Rows
from xltrade.core.rounding import RATE, unit_array
from xltrade.declared.tables import TIERS

in_force(TIERS, each="start", ends="rate")
until(TIERS, "start", ends="rate")


@column(
    TIERS,
    "step",
    'IF([start]="",0,IF([in_force]=0,0,ROUND([rate]*1000000,0)-IF([start]=0,0,ROUND(SUMPRODUCT((tiers[in_force]=1)*'
    "(tiers[start]=SUMPRODUCT(MAX((tiers[in_force]=1)*(tiers[start]<[start])*tiers[start])))*tiers[rate])*1000000,0))))",
)
def step(rows: Rows) -> pd.Series:
    """How much more than the tier below, in 1/1,000,000; 0 where not in force (R044)."""
    current = rows["in_force"].eq(1)
    order = rows["start"][current].sort_values().index
    rates = unit_array(rows["rate"].to_numpy(), RATE)
    out = pd.Series(0.0, index=rows.index)
    out.loc[order] = np.diff(rates[rows.index.get_indexer(order)], prepend=0).astype("float64")
    return out
