"""Addresses of cells and areas as files write them, counted from 1."""

from __future__ import annotations

import re
from typing import NamedTuple

ROWS, COLUMNS = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class Area(NamedTuple):
    """First row and column, last row and column, all counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom


def cell(address: str) -> tuple[int, int] | None:
    """Row and column, None for what is no address of a cell: `cell("B3")` is (3, 2)."""
    found = _CELL.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= ROWS and column <= COLUMNS else None


def area(text: str) -> Area | None:
    """An area, None for what is none or stands the wrong way round.

    >>> area("A1:B2"), area("B2:A1"), area("C3")
    (Area(top=1, left=1, bottom=2, right=2), None, Area(top=3, left=3, bottom=3, right=3))
    """
    first, _, last = text.partition(":")
    start, end = cell(first), cell(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return Area(*start, *end)
