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
READ_INSTEAD = Problem(
    "read_instead",
    "sheet",
    "warning",
    "没有“{hint}”表，或者那张表是空的，读的是这张标题一样的表。",
    "There is no sheet “{hint}”, or it is empty; this one with its headings was read.",
    "请把表名改回“{hint}”。",
    "Name it “{hint}” again.",
)
EXTRA_SHEET = Problem(
    "extra_sheet",
    "sheet",
    "reject",
    "这张表的标题和“{hint}”表一样，没有读；有 {value} 行“{hint}”表里没有。",
    "This sheet has the headings of “{hint}” and was not read; {value} rows of it do not stand there.",
    "要算的行请抄到“{hint}”表，再删掉这张表。",
    "Copy the rows that count to “{hint}”, then delete this sheet.",
)
OUTSIDE_TABLE = Problem(
    "outside_table",
    "sheet",
    "reject",
    "表格以外还填了内容，没有读：{value}。",
    "Something is typed outside the table and was not read: {value}.",
    "要算的请填到表格的行里；标题行只能有一行，它上面和空行旁边不要填。",
    "What counts belongs in a row of the table: nothing above the one row of headings, nothing beside an empty row.",
)
TYPED_OVER = Problem(
    "typed_over",
    "sheet",
    "warning",
    "灰色的计算格里填了值，公式没有了，主表按规则重新算：{value}。",
    "Values are typed over formulas in grey cells; the master computes them by the rules: {value}.",
    "请从同一列别的行把公式复制回来。",
    "Copy the formula back from another row of the column.",
    "medium",
)
TIME_DROPPED = Problem(
    "time_dropped",
    "sheet",
    "warning",
    "“{column}”列有 {hint} 格带着时间，例如“{value}”；只用了日期。",
    "{hint} cells of “{column}” hold a time, such as “{value}”; only the day is used.",
    "从网页导出的 23:59 往往是第二天，请核对。",
    "What web pages export as 23:59 is often the next day: please check.",
)
