"""The application, and the engine under which xlwings knows it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes as base

from memory.books import Book
from memory.cells import ERRORS, Cell, ExcelError
from memory.ranges import Range


class Api:
    """What macros use of Excel's own object: full calculation and the input box."""

    def __init__(self, app: App) -> None:
        self.app = app

    def CalculateFull(self) -> None:
        self.app.calculated += 1

    def InputBox(self, Prompt: str, Title: str = "", Default: str = "", **_: Any) -> Any:
        self.app.asked.append((Prompt, Default))
        return self.app.answers.pop(0) if self.app.answers else Default


class Books(base.Books):
    def __init__(self, app: App) -> None:
        self.app_ = app

    @property
    def app(self) -> App:
        return self.app_

    @property
    def active(self) -> Book:
        return self.app_.books_[0]

    def __call__(self, key: Any) -> Book:
        found = [b for b in self.app_.books_ if b.name == key] if isinstance(key, str) else [self.app_.books_[key - 1]]
        if not found:
            raise KeyError(key)
        return found[0]

    def __len__(self) -> int:
        return len(self.app_.books_)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.app_.books_)

    def open(self, fullname: str, *_: Any) -> Book:
        book = Book(self.app_, Path(fullname))
        self.app_.books_.insert(0, book)
        return book

    def add(self) -> Book:
        book = Book(self.app_, None)
        self.app_.books_.insert(0, book)
        return book


class App(base.App):
    """One Excel. `fail_at`: the number of the write that Excel refuses; alerts: what was told, (text, mode)."""

    def __init__(self) -> None:
        self.books_: list[Book] = []
        self.alerts: list[tuple[str, str | None]] = []
        self.pressed: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.answers: list[Any] = []
        self.told: list[Any] = []
        self.writes: list[tuple[str, str]] = []
        self.printed: dict[str, Any] = {}
        self.fail_at: int | None = None
        self.reads = self.calculated = 0
        self.selected: Any = None
        self.screen_updating_, self.enable_events_, self.calculation_ = True, True, "automatic"
        self.display_alerts_ = True
        self.modes: set[tuple[bool, str]] = set()

    def touch(self, what: str, where: str) -> None:
        """Count a write, and refuse it when it is the one that must fail."""
        self.writes.append((what, where))
        self.modes.add((self.screen_updating_, self.calculation_))
        if self.fail_at is not None and len(self.writes) >= self.fail_at:
            self.fail_at = None
            raise ExcelError("Excel is busy")

    @property
    def engine(self) -> Engine:
        return ENGINE

    @property
    def api(self) -> Api:
        return Api(self)

    @property
    def pid(self) -> int:
        return id(self)

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        return self.selected

    def activate(self, steal_focus: bool = False) -> None:
        pass

    @property
    def screen_updating(self) -> bool:
        return self.screen_updating_

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.screen_updating_ = value

    @property
    def display_alerts(self) -> bool:
        return self.display_alerts_

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.display_alerts_ = value

    @property
    def enable_events(self) -> bool:
        return self.enable_events_

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.enable_events_ = value

    @property
    def calculation(self) -> str:
        return self.calculation_

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.calculation_ = value

    def calculate(self) -> None:
        self.calculated += 1

    @property
    def status_bar(self) -> Any:
        return self.told[-1] if self.told else False

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.told.append(value)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        self.alerts.append((prompt, mode))
        return self.pressed.pop(0) if self.pressed else buttons.split("_")[0]


class Apps(base.Apps):
    def __init__(self) -> None:
        self.running: list[App] = []

    def keys(self) -> list[int]:
        return [a.pid for a in self.running]

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return next(a for a in self.running if a.pid == pid)


class Engine:
    """The engine as xlwings wants it; conversions as those of xlwings on Windows."""

    name, type = "memory", "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        return "" if x is None or x != x else x

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        words = {code: text for text, code in ERRORS.items()}

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, int) and not isinstance(value, bool) and value in words:
                return words[value] if err_to_str else None
            return value

        return [[clean(v) for v in row] for row in data]


ENGINE = Engine()


@contextlib.contextmanager
def excel() -> Iterator[App]:
    """A running Excel that is xlwings' active engine while the block lasts."""
    app = App()
    ENGINE.apps.running = [app]
    engines: Any = xlwings.engines
    before = engines.active
    if ENGINE.name not in engines.engines_by_name:
        engines.add(xlwings.Engine(impl=ENGINE))
    engines.active = engines[ENGINE.name]
    try:
        yield app
    finally:
        engines.active = before
        ENGINE.apps.running = []
        if "_mock_caller" in xlwings.Book.__dict__:
            delattr(xlwings.Book, "_mock_caller")


def opened(app: App, path: Path | None) -> xlwings.Book:
    """A workbook open in `app` whose buttons are pressed: xlwings' caller. None: a new one that was never saved."""
    impl = app.books.open(str(path)) if path else app.books.add()
    book = xlwings.Book(impl=impl)
    book.set_mock_caller()
    return book


def snapshot(book: xlwings.Book) -> dict[str, Any]:
    """Everything a macro could change: cells with values, formulas and formats, tables with their extent."""
    impl: Book = book.impl
    return {
        p.name: (
            {k: c for k, c in p.cells_by_place.items() if c != Cell()},
            {t.name: t.area for t in p.listed} | {a: () for a in p.merged},
        )
        for p in impl.pages
    }
