"""How a workbook is made, and whose it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xltrade.core.schema import Lang
from xltrade.formulas.text import Flavour


@dataclass(frozen=True)
class Look:
    """How a workbook is made: flavour, language, the day, and whether that day is fixed instead of =TODAY()."""

    flavour: Flavour = "classic"
    lang: Lang = "zh"
    today: dt.date = dt.date(1970, 1, 1)
    fixed: bool = False

    @property
    def macros(self) -> bool:
        """Whether the file carries VBA: buttons, and functions answered by Python."""
        return self.flavour == "python"

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".xlsm" if self.macros else ".xlsx"


@dataclass(frozen=True)
class Owner:
    """Whose workbook it is (R081)."""

    id: str = ""
    name: str = ""
    hired: dt.date | None = None
    position: str = ""
    records_from: dt.date | None = None

    @property
    def who(self) -> str:
        """The name and ID as pages show them, such as "张三 P1"."""
        return f"{self.name} {self.id}".strip()


NOBODY = Owner()
"""Whose a master is."""
