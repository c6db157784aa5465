"""The computed columns of the rubrics: the keys by which GRADE finds an answer in any spelling."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import RUBRICS


def _look_up_key(spelling: str) -> None:
    @column(
        RUBRICS,
        f"by_{spelling}",
        f'IF([rubric]="","",IF($is([rubric];rubric.intent),"intent","behaviour")&"|"&[{spelling}])',
    )
    def twin(rows: Rows) -> pd.Series:
        """Rubric and answer as one key: intent|明确."""
        return rows["rubric"] + "|" + rows[spelling]


for _spelling in ("zh", "en", "answer"):
    _look_up_key(_spelling)
