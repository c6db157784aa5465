"""What a manager types into a sheet of the master."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl


def type_into(master: Path, name: str, at: dict[str, str], **cells: Any) -> None:
    """Type into the rows of a sheet of the master whose cells are `at`, or into the first empty row without any."""
    with opened(master) as book:
        put(book, name, at, **cells)


@contextlib.contextmanager
def opened(master: Path) -> Iterator[openpyxl.Workbook]:
    """The master for several `put`; saved at the end. Opening and saving it takes a second."""
    book = openpyxl.load_workbook(master)
    yield book
    book.save(master)


def put(book: openpyxl.Workbook, name: str, at: dict[str, str], **cells: Any) -> None:
    """`type_into` a master that is open."""
    page = book[name]
    titles = {c.value: c.column for c in page[4]}
    for row in range(5, page.max_row + 1):
        found = {k: page.cell(row, titles[k]).value for k in at}
        if (at and found == at) or (not at and not any(page.cell(row, c).value for c in titles.values())):
            for title, value in cells.items():
                page.cell(row, titles[title]).value = value
            if not at:
                break
