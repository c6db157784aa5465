"""The computed columns of the second chances: how long one lasts, and whether it counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.assessments import BESIDE_RESULTS
from xltrade.computed.column import column
from xltrade.computed.generated import NO, YES
from xltrade.computed.world import Rows
from xltrade.core.dtypes import TEMPORAL
from xltrade.core.identity import folded
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


def _score_cell(dimension: str) -> str:
    return f"SUMIFS(reviews[{dimension}],reviews[person_id],[person_id],reviews[quarter],[quarter])"


_LOWER = f"MIN({','.join(map(_score_cell, BESIDE_RESULTS))})"


@column(SECOND_CHANCES, "valid", f'IF([person_id]="","",IF({_LOWER}>=$p(outstanding),{YES},{NO}))')
def valid(rows: Rows) -> pd.Series:
    """Whether both other scores of that review reach the outstanding score of the policy (R006)."""
    needed, kept = float(rows.policy["outstanding"]), rows.of("reviews").inputs
    scores = zip(*(kept[d].fillna(0.0) for d in BESIDE_RESULTS), strict=True)
    names = zip(folded(kept["person_id"]), folded(kept["quarter"]), strict=True)
    lower = {name: min(pair) for name, pair in zip(names, scores, strict=True)}
    asked = zip(folded(rows["person_id"]), folded(rows["quarter"]), strict=True)
    return joins.yes(np.array([lower.get(name, 0.0) >= needed for name in asked], dtype=bool))
