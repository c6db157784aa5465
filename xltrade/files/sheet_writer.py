"""One planned sheet -> XlsxWriter."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xltrade.core.errors import DeclarationError, WriteError
from xltrade.core.layout import BLOCK_TITLE_ROW, PURPOSE_ROW, TITLE_ROW
from xltrade.core.schema import Column
from xltrade.core.shown import CELL_LIMIT, cut, units
from xltrade.files.packaging import TABLE_STYLE, ExactWorksheet
from xltrade.files.paint import Paint
from xltrade.files.strict import EXACT, FORMULA_LIMIT, do
from xltrade.sheets import cell_values, style
from xltrade.sheets.addresses import address, area_text
from xltrade.sheets.cell_values import serial
from xltrade.sheets.marks import formats
from xltrade.sheets.plan import Area, Cell, ChartPlan, ChartSeries, Sheet, TableBlock, Value
from xltrade.sheets.validations import header_note, validations


class SheetWriter:
    """Carries one planned sheet into one worksheet."""

    def __init__(self, writer: Paint, plan: Sheet) -> None:
        self.writer, self.plan, self.book = writer, plan, writer.book
        self.sheet = do(plan.name, writer.workbook.add_worksheet, plan.name, worksheet_class=ExactWorksheet)

    def run(self) -> None:
        self._page()
        self._head()
        for area in self.plan.merges:
            self._merge(area)
        for cell in self.plan.cells:
            self._cell(cell)
        for block in self.plan.blocks:
            self._block(block)
        self._ignore()
        self._rules()
        for chart in self.plan.charts:
            self._chart(chart)
        for button in self.plan.buttons:
            self._do(
                self.sheet.insert_button,
                button.row,
                button.col,
                {
                    "macro": button.macro,
                    "caption": button.text,
                    "width": style.BUTTON_WIDTH,
                    "height": style.BUTTON_HEIGHT,
                    "x_offset": button.shift,
                    "y_offset": 1,
                },
            )

    def _do(self, call: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return do(self.plan.name, call, *args, **more)

    # look and paper

    def _page(self) -> None:
        sheet, plan = self.sheet, self.plan
        sheet.set_tab_color(style.TAB[plan.tab])
        sheet.set_zoom(100)
        sheet.hide_gridlines(1 if plan.gridlines else 2)
        sheet.set_default_row(style.ROW)
        for col, width in plan.widths.items():
            self._do(sheet.set_column, col, col, width)
        for row, height in plan.heights.items():
            self._do(sheet.set_row, row, height)
        if plan.freeze:
            self._do(sheet.freeze_panes, *plan.freeze)
        if plan.hidden:
            sheet.hide()
        self._paper()

    def _paper(self) -> None:
        sheet, plan = self.sheet, self.plan
        sheet.set_paper(style.PAPER_A4)
        if plan.portrait:
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        if plan.page_columns or plan.page_rows:
            sheet.set_print_scale(round(style.BREAK_SCALE * 100))
            self._do(sheet.set_v_pagebreaks, list(plan.page_columns))
            self._do(sheet.set_h_pagebreaks, list(plan.page_rows))
        else:
            sheet.fit_to_pages(1, int(plan.one_page))
        margin = style.MARGIN_INCHES
        sheet.set_margins(left=margin, right=margin, top=0.5, bottom=0.7)
        if any(self.book.footer):
            self._do(sheet.set_footer, _footer(self.book.footer), {"margin": 0.3})
        if plan.print_rows:
            self._do(sheet.repeat_rows, *plan.print_rows)
        if plan.print_area:
            self._do(sheet.print_area, *plan.print_area)

    def _head(self) -> None:
        """Title, links at its right, and the line that says what the sheet is for."""
        plan = self.plan
        if plan.title:
            if TITLE_ROW not in plan.heights:
                self._do(self.sheet.set_row, TITLE_ROW, style.TITLE_ROW)
            self._value(TITLE_ROW, 0, plan.title, "title")
            self._value(PURPOSE_ROW, 0, plan.purpose, "purpose")
        for (text, target), col in zip(plan.links, self._link_columns(), strict=False):
            self._cell(Cell(TITLE_ROW, col, text, style="link", url=f"sheet:{target}"))

    def _link_columns(self) -> Iterator[int]:
        """The columns for the links: right of the title, each wide enough for its text."""
        col, room = 0, style.units(self.plan.title) * 1.7 + 2
        for text, _ in self.plan.links:
            while room > 0:
                room -= self.plan.widths.get(col, 8.43)
                col += 1
            yield col
            room = style.units(text) + 1

    def _merge(self, area: Area) -> None:
        top = next((c for c in self.plan.cells if (c.row, c.col) == area[:2]), None)
        self._do(self.sheet.merge_range, *area, "", self.writer.format(top.style if top else "body"))

    # cells

    def _cell(self, cell: Cell) -> None:
        form = self.writer.format(cell.style)
        if cell.url:
            text = cell.url if cell.value is None else str(cell.value)
            self._do(self.sheet.write_url, cell.row, cell.col, self._target(cell.url), form, text)
        elif cell.formula is None:
            self._value(cell.row, cell.col, cell.value, cell.style)
        elif cell.array:
            self._do(
                self.sheet.write_dynamic_array_formula,
                cell.row,
                cell.col,
                cell.row,
                cell.col,
                cell.formula,
                form,
                _cached(cell.value),
            )
        else:
            self._do(self.sheet.write_formula, cell.row, cell.col, cell.formula, form, _cached(cell.value))

    def _target(self, url: str) -> str:
        if not url.startswith("sheet:"):
            return url
        target = self.book.sheet(url.removeprefix("sheet:"))
        if target is None:
            raise DeclarationError(f"{self.plan.name}: a link leads to sheet {url!r}, which is not in the book")
        return "internal:" + area_text(target.name, (0, 0, 0, 0)).split(":")[0].replace("$", "")

    def _value(self, row: int, col: int, value: Value, name: str) -> None:
        """Write a value of outside: text stays text whatever it looks like."""
        form, sheet = self.writer.format(name), self.sheet
        if value is None or value == "":
            self._do(sheet.write_blank, row, col, None, form)
        elif isinstance(value, str):
            self._check_text(row, col, value)
            self._do(sheet.write_string, row, col, value, form)
        elif isinstance(value, bool):
            self._do(sheet.write_boolean, row, col, value, form)
        elif isinstance(value, dt.date):
            moment = isinstance(value, dt.datetime) and value.time() != dt.time()
            form = self.writer.format(f"{name}+{'datetime' if moment else 'date'}+left")
            self._do(sheet.write_number, row, col, serial(value), form)
        else:
            self._check_number(row, col, value)
            self._do(sheet.write_number, row, col, value, form)

    def _values(self, row: int, col: int, values: Sequence[Value], name: str) -> None:
        """Write a column of values of outside, as `_value` does."""
        if any(issubclass(kind, dt.date) for kind in set(map(type, values))):
            for at, value in enumerate(values, row):
                self._value(at, col, value, name)
            return
        for at, value in enumerate(values, row):
            if isinstance(value, str):
                self._check_text(at, col, value)
            elif isinstance(value, (int, float)):
                self._check_number(at, col, value)
        if values:
            self._do(self.sheet.write_cells, row, col, values, self.writer.format(name))

    def _where(self, row: int, col: int) -> str:
        return f"{self.plan.name}!{address(row, col)}"

    def _check_text(self, row: int, col: int, text: str) -> None:
        if len(text) > CELL_LIMIT // 2 and units(text) > CELL_LIMIT:
            where = self._where(row, col)
            raise WriteError(
                f"{where} 的文字超过 Excel 一格 {CELL_LIMIT} 字的上限，请缩短。",
                f"The text in {where} is over Excel's {CELL_LIMIT} characters for a cell; shorten it.",
            )

    def _check_number(self, row: int, col: int, value: float) -> None:
        if not math.isfinite(value):
            where = self._where(row, col)
            raise WriteError(f"{where} 不是有效数字。", f"{where} is not a finite number.")

    # tables

    def _block(self, block: TableBlock) -> None:
        if block.title:
            self._value(BLOCK_TITLE_ROW, block.col, block.title, "heading")
        self._do(
            self.sheet.add_table,
            block.row,
            block.col,
            block.last_data_row,
            block.last_col,
            {"name": block.name, "style": TABLE_STYLE, "columns": [self._header(block, c) for c in block.columns]},
        )
        for index, column in enumerate(block.columns):
            self._column(block, column, block.col + index)
            self._comment(block, column, block.col + index)

    def _header(self, block: TableBlock, column: Column) -> dict[str, Any]:
        found: dict[str, Any] = {"header": column.label(self.book.lang), "header_format": self.writer.format("header")}
        if column.key in block.formulas:
            found["formula"] = self._formula(block, column)
        return found

    def _formula(self, block: TableBlock, column: Column) -> str:
        text = block.formulas[column.key]
        if not text.startswith("=") or len(text) > FORMULA_LIMIT:
            raise DeclarationError(f"{block.table.key}.{column.key}: its formula lacks = or is too long")
        return text

    def _column(self, block: TableBlock, column: Column, col: int) -> None:
        """The cells of a column: values, or the formula with its result, then the ready rows."""
        found = cell_values.values(column, block.frame, self.book.lang)
        found += [None] * (block.last_data_row - block.row - len(found))
        if not block.typed:  # put together by us or cut before, never typed in this workbook
            found = [cut(v, "……") if isinstance(v, str) else v for v in found]
        name = style.cell_style(column, block.computed(column))
        if column.key not in block.formulas:
            self._values(block.first_data_row, col, found, name)
            return
        form = self.writer.format(name)
        self._values(block.first_data_row, col, found[: block.handed], name)
        text, blank = self._formula(block, column), _cached(block.blanks.get(column.key, ""))
        results = [blank if value is None else _cached(value) for value in found[block.handed :]]
        self._do(self.sheet.write_formulas, block.first_data_row + block.handed, col, text, results, form)

    def _comment(self, block: TableBlock, column: Column, col: int) -> None:
        text = header_note(block, column, self.book.lang)
        rows = style.lines(text, style.COMMENT_WIDTH / 8)
        self._do(
            self.sheet.write_comment,
            block.row,
            col,
            text,
            {
                "width": style.COMMENT_WIDTH,
                "height": style.COMMENT_LINE * rows + 12,
                "font_name": style.FONT,
                "font_size": 9,
                "color": style.WARNING_FILL,
            },
        )

    def _ignore(self) -> None:
        """No green corners: ids that look like numbers are meant as text, results that were handed out as values."""
        areas = {
            "number_stored_as_text": [_area(b, b.last_data_row) for b in self.plan.blocks],
            "calculated_column": [_area(b, b.row + b.handed) for b in self.plan.blocks if b.handed],
        }
        if given := {kind: " ".join(found) for kind, found in areas.items() if found}:
            self._do(self.sheet.ignore_errors, given)

    # rules

    def _rules(self) -> None:
        for rule in validations(self.book, self.plan):
            self._do(
                self.sheet.data_validation,
                rule.first_row,
                rule.first_col,
                rule.last_row,
                rule.last_col,
                dict(rule.options),
            )
        for found in formats(self.book, self.plan):
            self._do(
                self.sheet.conditional_format,
                found.first_row,
                found.first_col,
                found.last_row,
                found.last_col,
                {**found.options, "format": self.writer.mark(found.style)},
            )

    # charts

    def _chart(self, plan: ChartPlan) -> None:
        chart = self._series(plan.kind, plan, [s for s in plan.series if plan.kind == "line" or not s.target])
        targets = [s for s in plan.series if s.target]
        if targets and plan.kind == "column":
            chart.combine(self._series("line", plan, targets))
        chart.set_title({"name": plan.title, "name_font": {**_CHART_FONT, "size": 12, "bold": True}, "overlay": False})
        chart.set_legend({"none": True} if len(plan.series) == 1 else {"position": "bottom", "font": _CHART_FONT})
        chart.set_chartarea({"border": {"color": style.LINE}})
        chart.set_size({"width": plan.width, "height": plan.height})
        chart.show_blanks_as("gap")
        self._axes(chart, plan)
        self._do(self.sheet.insert_chart, plan.row, plan.col, chart)

    def _axes(self, chart: Any, plan: ChartPlan) -> None:
        """Categories from the first one on; of a lying chart the horizontal axis holds the values, labelled already."""
        values = {
            "num_format": plan.number_format,
            "num_font": _CHART_FONT,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": style.LINE, "width": 0.75}},
        }
        categories = {
            "num_font": _CHART_FONT,
            "line": {"color": style.LINE},
            "major_gridlines": {"visible": False},
            "text_axis": True,
        } | ({"num_format": plan.category_format} if plan.category_format else {})
        if plan.kind == "bar":
            chart.set_x_axis(values | {"visible": False, "major_gridlines": {"visible": False}})
            chart.set_y_axis(categories | {"reverse": True})
        else:
            chart.set_x_axis(categories)
            chart.set_y_axis(values)

    def _series(self, kind: str, plan: ChartPlan, series: Sequence[ChartSeries]) -> Any:
        chart = self._do(self.writer.workbook.add_chart, {"type": kind})
        for index, one in enumerate(series):
            options: dict[str, Any] = {"name": one.name, "categories": plan.categories, "values": one.values}
            colour = style.SERIES[index % len(style.SERIES)]
            if one.target and plan.kind == "column":
                options |= {
                    "line": {"none": True},
                    "marker": {"type": "long_dash", "size": 16, "fill": _TARGET, "border": _TARGET},
                }
            elif one.target:
                options["line"] = {**_TARGET, "width": 1.25, "dash_type": "dash"}
            elif kind == "line":
                options |= {
                    "line": {"color": colour, "width": 2.25},
                    "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
                }
            else:
                options |= {"fill": {"color": colour}, "gap": 60}
            if plan.labels and not one.target:
                options["data_labels"] = {"value": True, "num_format": plan.number_format, "font": _CHART_FONT}
            self._do(chart.add_series, options)
        return chart


_TARGET = {"color": style.WARNING}
_CHART_FONT = {"name": style.FONT, "size": 9, "color": style.INK}


def _cached(value: Value) -> Value:
    """A formula's result as XlsxWriter takes it."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return serial(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise DeclarationError("a formula's result is not finite")
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < EXACT else float(value)
    return value


def _footer(parts: tuple[str, str, str]) -> str:
    """Excel's footer code of three plain texts."""
    return "".join(f"&{side}&9{_footer_text(text)}" for side, text in zip("LCR", parts, strict=True) if text)


def _footer_text(text: str) -> str:
    spaced = f" {text}" if text[:1].isdigit() else text
    return spaced.replace("&", "&&").replace("{page}", "&P").replace("{pages}", "&N")


def _area(block: TableBlock, last_row: int) -> str:
    """From a table's first data row to such a row, as "A5:F20"."""
    return f"{address(block.first_data_row, block.col)}:{address(last_row, block.last_col)}"
