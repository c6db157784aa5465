"""Pieces that the team's sheets share."""

from __future__ import annotations

from collections.abc import Sequence

from xltrade.core.schema import Words
from xltrade.sheets.cards import MONTH, QUARTER
from xltrade.sheets.pen import Pen

IN_MONTH = (MONTH, f"EDATE({MONTH},1)")
IN_QUARTER = (QUARTER, f"EDATE({QUARTER},3)")
Column = tuple[Words, str, float]
"""Label, style of its cells, width."""


def headers(pen: Pen, row: int, columns: Sequence[Column]) -> None:
    """Column headings, aligned as their columns."""
    where = {"text": "text", "bold": "text", "indent": "indent"}
    pen.headers(row, [(label, where.get(style, "right_header")) for label, style, _ in columns])


def count(table: str, column: str, edges: tuple[str, str], owner: str, more: str = "") -> str:
    """Template: how many rows of an owner fall between two days."""
    return f'COUNTIFS({table}[owner],{owner},{table}[{column}],">="&{edges[0]},{table}[{column}],"<"&{edges[1]}{more})'


def paid(edges: tuple[str, str], owner: str) -> str:
    """Template: what an owner received between two days."""
    where = f'receipts[owner],{owner},receipts[date],">="&{edges[0]},receipts[date],"<"&{edges[1]}'
    return f"ROUND(SUMIFS(receipts[base],{where}),2)"
