"""Mainland China's days off and make-up days, as two libraries know them (R053).

A year whose State Council notice a library holds is official: chinesecalendar lists every day of the notice, `holidays`
leaves out the weekend days inside a holiday. A year without a notice is what the law says and a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from xltrade.core.schema import Lang, Words
from xltrade.declared import choices

_DAY = timedelta(days=1)
_WEEKEND = Words("{}（周末）", "{} (weekend)")
_IN_LIEU = Words("{}（推测的补假）", "{} (guessed day in lieu)")
_INSIDE = Words("长假中的周末（推测）", "Weekend inside a holiday (guessed)")
_SWAPPED = "休息日"


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that the two libraries call differently; "off", "work" or "" (neither) by each."""

    date: date
    holidays: str
    chinesecalendar: str


def rows_of(years: Iterable[int], lang: Lang) -> list[dict[str, Any]]:
    """The rows of the Holidays sheet for these years, by date, each marked with what it rests on and as written."""
    made = [row for year in sorted(set(years)) for row in _rows(year, lang)]
    return [{**row, "written": mark(row["date"], row["kind"], row["name"])} for row in made]


def mark(day: date, kind: str, name: str) -> str:
    """What tells a row that was written by the program from one that somebody changed: "2026-01-04 work 调休上班"."""
    return f"{day:%Y-%m-%d} {kind} {name}"


@cache
def is_official(year: int) -> bool:
    """Whether one of the libraries holds the notice of the year: every notice has make-up days."""
    return any(d.year == year for d in (*_notices()[1], *_library(year, "zh").work))


def differences(years: Iterable[int]) -> list[Difference]:
    """The days of these years that both libraries know officially and call differently, by date."""
    off, work = _notices()
    noticed = dict.fromkeys(off, "off") | dict.fromkeys(work, "work")
    found = []
    for year in years:
        ours, theirs = _library(year, "zh"), {d: kind for d, kind in noticed.items() if d.year == year}
        mine = dict.fromkeys(ours.off, "off") | dict.fromkeys(ours.work, "work")
        both = sorted(mine.keys() | theirs.keys()) if ours.work and theirs else ()
        pairs = [(d, mine.get(d, ""), theirs.get(d, "")) for d in both]
        found += [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
    return found


def statutory(year: int, lang: Lang) -> dict[date, str]:
    """The days off that the law names, whatever the year's notice."""
    import holidays

    named = {
        which: holidays.country_holidays("CN", years=year, language=code, observed=False)
        for which, code in (("zh", "zh_CN"), (lang, _CODES[lang]))
    }
    return {d: named[lang][d] for d, n in sorted(named["zh"].items()) if not n.startswith(_SWAPPED)}


def in_lieu(days: Mapping[date, str]) -> dict[date, str]:
    """A guess: for each statutory day on a weekend the next weekday that is none itself."""
    made: dict[date, str] = {}
    for day, name in days.items():
        if day.weekday() >= 5:
            while day.weekday() >= 5 or day in days or day in made:
                day += _DAY
            made[day] = name
    return made


def inside(off: Iterable[date]) -> list[date]:
    """Saturdays and Sundays between a Friday and a Monday off."""
    known = set(off)
    saturdays = [d + _DAY for d in sorted(known) if d.weekday() == 4 and d + 3 * _DAY in known]
    return [d for s in saturdays for d in (s, s + _DAY) if d not in known]


def listed_before(year: int) -> dict[tuple[date, str], set[str]]:
    """(Day, kind) -> the names under which a program without marks wrote it, officially or as a guess."""
    made: dict[tuple[date, str], set[str]] = {}
    for lang in ("zh", "en"):
        known, law = _library(year, lang), statutory(year, lang)
        lieu = in_lieu(law)
        old = dict(known.off) | dict.fromkeys(inside(known.off), _BEFORE.text(lang))
        guess = law | {d: _BEFORE_LIEU.text(lang).format(n) for d, n in lieu.items()}
        guess |= dict.fromkeys(inside(guess), _BEFORE.text(lang))
        for names in (old, guess):
            for day, name in names.items():
                made.setdefault((day, "off"), set()).add(name)
        for day in known.work:
            made.setdefault((day, "work"), set()).add(choices.DAY_KIND.label("work", lang))
    return made


_BEFORE = Words("长假中的周末", "Weekend inside a holiday")
_BEFORE_LIEU = Words("{}（补假）", "{} (observed)")
_CODES: dict[Lang, str] = {"zh": "zh_CN", "en": "en_US"}


def _rows(year: int, lang: Lang) -> list[dict[str, Any]]:
    made = _official(year, lang) if is_official(year) else _provisional(year, lang)
    return sorted(made, key=lambda r: r["date"])


def _official(year: int, lang: Lang) -> Iterator[dict[str, Any]]:
    ours, (off, work) = _library(year, lang), _notices()
    noticed = {d: n for d, n in off.items() if d.year == year}
    made_up = {d for d in work if d.year == year} or ours.work
    days = noticed or dict.fromkeys(_with_weekends(ours.off, ours.work), "")
    for day, name in days.items():
        shown = ours.off.get(day) or _WEEKEND.text(lang).format(_name(name, lang) if name else _near(day, ours.off))
        yield {"date": day, "kind": "off", "name": shown, "basis": "official"}
    for day in made_up:
        yield {"date": day, "kind": "work", "name": choices.DAY_KIND.label("work", lang), "basis": "official"}


def _provisional(year: int, lang: Lang) -> Iterator[dict[str, Any]]:
    law = statutory(year, lang)
    lieu = in_lieu(law)
    for day, name in law.items():
        yield {"date": day, "kind": "off", "name": name, "basis": "law"}
    for day, name in lieu.items():
        yield {"date": day, "kind": "off", "name": _IN_LIEU.text(lang).format(name), "basis": "guess"}
    for day in inside(law | lieu):
        yield {"date": day, "kind": "off", "name": _INSIDE.text(lang), "basis": "guess"}


def _with_weekends(off: Iterable[date], work: Iterable[date]) -> list[date]:
    """Days off and every weekend day that touches them and is not worked: what a notice means beside weekdays."""
    found, worked = set(off), set(work)
    edge = sorted(found)
    while edge:
        near = {d + step for d in edge for step in (-_DAY, _DAY)}
        edge = sorted(d for d in near if d.weekday() >= 5 and d not in found and d not in worked)
        found |= set(edge)
    return sorted(found)


def _near(day: date, off: Mapping[date, str]) -> str:
    return off[min(off, key=lambda d: (abs((d - day).days), d))]


@dataclass(frozen=True, slots=True)
class _Known:
    """What `holidays` knows of a year: its days off with their names, and its make-up days."""

    off: dict[date, str]
    work: frozenset[date]


@cache
def _library(year: int, lang: Lang) -> _Known:
    import holidays

    made = holidays.country_holidays("CN", years=year, language=_CODES[lang])
    return _Known(dict(sorted(made.items())), frozenset(d for d in made.weekend_workdays if d.year == year))


def _name(english: str, lang: Lang) -> str:
    from chinese_calendar.constants import Holiday

    return str(Holiday(english).chinese) if lang == "zh" else english


@cache
def _notices() -> tuple[dict[date, str], dict[date, str]]:
    """Days off and make-up days of every notice that chinesecalendar holds."""
    from chinese_calendar import constants

    return constants.holidays, constants.workdays
