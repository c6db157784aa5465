"""A workbook's file as the Excel in memory opens it."""

from __future__ import annotations

import functools
import io
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import range_boundaries

from engines import cells_of
from memory.cells import Cell, as_excel_holds


class Page(NamedTuple):
    """A sheet as its file has it; `listed`: name, area and calculated columns of each table."""

    title: str
    visible: bool
    cells: dict[tuple[int, int], Cell]
    listed: list[tuple[str, tuple[int, int, int, int], dict[int, str]]]
    merged: list[str]
    widths: dict[str, float]
    print_area: str | None


@functools.lru_cache(maxsize=8)
def content(file: bytes) -> tuple[list[Page], list[tuple[str, str, str]]]:
    """The sheets and the defined names (name, sheet, place) of a workbook; whoever opens it copies what may change."""
    formulas = openpyxl.load_workbook(io.BytesIO(file))
    stored: dict[str, dict[tuple[int, int], Any]] = {page.title: {} for page in formulas.worksheets}
    for (sheet, row, column), formula, value in cells_of(io.BytesIO(file)):
        if formula is not None:
            stored[sheet][row + 1, column + 1] = value
    pages = [_page(page, stored[page.title]) for page in formulas.worksheets]
    named = ((n, title, place) for n, d in formulas.defined_names.items() for title, place in d.destinations)
    return pages, list(named)


def _page(page: Any, stored: dict[tuple[int, int], Any]) -> Page:
    cells = {
        (cell.row, cell.column): _loaded(cell, stored[cell.row, cell.column] if cell.data_type == "f" else cell.value)
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None or cell.number_format != "General" or cell.has_style
    }
    widths = {letter: column.width for letter, column in page.column_dimensions.items()}
    return Page(
        page.title,
        page.sheet_state == "visible",
        cells,
        [_table(t) for t in page.tables.values()],
        [str(area) for area in page.merged_cells.ranges],
        widths,
        page.print_area or None,
    )


def _loaded(cell: Any, shown: Any) -> Cell:
    formula = None
    if cell.data_type == "f":
        text = getattr(cell.value, "text", cell.value)
        formula = text if text.startswith("=") else f"={text}"
    value = as_excel_holds(shown)
    text = isinstance(value, str) and formula is None and cell.number_format != "@"
    link = cell.hyperlink and (cell.hyperlink.location or cell.hyperlink.target)
    return Cell(value if value != "" else None, formula, cell.number_format, text and value[:1] in "=+-@", link)


def _table(table: Any) -> tuple[str, tuple[int, int, int, int], dict[int, str]]:
    left, top, right, bottom = range_boundaries(table.ref)
    formulas = {
        left + i: c.calculatedColumnFormula.attr_text
        for i, c in enumerate(table.tableColumns)
        if c.calculatedColumnFormula is not None
    }
    return table.displayName, (top, left, bottom, right), formulas
