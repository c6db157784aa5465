"""The texts of the installed xlwings package, read without importing it: Excel need not be there."""

from __future__ import annotations

import re
from importlib import resources

from xltrade.core.errors import DeclarationError

_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = "([\d.]+)"', re.MULTILINE)


def xlwings_text(*path: str) -> str:
    r"""A text file of the installed xlwings package, lines ended by \n.

    >>> xlwings_text("addin", "Dictionary.cls").splitlines()[0]
    'VERSION 1.0 CLASS'
    """
    return resources.files("xlwings").joinpath(*path).read_text("ascii")


def xlwings_module() -> str:
    r"""The standalone module of the installed xlwings, lines ended by \n; it names DLLs of its own version only."""
    return xlwings_text("xlwings.bas")


def xlwings_version() -> str:
    """The version that the module states, such as "0.37.8"; DeclarationError when it states none."""
    found = _VERSION.search(xlwings_module())
    if not found:
        raise DeclarationError("xlwings.bas of the installed xlwings does not say its version.")
    return found[1]
