"""A cell of the Excel in memory, and how it takes what is assigned to it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

EPOCH = dt.datetime(1899, 12, 30)
ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
WHOLE = (1_048_576, 16_384)
"""Rows and columns of a sheet."""
ARRAY_LIMIT = 8203
"""A longer text cannot be assigned as part of a block, only alone."""
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/]\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}")
_TIMES = re.compile(r"[ymdhs]", re.IGNORECASE)


class ExcelError(Exception):
    """What pywin32 raises as com_error."""


@dataclass(frozen=True)
class Cell:
    """One cell: value (float, str, bool, error code, None), formula with "=", number format, apostrophe in front."""

    value: Any = None
    formula: str | None = None
    format: str = "General"
    prefix: bool = False
    link: str | None = None

    @property
    def shown(self) -> Any:
        """The value as COM's Range.Value gives it."""
        dated = isinstance(self.value, float) and self.format != "General" and _TIMES.search(_plain(self.format))
        return EPOCH + dt.timedelta(days=self.value) if dated else self.value

    def entered(self, value: Any) -> Cell:
        """The cell after `value` was assigned to it."""
        empty = Cell(format=self.format, link=self.link)
        if value is None or value == "":
            return empty
        if isinstance(value, bool):
            return replace(empty, value=value)
        if isinstance(value, (int, float)):
            return replace(empty, value=float(value))
        if isinstance(value, dt.datetime):
            days = (value - EPOCH) / dt.timedelta(days=1)
            return replace(empty, value=days, format="yyyy/m/d" if self.format == "General" else self.format)
        if not isinstance(value, str):
            raise ExcelError(f"cannot assign {value!r}")
        return self._typed(empty, value)

    def _typed(self, empty: Cell, text: str) -> Cell:
        if len(text) > 32767:
            raise ExcelError("text too long")
        if self.format == "@":
            return replace(empty, value=text)
        if text.startswith("'"):
            return replace(empty, value=text[1:], prefix=True)
        bare = text.strip()
        if bare.startswith("="):
            return replace(empty, formula=bare)
        if _NUMBER.fullmatch(bare):
            percent = bare.endswith("%")
            return replace(empty, value=float(bare.rstrip("%").replace(",", "")) / (100 if percent else 1))
        if bare[:1] in ("+", "-", "@"):
            return replace(empty, formula=f"={bare}")
        if _DATE.fullmatch(bare):
            return replace(empty, value=45000.0, format="yyyy/m/d")
        if bare.upper() in ("TRUE", "FALSE"):
            return replace(empty, value=bare.upper() == "TRUE")
        return replace(empty, value=ERRORS.get(bare.upper(), text))


def _plain(number_format: str) -> str:
    return re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|General', "", number_format)


def as_excel_holds(value: Any) -> Any:
    """A value as openpyxl gives it, as Excel holds it."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, dt.datetime):
        return (value - EPOCH) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((dt.datetime(value.year, value.month, value.day) - EPOCH).days)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    return ERRORS.get(value, value)


def rows_between(first: int, last: int) -> Any:
    return range(first, last + 1)
