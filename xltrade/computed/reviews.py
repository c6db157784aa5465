"""Finished periods: one row a person and period, recomputed from the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from xltrade.computed import scorecard
from xltrade.computed.context import Context
from xltrade.computed.kpi import by_person
from xltrade.computed.periods import DIMENSIONS, Period, calendar_period, tenure_period
from xltrade.computed.scorecard import Card
from xltrade.core.days import to_day
from xltrade.core.dtypes import Frame, build
from xltrade.core.rounding import unit_array
from xltrade.core.schema import Lang, Table
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.rules import review
from xltrade.rules.policy import Policy

KEPT_QUARTERS, CHAMPION_MONTHS, TOP = 4, 6, 10


def finished(hired: date | None, today: date, policy: Policy) -> list[Period]:
    """The periods of a person that are over, oldest first: tenure quarters, after the first year calendar's."""
    now = pd.Timestamp(today).to_period("Q")
    calendar = [calendar_period(now - back, today) for back in range(KEPT_QUARTERS, 0, -1)]
    if hired is None or hired > today or policy["quarter_of"] != "tenure":
        return calendar if hired is None else [p for p in calendar if p.end > pd.Timestamp(hired)]
    number = review.tenure_quarter(to_day(hired), to_day(today))
    last = number if policy["after_month_12"] == "repeat" else min(number, len(review.RULES) + 1)
    tenure = [tenure_period(hired, n, today) for n in range(max(1, last - KEPT_QUARTERS), last)]
    year = pd.Timestamp(hired) + pd.DateOffset(months=12)
    later = [p for p in calendar if p.start >= year] if policy["after_month_12"] == "kpi" else []
    return [*tenure, *later][-KEPT_QUARTERS:]


def history(people: Frame, made: Mapping[str, Frame], context: Context) -> list[Card]:
    """The cards of every finished period of the people, each as of the day after its last one (R002)."""
    mine = by_person(made, people["id"].tolist())
    out = []
    for person, name in zip(people["id"], people["name"], strict=True):
        hired = context.hired.get(person)
        for at in finished(hired, context.today, context.policy):
            then = replace(context, today=at.end.date())
            out.append(scorecard.card(person, name, hired, mine[person], at, then))
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
        **{d: card.scores[d] for d in DIMENSIONS},
        "total": card.total,
        "receipts": cents / 100,
        "verdicts": said or None,
    }


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 4):g}"
