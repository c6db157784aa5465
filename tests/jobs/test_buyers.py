"""Consolidation keeps zones and buyers' holidays up to date."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from xltrade.core import dtypes, zones
from xltrade.core.dtypes import Frame
from xltrade.declared import tables
from xltrade.files.reading import Reading
from xltrade.jobs.buyers import renewed
from xltrade.jobs.gather import Gathered, Source
from xltrade.jobs.master import Manager, blank
from xltrade.rules.policies import Policies
from xltrade.sheets.look import Look

THEN, NOW = dt.date(2025, 3, 3), dt.date(2026, 11, 28)


def master(day: dt.date, **other: Frame) -> Manager:
    """A master that was made in March 2025, consolidated on a day, some of its tables others."""
    made = blank(Look(today=THEN))
    return replace(made, look=replace(made.look, today=day), policies=Policies({**made.shared, **other}))


def gathered(given: Manager, *customers: dict[str, Any]) -> Gathered:
    rows = [{"id": f"C{i}", "company": "x", "created": THEN, **c} for i, c in enumerate(customers)]
    frame = dtypes.build(tables.CUSTOMERS, rows)
    reading = Reading(Path("e1.xlsx"), "sales", "zh", {}, "E1", "Li", {"customers": frame}, (), {})
    return Gathered(given, (Source("e1.xlsx", reading, ()),))


def test_offsets_are_of_this_year_and_the_next() -> None:
    """R054: a master of 2025 knows the changes of 2026 and 2027 after a consolidation."""
    before = master(NOW)
    assert before.shared["zones"]["until"].max() == pd.Timestamp(2027, 1, 1)
    frame = renewed(gathered(before)).given.shared["zones"]
    assert (frame["since"].min(), frame["until"].max()) == (pd.Timestamp(2026, 1, 1), pd.Timestamp(2028, 1, 1))
    rows = frame[frame["zone"] == "America/Havana"]
    assert rows["offset"].tolist() == [-5, -4, -5] and set(rows["version"]) == {zones.version()}


def test_what_customers_name_is_added() -> None:
    """R054: a zone that no country has, a country that is no main market; an unknown zone adds nothing."""
    work = gathered(master(NOW), {"zone": "Europe/Stockholm"}, {"zone": "Mars/Base"}, {"country": "Kenya"})
    made = renewed(work).given.shared
    assert "Europe/Stockholm" in set(made["zones"]["zone"]) and "Mars/Base" not in set(made["zones"]["zone"])
    assert "KE" in set(made["buyer_holidays"]["code"]) and "KE" not in set(work.given.shared["buyer_holidays"]["code"])


def test_what_the_manager_typed_stays() -> None:
    """R054: a way to write a country, a city, and another zone for a country that is shipped."""
    shared = master(NOW).shared
    rows = [{"country": "Deutschland AG", "code": "DE", "zone": "Europe/Berlin"}]
    rows += [{"country": "Brazil", "code": "BR", "zone": "America/Manaus"}]
    countries = dtypes.build(tables.COUNTRIES, rows)
    cities = pd.concat(
        [shared["cities"], dtypes.build(tables.CITIES, [{"city": "Gimli", "code": "CA", "zone": "America/Winnipeg"}])]
    )
    given = renewed(gathered(master(NOW, countries=countries, cities=cities))).given
    known = given.rules.buyers
    assert known.code("Deutschland AG") == "DE" and known.zone("Brazil", None) == "America/Manaus"
    assert known.zone("Canada", "Gimli") == "America/Winnipeg" and known.zone("智利", None) == "America/Santiago"
    again = renewed(gathered(given)).given.shared
    assert all(again[t.key].equals(given.shared[t.key]) for t in tables.BUYERS)


def test_a_master_from_before_there_were_zones_gets_them() -> None:
    """R054, R231: its tables are empty, which nobody is told about."""
    given = master(NOW, **{t.key: dtypes.empty(t) for t in tables.BUYERS})
    assert given.policies.problems(NOW) == []
    made = renewed(gathered(given, {"country": "Germany"})).given
    assert made.rules.buyers.zone("Germany", "Hamburg") == "Europe/Berlin"
