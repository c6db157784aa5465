"""The functions as Excel calls them: one thin wrapper each, worn with xlwings' decorators.

A cell costs a call over COM, about a millisecond and more; the policy of a workbook is read once and kept until its
stamp changes (a hidden last argument that the VBA wrapper fills in: how often a policy sheet changed, and the day).
Under one stamp a function of its arguments alone is computed once for the same arguments.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlwings

from xltrade.core.errors import PolicyError
from xltrade.declared import tables
from xltrade.excel.open_book import blocks, customers, language
from xltrade.files.read import read_open
from xltrade.files.vba.wrappers import CATEGORY
from xltrade.formulas.catalogue import CATALOGUE, Function, World
from xltrade.rules import policy
from xltrade.rules.policy import Policy

STAMP = "stamp"
STAMP_VBA = "XltradePolicyStamp()"
"""The VBA expression that fills the hidden argument."""

KEPT = 10_000
"""So many answers are kept for a workbook before it starts anew."""


@dataclass
class Known:
    """What is known of an open workbook under one stamp: its policy and language, and the answers given so far.

    book: Excel's own object of it, which tells one opening of a file from the next.
    """

    stamp: Any
    world: World
    answers: dict[Any, Any] = field(default_factory=dict)
    book: Any = None


_books: dict[str, Known] = {}
"""By full name: two open workbooks may have one file name, and each its own policy."""


def known(book: xlwings.Book, stamp: Any) -> Known:
    """The workbook's policy and language, read again only when its stamp changed; PolicyError when it is bad.

    A file that was closed and opened again is another book, and what was known of closed books is forgotten.
    """
    own = book.impl.api
    name = _place(own)
    found = _books.get(name)
    if found is None or found.stamp != stamp or not _same(found.book, own, name):
        _forget_closed()
        world = World(_policy(book), language(book), lambda: customers(book))
        found = _books[name] = Known(stamp, world, book=own)
    return found


def _place(own: Any) -> str:
    """A book's full name as Excel has it, a URL in the cloud; xlwings' `fullname` cannot say that one."""
    return str(own.FullName)


def _same(kept: Any, own: Any, name: str) -> bool:
    """Whether it is one opening of the file: the same object, or another handle while the kept one still answers."""
    return bool(kept == own) or _open(kept, name)


def _forget_closed() -> None:
    """Let go of the books that no longer answer by the name under which they are kept."""
    for name, found in list(_books.items()):
        if not _open(found.book, name):
            del _books[name]


def _open(own: Any, name: str) -> bool:
    try:
        return _place(own) == name
    except Exception:  # whatever Excel says of a closed book: a com_error, which exists on Windows only
        return False


def forget() -> None:
    """Read every workbook anew at the next call."""
    _books.clear()


def _policy(book: xlwings.Book) -> Policy:
    reading = read_open(Path(book.name), blocks(book), tables.SHARED)
    bad = [r for r in reading.rejects if r.severity == "reject" and r.table in {t.key for t in tables.SHARED}]
    if bad:
        raise PolicyError(bad[0].message("zh"), bad[0].message("en"))
    day = book.names["as_of"].refers_to_range.value
    return policy.read(reading.tables, day.date() if isinstance(day, dt.datetime) else day)


def called(function: Function, given: Sequence[Any], here: Known) -> Any:
    """`answer`, remembered for as long as the stamp stands; not where it looks at other cells too."""
    if function.volatile:
        return answer(function, given, here.world)
    key = function.name, repr(given)  # tells TRUE from 1
    if key not in here.answers:
        if len(here.answers) >= KEPT:
            here.answers.clear()
        here.answers[key] = answer(function, given, here.world)
    return here.answers[key]


def answer(function: Function, given: Sequence[Any], world: World) -> Any:
    """What a cell shows: one value, or rows of values; a blank and an answer of no rows are the empty text."""
    shown = _shown(function.answer([_argument(g) for g in given], world))
    return "" if shown == [] else shown


def _argument(value: Any) -> Any:
    """A one-cell range as its value, a larger one as its rows."""
    if isinstance(value, (list, tuple)) and len(value) == 1 and len(value[0]) == 1:
        return value[0][0]
    return value


def _shown(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        rows = [list(r) if isinstance(r, (list, tuple)) else [r] for r in value]
        return [[_shown(v) for v in row] for row in rows]
    if value is None:
        return ""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value


def declare(func: Callable[..., Any], arg: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Every function of the catalogue wearing the given decorators (xlwings' own outside of tests), by name."""
    return {name: _worn(function, func, arg) for name, function in CATALOGUE.items()}


def _worn(function: Function, func: Callable[..., Any], arg: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        *own, stamp = given
        return called(function, own, known(xlwings.Book.caller(), _argument(stamp)))

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    shown = [
        inspect.Parameter(p.key, kind, default=None if p.optional else inspect.Parameter.empty) for p in function.params
    ]
    hidden = inspect.Parameter(
        STAMP, kind, default=None if any(p.optional for p in function.params) else inspect.Parameter.empty
    )
    call.__signature__ = inspect.Signature([*shown, hidden])  # type: ignore[attr-defined]
    call.__name__, call.__doc__ = function.name, f"{function.zh} {function.en}"
    for param in function.params:
        arg(param.key, ndim=2, doc=f"{param.zh} {param.en}")(call)
    arg(STAMP, vba=STAMP_VBA)(call)
    more = {"volatile": True} if function.volatile else {}
    return func(call, category=CATEGORY, **more)  # outermost, as a decorator would stand: `arg` sets them anew
