"""The ready-made workbooks in `workbooks/` are what today's code makes."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import engines
from places import WORKBOOKS as FOLDER
from xltrade.core.schema import LANGS
from xltrade.declared import tables
from xltrade.files import read
from xltrade.formulas.text import FLAVOURS
from xltrade.jobs import new

AGAIN = "python -m xltrade new workbooks --all --force"
NAMES = [f"{kind}-{flavour}-{lang}.xlsx" for kind, flavour, lang in new.READY_MADE]


def content(path: Path) -> dict[str, Any]:
    """Everything a workbook says: cells, validations, names, widths, not the bytes a library version chooses."""
    book = openpyxl.load_workbook(path)
    return {
        "names": {k: v.value for k, v in book.defined_names.items()},
        **{
            page.title: (
                [
                    (c.coordinate, getattr(c.value, "text", c.value), c.number_format, c.fill.fgColor.rgb)
                    for row in page.iter_rows()
                    for c in row
                    if c.value is not None
                ],
                sorted((str(d.sqref), d.type, d.formula1, d.error) for d in page.data_validations.dataValidation),
                sorted((k, d.width) for k, d in page.column_dimensions.items()),
                page.print_area,
            )
            for page in book
        },
    }


def parts(path: Path) -> dict[str, bytes]:
    """Every part of the package; where these are the same, so is the content, which takes longer to read."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def made(once: Callable[..., Any]) -> Path:
    """The set made anew for the day of the files, with the holidays they carry."""
    return once("ready", _made)


def _made(folder: Path) -> Path:
    for lang in ("zh", "en"):
        old = FOLDER / f"master-classic-{lang}.xlsx"
        day = openpyxl.load_workbook(old, read_only=True).properties.created.date()
        part = folder / lang
        part.mkdir()
        known = read.read(old).tables
        new.ready_made(part, day, {t.key: known[t.key].drop(columns=["row", "extra"]) for t in tables.SHARED})
    return folder


def test_the_folder_holds_exactly_the_set() -> None:
    assert sorted(p.name for p in FOLDER.iterdir()) == sorted([*NAMES, "README.md"])
    assert {n.split("-")[1] for n in NAMES} <= set(FLAVOURS)


@pytest.mark.parametrize("name", NAMES)
def test_not_stale(made: Path, name: str) -> None:
    """When this fails the code makes other workbooks than the folder holds: run the command in AGAIN."""
    kept, new_made = FOLDER / name, made / name[-7:-5] / name
    assert parts(kept) == parts(new_made) or content(kept) == content(new_made), AGAIN


@pytest.mark.parametrize("name", NAMES)
def test_sound_and_readable(name: str) -> None:
    assert engines.audit(FOLDER / name) == []
    reading = read.read(FOLDER / name)
    assert reading.kind == ("master" if name.startswith("master") else "sales") and reading.lang == name[-7:-5]
    assert [r for r in reading.rejects if r.code != "no_person"] == []


def test_an_empty_workbook_invites_typing() -> None:
    """Some 50 ready rows without an error or a zero in them."""
    for name in (n for n in NAMES if n.startswith("salesperson")):
        cells = [c for c in engines.formula_cells(FOLDER / name) if c.sheet in ("客户", "Customers")]
        assert len({c.row for c in cells}) >= 50 and {c.cached for c in cells} <= {None, ""}


@engines.needs_libreoffice
def test_recalculated_on_another_day_nothing_breaks() -> None:
    """=TODAY() moves on: no cell of an empty classic workbook turns into an error (LibreOffice).

    Where rows are typed the 50 ready ones of each table stay as they were stored, which is blank.
    """
    paths = [FOLDER / n for n in NAMES if "classic" in n]
    typed = {t.label(lang) for t in tables.SALES for lang in LANGS}
    for path in paths:
        values = engines.libreoffice_values(path, today=dt.date(2027, 2, 28))
        assert [k for k, v in values.items() if isinstance(v, engines.ErrorValue)] == [], path
        ready = [c for c in engines.formula_cells(path) if c.sheet in typed]
        assert path.name.startswith("master") or len(ready) > 4_000
        assert engines.compare(ready, values) == [], path
