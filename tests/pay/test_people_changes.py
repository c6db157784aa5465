"""Position and base pay with effective dates (R041, R204, R225): what a quarter or month used is what held then."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import firms
import pandas as pd
import pytest
from firms import paid, receipt, settled

from xltrade.computed.people import held
from xltrade.core.dtypes import build
from xltrade.declared import tables
from xltrade.pay import payroll

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "people_changes.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["id"])
def test_what_held_then(case: dict[str, Any]) -> None:
    changes = [{"person_id": "e1", **row} for row in case["changes"]]
    company = firms.firm([receipt(1, "E1", 600_000)], people={"E1": case.get("began", {})}, people_changes=changes)
    done = settled(company)
    assert paid(done) == {"E1": case["paid"]}
    rows = payroll.payroll(company, done.settlements)
    mine = rows[rows["person_id"] == "E1"]
    months = dict(zip(mine["month"].dt.strftime("%Y-%m"), mine["base_salary"], strict=True))
    assert {m: months[m] for m in case.get("base", {})} == case.get("base", {})


def test_of_somebody_else_nothing_changes() -> None:
    company = firms.firm(
        [receipt(1, "E1", 600_000), receipt(2, "E2", 600_000)],
        people_changes=[{"person_id": "Bob", "effective_from": dt.date(2026, 9, 1), "position": "senior"}],
    )
    assert paid(settled(company)) == {"E1": 12_000, "E2": 13_200}


def test_group_and_position_of_a_day() -> None:
    """R228: the group of the team contest is that of the day."""
    people = build(tables.PEOPLE, [{"id": "E1", "name": "Ann", "group": "A", "position": "salesperson"}])
    changes = build(
        tables.PEOPLE_CHANGES,
        [{"person_id": "Ann", "effective_from": dt.date(2026, 9, 1), "group": "B", "position": None}],
    )
    before, after = (held(people, changes, dt.date(2026, m, d)) for m, d in ((8, 31), (9, 1)))
    assert before["group"].tolist() == ["A"] and after["group"].tolist() == ["B"]
    assert after["position"].tolist() == ["salesperson"] and pd.isna(after["base_salary"][0])
    assert after.dtypes.equals(people.dtypes)
