"""Signature lines."""

from __future__ import annotations

from collections.abc import Sequence

from xltrade.core.schema import Words
from xltrade.sheets.pen import Pen

SIGN_PERSON, SIGN_MANAGER = Words("业务员签字", "Salesperson"), Words("经理签字", "Manager")
SIGN_DATE = Words("日期", "Date")


def signatures(pen: Pen, row: int, lines: Sequence[tuple[Words, int, tuple[int, int]]]) -> None:
    """Labels, each with a line to sign on over a span of columns."""
    for words, col, (first, last) in lines:
        pen.text(row, col, words, "muted" if col == 0 else "muted+right")
        for at in range(first, last + 1):
            pen.value(row, at, None, "signature")
