"""Sheets of an open master that are drawn whole, those declared so: cards, ranking, funnel … (R080, R179, R225).

They have no tables to rewrite, and their rows come and go with the people. The planned sheets are written as values
into a workbook of their own by the very writer of files; Excel copies their cells over those of the open master, with
colours, merges, links, widths and heights, and the formulas are assigned after that: copied ones would lead back to
the other workbook. What was there before waits in the same workbook until all is done.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from xltrade.core import parsing
from xltrade.core.errors import WriteError
from xltrade.core.schema import LANGS, Words
from xltrade.excel.patch import Change
from xltrade.files.write import write
from xltrade.sheets.addresses import address
from xltrade.sheets.books.order import renewal
from xltrade.sheets.plan import Book, Sheet

_NOT_OPENED = Words(
    "Excel 打不开临时工作簿（{0}）。没有写入任何内容，请重新启动 Excel 再试。",
    "Excel cannot open a temporary workbook ({0}). Nothing was written; start Excel again and retry.",
)
Place = tuple[int, int]
"""Row and column, counted from 1 as Excel does."""
_STORED = re.compile(r"_xl(?:fn|ws|pm|op)\.")
"""Marks that a file puts before newer functions and names of parameters; Excel shows and takes formulas without."""


@contextmanager
def drawn(app: Any, open_book: Any, plan: Book) -> Iterator[list[Change]]:
    """The changes that draw those sheets of `plan` anew that stand in the open book; they can be made in the block."""
    mine = {parsing.fold(s.name): s for s in open_book.sheets}
    found = [s for s in plan.sheets if renewal("master", s.key) == "drawn" and parsing.fold(s.name) in mine]
    with tempfile.TemporaryDirectory() as folder, app.properties(screen_updating=False, display_alerts=False):
        path = Path(folder) / "xltrade-drawn.xlsx"
        write(_values(plan), path)
        try:
            canvas = app.books.open(str(path))
        except Exception as error:
            raise WriteError(*(_NOT_OPENED.text(lang).format(error) for lang in LANGS)) from error
        try:
            yield [Redraw(mine[parsing.fold(s.name)], canvas.sheets[s.name], s) for s in found]
        finally:
            canvas.close()


def _values(plan: Book) -> Book:
    """The book with values only on the sheets to draw and nothing on the others, which links lead to."""
    bare = (
        replace(s, cells=tuple(replace(c, formula=None) for c in s.cells))
        if renewal("master", s.key) == "drawn"
        else Sheet(s.key, s.name, "", "", s.tab)
        for s in plan.sheets
    )
    return replace(plan, sheets=tuple(bare), names=(), macros=None, recalc=False)


@dataclass(eq=False)
class Redraw:
    """One sheet gets the cells of `canvas`, then the formulas of `plan`; computed throughout, nobody types there."""

    sheet: Any
    canvas: Any
    plan: Sheet
    _before: Any = field(default=None, init=False)
    _formulas: dict[Place, str] = field(default_factory=dict, init=False)
    _area: str | None = field(default=None, init=False)

    def do(self) -> None:
        self._formulas, self._area = _found(self.sheet.used_range), self.sheet.page_setup.print_area
        self._before = self.sheet.copy(after=self.canvas)
        self._copy(self.canvas)
        planned = [(c, _STORED.sub("", c.formula)) for c in self.plan.cells if c.formula is not None]
        for first, block in blocks({(c.row + 1, c.col + 1): text for c, text in planned if not c.array}):
            self._area_of(first, block).formula = block
        for cell, text in planned:
            if cell.array:
                _set_dynamic(self.sheet.range((cell.row + 1, cell.col + 1)), text)
        with suppress(Exception):  # where no printer is installed Excel refuses; the figures count more
            self._page()

    def undo(self) -> None:
        if self._before is None:
            return
        self._copy(self._before)
        for first, block in blocks(self._formulas):
            _set_dynamic(self._area_of(first, block), block)
        with suppress(Exception):
            self.sheet.page_setup.print_area = self._area

    def _copy(self, source: Any) -> None:
        self.sheet.clear()
        source.cells.copy(self.sheet.range((1, 1)))

    def _area_of(self, first: Place, block: list[list[str]]) -> Any:
        return self.sheet.range(first, (first[0] + len(block) - 1, first[1] + len(block[0]) - 1))

    def _page(self) -> None:
        """What is printed and where a new page begins (breaks in Excel for Windows, elsewhere they stay)."""
        if self.plan.print_area:
            top, left, bottom, right = self.plan.print_area
            self.sheet.page_setup.print_area = f"{address(top, left, True)}:{address(bottom, right, True)}"
        self.sheet.api.ResetAllPageBreaks()
        for row in self.plan.page_rows:
            self.sheet.api.HPageBreaks.Add(self.sheet.range((row + 1, 1)).api)


def blocks(texts: Mapping[Place, str]) -> list[tuple[Place, list[list[str]]]]:
    """Cells as rectangles, so that Excel is called once for each: the first cell's place, and the rows.

    >>> blocks({(1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d", (4, 2): "e"})
    [((1, 1), [['a', 'b'], ['c', 'd']]), ((4, 2), [['e']])]
    """
    runs = []
    for _, run in groupby(enumerate(sorted(texts)), key=lambda p: (p[1][0], p[1][1] - p[0])):
        places = [place for _, place in run]
        runs.append((places[0][1], places[-1][1], places[0][0]))
    made = []
    for (left, right, _), same in groupby(enumerate(sorted(runs)), key=lambda r: (*r[1][:2], r[1][2] - r[0])):
        rows = [row for _, (_, _, row) in same]
        made.append(((rows[0], left), [[texts[row, col] for col in range(left, right + 1)] for row in rows]))
    return made


def _found(area: Any) -> dict[Place, str]:
    """The formulas of an area by their places; a text that looks like one is equal to its value."""
    try:
        formulas = area.formula2
    except AttributeError:  # older versions of Excel
        formulas = area.formula
    formulas = formulas if isinstance(formulas, (tuple, list)) else [[formulas]]
    shown = area.options(ndim=2).value
    return {
        (area.row + i, area.column + j): text
        for i, line in enumerate(formulas)
        for j, text in enumerate(line)
        if isinstance(text, str) and text.startswith("=") and text != shown[i][j]
    }


def _set_dynamic(area: Any, formulas: Any) -> None:
    """Formulas as today's Excel reads them; in older versions a single one becomes an array formula."""
    try:
        area.formula2 = formulas
    except AttributeError:
        if isinstance(formulas, str):
            area.formula_array = formulas
        else:
            area.formula = formulas
