"""Which book a sheet stands in, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Table
from xltrade.declared import tables
from xltrade.formulas.bodies import bodies
from xltrade.formulas.text import Flavour, Twins

BookKind = Literal["sales", "master"]
BOOKS: tuple[BookKind, ...] = ("sales", "master")
FROM_MANAGER = "from_manager"
"""The sheet of a salesperson's workbook that holds the manager's tables as handed out."""
LIVE_ROWS = 60_000
"""Above so many consolidated rows the cards of the master are values: cells would take a minute to recalculate."""
_HANDED_OUT = frozenset(t.key for t in tables.ON_FROM_MANAGER)


@dataclass(frozen=True, slots=True)
class Home:
    """The workbook around a sheet: a salesperson's own, or the master, where everybody's rows stand together.

    live: whether scorecards hold formulas; False where so many rows would keep Excel busy (`master_home`).
    """

    book: BookKind
    live: bool = True

    @property
    def owned(self) -> bool:
        """Whether rows say whose they are, so that a formula over them must name the person."""
        return self.book == "master"

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables as they are declared here: consolidated ones have further columns."""
        return tables.MASTER if self.owned else tables.IN_SALES

    def sheet_of(self, table: str) -> str:
        """The key of the sheet on which a table's rows stand."""
        return FROM_MANAGER if not self.owned and table in _HANDED_OUT else table

    def only(self, table: str, person: str) -> str:
        """A further criterion of COUNTIFS and SUMIFS for the rows of one person (a cell's address).

        >>> Home("master").only("receipts", "$B$3"), Home("sales").only("receipts", "$B$3")
        (',receipts[owner],$B$3', '')
        """
        return f",{table}[owner],{person}" if self.owned else ""


def master_home(merged: Mapping[str, Frame]) -> Home:
    """The master that holds these rows of everybody."""
    return Home("master", live=sum(len(merged[t.key]) for t in tables.SALES) <= LIVE_ROWS)


@cache
def twins_of(book: BookKind, flavour: Flavour, lang: Lang) -> Twins:
    """Formula text for every book of a kind: a formula that one workbook holds is not worked out again for the next."""
    return Twins(bodies(), flavour, lang, Home(book).tables)
