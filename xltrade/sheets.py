"""What a workbook holds, planned apart from the library that writes it.

Rows and columns count from 0, as XlsxWriter's. A formula is given as the file stores it (`_xlfn.` where needed).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from xltrade import choices as ch
from xltrade import style
from xltrade.calendars import EPOCH
from xltrade.errors import DeclarationError
from xltrade.frames import Frame
from xltrade.schema import Choices, Column, Lang, Role, Table

Value = str | float | int | bool | dt.date | dt.datetime | None
Area = tuple[int, int, int, int]

TITLE_ROW, PURPOSE_ROW, BLOCK_TITLE_ROW, HEADER_ROW = 0, 1, 2, 3
READY_ROWS = 50
REACH = 2000
"""Drop-downs and references cover this many rows below a header, so that rows typed below a table have them too."""
LISTS = "lists"
FROZEN_COLUMNS: dict[str, int] = {"customers": 2, "contacts": 2, "policy": 1}
"""Columns that stay in sight, where it is not just the first."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell outside a table.

    value: the cached value where there is a formula. url: "sheet:KEY" or a web address. array: may spill.
    """

    row: int
    col: int
    value: Value = None
    formula: str | None = None
    style: str = "body"
    url: str | None = None
    array: bool = False


@dataclass(frozen=True, slots=True)
class Validation:
    """A data validation; `options` in XlsxWriter's words."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CondFormat:
    """A conditional format; `options` in XlsxWriter's words without `format`, `style` a style of colours."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int
    options: Mapping[str, Any]
    style: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One Excel table: header at (row, col), the frame's rows, then `blank_rows` ready rows.

    frame: input and computed columns in the dtypes of `frames`; choice cells hold keys.
    formulas: column key -> the same structured-reference text for every row; a column without one holds values.
    blanks: column key -> what its formula shows where there is no value ("" unless said).
    options: per data row what a cell of `options_column` may hold (() = anything).
    typed: whether people type here; False for a table of results (grey, no drop-downs).
    """

    table: Table
    frame: Frame
    formulas: Mapping[str, str]
    row: int
    col: int
    blank_rows: int
    columns: tuple[Column, ...]
    name: str
    blanks: Mapping[str, Value] = field(default_factory=dict)
    title: str | None = None
    typed: bool = True
    options: tuple[tuple[str, ...], ...] = ()
    options_column: str = "value"

    @property
    def first_data_row(self) -> int:
        return self.row + 1

    @property
    def last_data_row(self) -> int:
        """The last row of the table, ready rows included; a table has at least one."""
        return self.row + max(1, len(self.frame) + self.blank_rows)

    @property
    def last_col(self) -> int:
        return self.col + len(self.columns) - 1

    def column_index(self, key: str) -> int | None:
        """The sheet column of a column key; None when it is not written."""
        return next((self.col + i for i, c in enumerate(self.columns) if c.key == key), None)

    def computed(self, column: Column) -> bool:
        """Whether nobody types in the column."""
        return column.computed or column.filled or column.key in self.formulas or not self.typed


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: `values` a range text such as "='看板'!$B$2:$B$9"; a target is drawn as a thin line."""

    name: str
    values: str
    target: bool = False


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """One chart at (row, col), in pixels; `column` stands, `bar` lies, `line` is for time.

    category_format: the number format of categories that are numbers, such as months.
    """

    kind: Literal["bar", "column", "line"]
    title: str
    categories: str
    series: tuple[ChartSeries, ...]
    row: int
    col: int
    width: int = 520
    height: int = 280
    number_format: str = "#,##0"
    labels: bool = False
    category_format: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button at a cell, `shift` pixels to the right, that runs a Sub of the VBA project."""

    row: int
    col: int
    text: str
    macro: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    links: (text, target sheet key) at the right of the title. print_rows: first and last row repeated on each page.
    print_area: None prints everything. page_columns: where a new page begins, for a sheet too wide for one;
    page_rows: the same downwards, for pages of their own.
    one_page: all of it on one page.
    merges: areas whose top-left cell is in `cells`.
    """

    key: str
    name: str
    title: str
    purpose: str
    tab: Role
    blocks: tuple[TableBlock, ...] = ()
    cells: tuple[Cell, ...] = ()
    charts: tuple[ChartPlan, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    freeze: tuple[int, int] | None = None
    portrait: bool = False
    gridlines: bool = True
    hidden: bool = False
    links: tuple[tuple[str, str], ...] = ()
    validations: tuple[Validation, ...] = ()
    formats: tuple[CondFormat, ...] = ()
    merges: tuple[Area, ...] = ()
    print_rows: tuple[int, int] | None = None
    print_area: Area | None = None
    page_columns: tuple[int, ...] = ()
    page_rows: tuple[int, ...] = ()
    one_page: bool = False
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; the formula starts with "=" and is stored as given, the comment is what Excel shows for it."""

    name: str
    formula: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook.

    created: the only date in the file's properties. footer: left, centre, right; {page} and {pages} are filled in by
    Excel. recalc: True makes Excel compute everything on opening, False makes it trust the cached values. vba: the
    bytes of the VBA project whose document modules are named by `code_names`; the file is then an .xlsm.
    """

    lang: Lang
    created: dt.date
    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...] = ()
    title: str = ""
    footer: tuple[str, str, str] = ("", "", "{page} / {pages}")
    recalc: bool = True
    vba: bytes | None = None

    def sheet(self, key: str) -> Sheet | None:
        return next((s for s in self.sheets if s.key == key), None)

    def block(self, table: str) -> tuple[Sheet, TableBlock] | None:
        """Where a table stands in this book."""
        return next(((s, b) for s in self.sheets for b in s.blocks if b.table.key == table), None)


def code_names(count: int) -> list[str]:
    """The VBA names of a book's sheets, in their order.

    >>> code_names(2)
    ['Sheet1', 'Sheet2']
    """
    return [f"Sheet{i + 1}" for i in range(count)]


# --- addresses -------------------------------------------------------------------------------------------------------

def column_letters(col: int) -> str:
    """The letters of a column counted from 0.

    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, col: int, absolute: bool = False) -> str:
    """A cell's address, such as A1 or $A$1."""
    mark = "$" if absolute else ""
    return f"{mark}{column_letters(col)}{mark}{row + 1}"


def area_text(sheet: str, area: Area) -> str:
    """An absolute range text without "=", such as '客户'!$A$5:$A$9."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{address(area[0], area[1], True)}:{address(area[2], area[3], True)}"


# --- values ----------------------------------------------------------------------------------------------------------

_EPOCH = np.datetime64(EPOCH, "us")
_DAY_US = 86_400_000_000
_FIRST_SERIAL = 61


def serial(value: dt.date | dt.datetime) -> float:
    """The Excel serial number of a date or date-time."""
    return _serial(int((np.datetime64(value, "us") - _EPOCH).astype("int64")))


def _serial(microseconds: int) -> float:
    days, rest = divmod(microseconds, _DAY_US)
    return days if rest == 0 else days + rest / _DAY_US


def values(column: Column, frame: Frame, lang: Lang) -> list[Value]:
    """A column's cells as they are written: choice labels, serial numbers for dates, None for blanks.

    A date before 1900-03-01, which Excel's serials cannot hold, becomes the text yyyy-mm-dd.
    """
    if column.key not in frame:
        return [None] * len(frame)
    series = frame[column.key]
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return [_moment(m) for m in series.to_numpy("datetime64[us]")]
    labels = column.choices.labels(lang) if column.choices else None
    return [_value(v, labels, column) for v in series.tolist()]


def _moment(value: np.datetime64) -> Value:
    if np.isnat(value):
        return None
    number = _serial(int((value - _EPOCH).astype("int64")))
    return number if number >= _FIRST_SERIAL else str(value.astype("datetime64[D]"))


def _value(value: Any, labels: Mapping[str, str] | None, column: Column) -> Value:
    if value is None or value is pd.NaT or value is pd.NA or value == "" or value != value:
        return None
    if labels is not None and column.choices:
        if value not in labels:
            raise DeclarationError(f"column {column.key}: {value!r} is not a key of choice list {column.choices.key}")
        return labels[value]
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


# --- standard sheets -------------------------------------------------------------------------------------------------

def table_block(table: Table, frame: Frame, lang: Lang, formulas: Mapping[str, str] | None = None, *,
                blank_rows: int = READY_ROWS, row: int = HEADER_ROW, col: int = 0, name: str | None = None,
                columns: tuple[Column, ...] | None = None, blanks: Mapping[str, Value] | None = None,
                typed: bool = True, options: Sequence[Sequence[str]] = (), title: str | None = None) -> TableBlock:
    """A table's block; its Excel name is the label with "_" for spaces unless given."""
    return TableBlock(table, frame, formulas or {}, row, col, blank_rows, columns or table.columns,
                      name or table.label(lang).replace(" ", "_"), blanks or {}, title, typed,
                      tuple(tuple(o) for o in options))


def table_sheet(table: Table, frame: Frame, lang: Lang, formulas: Mapping[str, str] | None = None, *,
                links: tuple[tuple[str, str], ...] = (), tab: Role | None = None, purpose: str | None = None,
                cells: tuple[Cell, ...] = (), **block: Any) -> Sheet:
    """The standard sheet of one table: title, purpose, header in Excel row 4, panes frozen.

    block: what `table_block` takes. Printed are the leading columns that fit on one page at 60 % or more (of 41
    customer columns some 13: identity, grade, follow-up), all rows: columns stand in order of importance.
    """
    plan = table_block(table, frame, lang, formulas, **block)
    widths = block_widths(plan, lang)
    return Sheet(table.key, table.label(lang), table.label(lang), purpose or table.note(lang), tab or table.role,
                 blocks=(plan,), cells=cells, widths=widths, heights=block_heights(plan, widths, lang),
                 freeze=(plan.row + 1, plan.col + FROZEN_COLUMNS.get(table.key, 1)), links=links,
                 print_rows=(plan.row, plan.row), print_area=print_area(plan, widths))


def block_widths(block: TableBlock, lang: Lang) -> dict[int, float]:
    """Sheet column -> width."""
    return {block.col + i: style.column_width(c, lang) for i, c in enumerate(block.columns)}


def block_heights(block: TableBlock, widths: Mapping[int, float], lang: Lang) -> dict[int, float]:
    """Row -> height of the header and of the rows whose notes wrap; notes right of the printed columns wrap unseen."""
    labels = {c.label(lang): widths[block.col + i] for i, c in enumerate(block.columns)}
    heights = {block.row: style.header_height(labels)}
    leading = block.columns[:_printed(block, widths)]
    notes = {c.key: widths[block.col + i] for i, c in enumerate(leading)
             if c.kind in ("note", "any") and c.key in block.frame}
    for index, row in enumerate(block.frame[list(notes)].itertuples(index=False, name=None) if notes else ()):
        texts = {t: w for t, w in zip(row, notes.values(), strict=True) if isinstance(t, str) and t}
        if (height := style.row_height(texts)) > style.ROW:
            heights[block.first_data_row + index] = height
    return heights


def _printed(block: TableBlock, widths: Mapping[int, float]) -> int:
    return style.printed_columns([widths[c] for c in range(block.col, block.last_col + 1)])


def print_area(block: TableBlock, widths: Mapping[int, float]) -> Area:
    """From the title to the table's last row, as wide as one page."""
    return TITLE_ROW, 0, block.last_data_row, block.col + _printed(block, widths) - 1


_PARAMETERS = Words("参数", "Parameters")
_PARAMETERS_PURPOSE = Words("经理设置：改规则时在表末加一行，写新值和生效日期，不改旧行。",
                            "Set by the manager: to change a rule add a row with its date, do not change old rows.")


def parameter_sheet(blocks: Sequence[TableBlock], lang: Lang, *, key: str = "parameters", name: str | None = None,
                    purpose: str | None = None, links: tuple[tuple[str, str], ...] = (),
                    tab: Role = "settings") -> Sheet:
    """Several tables side by side, their titles in row 3, one empty column between."""
    placed: list[TableBlock] = []
    widths: dict[int, float] = {}
    col = 0
    for block in blocks:
        plan = replace(block, row=HEADER_ROW, col=col, title=block.title or block.table.label(lang))
        placed.append(plan)
        widths.update(block_widths(plan, lang))
        widths[plan.last_col + 1] = 3.0
        col = plan.last_col + 2
    heights = {HEADER_ROW: max(block_heights(b, widths, lang)[HEADER_ROW] for b in placed)}
    label = name or _PARAMETERS.text(lang)
    return Sheet(key, label, label, purpose or _PARAMETERS_PURPOSE.text(lang), tab, blocks=tuple(placed),
                 widths=widths, heights=heights, freeze=(HEADER_ROW + 1, 0), links=links,
                 print_rows=(BLOCK_TITLE_ROW, HEADER_ROW), page_columns=_page_columns(placed, widths))


def _page_columns(blocks: Sequence[TableBlock], widths: Mapping[int, float]) -> tuple[int, ...]:
    """The (empty) columns at which a page begins, so that no table is cut that fits on one."""
    starts = [0]
    for block in blocks[1:]:
        run = [widths[c] for c in range(starts[-1], block.last_col + 1)]
        if style.printed_columns(run, style.BREAK_SCALE) < len(run):
            starts.append(block.col - 1)
    return tuple(starts[1:])


_LISTS_NAME = Words("选项", "Lists")
_LISTS_PURPOSE = Words("下拉列表的来源，不要改。", "What the drop-downs offer; do not change.")


def lists_sheet(lang: Lang) -> Sheet:
    """The hidden sheet behind the drop-downs: one column for each choice list, its name in row 1."""
    cells: list[Cell] = []
    for col, choices in enumerate(ch.ALL.values()):
        cells.append(Cell(0, col, Words(choices.zh, choices.en).text(lang), style="header"))
        cells.extend(Cell(1 + i, col, item.label(lang)) for i, item in enumerate(choices.items))
    name = _LISTS_NAME.text(lang)
    return Sheet(LISTS, name, "", _LISTS_PURPOSE.text(lang), "settings", cells=tuple(cells), hidden=True,
                 widths={c: 18.0 for c in range(len(ch.ALL))})


def choice_range(choices: Choices, lang: Lang) -> str:
    """The range of a choice list on the lists sheet, without "="."""
    col = list(ch.ALL).index(choices.key)
    return area_text(_LISTS_NAME.text(lang), (1, col, len(choices.items), col))


# --- validations -----------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Refusal:
    """What Excel says to a value that does not belong in a column."""

    title: Words
    message: Words
    kind: Literal["stop", "warning"]


_REFUSALS: dict[str, Refusal] = {
    "computed": Refusal(Words("自动计算", "Computed"), Words("这一列自动计算，不用填写。",
        "This column computes itself; nothing to fill in."), "stop"),
    "choice": Refusal(Words("请从下拉里选", "Pick from the list"), Words("这里只能填下拉列表里的值。",
        "Only values of the drop-down list belong here."), "stop"),
    "options": Refusal(Words("请从下拉里选", "Pick from the list"), Words("这一项只能选下拉里的值。",
        "This setting takes only the values of its list."), "stop"),
    "refers": Refusal(Words("找不到", "Not found"), Words("被引用的表里没有这个编号。请先在那张表里登记。仍要填写吗？",
        "The referenced sheet has no such ID. Add it there first. Keep it anyway?"), "warning"),
    "unique": Refusal(Words("编号重复", "Already there"), Words("这个编号已经有了。编号不能重复。仍要填写吗？",
        "This ID exists already; it should be unique. Keep it anyway?"), "warning"),
    "date": Refusal(Words("不是日期", "Not a date"), Words("请写成 2026-03-09 这样的日期。仍要填写吗？",
        "Write a date such as 2026-03-09. Keep it anyway?"), "warning"),
    "datetime": Refusal(Words("不是时间", "Not a date and time"), Words("请写成 2026-03-09 14:30。仍要填写吗？",
        "Write 2026-03-09 14:30. Keep it anyway?"), "warning"),
    "month": Refusal(Words("不是月份", "Not a month"), Words("请写成 2026-03。仍要填写吗？",
        "Write 2026-03. Keep it anyway?"), "warning"),
    "time": Refusal(Words("不是钟点", "Not a time"), Words("请写成 08:30。仍要填写吗？",
        "Write 08:30. Keep it anyway?"), "warning"),
    "number": Refusal(Words("不是数字", "Not a number"), Words("这里应该是数字，不带单位。仍要填写吗？",
        "A number without a unit belongs here. Keep it anyway?"), "warning"),
    "integer": Refusal(Words("不是整数", "Not a whole number"), Words("这里应该是整数。仍要填写吗？",
        "A whole number belongs here. Keep it anyway?"), "warning"),
    "percent": Refusal(Words("不在 0 到 100%", "Not within 0–100%"), Words("请写成 5% 或 0.05。仍要填写吗？",
        "Write 5% or 0.05. Keep it anyway?"), "warning"),
}
_BIG = 10**13
_RULES: dict[str, dict[str, Any]] = {
    "date": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
    "datetime": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
    "month": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
    "time": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
    "number": {"validate": "decimal", "criteria": "between", "minimum": -_BIG, "maximum": _BIG},
    "money": {"validate": "decimal", "criteria": "between", "minimum": -_BIG, "maximum": _BIG},
    "integer": {"validate": "integer", "criteria": "between", "minimum": -_BIG, "maximum": _BIG},
    "percent": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
}
_TITLE_LIMIT, _LIST_LIMIT = 32, 255


def validations(book: Book, sheet: Sheet) -> list[Validation]:
    """Every validation of a sheet: the columns' own, then those the sheet brings."""
    found: list[Validation] = []
    for block in sheet.blocks:
        for index, column in enumerate(block.columns):
            found.append(_header_message(block, column, block.col + index, book.lang))
            if (rule := _column_rule(book, block, column)) and block.typed:
                found.append(_over_column(book, block, column, block.col + index, rule))
        found.extend(_option_lists(block, book.lang))
    return [*found, *sheet.validations]


def _header_message(block: TableBlock, column: Column, col: int, lang: Lang) -> Validation:
    title = column.label(lang)[:_TITLE_LIMIT]
    return Validation(block.row, col, block.row, col,
                      {"validate": "any", "input_title": title, "input_message": header_note(block, column, lang)})


_REQUIRED, _COMPUTED = Words("必填。", "Required. "), Words("自动计算。", "Computed. ")


def header_note(block: TableBlock, column: Column, lang: Lang) -> str:
    """What belongs in a column, with who fills it in front."""
    head = _COMPUTED if block.computed(column) else _REQUIRED if column.required else Words("", "")
    return head.text(lang) + column.note(lang)


def _column_rule(book: Book, block: TableBlock, column: Column) -> tuple[str, dict[str, Any]] | None:
    """The refusal's name and the rule of a column; None where anything may stand."""
    if block.computed(column):
        return "computed", {"validate": "custom", "value": "=FALSE", "ignore_blank": False}
    if column.choices:
        if book.sheet(LISTS) is None:
            raise DeclarationError("a book with choice columns needs lists_sheet(lang)")
        return "choice", {"validate": "list", "source": "=" + choice_range(column.choices, book.lang)}
    if column.refers:
        source = _referred(book, column.refers)
        return ("refers", {"validate": "list", "source": source}) if source else None
    if block.table.unique == (column.key,) and column.kind == "id":
        return "unique", {"validate": "custom", "value": _once(block, column)}
    rule = _RULES.get(column.kind)
    return ("number" if column.kind == "money" else column.kind, rule) if rule else None


def _once(block: TableBlock, column: Column) -> str:
    """A formula for the first data row of a column: its value stands there once."""
    col, first = block.column_index(column.key) or 0, block.first_data_row
    return f"=COUNTIF({address(first, col, True)}:{address(_reach(block), col, True)},{address(first, col)})=1"


def _referred(book: Book, refers: str) -> str | None:
    """The filled cells of the referenced column; None when its table is not in this book.

    OFFSET ends the list at the last filled cell, else a drop-down of 2000 rows opens at its blank end.
    """
    table, _, key = refers.partition(".")
    place = book.block(table)
    col = place[1].column_index(key) if place else None
    if place is None or col is None:
        return None
    sheet, block = place
    reach = area_text(sheet.name, (block.first_data_row, col, _reach(block), col))
    return f"=OFFSET({reach.split(':')[0]},0,0,MAX(1,COUNTA({reach})),1)"


def _reach(block: TableBlock) -> int:
    return max(block.last_data_row, block.row + REACH)


def _over_column(book: Book, block: TableBlock, column: Column, col: int,
                 rule: tuple[str, dict[str, Any]]) -> Validation:
    name, options = rule
    first = block.first_data_row + (len(block.options) if column.key == block.options_column else 0)
    last = block.last_data_row if name == "computed" else _reach(block)
    return Validation(first, col, last, col, {**options, **_refusal(name, book.lang)})


def _refusal(name: str, lang: Lang) -> dict[str, Any]:
    refusal = _REFUSALS[name]
    return {"error_type": refusal.kind, "error_title": refusal.title.text(lang),
            "error_message": refusal.message.text(lang)}


def _option_lists(block: TableBlock, lang: Lang) -> Iterable[Validation]:
    """One drop-down for each row that says what may stand in it."""
    col = block.column_index(block.options_column)
    for index, options in enumerate(block.options):
        if not options or col is None:
            continue
        if len(",".join(options)) > _LIST_LIMIT or any("," in o for o in options):
            raise DeclarationError(f"{block.table.key}, row {index + 1}: these choices do not fit in a drop-down")
        row = block.first_data_row + index
        yield Validation(row, col, row, col, {"validate": "list", "source": list(options), **_refusal("options", lang)})


# --- conditional formats ---------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Mark:
    """Cells of a column that begin with these words stand out; where words is None, any text or a number above 0."""

    table: str
    column: str
    words: Words | None
    style: str


_OVERDUE, _LATE = Words("逾期", "overdue"), Words("延误", "late")
_REPLY_LATE, _OPEN = ch.REPLY.get("late"), ch.ISSUE_STATUS.get("open")
_STOP, _WATCH, _FAIL = ch.CREDIT.get("stop"), ch.CREDIT.get("watch"), ch.QC.get("fail")
_REJECT, _WARNED = ch.SEVERITY.get("reject"), ch.SEVERITY.get("warning")
_OVERPAID, _OVER, _STOPPED = (Words(c.zh, c.en) for c in (ch.WORDS.get(k) for k in ("overpaid", "over", "stopped")))
MARKS: tuple[Mark, ...] = (
    Mark("customers", "follow_state", _OVERDUE, "bad"),
    Mark("customers", "follow_state", Words("今天", "due today"), "warning"),
    Mark("customers", "credit", Words(_STOP.zh, _STOP.en), "bad"),
    Mark("customers", "credit", Words(_WATCH.zh, _WATCH.en), "warning"),
    Mark("inquiries", "reply_state", Words("未回复", "open"), "warning"),
    Mark("inquiries", "reply_state", Words(_REPLY_LATE.zh, _REPLY_LATE.en), "bad"),
    Mark("quotations", "price_check", Words("低于底价", "under the floor"), "bad"),
    Mark("orders", "delivery_state", _OVERDUE, "bad"),
    Mark("orders", "delivery_state", _LATE, "bad"),
    Mark("orders", "receivable_state", _OVERDUE, "bad"),
    Mark("orders", "receivable_state", _OVERPAID, "warning"),
    Mark("orders", "credit_warning", None, "bad"),
    Mark("customers", "credit_state", _OVER, "bad"),
    Mark("customers", "credit_state", _STOPPED, "bad"),
    Mark("receivables", "overdue_days", None, "bad"),
    Mark("receivables", "credit_state", _OVER, "bad"),
    Mark("receivables", "credit_state", _STOPPED, "bad"),
    Mark("orders", "qc", Words(_FAIL.zh, _FAIL.en), "bad"),
    Mark("receipts", "problem", None, "bad"),
    Mark("trainings", "state", None, "bad"),
    Mark("issues", "status", Words(_OPEN.zh, _OPEN.en), "warning"),
    Mark("report", "rejected", None, "bad"),
    Mark("report", "warnings", None, "warning"),
    Mark("rejects", "severity", Words(_REJECT.zh, _REJECT.en), "bad"),
    Mark("rejects", "severity", Words(_WARNED.zh, _WARNED.en), "warning"),
    Mark("dashboard", "overdue", None, "alert"),
    Mark("dashboard", "unanswered", None, "alert"),
)


def formats(book: Book, sheet: Sheet) -> list[CondFormat]:
    """Every conditional format of a sheet: the declared marks of its tables, then those the sheet brings."""
    found = [_mark(block, mark, col, book.lang) for block in sheet.blocks for mark in MARKS
             if mark.table == block.table.key and (col := block.column_index(mark.column)) is not None]
    unseen = [mark for block in sheet.blocks for mark in _unseen(block)]
    return [*found, *unseen, *sheet.formats]


def _unseen(block: TableBlock) -> Iterable[CondFormat]:
    """Formulas that give a number in an empty row too show nothing there."""
    empty = {"type": "formula", "criteria": f'=${address(block.first_data_row, block.col)}=""'}
    for key, blank in block.blanks.items():
        col = block.column_index(key)
        if col is not None and blank not in (None, ""):
            yield CondFormat(block.first_data_row, col, block.last_data_row, col, empty, "unseen")


def _mark(block: TableBlock, mark: Mark, col: int, lang: Lang) -> CondFormat:
    options: dict[str, Any] = {"type": "no_blanks"}
    if mark.words is None and block.table[mark.column].kind == "integer":
        first = address(block.first_data_row, col)
        options = {"type": "formula", "criteria": f"=N({first})>0"}
    elif mark.words is not None:
        options = {"type": "text", "criteria": "begins with", "value": mark.words.text(lang)}
    return CondFormat(block.first_data_row, col, _reach(block), col, options, mark.style)


# --- guide -----------------------------------------------------------------------------------------------------------

_GUIDE = Words("说明", "Guide")
_GUIDE_PURPOSE = Words("第一次打开请先看这里：每张表做什么、谁来填、一天怎么用。",
    "Read this first: what each sheet is for, who fills it, how a day goes.")
_SECTIONS = {"sheets": Words("每张表做什么", "What each sheet is for"), "day": Words("一天怎么用", "How a day goes"),
             "colours": Words("颜色", "Colours"), "help": Words("常见问题", "Good to know")}
_COLUMNS = (Words("表", "Sheet"), Words("谁来填", "Who fills it"), Words("做什么", "What it is for"))
_WHO: dict[str, Words] = {"input": Words("我来填", "I do"), "computed": Words("自动计算", "computes itself"),
                          "settings": Words("经理设置", "set by the manager")}
_DAY: tuple[tuple[str, Words], ...] = (
    ("today", Words("早上先看今日表：哪些客户到期、逾期，先联系谁。",
        "In the morning look at Today: who is due or overdue, whom to contact first.")),
    ("inquiries", Words("收到询盘马上登记并分级，回复后填回复时间。",
        "Log and grade each inquiry at once; fill in the reply time once answered.")),
    ("contacts", Words("每联系一次客户在跟进表填一行；约了下次就填约定日期。",
        "One row in Contacts for each touch; fill in the date when a next one is promised.")),
    ("quotations", Words("报价、样品发出当天登记。", "Log quotations and samples the day they go out.")),
    ("orders", Words("订单签下就登记，节点随进度填。",
        "Record an order once signed; fill in its milestones as it moves.")),
    ("receipts", Words("钱到账填一行到款，提成自动算出。",
        "One row in Receipts when money arrives; commission computes itself.")),
    ("weekly_reports", Words("周六 12:00 前写好周报，解决不了的问题写在问题表。",
        "Weekly report by Saturday 12:00; what you cannot solve goes to Issues.")),
)
_MANAGER_DAY: tuple[tuple[str, Words], ...] = (
    ("report", Words("收齐业务员的工作簿放进同一个文件夹，运行汇总；先看合并报告：读 = 收 + 退回。",
        "Gather the workbooks in one folder and consolidate; look at the report first: read = kept + rejected.")),
    ("rejects", Words("退回表写明哪一行为什么没进来，请业务员改好再汇总。",
        "Rejects says which row stayed out and why; have it mended and consolidate again.")),
    ("receivables", Words("应收账款表看哪些货款逾期、谁的客户超了信用额度；催款从最上面一行开始。",
        "Receivables shows what is overdue and who is over the credit limit; start at the top.")),
    ("dashboard", Words("看板看全队：到款和目标、完成率、逾期跟进、未回复询盘。",
        "The dashboard shows the team: receipts and target, completion, overdue customers, open inquiries.")),
    ("assessments", Words("每季度在考核表给每人打分；目标有变就在目标表加一行新的生效日期。",
        "Score everybody each quarter on Assessments; a changed target is a new row with its date.")),
    ("settlements", Words("季末核对提成，登记结算，确认后不再变。",
        "At the end of a quarter check the commission and record its settlement; a confirmed one stays.")),
    ("policy", Words("改制度：在政策表末加一行新值和生效日期，旧季度不变。",
        "To change the policy add a row with its new value and date; old quarters stay.")),
)
_COLOURS: tuple[tuple[str, Words, Words], ...] = (
    ("box", Words("白色", "white"), Words("在这里填写。", "Type here.")),
    ("box+computed", Words("灰色", "grey"), Words("自动计算，不用填。", "Computes itself; nothing to fill in.")),
    ("box+warning", Words("今天 / 未回复", "due today / open"), Words("今天要做。", "To be done today.")),
    ("box+bad", Words("逾期 / 超时", "overdue / late"), Words("已经晚了，先处理。",
        "Already late; deal with it first.")),
    ("box+accent+bold", Words("蓝色标签", "blue tab"), Words("我来填的表。", "A sheet I fill in.")),
    ("box+good+bold", Words("绿色标签", "green tab"), Words("自动计算的表。", "A sheet that computes itself.")),
    ("box+muted+bold", Words("灰色标签", "grey tab"), Words("设置，由经理维护。", "Settings, kept by the manager.")),
)
_PROTECTED_VIEW = (Words("看到 #NAME?", "#NAME? shows"), Words(
    "从邮件或网上打开的文件处于受保护的视图。点上方黄条里的“启用编辑”，数字就会算出来。",
    "A file from mail or the web opens in Protected View. Click Enable Editing in the yellow bar "
    "and the numbers appear."))
_HELP: tuple[tuple[Words, Words], ...] = (
    (Words("日期怎么写", "Typing dates"),
        Words("2026-03-09 或 2026/3/9；今天按 Ctrl+；。带时间写 2026-03-09 14:30，月份写 2026-03。",
     "2026-03-09; Ctrl+; gives today. With time: 2026-03-09 14:30; a month: 2026-03.")),
    (Words("怎样加一行", "Adding a row"),
        Words("接着填下一空行；空行用完就在表格正下方直接写，表格会自动变长，公式和下拉会跟上。",
     "Fill the next empty row; when they are used up, type right below the table: "
     "it grows with its formulas and drop-downs.")),
    (Words("怎样删一行", "Deleting a row"), Words("右键 → 删除 → 表行。不要只清空灰色单元格。",
        "Right click → Delete → Table Rows. Do not clear grey cells only.")),
    (Words("列和表头", "Columns and headers"), Words("可以调宽、隐藏、筛选、排序；不要改表头文字和表名。",
        "Resize, hide, filter and sort freely; leave header texts and sheet names.")),
    (Words("打印", "Printing"),
        Words("A4 横向，宽表只打印前面的重要列；要别的列请在页面布局里重设打印区域。"
              "先用第一列的筛选按钮去掉空白，空行就不打印。",
     "A4 landscape; of a wide table the leading columns. For others reset the print area under Page Layout. "
     "Filter blanks out of the first column first, so that ready rows are not printed.")),
)
_GUIDE_WIDTHS = {0: 20.0, 1: 20.0, 2: 62.0}


def guide_sheet(lang: Lang, sheets: Sequence[Sheet], *, lambda_cells: bool = False, key: str = "guide",
                links: tuple[tuple[str, str], ...] = (),
                more: Sequence[tuple[Words, Words]] = ()) -> Sheet:
    """The guide: the given sheets and who fills them, a day's order, colours, and what people ask.

    lambda_cells: whether cells call LAMBDA names, which show #NAME? in Protected View. more: further questions.
    """
    shown = [s for s in sheets if not s.hidden]
    help_rows = [*([_PROTECTED_VIEW] if lambda_cells else []), *_HELP, *more]
    rows: list[tuple[Cell, ...]] = []
    _guide_section(rows, "sheets", lang, [_guide_sheet_row(s, lang) for s in shown])
    keys = {s.key for s in shown}
    day = [text for target, text in (_MANAGER_DAY if "dashboard" in keys else _DAY) if target in keys]
    _guide_section(rows, "day", lang, [(Cell(0, 0, i + 1, style="box+center"), Cell(0, 1, t.text(lang), style="box"))
                                       for i, t in enumerate(day)])
    _guide_section(rows, "colours", lang, [(Cell(0, 0, w.text(lang), style=s), Cell(0, 1, t.text(lang), style="box"))
                                           for s, w, t in _COLOURS])
    _guide_section(rows, "help", lang, [(Cell(0, 0, q.text(lang), style="box+bold+wrap"),
                                         Cell(0, 1, a.text(lang), style="box+wrap")) for q, a in help_rows])
    return _guide_plan(lang, key, rows, links)


def _guide_sheet_row(sheet: Sheet, lang: Lang) -> tuple[Cell, ...]:
    return (Cell(0, 0, sheet.name, style="box+link+wrap", url=f"sheet:{sheet.key}"),
            Cell(0, 1, _WHO[sheet.tab].text(lang), style="box+wrap"), Cell(0, 2, sheet.purpose, style="box+wrap"))


def _guide_section(rows: list[tuple[Cell, ...]], name: str, lang: Lang, lines: Sequence[tuple[Cell, ...]]) -> None:
    if not lines:
        return
    rows.append((Cell(0, 0, _SECTIONS[name].text(lang), style="heading"),))
    if name == "sheets":
        rows.append(tuple(Cell(0, i, w.text(lang), style="header") for i, w in enumerate(_COLUMNS)))
    rows.extend([*lines, ()])


def _guide_plan(lang: Lang, key: str, rows: Sequence[tuple[Cell, ...]], links: tuple[tuple[str, str], ...]) -> Sheet:
    """Rows of relative cells as a sheet: a second cell that ends a row spans columns B and C."""
    cells: list[Cell] = []
    merges: list[Area] = []
    heights: dict[int, float] = {}
    for row, line in enumerate(rows, start=HEADER_ROW):
        cells.extend(replace(c, row=row) for c in line)
        spans = len(line) == 2
        if spans:
            merges.append((row, 1, row, 2))
        width = _GUIDE_WIDTHS[2] + (_GUIDE_WIDTHS[1] if spans else 0.0)
        if line and (height := style.row_height({str(line[-1].value): width})) > style.ROW and len(line) > 1:
            heights[row] = height
    name = _GUIDE.text(lang)
    return Sheet(key, name, name, _GUIDE_PURPOSE.text(lang), "computed", cells=tuple(cells), widths=_GUIDE_WIDTHS,
                 heights=heights, portrait=True, gridlines=False, links=links, merges=tuple(merges))
