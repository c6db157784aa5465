"""Make an empty workbook: a salesperson's, or a master."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.parsing import fold
from xltrade.core.schema import LANGS, Lang
from xltrade.files.write import build, made_folder
from xltrade.formulas.text import Flavour
from xltrade.jobs.master import Manager, blank, check_name, existing
from xltrade.jobs.replacing import Made, place
from xltrade.pay.rows import day_of, text_of
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner


def empty(
    file: Path, owner: Owner | None, look: Look, master: Path | None = None, now: dt.datetime | None = None
) -> Made:
    """Write an empty workbook: the owner's, or a master where owner is None, with a master's policy if given.

    What is not said of the owner follows from their row on the master's People sheet. now: replace what is there after
    a dated copy of it; without, OverwriteError when something is there.
    """
    check_name(file, look)
    given = existing(master, look) if master else blank(look)
    owner = _as_on_people(owner, given.own["people"]) if owner else None
    return place({file: _empty(owner, replace(given, look=look))}, now)


def _as_on_people(owner: Owner, people: Frame) -> Owner:
    for row in records(people[people["id"].map(fold) == fold(owner.id)]):
        hired, since = day_of(row["hired"]), day_of(row["records_from"])
        name = owner.name or text_of(row["name"])
        return Owner(owner.id, name, owner.hired or hired, owner.position, owner.records_from or since)
    return owner


def _empty(owner: Owner | None, given: Manager) -> bytes:
    if owner is not None:
        return build(salesperson_book(owner, None, given.shared, given.look))
    return build(master_book(unconsolidated(given.own, given.shared, given.look, given.rules)))


READY_MADE: tuple[tuple[str, Flavour, Lang], ...] = tuple(
    (kind, flavour, lang) for kind in ("salesperson", "master") for flavour in ("classic", "lambda") for lang in LANGS
)


def ready_made(folder: Path, today: dt.date, shared: Frames | None = None, now: dt.datetime | None = None) -> Made:
    """Write the empty workbooks of every kind, flavour and language for people who only download a file.

    shared: the policy tables (holidays included) to put in, instead of today's shipped ones. now: as for `empty`, and
    a workbook into which nobody typed a row gives way without a copy.
    """
    made_folder(folder)
    made = {}
    for kind, flavour, lang in READY_MADE:
        given = blank(Look(flavour, lang, today), shared)
        made[folder / f"{kind}-{flavour}-{lang}.xlsx"] = _empty(Owner() if kind == "salesperson" else None, given)
    return place(made, now, empty_ones_go=True)
