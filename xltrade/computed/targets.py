"""The computed column of the targets: which version a period is scored by."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.core.dtypes import TEMPORAL
from xltrade.declared.tables import TARGETS

_SAME = ("month", "person_id", "area", "kpi", "span")
_LAST_DAY = "EDATE([month]-DAY([month])+1,IF($is([span];span.year),12,IF($is([span];span.quarter),3,1)))-1"
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@column(
    TARGETS,
    "in_force",
    'IF([month]="",0,IF([effective_from]=SUMPRODUCT(MAX((targets[month]=[month])*(targets[person_id]=[person_id])*'
    "(targets[area]=[area])*(targets[kpi]=[kpi])*(targets[span]=[span])*"
    f"(targets[effective_from]<=MIN(as_of,{_LAST_DAY}))*targets[effective_from])),1,0))",
)
def in_force(rows: Rows) -> pd.Series:
    """1 on the version its period is scored by (R164): the newest of each month, span, person, area and KPI that was
    in force by the end of its period, or by today."""
    first = rows["month"].dt.to_period("M")
    months = rows["span"].fillna("month").map(_MONTHS)
    ends = [
        (f + int(m) - 1).end_time.normalize() if not pd.isna(f) else pd.NaT for f, m in zip(first, months, strict=True)
    ]
    limit = pd.Series(ends, index=rows.index, dtype=TEMPORAL).clip(upper=pd.Timestamp(rows.context.today))
    since = rows["effective_from"]
    newest = since.where(since <= limit).groupby([rows[k] for k in _SAME], dropna=False).transform("max")
    return (since == newest).astype("float64")
