"""The card: ratios, totals, second chances."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from scored import CUSTOMERS, ORDERS, PEOPLE, RECEIPTS, TODAY, d, person, reached, shared

from xltrade.computed import recompute, scorecard
from xltrade.computed.kpi import undone
from xltrade.computed.periods import period
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Table
from xltrade.declared import kpis, tables
from xltrade.jobs import united_checks
from xltrade.jobs.master import blank
from xltrade.jobs.united_checks import United
from xltrade.rules import policy
from xltrade.sheets.look import Look


@pytest.mark.parametrize(
    ("key", "actual", "target", "ratio"),
    [
        ("receipts", 90, 100, 0.9),
        ("receipts", 130, 100, 1.2),
        ("receipts", -5, 100, 0.0),
        ("receipts", 5, 0, None),
        ("receipts", None, 100, None),
        ("receipts", 5, None, None),
        ("first_reply", 4, 2, 0.5),
        ("first_reply", 1, 2, 1.2),
        ("first_reply", 0, 2, 1.2),
    ],
)
def test_ratio(key: str, actual: float | None, target: float | None, ratio: float | None) -> None:
    """R015, R191: capped, never negative, a zero target not scored; target over actual where lower is better."""
    assert scorecard.ratio(kpis.get(key), actual, target, 1.2) == ratio


def test_the_total_is_the_weighted_dimensions_and_spot_checks_are_counted() -> None:
    """R001, R008: results alone are scored, so their score is the total; one of two spot checks is made."""
    item = policy.shipped([2026])["checklist"]["item"].iloc[0]
    scored = [{"quarter": "T1", "dimension": "alibaba_use", "item": item, "score": s} for s in (80,)]
    mine, context = person(hired=d(2, 1), customers=CUSTOMERS, orders=ORDERS, receipts=RECEIPTS, assessments=scored)
    card = scorecard.card("E1", "x", d(2, 1), mine, period(d(2, 1), TODAY, context.policy), context)
    first = card.checks[0]
    assert (first.score, first.done, first.needed) == (80, 1, 2) and len(card.checks) == 7
    parts = [(s, 100.0, context.policy.weights[k]) for k, s in card.scores.items()]
    from xltrade.formulas.functions import SCORECARD

    assert card.total == SCORECARD(*[list(c) for c in zip(*parts, strict=True)], policy=context.policy)
    assert card.results[0].verdict == "passed" and card.state == "ok"


def test_a_second_chance_needs_both_other_scores() -> None:
    """R006: 85 and 85 in the review that it names are enough, 84 is not."""
    chance = [{"quarter": "t1", "granted": d(3, 10), "by": "B", "reason": "x"}]
    for use, state in ((85.0, "second_chance"), (84.0, "dismiss")):
        review = [{"quarter": "T1", "alibaba_use": use, "attitude": 85.0}]
        mine, context = person(hired=d(12, 1, 2025), reviews=review, second_chances=chance)
        card = scorecard.card("E1", "x", d(12, 1, 2025), mine, period(d(12, 1, 2025), TODAY, context.policy), context)
        assert card.state == state


@pytest.mark.parametrize(
    ("basis", "use", "said"),
    [("typed", 85.0, ""), ("typed", 84.0, "84.0 / 85.0"), ("card", 100.0, "76.9 / 85.0"), ("card", 111.0, "")],
)
def test_a_refused_second_chance_is_pointed_out(basis: str, use: float, said: str) -> None:
    """R006: by the card the mail checks count too: 50 of its 65 for 100 points, and with three a day 15 more."""
    points = [{"person_id": "E1", "quarter": "T1", "dimension": k, "score": v}
              for k, v in (("alibaba_use", min(use, 100)), ("attitude", 85.0))]  # fmt: skip
    chance = [{"person_id": "E1", "quarter": "T1", "granted": d(3, 10), "by": "B", "reason": "x"}]
    checks = [{"date": day, "morning": "yes", "noon": "yes", "evening": "yes"} for day in pd.bdate_range(*CHECKED)]
    typed = {"mail_checks": checks if use > 100 else []}
    frames = {t.key: _owned(t, typed.get(t.key, [])) for t in tables.SALES}
    shop, context = shared(score_basis=basis), person(hired=HIRED, changed={"score_basis": basis})[1]
    own = {t.key: dtypes.build(t, {"assessments": points, "second_chances": chance}.get(t.key, []))
           for t in tables.MANAGER}  # fmt: skip
    given = replace(blank(Look(today=TODAY), shop), own=own)
    people = PEOPLE.assign(hired=pd.Series([HIRED, None, None], dtype="datetime64[us]"))
    found = united_checks.refused_chances(United(given, (), people, recompute.sales(frames, context), context))
    assert [r.code for r in found] == (["second_chance_refused"] if said else [])
    assert not found or said in found[0].message("zh")


@pytest.mark.parametrize(
    ("typed", "hired", "right"),
    [
        ("t1", d(12, 1, 2025), None),
        ("2026Q1", d(12, 1, 2025), "T1"),
        ("2025Q4", d(12, 1, 2025), "–"),
        ("2026q1", d(1, 5, 2020), None),
        ("T1", None, "–"),
        ("1st", d(1, 5, 2020), "–"),
    ],
)
def test_assessments_under_another_quarter_count_on_no_card(typed: str, hired: dt.date | None, right: str) -> None:
    """R002: in the first year a review is of a tenure quarter, later of a calendar one; said once."""
    rows = [{"person_id": "E1", "quarter": typed, "dimension": k, "score": 90} for k in ("attitude", "alibaba_use")]
    own = {t.key: dtypes.build(t, rows if t is tables.ASSESSMENTS else []) for t in tables.MANAGER}
    people = PEOPLE.assign(hired=pd.Series([hired, None, None], dtype="datetime64[us]"))
    _, context = person()
    frames = recompute.sales({t.key: _owned(t, []) for t in tables.SALES}, context)
    given = replace(blank(Look(today=TODAY)), own=own)
    found = united_checks.unused_assessments(United(given, (), people, frames, context))
    assert [(r.code, r.row, r.hint) for r in found] == ([("assessment_unused", 5, right)] if right else [])


HIRED, CHECKED = d(12, 1, 2025), (d(12, 1, 2025), d(2, 28))


def _owned(table: Table, rows: list[dict[str, Any]]) -> Frame:
    made = dtypes.build(table, rows)
    owner = pd.Series(["E1"] * len(made), dtype="str")
    return made.assign(row=range(5, 5 + len(made)), owner=owner, file=owner)


# ── nothing done ──────────────────────────────────────────────────────────────────────────────────────────────────


def scores(today: dt.date = TODAY, hired: dt.date | None = None, who: str = "E1", **typed: Any) -> dict[str, Any]:
    """KPI -> ratio, on the card of E1 for the quarter of the day; of those that are scored."""
    changed = typed.pop("changed", None)
    mine, context = person(hired, today, changed, **typed)
    made = scorecard.card(who, "x", hired, mine, period(hired, today, context.policy), context)
    return {r.kpi.key: r.ratio for rows in made.rows.values() for r in rows if r.ratio is not None}


AIM = [{"month": d(m, 1), "kpi": "receipts", "amount": 100, "effective_from": d(1, 1)} for m in (1, 2, 3)]
ASKED = [{"id": "Q1", "received": dt.datetime(2026, 3, 2, 9), "customer_id": "C1"}]
NOTHING = {"receipts": 0, "closed_orders": 0, "new_customers": 0, "repurchase": 0, "mail_checks": 0}


def test_nothing_done_of_what_was_asked_for_scores_0() -> None:
    """R015, F6: counts, the rates of one's own orders; of nothing that came in no rate is scored."""
    assert scores(targets=AIM) == NOTHING
    assert scores() == {k: v for k, v in NOTHING.items() if k != "receipts"}


def test_an_inquiry_that_nobody_answered_scores_0() -> None:
    """R190: reply and time of the first reply were due; answered at once both are full."""
    found = scores(inquiries=ASKED, customers=CUSTOMERS)
    assert (found["reply_rate"], found["first_reply"]) == (0, 0)
    found = scores(inquiries=[{**ASKED[0], "replied": ASKED[0]["received"]}], customers=CUSTOMERS)
    assert (found["reply_rate"], found["first_reply"]) == (1, 1.2)


def test_a_quotation_is_due_once_somebody_asked() -> None:
    for asked, due in ((ASKED, True), ([], False)):
        mine, context = person(inquiries=asked, customers=CUSTOMERS)
        now = period(None, TODAY, context.policy)
        assert undone(kpis.get("quotation_on_time"), mine, now, context) is due


def test_zero_forecasts_count_as_the_policy_says() -> None:
    """R015: not scored, or 0; the rule of the second quarter likewise."""
    assert "forecast_completion" not in scores()
    assert scores(changed={"zero_forecast": "zero"})["forecast_completion"] == 0
    for choice, verdict in (("not_scored", "unscored"), ("zero", "running")):
        mine, context = person(d(11, 15, 2025), changed={"zero_forecast": choice})
        rule = next(r for r in scorecard.results(d(11, 15, 2025), mine, context) if r.rule == "forecast")
        assert rule.verdict == verdict


def test_nobody_is_judged_before_it_begins() -> None:
    """A workbook of nobody, one hired later, a record that begins later: nothing is scored, and no zero shown."""
    assert scores(who="", targets=AIM) == {}
    assert scores(hired=d(4, 1), targets=AIM) == {}
    assert scores(hired=d(1, 5, 2020), targets=AIM, changed={"records_from": d(4, 1)}) == {}
    points = [{"quarter": "2026Q1", "dimension": "attitude", "score": 90}]
    late = {"hired": d(1, 5, 2020), "changed": {"records_from": d(4, 1)}}
    assert scores(targets=AIM, assessments=points, **late) == {"attitude_checklist": 0.9}, "the manager's points count"
    assert scores(hired=d(1, 5, 2020), targets=AIM) == NOTHING


def test_a_zero_forecast_is_flagged_and_not_scored() -> None:
    """R015: the warning names the row; the completion stays blank."""
    rows = [{"month": d(3, 1), "entered": d(3, 2), "amount": 0}, {"month": d(2, 1), "entered": d(2, 20), "amount": 0}]
    mine, context = person(forecasts=rows)
    frame = mine["forecasts"].assign(file="a.xlsx")
    united = United(blank(Look(today=TODAY)), (), PEOPLE, {"forecasts": frame}, context)
    assert [(r.code, r.row, r.value) for r in united_checks.zero_forecasts(united)] == [("zero_forecast", 5, "2026-03")]
    assert reached("forecast_completion", forecasts=rows) is None
