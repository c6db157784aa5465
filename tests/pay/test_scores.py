"""One score a person and quarter: of the scorecard, frozen with the settlement, or typed as the policy says (R208)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import firms
import pytest
from firms import PERIOD, after, again, paid, receipt, settled

from xltrade.computed.cards import Score
from xltrade.core.dtypes import build
from xltrade.declared import tables
from xltrade.pay.company import Company
from xltrade.pay.payroll import annual_bonus
from xltrade.pay.reviewed import reviewed
from xltrade.pay.reviews import review_history
from xltrade.pay.scores import named, score
from xltrade.pay.settle import Settled
from xltrade.pay.settlements import settlements_of

BANDS = [{"start": 0, "factor": 0.8}, {"start": 45, "factor": 1.0}, {"start": 85, "factor": 1.2}]
NOVEMBER, DECEMBER = dt.date(2026, 11, 20), dt.date(2026, 12, 20)
TARGETS = [
    {"person_id": p, "kpi": "receipts", "month": dt.date(2026, m, 1), "amount": 100_000,
     "effective_from": dt.date(2026, 1, 1)}
    for p in ("E1", "E3") for m in (7, 8, 9)
]  # fmt: skip
HALF, WHOLE = receipt(1, "E1", 150_000), receipt(1, "E1", 300_000)


def typed(points: float, quarter: str = PERIOD, dimension: str = "attitude") -> dict[str, Any]:
    return {"person_id": "E1", "quarter": quarter, "dimension": dimension, "score": points}


def company(
    receipts: Iterable[firms.Row] = (WHOLE,),
    points: Iterable[dict[str, Any]] = (typed(90),),
    today: dt.date = firms.TODAY,
    basis: str = "card",
    people: dict[str, Any] | None = None,
    **own: Any,
) -> Company:
    rules = firms.shared({"score_basis": basis}, BANDS)
    return firms.firm(receipts, rules, today, people, whole=True, targets=TARGETS, assessments=points, **own)


def carried(now: Company, done: Settled) -> Company:
    return after(now, done)


# ── what the score is ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_target_and_nothing_done_is_0() -> None:
    """F6: receipts, orders, new customers, repurchase and mail checks were asked for; the forecast was not."""
    assert score(company().firm, "E3", PERIOD) == Score(
        PERIOD,
        {"results": 0.0, "alibaba_use": 0.0},
        0.0,
        0.5475,
        score(company().firm, "E3", PERIOD).checks,  # type: ignore[union-attr]
    )


def test_typed_assessments_are_one_part_of_a_dimension() -> None:
    """300,000 of 300,000 is 50 of the 85 scored of results; 90 points are all that is scored of the attitude."""
    found = score(company().firm, "E1", PERIOD)
    assert found is not None
    assert found.dimensions == {"results": 58.823529, "alibaba_use": 0.0, "attitude": 90.0}
    assert found.total == 48.794117 and found.share == 0.6375


@pytest.mark.parametrize(
    "basis, receipts, points, factor",
    [
        ("card", [WHOLE], [typed(90)], 1.0),
        ("typed", [WHOLE], [typed(90)], 1.2),
        ("card", [HALF], [typed(90)], 0.8),
        ("typed", [HALF], [typed(90)], 1.2),
        ("card", [WHOLE], [], 0.8),
        ("typed", [WHOLE], [], 1.0),
        ("card", [WHOLE], [typed(90), typed(100, dimension="alibaba_use")], 1.0),
        ("card", [WHOLE], [typed(90, "2026Q2")], 0.8),
    ],
)
def test_the_commission_factor_is_of_that_score(
    basis: str, receipts: list[firms.Row], points: list[dict[str, Any]], factor: float
) -> None:
    """R208: 48.79 of the card is the middle band, 90 typed the upper one; typed and nobody typed is no factor."""
    done = settled(company(receipts, points, basis=basis))
    assert paid(done) == {"E1": receipts[0]["amount"] * 0.02 * factor}


def test_the_factor_of_a_first_quarter_is_of_the_tenure_quarter_that_ends_in_it() -> None:
    """Hired on 15 February: T2 ends on 14 August. Who was hired in July has no review in the third quarter."""
    hired = {"E1": {"hired": dt.date(2026, 2, 15)}, "E3": {"hired": dt.date(2026, 7, 10)}}
    firm = company(points=[typed(90, "T2")], people=hired)
    found = score(firm.firm, "E1", PERIOD)
    assert found is not None and found.label == "T2" and found.dimensions["attitude"] == 90
    assert (
        score(firm.firm, "E3", PERIOD) is None
        and score(company(basis="typed", people=hired).firm, "E3", PERIOD) is None
    )


# ── frozen at its settlement ──────────────────────────────────────────────────────────────────────────────────────


def confirmed(first: Company, *who: str) -> Settled:
    done = settled(first)
    return again(after(first, done, **{f"S{PERIOD}_{p}": "confirmed" for p in who}))


def test_a_confirmed_quarter_keeps_its_score_and_factor() -> None:
    """An old receipt corrected from 300,000 to 30,000 and the assessments taken away move the difference only."""
    done = confirmed(company(), "E1")
    now = carried(company([{**WHOLE, "amount": 30_000.0}], [], NOVEMBER), done)
    was = score(company().firm, "E1", PERIOD)
    assert was is not None and score(now.firm, "E1", PERIOD) == was
    late = settled(now, {"period": "2026Q4"})
    assert paid(late) == {"E1": 6_000} and paid(late, "2026Q4") == {"E1": 600 - 6_000}
    assert not [r for r in late.rejects if r.code == "frozen_differs"]
    open_ = carried(company([{**WHOLE, "amount": 30_000.0}], [], NOVEMBER), settled(company()))
    found = score(open_.firm, "E1", PERIOD)
    assert found is not None and found.dimensions["results"] == 5.882353 and "attitude" not in found.dimensions


def test_who_had_nothing_to_settle_keeps_the_score_once_nothing_of_the_quarter_is_open() -> None:
    rows = [WHOLE, receipt(2, "E2", 1_000)]
    half, whole = confirmed(company(rows), "E1"), confirmed(company(rows), "E1", "E2")
    extra = typed(80) | {"person_id": "E3"}
    for done, attitude in ((half, 80.0), (whole, None)):
        now = carried(company(rows, [typed(90), extra], NOVEMBER), done)
        found = score(now.firm, "E3", PERIOD)
        assert found is not None and found.dimensions.get("attitude") == attitude


def test_a_quarter_confirmed_before_scores_were_kept_goes_on_with_its_assessments() -> None:
    """A master of before: confirmed by the typed 90, and it stays so; nothing nags, nothing is paid anew."""
    done = confirmed(company(basis="typed"), "E1")
    lines = done.lines.assign(people=done.lines["people"].str.replace(r', "scores": .*}', "}", regex=True))
    assert '"scores"' not in str(lines["people"].iloc[0]) and paid(done) == {"E1": 7_200}
    sheet = done.settlements.assign(seal=None)
    now = carried(company(today=NOVEMBER), replace(done, lines=lines, settlements=sheet))
    found = score(now.firm, "E1", PERIOD)
    assert found is not None and found.dimensions == {"attitude": 90.0} and found.total == 90
    late = again(now)
    assert paid(late) == {"E1": 7_200} and not [r for r in late.rejects if r.code == "frozen_differs"]


def test_the_yearly_bonus_of_a_confirmed_quarter_is_unmoved() -> None:
    """R049: 10,000 × the mean of (use + attitude) / 2: the card's 0 and 90 in Q3; 60 and 90 typed in the rest."""
    rest = [typed(60, q, "alibaba_use") for q in ("2026Q1", "2026Q2", "2026Q4")]
    rest += [typed(90, q) for q in ("2026Q1", "2026Q2", "2026Q4")]
    people = {"E1": {"bonus_base": 10_000}}
    done = confirmed(company(points=[typed(90), *rest], people=people), "E1")
    now = carried(company([HALF], [*rest, typed(10)], DECEMBER, people=people), done)
    use, overdue = 46.153846, 63.529412  # without a mail check; with overdue followups
    right = round(10_000 * ((0 + 90) / 2 + 2 * (use + 90) / 2 + (use + overdue) / 2) / 4)
    assert annual_bonus(now.firm, now.firm.staff[0], 2026) == (right, [])


def test_a_yearly_bonus_leaves_out_quarters_without_a_review() -> None:
    people = {"E1": {"bonus_base": 10_000, "hired": dt.date(2026, 7, 10)}}
    points = [typed(90, "T1"), typed(65, "T1", "alibaba_use")]
    firm = company(points=points, today=DECEMBER, people=people)
    fen, lacking = annual_bonus(firm.firm, firm.firm.staff[0], 2026)
    assert (fen, lacking) == (round(10_000 * (50 + 90) / 2), [])


# ── second chances and the history ────────────────────────────────────────────────────────────────────────────────


def test_the_history_shows_the_score_that_counts() -> None:
    """R002, R016: kept by its settlement; ranked only who has enough of the weight scored; a chance's too."""
    done = confirmed(company(), "E1")
    chance = [{"person_id": "E2", "quarter": "2025q1", "granted": dt.date(2025, 4, 1), "by": "B", "reason": "x"}]
    now = carried(company([HALF], [typed(10)], NOVEMBER, second_chances=chance), done)
    rows = review_history(now).set_index(["person_id", "quarter"])
    mine = rows.loc["E1", PERIOD]
    assert (mine["total"], mine["results"], mine["kept"], mine["rank"]) == (48.794117, 58.823529, "2026Q3-E1", 1)
    assert mine["receipts"] == 150_000 and mine["key"] == "E1|46295"
    assert rows.loc["E3", PERIOD]["total"] == 0 and ("E2", "2025Q1") in rows.index
    few = rows.loc["E2", PERIOD]
    assert few["share"] < 0.5 and few["rank"] != few["rank"]


def test_a_review_is_found_by_its_name() -> None:
    hired = {"E1": {"hired": dt.date(2026, 2, 15)}}
    firm = company(points=[typed(90, "T2")], people=hired)
    second = named(firm.firm, "E1", " t2")
    assert second is not None and second.label == "T2" and second.dimensions["attitude"] == 90
    assert named(firm.firm, "E1", "second") is None and named(firm.firm, "E1", float("nan")) is None


def test_a_row_set_to_confirmed_that_was_never_calculated_keeps_nothing() -> None:
    """It falls back to a draft and is worked out by the policy's basis, not by that of a master of before."""
    row = {"person_id": "E1", "period": PERIOD, "status": "confirmed"}
    kept = reviewed(settlements_of(build(tables.SETTLEMENTS, [row])), {})
    assert not kept.is_before("E1", PERIOD) and not kept.scores
