"""The computed columns of the customers: grade, next follow-up, credit, what was bought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import (
    NO,
    THIS_MONTH,
    YES,
    count,
    earliest,
    latest,
    nth,
    positive,
    says_yes,
    some,
    total,
)
from xltrade.computed.joins import Ints, Mask, Strings
from xltrade.computed.world import Rows, shared
from xltrade.core import offsets
from xltrade.core.days import DAY
from xltrade.declared.tables import CONTACTS, CUSTOMERS, ORDERS, RECEIPTS, SAMPLES
from xltrade.rules import followup, grading

_OURS = ("customer_id", "id")
_BEIJING = 8

latest(CUSTOMERS, "last_contact", CONTACTS, "at", says_yes("counted"), by=_OURS, whole=True)
count(CUSTOMERS, "contacts_month", CONTACTS, says_yes("counted"), by=_OURS, date="at", span=THIS_MONTH)
some(CUSTOMERS, "sample_sent", SAMPLES, positive("sent"), by=_OURS)
latest(CUSTOMERS, "last_order", ORDERS, "date", by=_OURS)
earliest(CUSTOMERS, "first_deal", RECEIPTS, "date", positive("base"), by=_OURS)
total(CUSTOMERS, "credit_used", ORDERS, "outstanding_cny", positive("outstanding_cny"), by=_OURS)
nth(CUSTOMERS, "todo_no", by="queue")


# ── grade ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@column(
    CUSTOMERS,
    "grade",
    'IF([id]="","",IF(AND([override]<>"",[override_reason]<>"",N([override_until])>=as_of,$pis(grade_override;allowed)),'
    f'[override],IF(AND([intent]="",[closed]={YES},$pis(closed_grade;S)),"S",[rule_grade])))',
)
def grade(rows: Rows) -> pd.Series:
    """A manual grade with reason and expiry, else S for a closed customer without intent, else the rule's."""
    given = joins.objects(rows["rule_grade"])
    if rows.policy["closed_grade"] == "S":
        given = np.where(joins.is_yes(rows["closed"]) & ~rows.has("intent"), "S", given)
    if rows.policy["grade_override"] == "allowed":
        current = (rows["override_until"] >= pd.Timestamp(rows.context.today)).to_numpy()
        valid = rows.has("override", "override_reason") & current
        given = np.where(valid, joins.objects(rows["override"]), given)
    return joins.text(given)


@column(CUSTOMERS, "rule_grade", 'IF([id]="","",GRADE([intent],[inquiry_kind],[sample_sent],[kept_up]))')
def rule_grade(rows: Rows) -> pd.Series:
    """The grade that intent and behaviour give."""
    sent, kept = (joins.is_yes(rows[k]) for k in ("sample_sent", "kept_up"))
    intent, kind = joins.objects(rows["intent"]), joins.objects(rows["inquiry_kind"])
    return joins.text(grading.grade(intent, kind, sent, kept, rows.policy))


@column(
    CUSTOMERS,
    "closed",
    'IF([id]="","",IF(OR(COUNTIFS(receipts[customer_id],[id],receipts[base],">0")>0,$is([source];source.existing)),'
    f"{YES},{NO}))",
)
def closed(rows: Rows) -> pd.Series:
    """Whether counted money came, or the customer was one before."""
    receipts = rows.of("receipts")
    paid = receipts.key("customer_id")[(receipts["base"] > 0).to_numpy()]
    return joins.yes((joins.counts(rows.key("id"), paid) > 0) | rows["source"].eq("existing").to_numpy())


# ── follow-up ─────────────────────────────────────────────────────────────────────────────────────────────────────


_PROMISED = (
    f"_xlfn.MAXIFS(contacts[next_date],contacts[customer_id],[id],contacts[counted],{YES},"
    'contacts[at],">="&[last_contact])'
)


@column(CUSTOMERS, "promised", f'IF([last_contact]="","",IF({_PROMISED}=0,"",{_PROMISED}))')
def promised(rows: Rows) -> pd.Series:
    """The latest date promised on the day of the latest contact."""
    contacts = rows.of("contacts")
    kept = pd.DataFrame(
        {"key": contacts.key("customer_id"), "day": contacts["at"].dt.normalize(), "next": contacts["next_date"]}
    )[joins.is_yes(contacts["counted"])]
    last = rows["last_contact"].groupby(rows.key("id")).max()
    same_day = kept[kept["day"] == joins.moment_of(kept["key"], last)]
    return joins.moment_of(rows.key("id"), same_day.groupby("key")["next"].max())


@column(
    CUSTOMERS,
    "kept_up",
    f'IF([id]="","",IF([last_contact]="",{NO},IF(IFERROR(NEXTFOLLOWUP("A",[last_contact],[created],[promised]),'
    f"1000000)>=as_of,{YES},{NO})))",
)
def kept_up(rows: Rows) -> pd.Series:
    """Whether grade A's cadence is kept; never contacted is not kept up."""
    due = _due(rows, np.full(len(rows), "A", dtype=object))
    due = np.where(due == followup.BEYOND, followup.FAR, due)
    return joins.yes(rows.has("last_contact") & (due >= rows.context.day))


@column(
    CUSTOMERS,
    "next_followup",
    'IF(OR([id]="",$is([stage];stage.lost)),"",IFERROR(NEXTFOLLOWUP([grade],[last_contact],[created],[promised]),""))',
)
def next_followup(rows: Rows) -> pd.Series:
    """The day of the next follow-up; none for a lost customer, nor after the last year whose holidays are known."""
    due = _followup(rows)
    return joins.dates(np.where(due == followup.BEYOND, followup.NONE, due))


@shared
def _followup(rows: Rows) -> Ints:
    """The day of the next follow-up: `followup.NONE` for a lost customer, `BEYOND` after the calendar's end."""
    return np.where(rows["stage"].eq("lost"), followup.NONE, _due(rows, joins.objects(rows["grade"])))


def _due(rows: Rows, grades: Strings) -> Ints:
    last, created, said = (rows.days(k) for k in ("last_contact", "created", "promised"))
    return followup.next_followup(grades, last, created, said, rows.policy)


@column(
    CUSTOMERS,
    "follow_state",
    'IF([next_followup]="",IF(AND([id]<>"",NOT($is([stage];stage.lost)),'
    'IF([last_contact]="",[created],[grade])<>""),"$w(see_holidays)",""),'
    'IF([next_followup]<as_of,"$w(overdue) "&(as_of-[next_followup])&" $w(days)",'
    'IF([next_followup]=as_of,"$w(today)","$w(ahead) "&([next_followup]-as_of)&" $w(days)")))',
)
def follow_state(rows: Rows) -> pd.Series:
    """ "overdue 3 days", "due today", "in 3 days"; "check Holidays" for a day after the calendar's end."""
    due, today = rows.days("next_followup"), rows.context.day
    known = due != followup.NONE
    out = np.full(due.shape, None, dtype=object)
    for mask, word, number in (
        (known & (due < today), "overdue", today - due),
        (known & (due > today), "ahead", due - today),
    ):
        out[mask] = joins.days_text(rows.context, word, number[mask])
    out[due == today] = rows.context.word("today")
    out[_followup(rows) == followup.BEYOND] = rows.context.word("see_holidays")
    return joins.text(out)


@column(CUSTOMERS, "queue", 'IF([next_followup]="","",IF([next_followup]>as_of,"",[next_followup]*100000+ROW()))')
def queue(rows: Rows) -> pd.Series:
    """A number that puts the due and overdue customers in order of day and row."""
    due = rows.days("next_followup")
    return joins.sequence(due, rows["row"], due <= rows.context.day)


# ── the buyer's clock ─────────────────────────────────────────────────────────────────────────────────────────────


@column(
    CUSTOMERS,
    "country_code",
    'IF([country]="","",IFERROR(INDEX(countries[code],MATCH(TRIM([country]),countries[country],0)),""))',
)
def country_code(rows: Rows) -> pd.Series:
    """The ISO code of the country (R054)."""
    buyers = rows.policy.buyers
    return joins.text([buyers.code(c) or None for c in rows["country"]])


@column(
    CUSTOMERS,
    "clock_zone",
    'IF([zone]<>"",TRIM([zone]),IF([country]="","",'
    'IFERROR(INDEX(cities[zone],MATCH([country_code]&":"&TRIM([city]),cities[key],0)),'
    'IFERROR(INDEX(countries[zone],MATCH(TRIM([country]),countries[country],0))&"",""))))',
)
def clock_zone(rows: Rows) -> pd.Series:
    """The zone typed, else that of the city, else the country's (R054)."""
    buyers = rows.policy.buyers
    typed = zip(rows["zone"], rows["country"], rows["city"], strict=True)
    return joins.text([(z if isinstance(z, str) else buyers.zone(c, town)) or None for z, c, town in typed])


def _written() -> str:
    """The typed offset without its words, as a formula: +8 for 东八区."""
    text = "UPPER([utc_offset])"
    for written, meant in offsets.WRITTEN:
        text = f'SUBSTITUTE({text},"{written}","{meant}")'
    return text


@column(CUSTOMERS, "offset_text", f'IF([utc_offset]="","",{_written()})')
def offset_text(rows: Rows) -> pd.Series:
    """The typed offset as digits, as it stands once it was read."""
    return joins.text([None if pd.isna(o) else f"{o:g}" for o in rows["utc_offset"]])


_IN_FORCE = "MATCH([clock_zone],zones[in_force],0)"
_THEN = f"INDEX(zones[then],{_IN_FORCE})"
_SIZE = "ABS(VALUE([offset_text]))"
_CLOCK = (
    'IF(LEFT([offset_text])="-",-1,1)*(ABS(VALUE(LEFT([offset_text],FIND(":",[offset_text])-1)))'
    '+VALUE(MID([offset_text],FIND(":",[offset_text])+1,2))/60)'
)
_TYPED = (
    'IF([utc_offset]="","",IF([offset_text]="",0,IF(ISNUMBER(FIND(":",[offset_text])),'
    f"{_CLOCK},SIGN(VALUE([offset_text]))*IF({_SIZE}<1,ROUND({_SIZE}*96,0)/4,"
    f"IF({_SIZE}>=100,INT({_SIZE}/100)+MOD({_SIZE},100)/60,{_SIZE})))))"
)


@column(CUSTOMERS, "offset_typed", _TYPED)
def offset_typed(rows: Rows) -> pd.Series:
    """Hours from UTC as typed: +8, 5:30, UTC-5, 东八区 (R054)."""
    return rows["utc_offset"]


@column(
    CUSTOMERS,
    "offset_now",
    f'IF([clock_zone]="",[offset_typed],IFERROR(INDEX(zones[offset],{_IN_FORCE}),[offset_typed]))',
)
def offset_now(rows: Rows) -> pd.Series:
    """Hours from UTC there today: by the zone, else as typed (R054)."""
    clocks = (rows.policy.buyers.clock(str(z), rows.context.day) for z in rows["clock_zone"])
    typed = rows["utc_offset"]
    both = zip(clocks, typed, strict=True)
    return pd.Series([clock.offset if clock else given for clock, given in both], index=rows.index, dtype="float64")


@column(CUSTOMERS, "call_from", 'IF([offset_now]="","",MOD(MIN(worktime[start])+(8-[offset_now])/24,1))')
def call_from(rows: Rows) -> pd.Series:
    """Beijing time, as a fraction of the day, when the customer's working day starts (R054)."""
    start = min((a for a, _ in rows.policy.calendar.blocks), default=0) / DAY
    return ((start + (_BEIJING - rows["offset_now"]) / 24) % 1).astype("float64")


@column(
    CUSTOMERS,
    "clock_until",
    f'IF([clock_zone]="","",IFERROR(IF({_THEN}="","",INDEX(zones[until],{_IN_FORCE})),""))',
)
def clock_until(rows: Rows) -> pd.Series:
    """The day of the next change of clocks there; blank where none is known (R054)."""
    clocks = [rows.policy.buyers.clock(str(z), rows.context.day) for z in rows["clock_zone"]]
    return joins.dates(np.array([c.until if c and c.until is not None else followup.NONE for c in clocks], np.int64))


@column(
    CUSTOMERS,
    "clock_note",
    'IF([clock_zone]="",IF([utc_offset]<>"","$w(fixed_offset)",IF([country]="","",'
    'IF([country_code]="","$w(no_country)","$w(which_city)"))),'
    f'IF(ISNUMBER({_IN_FORCE}),IF(OR([offset_typed]="",INDEX(zones[offset],{_IN_FORCE})=[offset_typed],'
    f'AND({_THEN}<>"",{_THEN}=[offset_typed])),"","$w(other_offset)"),"$w(no_zone)"))',
)
def clock_note(rows: Rows) -> pd.Series:
    """What is missing for the offset, that it is the typed one, or is not: neither today's nor the next one (R054)."""
    read = (rows[k] for k in ("clock_zone", "utc_offset", "country", "country_code"))
    return joins.text([_note(rows, *values) for values in zip(*read, strict=True)])


def _note(rows: Rows, zone: object, typed: float, country: object, code: object) -> str | None:
    buyers, word = rows.policy.buyers, rows.context.word
    if isinstance(zone, str):
        clock = buyers.clock(zone, rows.context.day)
        same = clock and (pd.isna(typed) or typed in (clock.offset, clock.then))
        return None if same else word("other_offset" if clock else "no_zone")
    if not pd.isna(typed):
        return word("fixed_offset")
    if not isinstance(country, str):
        return None
    return word("which_city" if isinstance(code, str) else "no_country")


@column(
    CUSTOMERS,
    "buyer_holiday",
    'IF(OR([next_followup]="",[country_code]=""),"",'
    'IFERROR(INDEX(buyer_holidays[name],MATCH([country_code]&":"&[next_followup],buyer_holidays[key],0)),""))',
)
def buyer_holiday(rows: Rows) -> pd.Series:
    """The public holiday there on the day of the next follow-up (R054)."""
    listed, days = rows.policy.buyers.holidays, rows.days("next_followup").tolist()
    return joins.text([listed.get((str(c).upper(), day)) for c, day in zip(rows["country_code"], days, strict=True)])


# ── credit ────────────────────────────────────────────────────────────────────────────────────────────────────────

_OVER = 'AND([credit_limit]<>"",[credit_used]>N([credit_limit]))'


@column(
    CUSTOMERS,
    "credit_state",
    f'IF([id]="","",IF(AND($is([credit];credit.stop),COUNTIFS(orders[customer_id],[id],orders[open],{YES})>0),'
    f'"$w(stopped)"&IF({_OVER},"$w(comma)",""),"")&IF({_OVER},"$w(over) "&'
    'TEXT(ROUND([credit_used]-[credit_limit],2),"#,##0.00"),'
    'IF(OR([credit_limit]="",$is([credit];credit.stop)),"","$w(fine)")))',
)
def credit_state(rows: Rows) -> pd.Series:
    """Stopped with an order open, over the limit by how much, or fine; blank without a limit (R237)."""
    context, orders = rows.context, rows.of("orders")
    is_open = joins.counts(rows.key("id"), orders.key("customer_id")[joins.is_yes(orders["open"])]) > 0
    limited, stopped = rows.has("credit_limit"), rows["credit"].eq("stop").to_numpy()
    excess = np.where(limited, joins.fen_of(rows["credit_used"]) - joins.fen_of(rows["credit_limit"]), 0)
    out = np.full(len(rows), None, dtype=object)
    out[limited & ~stopped] = context.word("fine")
    _warn(out, stopped & is_open, excess, rows)
    return joins.text(out)


def _warn(out: Strings, stopped: Mask, excess: Ints, rows: Rows) -> None:
    """Write the warnings into `out`, at the few customers that have one."""
    word = rows.context.word
    for i in np.flatnonzero(stopped | (excess > 0)).tolist():
        over = f"{word('over')} {excess[i] / 100:,.2f}" if excess[i] > 0 else ""
        out[i] = word("comma").join(t for t in (word("stopped") if stopped[i] else "", over) if t)
