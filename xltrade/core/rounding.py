"""The few primitives over arrays. Every boundary and every rounding of the project is stated here, once.

Money moves in whole units: 1 unit = 1/10,000 yuan (`UNIT`), a fen is 100 units, a tier's rate 1/1,000,000 (`RATE`,
2.125 % is 21,250), an exchange rate 1/1,000,000,000 (`FX`). All arithmetic is on int64, or on Python integers where
those would overflow (`wide`), so no float ever decides a fen. Nobody may type an amount beyond `MOST`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from xltrade.core import shown
from xltrade.core.errors import ValueNotComputable

Ints = NDArray[np.int64]
UNIT = 10_000
RATE = 1_000_000
FX = 1_000_000_000
MOST = 10_000_000_000
"""The largest number, either way, that may stand in a cell, a function's argument or a file."""
MOST_EARNED = 90_000_000
"""The largest commission of a period, CNY: up to it a cell's doubles hold fen × 1/1,000,000 exactly (2**53)."""
_LARGEST = 2**62
FEN = UNIT // 100


def units(value: object, scale: int = UNIT) -> int:
    """One number as whole units, half up (away from zero); exact for int, Decimal and the float as written.

    >>> units(0.00125, 1000), units("0.125", 100), units(Decimal("-0.125"), 100)
    (1, 13, -13)
    """
    number = Decimal(repr(float(value))) if isinstance(value, (float, np.floating)) else Decimal(str(value))
    if not number.is_finite():
        raise ValueNotComputable(f"{value} 不是数字。", f"{value} is not a number.")
    if number.adjusted() > _DIGITS:
        raise too_large(value)
    return int((number * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))


_DIGITS = 20
"""Above this power of ten a number is no amount at all, and its units are not computed."""


def too_large(value: object) -> ValueNotComputable:
    """The error for an amount beyond `MOST`, with the bound."""
    text = shown.number(value) if isinstance(value, (int, float)) else str(value)
    return ValueNotComputable(
        f"{text} 太大，金额最多 {MOST:,}。", f"{text} is too large; an amount is at most {MOST:,}."
    )


def bounded(value: int, scale: int, shown: object) -> int:
    """Units of an amount within `MOST`; ValueNotComputable beyond it.

    >>> bounded(500, 100, "5.00")
    500
    """
    if abs(value) > MOST * scale:
        raise too_large(shown)
    return value


def wide(values: Ints, factor: int) -> Ints:
    """The integers, as Python's own where one of them times `factor` would not fit into 64 bits.

    >>> (wide(np.array([10**13]), 10**6) * 10**6).tolist(), (wide(np.array([7]), 10) * 10).tolist()
    ([10000000000000000000], [70])
    """
    return values if _fits(values, factor) else values.astype(object)


def _fits(values: Ints, factor: int = 1) -> bool:
    return not values.size or max(abs(int(values.max())), abs(int(values.min()))) * factor <= _LARGEST


def unit_array(values: NDArray[np.float64], scale: int = UNIT) -> Ints:
    """float64 of shape (n,) as whole units, half up; the caller masks NaN. Exact below 2**53 units.

    ValueNotComputable beyond 64 bits, which the checks of a file keep out long before (`MOST`).
    """
    scaled = np.nan_to_num(values) * scale
    if scaled.size and np.abs(scaled).max() > _LARGEST:
        raise too_large(values[np.argmax(np.abs(scaled))])
    return (np.sign(scaled) * np.floor(np.round(np.abs(scaled), 6) + 0.5)).astype(np.int64)


def half_up(numerator: Ints, divisor: int) -> Ints:
    """numerator / divisor to the nearest integer, a half away from zero. Shape kept.

    >>> half_up(np.array([149, 150, 151, -150]), 100).tolist()
    [1, 2, 2, -2]
    """
    made: Ints = np.sign(numerator) * ((2 * np.abs(numerator) + divisor) // (2 * divisor))
    return made.astype(np.int64) if _fits(made) else made


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` split by `weights` into integers that sum to it: largest remainder, ties to the earlier one.

    >>> shares(100, [1, 1, 1]), shares(-100, [1, 2])
    ([34, 33, 33], [-33, -67])
    """
    whole_weight = sum(weights)
    if whole_weight <= 0 or min(weights) < 0:
        raise ValueNotComputable(
            "权重不能为负，合计须大于 0。", "Weights may not be negative and must sum to more than 0."
        )
    sign, size = (-1 if total < 0 else 1), abs(total)
    exact = [Fraction(size * w, whole_weight) for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: size - sum(parts)]:
        parts[i] += 1
    return [sign * p for p in parts]


def whole_half_up(value: Fraction) -> int:
    """The nearest integer, a half away from zero.

    >>> whole_half_up(Fraction(5, 2)), whole_half_up(Fraction(-5, 2))
    (3, -3)
    """
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def apportioned(total: int, exact: Sequence[Fraction]) -> list[int]:
    """`total`, the rounded sum of the exact amounts, as integers beside them: largest remainder, ties to the earlier.

    Amounts may be of either sign. A negative total is split as its positive mirror.

    >>> apportioned(10, [Fraction(10, 3)] * 3), apportioned(-10, [Fraction(-10, 3)] * 3)
    ([4, 3, 3], [-4, -3, -3])
    """
    sign = -1 if total < 0 else 1
    amounts = [sign * x for x in exact]
    parts = [math.floor(x) for x in amounts]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - amounts[i], i))
    for i in order[: sign * total - sum(parts)]:
        parts[i] += 1
    return [sign * p for p in parts]


def running(total: int, exact: Sequence[Fraction]) -> list[int]:
    """Integers beside exact amounts that sum to `total`: differences of the rounded running sum, the rest to the last.

    >>> running(1, [Fraction(1, 3)] * 3)
    [0, 1, 0]
    """
    sums = [whole_half_up(s) for s in accumulate(exact)]
    if sums:
        sums[-1] = total
    return [b - a for a, b in zip([0, *sums], sums, strict=False)]


def weighted(
    actual: NDArray[np.float64], target: NDArray[np.float64], weight: NDArray[np.float64], cap: float
) -> float:
    """Sum of min(actual / target, cap) * weight over the scored rows, spread over the whole weight; NaN if none.

    A row is scored when target is a number other than 0, and actual and weight are numbers.
    """
    scored = ~(np.isnan(actual) | np.isnan(target) | np.isnan(weight) | (target == 0))
    reach = np.minimum(actual[scored] / target[scored], cap) * weight[scored]
    base = weight[scored].sum()
    if not scored.any() or base == 0:
        return float("nan")
    total = reach.sum() * weight[~np.isnan(weight)].sum() / base
    return float(unit_array(np.array([total]), RATE)[0] / RATE)
