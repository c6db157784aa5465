"""The primitives: every boundary and every rounding of the project, against Decimal and against plain loops."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrade.core import tiers
from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import half_up, shares, unit_array, units, weighted
from xltrade.core.tiers import marginal

STARTS, STEPS = np.array([0, 10**10, 5 * 10**10]), np.array([200, 100, 100])


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_half_up_is_decimals(numerator: int, divisor: int) -> None:
    """R211: a half goes away from zero, everything else to the nearest."""
    exact = (Decimal(numerator) / Decimal(divisor)).quantize(Decimal(1), ROUND_HALF_UP)
    assert half_up(np.array([numerator]), divisor)[0] == exact


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4))
def test_half_up_at_exactly_a_half(whole: int, half: int) -> None:
    """R211: at the half, one below and one above."""
    at = whole * 2 * half + half
    up = whole + 1 if at > 0 else whole
    assert half_up(np.array([at - 1, at, at + 1]), 2 * half).tolist() == [whole, up, whole + 1]


@given(st.decimals(-(10**8), 10**8, places=6))
def test_units_of_a_decimal_a_float_and_a_text_are_the_same(value: Decimal) -> None:
    """R211: 0.125 is 0.13 however it arrives; a float counts as it is written."""
    exact = int((value * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert units(value, 100) == exact == units(str(value), 100)
    assert units(float(value), 100) == exact


@given(st.lists(st.decimals(-(10**7), 10**7, places=4), min_size=1, max_size=20), st.sampled_from([100, 10_000]))
def test_unit_array_is_units_of_each(values: list[Decimal], scale: int) -> None:
    """R211: whole columns are rounded as single numbers are."""
    found = unit_array(np.array([float(v) for v in values]), scale)
    assert found.tolist() == [units(v, scale) for v in values]
    assert found.dtype == np.int64


@pytest.mark.parametrize("value", ["nan", "inf", float("nan"), float("-inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(value: object) -> None:
    """R211: nothing that is not a finite number becomes money."""
    with pytest.raises(ValueNotComputable):
        units(value)


@given(st.integers(-(10**12), 10**12))
def test_marginal_sums_the_slices(total: int) -> None:
    """R044–R046: slice by slice; a total below zero stays in the first tier."""
    slices = [min(total, 10**10), max(0, min(total, 5 * 10**10) - 10**10), max(0, total - 5 * 10**10)]
    expected = sum(s * r for s, r in zip(slices, (200, 300, 400), strict=True))
    assert marginal(np.array([total]), STARTS, STEPS)[0] == expected


@pytest.mark.parametrize(("boundary", "rates"), [("upper", [200, 200, 300]), ("lower", [200, 300, 300])])
def test_whole_at_below_and_above_a_start(boundary: str, rates: list[int]) -> None:
    """R044: 包括100万 — one unit below, on, one unit above."""
    totals = np.array([10**10 - 1, 10**10, 10**10 + 1])
    expected = [t * r for t, r in zip(totals.tolist(), rates, strict=True)]
    assert tiers.whole(totals, STARTS, STEPS, boundary).tolist() == expected


@pytest.mark.parametrize("boundary", ["upper", "lower"])
def test_whole_of_nothing_and_less(boundary: str) -> None:
    """R004: a quarter of refunds takes back at the first rate."""
    assert tiers.whole(np.array([0, -7]), STARTS, STEPS, boundary).tolist() == [0, -1400]


WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(sum)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_shares_conserve_the_total(total: int, weights: list[int]) -> None:
    """R201: no fen lost or made, each part within a fen of its exact share and of the total's sign."""
    parts = shares(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
        assert part * total >= 0 and (weight or part == 0)


@given(st.integers(-1000, 1000), st.integers(1, 300))
def test_equal_weights_differ_by_at_most_a_fen(total: int, people: int) -> None:
    """R201: many people, few fen: the odd ones go to the first."""
    parts = shares(total, [7] * people)
    assert max(parts) - min(parts) <= 1
    assert sorted(parts, key=abs, reverse=True) == parts


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2], [0]])
def test_shares_without_a_weight_are_refused(weights: list[int]) -> None:
    """R201."""
    with pytest.raises(ValueNotComputable):
        shares(100, weights)


def test_weighted_caps_and_spreads() -> None:
    """R001, R015: exactly the cap, one step beyond, an unscored row, none scored, half up in the sixth decimal."""

    def total(actual: list[float], target: list[float], weight: list[float]) -> float:
        return weighted(*(np.array(c, dtype=float) for c in (actual, target, weight)), cap=1.2)

    nan = float("nan")
    assert total([119.9, 120, 120.1], [100, 100, 100], [10, 10, 10]) == pytest.approx(11.99 + 12 + 12)
    assert total([90, nan], [100, 100], [60, 40]) == 90
    assert total([90, 5], [100, 0], [60, 40]) == 90
    assert np.isnan(total([5], [0], [40])) and np.isnan(total([5], [10], [0]))
    assert total([1], [8], [0.0001]) == 0.000013
