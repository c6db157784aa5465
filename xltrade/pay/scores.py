"""The one score of a person's quarter: commission factor, yearly bonus, second chances and the review history take it.

What a confirmed settlement keeps comes first. Else it is the scorecard's, or the typed assessments alone, as the
policy's `score_basis` says for that quarter.
"""

from __future__ import annotations

from dataclasses import replace

from xltrade.computed import recompute
from xltrade.computed.cards import Cards, Score
from xltrade.computed.context import Context
from xltrade.computed.periods import Period, period_in, period_named
from xltrade.core.dtypes import Frames
from xltrade.declared import tables
from xltrade.pay.assessed import typed
from xltrade.pay.company import Company
from xltrade.pay.firm import Firm
from xltrade.pay.periods import bounds, quarter
from xltrade.pay.rows import day_of


def score(firm: Firm, person: str, period: str) -> Score | None:
    """What a person's review of a calendar quarter came to; None where there is nothing to review.

    In the first year a review is of a tenure quarter: it counts in the calendar quarter in which it ends (R002).
    """
    kept = firm.reviewed
    if (person, period) in kept.scores:
        return kept.scores[person, period]
    if kept.is_before(person, period) or firm.policy(period)["score_basis"] == "typed":
        return typed(firm, person, period)
    at = review_period(firm, person, period)
    return None if at is None or firm.cards is None else firm.cards.score(person, at)


def review_period(firm: Firm, person: str, period: str) -> Period | None:
    """Which review of a person counts in a calendar quarter; None for one who had left before it."""
    left = firm.left.get(person)
    if left is not None and left < bounds(period)[0]:
        return None
    return period_in(period, firm.hired.get(person), firm.today, firm.policy(period))


def named(firm: Firm, person: str, label: object) -> Score | None:
    """What a person's review of that name came to, "T1" or "2026Q3" however it is typed, under that name."""
    at = period_named(label, firm.hired.get(person), firm.today) if isinstance(label, str) else None
    found = None if at is None else score(firm, person, quarter(at.last))
    return None if at is None or found is None else replace(found, label=at.label)


def misnamed(firm: Firm, person: str, label: object) -> str | None:
    """The review that assessments of that name should have named, "–" where there is none: for "2026Q1" in the first
    year "T1". None where they name it, and where the score is kept."""
    at = period_named(label, firm.hired.get(person), firm.today) if isinstance(label, str) else None
    if at is None:
        return _NO_REVIEW
    period, kept = quarter(at.last), firm.reviewed
    counted = review_period(firm, person, period)
    name = _NO_REVIEW if counted is None else counted.label
    known = (person, period) in kept.scores or kept.is_before(person, period)
    return None if known or name == at.label else name


_NO_REVIEW = "–"


def with_cards(company: Company) -> Company:
    """The company with everybody's scorecards."""
    return replace(company, cards=cards_of(company))


def cards_of(company: Company) -> Cards:
    """Everybody's scorecards, made from the consolidated tables and what the manager typed."""
    people, today = company.people, company.today
    since = zip(people["id"], people["records_from"], strict=True)
    recorded = {p: d for p, typed_day in since if (d := day_of(typed_day))}
    hired = {p.id: p.hired for p in company.team.people if p.hired}
    context = Context(company.policy_on(today), today, hired, company.lang, recorded)
    own: Frames = {t.key: company.own[t.key] for t in tables.HANDED_OUT}
    own |= {"targets": recompute.targets(own["targets"], context), "second_chances": own["second_chances"].iloc[:0]}
    return Cards({**company.shared, **company.tables, **own}, people, context, company.policy_on)
