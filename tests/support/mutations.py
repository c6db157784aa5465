"""A workbook changed at random: by somebody who types anywhere, or by what damages files."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import broken
import openpyxl
import zoo
from other_writers import Parts, parts_of, save

SHEETS = ("客户", "到款")
ROWS, COLUMNS = 30, 60


def typed_anywhere(path: Path, draw: random.Random) -> zoo.Typed:
    """A workbook after a few random changes; every token that stands in one of its cells then."""
    zoo.ZOO["plain"](path)
    book = openpyxl.load_workbook(path)
    for number in range(draw.randint(1, 6)):
        draw.choice(CHANGES)(book, draw, f"tok{number}x")
    book.save(path)
    sheets = [s for s in book if s.title.startswith(SHEETS) or s.title.startswith("表")]
    return [str(c.value) for s in sheets for row in s.iter_rows() for c in row if _counts(c)]


def _counts(cell: Any) -> bool:
    """Whether a cell holds a token, no formula, and is not the title or purpose, which are nobody's to type."""
    return (
        isinstance(cell.value, str)
        and "tok" in cell.value
        and cell.data_type != "f"
        and not (cell.column == 1 and cell.row <= 2)
    )


def _tables(book: Any) -> list[Any]:
    """The sheets 客户 and 到款, whatever they are called by now."""
    return [book.worksheets[1], book.worksheets[2]]


def _type(book: Any, draw: random.Random, token: str) -> None:
    sheet = draw.choice(_tables(book))
    row, column = draw.randint(1, ROWS), draw.randint(1, COLUMNS)
    if not isinstance(sheet.cell(row, column), openpyxl.cell.MergedCell) and row != broken.HEADER:
        sheet.cell(row, column, token)


def _type_over_heading(book: Any, draw: random.Random, token: str) -> None:
    sheet = draw.choice(_tables(book))
    sheet.cell(broken.HEADER, draw.randint(1, sheet.max_column), token)


def _insert(book: Any, draw: random.Random, token: str) -> None:
    sheet = draw.choice(_tables(book))
    draw.choice((sheet.insert_rows, sheet.insert_cols))(draw.randint(3, 12), draw.randint(1, 3))


def _move(book: Any, draw: random.Random, token: str) -> None:
    """A row of the table moved somewhere below it or beside it."""
    sheet = draw.choice(_tables(book))
    row = draw.randint(5, 7)
    sheet.move_range(f"A{row}:AZ{row}", rows=draw.randint(3, 9), cols=draw.choice((0, 0, 1, 60)))


def _copy(book: Any, draw: random.Random, token: str) -> None:
    copy = book.copy_worksheet(draw.choice(_tables(book)))
    copy.cell(draw.randint(8, 14), draw.randint(1, 12), token)


def _rename(book: Any, draw: random.Random, token: str) -> None:
    sheet = draw.choice(_tables(book))
    sheet.title = f"表{draw.randint(1, 9_999)}"


def _wrong_kind(book: Any, draw: random.Random, token: str) -> None:
    sheet = draw.choice(_tables(book))
    sheet.cell(
        draw.randint(5, 7),
        draw.randint(1, sheet.max_column),
        draw.choice((token, True, 1e300, -1, "#N/A", f"={token}")),
    )


CHANGES: tuple[Callable[[Any, random.Random, str], None], ...] = (
    _type, _type, _type, _type_over_heading, _insert, _move, _copy, _rename, _wrong_kind,
)  # fmt: skip


@cache
def _plain() -> Parts:
    with tempfile.TemporaryDirectory() as folder:
        zoo.ZOO["plain"](Path(folder) / "x.xlsx")
        return parts_of(Path(folder) / "x.xlsx")


def damaged(path: Path, draw: random.Random) -> Path:
    """The plain workbook with bytes of one of its parts, or of the file itself, as they should not be."""
    parts = dict(_plain())
    if draw.random() < 0.7:
        name = draw.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        parts[name] = _hurt(parts[name], draw)
        return save(parts, path)
    save(parts, path)
    path.write_bytes(_hurt(path.read_bytes(), draw))
    return path


def _hurt(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data) or 1)
    end = min(len(data), start + draw.choice((1, 1, 2, 8, 100, 2000)))
    new = draw.choice(
        (
            b"",
            data[start:end] * 2,
            bytes(draw.randrange(256) for _ in range(end - start)),
            b"99999999",
            b'"',
            b"<",
            b">",
        )
    )
    return data[:start] + new + data[end:]
