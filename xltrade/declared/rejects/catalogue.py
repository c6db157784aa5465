"""Every kind of problem there is, gathered from the modules that declare them."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from xltrade.core.errors import DeclarationError
from xltrade.declared.rejects import before, cells, exceptions, files, pay, policy, rows, sheets
from xltrade.declared.rejects.problem import Problem


def declared(modules: Iterable[ModuleType]) -> dict[str, Problem]:
    """The kinds of these modules by code, in the order in which they stand there.

    DeclarationError where a constant is not named as its code, or a code is declared twice.
    """
    found: dict[str, Problem] = {}
    for name, kind in [item for module in modules for item in vars(module).items() if isinstance(item[1], Problem)]:
        if name != kind.code.upper() or kind.code in found:
            raise DeclarationError(f"the kind {kind.code!r} is declared twice, or as {name}")
        found[kind.code] = kind
    return found


CATALOGUE: dict[str, Problem] = declared((files, before, pay, policy, sheets, rows, cells, exceptions))
PROBLEMS: tuple[Problem, ...] = tuple(CATALOGUE.values())


def of(code: str) -> Problem:
    """The kind of a code that is data, such as the one of a FileError; DeclarationError when there is none.

    >>> of("no_rate").severity
    'reject'
    """
    if code not in CATALOGUE:
        raise DeclarationError(f"there is no kind of reject {code!r}")
    return CATALOGUE[code]
