"""提成: the way to the next tier, cliffs, changed terms."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn_pages import cell_at, page
from explained import CLIFFS, SIX, TODAY, Tiers, book, receipts, shared
from typed_tables import day

from places import CASES
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.core.rounding import RATE, UNIT, unit_array
from xltrade.core.tiers import within
from xltrade.declared import tables
from xltrade.formulas.functions import COMMISSION
from xltrade.rules import policy
from xltrade.sheets.next_tier import PAY_ROW

SENTENCES = list(csv.DictReader((CASES / "next_tier.csv").open(encoding="utf-8")))


def tiers_of(text: str) -> Tiers:
    return tuple((float(s), float(r) / 100) for s, r in (part.split(":") for part in text.split()))


@pytest.mark.parametrize("case", SENTENCES, ids=lambda c: f"{c['mode']} {c['boundary']} {c['receipts']}")
def test_the_way_to_the_next_tier(case: dict[str, str]) -> None:
    """R044–R046: on each start, a fen below and above; what crossing gains or costs in whole mode."""
    given_ = shared(tiers=tiers_of(case["tiers"]), tier_mode=case["mode"], tier_boundary=case["boundary"])
    sheet = page(book(receipts(float(case["receipts"])), given_), "commission")
    assert cell_at(sheet, PAY_ROW, 6).value == case["sentence"]
    if "进入" in case["sentence"]:
        _says_what_commission_says(case, given_)


def _says_what_commission_says(case: dict[str, str], given_: Frames) -> None:
    """One fen less than the sentence asks for stays in the old tier; the gain is the difference of the two totals."""
    rules = policy.read(given_, TODAY)
    left = float(case["sentence"].split("再到款 ")[1].split(" 元")[0].replace(",", ""))
    total = round(float(case["receipts"]) + left, 2)
    rate = float(case["sentence"].split("进入 ")[1].split("%")[0]) / 100
    inside = within(
        unit_array(np.array([total, round(total + 1, 2), total - 0.01])),
        rules.tier_starts,
        case["mode"],
        str(rules["tier_boundary"]),
    )
    tier = rules.tier_rates.tolist().index(round(rate * RATE))
    assert inside[1, tier] > 0 and inside[2, tier] <= 0
    if case["mode"] == "whole":
        assert inside[0, tier] == round(total * UNIT)
        gain = COMMISSION(total, policy=rules) - COMMISSION(round(total - 0.01, 2), policy=rules)
        assert f"{abs(gain):,.2f}" in case["sentence"] and ("少" in case["sentence"]) == (gain < 0)


def cliffs(sheet: Any) -> list[str]:
    first = PAY_ROW + 5
    return [str(cell_at(sheet, row, 0).value) for row in range(first, first + 4)]


def test_cliffs_are_warned_of_in_whole_mode_only() -> None:
    """R045: every start from which on the total is less than before it, with how much less."""

    def shown(**more: Any) -> list[str]:
        return cliffs(page(book([], shared(tiers=CLIFFS, **more)), "commission"))

    assert shown(tier_mode="whole") == [
        "⚠ 超过 250,000.00 元，全部金额只按 2.25%，总提成反而少 1,875.00 元",
        "⚠ 超过 1,000,000.50 元，全部金额只按 1.0%，总提成反而少 25,000.01 元",
        "",
        "",
    ]
    assert shown(tier_mode="whole", tier_boundary="lower")[0].startswith("⚠ 满 250,000.00 元，全部金额只按 2.25%")
    assert shown(tier_mode="marginal") == [""] * 4
    assert cliffs(page(book([], shared(tier_mode="whole")), "commission")) == [""] * 4


@pytest.mark.parametrize(
    ("mode", "since", "noted"),
    [
        ("calendar_quarter", day(3, 1), [False, True, True, True]),
        ("calendar_quarter", day(12, 31, 2025), [0, 0, 1, 1]),
        ("calendar_quarter", day(1, 1), [0, 1, 1, 1]),
        ("calendar_quarter", day(3, 10), [0, 0, 0, 0]),
        ("year_to_date", day(1, 1), [0, 1, 1, 1]),
        ("year_to_date", day(12, 31, 2025), [0, 0, 1, 1]),
        ("tenure_quarter", day(12, 30, 2025), [0, 0, 1, 1]),
        ("tenure_quarter", day(12, 31, 2025), [0, 1, 1, 1]),
    ],
)
def test_a_period_that_ended_before_the_terms_changed_is_noted(mode: str, since: dt.date, noted: list[bool]) -> None:
    """R212: on its last day and a day later; terms not in force yet change nothing. Hired on 31 March 2025."""
    sheet = page(book(receipts(5), with_mode_since(since, shared(tier_period=mode))), "commission")
    assert [bool(cell_at(sheet, PAY_ROW + i, 7).value) for i in range(4)] == [bool(n) for n in noted]
    tiers = page(book(receipts(5), shared(tiers=SIX, since=since, tier_period=mode)), "commission")
    assert [bool(cell_at(tiers, PAY_ROW + i, 7).value) for i in range(4)] == [bool(n) for n in noted]


def with_mode_since(since: dt.date, given_: Frames) -> Frames:
    """The whole amount at one rate from a day on."""
    row = given_["policy"][given_["policy"]["key"] == "tier_mode"].assign(
        effective_from=pd.Timestamp(since), value="全额按档"
    )
    rows = [*given_["policy"].to_dict("records"), *row.to_dict("records")]
    return {**given_, "policy": dtypes.build(tables.POLICY, rows)}


def test_a_changed_setting_is_noted_too() -> None:
    """R212: the mode changed, the tiers did not."""
    sheet = page(book(receipts(5), with_mode_since(dt.date(2026, 2, 1), shared())), "commission")
    assert [cell_at(sheet, PAY_ROW + i, 7).value for i in range(2)] == ["", "政策后来变了，这一期不变"]
    assert cell_at(sheet, 2, 6).value == "现行提成政策生效于 2026-02-01"
