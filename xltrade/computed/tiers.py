"""The computed columns of the commission tiers: which are in force, and how much each adds to the one below."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import in_force
from xltrade.computed.world import Rows
from xltrade.core.rounding import RATE, unit_array
from xltrade.declared.tables import TIERS
from xltrade.rules import followup
from xltrade.rules import policy as policies

in_force(TIERS, each="start", ends="rate")
_NEVER = 2_958_465
"""The serial number of 9999-12-31."""


@column(
    TIERS,
    "until",
    f'IF(OR([start]="",[rate]="",[effective_from]=""),"",{_NEVER}-SUMPRODUCT(MAX((tiers[start]=[start])'
    f"*(tiers[effective_from]>[effective_from])*({_NEVER}-tiers[effective_from]))))",
)
def until(rows: Rows) -> pd.Series:
    """The day on which the next row of the same start begins, 9999-12-31 where there is none (R212)."""
    found = policies.tier_rows(rows.inputs)[1]
    return joins.dates(np.where(rows.has("start", "rate", "effective_from"), found, followup.NONE))


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
