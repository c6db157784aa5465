"""README names what there is: each function, command and sheet, each group of settings, and only files that exist."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pytest

from places import PACKAGE, ROOT
from xltrade.cli.app import app
from xltrade.cli.main import main
from xltrade.core.schema import LANGS, Lang, Table
from xltrade.declared import tables
from xltrade.formulas import functions
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.jobs.master import blank
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Book

TODAY = dt.date(2026, 3, 9)
README = " ".join((ROOT / "README.md").read_text("utf-8").split())
"""As one line, so that a name may be broken over two."""
COMMANDS = [c.name or c.callback.__name__ for c in app.registered_commands if main and c.callback]


@pytest.mark.parametrize("name", functions.__all__)
def test_every_function_is_named(name: str) -> None:
    """R104: as it is called in a cell, with its arguments in order."""
    assert f"`{CATALOGUE[name].usage}`" in README


def test_every_function_can_be_imported() -> None:
    assert set(functions.__all__) == CATALOGUE.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named(name: str) -> None:
    """R104: as it is typed."""
    assert re.search(rf"python -m xltrade {name}\b", README)


def test_there_are_commands() -> None:
    assert {"demo", "new", "consolidate"} <= set(COMMANDS)


@cache
def _books(lang: Lang) -> dict[str, Book]:
    look = Look("classic", lang, TODAY, True)
    given = blank(look)
    return {
        "sales": salesperson_book(Owner("E1", "x"), None, given.shared, look, ready=1),
        "master": master_book(unconsolidated(given.own, given.shared, look)),
    }


@pytest.mark.parametrize("kind", ["sales", "master"])
def test_every_sheet_is_named(kind: str) -> None:
    """R104: by both of its names, 客户 Customers; hidden ones are nobody's business."""
    pairs = zip(*(_books(lang)[kind].sheets for lang in LANGS), strict=True)
    names = [f"{zh.name} {en.name}" for zh, en in pairs if not zh.hidden]
    assert len(names) > 20 and [n for n in names if n not in README] == []


@pytest.mark.parametrize("table", [*tables.SHARED, *tables.PLAN], ids=lambda t: t.key)
def test_every_group_of_settings_is_named(table: Table) -> None:
    """R070: several stand side by side on 参数 and 提成方案, so no sheet has their name."""
    assert f"{table.zh} {table.en}" in README


NAMED = re.findall(r"`((?:[a-z_.]+/)+[\w.]*)`", README)
PATHS = sorted({p for p in NAMED if not re.search("TABLE|xltrade-demo", p)})


@pytest.mark.parametrize("path", PATHS)
def test_every_file_named_is_there(path: str) -> None:
    assert any((top / path).exists() for top in (ROOT, PACKAGE)) or path == "backup/"
