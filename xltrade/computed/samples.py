"""The computed columns of the samples: which requests count at a review."""

from __future__ import annotations

import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import NO, YES, lookup, tenure
from xltrade.computed.joins import Mask
from xltrade.computed.world import Rows, shared
from xltrade.declared.tables import CUSTOMERS, SAMPLES

lookup(SAMPLES, "customer_name", "customer_id", CUSTOMERS, "company")
tenure(SAMPLES, "requested")


@column(
    SAMPLES,
    "counted",
    'IF([id]="","",IF(OR(AND($is([fee_paid];yesno.yes),NOT($pis(sample_counts;freight_collect))),'
    f"AND($is([freight];freight.collect),NOT($pis(sample_counts;fee_paid)))),{YES},{NO}))",
)
def counted(rows: Rows) -> pd.Series:
    """Whether a request counts: the fee paid, freight collect, or either, as the policy says (R019)."""
    rule = rows.policy["sample_counts"]
    fee, collect = rows["fee_paid"].eq("yes").to_numpy(), rows["freight"].eq("collect").to_numpy()
    return joins.yes((fee & (rule != "freight_collect")) | (collect & (rule != "fee_paid")))


@shared
def _dated(rows: Rows) -> Mask:
    """The counted requests with a day and a customer."""
    return joins.is_yes(rows["counted"]) & rows.has("requested", "customer_id")


@column(
    SAMPLES,
    "seq",
    f'IF(OR([id]="",[requested]="",[customer_id]="",[counted]<>{YES}),"",INT([requested])*100000+ROW())',
)
def seq(rows: Rows) -> pd.Series:
    """A number that puts the counted requests in order of day and row."""
    return joins.sequence(rows.days("requested"), rows["row"], _dated(rows))


@column(
    SAMPLES,
    "review",
    'IF(OR([tenure]="",[seq]=""),"",IF(COUNTIFS(samples[customer_id],[customer_id],samples[tenure],[tenure],'
    'samples[seq],"<"&[seq])=0,"T"&[tenure],"(T"&[tenure]&")"))',
)
def review(rows: Rows) -> pd.Series:
    """T2 where a request counts in tenure quarter 2, (T2) where that customer counted already (R020)."""
    return joins.evidence(rows, _dated(rows), rows["seq"])
