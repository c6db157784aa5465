"""Addresses of cells and areas as text."""

from __future__ import annotations

from xltrade.sheets.plan import Area


def column_letters(col: int) -> str:
    """The letters of a column counted from 0.

    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column of such letters, counted from 0.

    >>> column_number("A"), column_number("aa")
    (0, 26)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def address(row: int, col: int, absolute: bool = False) -> str:
    """A cell's address, such as A1 or $A$1."""
    mark = "$" if absolute else ""
    return f"{mark}{column_letters(col)}{mark}{row + 1}"


def area_text(sheet: str, area: Area) -> str:
    """An absolute range text without "=", such as '客户'!$A$5:$A$9."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{address(area[0], area[1], True)}:{address(area[2], area[3], True)}"
