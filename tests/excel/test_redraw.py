"""Drawn sheets of the open master: the printed page."""

from __future__ import annotations

from typing import Any

import memory
import pytest

from xltrade.excel import redraw
from xltrade.sheets.plan import Sheet


def test_pages_break_where_the_plan_breaks_them_and_no_printer_is_no_reason_to_stop() -> None:
    """The calls that Excel for Windows gets for the printed page, on a sheet that records them or refuses."""

    class Paper:
        broken: list[int]

        def __init__(self, printer: bool) -> None:
            self.broken, self.printer, self.print_area = [], printer, None
            self.api = self.page_setup = self.HPageBreaks = self

        def range(self, place: tuple[int, int]) -> Any:
            return type("Range", (), {"api": place[0]})

        def ResetAllPageBreaks(self) -> None:
            if not self.printer:
                raise memory.ExcelError("no printer")

        def Add(self, row: int) -> None:
            self.broken.append(row)

    plan = Sheet("cards", "x", "x", "", "computed", print_area=(0, 0, 9, 6), page_rows=(4, 8))
    paper = Paper(printer=True)
    redraw.Redraw(paper, None, plan)._page()
    assert (paper.broken, paper.print_area) == ([5, 9], "$A$1:$G$10")
    with pytest.raises(memory.ExcelError):
        redraw.Redraw(Paper(printer=False), None, plan)._page()
