"""Assessments: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NOTE, col

ASSESSMENTS = Table(
    "assessments",
    "考核",
    "Assessments",
    "经理每季度给每人打分。",
    "The manager's scores per person and quarter.",
    (
        col("person_id", "人员编号", "Person ID", "id", "给谁打分。", "Who is scored.", "R002", required=True, refers="people.id"),
        col("quarter", "季度", "Quarter", "text", "例如 2026Q4。", "Such as 2026Q4.", "R002", required=True),
        col("dimension", "考核项目", "Dimension", ch.DIMENSION, "业绩、阿里有效利用率、态度及方法。", "Results, Alibaba use, attitude.", "R001", required=True),
        col("item", "检查项", "Item", "text", "检查清单里的条目。", "Checklist item.", "R007", width=24),
        col("score", "得分", "Score", "number", "0 到 100。", "0 to 100.", "R009", required=True, range=(0, 100)),
        col("date", "检查日期", "Checked on", "date", "哪天检查。", "Day of the check.", "R008"),
        col("checker", "检查人", "Checked by", "text", "谁检查。", "Who checked.", "R008"),
        NOTE,
    ),
    place="master",
    req=("R001", "R002"),
)

SECOND_CHANCES = Table(
    "second_chances",
    "二次机会",
    "Second chances",
    "头三个月没有到款但另外两项突出的人：谁、哪天、为什么、到哪天。分数不够的不生效。",
    "Who gets a second chance after a first quarter without a receipt: who, when, why, until when. Refused unless both other scores are outstanding.",
    (
        col("person_id", "人员编号", "Person ID", "id", "给谁。", "Who gets it.", "R006", required=True, refers="people.id"),
        col("quarter", "季度", "Quarter", "text", "凭哪个季度的分数，例如 T1。", "The quarter whose scores count, such as T1.", "R006", required=True),
        col("granted", "批准日期", "Granted on", "date", "哪天批准。", "Day it was granted.", "R006", required=True),
        col("by", "批准人", "Granted by", "text", "谁批准。", "Who granted it.", "R006", required=True),
        col("reason", "原因", "Reason", "text", "为什么。", "Why.", "R006", required=True, width=30),
        col("until", "延长到", "Until", "date", "空 = 批准日起按政策的月数。", "Blank = the policy's months from the day it was granted.", "R006"),
        col("ends", "到期", "Ends", "date", "到这天还没有到款就辞退。", "Without a receipt by this day: dismissal.", "R006", computed=True),
        col("valid", "有效", "Valid", "text", "那个季度另外两项的得分（见考核记录）都达到突出分数才有效。", "Valid when both other scores of that quarter (Review history) reach the outstanding score.", "R006", width=8, computed=True, choices=ch.YESNO),
    ),
    unique=("person_id", "granted"),
    place="master",
    req=("R006",),
)

KPI_VALUES = Table(
    "kpi_values",
    "指标填报",
    "KPI values",
    "算不出来、要填的指标：市场占有率、品牌知名度等。",
    "Indicators that are typed in: market share, brand awareness.",
    (
        col("month", "月份", "Month", "month", "哪个月。", "The month.", "R189", required=True),
        col("person_id", "人员编号", "Person ID", "id", "谁负责的市场。", "Whose market.", "R189", required=True, refers="people.id"),
        col("kpi", "指标", "KPI", ch.KPI, "哪个指标。", "Which KPI.", "R189", required=True),
        col("value", "数值", "Value", "number", "比率写 0.12 = 12%。", "A rate as 0.12 = 12 %.", "R185 R189", required=True, decimals=4),
        col("source", "出处", "Source", "text", "从哪里来的。", "Where it comes from.", "R189", width=24),
    ),
    unique=("month", "person_id", "kpi"),
    place="master",
    req=("R185", "R189"),
)

SURVEYS = Table(
    "surveys",
    "满意度",
    "Surveys",
    "客户满意度调查。",
    "Customer satisfaction.",
    (
        col("date", "调查日期", "Date", "date", "哪天。", "Day.", "R257", required=True),
        col("customer_id", "客户编号", "Customer ID", "id", "哪个客户。", "Which customer.", "R257", required=True),
        col("person_id", "人员编号", "Person ID", "id", "哪位业务员的客户。", "Whose customer.", "R257", refers="people.id"),
        col("method", "调查方式", "Survey method", ch.SURVEY, "问卷或电话回访。", "Questionnaire or phone.", "R257"),
        col("score", "满意度", "Satisfaction", "number", "1 到 10。", "1 to 10.", "R257", required=True, range=(1, 10)),
        col("comment", "意见", "Comment", "note", "客户的意见。", "What the customer said.", "R184 R257"),
    ),
    place="master",
    req=("R188", "R257"),
)
