"""Rows of people whose workbook is not in the folder, as the master before held them (R141, R231)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.core.dtypes import Frame, Frames
from xltrade.core.identity import folded
from xltrade.core.parsing import fold
from xltrade.core.schema import Lang, Table, Words
from xltrade.declared import tables
from xltrade.declared.rejects.before import LEAVER_CARRIED
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Count, Reading
from xltrade.jobs.before import Before, typed_key
from xltrade.jobs.gather import Gathered, Source

_MARK = Words("（上次主表）", " (master before)")


def with_leavers(gathered: Gathered, held: Before) -> Gathered:
    """With the rows of everybody who left and whose workbook is not in the folder, as the master before held them."""
    given = gathered.given
    here = {fold(r.person_id) for _, r in gathered.readings}
    people = given.own["people"]
    left = {p for p in people.loc[people["left"].notna(), "id"] if fold(p) not in here}
    carried = (_source(o, _staying(o, held.rows(o), gathered), given.look.lang) for o in sorted(left))
    return replace(gathered, sources=(*gathered.sources, *(s for s in carried if s is not None)))


def others(gathered: Gathered, held: Before) -> Gathered:
    """With the rows of everybody else as the master before held them, in the order of the files."""
    here = {fold(r.person_id) for _, r in gathered.readings}
    frames = [f["owner"] for f in held.frames.values()]
    owners = sorted({o for o in pd.concat(frames).dropna().unique() if fold(o) not in here}) if frames else []
    found = [s for o in owners if (s := _source(o, held.rows(o))) is not None]
    return replace(gathered, sources=tuple(sorted((*gathered.sources, *found), key=lambda s: s.name)))


def _staying(owner: str, rows: Frames, gathered: Gathered) -> Frames:
    """The rows of a leaver that nobody has in a workbook of their own by now.

    A row was taken over where its 原业务员 says so; where it does not, who took over from the leaver has one with the
    same required values, its number among them.
    """
    moves = gathered.given.own["transfers"]
    takers = {fold(t) for f, t in zip(moves["from_id"], moves["to_id"], strict=True) if fold(f) == fold(owner)}
    theirs = [r for _, r in gathered.readings if fold(r.person_id) in takers]
    return {k: f[~_named(k, f, owner, gathered) & ~_alike(k, f, theirs)] for k, f in rows.items()}


def _named(key: str, rows: Frame, owner: str, gathered: Gathered) -> NDArray[np.bool_]:
    """Which rows stand in somebody's workbook under the leaver's name."""
    if "origin" not in rows or "id" not in rows:
        return np.zeros(len(rows), dtype=bool)
    frames = [r.tables[key][["origin", "id"]] for _, r in gathered.readings]
    everybody = pd.concat(frames) if frames else rows.iloc[:0]
    taken = everybody.loc[folded(everybody["origin"]) == fold(owner), "id"]
    return folded(rows["id"]).isin(set(folded(taken))).to_numpy()


def _alike(key: str, rows: Frame, theirs: Sequence[Reading]) -> NDArray[np.bool_]:
    """Which rows stand in one of these workbooks with the same required values."""
    required = [c.key for c in tables.BY_KEY[key].inputs if c.required]
    found = {row for r in theirs for row in r.tables[key][required].itertuples(index=False, name=None)}
    return np.array([row in found for row in rows[required].itertuples(index=False, name=None)], dtype=bool)


def _source(owner: str, rows: Frames, marked: Lang | None = None) -> Source | None:
    """A person's rows of last time as if their workbook held them; None where there are none.

    marked: the language in which its name says where they come from, with a line on it; None = as if it were there.
    """
    count = sum(map(len, rows.values()))
    if not count:
        return None
    first = pd.concat([f[["owner_name", "file"]] for f in rows.values() if len(f)]).iloc[0]
    name, who = _file(first["file"], marked), "" if pd.isna(first["owner_name"]) else str(first["owner_name"])
    frames = {t.key: _as_read(t, rows[t.key]) for t in tables.SALES}
    counts = {k: Count(len(f), len(f), 0) for k, f in frames.items()}
    reading = Reading(Path(name), "sales", marked or "zh", {}, owner, who, frames, (), counts, shown=name)
    line = Reject(LEAVER_CARRIED, name, value=f"{owner} {who}".strip(), hint=f"{count}")
    return Source(name, reading, (line,) if marked else ())


def _file(name: object, marked: Lang | None) -> str:
    """What the source of carried rows is called: the old file, marked once."""
    mark, plain = _MARK.text(marked) if marked else "", "" if pd.isna(name) else str(name)
    return plain if plain.endswith(mark) else f"{plain}{mark}"


def _as_read(table: Table, rows: Frame) -> Frame:
    """Rows of the master as `read` gives those of a workbook: what was typed, with the row it stood in."""
    typed = {c.key: rows[typed_key(rows, c.key)] for c in table.inputs}
    place = pd.to_numeric(rows["source_row"]).fillna(0).astype("int64")
    return pd.DataFrame({**typed, "row": place, "extra": rows["extra"].fillna("").astype("str")}).reset_index(drop=True)
