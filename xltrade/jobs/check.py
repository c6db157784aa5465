"""Check one workbook that came back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xltrade.core.schema import Lang
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.jobs import checks


def check(file: Path, today: dt.date, lang: Lang = "zh") -> tuple[list[Reject], int]:
    """Everything wrong with a workbook, and how many rows it holds; a policy problem counts too (R060).

    today: the day of the row checks. The policy is looked at as it will be when every version typed is in force, so
    that a mistake in next year's is found this year. lang: of what is wrong with the policy.
    """
    reading = read(file)
    found = checks.everything(checks.own(reading, today), lang, checks.COMING)
    return found, sum(c.read for c in reading.counts.values())
