"""Make an empty workbook: a salesperson's, or a master."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from xltrade import books
from xltrade.books import Look, Owner
from xltrade.frames import Frames
from xltrade.jobs.master import Manager, blank, check_name, manager
from xltrade.schema import LANGS, Lang
from xltrade.twins import Flavour
from xltrade.write import write


def empty(file: Path, owner: Owner | None, look: Look, master: Path | None = None) -> None:
    """Write an empty workbook: the owner's, or a master where owner is None, with a master's policy if given."""
    check_name(file, look)
    given = manager(master, look) if master else blank(look)
    _write_empty(file, owner, replace(given, look=look))


def _write_empty(file: Path, owner: Owner | None, given: Manager) -> None:
    if owner is not None:
        write(books.sales(owner, None, given.shared, given.look), file)
        return
    write(books.master(books.unconsolidated(given.own, given.shared, given.look, given.rules)), file)


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
