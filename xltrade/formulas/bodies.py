"""The formula text of every function of the catalogue."""

from __future__ import annotations

import functools

from xltrade.formulas.catalogue import CATALOGUE
from xltrade.formulas.text import Body


@functools.cache
def bodies() -> dict[str, Body]:
    """The catalogue as `formulas.text` takes it."""
    return {name: f.twin for name, f in CATALOGUE.items()}
