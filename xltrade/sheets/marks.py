"""Cells that stand out: words and colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xltrade.core.schema import Lang, Words
from xltrade.declared import choices as ch
from xltrade.sheets.addresses import address
from xltrade.sheets.plan import Book, CondFormat, Sheet, TableBlock, reach_of


@dataclass(frozen=True, slots=True)
class Mark:
    """Cells of a column that begin with these words stand out; where words is None, any text or a number above 0."""

    table: str
    column: str
    words: Words | None
    style: str


_OVERDUE, _LATE, _UNANSWERED, _UNDER_FLOOR, _OVERPAID, _OVER, _STOPPED = (
    ch.words(ch.WORDS, key) for key in ("overdue", "late", "open", "under_floor", "overpaid", "over", "stopped")
)
MARKS: tuple[Mark, ...] = (
    Mark("customers", "follow_state", _OVERDUE, "bad"),
    Mark("customers", "follow_state", ch.DUE_TODAY, "warning"),
    Mark("customers", "credit", ch.words(ch.CREDIT, "stop"), "bad"),
    Mark("customers", "credit", ch.words(ch.CREDIT, "watch"), "warning"),
    Mark("inquiries", "reply_state", _UNANSWERED, "warning"),
    Mark("inquiries", "reply_state", ch.words(ch.REPLY, "late"), "bad"),
    Mark("quotations", "price_check", _UNDER_FLOOR, "bad"),
    Mark("orders", "delivery_state", _OVERDUE, "bad"),
    Mark("orders", "delivery_state", _LATE, "bad"),
    Mark("orders", "receivable_state", _OVERDUE, "bad"),
    Mark("orders", "receivable_state", _OVERPAID, "warning"),
    Mark("orders", "credit_warning", None, "bad"),
    Mark("customers", "credit_state", _OVER, "bad"),
    Mark("customers", "credit_state", _STOPPED, "bad"),
    Mark("receivables", "overdue_days", None, "bad"),
    Mark("receivables", "credit_state", _OVER, "bad"),
    Mark("receivables", "credit_state", _STOPPED, "bad"),
    Mark("orders", "qc", ch.words(ch.QC, "fail"), "bad"),
    Mark("receipts", "problem", None, "bad"),
    Mark("fx", "check", None, "bad"),
    Mark("holidays", "basis", ch.words(ch.DAY_BASIS, "law"), "warning"),
    Mark("holidays", "basis", ch.words(ch.DAY_BASIS, "guess"), "warning"),
    Mark("holidays", "check", None, "bad"),
    Mark("trainings", "state", None, "bad"),
    Mark("issues", "status", ch.words(ch.ISSUE_STATUS, "open"), "warning"),
    Mark("report", "rejected", None, "bad"),
    Mark("report", "warnings", None, "warning"),
    Mark("rejects", "severity", ch.words(ch.SEVERITY, "reject"), "bad"),
    Mark("rejects", "severity", ch.words(ch.SEVERITY, "warning"), "warning"),
    Mark("dashboard", "overdue", None, "alert"),
    Mark("dashboard", "unanswered", None, "alert"),
)


def formats(book: Book, sheet: Sheet) -> list[CondFormat]:
    """Every conditional format of a sheet: the declared marks of its tables, then those the sheet brings."""
    found = [
        _mark(block, mark, col, book.lang)
        for block in sheet.blocks
        for mark in MARKS
        if mark.table == block.table.key and (col := block.column_index(mark.column)) is not None
    ]
    unseen = [mark for block in sheet.blocks for mark in _unseen(block)]
    return [*found, *unseen, *sheet.formats]


def _unseen(block: TableBlock) -> Iterable[CondFormat]:
    """Formulas that give a number in an empty row too show nothing there."""
    empty = {"type": "formula", "criteria": f'=${address(block.first_data_row, block.col)}=""'}
    for key, blank in block.blanks.items():
        col = block.column_index(key)
        if col is not None and blank not in (None, ""):
            yield CondFormat(block.first_data_row, col, block.last_data_row, col, empty, "unseen")


def _mark(block: TableBlock, mark: Mark, col: int, lang: Lang) -> CondFormat:
    options: dict[str, Any] = {"type": "no_blanks"}
    if mark.words is None and block.table[mark.column].kind == "integer":
        first = address(block.first_data_row, col)
        options = {"type": "formula", "criteria": f"=N({first})>0"}
    elif mark.words is not None:
        options = {"type": "text", "criteria": "begins with", "value": mark.words.text(lang)}
    return CondFormat(block.first_data_row, col, reach_of(block), col, options, mark.style)
