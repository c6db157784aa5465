"""Everybody's review: KPIs over the frames and as cell formulas, the scorecard, the tenure rules with their evidence.

A number is counted once, from the KPI's declaration: `actual` over frames, `actual_cell` as a formula; tests hold the
two equal on every engine. Frames come with their computed columns and, in the master, with `owner`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade import choices as ch
from xltrade import kpis, tables
from xltrade.calendars import to_date, to_day
from xltrade.computed.assessments import mean_of_item
from xltrade.computed.context import Context
from xltrade.frames import Frame, Frames
from xltrade.functions import SCORECARD
from xltrade.kpis import KPI, Tally, Where
from xltrade.policy import Policy
from xltrade.rules import review
from xltrade.rules.review import Chance, Result
from xltrade.scales import UNIT, unit_array
from xltrade.schema import Column

DIMENSIONS = tuple(c.key for c in ch.DIMENSION.items)
FULL = 100.0
NEEDED = frozenset((*(t.key for t in (*tables.SALES, *tables.HANDED_OUT, *tables.REVIEW_RULES)),))
"""The tables a card is made from."""


# ── the period ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Period:
    """A review period: its label (T2, 2026Q4), its days from `start` to before `end`, the last day looked at.

    number: the tenure quarter, 0 for a calendar quarter. past: whether it was over before the day of the data.
    """

    label: str
    start: pd.Timestamp
    end: pd.Timestamp
    to: pd.Timestamp
    number: int = 0
    past: bool = False

    @property
    def months(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The three calendar months that begin with the period's first: monthly targets and forecasts are theirs."""
        first = self.start.replace(day=1)
        return first, first + pd.DateOffset(months=review.LENGTH)


def period(hired: date | None, today: date, policy: Policy) -> Period:
    """The period a person is reviewed for on a day: in the first year their tenure quarter (R002)."""
    day = pd.Timestamp(today)
    if hired is not None and policy["quarter_of"] == "tenure" and hired <= today:
        number = review.tenure_quarter(to_day(hired), to_day(today))
        if number in review.RULES or policy["after_month_12"] == "repeat":
            return tenure_period(hired, number, today)
    return calendar_period(day.to_period("Q"), today)


def tenure_period(hired: date, number: int, today: date) -> Period:
    """Tenure quarter `number` as a review period."""
    term = review.term(to_day(hired), number)
    start, end = (pd.Timestamp(to_date(d)) for d in (term.start, term.end))
    last = end - pd.Timedelta(days=1)
    return Period(f"T{number}", start, end, min(pd.Timestamp(today), last), number, pd.Timestamp(today) > last)


def calendar_period(quarter: pd.Period, today: date) -> Period:
    """A calendar quarter as a review period."""
    start = quarter.start_time
    end = start + pd.DateOffset(months=review.LENGTH)
    last, day = end - pd.Timedelta(days=1), pd.Timestamp(today)
    return Period(f"{quarter.year}Q{quarter.quarter}", start, end, min(day, last), past=day > last)


# ── one KPI over the frames ───────────────────────────────────────────────────────────────────────────────────────


_RULED = {
    "receipts": ("date", "base"),
    "samples": ("requested", "customer_id", "seq"),
    "orders": ("first_paid", "customer_id", "order_no"),
    "contacts": ("customer_id", "at", "counted", "purpose"),
    "customers": ("id", "grade", "stage", "created", "first_deal"),
}
"""What the tenure rules and the follow-up quotas look at, besides the columns of the KPIs."""


def _looked_at(table: str) -> set[str]:
    """The columns of a salesperson's table that a card is made from."""
    tallies = [t for k in kpis.KPIS for t in (*k.tops, *k.bottoms) if t.table == table]
    named = {c for t in tallies for c in (t.date, t.value, *(w.column for w in t.where)) if c}
    return named | set(_RULED.get(table, ()))


def by_person(made: Mapping[str, Frame], people: Sequence[str]) -> dict[str, Frames]:
    """What a card needs of everybody's rows, each table divided once; of the manager's, those that name them."""
    out: dict[str, Frames] = {p: {} for p in people}
    for key in sorted(NEEDED & made.keys()):
        frame = made[key]
        column = "owner" if "owner" in frame else "person_id" if "person_id" in frame and key != "kpi_sets" else ""
        if column == "owner":
            frame = frame[["owner", *sorted(_looked_at(key))]]
        parts = dict(tuple(frame.groupby(column))) if column and len(frame) else {}
        for person in people:
            out[person][key] = parts.get(person, frame.iloc[:0]) if column else frame
    return out


def actual(kpi: KPI, mine: Mapping[str, Frame], at: Period, context: Context) -> float | None:
    """What a person's own rows give for a KPI in a period; None where there is nothing to judge."""
    if kpi.snapshot and at.past:
        return None
    if kpi.rule:
        return _RULES[kpi.rule](mine, at, context)
    top = sum(_tally(t, mine, at, context) for t in kpi.tops)
    if kpi.per_workday:
        bottom = float(_workdays(at, context.policy))
    elif kpi.bottoms:
        bottom = sum(_tally(t, mine, at, context) for t in kpi.bottoms)
    else:
        return top
    return top / bottom if bottom else None


_OWN = frozenset(t.key for t in tables.SALES)


def unbegun(kpi: KPI, mine: Mapping[str, Frame]) -> bool:
    """Whether there is nothing to judge yet: no customer, so that a fresh workbook shows no zeros."""
    return kpi.sources[0] in _OWN and mine["customers"].empty


def unbegun_cell(kpi: KPI, refs: Refs) -> str:
    """The formula template of `unbegun`; "" where it cannot be."""
    if kpi.sources[0] not in _OWN:
        return ""
    return f"COUNTIFS(customers[owner],{refs.person})=0" if refs.owned else "COUNTA(customers[id])=0"


def _tally(tally: Tally, mine: Mapping[str, Frame], at: Period, context: Context) -> float:
    frame = mine[tally.table]
    keep = np.ones(len(frame), dtype=bool)
    if tally.date:
        start, end = _window(tally, at)
        days = frame[tally.date].to_numpy()
        keep &= (days >= np.datetime64(start)) & (days < np.datetime64(end))
    for where in tally.where:
        keep &= _meets(frame, tally.table, where, at, context)
    if not tally.value:
        return float(keep.sum())
    values = frame[tally.value].to_numpy(dtype="float64")[keep]
    values = values[~np.isnan(values)]
    if _column(tally.table, tally.value).kind == "money":
        return int(np.rint(values * 100).sum()) / 100
    return float(values.sum())


def _column(table: str, key: str) -> Column:
    return tables.BY_KEY[table][key]


def _window(tally: Tally, at: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    after = at.to + pd.Timedelta(days=1)
    back = pd.DateOffset(months=-12)
    return {
        "period": (at.start, at.end),
        "to_date": (at.start, after),
        "months": at.months,
        "year_ago": (at.start + back, after + back),
    }[tally.window]


def _meets(frame: Frame, table: str, where: Where, at: Period, context: Context) -> NDArray[np.bool_]:
    series = frame[where.column]
    if where.op in ("is", "not", "word"):
        found = series.eq(_spelled(table, where, context)).to_numpy(dtype=bool)
        return ~found if where.op == "not" else found
    if where.operand in ("", "{period}"):
        found = (series.isna() if where.operand == "" else series.eq(at.label)).to_numpy(dtype=bool)
        return ~found if where.op == "<>" else found
    values = series.to_numpy()
    limit: object = _number(where.operand, at, context)
    if _column(table, where.column).temporal:
        limit = np.datetime64(limit) if isinstance(limit, pd.Timestamp) else np.datetime64("1900-01-01")
    with np.errstate(invalid="ignore"):
        return np.asarray(_COMPARE[where.op](values, limit), dtype=bool)


_COMPARE: dict[str, Callable[..., Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
}


def _spelled(table: str, where: Where, context: Context) -> str:
    """How a choice or word stands in the frame: a column with a list holds keys, a computed text its label."""
    name, _, key = ("words", ".", where.operand) if where.op == "word" else where.operand.partition(".")
    return key if _column(table, where.column).choices else ch.ALL[name].label(key, context.lang)


_OPERAND = re.compile(r"(\{to\})?(-)?(?:\$p\((\w+)\))?")


def _number(operand: str, at: Period, context: Context) -> object:
    if operand.replace(".", "").isdigit():
        return float(operand)
    found = _OPERAND.fullmatch(operand)
    assert found is not None, operand
    setting = float(context.policy[found[3]]) if found[3] else 0.0
    return at.to - pd.Timedelta(days=setting) if found[1] else setting


def _workdays(at: Period, policy: Policy) -> int:
    """The working days of the period up to its last day looked at."""
    first, last = (to_day(d.date()) for d in (at.start, at.to))
    days = np.arange(first, last + 1)
    return int(policy.calendar.working(days).sum()) if len(days) else 0


# ── follow-up quotas, which no single formula counts ──────────────────────────────────────────────────────────────


def _quota(mine: Mapping[str, Frame], at: Period, context: Context) -> float | None:
    """Of the weekly quotas, monthly minimums and longest intervals of the period's customers the share kept (R061)."""
    customers = mine["customers"]
    customers = customers[customers["grade"].notna() & ~customers["stage"].eq("lost")]
    contacts = mine["contacts"]
    contacts = contacts[contacts["counted"].eq("yes").to_numpy()]
    index = pd.Index(customers["id"].str.casefold())
    where = index.get_indexer(contacts["customer_id"].str.casefold())
    days = contacts["at"].to_numpy()[where >= 0].astype("datetime64[D]")
    where = where[where >= 0]
    grades = customers["grade"].map(context.policy.grades)
    born = customers["created"].to_numpy()
    kept = due = 0
    for first, last, quota in _stretches(at, grades, context.policy):
        asked = (quota > 0) & (born <= np.datetime64(first))
        inside = (days >= np.datetime64(first.date())) & (days <= np.datetime64(last.date()))
        found = np.bincount(where[inside], minlength=len(index))
        due, kept = due + int(asked.sum()), kept + int((asked & (found >= quota)).sum())
    return kept / due if due else None


def _stretches(at: Period, grades: pd.Series, policy: Policy) -> list[tuple[pd.Timestamp, pd.Timestamp, NDArray]]:
    """The whole weeks, months and longest intervals that ended in the period, each with what every customer is due."""
    day = pd.Timedelta(days=1)
    weekly, monthly = (
        np.array([getattr(g, k, 0) if not isinstance(g, float) else 0 for g in grades], dtype=np.int64)
        for k in ("weekly", "monthly")
    )
    weeks = pd.date_range(at.start, at.to, freq="W-SUN")
    months = pd.date_range(at.start, at.to, freq="ME")
    out = [(w - 6 * day, w, weekly) for w in weeks if w - 6 * day >= at.start]
    out += [(m.replace(day=1), m, monthly) for m in months if m.replace(day=1) >= at.start]
    if policy.floor_days < (at.end - at.start).days:
        edges = pd.date_range(at.start, at.to + day, freq=f"{policy.floor_days}D")
        out += [(a, b - day, np.ones(len(grades), dtype=np.int64)) for a, b in pairwise(edges)]
    return out


def _service(mine: Mapping[str, Frame], at: Period, context: Context) -> float | None:
    """Of the customers who had bought by the last day looked at, the share served in the period (R024)."""
    orders, contacts = mine["orders"], mine["contacts"]
    bought = set(_folded(orders[orders["first_paid"] <= at.to]))
    inside = (contacts["at"] >= at.start) & (contacts["at"] < at.to + pd.Timedelta(days=1))
    served = set(_folded(contacts[inside & contacts["purpose"].eq("service")]))
    return len(bought & served) / len(bought) if bought else None


_RULES: dict[str, Callable[[Mapping[str, Frame], Period, Context], float | None]] = {
    "quota": _quota, "service": _service,
}


# ── the same KPI as a formula ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Refs:
    """Where a card's cells stand: person, first day, day after the last, label. owned: whether rows carry an owner."""

    person: str
    start: str
    end: str
    label: str
    owned: bool


def actual_cell(kpi: KPI, refs: Refs) -> str | None:
    """The formula template of `actual`; None for what only a rule can count."""
    if kpi.rule:
        return None
    top = "+".join(_cell(t, refs) for t in kpi.tops)
    to = _to(refs)
    if not kpi.bottoms and not kpi.per_workday:
        return top
    if kpi.per_workday:
        bottom = (
            f"(NETWORKDAYS.INTL({refs.start},{to},INDEX(worktime[rest],1),holidays[off])"
            f'+COUNTIFS(holidays[on],">="&{refs.start},holidays[on],"<="&{to}))'
        )
    else:
        bottom = "+".join(_cell(t, refs) for t in kpi.bottoms)
    return f'IF({bottom}=0,"",({top})/({bottom}))'


def _to(refs: Refs) -> str:
    return f"MIN({refs.end}-1,as_of)"


def _cell(tally: Tally, refs: Refs) -> str:
    table = tally.table
    parts: list[str] = []
    if tally.date:
        start, end = _edges(tally, refs)
        parts += [f'{table}[{tally.date}],">="&{start}', f'{table}[{tally.date}],"<"&{end}']
    parts += [f"{table}[{w.column}],{_criterion(w, refs)}" for w in tally.where]
    if "person_id" in tables.BY_KEY[table].by_key:
        parts.append(f"{table}[person_id],{refs.person}")
    elif refs.owned:
        parts.append(f"{table}[owner],{refs.person}")
    if not tally.value:
        return f"COUNTIFS({','.join(parts)})"
    total = f"SUMIFS({table}[{tally.value}],{','.join(parts)})"
    return f"ROUND({total},2)" if _column(table, tally.value).kind == "money" else total


def _edges(tally: Tally, refs: Refs) -> tuple[str, str]:
    first = f"({refs.start}-DAY({refs.start})+1)"
    after = f"({_to(refs)}+1)"
    return {
        "period": (refs.start, refs.end),
        "to_date": (refs.start, after),
        "months": (first, f"EDATE({first},{review.LENGTH})"),
        "year_ago": (f"EDATE({refs.start},-12)", f"EDATE({after},-12)"),
    }[tally.window]


def _criterion(where: Where, refs: Refs) -> str:
    if where.op == "word":
        return f'"$w({where.operand})"'
    if where.op in ("is", "not"):
        return ('"<>"&' if where.op == "not" else "") + f"$label({where.operand})"
    if where.operand == "{period}":
        return refs.label
    if where.operand.replace(".", "").isdigit() or not where.operand:
        return f'"{where.op}{where.operand}"'
    return f'"{where.op}"&({where.operand.replace("{to}", _to(refs))})'


# ── targets ───────────────────────────────────────────────────────────────────────────────────────────────────────


def own_set(sets: Frame, person: str) -> Frame:
    """The KPI weights in force for a person: their own rows, else everybody's (R192)."""
    current = sets[sets["in_force"] == 1]
    mine = current[current["person_id"].eq(person)]
    return mine if len(mine) else current[current["person_id"].isna()]


def target(kpi: KPI, mine: Mapping[str, Frame], at: Period, default: float | None) -> float | None:
    """The person's target of a period: its months' rows in force, summed or averaged, else the default (R164, R186)."""
    frame = mine["targets"]
    start, end = (np.datetime64(m) for m in at.months)
    months = frame["month"].to_numpy()
    keep = (months >= start) & (months < end) & (frame["in_force"].to_numpy() == 1)
    keep[keep] = frame["kpi"].to_numpy()[keep] == kpi.key
    rows = frame[keep]
    rows = rows[rows["span"].isna()]
    if rows.empty:
        return None if default is None else default * (review.LENGTH if kpi.rollup == "sum" else 1)
    total = float(rows["amount"].sum())
    return total if kpi.rollup == "sum" else total / len(rows)


def target_cell(kpi: KPI, refs: Refs, whose: str) -> str:
    """The formula template of `target`; `whose`: a cell that holds the person or "=" as the set's criterion."""
    start, end = _edges(Tally("targets", window="months"), refs)
    rows = (
        f'targets[person_id],{refs.person},targets[kpi],$label(kpi.{kpi.key}),targets[in_force],1,targets[span],"=",'
        f'targets[month],">="&{start},targets[month],"<"&{end}'
    )
    listed = f"kpi_sets[kpi],$label(kpi.{kpi.key}),kpi_sets[in_force],1,kpi_sets[person_id],{whose}"
    default = f'COUNTIFS({listed},kpi_sets[target],"<>")'
    given = f"SUMIFS(kpi_sets[target],{listed})" + (f"*{review.LENGTH}" if kpi.rollup == "sum" else "")
    total = f"SUMIFS(targets[amount],{rows})" + ("" if kpi.rollup == "sum" else f"/COUNTIFS({rows})")
    return f'IF(COUNTIFS({rows})>0,{total},IF({default}>0,{given},""))'


def weight_cell(kpi: KPI, whose: str) -> str:
    """The formula template of a KPI's weight."""
    return (
        f"SUMIFS(kpi_sets[weight],kpi_sets[kpi],$label(kpi.{kpi.key}),kpi_sets[in_force],1,kpi_sets[person_id],{whose})"
    )


# ── the card ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI of a card. ratio: capped, never below 0; score: ratio × weight to four places. None where not scored."""

    kpi: KPI
    actual: float | None
    target: float | None
    ratio: float | None
    weight: float

    @property
    def score(self) -> float | None:
        return None if self.ratio is None else int(unit_array(np.array([self.ratio * self.weight]))[0]) / UNIT


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the checklist in a period: mean score (None = not yet), how often checked, how often it should be."""

    dimension: str
    item: str
    score: float | None
    done: int
    needed: int


@dataclass(frozen=True)
class Card:
    """One person's review of one period. results: the pass rules of the first year, where there is a hire date."""

    person: str
    name: str
    hired: date | None
    period: Period
    rows: Mapping[str, tuple[Row, ...]]
    scores: Mapping[str, float | None]
    total: float | None
    checks: tuple[Check, ...]
    results: tuple[Result, ...] = ()
    chance: Chance | None = None
    state: str = ""
    since: date | None = None
    own_set: bool = field(default=False)


def ratio(kpi: KPI, reached: float | None, aim: float | None, cap: float) -> float | None:
    """How far a target is reached, from 0 to the cap; for "lower is better" target over actual (R015, R191)."""
    if reached is None or not aim:
        return None
    if kpi.better == "lower":
        return cap if reached <= 0 else min(aim / reached, cap)
    return max(0.0, min(reached / aim, cap))


def ratio_cell(kpi: KPI, reached: str, aim: str) -> str:
    """The formula template of `ratio`."""
    good = (
        f"IF({reached}<=0,$p(score_cap),MIN({aim}/{reached},$p(score_cap)))"
        if kpi.better == "lower"
        else f"MAX(0,MIN({reached}/{aim},$p(score_cap)))"
    )
    return f'IF(OR({reached}="",{aim}=""),"",IF(N({aim})=0,"",{good}))'


def card(person: str, name: str, hired: date | None, mine: Mapping[str, Frame], at: Period, context: Context) -> Card:
    """Everything on a person's card for a period; `mine`: their rows alone, `kpi_sets` and `checklist` whole."""
    chosen = own_set(mine["kpi_sets"], person)
    rows = {d: tuple(_rows(d, chosen, mine, at, context)) for d in DIMENSIONS}
    scores = {d: _weighted([(r.score, r.weight, r.weight) for r in listed], context) for d, listed in rows.items()}
    total = _weighted([(scores[d], FULL, context.policy.weights[d]) for d in DIMENSIONS], context)
    made = Card(
        person,
        name,
        hired,
        at,
        rows,
        scores,
        total,
        checks(mine, at, context),
        own_set=bool(chosen["person_id"].notna().any()),
    )
    return _with_state(made, mine, context) if hired is not None and hired <= context.today else made


def _rows(dimension: str, chosen: Frame, mine: Mapping[str, Frame], at: Period, context: Context) -> list[Row]:
    cap, found = float(context.policy["score_cap"]), []
    for key, weight, default in zip(chosen["kpi"], chosen["weight"], chosen["target"], strict=True):
        kpi = kpis.get(key)
        if kpi.dimension == dimension:
            reached = None if unbegun(kpi, mine) else actual(kpi, mine, at, context)
            aim = target(kpi, mine, at, None if pd.isna(default) else float(default))
            found.append(Row(kpi, reached, aim, ratio(kpi, reached, aim, cap), float(weight)))
    return found


def _weighted(rows: Sequence[tuple[float | None, float, float]], context: Context) -> float | None:
    if not rows:
        return None
    columns = [list(c) for c in zip(*rows, strict=True)]
    return SCORECARD(*columns, policy=context.policy)


def checks(mine: Mapping[str, Frame], at: Period, context: Context) -> tuple[Check, ...]:
    """The checklist of the period with the manager's scores (R007, R008)."""
    listed = mine["checklist"]
    begun = listed[listed["effective_from"] <= at.to]
    quarter = at.number if at.number in review.RULES else (at.number - 1) % len(review.RULES) + 1 if at.number else 0
    here = begun[begun["quarter"] == quarter]
    here = here[here["effective_from"] == here["effective_from"].max()]
    scored = mine["assessments"]
    scored = scored[scored["quarter"].eq(at.label)]
    out = []
    for row in here.itertuples():
        mean, done = mean_of_item(scored, row.dimension, row.item)
        out.append(Check(row.dimension, row.item, mean, done, int(row.checks)))
    return tuple(out)


# ── tenure rules ──────────────────────────────────────────────────────────────────────────────────────────────────


def _days(series: pd.Series) -> NDArray[np.int64]:
    return series.to_numpy().astype("datetime64[D]").astype(np.int64)


def evidence(mine: Mapping[str, Frame]) -> dict[str, Frame]:
    """The rows the rules look at: counted receipts, counted sample requests, first deals, orders first paid."""
    receipts = mine["receipts"]
    samples = mine["samples"]
    customers, orders = mine["customers"], mine["orders"]
    return {
        "receipts": receipts[(receipts["base"] > 0).to_numpy()],
        "samples": samples[samples["seq"].notna()],
        "deals": customers[customers["first_deal"].notna()],
        "orders": orders[orders["first_paid"].notna()],
    }


def results(hired: date, mine: Mapping[str, Frame], context: Context) -> tuple[Result, ...]:
    """The pass rules of the first year's four quarters on the context's day (R003, R015, R020, R022, R030).

    () after the first year, unless the policy repeats the four quarters.
    """
    found, first, today, policy = evidence(mine), to_day(hired), context.day, context.policy
    past = (review.tenure_quarter(first, today) - 1) // len(review.RULES) * len(review.RULES)
    if past and policy["after_month_12"] != "repeat":
        return ()
    paid = _days(found["receipts"]["date"])
    deals = _days(found["deals"]["first_deal"]) if policy["monthly_deal"] == "new_only" else paid
    asked, orders = found["samples"].sort_values("seq"), found["orders"]
    at = {n: review.term(first, n + past) for n in review.RULES}
    completion = actual(kpis.get("forecast_completion"), mine, tenure_period(hired, 2 + past, context.today), context)
    return (
        review.receipt(paid, at[1], today),
        review.samples(_days(asked["requested"]), _folded(asked), at[2], today, policy),
        review.forecast(completion, at[2], today, policy),
        review.monthly(deals, first, at[3], today),
        review.repeat(
            _days(orders["first_paid"]),
            _folded(orders),
            orders["order_no"].to_numpy(dtype=np.int64),
            at[4],
            today,
            policy,
        ),
    )


def _folded(frame: Frame) -> NDArray[np.object_]:
    return frame["customer_id"].str.casefold().to_numpy(dtype=object)


def latest_chance(mine: Mapping[str, Frame], context: Context) -> Chance | None:
    """The second chance granted last, up to the day."""
    frame = mine["second_chances"]
    frame = frame[frame["granted"] <= pd.Timestamp(context.today)].sort_values("granted")
    if frame.empty:
        return None
    row = frame.iloc[-1]
    return Chance(to_day(row["granted"].date()), to_day(row["ends"].date()), row["valid"] == "yes")


def _with_state(made: Card, mine: Mapping[str, Frame], context: Context) -> Card:
    assert made.hired is not None
    judged = results(made.hired, mine, context)
    chance = latest_chance(mine, context)
    paid = _days(evidence(mine)["receipts"]["date"])
    state, since = review.state(to_day(made.hired), judged, paid, chance, context.day, context.policy)
    return Card(
        made.person,
        made.name,
        made.hired,
        made.period,
        made.rows,
        made.scores,
        made.total,
        made.checks,
        judged,
        chance,
        state,
        None if since is None else to_date(since),
        made.own_set,
    )
