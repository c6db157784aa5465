"""The computed column of the cities: under what a customer's city is found."""

from __future__ import annotations

import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.world import Rows
from xltrade.declared.tables import CITIES


@column(CITIES, "key", 'IF([city]="","",[code]&":"&TRIM([city]))')
def key(rows: Rows) -> pd.Series:
    """Country code and city, such as US:Chicago (R054)."""
    return joins.text(
        [f"{code}:{' '.join(city.split())}" for code, city in zip(rows["code"], rows["city"], strict=True)]
    )
