"""Every sheet has one place in its book, every table stands on a sheet, and an open master knows how to renew each."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

import pytest

import xltrade.sheets
from xltrade.core.dtypes import build
from xltrade.core.errors import DeclarationError
from xltrade.core.schema import LANGS, Table
from xltrade.declared import choices, tables
from xltrade.excel import redraw
from xltrade.jobs.master import blank
from xltrade.rules import policy
from xltrade.sheets import marks
from xltrade.sheets.books import assembly, order
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.order import SHEETS, renewal, sheets_of
from xltrade.sheets.declare import SheetOf, check, sheet
from xltrade.sheets.home import BOOKS, BookKind, Home
from xltrade.sheets.look import Look
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Book, Sheet
from xltrade.sheets.ranking import ranking_sheet
from xltrade.sheets.today import today_sheet


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(xltrade.sheets.__path__, "xltrade.sheets."):
        yield importlib.import_module(found.name)


def without(key: str, book: BookKind) -> tuple[SheetOf, ...]:
    return tuple(s for s in SHEETS if not (s.key == key and s.book == book))


def changed(one: SheetOf, **more: object) -> tuple[SheetOf, ...]:
    """All declarations, one of them with other values."""
    assert one in SHEETS
    return tuple(replace(s, **more) if s is one else s for s in SHEETS)


def only(key: str, book: BookKind) -> SheetOf:
    return next(s for s in SHEETS if s.key == key and s.within(book))


def bare(page: Page) -> Sheet:
    return Sheet("bare", "bare", "", "", "computed")


# ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sheets_as_they_are_declared_pass() -> None:
    check(SHEETS)


def test_every_declared_sheet_is_in_the_order() -> None:
    """R104: a builder above which a sheet is declared, but which no book lists, would never be seen."""
    declared = {v for m in modules() for v in vars(m).values() if isinstance(v, SheetOf)}
    assert {s.key for s in declared} and declared <= set(SHEETS), sorted(s.key for s in declared - set(SHEETS))


def test_every_builder_is_declared() -> None:
    """R104: a function from a page to a sheet without a declaration above it has no place in any book."""
    bare_builders = [
        f"{module.__name__}.{name}"
        for module in modules()
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and list(inspect.get_annotations(found).values()) == ["Page", "Sheet"]
    ]
    assert not bare_builders


def test_a_sheet_without_a_place_is_refused() -> None:
    with pytest.raises(TypeError, match="place"):
        sheet("bare", book="master", renewed="kept")(bare)  # type: ignore[call-arg]


@pytest.mark.parametrize("book", BOOKS)
def test_two_sheets_with_one_place_are_refused(book: BookKind) -> None:
    taken = sheets_of(book)[3].place
    with pytest.raises(DeclarationError, match=f"{book} book have the place {taken}"):
        check((*SHEETS, SheetOf("bare", book, taken, bare, renewed="kept")))


def test_two_sheets_of_one_name_are_refused() -> None:
    with pytest.raises(DeclarationError, match="are called ranking"):
        check((*SHEETS, replace(ranking_sheet, place=31)))


def test_the_place_decides_the_order() -> None:
    keys = [s.key for s in sheets_of("master")]
    assert keys[:3] == ["dashboard", "cards", "ranking"] and keys[-1] == "lists"
    assert sheets_of("sales")[0] is today_sheet
    moved = sorted(changed(ranking_sheet, place=15), key=lambda s: s.place)
    assert [s.key for s in moved if s.within("master")][:3] == ["dashboard", "ranking", "cards"]


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", tables.SALES, ids=lambda t: t.key)
def test_a_table_that_the_salesperson_does_not_see_is_refused(table: Table) -> None:
    with pytest.raises(DeclarationError, match=f"no sheet of the sales book holds {table.key}"):
        check(without(table.key, "sales"))


@pytest.mark.parametrize("key", tables.MASTER)
def test_a_table_that_the_master_does_not_show_is_refused(key: str) -> None:
    left = tuple(replace(s, tables=tuple(t for t in s.tables if t != key)) if s.within("master") else s for s in SHEETS)
    left = tuple(s for s in left if s.tables or not only_of(s, key))
    with pytest.raises(DeclarationError, match=rf"no sheet of the (sales|master) book holds {key}\b"):
        check(left)


def only_of(one: SheetOf, key: str) -> bool:
    """Whether a sheet holds this table and nothing else."""
    return any(s.tables == (key,) and s.key == one.key and s.book == one.book for s in SHEETS)


def test_a_table_on_two_sheets_is_refused() -> None:
    with pytest.raises(DeclarationError, match="hold the table people"):
        check((*SHEETS, SheetOf("bare", "master", 141, bare, ("people",), "kept")))


def test_a_table_of_the_other_book_is_refused() -> None:
    with pytest.raises(DeclarationError, match="sales book has no table people"):
        check((*SHEETS, SheetOf("bare", "sales", 141, bare, ("people",))))


def test_a_sheet_that_is_not_what_it_says_is_refused() -> None:
    """The declaration is held against the plan that was built: another key, a table too few."""
    with pytest.raises(DeclarationError, match="sheet ranking: built is bare"):
        assembly._checked(ranking_sheet, Sheet("bare", "bare", "", "", "computed"))
    with pytest.raises(DeclarationError, match="sheet people: built is people with the tables –"):
        assembly._checked(only("people", "master"), Sheet("people", "people", "", "", "input"))


# ── an open master ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sheet_of_the_master_that_nobody_renews_is_refused() -> None:
    """R080: without tables and without a word on how it is renewed it would be stale in an open master for ever."""
    with pytest.raises(DeclarationError, match="sheet ranking: say whether"):
        check(changed(ranking_sheet, renewed=None))


def test_results_that_an_open_master_would_keep_are_refused() -> None:
    with pytest.raises(DeclarationError, match="sheet report: it holds results"):
        check(changed(only("report", "master"), renewed="kept"))


@pytest.mark.parametrize("how", ["results", "added", "rewritten", "facts"])
def test_a_way_to_renew_tables_needs_tables(how: str) -> None:
    with pytest.raises(DeclarationError, match=f"sheet ranking: {how} is said of tables"):
        check(changed(ranking_sheet, renewed=how))


def test_a_sheet_with_tables_is_not_drawn_over() -> None:
    with pytest.raises(DeclarationError, match="sheet people: a sheet with tables"):
        check(changed(only("people", "master"), renewed="drawn"))


def test_redraw_knows_a_sheet_that_is_declared_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """R080: what a consolidation draws anew follows from the declaration, and from nothing else."""
    new = SheetOf("planted", "master", 55, bare, renewed="drawn")
    keys = ("ranking", "planted", "people")
    plan = Book("zh", dt.date(2026, 11, 21), tuple(Sheet(k, k, "t", "p", "computed", gridlines=False) for k in keys))
    before = [s.key for s in redraw._values(plan).sheets if not s.gridlines]
    monkeypatch.setattr(order, "SHEETS", (*SHEETS, new))
    after = [s.key for s in redraw._values(plan).sheets if not s.gridlines]
    assert (before, after) == (["ranking"], ["ranking", "planted"])


def master(people: int) -> Book:
    """A master of so many people, with a row in each table of which nothing is known but whose it is."""
    look = Look("classic", "en", dt.date(2026, 11, 21), fixed=True)
    ids = [f"P{n}" for n in range(people)]
    rows = [{"id": i, "name": i, "hired": dt.date(2026, 8, 3), "position": "salesperson"} for i in ids]
    own = blank(look).own | {"people": build(tables.PEOPLE, rows)}
    empty = unconsolidated(own, policy.shipped(policy.years_around(look.today), "en"), look)
    merged = {t.key: build(typed(t), [{"owner": i} for i in ids]) for t in tables.CONSOLIDATED}
    return master_book(replace(empty, merged=merged))


def typed(table: Table) -> Table:
    """The table as if people filled every column."""
    return replace(table, columns=tuple(replace(c, computed=False) for c in table.columns))


def shape(sheet: Sheet | None) -> list[tuple[object, ...]]:
    """What stands where, without what formulas give."""
    assert sheet is not None
    return [(c.row, c.col, c.formula or c.value, c.style) for c in sheet.cells]


def test_drawn_are_the_sheets_whose_cells_come_and_go_with_the_people() -> None:
    """R080: a sheet that is kept would stay as it was in an open master, so it is the same whoever is there."""
    few, many = master(0), master(2)
    bare_keys = [s.key for s in sheets_of("master") if not s.tables]
    moving = {k for k in bare_keys if shape(few.sheet(k)) != shape(many.sheet(k))}
    assert moving == {s.key for s in sheets_of("master") if s.renewed == "drawn"}


def test_how_tables_are_renewed() -> None:
    assert (renewal("master", "people"), renewal("master", "settlements")) == ("added", "rewritten")
    assert (renewal("master", "settings"), renewal("master", "receivables")) == ("facts", "results")
    assert renewal("master", "a sheet of the manager's own") == "kept"


def test_what_makes_everything_be_computed_anew() -> None:
    """R196: the sheets whose change the macros watch."""
    for book in BOOKS:
        assert [s.key for s in sheets_of(book) if s.policy] == ["policy", "parameters", "holidays", "fx"]


# ── words and homes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_marked_words_begin_what_cells_say() -> None:
    """R199: a mark whose words no cell can begin with would colour nothing."""
    for mark in (m for m in marks.MARKS if m.words is not None):
        for lang in LANGS:
            said = [c.label(lang) for listed in choices.ALL.values() for c in listed.items]
            assert any(text.startswith(mark.words.text(lang)) for text in said), mark


def test_a_home_says_where_the_rows_of_a_table_stand() -> None:
    sales, master = Home("sales"), Home("master")
    assert (sales.sheet_of("targets"), master.sheet_of("targets")) == ("from_manager", "targets")
    assert sales.sheet_of("receipts") == master.sheet_of("receipts") == "receipts"
    assert "owner" in master.tables["receipts"].by_key and "owner" not in sales.tables["receipts"].by_key
