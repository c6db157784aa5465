"""Check one workbook that came back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from xltrade.core.schema import Lang, Words
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.files.reading import Reading
from xltrade.jobs import checks
from xltrade.rules import policy


class Examined(NamedTuple):
    """Everything wrong with a workbook, how many rows it holds, and what is to be known of its calendar."""

    found: list[Reject]
    rows: int
    notes: list[Words]


def check(file: Path, today: dt.date, lang: Lang = "zh") -> Examined:
    """Look at a workbook; a policy problem counts too, a provisional year of the calendar is no problem (R053, R060).

    today: the day of the row checks. The policy is looked at as it will be when every version typed is in force, so
    that a mistake in next year's is found this year. lang: of what is wrong with the policy.
    """
    reading = read(file)
    found = checks.everything(checks.own(reading, today), lang, checks.COMING)
    return Examined(found, sum(c.read for c in reading.counts.values()), calendar_notes(reading, today))


def calendar_notes(reading: Reading, today: dt.date) -> list[Words]:
    """What is to be known of a workbook's calendar; [] where it has no sheet of holidays."""
    frame = reading.tables.get("holidays")
    here = frame is not None and "holidays" in reading.columns
    return policy.calendar_years.said(frame, today) if frame is not None and here else []
