"""Targets: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import VERSION, col

TARGETS = Table(
    "targets",
    "目标",
    "Targets",
    "年、季、月目标分解到人；中途调整请加新行，写生效日期。合计是否一致看“目标检查”。",
    "Year, quarter and month targets down to the person; a change is a new row with its date. Target checks shows whether they add up.",
    (
        col("month", "月份", "Month", "month", "目标月份；季、年目标写第一个月。", "Month of the target; of a quarter or year its first.", "R186", required=True),
        col("person_id", "人员编号", "Person ID", "id", "空 = 全部门。", "Blank = whole department.", "R154 R178", refers="people.id"),
        col("area", "业务领域", "Area", ch.AREA, "销售、市场开拓、客户服务。", "Sales, market expansion, service.", "R186"),
        col("kpi", "指标", "KPI", ch.KPI, "从下拉里选。", "Pick one from the list.", "R191"),
        col("amount", "目标值", "Target", "number", "数值目标；比率写 0.9 = 90%。", "Numeric target; a rate as 0.9 = 90 %.", "R191", required=True, decimals=4),
        replace(VERSION, note_zh="从哪天起按这个目标。", note_en="In force from this day.", req=("R164",)),
        col("span", "期间", "Span", ch.SPAN, "季或年；空 = 月。", "Quarter or year; blank = month.", "R186"),
        col("in_force", "生效中", "In force", "integer", "1 = 这一期所按的版本：到期末（或今天）为止最新的一行。", "1 = the version of its period: the newest by the period's end, or by today.", "R164", computed=True, width=9),
    ),
    place="master",
    req=("R154", "R186"),
)
