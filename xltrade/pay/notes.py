"""A warning at a row that money depends on."""

from __future__ import annotations

from xltrade.declared import tables
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.firm import Firm
from xltrade.pay.rows import Answer, Order, Receipt


def at_row(
    kind: Problem, row: Receipt | Order | Answer, firm: Firm, table: str, column: str, value: str, hint: str = ""
) -> Reject:
    """What is to be said about a cell of somebody's workbook, such as an order that names an unknown colleague."""
    declared, lang = tables.BY_KEY[table], firm.lang
    return Reject(kind, row.file, declared.label(lang), table, row.row, declared[column].label(lang), value, hint=hint)
