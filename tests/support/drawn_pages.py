"""What is drawn on the pages of a planned book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrade.sheets.marks import formats
from xltrade.sheets.plan import Book, Cell, Sheet
from xltrade.sheets.validations import validations

HAN = re.compile(r"[\u3400-\u9fff]")


def page(book: Book, key: str) -> Sheet:
    found = book.sheet(key)
    assert found is not None
    return found


def cell_at(sheet: Sheet, row: int, col: int) -> Cell:
    return next(c for c in sheet.cells if (c.row, c.col) == (row, col))


def own_texts(book: Book) -> Iterator[str]:
    """Every text of a book that xltrade wrote: names, cells, headers, messages; not what stands in tables."""
    yield from (book.title, *book.footer, *(n.comment for n in book.names))
    for sheet in book.sheets:
        yield from (sheet.name, sheet.title, sheet.purpose, *(text for text, _ in sheet.links))
        yield from (c.value for c in sheet.cells if isinstance(c.value, str))
        yield from (c.title for c in sheet.charts)
        yield from (s.name for c in sheet.charts for s in c.series)
        for block in sheet.blocks:
            yield from (block.title or "", block.name, *(c.label(book.lang) for c in block.columns))
        for rule in validations(book, sheet):
            yield from (str(v) for k, v in rule.options.items() if k.endswith(("title", "message")))
        yield from (str(f.options.get("value", "")) for f in formats(book, sheet))
