"""Inputs and decisions on which the money was wrong: what a settlement pays for each, by a table (issue 11)."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import firms
import pandas as pd
import pytest

from places import CASES
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.declared import tables
from xltrade.pay.payroll import payroll

INPUTS: list[dict[str, Any]] = tomllib.loads((CASES / "inputs.toml").read_text("utf-8"))["case"]


def _rules(case: dict[str, Any]) -> Frames:
    rates = [{"date": firms.DAY, "currency": c, "rate": r, "kind": "spot"} for c, r in case.get("fx", {}).items()]
    made = firms.shared(case.get("policy"), fx=rates)
    since = dt.date(2026, 1, 1)
    rows = [{"rate": None, **t, "effective_from": since} for t in case.get("tiers", ())]
    if not rows:
        return made
    return made | {"tiers": pd.concat([made["tiers"], dtypes.build(tables.TIERS, rows)], ignore_index=True)}


def _receipts(case: dict[str, Any]) -> list[firms.Row]:
    """of: the number of the receipt whose order this one pays too."""
    made = []
    for number, given in enumerate(case["receipts"], 1):
        row = dict(given)
        who, of = row.pop("who"), row.pop("of", None)
        more = {"order_id": (who, f"O{of}")} if of else {}
        made.append(firms.receipt(number, who, row.pop("cny"), **row, **more))
    return made


@pytest.mark.parametrize("whole", [False, True], ids=["looked up", "every column"])
@pytest.mark.parametrize("case", INPUTS, ids=lambda c: c["id"])
def test_what_is_paid(case: dict[str, Any], whole: bool) -> None:
    """R211: to the fen, and twice the same."""
    plans = [{"order_id": ("E1", "O1"), **case["project"]}] if "project" in case else []
    company = firms.firm(_receipts(case), _rules(case), people=case.get("people"), whole=whole, order_plans=plans)
    done = firms.settled(company)
    assert firms.paid(done) == case["expected"], [r.message("en") for r in done.rejects]
    again = firms.again(firms.after(company, done))
    assert again.settlements.equals(done.settlements) and again.lines.equals(done.lines)


@pytest.mark.parametrize(("by_days", "paid"), [("yes", 40.0), ("no", 1200.0)])
def test_base_pay_of_a_started_month(by_days: str, paid: float) -> None:
    """R041, X3: hired on the last of 30 days."""
    people = {"E2": {"hired": dt.date(2026, 9, 30)}}
    company = firms.firm([firms.receipt(1, "E1", 100)], firms.shared({"pool_days": by_days}), people=people)
    sheet = payroll(company, firms.settled(company).settlements)
    rows = sheet[(sheet["month"] == pd.Timestamp(2026, 9, 1)) & sheet["person_id"].eq("E2")]
    assert rows["base_salary"].tolist() == [paid]


def test_a_period_that_is_none_may_be_confirmed() -> None:
    """R042: 三季度 set to 已确认 is said, and nothing else is stopped."""
    company = firms.firm([firms.receipt(1, "E1", 100)])
    done = firms.settled(company, {"period": "三季度", "status": "confirmed"}, {"period": "2026Q3", "person_id": "E1"})
    assert "bad_period" in [r.code for r in done.rejects] and firms.paid(done)["E1"] == 2.0
