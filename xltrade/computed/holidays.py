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

_DAY = 'IF(ISNUMBER([date]),[date],IFERROR(DATEVALUE(SUBSTITUTE(SUBSTITUTE([date],".","-"),"/","-")),0))'
"""A date pasted as text, such as 2027.2.5, counts as the date; any other text as none, and harms no formula."""


@column(HOLIDAYS, "check", 'IF([date]="","",IF(N([date])>0,"","$w(no_date)"))')
def check(rows: Rows) -> pd.Series:
    """Blank: what was read as a row has a date."""
    return joins.text([None] * len(rows))


@column(HOLIDAYS, "off", f"IF($is([kind];day_kind.off),{_DAY},0)")
def off(rows: Rows) -> pd.Series:
    """The date of a day off."""
    return joins.dates(np.where(rows["kind"].eq("off"), rows.days("date"), followup.NONE))


@column(
    HOLIDAYS,
    "on",
    f"IF($is([kind];day_kind.work),IFERROR(IF(NETWORKDAYS.INTL({_DAY},{_DAY},INDEX(worktime[rest],1))=0,{_DAY},0),0),0)",
)
def on(rows: Rows) -> pd.Series:
    """The date of a make-up working day that falls on a weekly day of rest."""
    day = rows.days("date")
    resting = np.asarray(rows.policy.calendar.rest)[weekday(day)]
    return joins.dates(np.where(rows["kind"].eq("work") & resting, day, followup.NONE))
