"""The years of a Holidays sheet: renewed as notices come, told where they are missing or provisional (R053)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from xltrade.core import dtypes
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.rules.policy import holidays
from xltrade.rules.policy.shipped import years_around

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Renewed:
    """The holidays as they should be: the frame, the years that were not there, and those whose rows changed."""

    frame: Frame
    added: tuple[int, ...]
    changed: tuple[int, ...]

    def said(self) -> list[Words]:
        """What was done, a line each; [] where nothing was."""
        return [
            Words(zh.format("、".join(map(str, years))), en.format(", ".join(map(str, years))))
            for years, zh, en in (
                (self.added, "节假日表补上了 {} 年。", "The years {} were added to Holidays."),
                (
                    self.changed,
                    "节假日表更新了 {} 年，自己写的行没有动。",
                    "Holidays of {} renewed; your own rows stay.",
                ),
            )
            if years
        ]


def renewed(frame: Frame, today: date, lang: Lang) -> Renewed:
    """The Holidays table with every year up to next year and none left out between, and the rows that the program wrote
    as it knows them today.

    Rows that somebody typed or changed stay as they are and where they are; so does a year whose rows are official
    already, and one that somebody typed whole. Twice gives the same as once.
    """
    rows = dtypes.records(frame)
    there = {r["date"].year for r in rows}
    wanted = sorted(there | set(years_around(today)) | set(_left_out(there)))
    made, added, changed = list[Row](), list[int](), list[int]()
    for year in wanted:
        mine = [r for r in rows if r["date"].year == year]
        fresh = _year(mine, year, lang)
        made += fresh
        if year not in there:
            added.append(year)
        elif _bare(fresh) != _bare(mine):
            changed.append(year)
    if not added and not changed:
        return Renewed(frame, (), ())
    kept = dtypes.build(tables.HOLIDAYS, [{k: v for k, v in r.items() if k != "row"} for r in made])
    return Renewed(kept, tuple(added), tuple(changed))


def _left_out(years: Iterable[int]) -> tuple[int, ...]:
    """The years between the first and the last one that are not there."""
    listed = set(years)
    return tuple(sorted(set(range(min(listed), max(listed))) - listed)) if listed else ()


def _year(mine: list[Row], year: int, lang: Lang) -> list[Row]:
    """The rows of one year as they should be."""
    own = [r for r in mine if not _written(r, year)]
    if any(r.get("basis") == "official" for r in mine) or (len(own) == len(mine) and _whole(own, year)):
        return mine
    typed = {r["date"].date() for r in own}
    fresh = [r for r in holidays.rows_of([year], lang) if r["date"] not in typed]
    return sorted([*own, *fresh], key=lambda r: pd.Timestamp(r["date"]))


def _written(row: Mapping[str, Any], year: int) -> bool:
    """Whether the program wrote the row and nobody changed it; a sheet without marks is compared with what it wrote."""
    day, kind, name = row["date"].date(), str(row["kind"]), str(row.get("name") or "")
    if row.get("written"):
        return str(row["written"]) == holidays.mark(day, kind, name)
    return not row.get("basis") and name in holidays.listed_before(year).get((day, kind), ())


def _whole(own: Iterable[Mapping[str, Any]], year: int) -> bool:
    """Whether somebody typed the whole year: every statutory day is there."""
    return holidays.statutory(year, "zh").keys() <= {r["date"].date() for r in own}


def _bare(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((pd.Timestamp(r["date"]), *(r.get(k) or "" for k in ("kind", "name", "basis"))) for r in rows)


def provisional(frame: Frame, today: date) -> tuple[int, ...]:
    """The years from this one on that are listed and not announced: no row is official or a make-up day."""
    years = frame["date"].dt.year
    known = set(years[frame["kind"].eq("work") | frame["basis"].eq("official")])
    return tuple(sorted(y for y in set(years) if y >= today.year and y not in known))


def said(frame: Frame, today: date) -> list[Words]:
    """What is to be known of the calendar on a day: it ends, or a year of it is provisional; [] when it is in order."""
    if frame.empty:
        return [
            Words("节假日表是空的：节假日都按工作日算。", "Holidays is empty: every holiday counts as a working day.")
        ]
    last = int(frame["date"].dt.year.max())
    found = [
        Words(
            f"节假日表没有 {year} 年：那年的节假日都按工作日算，请汇总一次，会自动补上。",
            f"Holidays leaves out {year}: its holidays count as working days. Consolidate, which adds the year.",
        )
        for year in _left_out(frame["date"].dt.year)
    ]
    if last < today.year:
        found.append(
            Words(
                f"节假日表只到 {last} 年：以后的跟进日和回复状态算不出，请汇总一次，再更新工作簿。",
                f"Holidays ends with {last}: nothing later is computed. Consolidate, then renew the workbook.",
            )
        )
    return found + [
        Words(
            f"{year} 年放假安排还没有公布（或程序还没收录）：节假日表里是法定日和推测，约定这些日子前请核对。",
            f"There is no official calendar for {year} yet: Holidays holds the days by law and guesses; "
            "check before you promise one of them.",
        )
        for year in provisional(frame, today)
    ]
