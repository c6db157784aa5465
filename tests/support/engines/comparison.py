"""Stored values against computed ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from engines.cells import ErrorValue, FormulaCell, Key, Value

RELATIVE, ABSOLUTE = 1e-9, 1e-6


def compare(cells: Iterable[FormulaCell], computed: Mapping[Key, Value], tolerance: float = RELATIVE) -> list[str]:
    """One line for each cell whose cached and computed values differ.

    Numbers are equal within `tolerance` (relative, 1e-9) or 1e-6 (absolute); "" equals an empty cell; texts and
    booleans are equal exactly, a boolean never equals a number; an error is a difference even when both sides agree.

    >>> compare([FormulaCell("客户", 1, 0, "1+1", 2.0)], {("客户", 1, 0): 3.0})
    ['客户!A2 =1+1: cached 2.0, computed 3.0']
    """
    return [
        f"{cell.address} ={cell.formula}: cached {cell.cached!r}, computed {computed.get(cell.key, 'nothing')!r}"
        for cell in cells
        if cell.key not in computed or not _equal(cell.cached, computed[cell.key], tolerance)
    ]


def _equal(left: Value, right: Value, tolerance: float) -> bool:
    if isinstance(left, ErrorValue) or isinstance(right, ErrorValue):
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=tolerance, abs_tol=ABSOLUTE)
    return (None if left == "" else left) == (None if right == "" else right)
