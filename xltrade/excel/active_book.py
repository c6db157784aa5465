"""The workbook in which a button was pressed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlwings as xw

from xltrade.excel.open_book import Opened, ours
from xltrade.excel.said import TITLE, error_of
from xltrade.sheets.plan import Value

_WEB = ("https:", "http:")


def now() -> dt.datetime:
    """The moment a button is pressed; the one place in this wing that asks the clock."""
    return dt.datetime.now()


def book_in_front() -> xw.Book:
    """The workbook whose button was pressed; the active one where the button is the add-in's."""
    caller = xw.Book.caller()
    return caller if ours(caller) else caller.app.books.active


def fullname(book: xw.Book) -> str:
    """The workbook's path; its web address where it lies in the cloud and xlwings knows no local folder for it."""
    try:
        return str(book.fullname)
    except xw.XlwingsError:
        return f"{_WEB[0]}//{book.name}"


def saved_path(book: Opened) -> Path:
    """The workbook's path on disk; XltradeError where it has none."""
    if str(book.path).startswith(_WEB):
        raise error_of("cloud", book.path)
    if not book.path.is_absolute() or not book.path.exists():
        raise error_of("unsaved")
    return book.path


def of_kind(book: Opened, kind: str) -> None:
    """Refuse a button in the other kind of workbook."""
    if book.reading.kind != kind:
        raise error_of("master_only" if kind == "master" else "sales_only")


def tell(book: Opened, text: str, buttons: str = "ok") -> str | None:
    """Show a message and wait until it was read."""
    return book.book.app.alert(text, title=TITLE, buttons=buttons, mode="info")


def owner_of(book: Opened) -> dict[str, Value]:
    """Whose workbook it is."""
    return {"owner": book.reading.person_id, "owner_name": book.reading.person_name}
