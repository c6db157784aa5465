"""What a workbook holds, planned apart from the library that writes it.

Rows and columns count from 0, as XlsxWriter's. A formula is given as the file stores it (`_xlfn.` where needed).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from xltrade.core.dtypes import Frame
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Column, Lang, Role, Table

Value = str | float | int | bool | dt.date | dt.datetime | None
Area = tuple[int, int, int, int]

READY_ROWS = 50
REACH = 2000
"""Drop-downs and references cover this many rows below a header, so that rows typed below a table have them too."""
LISTS = "lists"


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
    name: of the Excel table, such as "客户"; formulas refer to it.
    formulas: column key -> the same structured-reference text for every row; a column without one holds values.
    columns: those written, in order; () = all of the table's.
    blanks: column key -> what its formula shows where there is no value ("" unless said).
    title: above the headings, where several tables share a sheet.
    options: per data row what a cell of `options_column` may hold (() = anything).
    typed: whether people type here; False for a table of results (grey, no drop-downs).
    handed: so many leading rows come from somebody else's workbook, where they were computed and checked: they hold
    the results, and the formulas begin below them.
    """

    table: Table
    frame: Frame
    name: str
    formulas: Mapping[str, str] = field(default_factory=dict)
    blank_rows: int = READY_ROWS
    row: int = HEADER_ROW
    col: int = 0
    columns: tuple[Column, ...] = ()
    blanks: Mapping[str, Value] = field(default_factory=dict)
    title: str | None = None
    typed: bool = True
    options: tuple[tuple[str, ...], ...] = ()
    options_column: str = "value"
    handed: int = 0

    def __post_init__(self) -> None:
        if not self.columns:
            object.__setattr__(self, "columns", self.table.columns)

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
        shut = column.computed or column.filled or column.key in self.formulas
        return shut or not (self.typed or column.by_manager)


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
class Macros:
    """That a book wants the Python flavour's VBA: buttons, and functions answered by Python, with help in its language.

    policy: keys of the sheets whose change has everything computed anew, such as ("policy", "fx").
    """

    policy: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook.

    created: the only date in the file's properties. footer: left, centre, right; {page} and {pages} are filled in by
    Excel. recalc: True makes Excel compute everything on opening, False makes it trust the cached values. macros: the
    VBA that the file is to hold, which is then an .xlsm; None for an .xlsx. Who writes the file packs it.
    """

    lang: Lang
    created: dt.date
    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...] = ()
    title: str = ""
    footer: tuple[str, str, str] = ("", "", "{page} / {pages}")
    recalc: bool = True
    macros: Macros | None = None

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


def reach_of(block: TableBlock) -> int:
    """The last row that rules of a block cover, so that rows typed below it have them too."""
    return max(block.last_data_row, block.row + REACH)
