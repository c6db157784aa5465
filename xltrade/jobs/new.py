"""Make an empty workbook: a salesperson's, or a master."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.parsing import fold
from xltrade.core.schema import LANGS, Lang
from xltrade.files.write import write
from xltrade.formulas.text import Flavour
from xltrade.jobs.master import Manager, blank, check_name, manager
from xltrade.pay.rows import day_of, text_of
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner


def empty(file: Path, owner: Owner | None, look: Look, master: Path | None = None) -> None:
    """Write an empty workbook: the owner's, or a master where owner is None, with a master's policy if given.

    What is not said of the owner follows from their row on the master's People sheet.
    """
    check_name(file, look)
    given = manager(master, look) if master else blank(look)
    _write_empty(file, _as_on_people(owner, given.own["people"]) if owner else None, replace(given, look=look))


def _as_on_people(owner: Owner, people: Frame) -> Owner:
    for row in records(people[people["id"].map(fold) == fold(owner.id)]):
        hired, since = day_of(row["hired"]), day_of(row["records_from"])
        name = owner.name or text_of(row["name"])
        return Owner(owner.id, name, owner.hired or hired, owner.position, owner.records_from or since)
    return owner


def _write_empty(file: Path, owner: Owner | None, given: Manager) -> None:
    if owner is not None:
        write(salesperson_book(owner, None, given.shared, given.look), file)
        return
    write(master_book(unconsolidated(given.own, given.shared, given.look, given.rules)), file)


READY_MADE: tuple[tuple[str, Flavour, Lang], ...] = tuple(
    (kind, flavour, lang) for kind in ("salesperson", "master") for flavour in ("classic", "lambda") for lang in LANGS
)


def ready_made(folder: Path, today: dt.date, shared: Frames | None = None) -> list[Path]:
    """Write the empty workbooks of every kind, flavour and language for people who only download a file.

    shared: the policy tables (holidays included) to put in, instead of today's shipped ones.
    """
    made = []
    for kind, flavour, lang in READY_MADE:
        path = folder / f"{kind}-{flavour}-{lang}.xlsx"
        given = blank(Look(flavour, lang, today), shared)
        _write_empty(path, Owner() if kind == "salesperson" else None, given)
        made.append(path)
    return made
