"""A planned book -> XlsxWriter."""

from __future__ import annotations

import io

from xltrade.core.errors import DeclarationError
from xltrade.files.paint import Paint
from xltrade.files.sheet_writer import SheetWriter
from xltrade.files.strict import COMMENT_LIMIT, FORMULA_LIMIT, do
from xltrade.files.vba.workbook import project_of
from xltrade.sheets.plan import Name, code_names


class Writer(Paint):
    """Carries one book into one workbook."""

    def run(self, project: bytes | None = None) -> None:
        """Write every sheet, then the VBA project: the one given, else the one that the book asks for."""
        shown = [s for s in self.book.sheets if not s.hidden]
        if not shown:
            raise DeclarationError("a book needs a visible sheet")
        for sheet in self.book.sheets:
            SheetWriter(self, sheet).run()
        if project is None and self.book.macros is not None:
            project = project_of(self.book, self.book.macros)
        if project is not None:
            self._macros(project)
        first = self.workbook.get_worksheet_by_name(shown[0].name)
        first.activate()
        first.set_first_sheet()
        for name in self.book.names:
            self._name(name)

    def _macros(self, project: bytes) -> None:
        do("VBA", self.workbook.add_vba_project, io.BytesIO(project), is_stream=True)
        self.workbook.set_vba_name("ThisWorkbook")
        for worksheet, name in zip(self.workbook.worksheets(), code_names(len(self.book.sheets)), strict=True):
            worksheet.set_vba_name(name)

    def _name(self, name: Name) -> None:
        if not name.formula.startswith("=") or len(name.formula) > FORMULA_LIMIT:
            raise DeclarationError(f"name {name.name}: its formula lacks = or is too long")
        if len(name.comment) > COMMENT_LIMIT:
            raise DeclarationError(f"name {name.name}: its comment is over {COMMENT_LIMIT} characters")
        do(f"name {name.name}", self.workbook.define_name, name.name, name.formula)
