"""Exceptions: what the manager has to decide (found by the program, ticked off by the manager)."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import OWNER, OWNER_NAME, col

EXCEPTIONS = Table(
    "exceptions",
    "异常",
    "Exceptions",
    "要经理看一眼的：撞单、重复、超额、低于底价……处理好了在“已处理”选“是”，下次汇总会记住。",
    "What the manager should look at: two owners, entered twice, over the limit, under the floor … Choose yes under Handled when it is settled; the next consolidation remembers it.",
    (
        col("level", "严重程度", "Severity", ch.LEVEL, "高、中、低；没处理的在前。", "High, medium, low; what is not handled comes first.", "R125 R211", width=9),
        col("handled", "已处理", "Handled", ch.YESNO, "处理好了选“是”；内容变了会重新提出来。", "Choose yes when it is settled; it comes back when what it says changes.", "R211", width=8, by_manager=True),
        OWNER,
        OWNER_NAME,
        col("table", "表", "Table", "text", "哪张表。", "Which table.", "R211", width=9),
        col("id", "编号", "Number", "text", "哪一行。", "Which row.", "R211", width=14),
        col("problem", "问题", "Problem", "note", "哪里不对。", "What is wrong.", "R125 R237", width=42),
        col("place", "在哪里", "Where", "note", "文件、工作表和行。", "File, sheet and row.", "R211", width=28),
        col("other", "另一处", "The other place", "note", "和哪里的哪一行有关；先登记的写明。", "Which other row it is about, and who was first.", "R125", width=28),
        col("todo", "怎么办", "What to do", "note", "怎样处理。", "What to do about it.", "R211", width=34),
        col("remark", "处理说明", "Remark", "note", "怎样处理的（可不填）。", "How it was settled; may stay blank.", "R211", width=24, by_manager=True),
        col("key", "查找键", "Look up by", "text", "计算用：下次汇总按它认出这一条。", "For the program: how the next consolidation knows this line.", "R211", width=14),
    ),
    role="computed",
    place="master",
    req=("R125", "R211", "R237"),
    newer=True,
)  # fmt: skip
