"""The columns that several tables have, and the short way to declare one."""

from __future__ import annotations

from typing import Any, Literal

from xltrade.core.schema import Choices, Column


def col(key: str, zh: str, en: str, kind: Any, note_zh: str, note_en: str, req: str = "", **more: Any) -> Column:
    """A column; `req` are requirement ids with blanks between, a `Choices` as kind makes a drop-down."""
    if isinstance(kind, Choices):
        kind, more["choices"] = "choice", kind
    return Column(key, zh, en, kind, note_zh, note_en, req=tuple(req.split()), **more)


def customer_ref(**more: Any) -> Column:
    """The column that names a customer, picked from the Customers sheet."""
    return col("customer_id", "客户编号", "Customer ID", "id", "从客户表的编号里选。", "Pick one from the Customers sheet.", refers="customers.id", **more)


NAME = col("customer_name", "客户名称", "Customer name", "text", "按客户编号自动带出。", "Looked up by the customer ID.", computed=True, width=28)
NOTE = col("note", "备注", "Note", "note", "任何补充。", "Anything else.")
TENURE = col("tenure", "入职季度", "Tenure quarter", "integer", "落在入职后第几个季度；考核时按它筛选。", "Which quarter since the hire date; filter by it for a review.", "R003 R007", computed=True, width=9)


def review(note_zh: str, note_en: str, req: str) -> Column:
    """The column that says in which tenure quarter a row counts as evidence, such as T2."""
    return col("review", "考核依据", "Review evidence", "text", note_zh, note_en, req, computed=True, width=10)


VERSION = col("effective_from", "生效日期", "Effective from", "date", "从哪天起生效；改政策请加新行，不改旧行。", "In force from this day; add a row, do not change an old one.", "R070 R212", required=True)


def in_force(kind: Literal["text", "integer"] = "text", width: float = 10) -> Column:
    """The column that marks the row of a dated table that holds today."""
    return col("in_force", "生效中", "In force", kind, "今天生效的行。", "The row in force today.", "R070", computed=True, width=width)


ORIGIN = col(
    "origin", "原业务员", "First entered by", "id", "从别人那里接手的行写原来业务员的编号，自己登记的空着；原业务员和编号都相同就是同一笔，只算一次。", "Of a row taken over: the ID of who entered it first; blank for your own. The same person and ID are one row, counted once.", "R142 R231", width=11, newer=True
)
OWNER = col("owner", "业务员编号", "Salesperson ID", "id", "来自哪位业务员的工作簿。", "Whose workbook it comes from.", "R081")
OWNER_NAME = col("owner_name", "业务员", "Salesperson", "text", "业务员姓名。", "Name of the salesperson.", "R081")
