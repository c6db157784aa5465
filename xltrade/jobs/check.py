"""Check one workbook that came back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xltrade.declared.rejects import Reject
from xltrade.jobs import checks
from xltrade.read import read
from xltrade.schema import Lang


def check(file: Path, today: dt.date, lang: Lang = "zh") -> tuple[list[Reject], int]:
    """Everything wrong with a workbook, and how many rows it holds; a policy problem counts too (R060).

    today: the day of the row checks. The policy is looked at as it will be when every version typed is in force, so
    that a mistake in next year's is found this year. lang: of what is wrong with the policy.
    """
    reading = read(file)
    found = checks.everything(checks.own(reading, today), lang, checks.COMING)
    return found, sum(c.read for c in reading.counts.values())
