"""Forecasts: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

FORECASTS = Table(
    "forecasts",
    "预报",
    "Forecasts",
    "每月初预报当月到款（人民币）；锁定日后的改动只作修订记录。",
    "At the start of each month: receipts expected (CNY). After the lock day a change is only a revision.",
    (
        col("month", "月份", "Month", "month", "当月，写 2026-03 或当月任一天。", "The month, as 2026-03 or any day of it.", "R014", required=True),
        col("entered", "填报日期", "Entered", "date", "哪天填的。", "Day it was entered.", "R014", required=True),
        col("amount", "预报金额", "Forecast amount", "money", "预计到款，人民币。", "Expected receipts, CNY.", "R014", required=True),
        col("reason", "修订原因", "Reason", "text", "改动的原因。", "Why it changed.", "R014"),
        col("status", "状态", "Status", "text", "锁定日前填的有效，之后为修订。", "In force when entered by the lock day, else a revision.", "R014", computed=True, choices=ch.WORDS),
        col("actual", "实际到款", "Actual", "money", "当月计入业绩的到款。", "Counted receipts of the month.", "R015", computed=True),
        col("completion", "完成率", "Completion", "percent", "实际 ÷ 预报；预报为零不评。", "Actual ÷ forecast; a zero forecast is not scored.", "R015", computed=True),
    ),
    req=("R014", "R015"),
)
