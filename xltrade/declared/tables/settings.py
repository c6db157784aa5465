"""Settings: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Column, Table
from xltrade.declared import choices as ch
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

SETTING_COLUMNS: dict[str, Column] = {
    c.key: c
    for c in (
        col("person_id", "人员编号", "Person ID", "id", "和主表人员表一致。", "As on People.", "R103"),
        col("person_name", "姓名", "Name", "text", "姓名。", "The name.", "R103"),
        col("hired", "入职日期", "Hired", "date", "入职季度从这天起算。", "Tenure quarters count from this day.", "R103"),
        col("records_from", "记录起始", "Records from", "date", "空 = 政策里的。", "Blank = the policy's.", "R103"),
        col("position", "岗位", "Position", ch.POSITION, "岗位。", "The position.", "R103"),
    )
}
"""What a setting's value has to be, as a column says it; any other setting may be anything."""
