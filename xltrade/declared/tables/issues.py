"""Issues: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

ISSUES = Table(
    "issues",
    "问题",
    "Issues",
    "解决不了的问题及时写在这里；经理和老板会批复。",
    "Write down what you cannot solve; manager and boss answer here.",
    (
        col("id", "问题编号", "Issue ID", "id", "唯一编号，建议写成 人员编号-P001，例如 E1-P001。", "A unique code: best your person ID and a number, such as E1-P001.", "R087", required=True),
        col("opened", "提出日期", "Opened", "date", "哪天提出。", "Day it was raised.", "R087", required=True),
        col("type", "问题类型", "Issue type", ch.ISSUE, "公司、部门与工厂、公司与客户、操作、投诉、物流。", "Company, factory, customer, operation, complaint, logistics.", "R148 R158 R216"),
        col("description", "问题描述", "Description", "note", "发生了什么，需要谁做什么。", "What happened and what is needed.", "R087", required=True),
        col("customer_id", "客户编号", "Customer ID", "id", "涉及哪个客户。", "The customer it concerns.", "R216", refers="customers.id"),
        col("asked", "请求谁", "Asked", "text", "希望谁来解决。", "Who should solve it.", "R087"),
        col("status", "问题状态", "Issue status", ch.ISSUE_STATUS, "未解决或已解决。", "Open or solved.", "R087"),
        col("closed", "解决日期", "Solved on", "date", "哪天解决。", "Day it was solved.", "R264"),
        col("solution", "解决办法", "Solution", "note", "怎么解决的。", "How it was solved.", "R087"),
        col("days_open", "已开天数", "Days open", "integer", "提出到解决（或今天）的天数。", "Days from opening to solution or today.", "R087 R264", computed=True, width=9),
    ),
    unique=("id",),
    req=("R087", "R148"),
)
