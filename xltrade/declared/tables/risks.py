"""Risks: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

RISKS = Table(
    "risks",
    "风险",
    "Risks",
    "风险登记和应对。",
    "Risk register and controls.",
    (
        col("id", "风险编号", "Risk ID", "id", "唯一编号。", "A unique code.", "R258", required=True),
        col("type", "风险类型", "Risk type", ch.RISK, "市场、供应链、物流、质量、收款。", "Market, supply chain, logistics, quality, collection.", "R258"),
        col("description", "风险描述", "Description", "note", "什么风险。", "What may happen.", "R258", required=True),
        col("probability", "可能性", "Probability", ch.LEVEL, "高、中、低。", "High, medium, low.", "R258"),
        col("impact", "影响", "Impact", ch.LEVEL, "高、中、低。", "High, medium, low.", "R258"),
        col("owner_id", "负责人", "Owner", "text", "谁负责。", "Who is in charge.", "R258"),
        col("control", "应对措施", "Control", "note", "应急预案、供应商管理、物流方案。", "Contingency plan, supplier management, logistics.", "R259"),
    ),
    unique=("id",),
    place="master",
    req=("R258", "R259"),
)
