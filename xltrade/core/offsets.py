"""Offsets from UTC as people write them: 5:30, UTC+8, GMT-5, +0530, 东八区, 西五区."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WRITTEN: tuple[tuple[str, str], ...] = (
    *((mark, "") for mark in (" ", "UTC", "GMT", "(", ")", "时区", "区")),
    ("：", ":"),
    ("＋", "+"),
    ("\u2212", "-"),
    ("东", "+"),
    ("西", "-"),
    ("十二", "12"),
    ("十一", "11"),
    *((digit, str(number)) for number, digit in enumerate("零一二三四五六七八九十")),
)
"""What stands for something else or for nothing, in the order in which it is replaced; a cell does the same."""
_CLOCK = re.compile(r"([+-]?)(\d{1,2}):(\d\d)(?::00(?:\.0+)?)?", re.ASCII)
_DIGITS = re.compile(r"([+-]?)(\d{1,2})(\d\d)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,2}(?:\.\d+)?|\.\d+)", re.ASCII)
_BARE_TIME = re.compile(r"(?:1899-12-3[01]|1900-01-0[01]) ")
_WEST, _EAST = -12, 14
_STEPS = 4


@lru_cache(maxsize=1024)
def hours(text: str) -> float | None:
    """Hours from UTC, in quarters, -12 to 14; None for what is no offset.

    A time cell is the same as its text: a fraction of a day below 1, or the time of 1899-12-31 (how files hold it).

    >>> [hours(t) for t in ("5:30", "UTC+8", "GMT-5", "东八区", "西五区", "+0530", "-3.5", "1899-12-31 05:30:00")]
    [5.5, 8.0, -5.0, 8.0, -5.0, 5.5, -3.5, 5.5]
    >>> hours("UTC+99"), hours("5点"), hours("5:10")
    (None, None, None)
    """
    said = _BARE_TIME.sub("", unicodedata.normalize("NFKC", text)).upper()
    for written, meant in WRITTEN:
        said = said.replace(written, meant)
    value = _value(said)
    if value is None or not _WEST <= value <= _EAST or abs(value * _STEPS - round(value * _STEPS)) > 1e-6:
        return None
    return round(value * _STEPS) / _STEPS + 0.0


def _value(said: str) -> float | None:
    if not said:
        return 0.0
    if found := _CLOCK.fullmatch(said) or _DIGITS.fullmatch(said):
        size = int(found[2]) + int(found[3]) / 60
        return None if int(found[3]) >= 60 else -size if found[1] == "-" else size
    if not _NUMBER.fullmatch(said):
        return None
    value = float(said)
    return value * 24 if abs(value) < 1 else value
