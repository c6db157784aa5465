"""The clocks of the world from the tzdata package, and only from it.

Python's own look-up prefers the operating system's table, which is often years older than the package: a zone is read
from the package's file, so that every machine computes the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import metadata, resources
from zoneinfo import ZoneInfo

_NOON = time(12)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The zone of that IANA name, in any case; None where the package has none.

    >>> zone("asia/kolkata").key
    'Asia/Kolkata'
    """
    key = _names().get(name.casefold())
    if key is None:
        return None
    with resources.files("tzdata.zoneinfo").joinpath(*key.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=key)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    listed = resources.files("tzdata").joinpath("zones").read_text("ascii").split()
    return {name.casefold(): name for name in listed}


def version() -> str:
    """What the zones were read from, such as "tzdata 2026.6"."""
    return f"tzdata {metadata.version('tzdata')}"


def offset(of: ZoneInfo, day: date) -> float:
    """Hours from UTC at noon of that day there.

    >>> offset(zone("America/New_York"), date(2026, 3, 7)), offset(zone("America/New_York"), date(2026, 3, 8))
    (-5.0, -4.0)
    """
    ahead = datetime.combine(day, _NOON, of).utcoffset()
    assert ahead is not None, "a zone says what its offset is"
    return ahead / timedelta(hours=1)


def stretches(of: ZoneInfo, first: date, end: date) -> Iterator[tuple[date, date, float]]:
    """The days from `first` to before `end` in stretches of one offset: since, until (the first day after), hours."""
    since, hours, day = first, offset(of, first), first
    while day < end:
        ahead = min(day + _WEEK, end - _DAY)
        if offset(of, ahead) != hours:
            while offset(of, day) == hours:
                day += _DAY
            yield since, day, hours
            since, hours = day, offset(of, day)
        elif ahead == end - _DAY:
            break
        else:
            day = ahead
    yield since, end, hours
