"""Contacts: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NAME, col, customer_ref

CONTACTS = Table(
    "contacts",
    "跟进",
    "Contacts",
    "每联系客户一次填一行；约好了下次就填约定日期。",
    "One row for each touch; fill in the date when you promise a next one.",
    (
        customer_ref(required=True),
        NAME,
        col("at", "联系时间", "Contacted", "datetime", "年-月-日 时：分。", "Date and time.", "R058", required=True),
        col("channel", "渠道", "Channel", ch.CHANNEL, "任何形式都算，群发邮件不算。", "Any form counts except mass mail.", "R058 R061 R250", required=True),
        col("purpose", "目的", "Purpose", ch.TOUCH, "销售、售后、资讯、新品、问候、邀请、请求推荐。", "Sales, service, news, product, greeting, invitation, referral.", "R024 R025 R027 R108 R109 R113"),
        col("content", "联系内容", "Content", "note", "谈了什么。", "What was said.", "R058 R067"),
        col("result", "客户反应", "Outcome", "note", "客户怎么说。", "What the customer answered.", "R058"),
        col("next_step", "下一步", "Next step", "text", "接下来做什么。", "What comes next.", "R058"),
        col("next_date", "约定日期", "Promised date", "date", "和客户约好的下次日期。", "Date promised for the next contact.", "R058"),
        col("new_need", "新需求", "New need", "text", "发现的新需求。", "New need found.", "R026 R110"),
        col("by", "代办人", "Done by", "text", "出差时由谁代办。", "Who stood in.", "R097"),
        col("counted", "计为联系", "Counted", "text", "渠道表里写明哪些渠道算联系。", "The Channels table says which channels count.", "R061", computed=True, choices=ch.YESNO, width=9),
    ),
    req=("R058", "R075"),
)
