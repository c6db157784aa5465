"""No setting that nobody reads: each is named by a line of the product and changes something where it says so here.

The smallest calculation that shows it stands beside each: one function, one column, one card, one settlement. It takes
a tenth of a second; whole workbooks under a whole other policy are compared in tests/formulas/test_flavours.py.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import reach
from firms import receipt
from reach import Probe, call, card, column, kpi, settled

from places import PACKAGE
from xltrade.rules import policy

DEAD = {
    "report_due_salesperson": "issue 16",
    "report_due_manager": "issue 17",
    "report_due_boss": "issue 17",
}
"""Settings that nothing reads, with the issue that brings each to life. The list only gets shorter."""


@dataclass(frozen=True)
class Reach:
    """A setting reaches a calculation: with another value of it the outcome differs.

    given: other settings that make it matter; also: others that must change with it, where several sum to 100.
    """

    other: str | float
    where: Probe
    given: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Any] = field(default_factory=dict)


def _day(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


MONDAY = dt.datetime(2026, 3, 2, 9)
BOUGHT = {"customers": [{"id": c, "company": c, "created": _day(1, 5)} for c in ("C1", "C2")]}
BOSSED = {"id": "C1", "company": "x", "override": "A", "override_reason": "x", "override_until": _day(3, 31)}
OLD_RATE = {"id": "R1", "date": _day(3, 16), "kind": "full", "amount": 100, "currency": "USD"}
SIGNED = [
    {"id": f"O{n}", "customer_id": c, "date": d, "amount": 1000, "currency": "CNY"}
    for n, (c, d) in enumerate([("C1", _day(12, 1, 2025)), ("C1", _day(2, 10)), ("C2", _day(3, 1))], 1)
]
PAID = [
    {"id": f"R{n}", "order_id": f"O{n}", "date": d, "kind": "full", "amount": 1000, "currency": "CNY"}
    for n, d in enumerate([_day(12, 5, 2025), _day(2, 12), _day(3, 3)], 1)
]
SOLD: dict[str, Any] = {**BOUGHT, "orders": SIGNED, "receipts": PAID}
SCORES = [{"quarter": "T1", "dimension": d, "date": _day(3, 10), "score": 88} for d in ("alibaba_use", "attitude")]
CHANCE: dict[str, Any] = {
    "reviews": [{"quarter": "T1", "alibaba_use": 88, "attitude": 88}],
    "second_chances": [{"quarter": "T1", "granted": _day(1, 10), "by": "B", "reason": "x"}],
}
SAMPLES = [{"id": f"S{n}", "date": _day(3, 2), "customer_id": c, "fee_paid": "yes"} for n, c in enumerate(("C1", "C2"))]
FORECAST = [{"month": _day(3, 1), "entered": _day(2, 25), "amount": 2500}]
TARGET = [{"month": _day(3, 1), "kpi": "receipts", "amount": 100}]
QUOTED = {
    "inquiries": [{"id": "Q1", "received": MONDAY, "customer_id": "C1"}],
    "quotations": [{"id": "B1", "date": _day(3, 4), "inquiry_id": "Q1"}],
}
FIRST, SECOND, THIRD, FOURTH = _day(2, 1), _day(11, 15, 2025), _day(8, 25, 2025), _day(5, 1, 2025)
"""Hire dates of people who are in that quarter of their first year."""

CARD = card(FIRST, **SOLD, targets=TARGET, assessments=SCORES)
SHARED_ORDER = receipt(1, "E1", 600_000, order={"amount": 600_000, "negotiator": "E2", "follower": "E3"})
ONE, TWO = settled(receipt(1, "E1", 600_000)), settled(receipt(1, "E1", 600_000), receipt(2, "E2", 900_000))
POOLED = settled(receipt(1, "E1", 600_000), people={"E2": {"hired": _day(9, 1)}})
LOSS = settled(receipt(1, "E1", 100, order={"amount": 100, "cost": 120}))
LATE = receipt(1, "E1", 800_000, date="2026-02-03"), receipt(2, "E1", 800_000)
LEFT: dict[str, Any] = {
    "people": {"E1": {"left": _day(8, 20)}},
    "transfers": [{"date": _day(8, 10), "from_id": "E1", "to_id": "E2", "customer_id": "E1-C1"}],
}
AFTER = receipt(1, "E1", 5_000, date="2026-08-21")
MILLION = call("COMMISSION", 5_000_000)

REACHES: dict[str, Reach] = {
    "tier_mode": Reach("whole", MILLION),
    "tier_boundary": Reach("lower", MILLION, {"tier_mode": "whole"}),
    "tier_period": Reach("year_to_date", column("receipts", "period")),
    "payout": Reach("half_year", reach.payday),
    "basis": Reach("orders", settled(receipt(1, "E1", 10_000, order={"amount": 600_000}))),
    "deduct_bank_fee": Reach("no", column("receipts", "base")),
    "fx": Reach("fixed", call("FXRATE", "USD", _day(3, 3))),
    "fx_doubtful": Reach("flag", reach.said_with({"currency": "USD", "rate": 712.34})),
    "fx_far_off": Reach(200, reach.doubted(0.00008, 0.008)),
    "fx_neighbour_days": Reach(0, reach.doubted(0.00008, 0.008)),
    "holiday_notice_days": Reach(400, reach.noticed),
    "fx_max_age_days": Reach(20, column("receipts", "base", receipts=[OLD_RATE])),
    "refund": Reach("ignore", column("receipts", "base")),
    "rounding": Reach(1, call("COMMISSION", 12.34)),
    "plan_steps": Reach("base, fx, tier, rounding", settled(SHARED_ORDER)),
    "tier_scope": Reach("team", TWO),
    "unit_commission": Reach(
        0.5,
        settled(receipt(1, "E1", 50_000, order={"amount": 100_000, "quantity": 4000})),
        {"basis": "quantity", "unit_commission": 0.1},
    ),
    "reserve_rate": Reach(0.1, ONE),
    "blend_individual": Reach(70, reach.said),
    "blend_team": Reach(30, TWO, also={"blend_individual": 70}),
    "stage_develop": Reach(30, settled(SHARED_ORDER), also={"stage_negotiate": 50}),
    "stage_negotiate": Reach(30, settled(SHARED_ORDER), also={"stage_develop": 50}),
    "stage_follow_up": Reach(30, settled(SHARED_ORDER), also={"stage_develop": 30}),
    "ageing_1": Reach(2, column("orders", "ageing")),
    "ageing_2": Reach(40, column("orders", "ageing")),
    "ageing_3": Reach(70, column("orders", "ageing")),
    "base_salary": Reach(1300, reach.payday),
    "negative_profit": Reach("negative", LOSS, {"basis": "gross_profit"}),
    "pool_days": Reach("no", POOLED, {"blend_individual": 0, "blend_team": 100}),
    "ranked_from": Reach(0, reach.ranked),
    "score_basis": Reach("typed", reach.reviewed),
    "sample_prepay_quantity": Reach(1, reach.prepaid),
    "sample_prepay_value": Reach(1, reach.prepaid),
    "two_files": Reach("ask", reach.two_files),
    "backup_number": Reach(5, reach.thinned),
    "backup_days": Reach(30, reach.thinned),
    "records_from": Reach(_day(2, 1), card(FOURTH, **SOLD)),
    "leaver_receipts": Reach("leaver", settled(AFTER, **LEFT), {"leaver_receipts": "split"}),
    "leaver_split": Reach(30, settled(AFTER, **LEFT), {"leaver_receipts": "split"}),
    "grade_scheme": Reach("behaviour", call("GRADE", "clear", "general")),
    "grade_override": Reach("forbidden", column("customers", "grade", customers=[BOSSED])),
    "closed_grade": Reach("same", column("customers", "grade")),
    "floor_days": Reach("15", call("NEXTFOLLOWUP", "D", MONDAY)),
    "promise_rule": Reach("promise", call("NEXTFOLLOWUP", "A", MONDAY, None, _day(3, 20))),
    "weekly_rest": Reach("saturday_sunday", call("WORKHOURS", MONDAY, dt.datetime(2026, 3, 9, 9))),
    "sample_counts": Reach("freight_collect", column("samples", "counted")),
    "weight_results": Reach(50, CARD, also={"weight_attitude": 25}),
    "weight_alibaba_use": Reach(35, CARD, also={"weight_attitude": 5}),
    "weight_attitude": Reach(5, CARD, also={"weight_alibaba_use": 35}),
    "score_cap": Reach(1, call("SCORECARD", [3], [2], [100])),
    "quarter_of": Reach("calendar", card(SECOND)),
    "no_order_rule": Reach("rolling_3", card(THIRD, **SOLD)),
    "outstanding": Reach(89, card(SECOND, **CHANCE)),
    "second_chance_months": Reach(2, card(SECOND, **CHANCE)),
    "warn_day": Reach(20, card(FIRST)),
    "samples_needed": Reach(2, card(SECOND, **BOUGHT, samples=SAMPLES)),
    "monthly_deal": Reach("new_only", card(THIRD, **SOLD)),
    "repeat_needed": Reach(1, card(FOURTH, **SOLD)),
    "after_month_12": Reach("repeat", card(_day(1, 1, 2024))),
    "forecast_lock_day": Reach(1, column("forecasts", "status")),
    "zero_forecast": Reach("zero", card(SECOND, **SOLD)),
    "churn_days": Reach(5, kpi("churn", **SOLD)),
    "quotation_days": Reach(3, kpi("quotation_on_time", **BOUGHT, **QUOTED)),
    "forecast_needed": Reach(0.2, card(SECOND, **SOLD, forecasts=FORECAST)),
    "a_list": Reach("off", reach.handed_in),
    "champion_tie": Reach("shared", reach.tie),
    "promote_score": Reach(94, reach.promoted, {"promote_months": 3}),
    "promote_quarters": Reach(3, reach.promoted, {"promote_months": 3}),
    "promote_months": Reach(3, reach.promoted),
}
"""Every living setting, and the smallest calculation that it changes."""


# ── read ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(module: ast.Module) -> Iterator[str]:
    """The texts of a module that are no docstring; of "stage_{s}" the beginning, `stage_*`."""
    prose = {id(n.value) for n in ast.walk(module) if isinstance(n, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            yield f"{node.values[0].value}*"


def _names(text: str, key: str) -> bool:
    beginning = text.removeprefix("$p(").removesuffix("*")
    made = text.endswith("*") and beginning.endswith("_") and key.startswith(beginning)
    return text == key or f"$p({key})" in text or f"$p({key};" in text or f"$pis({key};" in text or made


def readers(key: str) -> list[Path]:
    """The modules that name a setting; a kind of reject or a choice may have the same name."""
    listed = [
        p for p in sorted(PACKAGE.rglob("*.py")) if not {"rejects", "tables"} & set(p.parts) and p.stem != "choices"
    ]
    return [p for p in listed if any(_names(text, key) for text in _said(p))]


@cache
def _said(path: Path) -> tuple[str, ...]:
    return tuple(_texts(ast.parse(path.read_text("utf-8"))))


@pytest.mark.parametrize("key", policy.settings())
def test_a_line_of_the_product_names_it(key: str) -> None:
    """R070: a row of the Policy sheet that nothing reads is a promise that nothing keeps."""
    if key in DEAD:
        assert readers(key) == [], f"{key} lives: take it off DEAD and say in REACHES what it changes"
    else:
        assert readers(key) != [], f"no line of xltrade/ reads the setting {key}"


def test_what_no_cell_reads_is_marked() -> None:
    """A workbook whose copy differs there shows no other number, so it is not called outdated (issue 12)."""
    cells = {"formulas", "computed", "sheets", "declared"}
    read = {k for k in policy.settings() if any(p.relative_to(PACKAGE).parts[0] in cells for p in readers(k))}
    marked = {k for k, setting in policy.settings().items() if setting.master_only}
    assert marked == set(policy.settings()) - read - DEAD.keys()


# ── reaches ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_says_what_it_changes() -> None:
    """A new setting says here what it reaches; what is on both lists, or is no setting any more, is a mistake."""
    declared = set(policy.settings())
    silent = declared - REACHES.keys() - DEAD.keys()
    assert not silent, f"say in REACHES what changes with {sorted(silent)}"
    assert not REACHES.keys() & DEAD.keys() and REACHES.keys() | DEAD.keys() == declared


@pytest.mark.parametrize("key", REACHES)
def test_another_value_changes_something(key: str) -> None:
    """R070: with another value of this setting alone something comes out differently."""
    one = REACHES[key]
    before, after = (
        reach.shown(one.where(reach.rules({**one.given, **more}))) for more in ({}, {**one.also, key: one.other})
    )
    assert before != after, f"{key} = {one.other!r} changes nothing where REACHES says"


def test_the_list_of_dead_ones_only_gets_shorter() -> None:
    assert len(DEAD) <= 5 and {issue for issue in DEAD.values()} <= {"issue 16", "issue 17"}
