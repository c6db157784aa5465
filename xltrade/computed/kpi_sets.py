"""The computed column of the KPI weights."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import KPI_SETS
from xltrade.rules import policy as policies


@column(
    KPI_SETS,
    "in_force",
    'IF([kpi]="",0,IF([effective_from]=SUMPRODUCT(MAX((kpi_sets[person_id]=[person_id])*'
    "(kpi_sets[effective_from]<=as_of)*kpi_sets[effective_from])),1,0))",
)
def in_force(rows: Rows) -> pd.Series:
    """1 on the newest version of each person's set (R196)."""
    current = policies.in_force(rows.inputs, KPI_SETS, rows.context.today).index
    return pd.Series(rows.index.isin(current).astype("float64"), index=rows.index)
