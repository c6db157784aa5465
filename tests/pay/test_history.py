"""What is confirmed stays as it was, and what it got wrong is a line of the current quarter (R212)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import firms
import pandas as pd
import pytest
from firms import PERIOD, after, again, paid, receipt, settled
from quarters import RECEIPTS, codes, confirmed, state, with_receipts

from xltrade.core.dtypes import build
from xltrade.core.errors import PolicyError
from xltrade.declared import tables

pytestmark = pytest.mark.usefixtures("world")


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
    later = replace(company, shared={**company.shared, "tiers": tiers}, policies={})
    assert again(later).settlements.equals(done.settlements) and not again(later).rejects
    fresh = settled(replace(firms.firm(RECEIPTS), shared=later.shared, policies={}))
    assert paid(fresh) == {"E1": 23_000, "E2": 2_000}


def test_rewriting_the_policy_changes_no_confirmed_settlement_and_is_reported() -> None:
    company, done = confirmed(firms.firm(RECEIPTS))
    rules = firms.shared({"tier_mode": "whole", "deduct_bank_fee": "no"})
    now = again(replace(company, shared=rules, policies={}))
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
