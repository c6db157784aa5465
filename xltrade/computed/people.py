"""What the people were on a day: position, group and base salary with their changes (R041, R225, R228)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from xltrade.core.dtypes import Frame, records
from xltrade.core.parsing import fold

DATED = ("position", "group", "base_salary")
"""What has effective dates: a column on People as it began, and one on People changes."""


def ids(people: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Of IDs and names: either, folded -> the ID; a name that two people have is nobody's.

    >>> ids([("E1", "Ann"), ("E2", None)])
    {'ann': 'E1', 'e1': 'E1', 'e2': 'E2'}
    """
    pairs = list(people)
    names = [fold(n) for _, n in pairs if isinstance(n, str)]
    named = {fold(n): str(i) for i, n in pairs if isinstance(n, str) and n and names.count(fold(n)) == 1}
    return named | {fold(i): str(i) for i, _ in pairs}


Change = tuple[dt.date, str | None, Mapping[str, object]]
"""From which day on, for whom (an ID, None = nobody), what by column; None = as before."""


def newest(changes: Iterable[Change], day: dt.date) -> dict[str, dict[str, object]]:
    """Person -> column -> what the newest change not after a day says of it (R225)."""
    found: dict[str, dict[str, object]] = {}
    for since, person, columns in sorted(changes, key=lambda c: c[0]):
        if since <= day and person is not None:
            found.setdefault(person, {}).update({k: v for k, v in columns.items() if v is not None})
    return found


def held(people: Frame, changes: Frame, day: dt.date) -> Frame:
    """The people as they were on a day: of each dated column the newest change not after it, else as they began."""
    known = ids(zip(people["id"], people["name"], strict=True))
    rows = records(changes[changes["effective_from"].notna()])
    begun = newest(
        ((r["effective_from"].date(), known.get(fold(r["person_id"])), {c: r[c] for c in DATED}) for r in rows), day
    )
    made = people.copy()
    for column in DATED:
        said = {p: columns[column] for p, columns in begun.items() if column in columns}
        made[column] = (
            made["id"].map(said).where(made["id"].isin(list(said)), made[column]).astype(people[column].dtype)
        )
    return made


def change_days(changes: Frame, start: dt.date, end: dt.date) -> set[dt.date]:
    """The days after `start`, up to `end`, on which something changes for somebody."""
    inside = changes["effective_from"]
    return {d.date() for d in inside[(inside > pd.Timestamp(start)) & (inside <= pd.Timestamp(end))]}
