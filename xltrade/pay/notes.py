"""A warning at a row that money depends on."""

from __future__ import annotations

from xltrade import tables
from xltrade.pay.firm import Firm
from xltrade.pay.rows import Answer, Order, Receipt
from xltrade.rejects import Reject


def at_row(
    code: str, row: Receipt | Order | Answer, firm: Firm, table: str, column: str, value: str, hint: str = ""
) -> Reject:
    """What is to be said about a cell of somebody's workbook, such as an order that names an unknown colleague."""
    declared, lang = tables.BY_KEY[table], firm.lang
    return Reject(code, row.file, declared.label(lang), table, row.row, declared[column].label(lang), value, hint=hint)
