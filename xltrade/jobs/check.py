"""Check workbooks that came back: one, or a whole folder, before or without a consolidation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from xltrade.core.schema import Lang, Words
from xltrade.core.shown import file_name
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.files.reading import Reading
from xltrade.jobs import checks
from xltrade.jobs.before import before
from xltrade.jobs.folder import names, workbooks
from xltrade.jobs.gather import Gathered, Source, gather
from xltrade.jobs.leavers import others, with_leavers
from xltrade.jobs.master import Manager, blank, manager
from xltrade.jobs.merge import merge
from xltrade.jobs.settle import settle
from xltrade.rules import policy
from xltrade.sheets.look import Look


class Examined(NamedTuple):
    """Everything wrong with a workbook, how many rows were typed, and what is to be known of its calendar."""

    found: list[Reject]
    rows: int
    notes: list[Words]


def check(file: Path, today: dt.date, lang: Lang = "zh", master: Path | None = None) -> Examined:
    """Look at a workbook; a policy problem counts too, a provisional year of the calendar is no problem (R053, R060).

    today: the day of the row checks. The policy is looked at as it will be when every version typed is in force, so
    that a mistake in next year's is found this year. lang: of what is wrong with the policy. master: with it exactly
    what a consolidation would say of this workbook among the others as the master has them; without, by its own policy.
    """
    reading = read(file)
    notes = calendar_notes(reading, today)
    if master is None or reading.kind == "master":
        return Examined(problems(reading, today, lang, checks.COMING), reading.typed_rows, notes)
    given = _given(master, Look("classic", lang, today))
    said = _said(others(gather(given, [file]), given.before))
    return Examined([r for r in said if r.file == file_name(file)], reading.typed_rows, notes)


def check_folder(
    folder: Path, today: dt.date, lang: Lang = "zh", master: Path | None = None
) -> dict[str, list[Reject]]:
    """Look at every workbook of a folder, with the policy and the rows of a master or, without one, the shipped policy.

    What a consolidation would say of each file, and under "" of none in particular. FileError when none can be read.
    """
    look = Look("classic", lang, today)
    given = blank(look) if master is None else _given(master, look)
    there = workbooks(folder, master or folder)
    found: dict[str, list[Reject]] = {name: [] for name in names(there.paths)}
    for reject in _said(with_leavers(gather(given, there.paths, said=there.said), given.before)):
        found.setdefault(reject.file, []).append(reject)
    return found


def _given(master: Path, look: Look) -> Manager:
    return replace(manager(master, look), before=before(master))


def _said(gathered: Gathered) -> list[Reject]:
    """Everything that a consolidation of these would say."""
    paid = settle(merge(gathered))
    return [*paid.rejects, *paid.merged.exceptions]


def problems(reading: Reading, today: dt.date, lang: Lang, policy_day: dt.date | None = None) -> list[Reject]:
    """Everything wrong with a workbook that was read, by itself: its rows, its policy, and what a manager would ask.

    policy_day: whose policy is looked at (None = the day's own).
    """
    checked = checks.own(reading, today)
    found = checks.everything(checked, lang, policy_day)
    return found if reading.kind == "master" else [*found, *_alone(reading, found, today)]


def _alone(reading: Reading, found: Sequence[Reject], today: dt.date) -> list[Reject]:
    """What a consolidation of this one workbook would add, by its own policy or, where that cannot be used, ours."""
    policies, look = checks.policy_of(reading), Look("classic", reading.lang, today)
    whole = all(t.key in policies.tables for t in tables.SHARED) and not policies.problems(today)
    given = blank(look, dict(policies.tables) if whole else None)
    kept, _ = checks.without_rejected(reading, found)
    name = reading.name
    made = merge(Gathered(given, (Source(name, replace(kept, person_id=kept.person_id or "?"), ()),)))
    return [r for r in (*made.rejects, *made.exceptions) if r.file == name]


def calendar_notes(reading: Reading, today: dt.date) -> list[Words]:
    """What is to be known of a workbook's calendar; [] where it has no sheet of holidays."""
    frame = reading.tables.get("holidays")
    here = frame is not None and "holidays" in reading.columns
    return policy.calendar_years.said(frame, today) if frame is not None and here else []
