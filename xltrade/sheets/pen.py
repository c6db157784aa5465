"""Cells written one after the other, with the formula beside its value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from xltrade.core.schema import Lang, Words
from xltrade.formulas.text import Twins
from xltrade.sheets.plan import Cell, Value

AS_OF = (2, 2)
"""Row and column of the day everything is computed for, on the first sheet of every book."""
TODAY_VBA = "XltradeToday"
AS_OF_NOTE = Words("计算所依据的日期（第一张表里）", "The day everything is computed for, on the first sheet")


@dataclass
class Pen:
    """Collects the cells of one sheet: texts by language, formulas from templates with their values."""

    twins: Twins
    cells: list[Cell] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        return self.twins.lang

    def text(self, row: int, col: int, words: Words, style: str = "body") -> None:
        self.cells.append(Cell(row, col, words.text(self.lang), style=style))

    def value(self, row: int, col: int, value: Value, style: str = "body") -> None:
        self.cells.append(Cell(row, col, value, style=style))

    def formula(
        self, row: int, col: int, template: str, value: Value, style: str = "body", array: bool = False
    ) -> None:
        shown = "" if value is None else value
        self.cells.append(Cell(row, col, shown, self.twins.formula(template), style, array=array))

    def link(self, row: int, col: int, text: str, url: str, style: str = "link") -> None:
        """A cell that leads to a sheet ("sheet:KEY")."""
        self.cells.append(Cell(row, col, text, style=style, url=url))

    def as_of(self, today: dt.date, fixed: bool) -> None:
        """The day cell: `=TODAY()`, or the day itself where the data are of a fixed day.

        With macros the day is told by VBA, once a day: TODAY() would call Python for every cell at each opening.
        """
        row, col = AS_OF
        self.text(row, 0, _TODAY, "muted")
        if fixed:
            self.value(row, col, today, "date+bold")
        else:
            name = TODAY_VBA if self.twins.flavour == "python" else "TODAY"
            self.formula(row, col, f"{name}()", today, "date+bold+left")

    def headers(self, row: int, labels: Sequence[tuple[Words, str]]) -> None:
        """A header row; each label with the style part that says how it stands."""
        for col, (label, where) in enumerate(labels):
            self.text(row, col, label, f"header+{where}")


_TODAY = Words("日期", "Date")
