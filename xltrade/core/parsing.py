"""One raw cell to one typed value or a problem code, the same way whether Excel, a CSV or a person supplied it.

Every value is first written as the plain text Excel would hold (`as_text`), then that text is read by the column's
kind: so a number, the number typed as text and the number in full-width digits cannot end up differently.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from numbers import Number
from typing import Any, Literal

from xltrade.core.days import EPOCH
from xltrade.core.offsets import hours
from xltrade.core.schema import Choices, Column

ERRORS = (
    "#N/A",
    "#DIV/0!",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
    "#PYTHON!",
)
BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u200c\u200d\u2060\ufeff"
UNSHOWN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of writing direction, which come along with what is pasted from chats and contacts."""
FIRST_DATE, LAST_DATE = datetime(1950, 1, 1), datetime(2101, 1, 1)
FIRST_SERIAL_DATE = datetime(1990, 1, 1)
NOISE = 1e-9
_EPOCH = datetime.combine(EPOCH, datetime.min.time())
_DAY_SECONDS = 86_400
_LARGEST_BITS = 1024
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*[¥$€£]?\s*(?P<inner>[+-]?)\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<power>[eE][+-]?\d{1,4})?"
    r"(?P<percent>\s*%)?",
    re.ASCII,
)
_CURRENCY = re.compile(r"[¥$€£]")
SIGNS: Mapping[str, tuple[str, ...]] = {
    "¥": ("CNY", "JPY"),
    "$": ("USD", "HKD", "AUD", "CAD"),
    "€": ("EUR",),
    "£": ("GBP",),
}
"""The currencies that a sign before an amount may mean."""
_TIME = (
    r"(?P<before>上午|下午|[AaPp][Mm])?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2}(?:\.\d+)?))?\s*(?P<after>[AaPp][Mm])?"
)
_DATE = (
    r"(?P<year>\d{4})\s*(?:(?P<sep>[./-])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<day>\d{1,2})"
    r"|年\s*(?P<month_zh>\d{1,2})\s*月\s*(?P<day_zh>\d{1,2})\s*[日号]?)"
)
_ZONE = r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})"
_MOMENT = re.compile(rf"{_DATE}(?:(?:\s+|T|(?<=[日号])|(?=[上下]午))\s*{_TIME}(?:{_ZONE})?)?", re.ASCII)
_DIGITS_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_HOME = timedelta(hours=8)
"""The clock of China, in which cells hold their times: what other programs write with a zone becomes its time."""
_CLOCK = re.compile(_TIME, re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})\s*(?:[./-]\s*(?P<month>\d{1,2})|年\s*(?P<month_zh>\d{1,2})\s*月)", re.ASCII)
_LOST_ZERO = re.compile(r"\d{4}\.1", re.ASCII)
_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d) 00:00:00", re.ASCII)


Fault = Literal[
    "bad_date",
    "bad_month",
    "bad_time",
    "bad_offset",
    "bad_number",
    "not_whole",
    "too_many_decimals",
    "unknown_choice",
    "error_value",
    "bad_id",
]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The typed value (None = blank), or the code of what is wrong, which `declared.rejects.cells` declares."""

    value: Any = None
    problem: Fault | None = None


def parse(value: Any, column: Column) -> Parsed:
    """Read one raw value as `column` wants it; never raises.

    Gives str for text kinds and choices (the key), float for numbers, percent (a fraction) and time (a fraction of
    the day), int for integer, date for date and month (its first day), datetime for datetime.
    """
    text = as_text(value)
    if text is None:
        return Parsed()
    if narrow(text).upper() in ERRORS:
        return Parsed(problem="error_value")
    if column.kind == "any":
        return Parsed(_as_typed(value, text))
    return _READERS[column.kind](text, column)


def as_text(value: Any) -> str | None:
    """A raw value as the text its cell holds, stripped; None for a blank; nan and infinity as an Excel error."""
    if value is None or isinstance(value, str):
        return (value or "").strip(BLANKS) or None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime, date, time)):
        return _moment_text(value)
    if isinstance(value, timedelta):
        return _number_text(value / timedelta(days=1))
    if isinstance(value, Number):
        return _number_text(value)
    return str(value).strip(BLANKS) or None


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as plain ones; untouched where that would turn 10² into 102."""
    if text.isascii() or any(c.isdigit() and not c.isdecimal() for c in text):
        return text
    return unicodedata.normalize("NFKC", text).strip(BLANKS)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The form in which two labels, sheet names or ids are compared: narrow, lower case, single spaces."""
    return " ".join(narrow(text.strip(BLANKS)).casefold().split())


@lru_cache(maxsize=256)
def words(choices: Choices) -> dict[str, str]:
    """Every accepted spelling of a choice, folded -> key."""
    return {fold(word): key for word, key in choices.lookup().items()}


def _moment_text(value: datetime | date | time) -> str | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ") if value == value else None  # pandas' NaT is a blank
    return value.isoformat() if isinstance(value, date) else value.replace(tzinfo=None).isoformat()


def _number_text(value: Any) -> str | None:
    if hasattr(value, "item"):
        return as_text(value.item())
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _LARGEST_BITS else "#NUM!"
    digits = Decimal(repr(value)) if isinstance(value, float) else value
    return _plain(digits) if isinstance(digits, Decimal) and digits.is_finite() else "#NUM!"


def _plain(digits: Decimal) -> str:
    """All digits written out, without an exponent or closing zeros, as a cell's text."""
    if abs(digits.adjusted()) > _LARGEST_BITS:
        return "#NUM!"
    text = format(digits, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_typed(value: Any, text: str) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, (bool, int, date, time)) and value == value else text


def _text(text: str, column: Column) -> Parsed:
    whole_day = _MIDNIGHT.fullmatch(text)
    return Parsed(whole_day[1] if whole_day else text)


def _code(text: str, column: Column) -> Parsed:
    found = _text(narrow(UNSHOWN.sub("", text)), column)
    return found if found.value else Parsed()


def _choice(text: str, column: Column) -> Parsed:
    assert column.choices is not None
    known, word = words(column.choices), fold(text)
    key = known.get(word) or known.get({"true": "yes", "false": "no"}.get(word, ""))
    return Parsed(key) if key else Parsed(problem="unknown_choice")


def _number(text: str, column: Column) -> Parsed:
    value = _to_float(text, percent=column.kind == "percent", currency=column.kind in ("money", "number"))
    if value is None:
        return Parsed(problem="bad_number")
    if column.kind == "percent":
        return Parsed(value)
    places = 0 if column.kind == "integer" else column.decimals
    rounded = round(value, places) + 0.0
    if abs(value - rounded) > max(NOISE, 4 * math.ulp(value)):
        return Parsed(problem="not_whole" if column.kind == "integer" else "too_many_decimals")
    return Parsed(int(rounded) if column.kind == "integer" else rounded)


def _to_float(text: str, *, percent: bool, currency: bool) -> float | None:
    text = narrow(text).replace("\u2212", "-")
    found = _NUMBER.fullmatch(text)
    if not found or (found["sign"] and found["inner"]) or (found["percent"] and not percent):
        return None
    if not currency and _CURRENCY.search(text):
        return None
    number = Decimal(f"{found['sign'] or found['inner']}{found['digits'].replace(',', '')}{found['power'] or ''}")
    value = float(number.scaleb(-2) if found["percent"] else number)
    return value + 0.0 if math.isfinite(value) else None


def foreign_sign(text: str, currency: str) -> bool:
    """Whether an amount is typed with the sign of another currency, such as $1,200 in a row of CNY.

    >>> foreign_sign("$1,200", "CNY"), foreign_sign("￥1,200", "CNY"), foreign_sign("1200", "CNY")
    (True, False, False)
    """
    found = _CURRENCY.search(narrow(text))
    return found is not None and currency not in SIGNS[found.group()]


def _date(text: str, column: Column) -> Parsed:
    moment = written(text)
    return Parsed(moment.date()) if moment else Parsed(problem="bad_date")


def _datetime(text: str, column: Column) -> Parsed:
    moment = written(text)
    return Parsed(moment) if moment else Parsed(problem="bad_date")


def _month(text: str, column: Column) -> Parsed:
    text = narrow(text)
    if _LOST_ZERO.fullmatch(text):  # Excel turns a typed 2026.10 into the number 2026.1
        return Parsed(problem="bad_month")
    found = _MONTH.fullmatch(text)
    moment = _moment(int(found["year"]), int(found["month"] or found["month_zh"]), 1) if found else written(text)
    return Parsed(moment.date().replace(day=1)) if moment else Parsed(problem="bad_month")


def written(text: str) -> datetime | None:
    """A written day, with or without a time; None for what is none."""
    text = narrow(text).replace("。", ".")
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    if day := _DIGITS_DAY.fullmatch(text):
        return _moment(*map(int, day.groups()))
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    seconds = _seconds(found) if found["hour"] else 0
    parts = (int(found["year"]), int(found["month"] or found["month_zh"]), int(found["day"] or found["day_zh"]))
    return None if seconds is None else _moment(*parts, seconds + _at_home(found["zone"]))


def _at_home(zone: str | None) -> int:
    """Seconds from a time with that zone, such as Z or -0500, to the clock of China; 0 for one without."""
    if zone is None:
        return 0
    signed = 0 if zone == "Z" else int(f"{zone[0]}1") * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    return int(_HOME.total_seconds()) - signed


def _moment(year: int, month: int, day: int, seconds: int = 0) -> datetime | None:
    try:
        moment = datetime(year, month, day) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_DATE <= moment < LAST_DATE else None


def _from_serial(days: float) -> datetime | None:
    moment = _EPOCH + timedelta(seconds=round(days * _DAY_SECONDS))
    return moment if FIRST_SERIAL_DATE <= moment < LAST_DATE else None


def _seconds(found: re.Match[str]) -> int | None:
    """Seconds since midnight of a matched clock time; None for one that no clock shows."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), float(found["second"] or 0)
    half = {"上午": "am", "下午": "pm"}.get(found["before"] or "", (found["before"] or found["after"] or "").lower())
    twice, late_morning = found["before"] and found["after"], half == "am" and hour > 12
    if minute >= 60 or second >= 60 or hour > 23 or twice or late_morning:
        return None
    if half:
        hour = hour % 12 + 12 * (half == "pm") if hour <= 12 else hour
    return round(hour * 3600 + minute * 60 + second)


def _time(text: str, column: Column) -> Parsed:
    seconds = _clock_seconds(narrow(text))
    return Parsed(problem="bad_time") if seconds is None else Parsed(seconds / _DAY_SECONDS)


def _offset(text: str, column: Column) -> Parsed:
    value = hours(text)
    return Parsed(problem="bad_offset") if value is None else Parsed(value)


def _clock_seconds(text: str) -> int | None:
    if text in ("24:00", "24:00:00"):
        return _DAY_SECONDS
    if _SERIAL.fullmatch(text):
        days = float(text)
        return round(days * _DAY_SECONDS) if days <= 1 else None
    if text.startswith(("1899-12-30 ", "1899-12-31 ")):  # how a file holds a bare time
        text = text[11:]
    if text == "1900-01-01 00:00:00":
        return _DAY_SECONDS
    found = _CLOCK.fullmatch(text)
    return _seconds(found) if found else None


_READERS: dict[str, Callable[[str, Column], Parsed]] = {
    "id": _code,
    "text": _text,
    "note": _text,
    "phone": _code,
    "choice": _choice,
    "number": _number,
    "integer": _number,
    "money": _number,
    "percent": _number,
    "date": _date,
    "datetime": _datetime,
    "month": _month,
    "time": _time,
    "offset": _offset,
}
