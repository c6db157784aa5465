"""What a sheet is built from: every builder takes one `Page`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xltrade.computed.context import Context
from xltrade.computed.scorecard import Card
from xltrade.core.dtypes import Frame, empty
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.formulas.text import Twins
from xltrade.sheets.home import Home
from xltrade.sheets.look import NOBODY, Look, Owner
from xltrade.sheets.plan import Cell, Sheet


@dataclass(frozen=True)
class Team:
    """The people of a master: who has not left, and their cards of this period.

    consolidated: whether anything was brought together yet.
    """

    people: Frame = field(default_factory=lambda: empty(tables.PEOPLE))
    cards: Sequence[Card] = ()
    consolidated: bool = False


@dataclass(frozen=True)
class Page:
    """What a book knows when it builds a sheet.

    frames: every table of the book with its computed columns. owner: blank in a master, as `team` is in a
    salesperson's workbook. ready: empty rows with formulas below what is typed. said: table of results -> the cells
    above it. others: the sheets before, for one that lists them.
    """

    home: Home
    twins: Twins
    frames: Mapping[str, Frame]
    context: Context
    look: Look
    owner: Owner = NOBODY
    ready: int = 0
    team: Team = field(default_factory=Team)
    said: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    others: tuple[Sheet, ...] = ()

    @property
    def lang(self) -> Lang:
        return self.twins.lang
