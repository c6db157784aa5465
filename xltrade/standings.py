"""What follows from everybody's cards: finished reviews, champions, groups, promotions, sums of targets, the funnel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from xltrade import choices as ch
from xltrade import score, tables
from xltrade.calendars import to_day
from xltrade.computed.context import Context
from xltrade.frames import Frame, build
from xltrade.policy import Policy
from xltrade.rules import review
from xltrade.scales import unit_array
from xltrade.schema import Lang, Table
from xltrade.score import Card, Period

KEPT_QUARTERS, CHAMPION_MONTHS, TOP = 4, 6, 10
STEPS = (1, 2, 3, 4)
"""How far an inquiry comes: received, answered, quoted, ordered."""


# ── finished reviews ──────────────────────────────────────────────────────────────────────────────────────────────


def finished(hired: date | None, today: date, policy: Policy) -> list[Period]:
    """The periods of a person that are over, oldest first: tenure quarters, after the first year calendar's."""
    now = pd.Timestamp(today).to_period("Q")
    calendar = [score.calendar_period(now - back, today) for back in range(KEPT_QUARTERS, 0, -1)]
    if hired is None or hired > today or policy["quarter_of"] != "tenure":
        return calendar if hired is None else [p for p in calendar if p.end > pd.Timestamp(hired)]
    number = review.tenure_quarter(to_day(hired), to_day(today))
    last = number if policy["after_month_12"] == "repeat" else min(number, len(review.RULES) + 1)
    tenure = [score.tenure_period(hired, n, today) for n in range(max(1, last - KEPT_QUARTERS), last)]
    year = pd.Timestamp(hired) + pd.DateOffset(months=12)
    later = [p for p in calendar if p.start >= year] if policy["after_month_12"] == "kpi" else []
    return [*tenure, *later][-KEPT_QUARTERS:]


def history(people: Frame, made: Mapping[str, Frame], context: Context) -> list[Card]:
    """The cards of every finished period of the people, each as of the day after its last one (R002)."""
    mine = score.by_person(made, people["id"].tolist())
    out = []
    for person, name in zip(people["id"], people["name"], strict=True):
        hired = context.hired.get(person)
        for at in finished(hired, context.today, context.policy):
            then = replace(context, today=at.end.date())
            out.append(score.card(person, name, hired, mine[person], at, then))
    return out


def reviews(cards: Sequence[Card], made: Mapping[str, Frame], lang: Lang) -> Frame:
    """The Review history table (R002, R016)."""
    receipts = made["receipts"]
    rows = [_review(card, receipts[receipts["owner"].eq(card.person).to_numpy()], lang) for card in cards]
    frame = build(_typed(tables.REVIEWS), rows)
    frame["rank"] = frame.groupby("quarter")["total"].rank(method="min", ascending=False)
    return frame


def _typed(table: Table) -> Table:
    return replace(table, columns=tuple(replace(c, computed=False) for c in table.columns))


def _review(card: Card, receipts: Frame, lang: Lang) -> dict[str, object]:
    at = card.period
    inside = (receipts["date"] >= at.start) & (receipts["date"] < at.end) & receipts["base"].notna()
    judged = [r for r in card.results if r.term.number == at.number]
    said = "; ".join(f"{_plain(r.value)} / {_plain(r.needed)} {ch.VERDICT.label(r.verdict, lang)}" for r in judged)
    cents = int(unit_array(receipts.loc[inside, "base"].to_numpy(), 100).sum())
    return {
        "person_id": card.person,
        "name": card.name,
        "quarter": at.label,
        "start": at.start,
        "last": at.to,
        **{d: card.scores[d] for d in score.DIMENSIONS},
        "total": card.total,
        "receipts": cents / 100,
        "verdicts": said or None,
    }


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 4):g}"


# ── champions, groups, promotions ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Champion:
    """Who sold most in a month: receipts in CNY, completion of the month's target; several people where equal."""

    month: pd.Timestamp
    people: tuple[str, ...]
    receipts: float
    completion: float | None
    tied: int


def champions(people: Frame, made: Mapping[str, Frame], context: Context) -> list[Champion]:
    """The champion of each of the last finished months, newest first (R226); none where nobody received money."""
    now = pd.Timestamp(context.today).to_period("M")
    found = [champion(people, made, (now - back).start_time, context.policy) for back in range(1, CHAMPION_MONTHS + 1)]
    return [c for c in found if c is not None]


def champion(people: Frame, made: Mapping[str, Frame], month: pd.Timestamp, policy: Policy) -> Champion | None:
    """The most receipts of a month; between equals the policy's `champion_tie` decides, and what stays equal shares."""
    end = month + pd.DateOffset(months=1)
    ids = people["id"].tolist()
    fen = _per_person(made["receipts"], "date", month, end, ids, "base")
    best = max(fen.values(), default=0)
    if best <= 0:
        return None
    equal = [p for p in ids if fen[p] == best]
    aims = {p: _month_target(made["targets"], p, month) for p in ids}
    winners = _decided(equal, made, (month, end), {p: best / 100 / a if (a := aims[p]) else 0.0 for p in equal}, policy)
    names = dict(zip(people["id"], people["name"], strict=True))
    aim = aims[winners[0]]
    return Champion(month, tuple(names[p] for p in winners), best / 100, best / 100 / aim if aim else None, len(equal))


def _decided(
    equal: list[str],
    made: Mapping[str, Frame],
    month: tuple[pd.Timestamp, pd.Timestamp],
    completion: Mapping[str, float],
    policy: Policy,
) -> list[str]:
    rule = policy["champion_tie"]
    if len(equal) == 1 or rule == "shared":
        return equal
    second: Mapping[str, float] = completion
    if rule == "orders":
        second = _per_person(made["orders"], "first_paid", *month, equal)
    best = max(second.values())
    return [p for p in equal if second[p] == best]


def _per_person(
    frame: Frame, column: str, start: pd.Timestamp, end: pd.Timestamp, ids: Sequence[str], value: str = ""
) -> dict[str, int]:
    """Rows of each person in [start, end), or the sum of a money column in fen."""
    rows = frame[(frame[column] >= start) & (frame[column] < end)]
    if value:
        amounts = pd.Series(np.rint(rows[value].fillna(0).to_numpy() * 100).astype(np.int64), index=rows.index)
        found = amounts.groupby(rows["owner"]).sum()
    else:
        found = rows["owner"].value_counts()
    return {p: int(found.get(p, 0)) for p in ids}


def _month_target(targets: Frame, person: str, month: pd.Timestamp) -> float:
    here = targets[
        targets["kpi"].eq("receipts")
        & (targets["in_force"] == 1)
        & targets["span"].isna()
        & targets["person_id"].eq(person)
        & (targets["month"] == month)
    ]
    return float(here["amount"].sum())


LADDER = tuple(c.key for c in ch.POSITION.items)
"""The positions from the bottom up (R225)."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Whether the next position is suggested, and the totals of the quarters it rests on, oldest first."""

    position: str
    suggested: bool
    totals: tuple[float | None, ...]


def promotion(position: str, hired: date | None, totals: Sequence[float | None], context: Context) -> Promotion | None:
    """The next step of the ladder (R195, R225): enough months, and every one of the last totals high enough.

    None at the top of the ladder or without a known position.
    """
    if position not in LADDER or position == LADDER[-1]:
        return None
    policy = context.policy
    last = tuple(totals)[-int(float(policy["promote_quarters"])) :]
    high = len(last) == int(float(policy["promote_quarters"])) and all(
        t is not None and t >= float(policy["promote_score"]) for t in last
    )
    served = hired is not None and context.day >= review.anniversary(
        to_day(hired), int(float(policy["promote_months"]))
    )
    return Promotion(LADDER[LADDER.index(position) + 1], high and served, last)


# ── the funnel ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Funnel:
    """Inquiries that reached each step, and those lost; rates from each step to the next (None = nothing to divide)."""

    counts: tuple[int, ...]
    lost: int

    @property
    def rates(self) -> tuple[float | None, ...]:
        return tuple(b / a if a else None for a, b in zip(self.counts, self.counts[1:], strict=False))

    @property
    def bottleneck(self) -> int | None:
        """The position of the lowest rate, the first of equals (R233); None where nothing got stuck."""
        known = [r for r in self.rates if r is not None]
        return self.rates.index(min(known)) if known and min(known) < 1 else None


def funnel(inquiries: Frame) -> Funnel:
    """The funnel of these inquiries."""
    step = inquiries["step"].to_numpy()
    return Funnel(tuple(int((step >= s).sum()) for s in STEPS), int(inquiries["result"].eq("lost").sum()))


def received(inquiries: Frame, at: Period) -> Frame:
    """The inquiries received in a period."""
    return inquiries[(inquiries["received"] >= at.start) & (inquiries["received"] < at.end)]


def commonest(values: pd.Series, count: int = TOP) -> list[str]:
    """The most frequent values, most first, equals by name; blanks aside."""
    counts = values.dropna().value_counts()
    return sorted(counts.index.tolist(), key=lambda v: (-int(counts[v]), str(v)))[:count]


# ── targets ───────────────────────────────────────────────────────────────────────────────────────────────────────


def target_sum(
    targets: Frame, kpi: str, span: str | None, department: bool, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[float, int]:
    """Sum and number of a KPI's targets in force that begin in [start, end): the department's or the people's."""
    rows = targets[
        targets["kpi"].eq(kpi) & (targets["in_force"] == 1) & (targets["month"] >= start) & (targets["month"] < end)
    ]
    rows = rows[rows["span"].isna() if span is None else rows["span"].eq(span)]
    rows = rows[rows["person_id"].isna() if department else rows["person_id"].notna()]
    return float(rows["amount"].sum()), len(rows)
