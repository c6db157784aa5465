"""A month of pay and the yearly bonus."""

from __future__ import annotations

import datetime as dt

import firms
import pandas as pd
import pytest
from firms import PERIOD, after, again, paid, receipt, settled
from quarters import RECEIPTS, confirmed

from xltrade.pay import payroll
from xltrade.pay.company import Company
from xltrade.pay.settle import Settled

pytestmark = pytest.mark.usefixtures("world")


def pay(company: Company, done: Settled) -> pd.DataFrame:
    made = payroll.payroll(company, done.settlements)
    return made.assign(month=made["month"].dt.strftime("%Y-%m")).set_index(["month", "person_id"])


def test_a_month_of_pay() -> None:
    """R041, R042, R047: base pay, the commission in the month it is due, a bonus with its reason."""
    people = {
        "E1": {"base_salary": 2_500.5},
        "E2": {"left": dt.date(2026, 9, 30)},
        "E3": {"hired": dt.date(2026, 9, 9)},
    }
    company = firms.firm(RECEIPTS, people=people)
    first = settled(
        company,
        {"period": PERIOD, "person_id": "E1", "bonus": 500, "bonus_reason": "大单"},
        {"period": PERIOD, "person_id": "E2"},
    )
    done = again(after(company, first, S2026Q3_E1="confirmed", S2026Q3_E2="confirmed"))
    table = pay(company, done)
    row = table.loc["2026-10", "E1"]
    assert (row["base_salary"], row["commission"], row["bonus"], row["total"]) == (2_500.5, 23_000, 500, 26_000.5)
    assert (row["bonus_reason"], row["settlements"]) == ("大单", "2026Q3-E1") and "预计" in row["note"]
    leaver = table.loc["2026-10", "E2"]
    assert pd.isna(leaver["base_salary"]) and leaver["total"] == 2_000
    assert ("2026-08", "E3") not in table.index and table.loc["2026-09", "E3"]["total"] == 880  # 22 of 30 days
    paid_ = after(company, done, S2026Q3_E1="paid")
    paid_.own["settlements"].loc[0, "paid"] = pd.Timestamp(2026, 9, 28)
    early = pay(paid_, again(paid_))
    assert early.loc["2026-09", "E1"]["commission"] == 23_000 and pd.isna(early.loc["2026-10", "E1"]["commission"])


def test_half_yearly_payout() -> None:
    company, done = confirmed(firms.firm(RECEIPTS, firms.shared({"payout": "half_year"})))
    assert pay(company, done).loc["2027-01", "E1"]["commission"] == 23_000


@pytest.mark.parametrize(
    "scores, expected, missing",
    [
        ({q: (80, 90) for q in range(1, 5)}, 4_250, ""),
        ({1: (80, 90), 2: (60, 70), 3: (100, 100), 4: (0, 0)}, 3_125, ""),
        ({1: (80, 90), 2: (80, 90), 4: (80, 90)}, None, "2026Q3"),
    ],
)
def test_the_yearly_bonus(scores: dict[int, tuple[int, int]], expected: float | None, missing: str) -> None:
    """R043, R049: 5,000 × the mean of the four quarters' (Alibaba use + attitude) / 2 / 100; results do not matter."""
    rows = [
        {"person_id": "E1", "quarter": f"2026Q{q}", "dimension": d, "score": s}
        for q, pair in scores.items()
        for d, s in zip(("alibaba_use", "attitude"), pair, strict=True)
    ]
    rows.append({"person_id": "E1", "quarter": "2026Q1", "dimension": "results", "score": 0})
    rules, people = firms.shared({"score_basis": "typed"}), {"E1": {"bonus_base": 5_000}}
    company = firms.firm(RECEIPTS, rules, dt.date(2026, 12, 20), people, assessments=rows)
    table = pay(company, again(company))
    row = table.loc["2026-12", "E1"]
    assert (row["annual_bonus"] == expected) if expected else pd.isna(row["annual_bonus"])
    assert (missing in row["note"]) if missing else pd.isna(row["note"])
    assert table["annual_bonus"].notna().sum() == (1 if expected else 0)


@pytest.mark.parametrize("typed, hired", [("2026q3", None), ("２０２６Q3", None), ("t2", dt.date(2026, 2, 15))])
def test_a_quarter_of_an_assessment_is_read_however_it_is_typed(typed: str, hired: dt.date | None) -> None:
    """R002, R208: T2 of one hired on 15 February ends on 14 August."""
    rows = [{"person_id": "E1", "quarter": typed, "dimension": "attitude", "score": 90}]
    bands = [{"start": 0, "factor": 1.0}, {"start": 85, "factor": 1.2}]
    people = {"E1": {"hired": hired}} if hired else {}
    company = firms.firm(
        [*RECEIPTS[2:], receipt(9, "E1", 100_000)],
        firms.shared({"score_basis": "typed"}, bands),
        people=people,
        assessments=rows,
    )
    assert paid(settled(company))["E1"] == 2_400
