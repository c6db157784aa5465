"""Settings: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared.tables.columns import col

SETTINGS = Table(
    "settings",
    "设置",
    "Settings",
    "这本工作簿是谁的，以及公司资料。",
    "Whose workbook this is, and the company profile.",
    (
        col("name", "项目", "Setting", "text", "设置项目。", "What is set.", "R103", width=20),
        col("key", "键", "Key", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R103", required=True, width=20),
        col("value", "值", "Value", "any", "在这里填。", "Fill it in here.", "R103", width=40),
        col("meaning", "说明", "Meaning", "note", "什么意思。", "What it means.", "R103", width=50),
    ),
    unique=("key",),
    role="settings",
    place="both",
    req=("R103",),
)
