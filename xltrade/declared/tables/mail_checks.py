"""Mail checks: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NOTE, col

MAIL_CHECKS = Table(
    "mail_checks",
    "收发邮件",
    "Mail checks",
    "每个工作日早中晚各收发一次邮件，做到就选“是”。",
    "Check mail in the morning, at noon and in the evening of each working day; say yes when done.",
    (
        col("date", "日期", "Date", "date", "哪天。", "The day.", "R096", required=True),
        *(col(key, zh, en, ch.YESNO, f"{zh}收发了邮件吗。", f"Was mail checked: {en.lower()}.", "R096") for key, zh, en in (("morning", "早上", "Morning"), ("noon", "中午", "Noon"), ("evening", "晚上", "Evening"))),
        NOTE,
        col("times", "次数", "Times", "integer", "当天收发了几次。", "How often that day.", "R096", computed=True, width=9),
    ),
    unique=("date",),
    req=("R096",),
)
