"""Weekly reports: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

WEEKLY_REPORTS = Table(
    "weekly_reports",
    "周报",
    "Weekly reports",
    "每周一行，周六 12:00 前填好；次数自动统计。",
    "One row a week, by Saturday 12:00; the counts fill themselves.",
    (
        col("week", "周一日期", "Week of Monday", "date", "那一周的周一。", "The Monday of the week.", "R062 R064", required=True),
        col("review", "本周回顾", "Review", "note", "本周工作回顾。", "Review of the week.", "R065"),
        col("key_customers", "重点客户", "Key customers", "note", "重点开发和重点跟进的客户及详细情况。", "Key customers developed and followed up, in detail.", "R066 R067"),
        col("company_problems", "公司问题", "Company problems", "note", "公司内部的问题。", "Problems inside the company.", "R068"),
        col("own_problems", "自身问题", "Own problems", "note", "自身存在的问题。", "My own problems.", "R068"),
        col("improvement", "改进方法", "Improvement", "note", "怎样改进。", "How to improve.", "R068"),
        col("support", "希望支持", "Support wanted", "note", "希望公司如何支持。", "What the company should do.", "R068"),
        col("mindset", "心态感受", "Mindset", "note", "心态的变化及感受。", "Mood and feelings.", "R069"),
        col("recipient", "提交给", "Recipient", ch.RECIPIENT, "老板或外贸部经理。", "Boss or manager.", "R063"),
        col("submitted", "提交日期", "Submitted", "date", "哪天交的。", "Day it was handed in.", "R062"),
        col("contacts", "跟进次数", "Contacts", "integer", "本周有效联系次数。", "Counted contacts of the week.", "R065", computed=True, width=9),
        col("new_customers", "新客户", "New customers", "integer", "本周新建客户数。", "Customers created in the week.", "R156", computed=True, width=9),
        col("receipts", "本周到款", "Receipts", "money", "本周计入业绩的到款（人民币）。", "Counted receipts of the week, CNY.", "R065", computed=True),
    ),
    unique=("week",),
    req=("R062", "R064"),
)
