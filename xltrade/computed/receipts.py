"""The computed columns of the receipts: what counts, in which period, and the commission it brings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import NO, YES, lookup, nth, sequence, tenure
from xltrade.computed.joins import Ints, Mask
from xltrade.computed.world import Rows, days, shared
from xltrade.core.days import quarter_label, to_day
from xltrade.core.dtypes import TEMPORAL
from xltrade.core.rounding import FEN, FX, unit_array, whole_half_up
from xltrade.declared.tables import CUSTOMERS, RECEIPTS
from xltrade.formulas.functions.money import in_cny
from xltrade.formulas.tiers import none_hold
from xltrade.rules import commission as commissions
from xltrade.rules import followup, fx
from xltrade.rules import tenure as tenures
from xltrade.rules.policy import Policy
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


# ── by which policy ───────────────────────────────────────────────────────────────────────────────────────────────


def _quarter_end(day: str) -> str:
    return f"EOMONTH(DATE(YEAR({day}),3*INT((MONTH({day})+2)/3),1),0)"


@column(RECEIPTS, "rated_on", f'IF([date]="","",MIN(as_of,{_quarter_end("[date]")}))')
def rated_on(rows: Rows) -> pd.Series:
    """The day whose policy converts a receipt: the last of its own calendar quarter, today while that runs (R212)."""
    return _policy_days(rows, "date")


@column(RECEIPTS, "tiers_on", f'IF([period_date]="","",MIN(as_of,{_quarter_end("[period_date]")}))')
def tiers_on(rows: Rows) -> pd.Series:
    """The day whose tiers and policy count: the last of the calendar quarter to which a receipt belongs, as a
    settlement has it, today while that runs (R212)."""
    return _policy_days(rows, "period_date")


def _policy_days(rows: Rows, column: str) -> pd.Series:
    today = pd.Timestamp(rows.context.today)
    end = rows[column].dt.to_period("Q").dt.end_time.dt.normalize()
    return end.where(~(end > today), today).where(rows[column].notna()).astype(TEMPORAL)


def _each_policy(rows: Rows, column: str) -> Iterator[tuple[Mask, Policy]]:
    """Which rows follow which policy, by one of these days."""
    on = rows.days(column)
    for day in sorted(set(on.tolist()) - {followup.NONE}):
        yield on == day, rows.policy.of_day(day)


# ── what counts ───────────────────────────────────────────────────────────────────────────────────────────────────


@shared
def _rates(rows: Rows) -> Ints:
    """The rate of each receipt's day, in 1/1,000,000; 0 where there is none."""
    return _rates_of(rows, joins.objects(rows["currency"]), "rated_on")


def _rates_of(rows: Rows, currency: NDArray[np.object_], column: str) -> Ints:
    """The rate of a currency on each receipt's day, by the policy of one of these days."""
    found = np.zeros(len(rows), np.int64)
    for here, policy in _each_policy(rows, column):
        found[here] = fx.rate(currency[here], rows.days("date")[here], policy)
    return found


@shared
def _rated(rows: Rows) -> Mask:
    """Where amount, currency and day are known and have a rate."""
    return rows.has("amount", "currency", "date") & (_rates(rows) > 0)


@shared
def _based(rows: Rows) -> Mask:
    """Where there is a rate by the policy of the quarter to which a receipt belongs, too."""
    return _rated(rows) & (_rates_of(rows, joins.objects(rows["currency"]), "tiers_on") > 0)


@shared
def _bases(rows: Rows) -> Ints:
    fee = rows["bank_fee"].fillna(0).to_numpy(dtype="float64")
    amount, kinds = rows["amount"].to_numpy(dtype="float64"), joins.objects(rows["kind"])
    currency, on, made = joins.objects(rows["currency"]), rows.days("date"), np.zeros(len(rows), np.int64)
    for here, policy in _each_policy(rows, "tiers_on"):
        made[here] = bases(currency[here], on[here], kinds[here], amount[here], fee[here], policy)
    return made


@column(RECEIPTS, "rate", 'IF(OR([date]="",[currency]=""),"",IFERROR(FXRATEAT([currency],[date],[rated_on]),""))')
def rate(rows: Rows) -> pd.Series:
    """The CNY rate of the day by the policy; blank where there is none (R048)."""
    return joins.numbers(_rates(rows) / FX, _rates(rows) > 0)


@column(
    RECEIPTS,
    "cny",
    f'IF(OR([amount]="",[rate]=""),"",IFERROR({in_cny("[amount]", "[rate]")},""))',
)
def cny(rows: Rows) -> pd.Series:
    """Amount × rate, half up to the fen."""
    return joins.numbers(_cny(rows["amount"], _rates(rows)) / 100, _rated(rows))


_ORDERED_IN = "INDEX(orders[currency],MATCH([order_id],orders[id],0))"


@column(
    RECEIPTS,
    "of_order",
    f'IF(OR([amount]="",[currency]="",[order_id]=""),"",IFERROR(IF({_ORDERED_IN}=[currency],[amount],'
    f'ROUND(ROUND([cny]*100,0)*{FX}/ROUND(FXRATEAT({_ORDERED_IN},[date],[rated_on])*{FX},0),0)/100),""))',
)
def of_order(rows: Rows) -> pd.Series:
    """The amount in the currency of its order, half up to the cent at the rates of its day (R048, R157)."""
    orders = rows.of("orders")
    ordered = joins.objects(joins.found(rows.key("order_id"), orders, "id", orders["currency"]))
    theirs = np.array([isinstance(c, str) for c in ordered.tolist()], dtype=bool)
    same = theirs & np.equal(ordered, joins.objects(rows["currency"]))
    rates = _rates_of(rows, ordered, "rated_on")
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
    "base_rate",
    'IF([rate]="","",IF([tiers_on]=[rated_on],[rate],IFERROR(FXRATEAT([currency],[date],[tiers_on]),"")))',
)
def base_rate(rows: Rows) -> pd.Series:
    """The rate of the day by the policy of the quarter to which a receipt belongs (R048, R212)."""
    made = _rates_of(rows, joins.objects(rows["currency"]), "tiers_on")
    return joins.numbers(made / FX, (made > 0) & (_rates(rows) > 0))


@column(
    RECEIPTS,
    "net",
    'IF(OR([amount]="",[tiers_on]=""),"",[amount]-IF($pis(deduct_bank_fee;no;[tiers_on]),0,N([bank_fee])))',
)
def net(rows: Rows) -> pd.Series:
    """What came in, less the bank's fee where the policy of its quarter says so (R048, R212)."""
    fee = rows["bank_fee"].fillna(0).to_numpy(dtype="float64").copy()
    for here, policy in _each_policy(rows, "tiers_on"):
        fee[here & (policy["deduct_bank_fee"] == "no")] = 0
    return joins.numbers(rows["amount"].to_numpy(dtype="float64") - fee, rows.has("amount", "tiers_on"))


@column(
    RECEIPTS,
    "base",
    f'IF(OR([cny]="",[counted]=""),"",IF(OR([counted]={NO},AND([amount]<0,$pis(refund;ignore;[tiers_on]))),0,'
    f'IF([base_rate]="","",IFERROR({in_cny("[net]", "[base_rate]")},""))))',
)
def base(rows: Rows) -> pd.Series:
    """What counts for commission: (amount − bank fee) × rate, 0 where the receipt does not count (R004, R048, R212)."""
    return joins.numbers(_bases(rows) / 100, _based(rows))


def _cny(amount: pd.Series, rates: Ints) -> Ints:
    return fx.to_fen(unit_array(amount.to_numpy(dtype="float64")), rates)


# ── in which period ───────────────────────────────────────────────────────────────────────────────────────────────

_PAID_BEFORE = (
    f'SUMPRODUCT(MAX((receipts[order_id]=[order_id])*(receipts[counted]={YES})*(receipts[cny]<>"")*'
    "(receipts[amount]>0)*(receipts[date]<=[date])*receipts[date]))"
)


@column(
    RECEIPTS,
    "period_date",
    f'IF([date]="","",IF(AND(N([amount])<0,[order_id]<>"",$pis(refund;reopen;[rated_on])),'
    f"IF({_PAID_BEFORE}=0,[date],{_PAID_BEFORE}),[date]))",
)
def period_date(rows: Rows) -> pd.Series:
    """The date that decides a receipt's period: its own; under `reopen` a refund's is that of its order's latest
    positive receipt up to then that counts and has a rate, its own where there is none (R004, R212)."""
    reopening = np.zeros(len(rows), dtype=bool)
    for here, policy in _each_policy(rows, "rated_on"):
        reopening[here] = policy["refund"] == "reopen"
    if not reopening.any():
        return rows["date"]
    frame = pd.DataFrame({"date": rows["date"], "order": rows.key("order_id"), "at": rows.index})
    amount, known = rows["amount"], rows.has("order_id")
    paid = joins.is_yes(rows["counted"]) & _rated(rows)
    before = frame[paid & (amount > 0).to_numpy() & known].assign(paid=lambda f: f["date"])
    refunds = frame[reopening & (amount < 0).to_numpy() & known & rows.has("date")]
    found = pd.merge_asof(
        refunds.sort_values("date"), before.drop(columns="at").sort_values("date"), on="date", by="order"
    )
    latest = pd.Series(found["paid"].to_numpy(), index=found["at"]).reindex(rows.index).astype(TEMPORAL)
    return latest.where(latest.notna(), rows["date"])


_YEAR, _TENURE = (f"$pis(tier_period;{mode};[tiers_on])" for mode in ("year_to_date", "tenure_quarter"))


@column(
    RECEIPTS,
    "period",
    f'IF([period_date]="","",IF({_YEAR},YEAR([period_date])&"",IF({_TENURE},'
    '"T"&IFERROR(TENUREQUARTER($s(hired),[period_date]),0),'
    'YEAR([period_date])&"Q"&INT((MONTH([period_date])+2)/3))))',
)
def period(rows: Rows) -> pd.Series:
    """The period whose receipts accumulate: 2026Q1, 2026 or T2, as the policy of its quarter says (R042, R212)."""
    when, made = rows["period_date"], np.full(len(rows), None, dtype=object)
    for here, policy in _each_policy(rows, "tiers_on"):
        made[here] = _labels(when[here], str(policy["tier_period"]), _hired(rows)[here])
    return joins.text(made)


def _labels(when: pd.Series, mode: str, hired: pd.Series) -> NDArray[np.object_]:
    if mode == "tenure_quarter":
        return _tenure_labels(when, hired)
    label = (lambda d: str(d.year)) if mode == "year_to_date" else quarter_label
    return joins.objects(when.map({d: label(d) for d in when.unique()}))


@shared
def _hired(rows: Rows) -> pd.Series:
    """The hire date of each row's owner, in days since 1970; NaN where it is not known."""
    return rows.owner.map({o: to_day(d) for o, d in rows.context.hired.items()}).astype("float64")


def _tenure_labels(when: pd.Series, hired: pd.Series) -> NDArray[np.object_]:
    """T and the tenure quarter; T alone for somebody without a hire date, T0 before it."""
    out = np.where(hired.notna(), "T0", "T").astype(object)
    known = (days(when) >= hired).to_numpy()
    numbers = tenures.quarter(hired[known].to_numpy().astype(np.int64), days(when[known]))
    out[known] = [f"T{n}" for n in numbers.tolist()]
    return out


# ── what it earns ─────────────────────────────────────────────────────────────────────────────────────────────────


_QUARTER_START = "DATE(YEAR([period_date]),3*INT((MONTH([period_date])+2)/3)-2,1)"
_SINCE = (
    f"IF({_YEAR},DATE(YEAR([period_date]),1,1),IF({_TENURE},"
    f"IFERROR(EDATE($s(hired),3*(TENUREQUARTER($s(hired),[period_date])-1)),{_QUARTER_START}),{_QUARTER_START}))"
)
"""The day from which what a receipt adds to accumulates, by the policy of its quarter."""


def _since(rows: Rows) -> pd.Series:
    """The value of that."""
    made = rows["period_date"].dt.to_period("Q").dt.start_time.astype(TEMPORAL)
    for here, policy in _each_policy(rows, "tiers_on"):
        when, hired = rows["period_date"][here], _hired(rows)[here]
        if policy["tier_period"] == "year_to_date":
            made[here] = when.dt.to_period("Y").dt.start_time.astype(TEMPORAL)
        elif policy["tier_period"] == "tenure_quarter":
            some = when.index[(days(when) >= hired).to_numpy()]
            first = hired[some].to_numpy().astype(np.int64)
            months = 3 * (tenures.quarter(first, days(when[some])) - 1)
            made[some] = joins.dates(tenures.add_months(first, months)).to_numpy()
    return made


@shared
def _before(rows: Rows) -> Ints:
    """The base in fen on which each receipt comes: of its period's earlier quarters, and of its own before it (R044).

    What accumulates is told by the policy of its quarter; each receipt counts as that of its own does (R212).
    """
    counting = np.where(_based(rows), _bases(rows), 0)
    quarter = rows["period_date"].dt.to_period("Q")
    start = quarter.dt.start_time.astype(TEMPORAL)
    since = _since(rows).where(_since(rows) < start, start)
    earlier = joins.within(rows.owner, since, start, rows, "period_date", _based(rows), counting)
    together = joins.grouped(rows, "period") + "|" + quarter.astype("str")
    return earlier + commissions.prior(counting, together, rows["seq"])


@column(
    RECEIPTS,
    "prior",
    f'IF([base]="","",ROUND(SUMIFS(receipts[base],receipts[period_date],">="&{_SINCE},receipts[period_date],"<"&'
    f'{_QUARTER_START})+SUMIFS(receipts[base],receipts[period],[period],receipts[period_date],">="&{_QUARTER_START},'
    f'receipts[period_date],"<="&{_quarter_end("[period_date]")},receipts[seq],"<"&[seq]),2))',
)
def prior(rows: Rows) -> pd.Series:
    """Base of the period before this receipt: of earlier quarters in it, then by date and row (R044, R212)."""
    return joins.numbers(_before(rows) / 100, _based(rows))


@column(RECEIPTS, "total", 'IF([base]="","",ROUND([prior]+[base],2))')
def total(rows: Rows) -> pd.Series:
    """Base of the period with this receipt."""
    return joins.numbers((_before(rows) + _bases(rows)) / 100, _based(rows))


@column(
    RECEIPTS,
    "commission",
    f'IF([base]="","",IF({none_hold("[tiers_on]")},"",COMMISSIONAT([base],[tiers_on],[prior])))',
)
def commission(rows: Rows) -> pd.Series:
    """The commission this receipt brings by its quarter's policy; a period's parts sum to the whole (R044, R212).

    Blank where no tiers hold.
    """
    amount, before, fen = _bases(rows) * FEN, _before(rows) * FEN, np.zeros(len(rows), np.int64)
    held = np.zeros(len(rows), dtype=bool)
    for here, policy in _each_policy(rows, "tiers_on"):
        held |= here & bool(len(policy.tier_starts))
        if len(policy.tier_starts):
            fen[here] = commissions.commission(amount[here], before[here], str(policy["tier_mode"]), policy)
    return joins.numbers(fen / 100, _based(rows) & held)


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
