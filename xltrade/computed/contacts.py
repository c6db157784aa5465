"""The computed columns of the contacts."""

from __future__ import annotations

import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import NO, lookup
from xltrade.computed.world import Rows
from xltrade.declared.tables import CONTACTS, CUSTOMERS

lookup(CONTACTS, "customer_name", "customer_id", CUSTOMERS, "company")


@column(
    CONTACTS,
    "counted",
    f'IF(OR([customer_id]="",[at]=""),"",IFERROR(INDEX(channels[counted],MATCH([channel],channels[$lang()],0)),{NO}))',
)
def counted(rows: Rows) -> pd.Series:
    """Whether the channel counts as a contact; an unknown one does not (R061)."""
    channel = rows["channel"].map({k: r.counted for k, r in rows.policy.channels.items()})
    return joins.yes(channel.eq(True).to_numpy(dtype=bool), rows.has("customer_id", "at"))
