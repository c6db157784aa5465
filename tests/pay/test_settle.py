"""The life of a settlement (R042, R142, R211): states, answers, shares, and what the figures depend on."""

from __future__ import annotations

import re

import firms
import pytest
from firms import PERIOD, after, again, paid, receipt, settled
from quarters import RECEIPTS, codes, state, with_receipts

from xltrade.core.schema import LANGS
from xltrade.pay import fund, lines, payroll, seal

pytestmark = pytest.mark.usefixtures("world")


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
