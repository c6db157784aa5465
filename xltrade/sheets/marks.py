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


_OVERDUE, _LATE = Words("逾期", "overdue"), Words("延误", "late")
_REPLY_LATE, _OPEN = ch.REPLY.get("late"), ch.ISSUE_STATUS.get("open")
_STOP, _WATCH, _FAIL = ch.CREDIT.get("stop"), ch.CREDIT.get("watch"), ch.QC.get("fail")
_REJECT, _WARNED = ch.SEVERITY.get("reject"), ch.SEVERITY.get("warning")
_OVERPAID, _OVER, _STOPPED = (Words(c.zh, c.en) for c in (ch.WORDS.get(k) for k in ("overpaid", "over", "stopped")))
MARKS: tuple[Mark, ...] = (
    Mark("customers", "follow_state", _OVERDUE, "bad"),
    Mark("customers", "follow_state", Words("今天", "due today"), "warning"),
    Mark("customers", "credit", Words(_STOP.zh, _STOP.en), "bad"),
    Mark("customers", "credit", Words(_WATCH.zh, _WATCH.en), "warning"),
    Mark("inquiries", "reply_state", Words("未回复", "open"), "warning"),
    Mark("inquiries", "reply_state", Words(_REPLY_LATE.zh, _REPLY_LATE.en), "bad"),
    Mark("quotations", "price_check", Words("低于底价", "under the floor"), "bad"),
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
    Mark("orders", "qc", Words(_FAIL.zh, _FAIL.en), "bad"),
    Mark("receipts", "problem", None, "bad"),
    Mark("trainings", "state", None, "bad"),
    Mark("issues", "status", Words(_OPEN.zh, _OPEN.en), "warning"),
    Mark("report", "rejected", None, "bad"),
    Mark("report", "warnings", None, "warning"),
    Mark("rejects", "severity", Words(_REJECT.zh, _REJECT.en), "bad"),
    Mark("rejects", "severity", Words(_WARNED.zh, _WARNED.en), "warning"),
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
