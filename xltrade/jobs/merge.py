"""Second step of a consolidation: everybody's rows in one table each, and what becomes of every row (R004, R211).

No row is lost: rows read = rows in the master + rows in the rejects, per file and table.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames, build, records
from xltrade.core.identity import Identity
from xltrade.core.parsing import fold
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Count, Reading
from xltrade.jobs import exceptions, gone_checks, identity_checks, united_checks
from xltrade.jobs.changes import Changes, Now, Taken, compared
from xltrade.jobs.decided import decided
from xltrade.jobs.fingerprint import fingerprint
from xltrade.jobs.gather import Gathered
from xltrade.jobs.identity_checks import Owned
from xltrade.jobs.master import Manager, refuse
from xltrade.jobs.seen import Seen
from xltrade.jobs.united_checks import AFTER, BEFORE, United
from xltrade.pay.lives import lives, with_origins
from xltrade.pay.rows import identity_of

Counts = dict[tuple[str, str], Count]
"""(File, table) -> its rows."""


@dataclass(frozen=True)
class Merged:
    """All salespeople's tables with owner, file and row, computed columns recomputed, and the account of every row.

    people: the manager's and whoever sent a workbook; fingerprints: file -> of its content; owners: file -> ID and
    name; files: all of the folder, those that could not be read too; refused: receipts whose row was rejected, which
    are not withdrawn for that; changes: what differs from the master before; exceptions:
    what the manager has to decide, besides the rejects that are of this weight.
    """

    given: Manager
    tables: Frames
    people: Frame
    counts: Counts
    rejects: tuple[Reject, ...]
    fingerprints: dict[str, str]
    owners: dict[str, tuple[str, str]]
    files: tuple[str, ...]
    refused: frozenset[Identity] = frozenset()
    changes: Changes = field(default_factory=Changes)
    exceptions: tuple[Reject, ...] = ()


def merge(gathered: Gathered) -> Merged:
    """Unite the sources, reject what cannot count (no rate, a receipt that is there twice), recompute every column.

    PolicyError where a row of the manager's names a number of several people and no person.
    """
    given = gathered.given
    readings = _known(gathered.readings, given.own["people"])
    people = _people(given.own["people"], readings)
    hired = {p: h.date() for p, h in zip(people["id"], people["hired"], strict=True) if not pd.isna(h)}
    context = Context(given.rules, given.today, hired, given.look.lang)
    typed = United(given, readings, people, {t.key: _united(t, readings) for t in tables.SALES}, context)
    owned = _owned(typed)
    typed = replace(typed, tables=decided(with_origins(typed.tables, owned.lives), given.before))
    before = [*united_checks.found(BEFORE, typed), *identity_checks.found(owned)]
    counts = {(name, t.key): r.counts[t.key] for name, r in readings for t in tables.SALES if t.key in r.counts}
    kept, counts = _without(typed.tables, counts, before)
    made = recompute.sales(kept, context)
    refuse(given.name, identity_checks.unclear(replace(owned, company=replace(typed, tables=made).company)))
    after = united_checks.found(AFTER, replace(typed, tables=made))
    changes = compared(given.before, Now(made, context, _taken(gathered, typed.tables, before)))
    return Merged(
        given,
        {k: f.rename(columns={"row": "source_row"}) for k, f in made.items()},
        people,
        counts,
        (*gone_checks.found(changes.gone, given.look.lang), *gathered.rejects, *before, *after),
        {name: fingerprint(r.tables) for name, r in readings},
        {name: (r.person_id, r.person_name) for name, r in readings},
        tuple(s.name for s in gathered.sources),
        _refused(typed.tables["receipts"], before) | _unread(gathered),
        changes,
        tuple(exceptions.found(Seen(made, context), before)),
    )


def _owned(typed: United) -> Owned:
    """Whose each typed row is."""
    company = typed.company
    return Owned(typed.tables, company, lives(typed.tables, company), typed.given.name)


def _refused(receipts: Frame, rejects: Iterable[Reject]) -> frozenset[Identity]:
    """The receipts that are taken out although they stand in a workbook."""
    named = {(r.file, r.row) for r in rejects if r.severity == "reject" and r.table == "receipts"}
    rows = records(receipts) if named else ()
    return frozenset(identity_of(r) for r in rows if (r["file"], r["row"]) in named)


def _unread(gathered: Gathered) -> frozenset[Identity]:
    """The receipts that somebody's workbook holds in a row that was rejected while it was read.

    A cell that cannot be read withdraws no receipt: what was paid for it stays until the row is right or gone.
    """
    return frozenset(
        Identity(r.identity[0] or s.reading.person_id, r.identity[1])
        for s in gathered.sources
        if s.reading is not None
        for r in s.rejects
        if r.severity == "reject" and r.table == tables.RECEIPTS.key
    )


def _taken(gathered: Gathered, typed: Frames, rejects: Iterable[Reject]) -> Taken:
    """The rows that were rejected, by whose they are and their table."""
    found: dict[tuple[str, str], set[str]] = {}
    for source in gathered.sources:
        for r in source.rejects:
            if source.reading is not None and r.severity == "reject" and r.row is not None:
                owner = fold(r.identity[0] or source.reading.person_id)
                found.setdefault((owner, r.table), set()).add(fold(r.identity[1]))
    for r in (r for r in rejects if r.severity == "reject" and r.row is not None):
        rows = typed[r.table]
        for row in records(rows[(rows["file"] == r.file) & (rows["row"] == r.row)]):
            owner = fold(str(row.get("origin") or row["owner"]))
            found.setdefault((owner, r.table), set()).add(fold(str(row.get("id") or "")))
    return {place: frozenset(numbers) for place, numbers in found.items()}


def _known(readings: Sequence[tuple[str, Reading]], people: Frame) -> list[tuple[str, Reading]]:
    """The readings with each person's ID as the People sheet spells it: E1 for a typed e1."""
    spelled = {fold(p): p for p in people["id"]}
    return [(n, replace(r, person_id=spelled.get(fold(r.person_id), r.person_id))) for n, r in readings]


def _united(table: Table, readings: Sequence[tuple[str, Reading]]) -> Frame:
    parts = [
        r.tables[table.key].assign(owner=r.person_id, owner_name=r.person_name, file=name)
        for name, r in readings
        if table.key in r.tables and len(r.tables[table.key])
    ]
    base = build(table, []).assign(
        row=pd.Series(dtype="int64"),
        extra=pd.Series(dtype="str"),
        **{k: pd.Series(dtype="str") for k in ("owner", "owner_name", "file")},
    )
    if not parts:
        return base
    made = pd.concat(parts, ignore_index=True)
    return made.assign(**{k: made[k].astype("str") for k in ("owner", "owner_name", "file", "extra")})


def _without(united: Frames, counts: Counts, rejects: Iterable[Reject]) -> tuple[Frames, Counts]:
    """The tables without the rows that are rejected, and the counts that follow."""
    named = {(r.file, r.table, r.row) for r in rejects if r.severity == "reject"}
    frames, told = dict(united), dict(counts)
    for key in {table for _, table, _ in named}:
        frame = united[key]
        out = np.array([(f, key, r) in named for f, r in zip(frame["file"], frame["row"], strict=True)], dtype=bool)
        for name, number in Counter(frame.loc[out, "file"]).items():
            c = told[name, key]
            told[name, key] = Count(c.read, c.kept - number, c.rejected + number)
        frames[key] = frame[~out].reset_index(drop=True)
    return frames, told


def _people(people: Frame, readings: Sequence[tuple[str, Reading]]) -> Frame:
    """The manager's people, and below them whoever sent a workbook and is not on the list yet."""
    known = set(map(fold, people["id"]))
    new = [
        {"id": r.person_id, "name": r.person_name or r.person_id, "hired": _day(r.settings.get("hired"))}
        for _, r in readings
        if r.person_id and fold(r.person_id) not in known
    ]
    return pd.concat([people, build(tables.PEOPLE, new)], ignore_index=True) if new else people


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
