"""The computed columns of the orders: what is still to come, delivery, value, which of the customer's it is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import NO, YES, earliest, lookup, nth, positive, says_yes, sequence, tenure, total
from xltrade.computed.joins import Ints, Mask
from xltrade.computed.world import Rows, shared
from xltrade.core.rounding import FEN, FX, half_up, unit_array
from xltrade.core.schema import Lang
from xltrade.declared import choices as ch
from xltrade.declared.tables import CUSTOMERS, ORDERS, RECEIPTS
from xltrade.formulas.functions.money import in_cny
from xltrade.rules import followup, fx
from xltrade.rules import policy as policies
from xltrade.rules.policy import Policy

_OURS = ("order_id", "id")

lookup(ORDERS, "customer_name", "customer_id", CUSTOMERS, "company")
total(ORDERS, "received", RECEIPTS, "of_order", says_yes("counted"), by=_OURS)
earliest(ORDERS, "first_paid", RECEIPTS, "date", positive("base"), by=_OURS)
sequence(ORDERS, "seq", "date", "id", "date", "customer_id")
nth(ORDERS, "order_no", by="seq", within="customer_id")
tenure(ORDERS, "first_paid")


@column(
    ORDERS,
    "review",
    'IF(OR([tenure]="",N([order_no])<2),"",IF(COUNTIFS(orders[customer_id],[customer_id],orders[tenure],[tenure],'
    'orders[order_no],">=2",orders[order_no],"<"&[order_no])=0,"T"&[tenure],"(T"&[tenure]&")"))',
)
def review(rows: Rows) -> pd.Series:
    """T4 for a repeat order of tenure quarter 4, (T4) where that customer counted already (R030)."""
    return joins.evidence(rows, (rows["order_no"] >= 2).to_numpy(), rows["order_no"])


# ── money outstanding ─────────────────────────────────────────────────────────────────────────────────────────────


@shared
def _left(rows: Rows) -> Ints:
    """Order amount less received, in fen of its currency."""
    return half_up(unit_array(rows["amount"].to_numpy()), FEN) - joins.fen_of(rows["received"])


@shared
def _cancelled(rows: Rows) -> Mask:
    return rows["stage"].eq("cancelled").to_numpy()


@shared
def _owed(rows: Rows) -> Mask:
    """Where money is to come: an overpaid order owes nothing, nor does a cancelled one."""
    return rows.has("outstanding") & ~_cancelled(rows) & (_left(rows) > 0)


@shared
def _late(rows: Rows) -> Ints:
    """Days past the payment date, negative before it; of no use where that is blank."""
    return rows.context.day - rows.days("payment_due")


@column(
    ORDERS,
    "outstanding",
    'IF(OR([id]="",[amount]=""),"",(ROUND(ROUND([amount]*10000,0)/100,0)-ROUND([received]*100,0))/100)',
)
def outstanding(rows: Rows) -> pd.Series:
    """Order amount less received; below 0 when overpaid."""
    return joins.numbers(_left(rows) / 100, rows.has("amount"))


@column(
    ORDERS,
    "outstanding_cny",
    'IF(OR([outstanding]="",$is([stage];order_stage.cancelled)),"",'
    'IF([outstanding]=0,0,IFERROR(TOCNY([outstanding],[currency],as_of),"")))',
)
def outstanding_cny(rows: Rows) -> pd.Series:
    """Outstanding at today's rate; blank without one and for a cancelled order (R157)."""
    left = _left(rows)
    rates = fx.rate(joins.objects(rows["currency"]), np.full(len(rows), rows.context.day, np.int64), rows.policy)
    known = rows.has("outstanding") & ~_cancelled(rows) & ((left == 0) | (rates > 0))
    return joins.numbers(np.where(left == 0, 0, fx.to_fen(left * FEN, rates)) / 100, known)


@column(
    ORDERS,
    "receivable_state",
    'IF([outstanding]="","",IF($is([stage];order_stage.cancelled),"$w(cancelled)",IF([outstanding]=0,"$w(settled)",'
    'IF([outstanding]<0,"$w(overpaid)",IF([payment_due]="","$w(no_due)",IF(as_of>[payment_due],'
    '"$w(overdue) "&(as_of-[payment_due])&" $w(days)","$w(ahead) "&([payment_due]-as_of)&" $w(days)"))))))',
)
def receivable_state(rows: Rows) -> pd.Series:
    """Settled, overpaid, cancelled, without a payment date, or how many days it is overdue or has to go (R157)."""
    context, left, late, owed = rows.context, _left(rows), _late(rows), _owed(rows)
    known, cancelled, dated = rows.has("outstanding"), _cancelled(rows), rows.has("payment_due")
    live = known & ~cancelled
    out = np.full(len(rows), None, dtype=object)
    for mask, word in (
        (known & cancelled, "cancelled"),
        (live & (left == 0), "settled"),
        (live & (left < 0), "overpaid"),
        (owed & ~dated, "no_due"),
    ):
        out[mask] = context.word(word)
    for mask, word, shown in ((late > 0, "overdue", late), (late <= 0, "ahead", -late)):
        here = owed & dated & mask
        out[here] = joins.days_text(context, word, shown[here])
    return joins.text(out)


_DEBT = "N([outstanding])>0,NOT($is([stage];order_stage.cancelled))"


@column(ORDERS, "overdue_days", f'IF(AND({_DEBT},[payment_due]<>"",as_of>N([payment_due])),as_of-[payment_due],"")')
def overdue_days(rows: Rows) -> pd.Series:
    """Days past the payment date of an order that owes."""
    late = _late(rows)
    return joins.numbers(late, _owed(rows) & rows.has("payment_due") & (late > 0))


_BUCKETS = (
    'IF([overdue_days]<=$p(ageing_1),"1–"&$p(ageing_1)&" $w(days)",'
    'IF([overdue_days]<=$p(ageing_2),($p(ageing_1)+1)&"–"&$p(ageing_2)&" $w(days)",'
    'IF([overdue_days]<=$p(ageing_3),($p(ageing_2)+1)&"–"&$p(ageing_3)&" $w(days)",'
    '"$w(longer_than) "&$p(ageing_3)&" $w(days)")))'
)
_IF_LATE = f'IF([payment_due]="","$w(no_due)",IF([overdue_days]="","$w(not_due)",{_BUCKETS}))'


@column(ORDERS, "ageing", f'IF(AND({_DEBT}),{_IF_LATE},"")')
def ageing(rows: Rows) -> pd.Series:
    """How long an order is overdue, as the label of its bucket: "31–60 days"."""
    labels = np.array(ageing_labels(rows.policy, rows.context.lang), dtype=object)
    place = bucket(rows["overdue_days"], rows["payment_due"].notna(), rows.policy)
    return joins.text(joins.where(_owed(rows), labels[place]))


NO_DUE = len(policies.AGEING) + 2
"""The bucket of orders without a payment date, after not due, the bounds and beyond the last."""


def bucket(overdue: pd.Series, dated: pd.Series, policy: Policy) -> Ints:
    """The place in `ageing_labels` of each order with money outstanding: 0 not due, the buckets, the last without date.

    overdue: days, NaN where not overdue; a bound belongs to the bucket below it.
    """
    days = overdue.fillna(0).to_numpy(dtype=np.int64)
    found = np.searchsorted([0, *policy.ageing], days, side="left")
    return np.where(dated.to_numpy(dtype=bool), found, NO_DUE)


def ageing_labels(policy: Policy, lang: Lang) -> list[str]:
    """What the buckets are called: not due, 1–30 days, …, over 90 days, no due date."""
    w, bounds = ch.WORDS.labels(lang), (0, *policy.ageing)
    spans = [f"{a + 1}–{b} {w['days']}" for a, b in pairwise(bounds)]
    return [w["not_due"], *spans, f"{w['longer_than']} {bounds[-1]} {w['days']}", w["no_due"]]


@column(
    ORDERS,
    "credit_warning",
    'IF(OR([customer_id]="",$is([stage];order_stage.cancelled)),"",IFERROR(SUBSTITUTE('
    'INDEX(customers[credit_state],MATCH([customer_id],customers[id],0)),"$w(fine)",""),""))',
)
def credit_warning(rows: Rows) -> pd.Series:
    """The customer's credit state; blank while it is fine (R237)."""
    customers = rows.of("customers")
    state = customers["credit_state"]
    warned = state.where(state != rows.context.word("fine"))
    found = joins.found(rows.key("customer_id"), customers, "id", warned)
    return joins.text(joins.objects(found.where(~_cancelled(rows))))


@column(
    ORDERS,
    "open",
    'IF([id]="","",IF(OR($is([stage];order_stage.finished),$is([stage];order_stage.cancelled)),' + f"{NO},{YES}))",
)
def is_open(rows: Rows) -> pd.Series:
    """Neither finished nor cancelled."""
    return joins.yes(~rows["stage"].isin(["finished", "cancelled"]).to_numpy())


# ── delivery and value ────────────────────────────────────────────────────────────────────────────────────────────


@column(
    ORDERS,
    "delivery_state",
    'IF(OR([id]="",[due]="",$is([stage];order_stage.cancelled)),"",IF([shipped]<>"",IF([shipped]<=[due],"$w(on_time)",'
    '"$w(late) "&([shipped]-[due])&" $w(days)"),IF(as_of>[due],"$w(overdue) "&(as_of-[due])&" $w(days)",'
    '"$w(ahead) "&([due]-as_of)&" $w(days)")))',
)
def delivery_state(rows: Rows) -> pd.Series:
    """On time or late once shipped, else overdue or how many days to go (R214)."""
    context, due, shipped = rows.context, rows.days("due"), rows.days("shipped")
    asked = (due != followup.NONE) & ~_cancelled(rows)
    gone = asked & (shipped != followup.NONE)
    out = np.full(len(rows), None, dtype=object)
    for mask, word, days in (
        (gone & (shipped > due), "late", shipped - due),
        (asked & ~gone & (due < context.day), "overdue", context.day - due),
        (asked & ~gone & (due >= context.day), "ahead", due - context.day),
    ):
        out[mask] = joins.days_text(context, word, days[mask])
    out[gone & (shipped <= due)] = context.word("on_time")
    return joins.text(out)


@shared
def _rates(rows: Rows) -> Ints:
    """The rate of each order's own day; 0 where there is none."""
    return fx.rate(joins.objects(rows["currency"]), rows.days("date"), rows.policy)


@shared
def _rated(rows: Rows) -> Mask:
    return rows.has("amount", "currency", "date") & (_rates(rows) > 0)


@column(ORDERS, "rate", 'IF(OR([date]="",[currency]=""),"",IFERROR(FXRATE([currency],[date]),""))')
def rate(rows: Rows) -> pd.Series:
    """The CNY rate of the order day by the policy; blank where there is none (R048)."""
    return joins.numbers(_rates(rows) / FX, _rates(rows) > 0)


@column(ORDERS, "cny", f'IF(OR([amount]="",[rate]=""),"",IFERROR({in_cny("[amount]", "[rate]")},""))')
def cny(rows: Rows) -> pd.Series:
    """The amount in CNY at the order day's rate; blank without one (R048)."""
    return joins.numbers(fx.to_fen(unit_array(rows["amount"].to_numpy()), _rates(rows)) / 100, _rated(rows))


@column(
    ORDERS,
    "profit",
    f'IF(OR([amount]="",[cost]="",[rate]=""),"",IFERROR({in_cny("([amount]-[cost])", "[rate]")},""))',
)
def profit(rows: Rows) -> pd.Series:
    """Amount less cost in CNY at the order day's rate; blank without a rate or a cost (R083)."""
    gross = unit_array(rows["amount"].to_numpy()) - unit_array(rows["cost"].to_numpy())
    return joins.numbers(fx.to_fen(gross, _rates(rows)) / 100, _rated(rows) & rows.has("cost"))
