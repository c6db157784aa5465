"""The formats of a workbook being written."""

from __future__ import annotations

from xlsxwriter.format import Format

from xltrade.files.packaging import ExactWorkbook
from xltrade.sheets import style
from xltrade.sheets.plan import Book


class Paint:
    """A workbook being written and its formats, each made once."""

    def __init__(self, workbook: ExactWorkbook, book: Book) -> None:
        self.workbook, self.book = workbook, book
        self._formats: dict[str, Format] = {}
        self._marks: dict[str, Format] = {}

    def format(self, name: str) -> Format:
        if name not in self._formats:
            self._formats[name] = self.workbook.add_format(style.props(name))
        return self._formats[name]

    def mark(self, name: str) -> Format:
        if name not in self._marks:
            self._marks[name] = self.workbook.add_format(style.mark(name))
        return self._marks[name]
