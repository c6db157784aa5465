"""What can be wrong with a sheet and its headings."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

MISSING_SHEET = Problem(
    "missing_sheet",
    "sheet",
    "reject",
    "缺少这张工作表，它的内容没有读到。",
    "The sheet is missing; nothing of it was read.",
    "请恢复这张表；如果改了名，请改回来。{sheet_hint}",
    "Restore it; if it was renamed, name it back.{sheet_hint}",
)
MISSING_SETTINGS_SHEET = Problem(
    "missing_settings_sheet",
    "sheet",
    "warning",
    "缺少这张政策表。",
    "This policy sheet is missing.",
    "合并时用主工作簿的政策，可以不管；要在表里自动计算请恢复。{sheet_hint}",
    "The master's policy is used; restore the sheet for its cells to compute.{sheet_hint}",
)
DUPLICATE_SHEET = Problem(
    "duplicate_sheet",
    "sheet",
    "reject",
    "这张表出现了两次，只读了“{hint}”。",
    "The sheet exists twice; only “{hint}” was read.",
    "请把内容并到一张表，删除另一张。",
    "Move the rows to one sheet and delete the other.",
)
NO_HEADER = Problem(
    "no_header",
    "sheet",
    "reject",
    "找不到标题行，整张表没有读。",
    "The heading row was not found; the sheet was not read.",
    "请恢复标题行。",
    "Restore the headings.",
)
MISSING_COLUMN = Problem(
    "missing_column",
    "sheet",
    "reject",
    "缺少必填列“{column}”，它的行都被退回。",
    "Required column “{column}” is missing; its rows are rejected.",
    "请恢复列标题“{column}”。{header_hint}",
    "Restore the heading “{column}”.{header_hint}",
)
MISSING_OPTIONAL_COLUMN = Problem(
    "missing_optional_column",
    "sheet",
    "warning",
    "缺少“{column}”列，按空白处理。",
    "Column “{column}” is missing and taken as blank.",
    "不需要可以不管；需要请恢复列标题。{header_hint}",
    "Ignore it, or restore the heading.{header_hint}",
)
UNKNOWN_COLUMN = Problem(
    "unknown_column",
    "sheet",
    "warning",
    "“{column}”不是表里原有的列，内容原样保留，不参加计算。",
    "“{column}” is not a column of this table; its content is kept but not used.",
    "如果是改了名的列，请改回原来的标题。{header_hint}",
    "If it is a renamed column, give it its old heading.{header_hint}",
)
