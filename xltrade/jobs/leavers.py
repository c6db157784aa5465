"""Rows of people whose workbook is not in the folder, as the master before held them (R141, R231)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from xltrade.core.dtypes import Frame
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
    carried = (_source(o, held, given.look.lang, said=True) for o in sorted(left))
    return replace(gathered, sources=(*gathered.sources, *(s for s in carried if s is not None)))


def others(gathered: Gathered, held: Before) -> Gathered:
    """With the rows of everybody else, as the master before held them."""
    here = {fold(r.person_id) for _, r in gathered.readings}
    frames = [f["owner"] for f in held.frames.values()]
    owners = sorted({o for o in pd.concat(frames).dropna().unique() if fold(o) not in here}) if frames else []
    found = (_source(o, held, gathered.given.look.lang) for o in owners)
    return replace(gathered, sources=(*gathered.sources, *(s for s in found if s is not None)))


def _source(owner: str, held: Before, lang: Lang, *, said: bool = False) -> Source | None:
    """A person's rows of last time as if a workbook held them; None where there are none. said: with a line on it."""
    rows = held.rows(owner)
    count = sum(map(len, rows.values()))
    if not count:
        return None
    first = pd.concat([f[["owner_name", "file"]] for f in rows.values() if len(f)]).iloc[0]
    name, who = _file(first["file"], lang), "" if pd.isna(first["owner_name"]) else str(first["owner_name"])
    frames = {t.key: _as_read(t, rows[t.key]) for t in tables.SALES}
    counts = {k: Count(len(f), len(f), 0) for k, f in frames.items()}
    reading = Reading(Path(name), "sales", lang, {}, owner, who, frames, (), counts, shown=name)
    line = Reject(LEAVER_CARRIED, name, value=f"{owner} {who}".strip(), hint=f"{count}")
    return Source(name, reading, (line,) if said else ())


def _file(name: object, lang: Lang) -> str:
    """What the source of carried rows is called: the old file, marked once."""
    mark, plain = _MARK.text(lang), "" if pd.isna(name) else str(name)
    return plain if plain.endswith(mark) else f"{plain}{mark}"


def _as_read(table: Table, rows: Frame) -> Frame:
    """Rows of the master as `read` gives those of a workbook: what was typed, with the row it stood in."""
    typed = {c.key: rows[typed_key(rows, c.key)] for c in table.inputs}
    place = pd.to_numeric(rows["source_row"]).fillna(0).astype("int64")
    return pd.DataFrame({**typed, "row": place, "extra": rows["extra"].fillna("").astype("str")}).reset_index(drop=True)
