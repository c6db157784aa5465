"""提成明细: slices that sum to the fen, line by line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from drawn_pages import HAN, cell_at, own_texts, page
from explained import CLIFFS, FIRST, MIXED, PAID, SHIPPED, SIX, TODAY, Tiers, book, many, receipts, shared
from hypothesis import given
from hypothesis import strategies as st
from typed_tables import day

from xltrade.core.rounding import RATE, UNIT
from xltrade.core.schema import Lang
from xltrade.core.tiers import within
from xltrade.rules import commission, policy
from xltrade.rules.policy import Policy
from xltrade.sheets.details import layout
from xltrade.sheets.next_tier import PAY_ROW

MODES = st.sampled_from(["marginal", "whole"])


def rules(tiers: Tiers, boundary: str) -> Policy:
    return policy.read(shared(tiers=tiers, tier_boundary=boundary), TODAY)


ALL_RULES = {(t, b): rules(t, b) for t in (SHIPPED, CLIFFS, SIX) for b in ("upper", "lower")}


TOTALS = st.integers(-(10**10), 10**10) | st.sampled_from(
    [s * UNIT + k * 100 for t in (SHIPPED, CLIFFS) for s in (int(x) for x, _ in t) for k in (-1, 0, 1)]
)


@given(total=TOTALS, prior=TOTALS, mode=MODES, key=st.sampled_from(sorted(ALL_RULES, key=str)))
def test_slices_times_rates_are_the_exact_commission(total: int, prior: int, mode: str, key: Any) -> None:
    """R044, R045, R211: and the slices of a total sum to it."""
    found = ALL_RULES[key]
    slices = within(np.array([prior, total]), found.tier_starts, mode, str(found["tier_boundary"]))
    assert slices.sum(axis=1).tolist() == [prior, total]
    exact = [Fraction(int((row * found.tier_rates).sum()), UNIT * RATE) for row in slices]
    for amount, value in zip((prior, total), exact, strict=True):
        earned = Fraction(int(commission.earned(np.array([amount]), mode, found)[0]), 100)
        assert abs(earned - value) <= Fraction(1, 200)


def column(sheet: Any, col: int) -> list[Any]:
    rows = range(layout.LIST_ROW, layout.REST_ROW + 1)
    found = {c.row: c.value for c in sheet.cells if c.col == col}
    return [v for r in rows if (v := found.get(r)) not in ("", None)]


@pytest.mark.parametrize("mode", ["marginal", "whole"])
@pytest.mark.parametrize("rows", [MIXED, many(80), many(81), many(200)], ids=["mixed", "80", "81", "200"])
def test_the_column_sums_to_the_periods_commission(rows: list[dict[str, Any]], mode: str) -> None:
    """R211: line by line, by tiers and in all; the check is ticked; what does not fit is the last line."""
    made = book(rows, shared(tier_mode=mode))
    sheet, pay = page(made, "details"), page(made, "commission")
    paid = cell_at(pay, PAY_ROW, 2).value
    assert round(sum(column(sheet, PAID)), 2) == paid == cell_at(sheet, layout.SUM_ROW, PAID).value
    assert cell_at(sheet, layout.SUM_ROW, PAID + 1).value == "✓"
    exact = cell_at(sheet, layout.SUM_ROW + 1, PAID).value
    assert isinstance(exact, float) and abs(exact - float(paid)) <= 0.005 + 1e-6  # type: ignore[arg-type]
    base = cell_at(pay, PAY_ROW, 1).value
    assert round(sum(cell_at(sheet, layout.SUM_ROW, FIRST + i).value for i in range(3)), 2) == base  # type: ignore
    rest = cell_at(sheet, layout.REST_ROW, 1).value
    assert rest == {81: "其余 1 笔", 200: "其余 120 笔"}.get(len(rows), "")


def test_what_each_line_says() -> None:
    """R004, R048: in order, with rate, fee and what does not count; without a rate it is counted at the top."""
    sheet = page(book(MIXED, shared()), "details")
    assert column(sheet, 1) == ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P11"]
    assert column(sheet, 5)[5:7] == ["尾款", "样品费（不计）"]
    assert column(sheet, 8)[5] == 7.1 and column(sheet, 9) == [20.0]
    assert cell_at(sheet, 3, 6).value == "另有 1 笔缺汇率，没有算进来。"
    assert column(sheet, FIRST)[:3] == [300_000, 700_000, 0]
    assert column(sheet, FIRST + 1)[:3] == [0, 500_000.55, -400_000.01]
    assert cell_at(sheet, layout.LABEL[0], layout.LABEL[1]).value == "2026Q1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_book_says_what_to_type_first(lang: Lang) -> None:
    sheet = page(book([], shared(lang), lang=lang), "details")
    assert str(cell_at(sheet, 2, 6).value).startswith("先在“到款”表" if lang == "zh" else "Enter receipts")
    assert not [c for c in sheet.cells if c.value == 0 and layout.SUM_ROW <= c.row <= layout.REST_ROW]
    assert page(book(receipts(5, on=day(11, 1, 2025)), shared(lang), lang=lang), "details")


def test_it_prints_one_page_wide_with_its_headings() -> None:
    sheet = page(book(MIXED, shared()), "details")
    assert not sheet.portrait and sheet.print_area and sheet.print_area[3] == PAID + 1 and sheet.print_rows == (4, 5)
    assert [
        t for t in own_texts(book(MIXED, shared("en"), lang="en")) if HAN.search(t) and t != "甲" and "甲 E1" not in t
    ] == []
