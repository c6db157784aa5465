"""XlsxWriter's parts where a workbook of ours needs another package than it writes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.styles import Styles
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellBooleanTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from xltrade.sheets import style
from xltrade.sheets.plan import Book

TABLE_STYLE = "xltrade"
_CALC_ID = 191_029


class ExactWorksheet(Worksheet):
    """A worksheet that stores table formulas as given and an empty cached result as a text."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}
        self._escaped: dict[str, str] = {}
        self._declaring = False

    def add_table(self, *args: Any) -> int:
        """Declare a table; the cells of its columns, formulas too, are written by whoever declares it."""
        self._declaring = True
        try:
            return int(super().add_table(*args))
        finally:
            self._declaring = False

    def _prepare_table_formula(self, formula: str) -> str:
        return formula

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Formulas are given as the file stores them."""
        return formula.removeprefix("=")

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0
    ) -> int:
        """A formula that was written as a plain one before, as most of a table's column, is one again."""
        if self._declaring:
            return 0
        text = self._known.get(formula)
        if text is not None and not self._check_dimensions(row, col):
            self.table[row][col] = CellFormulaTuple(text, cell_format, value)
            return 0
        found = int(super()._write_formula(row, col, formula, cell_format, value))
        if not found and isinstance(self.table[row][col], CellFormulaTuple):
            self._known[formula] = self.table[row][col].formula
        return found

    def write_cells(self, row: int, col: int, values: Sequence[str | float | None], cell_format: Format) -> int:
        """Texts, numbers and blanks (None, "") of a column from a row on; the return code that XlsxWriter gives."""
        blank = CellBlankTuple(cell_format)
        return self._put(row, col, [self._cell_of(v, cell_format) if v or v == 0 else blank for v in values])

    def _cell_of(self, value: str | float, cell_format: Format) -> tuple[Any, ...]:
        if isinstance(value, str):
            return CellStringTuple(self.str_table._get_shared_string_index(value), cell_format)
        if isinstance(value, bool):
            return CellBooleanTuple(value, cell_format)
        return CellNumberTuple(value, cell_format)

    def write_formulas(self, row: int, col: int, formula: str, results: Sequence[Any], cell_format: Format) -> int:
        """One formula in the cells of a column from a row on, with its results; the return code likewise."""
        found = self._write_formula(row, col, formula, cell_format, results[0]) if results else 0
        if found or formula not in self._known:
            rest = (self._write_formula(row + n, col, formula, cell_format, r) for n, r in enumerate(results) if n)
            return found or min(rest, default=0)
        text = self._known[formula]
        return self._put(row, col, [CellFormulaTuple(text, cell_format, r) for r in results])

    def _put(self, row: int, col: int, cells: Sequence[tuple[Any, ...]]) -> int:
        if cells and (self._check_dimensions(row, col) or self._check_dimensions(row + len(cells) - 1, col)):
            return -1
        for at, cell in enumerate(cells, row):
            self.table[at][col] = cell
        return 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The plain kinds of cells, which are nearly all, without the detour through lists of attributes."""
        kind, form = type(cell), cell.format
        if form is None or kind not in (CellBlankTuple, CellStringTuple, CellNumberTuple, CellFormulaTuple):
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{form._get_xf_index()}"'
        if kind is CellFormulaTuple:
            self._write_result(start, cell.formula, cell.value)
        elif kind is CellBlankTuple:
            self.fh.write(f"{start}/>")
        elif kind is CellStringTuple:
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")

    def _write_result(self, start: str, formula: str, value: Any) -> None:
        """A formula and its result; the same text in a whole column is escaped once, "" is stored as a text."""
        kind = ""
        if isinstance(value, bool):
            kind, value = ' t="b"', int(value)
        elif isinstance(value, str):
            kind, value = (' t="e"' if value in _ERRORS else ' t="str"'), self._escape_data(value)
        if formula not in self._escaped:
            self._escaped[formula] = self._escape_data(formula)
        self.fh.write(f"{start}{kind}><f>{self._escaped[formula]}</f><v>{value}</v></c>")

    def _calculate_spans(self) -> None:
        """The columns used in each sixteen rows, counted from 1."""
        found: dict[int, list[int]] = {}
        for rows in (self.table, self.comments):
            for row, cells in rows.items():
                if cells:
                    found.setdefault(row // 16, []).extend((min(cells), max(cells)))
        self.row_spans = {block: f"{min(at) + 1}:{max(at) + 1}" for block, at in found.items()}


_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


class _Styles(Styles):
    """The style part with one table style of ours, whose second stripe is the format `stripe`."""

    stripe = 0

    def _write_table_styles(self) -> None:
        self._xml_start_tag(
            "tableStyles",
            [("count", 1), ("defaultTableStyle", TABLE_STYLE), ("defaultPivotStyle", "PivotStyleLight16")],
        )
        self._xml_start_tag("tableStyle", [("name", TABLE_STYLE), ("pivot", 0), ("count", 1)])
        self._xml_empty_tag("tableStyleElement", [("type", "secondRowStripe"), ("dxfId", self.stripe)])
        self._xml_end_tag("tableStyle")
        self._xml_end_tag("tableStyles")


class _Packager(Packager):
    """A packager that writes our style part."""

    def _write_styles_file(self) -> None:
        book, styles = self.workbook, _Styles()
        styles.stripe = book.stripe
        styles._set_style_properties(
            [
                book.xf_formats,
                book.palette,
                book.font_count,
                book.num_formats,
                book.border_count,
                book.fill_count,
                book.custom_colors,
                book.dxf_formats,
                book.has_comments,
            ]
        )
        styles._set_xml_writer(self._filename("xl/styles.xml"))
        styles._assemble_xml_file()


class ExactWorkbook(Workbook):
    """A workbook in memory with our font, names with comments, our table style and the book's way of recalculating."""

    def __init__(self, target: io.BytesIO, book: Book) -> None:
        super().__init__(
            target,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": dict(style.BASE),
            },
        )
        self.comments = {n.name: n.comment for n in book.names if n.comment}
        self.stripe = self.add_format({"bg_color": style.BAND})._get_dxf_index()
        self.calc_on_load = book.recalc
        self.calc_id = _CALC_ID
        moment = dt.datetime(book.created.year, book.created.month, book.created.day)
        self.set_properties({"title": book.title, "created": moment})
        self.set_size(1920, 1200)

    def _get_packager(self) -> Packager:
        return _Packager()

    def _write_defined_name(self, defined_name: Sequence[Any]) -> None:
        name, sheet, text, hidden = defined_name
        attributes: list[tuple[str, Any]] = [("name", name)]
        if sheet == -1 and name in self.comments:
            attributes.append(("comment", self.comments[name]))
        if sheet != -1:
            attributes.append(("localSheetId", sheet))
        if hidden:
            attributes.append(("hidden", 1))
        self._xml_data_element("definedName", text, attributes)
