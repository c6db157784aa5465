"""A sheet is declared once, above its builder: its key, its book, its place in it, and what follows from these.

The order of both books, the links of the first sheet, the buttons, what an open master renews and how, and what makes
everything be computed anew: all of it is read from here (`books.order` lists the declarations).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from xltrade.core.errors import DeclarationError
from xltrade.declared import tables
from xltrade.sheets.home import BOOKS, BookKind
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Sheet

Builder = Callable[[Page], Sheet]
Renewal = Literal["kept", "drawn", "results", "added", "rewritten", "facts"]
"""What a consolidation does to the sheet of a master that is open in Excel:
kept        nothing: the manager types here, or its formulas do by themselves
drawn       the whole sheet is drawn anew: its rows come and go with the people
results     its tables of results get their new rows
added       new rows are added below those typed
rewritten   the typed columns are set from the first row on
facts       values that differ are set, lines that are not there are added
"""
_WITH_TABLES: frozenset[Renewal] = frozenset({"results", "added", "rewritten", "facts"})


@dataclass(frozen=True, slots=True)
class SheetOf:
    """The declaration of a sheet.

    place: where it stands in its book, by size; tens leave room. tables: keys of the tables on it. renewed: see
    `Renewal`; a sheet of the master without tables must say it. linked: whether the first sheet links to it.
    buttons: row and column of the first of the book's buttons. policy: whether a change has everything computed anew.
    overview: whether it lists the other sheets, so that it is built after them.
    """

    key: str
    book: BookKind | Literal["both"]
    place: int
    build: Builder
    tables: tuple[str, ...] = ()
    renewed: Renewal | None = None
    linked: bool = False
    buttons: tuple[int, int] | None = None
    policy: bool = False
    overview: bool = False

    def within(self, book: BookKind) -> bool:
        return self.book in (book, "both")


def sheet(
    key: str,
    *,
    book: BookKind | Literal["both"],
    place: int,
    tables: tuple[str, ...] = (),
    renewed: Renewal | None = None,
    linked: bool = False,
    buttons: tuple[int, int] | None = None,
    policy: bool = False,
    overview: bool = False,
) -> Callable[[Builder], SheetOf]:
    """Declare the sheet that a function builds (`SheetOf` tells the arguments); the name then means the declaration."""

    def declared(build: Builder) -> SheetOf:
        return SheetOf(key, book, place, build, tables, renewed, linked, buttons, policy, overview)

    return declared


def ordered(sheets: Iterable[SheetOf], book: BookKind) -> tuple[SheetOf, ...]:
    """The sheets of a book, first to last."""
    return tuple(sorted((s for s in sheets if s.within(book)), key=lambda s: s.place))


def check(sheets: Iterable[SheetOf]) -> None:
    """Refuse declarations that make no books; raises DeclarationError naming the sheet or the table."""
    listed = tuple(sheets)
    for one in listed:
        _check_renewal(one)
    for book in BOOKS:
        mine = ordered(listed, book)
        _once((s.key for s in mine), f"two sheets of the {book} book are called")
        _once((s.place for s in mine), f"two sheets of the {book} book have the place")
        _check_tables(mine, book)


def _check_renewal(one: SheetOf) -> None:
    if one.renewed is None and not one.tables and one.within("master"):
        raise DeclarationError(f"sheet {one.key}: say whether an open master draws it anew or keeps it")
    if one.renewed in _WITH_TABLES and not one.tables:
        raise DeclarationError(f"sheet {one.key}: {one.renewed} is said of tables, and it has none")
    if one.renewed != "results" and one.within("master") and any(_computed(t) for t in one.tables):
        raise DeclarationError(f"sheet {one.key}: it holds results, which an open master has to renew")
    if one.renewed == "drawn" and one.tables:
        raise DeclarationError(f"sheet {one.key}: a sheet with tables cannot be drawn anew over them")


def _computed(table: str) -> bool:
    return table in tables.MASTER and tables.MASTER[table].role == "computed"


def _once(values: Iterable[object], said: str) -> None:
    seen = set[object]()
    for value in values:
        if value in seen:
            raise DeclarationError(f"{said} {value}")
        seen.add(value)


def _check_tables(mine: Iterable[SheetOf], book: BookKind) -> None:
    """Every table of a book stands on one of its sheets, once, and no other does."""
    shown = [t for s in mine for t in s.tables]
    _once(shown, f"two sheets of the {book} book hold the table")
    wanted = set(tables.MASTER) if book == "master" else _OF_SALES
    if missing := sorted(wanted - set(shown)):
        raise DeclarationError(f"no sheet of the {book} book holds {', '.join(missing)}: give it a place")
    if unknown := sorted(set(shown) - wanted):
        raise DeclarationError(f"the {book} book has no table {', '.join(unknown)}")


_OF_SALES = {t.key for t in (*tables.SALES, tables.SETTINGS, *tables.SHARED, *tables.ON_FROM_MANAGER)}
