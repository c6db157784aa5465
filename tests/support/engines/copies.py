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


_MAXIFS = "_xlfn.MAXIFS("


def one_by_one(formula: str) -> str:
    """MAXIFS of an equal text and an upper bound as formulon computes it: the product of its conditions."""
    before, found, rest = formula.partition(_MAXIFS)
    if not found:
        return formula
    (values, texts, text, numbers, bound), end = arguments(rest, 0)
    most = bound.removeprefix('"<="&')
    written = f"SUMPRODUCT(MAX(({texts}={text})*({numbers}<={most})*{values}))"
    return before + written + one_by_one(rest[end:])


def on_day(today: dt.date) -> Callable[[str], str]:
    """A formula with TODAY() and NOW() replaced by a date."""
    date = f"DATE({today.year},{today.month},{today.day})"
    return lambda formula: re.sub(r"\b(TODAY|NOW)\(\)", date, formula)
