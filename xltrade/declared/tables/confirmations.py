"""Confirmations: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

CONFIRMATIONS = Table(
    "confirmations",
    "提成确认",
    "Confirmations",
    "收到提成结算单后在这里答复：确认，或写明异议。下次汇总时经理会看到。",
    "Answer your commission statement here: accept it, or say what you dispute. The manager sees it at the next consolidation.",
    (
        col("settlement_id", "结算编号", "Settlement ID", "id", "结算单上的编号，例如 2026Q3-E1。", "As on the statement, such as 2026Q3-E1.", "R211", required=True, width=16),
        col("amount", "结算单金额", "Amount stated", "money", "结算单上的提成金额；和主表不同时经理会收到提醒。", "The commission on the statement; a difference is pointed out.", "R211", required=True),
        col("answer", "答复", "Answer", ch.ANSWER, "确认或异议。", "Accepted or disputed.", "R211", required=True),
        col("comment", "异议说明", "Comment", "note", "哪一行不对，应该是多少。", "Which line is wrong and what it should be.", "R211"),
        col("date", "答复日期", "Date", "date", "哪天答复。", "Day of the answer.", "R211"),
    ),
    unique=("settlement_id",),
    req=("R211",),
)
