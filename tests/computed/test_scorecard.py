"""The card: ratios, totals, second chances."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scored import CUSTOMERS, ORDERS, PEOPLE, RECEIPTS, TODAY, d, person, reached

from xltrade.computed import scorecard
from xltrade.computed.periods import period
from xltrade.core import dtypes
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


def test_a_second_chance_needs_both_other_scores(tmp_path: Path) -> None:
    """R006: 85 and 85 are enough, 84 is not; the refused one is pointed out and does not count."""

    def scores(use: float) -> list[dict[str, Any]]:
        return [{"quarter": "T1", "dimension": k, "score": v} for k, v in (("alibaba_use", use), ("attitude", 85.0))]

    chance = [{"quarter": "T1", "granted": d(3, 10), "by": "B", "reason": "x"}]
    for use, state in ((85.0, "second_chance"), (84.0, "dismiss")):
        mine, context = person(hired=d(12, 1, 2025), assessments=scores(use), second_chances=chance)
        card = scorecard.card("E1", "x", d(12, 1, 2025), mine, period(d(12, 1, 2025), TODAY, context.policy), context)
        assert card.state == state
        own = {
            t.key: dtypes.build(
                t, [{"person_id": "E1", **r} for r in (scores(use) if t.key == "assessments" else chance)]
            )
            for t in (tables.ASSESSMENTS, tables.SECOND_CHANCES)
        }
        given = replace(blank(Look(today=TODAY)), own=own)
        found = united_checks.refused_chances(United(given, (), PEOPLE, {}, context))
        assert [r.code for r in found] == ([] if use == 85 else ["second_chance_refused"])
        assert not found or "84.0 / 85.0" in found[0].message("zh")


def test_a_zero_forecast_is_flagged_and_not_scored() -> None:
    """R015: the warning names the row; the completion stays blank."""
    rows = [{"month": d(3, 1), "entered": d(3, 2), "amount": 0}, {"month": d(2, 1), "entered": d(2, 20), "amount": 0}]
    mine, context = person(forecasts=rows)
    frame = mine["forecasts"].assign(file="a.xlsx")
    united = United(blank(Look(today=TODAY)), (), PEOPLE, {"forecasts": frame}, context)
    assert [(r.code, r.row, r.value) for r in united_checks.zero_forecasts(united)] == [("zero_forecast", 5, "2026-03")]
    assert reached("forecast_completion", forecasts=rows) is None
