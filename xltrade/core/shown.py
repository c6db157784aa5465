"""Numbers in messages, as people write them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

_PLACES, _LONGEST, _WHOLE = 8, 40, 2**53
"""_WHOLE: from here on a number holds no fraction."""
CELL_LIMIT = 32_767
"""So many UTF-16 units Excel holds in a cell."""


def units(text: str) -> int:
    """The length of a text as Excel counts it: a letter outside the basic plane counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, mark: str) -> str:
    """A text that fits into a cell: one that is too long ends in `mark`.

    >>> cut("abc", "…"), units(cut("字" * 40_000, "……")), cut("字" * 40_000, "……")[-3:]
    ('abc', 32767, '字……')
    """
    if len(text) <= CELL_LIMIT // 2 or units(text) <= CELL_LIMIT:
        return text
    room = CELL_LIMIT - units(mark)
    return text.encode("utf-16-le", "surrogatepass")[: room * 2].decode("utf-16-le", "ignore") + mark


def number(value: float) -> str:
    """A number with all its digits, thousands apart, never with an exponent.

    >>> number(1e6), number(0.02125), number(-3.0), number(1e21), number(1e10 + 0.01)
    ('1,000,000', '0.02125', '-3', '1,000,000,000,000,000,000,000', '10,000,000,000.01')
    """
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    exact = Decimal(repr(float(value)))
    text = f"{round(exact, _PLACES) if abs(value) < _WHOLE else exact:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def file_name(path: Path, folder: Path | None = None) -> str:
    r"""A file's name as text: bytes that are no UTF-8 as \\xff, so that it can be written and still tells files apart.

    folder: what to put before it, for one that lies below the others.

    >>> file_name(Path("a/张三.xlsx")), file_name(Path("\udcff.xlsx")), file_name(Path("张三.xlsx"), Path("华东"))
    ('张三.xlsx', '\\xff.xlsx', '华东/张三.xlsx')
    """
    name = (folder / path.name).as_posix() if folder else path.name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def percent(rate: float) -> str:
    """A rate as a percentage with all its digits.

    >>> percent(0.02125), percent(1.0), percent(0.0)
    ('2.125%', '100%', '0%')
    """
    return f"{number(float(Decimal(repr(float(rate))) * 100))}%"
