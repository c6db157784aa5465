"""The currencies there are, as `currencies.toml` lists them."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency: ISO code, names, and between which CNY for one unit lies unless something is wrong (NaN = unknown)."""

    code: str
    zh: str
    en: str
    low: float = math.nan
    high: float = math.nan
    also: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """Decimals of CNY for one unit: six, nine for a currency of which a yuan buys a hundred and more.

        >>> [Currency("USD", "", "", 5.5, 9).places, Currency("VND", "", "", 0.0002, 0.0004).places]
        [6, 9]
        """
        return 6 if self.high >= _SMALL else 9

    @property
    def names(self) -> tuple[str, ...]:
        """Every name but the code."""
        return self.zh, self.en, *self.also


_SMALL = 0.02
_FILE = tomllib.loads(resources.files("xltrade").joinpath("declared/currencies.toml").read_text("utf-8"))
CURRENCIES: tuple[Currency, ...] = tuple(Currency(**{**c, "also": tuple(c.get("also", ()))}) for c in _FILE["currency"])
BY_CODE: dict[str, Currency] = {c.code: c for c in CURRENCIES}
