"""When buyers are at work: country and city -> zone -> offset on a day, and their public holidays (R054)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltrade.core.days import to_day
from xltrade.core.dtypes import Frame, records


@dataclass(frozen=True, slots=True)
class Clock:
    """What a zone's clocks show: hours from UTC, the day since 1970 on which that changes and to what (None = to none
    that is known)."""

    offset: float
    until: int | None
    then: float | None


@dataclass(frozen=True)
class Buyers:
    """The tables of the sheet 时区 as look-ups, each by its text in lower case as a cell compares it.

    codes, zones: country -> ISO code, -> zone ("" where the city decides); cities: "us:chicago" -> zone;
    stretches: zone -> its stretches as (since, until, offset, the offset that follows or None), days since 1970;
    holidays: ("BR", day) -> name.
    """

    codes: Mapping[str, str]
    zones: Mapping[str, str]
    cities: Mapping[str, str]
    stretches: Mapping[str, tuple[tuple[int, int, float, float | None], ...]]
    holidays: Mapping[tuple[str, int], str]

    def code(self, country: object) -> str:
        """The ISO code of a country as people write it; "" where it is not listed."""
        return self.codes.get(said(country), "")

    def zone(self, country: object, city: object) -> str:
        """The zone of a city, else its country's; "" where neither is known or the country has several."""
        here = self.cities.get(f"{self.code(country).lower()}:{said(city)}")
        return here or self.zones.get(said(country), "")

    def clock(self, zone: str, day: int) -> Clock | None:
        """A zone's clocks on a day (since 1970); None for a zone or a day that is not listed."""
        for since, until, offset, then in self.stretches.get(zone.lower(), ()):
            if since <= day < until:
                return Clock(offset, until if then is not None else None, then)
        return None


NOBODY = Buyers({}, {}, {}, {}, {})


def said(text: object) -> str:
    """A typed name as it is looked up: lower case, single blanks; "" for none."""
    return " ".join(p for p in text.lower().split(" ") if p) if isinstance(text, str) else ""


def read(given: Mapping[str, Frame]) -> Buyers:
    """The look-ups of the tables 时差表, 国家地区, 城市时区, 客户节假日; those that are not given are empty."""
    zones, countries, cities, holidays = (
        records(given[k]) if k in given else [] for k in ("zones", "countries", "cities", "buyer_holidays")
    )
    stretches: dict[str, tuple[tuple[int, int, float, float | None], ...]] = {}
    for r in zones:
        row = (to_day(r["since"].date()), to_day(r["until"].date()), float(r["offset"]), r["then"])
        stretches[r["zone"].lower()] = (*stretches.get(r["zone"].lower(), ()), row)
    return Buyers(
        {said(r["country"]): r["code"] for r in reversed(countries)},
        {said(r["country"]): r["zone"] or "" for r in reversed(countries)},
        {f"{r['code'].lower()}:{said(r['city'])}": r["zone"] for r in reversed(cities)},
        stretches,
        {(r["code"].upper(), to_day(r["date"].date())): r["name"] for r in reversed(holidays)},
    )
