"""Every computed column, recomputed from what people typed: frames in, the same frames with their computed columns out.

Works on one workbook or on many at once: rows that carry an `owner` are looked up only among that owner's rows.
These are the values that stand in the cells beside the formulas, and the only ones the master ever shows (R211).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade import choices as ch
from xltrade import policy as policies
from xltrade import tables
from xltrade.calendars import DAY, to_day, weekday
from xltrade.frames import TEMPORAL, Frame, Frames
from xltrade.functions import EXCEL_EPOCH
from xltrade.policy import Policy
from xltrade.rules import commission, followup, fx, grading, reply, tenure
from xltrade.scales import FEN, RATE, UNIT, half_up, unit_array
from xltrade.schema import Lang

Strings = NDArray[np.object_]
BEIJING = 8


@dataclass(frozen=True)
class Context:
    """What a computed column may depend on besides the tables: policy, the day, hire dates by owner, language."""

    policy: Policy
    today: date
    hired: Mapping[str, date]
    lang: Lang

    @property
    def day(self) -> int:
        return to_day(self.today)

    def word(self, key: str) -> str:
        return ch.WORDS.label(key, self.lang)

    def yes(self, mask: NDArray[np.bool_], known: NDArray[np.bool_] | None = None) -> pd.Series:
        """yes / no labels, blank where not known."""
        labels = np.where(mask, ch.YESNO.label("yes", self.lang), ch.YESNO.label("no", self.lang)).astype(object)
        return _text(labels if known is None else _where(known, labels))

    def is_yes(self, labels: pd.Series) -> NDArray[np.bool_]:
        return labels.eq(ch.YESNO.label("yes", self.lang)).to_numpy()


def sales(frames: Mapping[str, Frame], context: Context) -> Frames:
    """The salesperson tables with every computed column added; the given frames stay as they are."""
    made = {t.key: frames[t.key].copy() for t in tables.SALES}
    for frame in made.values():
        if "row" not in frame:
            frame["row"] = np.arange(5, 5 + len(frame), dtype=np.int64)
    _receipts(made, context)
    _orders(made, context)
    _contacts(made, context)
    _samples(made, context)
    _customers(made, context)
    _credit(made, context)
    for step in (_inquiries, _quotations, _forecasts, _weekly_reports, _trainings, _issues, _mail_checks):
        step(made, context)
    return made


# ── helpers over columns ──────────────────────────────────────────────────────────────────────────────────────────

def _text(values: Strings | list[str | None]) -> pd.Series:
    return pd.Series(np.asarray(values, dtype=object)).astype("str")


def _where(known: NDArray[np.bool_], values: Strings) -> Strings:
    """The values where known, None elsewhere."""
    return np.where(known, values, np.array(None, dtype=object))


def _key(frame: Frame, column: str) -> pd.Series:
    """The column as a look-up key: casefolded, with the owner before it; blank stays blank."""
    key = frame[column].str.casefold()
    return frame["owner"] + "\x1f" + key if "owner" in frame else key


def _owner(frame: Frame) -> pd.Series:
    return frame["owner"] if "owner" in frame else pd.Series("", index=frame.index, dtype="str")


def _days(series: pd.Series) -> NDArray[np.int64]:
    """Dates as days since 1970, `followup.NONE` where blank."""
    days = series.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(series.isna(), followup.NONE, days)


def _moments(series: pd.Series) -> NDArray[np.int64]:
    return (series.dt.round("s")).to_numpy().astype("datetime64[s]").astype(np.int64)


def _dates(days: NDArray[np.int64]) -> pd.Series:
    made = pd.Series(np.where(days == followup.NONE, 0, days).astype("datetime64[D]").astype(TEMPORAL))
    return made.where(days != followup.NONE)


def _numbers(values: NDArray[np.float64] | NDArray[np.int64], known: NDArray[np.bool_]) -> pd.Series:
    return pd.Series(np.where(known, values, np.nan), dtype="float64")


def _fen_of(yuan: pd.Series) -> NDArray[np.int64]:
    return unit_array(yuan.to_numpy(dtype="float64"), 100)


def _found(keys: pd.Series, at: pd.Series, values: pd.Series) -> pd.Series:
    """For each key the value of the first row of `at` that has it (INDEX/MATCH); NaN where none."""
    table = pd.Series(values.to_numpy(), index=at).pipe(lambda s: s[s.index.notna() & ~s.index.duplicated()])
    return keys.map(table) if len(table) else pd.Series(np.nan, index=keys.index)


def _at(keys: pd.Series, moments: pd.Series) -> pd.Series:
    """For each key its moment; NaT where there is none."""
    return pd.Series(moments.reindex(keys).to_numpy(), index=keys.index).astype(TEMPORAL)


def _sums(keys: pd.Series, at: pd.Series, fen: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each key the sum of fen over the rows of `at` that have it (SUMIFS)."""
    total = pd.Series(fen, index=at).groupby(level=0).sum()
    return keys.map(total).fillna(0).to_numpy(dtype=np.int64)


def _counts(keys: pd.Series, at: pd.Series) -> NDArray[np.int64]:
    return keys.map(at.value_counts()).fillna(0).to_numpy(dtype=np.int64)


def _objects(series: pd.Series) -> Strings:
    return series.astype(object).where(series.notna(), None).to_numpy()


def _customer_name(made: Frames, key: str) -> None:
    customers = made["customers"]
    made[key]["customer_name"] = _text(_objects(
        _found(_key(made[key], "customer_id"), _key(customers, "id"), customers["company"])))


def _within(made: Frames, start: pd.Series, end: pd.Series, owner: pd.Series, table: str, column: str,
            mask: NDArray[np.bool_], values: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """For each period [start, end) of an owner: rows (or the sum of values) whose `column` falls into it."""
    frame = made[table]
    data = pd.DataFrame({"owner": _owner(frame).to_numpy(), "at": frame[column].to_numpy(),
                         "value": np.ones(len(frame), np.int64) if values is None else values})[mask]
    out = np.zeros(len(start), dtype=np.int64)
    for name, rows in data.sort_values("at").groupby("owner"):
        here = (owner == name).to_numpy() & start.notna().to_numpy()
        running = np.concatenate([[0], rows["value"].cumsum().to_numpy()])
        first, last = (np.searchsorted(rows["at"].to_numpy(), s[here].to_numpy(), side="left") for s in (start, end))
        out[here] = running[last] - running[first]
    return out


def _days_text(context: Context, word: str, days: NDArray[np.int64]) -> Strings:
    return np.array([f"{context.word(word)} {d} {context.word('days')}" for d in days.tolist()], dtype=object)


# ── receipts and orders ───────────────────────────────────────────────────────────────────────────────────────────

def _receipts(made: Frames, context: Context) -> None:
    frame, orders = made["receipts"], made["orders"]
    by_order = _found(_key(frame, "order_id"), _key(orders, "id"), orders["customer_id"])
    frame["customer_id"] = _text(_objects(frame["payer_id"].where(frame["payer_id"].notna(), by_order)))
    _customer_name(made, "receipts")
    known = (frame["amount"].notna() & frame["currency"].notna() & frame["date"].notna()).to_numpy()
    day = _days(frame["date"])
    rates = fx.rate(_objects(frame["currency"]), day, context.policy)
    rated = known & (rates > 0)
    counted = frame["kind"].isin(context.policy.counted_kinds).to_numpy()
    frame["rate"] = _numbers(rates / RATE, rates > 0)
    frame["cny"] = _numbers(_cny(frame["amount"], rates) / 100, rated)
    frame["counted"] = context.yes(counted, frame["kind"].notna().to_numpy())
    base = bases(frame, context.policy)
    frame["base"] = _numbers(base / 100, rated)
    frame["period_date"] = _period_dates(frame, counted & rated, context.policy)
    frame["period"] = _text(_periods(frame, _days(frame["period_date"]), context))
    frame["seq"] = _sequence(day, frame["row"], known)
    group = _owner(frame) + "\x1f" + frame["period"]
    before = commission.prior(np.where(rated, base, 0), group, frame["seq"])
    frame["prior"] = _numbers(before / 100, rated)
    frame["total"] = _numbers((before + base) / 100, rated)
    _places(frame, group, rated)
    earned = commission.commission(base * FEN, before * FEN, str(context.policy["tier_mode"]), context.policy)
    frame["commission"] = _numbers(earned / 100, rated)
    frame["problem"] = _text(_receipt_problems(frame, context))
    frame["tenure"] = _tenure(frame["date"], _owner(frame), context)
    frame["review"] = _evidence(frame, (frame["base"] > 0).to_numpy(), None)


def _tenure(dates: pd.Series, owner: pd.Series, context: Context) -> pd.Series:
    """The tenure quarter of each date; blank before the hire date or without one (R007)."""
    hired = owner.map({o: pd.Timestamp(h) for o, h in context.hired.items()}).astype(TEMPORAL)
    known = (dates.notna() & hired.notna() & (dates.dt.normalize() >= hired)).to_numpy()
    out = np.full(len(dates), np.nan)
    out[known] = tenure.quarter(_days(hired[known]), _days(dates[known]))
    return pd.Series(out)


def _evidence(frame: Frame, counts: NDArray[np.bool_], order: pd.Series | None) -> pd.Series:
    """T2 where a row counts in tenure quarter 2, (T2) where an earlier one of the same customer did; owner first.

    order: what comes first of one customer's rows; None: every row counts.
    """
    counts = counts & frame["tenure"].notna().to_numpy()
    label = "T" + frame["tenure"].fillna(0).astype("int64").astype("str")
    again = pd.Series(False, index=frame.index)
    if order is not None:
        same = [_key(frame, "customer_id")[counts], frame.loc[counts, "tenure"]]
        first = order[counts].groupby(same).transform("min")
        again[counts] = order[counts] > first
    label = label.where(~again, "(" + label + ")")
    named = _owner(frame) + " " + label if "owner" in frame else label
    return _text(_where(counts, _objects(named)))


def bases(frame: Frame, policy: Policy, *, every_kind: bool = False) -> NDArray[np.int64]:
    """What each receipt counts for commission, fen in CNY; 0 where it does not count or has no rate (R004, R048).

    every_kind: sample fees and the like count too, for a plan without the step `exclusions`.
    """
    rates = fx.rate(_objects(frame["currency"]), _days(frame["date"]), policy)
    counted = frame["kind"].isin(policy.counted_kinds).to_numpy() | every_kind
    return np.where(_earning(frame, counted, policy) & (rates > 0), _cny(_net(frame, policy), rates), 0)


def _cny(amount: pd.Series, rates: NDArray[np.int64]) -> NDArray[np.int64]:
    return fx.to_fen(unit_array(amount.to_numpy(dtype="float64")), rates)


def _net(frame: Frame, policy: Policy) -> pd.Series:
    fee = frame["bank_fee"].fillna(0) if policy["deduct_bank_fee"] == "yes" else 0.0
    return frame["amount"] - fee


def _earning(frame: Frame, counted: NDArray[np.bool_], policy: Policy) -> NDArray[np.bool_]:
    return counted & ~((policy["refund"] == "ignore") & (frame["amount"] < 0).to_numpy())


def _places(frame: Frame, group: pd.Series, rated: NDArray[np.bool_]) -> None:
    """Which receipt of its period each is, and period and number as one key."""
    frame["period_no"] = frame["seq"].where(rated).groupby(group).rank(method="first")
    number = frame["period_no"].fillna(0).astype("int64").astype("str")
    frame["place"] = (frame["period"] + "|" + number).where(frame["period_no"].notna())


def _period_dates(frame: Frame, paid: NDArray[np.bool_], policy: Policy) -> pd.Series:
    """The date that decides a receipt's period: its own; under `reopen` a refund's is that of its order's latest
    positive receipt up to then that counts and has a rate, its own where there is none (R004)."""
    if policy["refund"] != "reopen":
        return frame["date"]
    order, amount = _key(frame, "order_id"), frame["amount"]
    before = frame[paid & (amount > 0).to_numpy() & order.notna().to_numpy()]
    refunds = frame[(amount < 0) & order.notna() & frame["date"].notna()]
    found = pd.merge_asof(
        pd.DataFrame({"date": refunds["date"], "order": order[refunds.index], "at": refunds.index}).sort_values("date"),
        pd.DataFrame({"date": before["date"], "order": order[before.index], "paid": before["date"]})
        .sort_values("date"), on="date", by="order")
    latest = pd.Series(found["paid"].to_numpy(), index=found["at"]).reindex(frame.index).astype(TEMPORAL)
    return latest.where(latest.notna(), frame["date"])


def _periods(frame: Frame, day: NDArray[np.int64], context: Context) -> list[str | None]:
    mode = context.policy["tier_period"]
    owners = _owner(frame)
    out: list[str | None] = []
    for when, number, owner in zip(frame["period_date"], day, owners, strict=True):
        if pd.isna(when):
            out.append(None)
        elif mode == "year_to_date":
            out.append(str(when.year))
        elif mode == "tenure_quarter":
            hired = context.hired.get(owner)
            label = "" if hired is None else tenure.quarter(np.array([to_day(hired)]), np.array([number]))[0]
            out.append(f"T{label}")
        else:
            out.append(f"{when.year}Q{(when.month + 2) // 3}")
    return out


def _receipt_problems(frame: Frame, context: Context) -> list[str | None]:
    out: list[str | None] = []
    unrated = frame[["amount", "currency", "date"]].notna().all(axis=1) & frame["cny"].isna()
    for bad, currency, when, customer in zip(
            unrated, frame["currency"], frame["date"], frame["customer_id"], strict=True):
        if bad:
            out.append(f"{context.word('no_rate')} {currency} {when:%Y-%m-%d}")
        else:
            out.append(context.word("no_order") if pd.isna(customer) else None)
    return out


def _orders(made: Frames, context: Context) -> None:
    frame, receipts = made["orders"], made["receipts"]
    _customer_name(made, "orders")
    counted = context.is_yes(receipts["counted"])
    fen = _sums(_key(frame, "id"), _key(receipts, "order_id")[counted], _fen_of(receipts["amount"])[counted])
    frame["received"] = pd.Series(fen / 100)
    left = half_up(unit_array(frame["amount"].to_numpy()), FEN) - fen
    frame["outstanding"] = _numbers(left / 100, frame["amount"].notna().to_numpy())
    frame["delivery_state"] = _text(_delivery(frame, context))
    _receivables(frame, left, context)
    frame["seq"] = _sequence(_days(frame["date"]), frame["row"], frame["customer_id"].notna().to_numpy())
    frame["order_no"] = frame["seq"].groupby(_key(frame, "customer_id")).rank(method="first")
    frame["cny"], frame["profit"] = _order_values(frame, context.policy)
    paid = receipts[receipts["base"] > 0]
    frame["first_paid"] = _at(_key(frame, "id"), paid.groupby(_key(paid, "order_id"))["date"].min())
    frame["tenure"] = _tenure(frame["first_paid"], _owner(frame), context)
    frame["review"] = _evidence(frame, (frame["order_no"] >= 2).to_numpy(), frame["order_no"])


def _order_values(frame: Frame, policy: Policy) -> tuple[pd.Series, pd.Series]:
    """Amount and gross profit of each order in CNY at its day's rate (R083, R187); blank without a rate or cost."""
    rates = fx.rate(_objects(frame["currency"]), _days(frame["date"]), policy)
    rated = (frame["amount"].notna() & frame["currency"].notna() & frame["date"].notna()).to_numpy() & (rates > 0)
    profit = unit_array(frame["amount"].to_numpy()) - unit_array(frame["cost"].to_numpy())
    known = rated & frame["cost"].notna().to_numpy()
    return (_numbers(_cny(frame["amount"], rates) / 100, rated), _numbers(fx.to_fen(profit, rates) / 100, known))


def _receivables(frame: Frame, left: NDArray[np.int64], context: Context) -> None:
    """What is still to come for each order (R157): an overpaid one is neither overdue nor set against others."""
    known = frame["outstanding"].notna().to_numpy()
    cancelled = frame["stage"].eq("cancelled").to_numpy()
    owed = known & ~cancelled & (left > 0)
    days = context.day - _days(frame["payment_due"])
    dated = frame["payment_due"].notna().to_numpy()
    today = np.full(len(frame), context.day, dtype=np.int64)
    rates = fx.rate(_objects(frame["currency"]), today, context.policy)
    cny = np.where(left == 0, 0, fx.to_fen(left * FEN, rates))
    frame["outstanding_cny"] = _numbers(cny / 100, known & ~cancelled & ((left == 0) | (rates > 0)))
    frame["overdue_days"] = _numbers(days, owed & dated & (days > 0))
    frame["receivable_state"] = _text(_receivable_states(known, cancelled, left, dated, days, context))
    frame["ageing"] = _text(_where(owed, _ageing(frame["overdue_days"], dated, context)))
    ended = frame["stage"].isin(["finished", "cancelled"]).to_numpy()
    frame["open"] = context.yes(~ended)


def _receivable_states(known: NDArray[np.bool_], cancelled: NDArray[np.bool_], left: NDArray[np.int64],
                       dated: NDArray[np.bool_], days: NDArray[np.int64], context: Context) -> Strings:
    out = np.full(len(known), None, dtype=object)
    live = known & ~cancelled
    for mask, word in ((known & cancelled, "cancelled"), (live & (left == 0), "settled"),
                       (live & (left < 0), "overpaid"), (live & (left > 0) & ~dated, "no_due")):
        out[mask] = context.word(word)
    for mask, word, shown in ((days > 0, "overdue", days), (days <= 0, "ahead", -days)):
        here = live & (left > 0) & dated & mask
        out[here] = _days_text(context, word, shown[here])
    return out


def _ageing(overdue: pd.Series, dated: NDArray[np.bool_], context: Context) -> Strings:
    """The label of each order's bucket."""
    labels = np.array(ageing_labels(context.policy, context.lang), dtype=object)
    return labels[bucket(overdue, pd.Series(dated, index=overdue.index), context.policy)]


NO_DUE = len(policies.AGEING) + 2


def bucket(overdue: pd.Series, dated: pd.Series, policy: Policy) -> NDArray[np.int64]:
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


def _credit(made: Frames, context: Context) -> None:
    """The customers' credit used and its state, and the warning beside their orders (R237)."""
    frame, orders = made["customers"], made["orders"]
    key, by = _key(frame, "id"), _key(orders, "customer_id")
    owed = (orders["outstanding_cny"] > 0).to_numpy()
    used = _sums(key, by[owed], _fen_of(orders["outstanding_cny"])[owed])
    frame["credit_used"] = pd.Series(used / 100, index=frame.index)
    is_open = _counts(key, by[context.is_yes(orders["open"])]) > 0
    frame["credit_state"] = _text(_credit_states(frame, used, is_open, context))
    state = _found(by, key, frame["credit_state"].where(frame["credit_state"] != context.word("fine")))
    orders["credit_warning"] = _text(_objects(state.where(~orders["stage"].eq("cancelled"))))


def _credit_states(frame: Frame, used: NDArray[np.int64], is_open: NDArray[np.bool_], context: Context) -> Strings:
    out = np.full(len(frame), None, dtype=object)
    limited = frame["credit_limit"].notna().to_numpy()
    excess = np.where(limited, used - _fen_of(frame["credit_limit"]), 0)
    stopped = frame["credit"].eq("stop").to_numpy()
    out[limited & ~stopped] = context.word("fine")
    over = [f"{context.word('over')} {x / 100:,.2f}" if x > 0 else "" for x in excess.tolist()]
    for i in np.flatnonzero((stopped & is_open) | (excess > 0)).tolist():
        first = context.word("stopped") if stopped[i] and is_open[i] else ""
        out[i] = context.word("comma").join(t for t in (first, over[i]) if t)
    return out


def _delivery(frame: Frame, context: Context) -> Strings:
    due, shipped = _days(frame["due"]), _days(frame["shipped"])
    out = np.full(len(frame), None, dtype=object)
    asked = (due != followup.NONE) & ~frame["stage"].eq("cancelled").to_numpy()
    gone = asked & (shipped != followup.NONE)
    for mask, word, days in ((gone & (shipped > due), "late", shipped - due),
                             (asked & ~gone & (due < context.day), "overdue", context.day - due),
                             (asked & ~gone & (due >= context.day), "ahead", due - context.day)):
        out[mask] = _days_text(context, word, days[mask])
    out[gone & (shipped <= due)] = context.word("on_time")
    return out


# ── customers ─────────────────────────────────────────────────────────────────────────────────────────────────────

def _contacts(made: Frames, context: Context) -> None:
    frame = made["contacts"]
    _customer_name(made, "contacts")
    channel = frame["channel"].map({k: r.counted for k, r in context.policy.channels.items()})
    known = (frame["customer_id"].notna() & frame["at"].notna()).to_numpy()
    frame["counted"] = context.yes(channel.eq(True).to_numpy(dtype=bool), known)


def _samples(made: Frames, context: Context) -> None:
    frame = made["samples"]
    _customer_name(made, "samples")
    rule = context.policy["sample_counts"]
    fee, collect = frame["fee_paid"].eq("yes").to_numpy(), frame["freight"].eq("collect").to_numpy()
    counts = (fee & (rule != "freight_collect")) | (collect & (rule != "fee_paid"))
    frame["counted"] = context.yes(counts)
    counts &= (frame["requested"].notna() & frame["customer_id"].notna()).to_numpy()
    frame["tenure"] = _tenure(frame["requested"], _owner(frame), context)
    frame["seq"] = _sequence(_days(frame["requested"]), frame["row"], counts)
    frame["review"] = _evidence(frame, counts, frame["seq"])


def _customers(made: Frames, context: Context) -> None:
    frame = made["customers"]
    key = _key(frame, "id")
    _touches(made, frame, key, context)
    sent = made["samples"][made["samples"]["sent"].notna()]
    frame["sample_sent"] = context.yes(_counts(key, _key(sent, "customer_id")) > 0)
    paid = made["receipts"][made["receipts"]["base"] > 0]
    closed = (_counts(key, _key(paid, "customer_id")) > 0) | frame["source"].eq("existing").to_numpy()
    frame["closed"] = context.yes(closed)
    frame["last_order"] = _at(key, made["orders"].groupby(_key(made["orders"], "customer_id"))["date"].max())
    frame["first_deal"] = _at(key, paid.groupby(_key(paid, "customer_id"))["date"].min())
    frame["kept_up"] = context.yes(_kept_up(frame, context))
    frame["rule_grade"] = _text(grading.grade(
        _objects(frame["intent"]), _objects(frame["inquiry_kind"]), context.is_yes(frame["sample_sent"]),
        context.is_yes(frame["kept_up"]), context.policy))
    frame["grade"] = _text(_effective(frame, closed, context))
    due = followup.next_followup(_objects(frame["grade"]), _days(frame["last_contact"]), _days(frame["created"]),
                                 _days(frame["promised"]), context.policy)
    due = np.where(frame["stage"].eq("lost"), followup.NONE, due)
    frame["next_followup"] = _dates(due)
    frame["follow_state"] = _text(_follow_state(due, context))
    frame["queue"] = _sequence(due, frame["row"], due <= context.day)
    frame["todo_no"] = frame["queue"].groupby(_owner(frame)).rank(method="first")
    frame["call_from"] = _call_from(frame["utc_offset"], context.policy)


def _touches(made: Frames, frame: Frame, key: pd.Series, context: Context) -> None:
    contacts = made["contacts"]
    kept = contacts[context.is_yes(contacts["counted"])]
    kept = pd.DataFrame({"key": _key(kept, "customer_id"), "at": kept["at"], "day": kept["at"].dt.normalize(),
                         "next": kept["next_date"]})
    last = kept.groupby("key")["day"].max()
    frame["last_contact"] = _at(key, last)
    latest = kept[kept["day"] == _at(kept["key"], last)]
    frame["promised"] = _at(key, latest.groupby("key")["next"].max())
    month = pd.Timestamp(context.today).to_period("M")
    frame["contacts_month"] = _counts(key, kept["key"][kept["at"].dt.to_period("M") == month]).astype("float64")


def _kept_up(frame: Frame, context: Context) -> NDArray[np.bool_]:
    last = _days(frame["last_contact"])
    strict = np.full(len(frame), "A", dtype=object)
    due = followup.next_followup(strict, last, _days(frame["created"]), _days(frame["promised"]), context.policy)
    return (last != followup.NONE) & (due >= context.day)


def _effective(frame: Frame, closed: NDArray[np.bool_], context: Context) -> Strings:
    grade = _objects(frame["rule_grade"])
    if context.policy["closed_grade"] == "S":
        grade = np.where(closed & frame["intent"].isna().to_numpy(), "S", grade)
    if context.policy["grade_override"] == "allowed":
        valid = (frame["override"].notna() & frame["override_reason"].notna()
                 & (frame["override_until"] >= pd.Timestamp(context.today))).to_numpy()
        grade = np.where(valid, _objects(frame["override"]), grade)
    return grade


def _follow_state(due: NDArray[np.int64], context: Context) -> Strings:
    out = np.full(due.shape, None, dtype=object)
    known, today = due != followup.NONE, context.day
    for mask, word, days in ((known & (due < today), "overdue", today - due),
                             (known & (due > today), "ahead", due - today)):
        out[mask] = _days_text(context, word, days[mask])
    out[due == today] = context.word("today")
    return out


def _sequence(day: NDArray[np.int64], row: pd.Series, known: NDArray[np.bool_]) -> pd.Series:
    """One ascending number for each (day, Excel row), as the cells compute it."""
    return _numbers((day - EXCEL_EPOCH) * 100_000 + row.to_numpy(), known & (day != followup.NONE))


def _call_from(offset: pd.Series, policy: Policy) -> pd.Series:
    start = min((a for a, _ in policy.calendar.blocks), default=0) / DAY
    return ((start + (BEIJING - offset) / 24) % 1).astype("float64")


# ── the other tables ──────────────────────────────────────────────────────────────────────────────────────────────

def _inquiries(made: Frames, context: Context) -> None:
    frame = made["inquiries"]
    _customer_name(made, "inquiries")
    received, replied = _moments(frame["received"]), _moments(frame["replied"])
    answered = (frame["received"].notna() & frame["replied"].notna()).to_numpy()
    right = answered & (replied >= received)
    state = np.full(len(frame), None, dtype=object)
    state[answered & ~right] = context.word("early")
    keys = reply.status(received[right], replied[right], _objects(frame["channel"])[right], context.policy)
    state[right] = [ch.REPLY.label(k, context.lang) for k in keys.tolist()]
    waiting = frame["received"].notna().to_numpy() & ~answered
    state[waiting] = _days_text(context, "open", np.maximum(0, context.day - _days(frame["received"])[waiting]))
    hours = np.full(len(frame), np.nan)
    hours[right] = reply.hours(received[right], replied[right], "working", context.policy)
    frame["reply_state"], frame["reply_hours"] = _text(state), pd.Series(hours)
    frame["step"] = _steps(frame)
    customers = made["customers"]
    region = _found(_key(frame, "customer_id"), _key(customers, "id"), customers["region"])
    frame["region"] = _text(_objects(region.map(ch.REGION.labels(context.lang))))


def _steps(frame: Frame) -> pd.Series:
    """How far each inquiry came: 1 received, 2 answered, 3 quoted, 4 ordered (R179)."""
    quoted = frame["result"].eq("quoted") | frame["quotation"].eq("yes")
    reached = np.select([frame["result"].eq("ordered"), quoted, frame["replied"].notna()], [4, 3, 2], 1)
    return _numbers(reached.astype("float64"), frame["received"].notna().to_numpy())


def _quotations(made: Frames, context: Context) -> None:
    frame = made["quotations"]
    _customer_name(made, "quotations")
    quantity, price = (unit_array(frame[c].to_numpy()) for c in ("quantity", "price"))
    amount = half_up(quantity * price, UNIT * UNIT // 100)
    frame["amount"] = _numbers(amount / 100, (frame["quantity"].notna() & frame["price"].notna()).to_numpy())
    known = (frame["price"].notna() & frame["floor_price"].notna()).to_numpy()
    checked = np.where(frame["price"] < frame["floor_price"], context.word("under_floor"), context.word("fine"))
    frame["price_check"] = _text(_where(known, checked.astype(object)))
    asked = made["inquiries"]
    received = _found(_key(frame, "inquiry_id"), _key(asked, "id"), asked["received"]).astype(TEMPORAL)
    frame["days_taken"] = (frame["date"] - received.dt.normalize()).dt.days.astype("float64")


def _forecasts(made: Frames, context: Context) -> None:
    frame = made["forecasts"]
    start = frame["month"].dt.to_period("M").dt.to_timestamp().astype(TEMPORAL)
    lock = start + pd.to_timedelta(float(context.policy["forecast_lock_day"]) - 1, unit="D")
    locked = np.where(frame["entered"] <= lock, context.word("in_force"), context.word("revision"))
    frame["status"] = _text(locked.astype(object))
    fen = _receipts_within(made, start, (start + pd.offsets.MonthBegin(1)).astype(TEMPORAL), _owner(frame))
    frame["actual"] = _numbers(fen / 100, frame["month"].notna().to_numpy())
    frame["completion"] = (frame["actual"] / frame["amount"].where(frame["amount"] != 0)).astype("float64")


def _receipts_within(made: Frames, start: pd.Series, end: pd.Series, owner: pd.Series) -> NDArray[np.int64]:
    receipts = made["receipts"]
    return _within(made, start, end, owner, "receipts", "date", receipts["base"].notna().to_numpy(),
                   _fen_of(receipts["base"]))


def _weekly_reports(made: Frames, context: Context) -> None:
    frame = made["weekly_reports"]
    start, owner = frame["week"], _owner(frame)
    end = start + pd.Timedelta(days=7)
    counted = context.is_yes(made["contacts"]["counted"])
    frame["contacts"] = _within(made, start, end, owner, "contacts", "at", counted).astype("float64")
    created = made["customers"]["created"].notna().to_numpy()
    frame["new_customers"] = _within(made, start, end, owner, "customers", "created", created).astype("float64")
    frame["receipts"] = _receipts_within(made, start, end, owner) / 100


def _trainings(made: Frames, context: Context) -> None:
    frame = made["trainings"]
    missing = frame["attended"].eq("no").to_numpy() & frame["absence_reason"].isna().to_numpy()
    frame["state"] = _text([context.word("absent") if m else None for m in missing.tolist()])


def _mail_checks(made: Frames, context: Context) -> None:
    frame = made["mail_checks"]
    times = sum(frame[c].eq("yes").astype("float64") for c in ("morning", "noon", "evening"))
    frame["times"] = pd.Series(times, index=frame.index, dtype="float64").where(frame["date"].notna())


def _issues(made: Frames, context: Context) -> None:
    frame = made["issues"]
    until = frame["closed"].where(frame["closed"].notna(), pd.Timestamp(context.today))
    frame["days_open"] = (until - frame["opened"]).dt.days.clip(lower=0).astype("float64")


# ── the settings tables ───────────────────────────────────────────────────────────────────────────────────────────

def settings(frames: Mapping[str, Frame], today: date, lang: Lang, rules: Policy | None = None) -> Frames:
    """The policy tables with their computed columns: what is in force today, tier steps, look-up keys, rest days."""
    made = {t.key: frames[t.key].copy() for t in tables.SHARED}
    for key, column in (("policy", "key"), ("grades", "grade")):
        current = policies.in_force(made[key], tables.BY_KEY[key], today).index
        made[key]["in_force"] = _text(_objects(made[key][column].where(made[key].index.isin(current))))
    _tiers(made["tiers"], today)
    rubrics = made["rubrics"]
    for key in ("zh", "en", "answer"):
        rubrics[f"by_{key}"] = rubrics["rubric"] + "|" + rubrics[key]
    policy = rules or policies.read(frames, today)
    made["worktime"]["rest"] = "".join(str(int(r)) for r in policy.calendar.rest)
    _days_off(made["holidays"], policy)
    made["kpi_sets"] = kpi_sets(made["kpi_sets"], today)
    return made


def _tiers(frame: Frame, today: date) -> None:
    current = frame.index.isin(policies.in_force(frame, tables.TIERS, today).index)
    frame["in_force"] = current.astype("float64")
    rates = unit_array(frame["rate"].to_numpy())
    order = frame[current].sort_values("start").index
    step = pd.Series(0, index=frame.index, dtype="int64")
    step.loc[order] = np.diff(rates[frame.index.get_indexer(order)], prepend=0)
    frame["step"] = step.astype("float64")


def _days_off(frame: Frame, policy: Policy) -> None:
    day = _days(frame["date"])
    resting = np.asarray(policy.calendar.rest)[weekday(day)]
    frame["off"] = _dates(np.where(frame["kind"].eq("off"), day, followup.NONE))
    frame["on"] = _dates(np.where(frame["kind"].eq("work") & resting, day, followup.NONE))


def kpi_sets(frame: Frame, today: date) -> Frame:
    """The KPI weights with `in_force`: 1 on the newest version of each person's set (R196)."""
    current = frame.index.isin(policies.in_force(frame, tables.KPI_SETS, today).index)
    return frame.assign(in_force=current.astype("float64"))


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def targets(frame: Frame, today: date) -> Frame:
    """The targets with `in_force`: 1 on the version its period is scored by (R164).

    That is the newest of each month, span, person, area and KPI in force by the end of its period, or by today.
    """
    key = ["month", "person_id", "area", "kpi", "span"]
    first = frame["month"].dt.to_period("M")
    months = frame["span"].fillna("month").map(_MONTHS)
    ends = [(f + int(m) - 1).end_time.normalize() if not pd.isna(f) else pd.NaT
            for f, m in zip(first, months, strict=True)]
    limit = pd.Series(ends, index=frame.index, dtype=TEMPORAL).clip(upper=pd.Timestamp(today))
    begun = frame["effective_from"].where(frame["effective_from"] <= limit)
    newest = begun.groupby([frame[k] for k in key], dropna=False).transform("max")
    return frame.assign(in_force=(frame["effective_from"] == newest).astype("float64"))


def second_chances(frame: Frame, assessments: Frame, context: Context) -> Frame:
    """The second chances with their last day and whether both other scores reach `outstanding` (R006)."""
    months = int(float(context.policy["second_chance_months"]))
    ends = frame["until"].where(frame["until"].notna(), frame["granted"] + pd.DateOffset(months=months))
    valid = [min(mean_scores(assessments, r.person_id, r.quarter).values()) >= float(context.policy["outstanding"])
             for r in frame.itertuples()]
    return frame.assign(ends=ends.astype(TEMPORAL), valid=context.yes(np.array(valid, dtype=bool)))


def mean_scores(assessments: Frame, person: str, quarter: str) -> dict[str, float]:
    """The manager's mean score of the two dimensions beside the results; 0 where nothing was scored (R006)."""
    mine = assessments[assessments["person_id"].eq(person) & assessments["quarter"].eq(quarter)]
    means = mine.groupby("dimension")["score"].mean()
    return {d: float(means.get(d, 0.0)) for d in ("alibaba_use", "attitude")}
