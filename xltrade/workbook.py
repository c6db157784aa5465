"""Single workbooks: make an empty one, check one that came back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from xltrade import books, consolidate, tables
from xltrade.books import Look, Owner
from xltrade.frames import Frames
from xltrade.read import read
from xltrade.rejects import Reject
from xltrade.schema import LANGS, Lang
from xltrade.twins import Flavour
from xltrade.write import write


def empty(file: Path, owner: Owner | None, look: Look, master: Path | None = None) -> None:
    """Write an empty workbook: the owner's, or a master where owner is None, with a master's policy if given."""
    consolidate.check_name(file, look)
    given = consolidate.manager(master, look) if master else consolidate.blank(look)
    _write_empty(file, owner, replace(given, look=look))


def _write_empty(file: Path, owner: Owner | None, given: consolidate.Manager) -> None:
    if owner is not None:
        write(books.sales(owner, None, given.shared, given.look), file)
        return
    nothing = books.empty_results()
    merged = {t.key: nothing[t.key] for t in tables.SALES}
    write(books.master(given.own, given.shared, merged, nothing, given.look), file)


def check(file: Path, lang: Lang = "zh") -> tuple[list[Reject], int]:
    """Everything wrong with a workbook, and how many rows it holds; a policy problem counts too (R060).

    lang: of what is wrong with the policy.
    """
    reading = read(file)
    found = consolidate.problems(reading, dt.date.max.replace(year=2100), lang)
    return found, sum(c.read for c in reading.counts.values())


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
        given = consolidate.blank(Look(flavour, lang, today))
        if shared is not None:
            given = replace(given, shared=shared)
        _write_empty(path, Owner() if kind == "salesperson" else None, given)
        made.append(path)
    return made
