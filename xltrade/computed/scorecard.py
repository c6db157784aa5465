"""The scorecard: rows, weights, pass rules, state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed.assessments import mean_of_item
from xltrade.computed.context import Context
from xltrade.computed.kpi import OWN, actual, undone
from xltrade.computed.kpi_targets import own_set, target
from xltrade.computed.periods import DIMENSIONS, Period, tenure_period
from xltrade.core.days import to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.core.identity import folded
from xltrade.core.rounding import UNIT, unit_array
from xltrade.declared import kpis
from xltrade.declared.kpis import KPI
from xltrade.formulas.functions import SCORECARD
from xltrade.rules import review
from xltrade.rules.policy import Policy
from xltrade.rules.review import Chance, Result

FULL = 100.0


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
    begun: date | None = None


def ratio(kpi: KPI, reached: float | None, aim: float | None, cap: float) -> float | None:
    """How far a target is reached, from 0 to the cap; for "lower is better" target over actual (R015, R191)."""
    if reached is None or not aim:
        return None
    if kpi.better == "lower":
        return cap if reached <= 0 else min(aim / reached, cap)
    return max(0.0, min(reached / aim, cap))


def ratio_cell(kpi: KPI, reached: str, aim: str, blank: str = '""') -> str:
    """The formula template of `ratio`; blank: what it is where nothing was reached."""
    good = (
        f"IF({reached}<=0,$p(score_cap),MIN({aim}/{reached},$p(score_cap)))"
        if kpi.better == "lower"
        else f"MAX(0,MIN({reached}/{aim},$p(score_cap)))"
    )
    return f'IF(N({aim})=0,"",IF({reached}="",{blank},{good}))'


def card(person: str, name: str, hired: date | None, mine: Mapping[str, Frame], at: Period, context: Context) -> Card:
    """Everything on a person's card for a period; `mine`: their rows alone, `kpi_sets` and `checklist` whole."""
    chosen = own_set(mine["kpi_sets"], person)
    begun = is_begun(person, hired, mine, at, context)
    rows = {d: tuple(_rows(d, chosen, mine, at, context, begun)) for d in DIMENSIONS}
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


def is_begun(person: str, hired: date | None, mine: Mapping[str, Frame], at: Period, context: Context) -> bool:
    """Whether there is somebody to judge: hired by the day, with a record that begins by the end of the period.

    A workbook that is nobody's yet shows no zeros. What the manager scored counts all the same.
    """
    if not person or hired is None:
        return bool(person)
    return hired <= context.today and record_start(person, hired, mine, context) <= at.to.date()


def _rows(
    dimension: str, chosen: Frame, mine: Mapping[str, Frame], at: Period, context: Context, begun: bool
) -> list[Row]:
    cap, found = float(context.policy["score_cap"]), []
    for key, weight, default in zip(chosen["kpi"], chosen["weight"], chosen["target"], strict=True):
        kpi = kpis.get(key)
        if kpi.dimension == dimension:
            reached = actual(kpi, mine, at, context) if begun or kpi.sources[0] not in OWN else None
            aim = target(kpi, mine, at, None if pd.isna(default) else float(default))
            share = ratio(kpi, reached, aim, cap)
            nothing = begun and reached is None and bool(aim) and undone(kpi, mine, at, context)
            found.append(Row(kpi, reached, aim, 0.0 if nothing else share, float(weight)))
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


def _customers(rows: Frame) -> NDArray[np.object_]:
    """Whose each row is, in the form in which numbers are compared."""
    return folded(rows["customer_id"]).to_numpy(dtype=object)


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
    kpi, second = kpis.get("forecast_completion"), tenure_period(hired, 2 + past, context.today)
    completion = actual(kpi, mine, second, context)
    if completion is None and undone(kpi, mine, second, context):
        completion = 0.0
    return (
        review.receipt(paid, at[1], today),
        review.samples(_days(asked["requested"]), _customers(asked), at[2], today, policy),
        review.forecast(completion, at[2], today, policy),
        review.monthly(deals, first, at[3], today),
        review.repeat(
            _days(orders["first_paid"]),
            _customers(orders),
            orders["order_no"].to_numpy(dtype=np.int64),
            at[4],
            today,
            policy,
        ),
    )


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
    begun = to_day(record_start(made.person, made.hired, mine, context))
    judged = review.recorded(results(made.hired, mine, context), to_day(made.hired), begun)
    chance = latest_chance(mine, context)
    paid = _days(evidence(mine)["receipts"]["date"])
    state, since = review.state(to_day(made.hired), judged, paid, chance, context.day, context.policy, begun)
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
        to_date(begun),
    )


def scored_share(made: Card, weights: Mapping[str, float]) -> float:
    """How much of a card's whole weight was scored, from 0 to 1 to four places."""
    found = 0.0
    for dimension, rows in made.rows.items():
        whole = sum(r.weight for r in rows)
        scored = sum(r.weight for r in rows if r.score is not None)
        found += weights[dimension] * scored / whole if whole else 0.0
    return round(found / FULL, 4)


def is_ranked(made: Card, policy: Policy) -> bool:
    """Whether enough of a card's weight was scored for a place in the ranking, by the policy's `ranked_from` (R080)."""
    enough = float(policy["ranked_from"]) / 100
    return made.total is not None and scored_share(made, policy.weights) >= enough


_FIRST = (("customers", "created"), ("contacts", "at"), ("receipts", "date"))
"""Where a person's first row is looked for."""


def record_start(person: str, hired: date, mine: Mapping[str, Frame], context: Context) -> date:
    """Since when somebody's work is recorded: as typed, else the policy's, else their first row or the hire date."""
    typed = context.recorded.get(person)
    if typed is not None:
        return typed
    if context.policy["records_from"] != "":
        return to_date(int(float(context.policy["records_from"])))
    found = [day for table, column in _FIRST if not pd.isna(day := mine[table][column].min())]
    return min(found).date() if found else hired
