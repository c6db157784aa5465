"""Settlements remember (R212): what was paid is taken back from whom it was paid to, once, where it was seen."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import firms
import pandas as pd
import pytest
from firms import PERIOD, after, again, paid, receipt, settled
from worlds import WORLDS, World

import xltrade
from xltrade.core.dtypes import build
from xltrade.declared import tables
from xltrade.pay import kept
from xltrade.pay.company import Company
from xltrade.pay.seal import seal
from xltrade.pay.settle import Settled
from xltrade.pay.settlements import REMEMBERED, Line, lines_of, settlements_of
from xltrade.rules import policy
from xltrade.rules.commission_steps import Crew, Project

NOVEMBER, JANUARY = dt.date(2026, 11, 20), dt.date(2027, 1, 20)


@pytest.fixture(params=WORLDS, ids=lambda w: w.name)
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(firms, "world", request.param)
    made: World = request.param
    return made


def carried(company: Company, before: Settled, **states: str) -> Company:
    return after(company, before, **states)


def confirmed(first: Company, who: str) -> Settled:
    """The third quarter settled on 10 October and confirmed by some."""
    done = settled(first)
    return again(after(first, done, **{f"S2026Q3_{p}": "confirmed" for p in who.split()}))


SHARED = {"amount": 600_000, "negotiator": "E2"}


@pytest.mark.parametrize(
    "then, each",
    [
        ([receipt(1, "E1", 500_000, order=SHARED)], {"E1": -1_200, "E2": -800}),
        ([receipt(1, "E1", 600_000, order=SHARED), receipt(2, "E1", 100_000, order=SHARED)], {"E1": 1_200, "E2": 800}),
    ],
    ids=["M30 corrected", "M31 late"],
)
def test_a_correction_stays_in_the_quarter_that_saw_it_first(then: list[firms.Row], each: dict[str, float],
                                                            world: World) -> None:  # fmt: skip
    """Seen in November: E2 confirms Q4, E1 does not; in January nothing moves, nothing comes twice."""
    done = confirmed(firms.firm([receipt(1, "E1", 600_000, order=SHARED)]), "E1 E2")
    november = firms.firm(then, today=NOVEMBER)
    fourth = settled(carried(november, done), {"period": "2026Q4"})
    assert paid(fourth, "2026Q4") == each
    fourth = again(carried(november, fourth, S2026Q4_E2="confirmed"))
    january = firms.firm(then, today=JANUARY)
    first = settled(carried(january, fourth), {"period": "2027Q1"})
    assert paid(first, "2026Q4") == each and paid(first, "2027Q1") == {}
    last = again(carried(january, first, S2026Q4_E1="confirmed"))
    assert paid(last, "2026Q4") == each and not [r for r in last.rejects if r.code == "settled_changed"]


def test_a_correction_seen_in_november_waits_for_its_quarter_wherever_it_is_asked_for() -> None:
    """No settlement of Q4 stands in the sheet when it is seen, yet a January run moves it nowhere."""
    done = confirmed(firms.firm([receipt(1, "E1", 600_000)]), "E1")
    rows = [receipt(1, "E1", 650_000)]
    seen = again(carried(firms.firm(rows, today=NOVEMBER), done))
    assert seen.late["kind"].tolist() == ["first", "corrected"] and seen.late["seen"].tolist() == [PERIOD, "2026Q4"]
    january = settled(carried(firms.firm(rows, today=JANUARY), seen), {"period": "2027Q1"}, {"period": "2026Q4"})
    assert paid(january, "2026Q4") == {"E1": 1_000} and paid(january, "2027Q1") == {}


@pytest.mark.parametrize(
    "key, value, same",
    [
        ("churn_days", 200, True),
        ("report_due_boss", "3 15:00", True),
        ("tier_mode", "whole", False),
        ("reserve_rate", 0.05, False),
    ],
)
def test_a_print_changes_with_what_pay_reads_alone(key: str, value: Any, same: bool) -> None:
    made, other = (kept.policy_text(policy.read(firms.shared(c), firms.TODAY)) for c in ({}, {key: value}))
    assert (kept.print_of(made) == kept.print_of(other)) is same


def test_every_setting_that_pay_reads_is_kept() -> None:
    places = ["pay/calculate.py", "pay/due.py", "pay/earned.py", "pay/parts.py", "pay/whose.py", "pay/terms.py",
              "rules/commission_steps.py", "rules/fx.py"]  # fmt: skip
    text = "\n".join((Path(xltrade.__file__).parent / p).read_text("utf-8") for p in places)
    read = set(re.findall(r'(?:rules|policy|policy\(period\))\["(\w+)"\]', text)) & set(policy.settings())
    assert read and read <= set(kept.READ), read - set(kept.READ)
    assert set(kept.READ) <= set(policy.settings())


def test_what_is_kept_as_text_comes_back_exactly() -> None:
    project = Project(None, Fraction(100, 3), (("E1", Fraction(1, 7)), ("李四", Fraction(2))))
    assert kept.plan_of(kept.plan_text(project)) == project and kept.plan_of(None) is None
    stages = {"negotiate": (("E2", Fraction(3, 5)),)}
    assert kept.stages_of(kept.stages_text(stages)) == stages
    crew = Crew({"E1": Fraction(11, 10)}, {"E2": Fraction(6, 5)}, (("E1", Fraction(1)),))
    assert kept.people_of(kept.people_text(crew)) == crew
    rules = policy.read(firms.shared({"tier_mode": "whole"}), firms.TODAY)
    assert kept.policy_text(kept.policy_of(kept.policy_text(rules), policy.read(firms.shared(), firms.TODAY))) == (
        kept.policy_text(rules)
    )


def test_a_tier_that_no_row_says_any_more_is_called_as_when_confirmed() -> None:
    """R211, R212: E1's quarter is confirmed at 2 %, then 1 % is dated back; E2's follows what the quarter keeps."""
    given = [receipt(1, "E1", 600_000), receipt(1, "E2", 100_000)]
    done, rules = confirmed(firms.firm(given), "E1"), firms.shared()
    more = build(tables.TIERS, [{"start": 0, "rate": 0.01, "effective_from": dt.date(2026, 9, 1)}])
    rules = {**rules, "tiers": pd.concat([rules["tiers"], more], ignore_index=True)}
    now = again(carried(replace(firms.firm(given, rules), policies={}), done))
    said = dict(zip(now.lines["person_id"], now.lines["rule"], strict=True))
    assert paid(now) == {"E1": 12_000, "E2": 2_000}
    assert said == {"E1": "0 起 2%（2020-01-01 生效），分段累进", "E2": "0 起 2%（确认时的档），分段累进"}


# ── settlements confirmed before lines remembered anything ────────────────────────────────────────────────────────


def test_a_settlement_of_before_keeps_its_seal_and_is_taken_back_line_by_line() -> None:
    done = confirmed(firms.firm([receipt(1, "E1", 600_000, order=SHARED)]), "E1 E2")
    lines = done.lines.assign(
        **{k: build(tables.SETTLEMENT_LINES, [])[k].reindex(done.lines.index) for k in REMEMBERED}
    )
    of, sheet = lines_of(lines), done.settlements.copy()
    for at, row in enumerate(settlements_of(sheet)):
        sheet.loc[at, "seal"] = seal(row, of[row.id or ""])
    assert fields(Line)[-len(REMEMBERED) :][0].name == "counts"
    for now, each in (([], {"E1": -7_200, "E2": -4_800}), ([receipt(1, "E1", 500_000, order=SHARED)],
                                                          {"E1": -1_200, "E2": -800})):  # fmt: skip
        company = carried(firms.firm(now, today=NOVEMBER), replace(done, settlements=sheet, lines=lines))
        assert paid(settled(company, {"period": "2026Q4"}), "2026Q4") == each
