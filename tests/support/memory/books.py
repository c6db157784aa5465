"""An open workbook and its defined names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlwings import base_classes as base

from memory.cells import ExcelError
from memory.files import content
from memory.ranges import Range
from memory.sheets import Sheet, Sheets, Table

if TYPE_CHECKING:
    from memory.application import App


class Name(base.Name):
    def __init__(self, name: str, place: Range) -> None:
        self.name_, self.place = name, place

    @property  # type: ignore[misc]
    def name(self) -> str:
        return self.name_

    @property
    def refers_to_range(self) -> Range:
        return self.place


class Names(base.Names):
    def __init__(self, named: dict[str, Name]) -> None:
        self.named = named

    def __call__(self, key: str) -> Name:
        return self.named[key]

    def contains(self, key: str) -> bool:
        return key in self.named

    def __contains__(self, key: object) -> bool:
        return key in self.named

    def __len__(self) -> int:
        return len(self.named)


class Book(base.Book):
    def __init__(self, app: App, path: Path | None) -> None:
        self.app_, self.path = app, path
        self.pages: list[Sheet] = []
        self.named: dict[str, Name] = {}
        self.name_ = path.name if path else "工作簿1"
        if path:
            self._load(path)
        else:
            self.pages.append(Sheet(self, "Sheet1"))
        self.active_sheet = self.pages[0]

    def _load(self, path: Path) -> None:
        pages, names = content(path.read_bytes())
        for page in pages:
            sheet = Sheet(self, page.title)
            sheet.visible_ = page.visible
            sheet.cells_by_place = dict(page.cells)
            sheet.merged, sheet.widths = set(page.merged), dict(page.widths)
            sheet.page_setup.print_area = page.print_area
            sheet.listed = [Table(sheet, name, area, dict(formulas)) for name, area, formulas in page.listed]
            self.pages.append(sheet)
        for name, title, place in names:
            self.named[name] = Name(name, Sheets(self)(title).range(place))

    @property
    def names(self) -> Names:
        return Names(self.named)

    @property
    def api(self) -> Book:
        return self

    @property
    def FullName(self) -> str:
        """Excel's own; a book that was closed answers nothing."""
        if self not in self.app_.books_:
            raise ExcelError("the book is closed")
        return self.fullname

    @property
    def app(self) -> App:
        return self.app_

    @property
    def name(self) -> str:
        return self.name_

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self.name_

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.app_.books_.remove(self)
        self.app_.books_.insert(0, self)

    def close(self) -> None:
        self.app_.books_.remove(self)

    def to_pdf(self, path: str, quality: str) -> None:
        self.app_.touch("pdf", path)
        shown = [p.name for p in self.pages if p.visible_]
        self.app_.printed[Path(path).name] = {p.name: dict(p.cells_by_place) for p in self.pages if p.visible_}
        Path(path).write_text("%PDF " + ", ".join(shown), encoding="utf-8")
