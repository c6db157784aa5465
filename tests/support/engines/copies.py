"""The copy of a workbook that an engine gets, with its formulas changed to what the engine reads."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from engines.cells import sheets
from xltrade.formulas.text import arguments

_FORMULA = re.compile(r'(<c r="[A-Z]+(\d+)"[^>]*><f[^>]*>)([^<]+)(</f>)')
_NAME = re.compile(r"(<definedName [^>]*>)()([^<]+)(</definedName>)")


def edited(path: Path, edit: Callable[[str, int | None], str]) -> bytes:
    """The file's bytes with `edit(formula, row)` applied to every formula; row is None for a defined name."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as copy:
        patterns = {"xl/workbook.xml": _NAME} | {part.name: _FORMULA for part in sheets(source)}
        for item in source.infolist():
            data = source.read(item)
            if item.filename in patterns:
                data = patterns[item.filename].sub(functools.partial(_replaced, edit), data.decode()).encode()
            copy.writestr(item, data)
    return out.getvalue()


def _replaced(edit: Callable[[str, int | None], str], match: re.Match[str]) -> str:
    head, row, formula, tail = match.groups()
    return head + escape(edit(unescape(formula, {"&quot;": '"'}), int(row) - 1 if row else None)) + tail


def brackets(formula: str) -> str:
    """An optional LAMBDA parameter as formulon reads it; Excel stores `_xlop.x` and would refuse the brackets."""
    return re.sub(r"_xlop\.([\w.]+)", r"[_xlpm.\1]", formula)


_EXTREME = re.compile(r"_xlfn\.(MAX|MIN)IFS\(")
_BOUND = re.compile(r'"(<=|>=|<>|<|>)([\d.]*)"(?:&(.+))?')
_AFTER_ALL = 1_000_000
"""A serial number after every date, by which the least is found as the greatest."""


def one_by_one(formula: str) -> str:
    """MAXIFS and MINIFS as formulon computes them with several conditions: as the product of these."""
    match = _EXTREME.search(formula)
    if match is None:
        return formula
    (values, *pairs), end = arguments(formula, match.end())
    met = "*".join(_met(area, wanted) for area, wanted in zip(pairs[::2], pairs[1::2], strict=True))
    shown = f"SUMPRODUCT(MAX({met}*{values}))"
    if match[1] == "MIN":
        shown = f"({_AFTER_ALL}-SUMPRODUCT(MAX({met}*({_AFTER_ALL}-{values}))))"
    return formula[: match.start()] + shown + one_by_one(formula[end:])


def _met(area: str, wanted: str) -> str:
    bound = _BOUND.fullmatch(wanted)
    return f"({area}{bound[1]}{bound[2] or bound[3]})" if bound else f"({area}={wanted})"


def on_day(today: dt.date) -> Callable[[str], str]:
    """A formula with TODAY() and NOW() replaced by a date."""
    date = f"DATE({today.year},{today.month},{today.day})"
    return lambda formula: re.sub(r"\b(TODAY|NOW)\(\)", date, formula)
