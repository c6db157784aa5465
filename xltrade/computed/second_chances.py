"""The computed columns of the second chances: how long one lasts, and whether it counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.assessments import BESIDE_RESULTS, mean_scores
from xltrade.computed.column import column
from xltrade.computed.generated import NO, YES
from xltrade.computed.world import Rows
from xltrade.core.dtypes import TEMPORAL
from xltrade.declared.tables import SECOND_CHANCES


@column(
    SECOND_CHANCES,
    "ends",
    'IF([granted]="","",IF([until]<>"",[until],EDATE([granted],$p(second_chance_months))))',
)
def ends(rows: Rows) -> pd.Series:
    """The last day: as typed, else the policy's months from the day it was granted."""
    months = int(float(rows.policy["second_chance_months"]))
    return rows["until"].where(rows["until"].notna(), rows["granted"] + pd.DateOffset(months=months)).astype(TEMPORAL)


def _mean_cell(dimension: str) -> str:
    which = (
        "assessments[person_id],[person_id],assessments[quarter],[quarter],"
        f"assessments[dimension],$label(dimension.{dimension})"
    )
    return f"SUMIFS(assessments[score],{which})/MAX(1,COUNTIFS({which}))"


_LOWER_MEAN = f"MIN({','.join(map(_mean_cell, BESIDE_RESULTS))})"


@column(SECOND_CHANCES, "valid", f'IF([person_id]="","",IF({_LOWER_MEAN}>=$p(outstanding),{YES},{NO}))')
def valid(rows: Rows) -> pd.Series:
    """Whether both other scores reach the outstanding score of the policy (R006)."""
    scores, needed = rows.of("assessments").inputs, float(rows.policy["outstanding"])
    means = [mean_scores(scores, p, q) for p, q in zip(rows["person_id"], rows["quarter"], strict=True)]
    return joins.yes(np.array([min(m.values()) >= needed for m in means], dtype=bool))
