"""The life of a settlement (R042, R142, R211, R212): states, freezing, corrections, answers, hand-overs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import firms
import pandas as pd
import pytest
from firms import PERIOD, after, again, paid, receipt, settled
from worlds import WORLDS, World

from xltrade.core.dtypes import build
from xltrade.core.errors import PolicyError
from xltrade.core.schema import LANGS
from xltrade.declared import tables
from xltrade.pay import fund, lines, payroll, seal
from xltrade.pay.firm import Firm
from xltrade.pay.settle import Settled

LATER = dt.date(2026, 11, 20)


@pytest.fixture(params=WORLDS, ids=lambda w: w.name, autouse=True)
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    """Every settlement comes out the same, whether numbers carry their owner or everybody uses the same ones."""
    monkeypatch.setattr(firms, "world", request.param)
    made: World = request.param
    return made


RECEIPTS = [receipt(1, "E1", 600_000), receipt(2, "E1", 500_000, day=3), receipt(3, "E2", 100_000, day=4)]


def state(done: Settled, name: str) -> Any:
    return done.settlements.set_index("id").loc[name]


def codes(done: Settled) -> list[str]:
    return [r.code for r in done.rejects]


def confirmed(company: Firm) -> tuple[Firm, Settled]:
    """The company after its third quarter was calculated and confirmed for everyone."""
    done = settled(company)
    names = {n.replace("-", "_"): "confirmed" for n in done.settlements["id"]}
    company = after(company, done, **{f"S{n}": s for n, s in names.items()})
    done = again(company)
    return after(company, done), done


def with_receipts(company: Firm, receipts: list[firms.Row], today: dt.date = LATER, **more: Any) -> Firm:
    """The same master, with other receipts in the workbooks."""
    fresh = firms.firm(receipts, company.shared, today, **more)
    return replace(
        fresh, own={**fresh.own, **{k: company.own[k] for k in ("settlements", "settlement_lines", "late_entries")}}
    )


# ── states ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_quarter_for_everyone_becomes_a_settlement_each() -> None:
    done = settled(firms.firm(RECEIPTS), {"period": "２０２６q3"})
    assert done.settlements["id"].tolist() == ["2026Q3-E1", "2026Q3-E2"]
    assert paid(done) == {"E1": 23_000, "E2": 2_000} and done.settlements["status"].eq("calculated").all()
    assert state(done, "2026Q3-E1")["base"] == 1_100_000 and state(done, "2026Q3-E1")["policy_day"].month == 9


def test_one_person_at_a_time_and_no_second_settlement() -> None:
    done = settled(
        firms.firm(RECEIPTS),
        {"period": PERIOD, "person_id": "Bob"},
        {"period": PERIOD, "person_id": "E2"},
        {"period": PERIOD, "person_id": "E3"},
        {"period": "三季度"},
        {"period": "2026Q1"},
    )
    assert paid(done) == {"E2": 2_000}
    assert codes(done) == ["bad_period", "nothing_to_settle", "settled_twice", "nothing_to_settle"]
    said = {r.code: r for r in done.rejects}["bad_period"]
    assert (said.row, said.value) == (8, "三季度") and "2026Q3" in said.message() and "第 8 行" in said.message()


def test_the_whole_way_to_the_payslip() -> None:
    company = firms.firm(RECEIPTS)
    done = settled(company)
    answer = {"owner": "E1", "settlement_id": "2026q3-e1", "amount": 23_000, "answer": "accepted"}
    company = after(firms.firm(RECEIPTS, answers=[answer]), done)
    done = again(company)
    assert state(done, "2026Q3-E1")["status"] == "accepted" and state(done, "2026Q3-E2")["status"] == "calculated"
    done = again(after(company, done, S2026Q3_E1="confirmed"))
    row = state(done, "2026Q3-E1")
    assert (row["status"], row["confirmed"].date(), len(row["seal"])) == ("confirmed", firms.TODAY, 12)
    done = again(after(company, done, S2026Q3_E1="paid"))
    assert state(done, "2026Q3-E1")["paid"].date() == firms.TODAY and not done.rejects
    assert again(after(company, done)).settlements.equals(done.settlements)


@pytest.mark.parametrize("typed", ["confirmed", "paid"])
def test_what_was_never_calculated_is_not_confirmed(typed: str) -> None:
    done = settled(firms.firm(RECEIPTS), {"period": PERIOD, "person_id": "E1", "status": typed})
    assert codes(done) == ["not_calculated"] and state(done, "2026Q3-E1")["status"] == "calculated"


def test_a_bonus_needs_its_reason() -> None:
    done = settled(
        firms.firm(RECEIPTS),
        {"period": PERIOD, "person_id": "E1", "bonus": 500},
        {"period": PERIOD, "person_id": "E2", "bonus": 300.55, "bonus_reason": "展会"},
    )
    assert codes(done) == ["bonus_without_reason"]
    assert state(done, "2026Q3-E1")["total"] == 23_000 and state(done, "2026Q3-E2")["total"] == 2_300.55


# ── frozen ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_policy_of_then_and_its_later_versions() -> None:
    """R212: a tier that begins later changes nothing of an old quarter, confirmed or not."""
    company, done = confirmed(firms.firm(RECEIPTS))
    tiers = pd.concat(
        [
            company.shared["tiers"],
            build(tables.TIERS, [{"start": 0, "rate": 0.5, "effective_from": dt.date(2026, 10, 1)}]),
        ],
        ignore_index=True,
    )
    later = replace(company, shared={**company.shared, "tiers": tiers}, policies={}, prints={})
    assert again(later).settlements.equals(done.settlements) and not again(later).rejects
    fresh = settled(replace(firms.firm(RECEIPTS), shared=later.shared, policies={}, prints={}))
    assert paid(fresh) == {"E1": 23_000, "E2": 2_000}


def test_rewriting_the_policy_changes_no_confirmed_settlement_and_is_reported() -> None:
    company, done = confirmed(firms.firm(RECEIPTS))
    rules = firms.shared({"tier_mode": "whole", "deduct_bank_fee": "no"})
    now = again(replace(company, shared=rules, policies={}, prints={}))
    assert now.settlements.equals(done.settlements) and now.lines.equals(done.lines)
    assert codes(now) == ["frozen_differs"] and "23,000.00 → 33,000.00" in now.rejects[0].message()


def test_promoting_somebody_afterwards_changes_nothing_and_is_reported() -> None:
    company, done = confirmed(firms.firm(RECEIPTS))
    people = company.people.assign(position="manager")
    now = again(replace(company, people=people))
    assert now.settlements.equals(done.settlements) and codes(now) == ["frozen_differs", "frozen_differs"]


def test_a_corrected_receipt_is_a_line_of_the_current_quarter() -> None:
    """R212: what a settled receipt turned out to be is earned now, by the tiers of its own quarter (1,150,000 earn
    24,500, of which 23,000 are paid); the old settlement stays; paid once."""
    company, done = confirmed(firms.firm(RECEIPTS))
    changed = [receipt(1, "E1", 650_000), *RECEIPTS[1:]]
    now = with_receipts(company, changed)
    told = again(now)
    assert told.settlements.equals(done.settlements) and codes(told) == ["settled_changed"]
    assert "600,000.00 → 650,000.00 (2026Q4)" in told.rejects[0].message()
    paid_now = settled(now, {"period": "2026Q4"})
    assert paid(paid_now, "2026Q4") == {"E1": 1_500} and paid(paid_now) == {"E1": 23_000, "E2": 2_000}
    line = (
        paid_now.lines[paid_now.lines["period"] == "2026Q4"].set_index("receipt_id").loc[firms.world.number("E1", "R1")]
    )
    assert "更正：已结算 600,000.00，应为 650,000.00" in line["rule"] and line["base"] == 50_000
    assert "已付 12,000.00（2026Q3-E1|1）" in line["rule"] and line["amount"] == 1_000
    names = {"S2026Q4_E1": "confirmed"}
    final = again(after(now, paid_now, **names))
    assert codes(final) == ["confirmed_early"] and paid(final, "2026Q4") == {"E1": 1_500}


def test_a_late_receipt_is_paid_now_and_once() -> None:
    company, _ = confirmed(firms.firm(RECEIPTS))
    now = with_receipts(company, [*RECEIPTS, receipt(9, "E1", 1_000, day=1)])
    done = settled(now, {"period": "2026Q4"})
    assert paid(done, "2026Q4") == {"E1": 20} and "2026Q3 的到款，结算后登记" in done.lines["rule"].iloc[-1]
    final = again(after(now, done, S2026Q4_E1="paid"))
    assert paid(final, "2026Q4") == {"E1": 20} and codes(final) == ["confirmed_early"]
    third = settled(after(now, final), {"period": "2026Q4"})
    assert codes(third) == ["nothing_to_settle"]


def test_a_deleted_receipt_is_taken_back_but_a_missing_workbook_takes_back_nothing() -> None:
    company, _ = confirmed(firms.firm(RECEIPTS))
    gone = with_receipts(company, RECEIPTS[1:])
    assert paid(settled(gone, {"period": "2026Q4"}), "2026Q4") == {"E1": 10_000 - 23_000}
    absent = replace(gone, here={"E2": "E2.xlsx"})
    done = settled(absent, {"period": "2026Q4"})
    assert paid(done, "2026Q4") == {} and "settled_changed" not in codes(done)


def test_void_and_calculate_anew_gives_the_same() -> None:
    company, done = confirmed(firms.firm(RECEIPTS))
    void = after(company, done, S2026Q3_E1="void")
    anew = settled(void, {"period": PERIOD, "person_id": "E1"})
    assert paid(anew) == {"E1": 23_000, "E2": 2_000} and not anew.rejects
    first, second = (
        anew.lines[anew.lines["settlement_id"] == n].drop(columns=["settlement_id", "key"]).reset_index(drop=True)
        for n in ("2026Q3-E1", "2026Q3-E1-2")
    )
    assert len(second) == 3 and first.equals(second)
    assert state(anew, "2026Q3-E1")["commission"] == 23_000 and state(anew, "2026Q3-E1")["status"] == "void"


def test_a_confirmed_settlement_does_not_go_back() -> None:
    company, done = confirmed(firms.firm(RECEIPTS))
    now = again(after(company, done, S2026Q3_E1="draft"))
    assert codes(now) == ["reopened"] and now.settlements.equals(done.settlements)


@pytest.mark.parametrize("change", ["commission", "bonus", "base", "line", "deleted line", "confirmed"])
def test_a_confirmed_settlement_changed_by_hand_is_refused(change: str) -> None:
    """R212: the numbers themselves are sealed; nothing is worked out from a changed one."""
    company, done = confirmed(firms.firm(RECEIPTS))
    sheet, lines = done.settlements.copy(), done.lines.copy()
    if change == "line":
        lines.loc[0, "amount"] += 1
    elif change == "deleted line":
        lines = lines.iloc[1:]
    elif change == "confirmed":
        sheet.loc[0, "confirmed"] = pd.Timestamp(2026, 1, 1)
    else:
        sheet.loc[0, change] = 99_999.0
    with pytest.raises(PolicyError, match=r"2026Q3-E1.*backup"):
        again(replace(company, own={**company.own, "settlements": sheet, "settlement_lines": lines}))


def test_sorting_the_lines_breaks_no_seal() -> None:
    company, done = confirmed(firms.firm(RECEIPTS))
    lines = done.lines.sort_values("amount").reset_index(drop=True)
    now = again(replace(company, own={**company.own, "settlement_lines": lines}))
    assert not now.rejects and now.lines.equals(done.lines)


def test_a_missing_workbook_leaves_what_is_calculated() -> None:
    company = firms.firm(RECEIPTS)
    done = settled(company)
    without = replace(after(firms.firm(RECEIPTS[2:]), done), here={"E2": "E2.xlsx"})
    now = again(without)
    assert now.settlements.equals(done.settlements) and now.lines.equals(done.lines)
    assert codes(now) == ["kept_as_it_was"] and "E1" in now.rejects[0].message()


# ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "answer, amount, status, code",
    [
        ("accepted", 23_000, "accepted", None),
        ("accepted", 22_999.99, "calculated", "answer_changed"),
        ("disputed", 23_000, "calculated", "disputed"),
    ],
)
def test_answers(answer: str, amount: float, status: str, code: str | None) -> None:
    company = firms.firm(RECEIPTS)
    said = {"owner": "E1", "settlement_id": "2026Q3-E1", "amount": amount, "answer": answer, "comment": "少了一笔"}
    done = again(after(firms.firm(RECEIPTS, answers=[said]), settled(company)))
    row = state(done, "2026Q3-E1")
    assert (row["status"], row["answer"], row["comment"]) == (status, answer, "少了一笔")
    assert codes(done) == ([code] if code else [])


def test_nobody_answers_for_another() -> None:
    said = [
        {"owner": "E2", "settlement_id": "2026Q3-E1", "amount": 23_000, "answer": "accepted"},
        {"owner": "E2", "settlement_id": "2026Q3-E9", "amount": 1, "answer": "accepted"},
    ]
    done = settled(firms.firm(RECEIPTS, answers=said))
    assert codes(done) == ["unknown_settlement"] * 2 and state(done, "2026Q3-E1")["status"] == "calculated"


def test_an_accepted_settlement_that_changes_is_accepted_anew() -> None:
    said = [{"owner": "E1", "settlement_id": "2026Q3-E1", "amount": 23_000, "answer": "accepted"}]
    company = firms.firm(RECEIPTS, answers=said)
    done = again(after(company, settled(company)))
    now = firms.firm([*RECEIPTS, receipt(9, "E1", 1_000, day=20)], answers=said)
    changed = again(after(now, done))
    assert codes(changed) == ["answer_changed"] and state(changed, "2026Q3-E1")["status"] == "calculated"
    assert state(changed, "2026Q3-E1")["commission"] == 23_030


# ── hand-overs ────────────────────────────────────────────────────────────────────────────────────────────────────

MOVE = {"date": dt.date(2026, 8, 10), "from_id": "E1", "to_id": "Bob", "customer_id": ("E1", "C1")}


@pytest.mark.parametrize(
    "rule, left, expected",
    [
        ("leaver", dt.date(2026, 8, 20), {"E1": 200, "E2": 100}),
        ("leaver", None, {"E1": 100, "E2": 200}),
        ("successor", dt.date(2026, 8, 20), {"E1": 100, "E2": 200}),
        ("split", dt.date(2026, 8, 20), {"E1": 160, "E2": 140}),
    ],
)
def test_whose_commission_after_a_hand_over(rule: str, left: dt.date | None, expected: dict[str, float]) -> None:
    """Receipts of the customer on 10, 20 and 21 August; the last day of each rule is still the leaver's (R142)."""
    rows = [receipt(i, "E1", 5_000, date=f"2026-08-{d}") for i, d in enumerate((10, 20, 21), 1)]
    rules = firms.shared({"leaver_receipts": rule, "leaver_split": 30})
    people = {"E1": {"left": left}} if left else {}
    company = firms.firm(rows, rules, people=people, transfers=[MOVE])
    assert paid(settled(company)) == expected
    moved = firms.firm([{**r, "owner": "E2", "origin": "E1"} for r in rows], rules, people=people, transfers=[MOVE])
    assert paid(settled(moved)) == expected, "the same, whoever's workbook the receipts stand in"


def test_a_hand_over_of_everything_leaves_the_successors_own_customers_alone() -> None:
    everything = {**MOVE, "customer_id": None}
    rows = [
        receipt(1, "E1", 5_000, day=20, customer="C2"),
        receipt(2, "E2", 5_000, day=0, customer="CX"),
        receipt(3, "E3", 5_000, day=20),
    ]
    assert paid(settled(firms.firm(rows, transfers=[everything]))) == {"E2": 200, "E3": 100}


# ── a number that two people use ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("customer", [("E1", "C1"), None])
def test_a_hand_over_leaves_the_successors_customer_of_the_same_number_alone(customer: tuple[str, str] | None) -> None:
    """R142: both receipts are of 3 August, before the hand-over of E1's customer (or of all) to Bob on the 10th."""
    rows = [receipt(1, "E1", 5_000), receipt(1, "E2", 5_000)]
    moves = [{**MOVE, "customer_id": customer}]
    assert paid(settled(firms.firm(rows, transfers=moves))) == {"E1": 100, "E2": 100}


def test_a_hand_over_after_the_leavers_quarter_is_confirmed_takes_nothing_from_the_successor() -> None:
    rows = [receipt(1, "E1", 5_000), receipt(1, "E2", 5_000)]
    first = firms.firm(rows)
    done = settled(first, {"period": PERIOD, "person_id": "E1"})
    done = again(after(first, done, S2026Q3_E1="confirmed"))
    moved = after(firms.firm(rows, transfers=[{**MOVE, "customer_id": None}]), done)
    assert paid(settled(moved, {"period": PERIOD, "person_id": "E2"})) == {"E1": 100, "E2": 100}


def test_a_project_plan_is_of_one_persons_order() -> None:
    """R206: 50 % of E1's order; E2's order of that number earns by the tiers, 2 %."""
    rows = [receipt(1, who, 10_000, order={"amount": 10_000}) for who in ("E1", "E2")]
    plans = [{"person_id": "E1", "order_id": ("E1", "O1"), "rate": 0.5}]
    assert paid(settled(firms.firm(rows, order_plans=plans))) == {"E1": 5_000, "E2": 200}


def test_an_order_share_is_of_one_persons_order() -> None:
    """R203: E3 negotiated E1's order (40 % of 200); E2's order of that number is E2's alone."""
    rows = [receipt(1, who, 10_000, order={"amount": 10_000}) for who in ("E1", "E2")]
    given = [{"owner_id": "E1", "order_id": ("E1", "O1"), "stage": "negotiate", "person_id": "E3", "share": 1.0}]
    assert paid(settled(firms.firm(rows, order_shares=given))) == {"E1": 120, "E2": 200, "E3": 80}


def test_a_customer_factor_is_of_one_persons_customer() -> None:
    """R207: E2's C1 is another company."""
    rows = [receipt(1, "E1", 10_000), receipt(1, "E2", 10_000)]
    factors = [{"customer_id": ("E1", "C1"), "person_id": "E1", "factor": 1.5, "effective_from": dt.date(2026, 1, 1)}]
    assert paid(settled(firms.firm(rows, customer_factors=factors))) == {"E1": 300, "E2": 200}


def test_the_same_numbers_settled_corrected_and_deleted() -> None:
    """Each person's R1 is a receipt of its own, settled or not: E1's is corrected, E2's deleted, E3's stays."""
    rows = [receipt(1, who, 100_000) for who in ("E1", "E2", "E3")]
    company, done = confirmed(firms.firm(rows))
    assert paid(done) == {"E1": 2_000, "E2": 2_000, "E3": 2_000}
    now = with_receipts(company, [receipt(1, "E1", 150_000), receipt(1, "E3", 100_000)])
    assert paid(settled(now, {"period": "2026Q4"}), "2026Q4") == {"E1": 1_000, "E2": -2_000}


# ── sharing with those whose settlement is confirmed ──────────────────────────────────────────────────────────────


def test_a_share_of_a_late_receipt_reaches_a_confirmed_colleague_later_and_once() -> None:
    order = {"amount": 100_000, "negotiator": "E2"}
    company = firms.firm(RECEIPTS)
    done = settled(company)
    done = again(after(company, done, S2026Q3_E2="confirmed"))
    now = with_receipts(after(company, done), [*RECEIPTS, receipt(8, "E1", 100_000, day=10, order=order)])
    both = settled(now, {"period": "2026Q4"})
    assert paid(both) == {"E1": 23_000 + 3_000 - 1_200, "E2": 2_000}
    assert paid(both, "2026Q4") == {"E2": 1_200} and both.lines.iloc[-1]["step"] == "late"
    final = again(after(now, both, S2026Q4_E2="confirmed", S2026Q3_E1="confirmed"))
    assert paid(final, "2026Q4") == {"E2": 1_200} and codes(final) == ["confirmed_early"]
    assert again(after(now, final)).settlements.equals(final.settlements)


def test_a_team_quarter_closes_for_everyone_with_the_first_confirmation() -> None:
    rules = firms.shared({"blend_individual": 0, "blend_team": 100})
    company = firms.firm([receipt(1, "E1", 5_000)], rules)
    done = settled(company)
    assert paid(done) == {"E1": 33.34, "E2": 33.33, "E3": 33.33}
    done = again(after(company, done, S2026Q3_E2="confirmed"))
    now = with_receipts(after(company, done), [receipt(1, "E1", 5_000), receipt(2, "E3", 3_000, day=5)])
    both = settled(now, {"period": "2026Q4"})
    assert paid(both) == {"E1": 33.34, "E2": 33.33, "E3": 33.33} and not both.rejects
    assert paid(both, "2026Q4") == {"E1": 20, "E2": 20, "E3": 20}


# ── what the figures depend on ────────────────────────────────────────────────────────────────────────────────────


def test_profit_without_a_cost_is_said_and_earns_nothing() -> None:
    rules = firms.shared({"basis": "gross_profit"})
    done = settled(
        firms.firm(
            [receipt(1, "E1", 100, order={"amount": 100}), receipt(2, "E1", 100, order={"amount": 100, "cost": 40})],
            rules,
        )
    )
    assert paid(done) == {"E1": 1.2} and codes(done) == ["no_order_figure"]
    assert "O1" in done.rejects[0].message() and "成本" in done.rejects[0].message()


def test_an_unknown_colleague_is_said_and_the_money_stays() -> None:
    done = settled(firms.firm([receipt(1, "E1", 1_000, order={"amount": 1_000, "follower": "Dora"})]))
    assert paid(done) == {"E1": 20} and codes(done) == ["unknown_member"]


@pytest.mark.parametrize(
    "rule, expected",
    [
        ("current_period", {"2026Q2": 12_000, "2026Q3": -2_000}),
        ("reopen", {"2026Q2": 10_000}),
        ("ignore", {"2026Q2": 12_000}),
    ],
)
def test_refunds_by_policy(rule: str, expected: dict[str, float]) -> None:
    rows = [
        receipt(1, "E1", 600_000, date="2026-05-01", order={"amount": 600_000}),
        receipt(2, "E1", -100_000, kind="refund"),
    ]
    rows[1]["order_id"] = ("E1", "O1")
    done = settled(firms.firm(rows, firms.shared({"refund": rule})), {"period": "2026Q2"}, {"period": PERIOD})
    found = {p: paid(done, p).get("E1") for p in ("2026Q2", PERIOD)}
    assert {k: v for k, v in found.items() if v is not None} == expected


def test_a_policy_that_was_wrong_then_is_said_and_nothing_is_calculated() -> None:
    company = firms.firm([receipt(1, "E1", 600_000, date="2019-08-01")])
    done = settled(company, {"period": "2019Q3"})
    assert codes(done) == ["policy_of_period"] and done.settlements["commission"].isna().all()


def test_messages_of_settling_speak_both_languages() -> None:
    for words in (*lines._RULES.values(), *payroll._SAID.values(), *fund._SAID.values(), seal._TAMPERED):
        fields = [sorted(re.findall(r"{(\w+)}", words.text(lang))) for lang in LANGS]
        assert words.zh.strip() and words.en.isascii() and fields[0] == fields[1], words


# ── payroll and fund ──────────────────────────────────────────────────────────────────────────────────────────────


def pay(company: Firm, done: Settled) -> pd.DataFrame:
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
    assert ("2026-08", "E3") not in table.index and table.loc["2026-09", "E3"]["total"] == 1_200
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
    company = firms.firm(RECEIPTS, today=dt.date(2026, 12, 20), people={"E1": {"bonus_base": 5_000}}, assessments=rows)
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
        [*RECEIPTS[2:], receipt(9, "E1", 100_000)], firms.shared(bands=bands), people=people, assessments=rows
    )
    assert paid(settled(company))["E1"] == 2_400


def test_the_fund_and_its_uses() -> None:
    """R209: what was withheld, each use, the balance; more spent than there was is said."""
    uses = [
        {"date": dt.date(2026, 10, 5), "amount": 400, "use": "training", "description": "口语课"},
        {"date": dt.date(2026, 10, 8), "amount": 1_000, "use": "reward"},
    ]
    company = firms.firm(RECEIPTS, firms.shared({"reserve_rate": 0.05}), fund_uses=uses)
    done = settled(company)
    assert paid(done) == {"E1": 21_850, "E2": 1_900, "FUND": 1_250}
    ledger = fund.ledger(company, done.settlements)
    assert ledger["amount"].tolist() == [1_250, -400, -1_000] and ledger["balance"].tolist() == [1_250, 850, -150]
    assert ledger["status"].tolist()[0] == "已计算" and ledger["status"].tolist()[2] == "超支"
    assert ledger["description"].tolist()[1] == "培训 口语课"
