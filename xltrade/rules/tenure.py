"""Tenure quarters (R003, R007): quarter n = months 3n−2 … 3n from the hire date, by anniversary day."""

from __future__ import annotations

import numpy as np

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import Ints


def add_months(days: Ints, months: Ints) -> Ints:
    """The same day of a later month, or that month's last day (31 Jan + 1 = 28/29 Feb), like EDATE."""
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]") + months.astype("timedelta64[M]")
    offset = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    first = month.astype("datetime64[D]").astype(np.int64)
    last = (month + 1).astype("datetime64[D]").astype(np.int64) - 1
    return np.minimum(first + offset, last)


def quarter(hired: Ints, on: Ints) -> Ints:
    """1 for the first three months, 2 for the next … ; shape (n,); refused before the hire date."""
    if (on < hired).any():
        raise ValueNotComputable("日期早于入职日期。", "The date is before the hire date.")
    month = [d.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) for d in (hired, on)]
    months = month[1] - month[0]
    months = months - (add_months(hired, months) > on)
    return months // 3 + 1
