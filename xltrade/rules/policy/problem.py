"""One thing wrong with a policy, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from xltrade.core.schema import Column
from xltrade.core.shown import number, percent
from xltrade.declared import tables


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a policy: where (table, Excel row or None, column key), what, in both languages."""

    table: str
    row: int | None
    column: str
    value: str
    zh: str
    en: str


def problem_of(table: str, row: Any, column: str, value: Any, zh: str, en: str) -> Problem:
    """A problem at a cell of a policy table, its place and value before what is wrong."""
    declared = tables.BY_KEY[table]
    line = int(row["row"]) if "row" in row else None
    label = declared[column]
    shown = _shown(value, label)
    where_zh = f"「{declared.zh}」{f'第 {line} 行' if line else ''}「{label.zh}」写的是「{shown}」："
    where_en = f"{declared.en}{f', row {line}' if line else ''}, {label.en} is {shown!r}: "
    return Problem(table, line, column, shown, where_zh + zh, where_en + en)


def _shown(value: Any, column: Column) -> str:
    """A value as people write it: 1,000,000, and a rate as 2.125%."""
    if value is None or value is pd.NA:
        return ""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    return percent(float(value)) if column.kind == "percent" else number(float(value))
