"""What the people were on a day: position, group and base salary with their changes (R041, R225, R228)."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from xltrade.core.dtypes import Frame
from xltrade.core.parsing import fold

DATED = ("position", "group", "base_salary")
"""What has effective dates: a column on People as it began, and one on People changes."""


def ids(people: Frame) -> dict[str, str]:
    """A person's ID and name, folded -> the ID; a name that two people have is nobody's.

    Example: {"e1": "E1", "ann": "E1"}.
    """
    names = [fold(n) for n in people["name"].dropna()]
    pairs = list(zip(people["id"], people["name"], strict=True))
    named = {fold(n): str(i) for i, n in pairs if isinstance(n, str) and n and names.count(fold(n)) == 1}
    return named | {fold(i): str(i) for i, _ in pairs}


def held(people: Frame, changes: Frame, day: dt.date) -> Frame:
    """The people as they were on a day: of each dated column the newest change not after it, else as they began."""
    begun = changes[(changes["effective_from"] <= pd.Timestamp(day)).to_numpy()]
    if begun.empty:
        return people
    known, made = ids(people), people.copy()
    begun = begun.sort_values("effective_from", kind="stable")
    whose = begun["person_id"].map(lambda p: known.get(fold(p)))
    for column in DATED:
        typed = begun[column].notna().to_numpy() & whose.notna().to_numpy()
        newest = dict(zip(whose[typed], begun.loc[typed, column], strict=True))
        made[column] = (
            made["id"].map(newest).where(made["id"].isin(list(newest)), made[column]).astype(people[column].dtype)
        )
    return made


def change_days(changes: Frame, start: dt.date, end: dt.date) -> set[dt.date]:
    """The days after `start`, up to `end`, on which something changes for somebody."""
    inside = changes["effective_from"]
    return {d.date() for d in inside[(inside > pd.Timestamp(start)) & (inside <= pd.Timestamp(end))]}
