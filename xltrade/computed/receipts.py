"""The computed columns of the receipts: what counts, in which period, and the commission it brings."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import NO, YES, lookup, nth, sequence, tenure
from xltrade.computed.joins import Ints, Mask
from xltrade.computed.world import Rows, days, shared
from xltrade.core.days import quarter_label, to_day
from xltrade.core.dtypes import TEMPORAL
from xltrade.core.rounding import FEN, FX, unit_array, whole_half_up
from xltrade.declared.tables import CUSTOMERS, RECEIPTS
from xltrade.formulas.tiers import live
from xltrade.rules import commission as commissions
from xltrade.rules import followup, fx
from xltrade.rules import tenure as tenures
from xltrade.rules.receipts import bases

lookup(RECEIPTS, "customer_name", "customer_id", CUSTOMERS, "company")
tenure(RECEIPTS, "date")
sequence(RECEIPTS, "seq", "date", "id", "date")
nth(RECEIPTS, "period_no", by="seq", within="period", among="base")


@column(
    RECEIPTS,
    "customer_id",
    'IF([id]="","",IF([payer_id]<>"",[payer_id],'
    'IFERROR(INDEX(orders[customer_id],MATCH([order_id],orders[id],0)),"")))',
)
def customer_id(rows: Rows) -> pd.Series:
    """Who paid: as typed, else the customer of the order (R023)."""
    orders = rows.of("orders")
    by_order = joins.found(rows.key("order_id"), orders, "id", orders["customer_id"])
    return joins.text(joins.objects(rows["payer_id"].where(rows["payer_id"].notna(), by_order)))


# ── what counts ───────────────────────────────────────────────────────────────────────────────────────────────────


@shared
def _rates(rows: Rows) -> Ints:
    """The rate of each receipt's day, in 1/1,000,000; 0 where there is none."""
    return fx.rate(joins.objects(rows["currency"]), rows.days("date"), rows.policy)


@shared
def _rated(rows: Rows) -> Mask:
    """Where amount, currency and day are known and have a rate."""
    return rows.has("amount", "currency", "date") & (_rates(rows) > 0)


@shared
def _bases(rows: Rows) -> Ints:
    fee = rows["bank_fee"].fillna(0).to_numpy(dtype="float64")
    amount, kinds = rows["amount"].to_numpy(dtype="float64"), joins.objects(rows["kind"])
    return bases(joins.objects(rows["currency"]), rows.days("date"), kinds, amount, fee, rows.policy)


@column(RECEIPTS, "rate", 'IF(OR([date]="",[currency]=""),"",IFERROR(FXRATE([currency],[date]),""))')
def rate(rows: Rows) -> pd.Series:
    """The CNY rate of the day by the policy; blank where there is none (R048)."""
    return joins.numbers(_rates(rows) / FX, _rates(rows) > 0)


@column(
    RECEIPTS,
    "cny",
    'IF(OR([date]="",[amount]="",[currency]=""),"",IFERROR(TOCNY([amount],[currency],[date]),""))',
)
def cny(rows: Rows) -> pd.Series:
    """Amount × rate, half up to the fen."""
    return joins.numbers(_cny(rows["amount"], _rates(rows)) / 100, _rated(rows))


_ORDERED_IN = "INDEX(orders[currency],MATCH([order_id],orders[id],0))"


@column(
    RECEIPTS,
    "of_order",
    f'IF(OR([amount]="",[currency]="",[order_id]=""),"",IFERROR(IF({_ORDERED_IN}=[currency],[amount],'
    f'ROUND(ROUND([cny]*100,0)*{FX}/ROUND(FXRATE({_ORDERED_IN},[date])*{FX},0),0)/100),""))',
)
def of_order(rows: Rows) -> pd.Series:
    """The amount in the currency of its order, half up to the cent at the rates of its day (R048, R157)."""
    orders = rows.of("orders")
    ordered = joins.objects(joins.found(rows.key("order_id"), orders, "id", orders["currency"]))
    theirs = np.array([isinstance(c, str) for c in ordered.tolist()], dtype=bool)
    same = theirs & np.equal(ordered, joins.objects(rows["currency"]))
    rates = np.ones(len(rows), np.int64)
    rates[theirs] = fx.rate(ordered[theirs], rows.days("date")[theirs], rows.policy)
    fen = _cny(rows["amount"], _rates(rows))
    converted = [
        whole_half_up(Fraction(f * FX, r)) if r > 0 else 0 for f, r in zip(fen.tolist(), rates.tolist(), strict=True)
    ]
    known = rows.has("amount", "currency") & theirs & (same | (_rated(rows) & (rates > 0)))
    return joins.numbers(np.where(same, rows["amount"], np.array(converted, dtype="float64") / 100), known)


@column(
    RECEIPTS,
    "counted",
    f'IF([kind]="","",IFERROR(INDEX(receipt_kinds[counted],MATCH([kind],receipt_kinds[kind],0)),{NO}))',
)
def counted(rows: Rows) -> pd.Series:
    """Whether the kind of receipt earns commission: not a sample fee or freight (R004)."""
    return joins.yes(rows["kind"].isin(rows.policy.counted_kinds).to_numpy(), rows.has("kind"))


@column(
    RECEIPTS,
    "base",
    f'IF(OR([cny]="",[counted]=""),"",IF(OR([counted]={NO},AND($pis(refund;ignore),[amount]<0)),0,'
    "TOCNY([amount]-IF($pis(deduct_bank_fee;yes),N([bank_fee]),0),[currency],[date])))",
)
def base(rows: Rows) -> pd.Series:
    """What counts for commission: (amount − bank fee) × rate, 0 where the receipt does not count."""
    return joins.numbers(_bases(rows) / 100, _rated(rows))


def _cny(amount: pd.Series, rates: Ints) -> Ints:
    return fx.to_fen(unit_array(amount.to_numpy(dtype="float64")), rates)


# ── in which period ───────────────────────────────────────────────────────────────────────────────────────────────

_PAID_BEFORE = (
    f'SUMPRODUCT(MAX((receipts[order_id]=[order_id])*(receipts[counted]={YES})*(receipts[base]<>"")*'
    "(receipts[amount]>0)*(receipts[date]<=[date])*receipts[date]))"
)


@column(
    RECEIPTS,
    "period_date",
    'IF([date]="","",IF(AND($pis(refund;reopen),N([amount])<0,[order_id]<>""),'
    f"IF({_PAID_BEFORE}=0,[date],{_PAID_BEFORE}),[date]))",
)
def period_date(rows: Rows) -> pd.Series:
    """The date that decides a receipt's period: its own; under `reopen` a refund's is that of its order's latest
    positive receipt up to then that counts and has a rate, its own where there is none (R004)."""
    if rows.policy["refund"] != "reopen":
        return rows["date"]
    frame = pd.DataFrame({"date": rows["date"], "order": rows.key("order_id"), "at": rows.index})
    amount, known = rows["amount"], rows.has("order_id")
    paid = joins.is_yes(rows["counted"]) & _rated(rows)
    before = frame[paid & (amount > 0).to_numpy() & known].assign(paid=lambda f: f["date"])
    refunds = frame[(amount < 0).to_numpy() & known & rows.has("date")]
    found = pd.merge_asof(
        refunds.sort_values("date"), before.drop(columns="at").sort_values("date"), on="date", by="order"
    )
    latest = pd.Series(found["paid"].to_numpy(), index=found["at"]).reindex(rows.index).astype(TEMPORAL)
    return latest.where(latest.notna(), rows["date"])


@column(
    RECEIPTS,
    "period",
    'IF([period_date]="","",IF($pis(tier_period;year_to_date),YEAR([period_date])&"",IF($pis(tier_period;'
    'tenure_quarter),"T"&IFERROR(TENUREQUARTER($s(hired),[period_date]),0),'
    'YEAR([period_date])&"Q"&INT((MONTH([period_date])+2)/3))))',
)
def period(rows: Rows) -> pd.Series:
    """The period whose receipts accumulate: 2026Q1, 2026 or T2, as the policy says (R042)."""
    mode, when = rows.policy["tier_period"], rows["period_date"]
    if mode == "tenure_quarter":
        return _tenure_period(when, rows)
    label = (lambda d: str(d.year)) if mode == "year_to_date" else quarter_label
    return joins.text(joins.objects(when.map({d: label(d) for d in when.dropna().unique()})))


def _tenure_period(when: pd.Series, rows: Rows) -> pd.Series:
    """T and the tenure quarter; T alone for somebody without a hire date, T0 before it."""
    since = {o: to_day(d) for o, d in rows.context.hired.items()}
    hired = rows.owner.map(since).astype("float64")
    dated = (when.notna() & hired.notna()).to_numpy()
    out = joins.where(when.notna().to_numpy(), np.full(len(rows), "T", dtype=object))
    known = dated & (days(when) >= hired.fillna(0).to_numpy())
    out[dated & ~known] = "T0"
    numbers = tenures.quarter(hired[known].to_numpy().astype(np.int64), days(when[known]))
    out[known] = [f"T{n}" for n in numbers.tolist()]
    return joins.text(out)


# ── what it earns ─────────────────────────────────────────────────────────────────────────────────────────────────


@shared
def _before(rows: Rows) -> Ints:
    """The base in fen of the same person's period before each receipt."""
    counting = np.where(_rated(rows), _bases(rows), 0)
    return commissions.prior(counting, joins.grouped(rows, "period"), rows["seq"])


@column(
    RECEIPTS,
    "prior",
    'IF([base]="","",ROUND(SUMIFS(receipts[base],receipts[period],[period],receipts[seq],"<"&[seq]),2))',
)
def prior(rows: Rows) -> pd.Series:
    """Base of the period before this receipt, by date and row."""
    return joins.numbers(_before(rows) / 100, _rated(rows))


@column(RECEIPTS, "total", 'IF([base]="","",ROUND([prior]+[base],2))')
def total(rows: Rows) -> pd.Series:
    """Base of the period with this receipt."""
    return joins.numbers((_before(rows) + _bases(rows)) / 100, _rated(rows))


_QUARTER_END = "EOMONTH(DATE(YEAR([period_date]),3*INT((MONTH([period_date])+2)/3),1),0)"
_TIERS_ON = f"MIN(as_of,{_QUARTER_END})"


@column(
    RECEIPTS,
    "tiers_on",
    f'IF([period_date]="","",IF(SUMPRODUCT({live(_TIERS_ON)}*(tiers[start]=0))=0,"",{_TIERS_ON}))',
)
def tiers_on(rows: Rows) -> pd.Series:
    """The day whose tiers count: the last of its calendar quarter as a settlement has it, today while that runs (R212).

    Blank where no tiers hold on it.
    """
    end = rows["period_date"].dt.to_period("Q").dt.end_time.dt.normalize()
    day = end.where(~(end > pd.Timestamp(rows.context.today)), pd.Timestamp(rows.context.today))
    day = day.where(rows["period_date"].notna()).astype(TEMPORAL)
    bare = [d for d in day.dropna().unique() if not rows.policy.tiers.complete(to_day(pd.Timestamp(d).date()))]
    return day.where(~day.isin(bare))


@column(RECEIPTS, "commission", 'IF(OR([base]="",[tiers_on]=""),"",COMMISSIONAT([base],[tiers_on],[prior]))')
def commission(rows: Rows) -> pd.Series:
    """The commission this receipt brings by its quarter's tiers; a period's parts sum to the whole (R044, R212)."""
    amount, before, mode = _bases(rows) * FEN, _before(rows) * FEN, str(rows.policy["tier_mode"])
    on, fen = rows.days("tiers_on"), np.zeros(len(rows), np.int64)
    for day in set(on.tolist()) - {followup.NONE}:
        here = on == day
        fen[here] = commissions.commission(amount[here], before[here], mode, rows.policy.with_tiers_of(day))
    return joins.numbers(fen / 100, _rated(rows) & (on != followup.NONE))


@column(RECEIPTS, "place", 'IF([period_no]="","",[period]&"|"&[period_no])')
def place(rows: Rows) -> pd.Series:
    """Period and number as one key, by which the commission details list: 2026Q1|3."""
    number = rows["period_no"].fillna(0).astype("int64").astype("str")
    return (rows["period"] + "|" + number).where(rows["period_no"].notna())


@column(
    RECEIPTS,
    "problem",
    'IF([id]="","",IF(AND([amount]<>"",[currency]<>"",[date]<>"",[cny]=""),'
    '"$w(no_rate) "&[currency]&" "&TEXT([date],"yyyy-mm-dd"),IF([customer_id]="","$w(no_order)","")))',
)
def problem(rows: Rows) -> pd.Series:
    """Why a number is missing: "no rate USD 2026-02-20", "no such order or customer"."""
    unrated = rows.has("amount", "currency", "date") & ~_rated(rows)
    out = joins.where(~rows.has("customer_id"), np.full(len(rows), rows.context.word("no_order"), dtype=object))
    head, when = rows.context.word("no_rate"), rows["date"][unrated].dt.strftime("%Y-%m-%d")
    out[unrated] = [f"{head} {c} {d}" for c, d in zip(rows["currency"][unrated], when, strict=True)]
    return joins.text(out)


@column(RECEIPTS, "review", 'IF(OR([tenure]="",N([base])<=0),"","T"&[tenure])')
def review(rows: Rows) -> pd.Series:
    """T1: a receipt of tenure quarter 1 (R003)."""
    return joins.evidence(rows, (rows["base"] > 0).to_numpy(), None)
