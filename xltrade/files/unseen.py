"""What a sheet's part says that its values do not: which cells are formulas, have no stored value, or are pictures.

The reader in Rust gives values only. A value typed over a formula looks like the formula's own, a formula that no
program has calculated yet like a blank, and a picture in a cell like an error.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from xltrade.sheets.addresses import column_letters, column_number

Place = tuple[int, int]
"""Excel row and column, both from 0."""
_END = rb"""["'](?:[^>]*[^/>])?>"""
_NOT_CALCULATED = re.compile(
    rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*>")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_WPS_PICTURE = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*DISPIMG\(")


@dataclass(frozen=True)
class Unseen:
    """typed: places in `computed` columns that hold no formula; formulas: those in the others that do; blank: of these
    the ones whose value nobody stored, with the formula; pictures: places of pictures in cells.
    """

    typed: frozenset[Place] = frozenset()
    formulas: frozenset[Place] = frozenset()
    blank: dict[Place, str] = field(default_factory=dict)
    pictures: frozenset[Place] = frozenset()


def unseen(data: bytes, computed: Collection[int], others: Collection[int], *, pictures: bool) -> Unseen:
    """Look through a sheet's part. computed, others: columns, from 0; pictures: whether the package holds any."""
    typed, formulas, blank = set[Place](), set[Place](), dict[Place, str]()
    shown = set(_pictures(data)) if pictures else set[Place]()
    for found in _pattern(b'<c r="' in data, tuple(computed), tuple(others)).finditer(data):
        place = _place(found[0])
        if found[1]:
            typed.add(place)
            continue
        formulas.add(place)
        if _WPS_PICTURE.match(data, found.end()):
            shown.add(place)
        elif (whole := _NOT_CALCULATED.match(data, found.end())) and not _TEXT.search(found[0]):
            blank[place] = "=" + unescape((whole[1] or b"").decode("utf-8", "replace"))
    return Unseen(frozenset(typed), frozenset(formulas), blank, frozenset(shown))


@lru_cache(maxsize=128)
def _pattern(as_excel: bool, computed: tuple[int, ...], others: tuple[int, ...]) -> re.Pattern[bytes]:
    """Cells of computed columns without a formula, in the first group, and of the others with one."""
    start = rb'<c r="' if as_excel else rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']"""
    formula = rb"<f\b" if as_excel else rb"\s*<(?:\w+:)?f\b"
    one, other = (b"|".join(column_letters(i).encode() for i in sorted(c)) or b"(?!)" for c in (computed, others))
    without, having = rb"((?:%b)\d+)%b(?!%b)" % (one, _END, formula), rb"(?:%b)\d+%b(?=%b)" % (other, _END, formula)
    return re.compile(rb"%b(?:%b|%b)" % (start, without, having))


def _place(cell: bytes) -> Place:
    found = _ADDRESS.search(cell)
    assert found is not None, "only cells with an address are looked for"
    return int(found[2]) - 1, column_number(found[1].decode())


def _pictures(data: bytes) -> list[Place]:
    """The cells that show a rich value."""
    if b"vm=" not in data:
        return []
    return [_place(m[0]) for m in _CELL.finditer(data) if b" vm=" in m[0] and _ADDRESS.search(m[0])]
