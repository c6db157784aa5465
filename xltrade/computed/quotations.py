"""The computed columns of the quotations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import lookup
from xltrade.computed.world import Rows
from xltrade.core.dtypes import TEMPORAL
from xltrade.core.rounding import UNIT, half_up, unit_array, wide
from xltrade.declared.tables import CUSTOMERS, QUOTATIONS

lookup(QUOTATIONS, "customer_name", "customer_id", CUSTOMERS, "company")


@column(
    QUOTATIONS,
    "amount",
    'IF(OR([quantity]="",[price]=""),"",ROUND(ROUND([quantity]*10000,0)*ROUND([price]*10000,0)/1000000,0)/100)',
)
def amount(rows: Rows) -> pd.Series:
    """Quantity × price, half up to the fen."""
    quantity, price = (unit_array(rows[c].to_numpy()) for c in ("quantity", "price"))
    fen = half_up(wide(quantity, 2 * int(np.abs(price).max(initial=1))) * price, UNIT * UNIT // 100)
    return joins.numbers(fen.astype("float64") / 100, rows.has("quantity", "price"))


@column(
    QUOTATIONS,
    "price_check",
    'IF(OR([price]="",[floor_price]=""),"",IF([price]<[floor_price],"$w(under_floor)","$w(fine)"))',
)
def price_check(rows: Rows) -> pd.Series:
    """Whether the price is under the floor (R101)."""
    checked = np.where(rows["price"] < rows["floor_price"], "under_floor", "fine")
    return joins.text(joins.where(rows.has("price", "floor_price"), checked.astype(object)))


@column(
    QUOTATIONS,
    "days_taken",
    'IF(OR([date]="",[inquiry_id]=""),"",'
    'IFERROR([date]-INT(INDEX(inquiries[received],MATCH([inquiry_id],inquiries[id],0))),""))',
)
def days_taken(rows: Rows) -> pd.Series:
    """Days from the inquiry to the quotation."""
    asked = rows.of("inquiries")
    received = joins.found(rows.key("inquiry_id"), asked, "id", asked["received"]).astype(TEMPORAL)
    return (rows["date"] - received.dt.normalize()).dt.days.astype("float64")
