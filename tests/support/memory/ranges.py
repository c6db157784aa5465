"""A range: read and written as a block, copied, inserted, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from xlwings import base_classes as base

from memory.cells import ARRAY_LIMIT, WHOLE, Cell, ExcelError, rows_between

if TYPE_CHECKING:
    from memory.sheets import Sheet


class Range(base.Range):
    def __init__(self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        if min(rows, columns, row, column) < 1:
            raise ExcelError("an empty range")
        self.sheet_, self.row_, self.column_, self.rows_count, self.columns_count = sheet, row, column, rows, columns

    def part(self, row: int, column: int, rows: int, columns: int) -> Range:
        return Range(self.sheet_, self.row_ + row, self.column_ + column, rows, columns)

    def places(self) -> Iterator[tuple[int, int]]:
        for row in rows_between(self.row_, self.row_ + self.rows_count - 1):
            for column in rows_between(self.column_, self.column_ + self.columns_count - 1):
                yield row, column

    def __call__(self, *args: int) -> Range:
        row, column = args if len(args) == 2 else divmod(args[0] - 1, self.columns_count)
        if len(args) == 1:
            row, column = row + 1, column + 1
        return self.part(row - 1, column - 1, 1, 1)

    @property
    def api(self) -> Range:
        return self

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet_.name, self.row_, self.column_, self.rows_count, self.columns_count

    def __len__(self) -> int:
        return self.rows_count * self.columns_count

    @property
    def sheet(self) -> Sheet:
        return self.sheet_

    @property
    def row(self) -> int:
        return self.row_

    @property
    def column(self) -> int:
        return self.column_

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows_count, self.columns_count

    def _read(self, one: Any) -> Any:
        self.sheet_.book.app.reads += 1
        if len(self) == 1:
            return one(self.sheet_.cell(self.row_, self.column_))
        columns = rows_between(self.column_, self.column_ + self.columns_count - 1)
        return tuple(
            tuple(one(self.sheet_.cell(r, c)) for c in columns)
            for r in rows_between(self.row_, self.row_ + self.rows_count - 1)
        )

    @property
    def raw_value(self) -> Any:
        return self._read(lambda cell: cell.shown)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.sheet_.book.app.touch("value", self.sheet_.name)
        whole = isinstance(data, (list, tuple))
        if whole and any(isinstance(v, str) and len(v) > ARRAY_LIMIT for line in data for v in line):
            raise ExcelError("a text in a block is too long")
        for row, column in self.places():
            value = data[row - self.row_][column - self.column_] if whole else data
            old = self.sheet_.cell(row, column)
            self.sheet_.cells_by_place[row, column] = old.entered(value)

    @property
    def formula(self) -> Any:
        return self._read(lambda cell: cell.formula or ("" if cell.value is None else cell.value))

    @formula.setter
    def formula(self, data: Any) -> None:
        self.raw_value = data

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, data: Any) -> None:
        self.raw_value = data

    @property
    def number_format(self) -> str | None:
        found = {self.sheet_.cell(*p).format for p in self.places()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet_.book.app.touch("format", self.sheet_.name)
        for place in self.places():
            self.sheet_.cells_by_place[place] = replace(self.sheet_.cell(*place), format=value)

    def clear_contents(self) -> None:
        self.sheet_.book.app.touch("clear", self.sheet_.name)
        for place in self.places():
            self.sheet_.cells_by_place[place] = Cell(format=self.sheet_.cell(*place).format)

    def clear(self) -> None:
        self.sheet_.book.app.touch("clear", self.sheet_.name)
        for place in self.places():
            self.sheet_.cells_by_place.pop(place, None)

    def copy(self, destination: Any = None) -> None:
        """To a range of the same book, or a whole sheet to another one, where its formulas lead back to the source."""
        target: Range = destination.api
        target.sheet_.book.app.touch("copy", target.sheet_.name)
        if (self.rows_count, self.columns_count) == WHOLE:
            page = target.sheet_
            page.merged, page.widths = set(self.sheet_.merged), dict(self.sheet_.widths)
            page.cells_by_place = {
                place: replace(cell, formula=cell.formula and f"=[{self.sheet_.book.name}]{cell.formula[1:]}")
                for place, cell in self.sheet_.cells_by_place.items()
            }
            return
        for row, column in target.places():
            at = (
                self.row_ + (row - target.row_) % self.rows_count,
                self.column_ + (column - target.column_) % self.columns_count,
            )
            target.sheet_.cells_by_place[row, column] = self.sheet_.cell(*at)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert whole rows: a table with rows above and below grows, one below moves."""
        assert self.columns_count == 16384, "only whole rows are modelled"
        self.sheet_.book.app.touch("insert", self.sheet_.name)
        formats = {
            c: self.sheet_.cell(self.row_ - 1, c).format for r, c in self.sheet_.cells_by_place if r == self.row_ - 1
        }
        self.sheet_.shift(self.row_, self.rows_count)
        for row in rows_between(self.row_, self.row_ + self.rows_count - 1):
            for column, text in formats.items():
                self.sheet_.cells_by_place[row, column] = Cell(format=text)
        for table in self.sheet_.listed:
            top, left, bottom, right = table.area
            inside = top < self.row_ <= bottom
            lower = self.row_ <= top
            table.area = (top + self.rows_count * lower, left, bottom + self.rows_count * (inside or lower), right)
            if inside:
                table.calculate(self.row_, self.row_ + self.rows_count - 1)

    def delete(self, shift: str | None = None) -> None:
        assert self.columns_count == 16384, "only whole rows are modelled"
        self.sheet_.book.app.touch("delete", self.sheet_.name)
        self.sheet_.shift(self.row_, -self.rows_count)
        for table in self.sheet_.listed:
            top, left, bottom, right = table.area
            if top < self.row_ <= bottom:
                table.area = (top, left, bottom - self.rows_count, right)
            elif top >= self.row_ + self.rows_count:
                table.area = (top - self.rows_count, left, bottom - self.rows_count, right)

    def select(self) -> None:
        if self.sheet_.book.active_sheet is not self.sheet_:
            raise ExcelError("Select works on the active sheet only")
        self.sheet_.book.app.selected = self

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        ends = ((self.row_, self.column_), (self.row_ + self.rows_count - 1, self.column_ + self.columns_count - 1))
        return ":".join(dict.fromkeys(f"${get_column_letter(c)}${r}" for r, c in ends))

    @property
    def address(self) -> str:
        return self.get_address()
