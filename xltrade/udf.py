"""The functions as Excel calls them: one thin wrapper each, worn with xlwings' decorators.

A cell costs a call over COM, about a millisecond and more; the policy of a workbook is read once and kept until its
stamp changes (a hidden last argument that the VBA wrapper fills in: how often a policy sheet changed, and the day).
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlwings

from xltrade import functions, live, policy, tables
from xltrade.errors import PolicyError
from xltrade.functions import Function
from xltrade.policy import Policy
from xltrade.read import read_open

CATEGORY = "xltrade"
STAMP = "stamp"
STAMP_VBA = "XltradePolicyStamp()"
"""The VBA expression that fills the hidden argument."""

_policies: dict[str, tuple[Any, Policy]] = {}


def policy_of(book: xlwings.Book, stamp: Any) -> Policy:
    """The policy of an open workbook, read again only when its stamp changed; PolicyError when it is bad."""
    name = str(book.fullname)
    known = _policies.get(name)
    if known is None or known[0] != stamp:
        known = _policies[name] = (stamp, _read(book))
    return known[1]


def forget() -> None:
    """Read every policy anew at the next call."""
    _policies.clear()


def _read(book: xlwings.Book) -> Policy:
    reading = read_open(Path(book.fullname), live.blocks(book), tables.SHARED)
    bad = [r for r in reading.rejects if r.severity == "reject" and r.table in {t.key for t in tables.SHARED}]
    if bad:
        raise PolicyError(bad[0].message("zh"), bad[0].message("en"))
    day = book.names["as_of"].refers_to_range.value
    return policy.read(reading.tables, day.date() if isinstance(day, dt.datetime) else day)


def answer(function: Function, given: Sequence[Any], rules: Policy) -> Any:
    """What a cell shows: one value, or rows of values; a blank is the empty text."""
    args = [_argument(g) for g in given]
    return _shown(function.call(*args, policy=rules))


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
    return {name: _worn(function, func, arg) for name, function in functions.CATALOGUE.items()}


def _worn(function: Function, func: Callable[..., Any], arg: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        *own, stamp = given
        return answer(function, own, policy_of(xlwings.Book.caller(), _argument(stamp)))

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
    return func(call, category=CATEGORY)  # outermost, as a decorator would stand: each `arg` sets the category anew


globals().update(declare(xlwings.func, xlwings.arg))
