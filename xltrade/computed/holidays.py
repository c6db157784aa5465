"""The computed columns of the holidays: the days that the working calendar of a cell reads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.core.days import weekday
from xltrade.declared.tables import HOLIDAYS
from xltrade.rules import followup


@column(HOLIDAYS, "off", "IF($is([kind];day_kind.off),[date],0)")
def off(rows: Rows) -> pd.Series:
    """The date of a day off."""
    return joins.dates(np.where(rows["kind"].eq("off"), rows.days("date"), followup.NONE))


@column(
    HOLIDAYS,
    "on",
    "IF($is([kind];day_kind.work),IF(NETWORKDAYS.INTL([date],[date],INDEX(worktime[rest],1))=0,[date],0),0)",
)
def on(rows: Rows) -> pd.Series:
    """The date of a make-up working day that falls on a weekly day of rest."""
    day = rows.days("date")
    resting = np.asarray(rows.policy.calendar.rest)[weekday(day)]
    return joins.dates(np.where(rows["kind"].eq("work") & resting, day, followup.NONE))
