"""The computed columns of the inquiries: how fast the answer came and how far it led."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import lookup
from xltrade.computed.joins import Mask
from xltrade.computed.world import Rows, shared
from xltrade.declared import choices as ch
from xltrade.declared.tables import CUSTOMERS, INQUIRIES
from xltrade.rules import reply

lookup(INQUIRIES, "customer_name", "customer_id", CUSTOMERS, "company")
lookup(INQUIRIES, "region", "customer_id", CUSTOMERS, "region")


@shared
def _answered(rows: Rows) -> Mask:
    """Where both moments are known and the answer did not come before the question."""
    received, replied = joins.moments(rows["received"]), joins.moments(rows["replied"])
    return rows.has("received", "replied") & (replied >= received)


@shared
def _beyond(rows: Rows) -> Mask:
    """Where the answer came after the last day whose holidays are known."""
    return rows.days("replied") > rows.policy.calendar.last


@column(
    INQUIRIES,
    "reply_state",
    'IF([received]="","",IF([replied]="","$w(open) "&MAX(0,as_of-INT([received]))&" $w(days)",'
    'IF([replied]<[received],"$w(early)",IFERROR(REPLYSTATUS([received],[replied],[channel]),"$w(see_holidays)"))))',
)
def reply_state(rows: Rows) -> pd.Series:
    """On target, in time, late; "open 7 days" without an answer; an answer before the question is pointed out.

    After the last year whose holidays are known it says so.
    """
    context, right, known = rows.context, _answered(rows) & ~_beyond(rows), rows.has("received")
    received, replied = joins.moments(rows["received"])[right], joins.moments(rows["replied"])[right]
    keys = reply.status(received, replied, joins.objects(rows["channel"])[right], rows.policy)
    out = np.full(len(rows), None, dtype=object)
    out[known & rows.has("replied") & ~right] = context.word("early")
    out[_answered(rows) & ~right] = context.word("see_holidays")
    out[right] = [ch.REPLY.label(k, context.lang) for k in keys.tolist()]
    waiting = known & ~rows.has("replied")
    since = np.maximum(0, context.day - rows.days("received")[waiting])
    out[waiting] = joins.days_text(context, "open", since)
    return joins.text(out)


@column(
    INQUIRIES,
    "reply_hours",
    'IF(OR([received]="",[replied]=""),"",IFERROR(WORKHOURS([received],[replied]),""))',
)
def reply_hours(rows: Rows) -> pd.Series:
    """Working hours until the answer."""
    right = _answered(rows) & ~_beyond(rows)
    received, replied = joins.moments(rows["received"])[right], joins.moments(rows["replied"])[right]
    out = np.full(len(rows), np.nan)
    out[right] = reply.hours(received, replied, "working", rows.policy)
    return pd.Series(out)


@column(
    INQUIRIES,
    "step",
    'IF([received]="","",IF($is([result];result.ordered),4,IF(OR($is([result];result.quoted),'
    '$is([quotation];yesno.yes)),3,IF([replied]<>"",2,1))))',
)
def step(rows: Rows) -> pd.Series:
    """How far each inquiry came: 1 received, 2 answered, 3 quoted, 4 ordered (R179)."""
    quoted = rows["result"].eq("quoted") | rows["quotation"].eq("yes")
    reached = np.select([rows["result"].eq("ordered"), quoted, rows["replied"].notna()], [4, 3, 2], 1)
    return joins.numbers(reached.astype("float64"), rows.has("received"))
