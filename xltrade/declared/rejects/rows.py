"""What can be wrong with a row as a whole."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

DUPLICATE_COLUMN = Problem(
    "duplicate_column",
    "row",
    "reject",
    "“{column}”列出现了两次，第二列也填了“{value}”。",
    "Column “{column}” occurs twice; the second holds “{value}”.",
    "请只留一列。",
    "Keep one of them.",
)
DUPLICATE_ID = Problem(
    "duplicate_id",
    "row",
    "reject",
    "“{value}”和第 {hint} 行重复。",
    "“{value}” repeats row {hint}.",
    "请改成没用过的，或删除重复的行。",
    "Change it, or delete the repeated row.",
)
NO_RATE = Problem(
    "no_rate",
    "row",
    "reject",
    "没有“{value}”的汇率，折不成人民币。",
    "There is no exchange rate for “{value}”.",
    "请在汇率表加上这个币种和日期的汇率。",
    "Add the rate of that currency and date to the FX rates sheet.",
)
