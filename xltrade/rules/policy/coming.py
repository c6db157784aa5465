"""What a policy that can be used today will be refused for on a coming date (R045)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from xltrade.core.dtypes import Frame, each_row
from xltrade.declared import tables
from xltrade.rules.policy.check import check
from xltrade.rules.policy.in_force import in_force
from xltrade.rules.policy.problem import Problem, problem_of


def coming(given: Mapping[str, Frame], as_of: dt.date) -> list[Problem]:
    """Everything wrong with the policy on each later day on which a row of it takes effect, with that day.

    What is wrong on `as_of` already is not said again; [] when the policy can be used on all of them.
    """
    days, found = sorted(set(_days(given, as_of))), list[Problem]()
    known = {_place(p) for p in check(given, as_of)} if days else set()
    for day in days:
        for problem in check(given, day):
            if _place(problem) not in known:
                known.add(_place(problem))
                found.append(
                    replace(
                        problem,
                        zh=f"{day:%Y-%m-%d} 起{problem.zh}",
                        en=f"From {day:%Y-%m-%d}: {problem.en}",
                    )
                )
    return found


def _place(problem: Problem) -> tuple[str, int | None, str, str]:
    return problem.table, problem.row, problem.column, problem.zh


def _days(given: Mapping[str, Frame], as_of: dt.date) -> Iterator[dt.date]:
    for table in tables.SHARED:
        if table.key in given and "effective_from" in table.by_key:
            since = given[table.key]["effective_from"]
            yield from (d.date() for d in since[since > pd.Timestamp(as_of)].dropna().unique())


def left_over(given: Mapping[str, Frame], as_of: dt.date) -> list[Problem]:
    """Tiers in force that a newer set (0 and others) does not hold: they may be meant to end."""
    tiers = in_force(given["tiers"], tables.TIERS, as_of)
    sets = [
        (day, rows) for day, rows in tiers.groupby("effective_from") if len(rows) > 1 and (rows["start"] == 0).any()
    ]
    return [
        problem_of(
            "tiers",
            row,
            "start",
            row["start"],
            f"{day:%Y-%m-%d} 的新档没有写这个起点，它仍然有效；要取消就加一行，比例空着。",
            f"the tiers of {day:%Y-%m-%d} leave this start out; it stays in force until a row without a rate ends it.",
        )
        for day, _ in sets[-1:]
        for row in each_row(tiers, tiers["effective_from"] < day)
    ]
