"""Review rules: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import VERSION, col

CHECKLIST = Table(
    "checklist",
    "考核清单",
    "Checklist",
    "每个入职季度检查什么；0 = 满一年以后。改清单：加新行，写生效日期。",
    "What is checked in each tenure quarter; 0 = after the first year. To change it add rows with their date.",
    (
        col("quarter", "入职季度", "Tenure quarter", "integer", "1 到 4；0 = 满一年以后。", "1 to 4; 0 = after the first year.", "R007", required=True),
        col("dimension", "考核项目", "Dimension", ch.DIMENSION, "属于哪一项。", "Which part of the scorecard.", "R001", required=True),
        col("item", "检查项", "Item", "text", "检查什么。", "What is checked.", "R009 R010 R011 R012 R013", required=True, width=58),
        col("checks", "检查次数", "Checks", "integer", "本季至少检查几次（抽查 2 次）。", "How often it is checked in the quarter (spot checks: 2).", "R008", required=True),
        col("requirements", "依据", "Requirements", "text", "对应的制度条款。", "The requirement ids behind it.", "R007", width=12),
        replace(VERSION, req=("R070",)),
    ),
    unique=("quarter", "dimension", "item", "effective_from"),
    role="settings",
    place="both",
    req=("R007", "R040"),
)

KPI_SETS = Table(
    "kpi_sets",
    "指标权重",
    "KPI weights",
    "每个考核项目由哪些指标组成；人员空着 = 全部门。某人有自己的行就只用自己的。每个项目的权重加起来是 100。",
    "Which KPIs make up each part of the scorecard; no person = everyone. Who has rows of their own is scored by those alone. Weights of a part sum to 100.",
    (
        col("person_id", "人员编号", "Person ID", "id", "空 = 全部门。", "Blank = everyone.", "R192", refers="people.id"),
        col("kpi", "指标", "KPI", ch.KPI, "哪个指标。", "Which KPI.", "R191", required=True),
        col("weight", "权重", "Weight", "number", "在本项目里占多少。", "Its part of the dimension.", "R192", required=True),
        col("target", "默认月目标", "Default target", "number", "目标表没有写时用；金额和数量按月，比率直接写（0.9 = 90%）。", "Where the Targets sheet has none: a month's amount or count, or the rate itself (0.9 = 90 %).", "R191", decimals=4),
        replace(VERSION, req=("R196",)),
        col("in_force", "生效中", "In force", "integer", "1 = 今天生效。", "1 = in force today.", "R196", width=9, computed=True),
    ),
    unique=("person_id", "kpi", "effective_from"),
    role="settings",
    place="both",
    req=("R191", "R192", "R196"),
)
