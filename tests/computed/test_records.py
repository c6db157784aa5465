"""The record begins somewhere: no pass rule and no dismissal for months before it (R003, R005)."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest

from places import CASES
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.periods import period
from xltrade.computed.scorecard import card
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.rules import policy

RECORDS = tomllib.loads((CASES / "review_records.toml").read_text(encoding="utf-8"))["case"]
HIRED = dt.date(2026, 1, 31)


@pytest.mark.parametrize("case", RECORDS, ids=lambda c: c["id"])
def test_where_the_record_begins(case: dict[str, Any]) -> None:
    today = case["today"]
    shared = policy.shipped(policy.years_around(today))
    values = {"records_from": case.get("policy"), "no_order_rule": case.get("rule", "first_3")}
    for key, value in values.items():
        shared["policy"].loc[shared["policy"]["key"] == key, "value"] = value
    recorded = {"E1": case["person"]} if "person" in case else {}
    context = Context(policy.read(shared, today), today, {"": HIRED}, "en", recorded)
    first = [{"id": "C1", "company": "A", "created": case["first"]}] if "first" in case else []
    typed = {t.key: dtypes.build(t, first if t is tables.CUSTOMERS else []) for t in tables.SALES}
    mine = recompute.sales(typed, context) | recompute.settings(shared, today, "en")
    empty = {t.key: dtypes.empty(t) for t in tables.ON_FROM_MANAGER}
    mine |= empty | {
        "targets": recompute.targets(empty["targets"], context),
        "second_chances": recompute.second_chances(empty["second_chances"], empty["reviews"], context),
    }
    made = card("E1", "Ann", HIRED, mine, period(HIRED, today, context.policy), context)
    assert made.state == case["state"]
    if "verdicts" in case:
        assert [r.verdict for r in made.results] == case["verdicts"]


def test_a_day_that_is_none_is_refused() -> None:
    shared = policy.shipped(policy.years_around(HIRED))
    shared["policy"].loc[shared["policy"]["key"] == "records_from", "value"] = "July"
    found = policy.check(shared, HIRED)
    assert [p.en.rpartition(": ")[2] for p in found] == ["a date belongs here."]
