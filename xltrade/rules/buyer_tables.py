"""The tables of the sheet 时区, worked out: offsets from tzdata, public holidays from `holidays`, names as shipped."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

from xltrade.core import zones
from xltrade.core.days import EPOCH
from xltrade.core.dtypes import Frame, Frames, build
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables

_ESTIMATED = Words("{name}（估计）", "{name} (estimated)")
_SAID_BY_LIBRARY = (" (estimated)", ", estimated")


def shipped(years: Iterable[int], lang: Lang) -> Frames:
    """The four tables of a new workbook, for the last two of `years`; without a year there are no offsets."""
    made = {"countries": countries(), "cities": cities()}
    if not (listed := list(years)):
        return {t.key: build(t, []) for t in tables.BUYERS} | made
    first, end = date(max(listed) - 1, 1, 1), date(max(listed) + 1, 1, 1)
    named = {*made["countries"]["zone"].dropna(), *made["cities"]["zone"]}
    return {
        "zones": offsets(named, first, end),
        **made,
        "buyer_holidays": public_holidays(markets(), first, end, lang),
    }


def countries() -> Frame:
    """国家地区: a row each way to write a country."""
    rows = [
        {"country": name, "code": r["code"], "zone": r["zone"] or None}
        for r in _listed("countries")
        for name in r["names"].split("|")
    ]
    return build(tables.COUNTRIES, rows)


def cities() -> Frame:
    """城市时区: a row each way to write a city whose zone its country does not tell."""
    rows = [{"city": n, "code": r["code"], "zone": r["zone"]} for r in _listed("cities") for n in r["names"].split("|")]
    return build(tables.CITIES, rows)


def markets() -> set[str]:
    """The ISO codes of the countries whose public holidays every workbook shows."""
    return {r["code"] for r in _listed("countries") if r["market"]}


@lru_cache(maxsize=2)
def _listed(name: str) -> list[dict[str, str]]:
    text = _declared(f"{name}.csv")
    return list(csv.DictReader(text.splitlines()))


def _declared(name: str) -> str:
    return resources.files("xltrade").joinpath("declared", "buyers", name).read_text("utf-8")


def offsets(names: Iterable[str], first: date, end: date) -> Frame:
    """时差表: the stretches of each zone from `first` to before `end`; names that tzdata has not are left out.

    >>> offsets(["Asia/Kolkata"], date(2026, 1, 1), date(2027, 1, 1))["offset"].tolist()
    [5.5]
    """
    version = zones.version()
    known = sorted({zone.key: zone for name in names if (zone := zones.zone(name))}.items())
    rows = [row | {"zone": key, "version": version} for key, zone in known for row in _stretches(zone, first, end)]
    return build(tables.ZONES, rows)


@lru_cache(maxsize=2048)
def _stretches(zone: Any, first: date, end: date) -> list[dict[str, Any]]:
    found = [{"since": a, "until": b, "offset": hours} for a, b, hours in zones.stretches(zone, first, end)]
    for row, after in pairwise(found):
        row["then"] = after["offset"]
    return found


def public_holidays(codes: Iterable[str], first: date, end: date, lang: Lang) -> Frame:
    """客户节假日: the public holidays of these countries from `first` to before `end`, each marked where an estimate.

    A day that is set by sighting the moon is an estimate whether the library says so or not.
    """
    import holidays

    years = range(first.year, (end - timedelta(days=1)).year + 1)
    known = holidays.list_supported_countries()
    found = [
        row
        for code in sorted({c.upper() for c in codes} & set(known))
        for row in _of_country(code, years, lang)
        if first <= row["date"] < end
    ]
    return build(tables.BUYER_HOLIDAYS, found)


@lru_cache(maxsize=512)
def _of_country(code: str, years: range, lang: Lang) -> tuple[dict[str, Any], ...]:
    """The rows of one country, in the language of the book where the library has it, else in English or its own."""
    return tuple(_days_of(code, years, lang))


def _days_of(code: str, years: range, lang: Lang) -> Iterator[dict[str, Any]]:
    import holidays

    spoken = holidays.country_holidays(code).supported_languages
    wanted = [w for w in (*(("zh_CN",) if lang == "zh" else ()), "en_US") if w in spoken]
    shown = holidays.country_holidays(code, years=years, language=wanted[0] if wanted else None)
    english = holidays.country_holidays(code, years=years, language="en_US" if "en_US" in spoken else None)
    for day in sorted(shown):
        name, estimated = shown[day], _sighted(english.get(day, "")) or "estimated" in shown[day].lower()
        for mark in _SAID_BY_LIBRARY:
            name = name.replace(mark, "")
        yield {
            "code": code,
            "date": day,
            "name": _ESTIMATED.text(lang).format(name=name) if estimated else name,
            "estimated": "yes" if estimated else "no",
            "key": f"{code}:{(day - EPOCH).days}",
        }


def _sighted(name: str) -> bool:
    return any(word in name.lower() for word in _words())


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(_declared("sighted.txt").split("\n"))[:-1]
