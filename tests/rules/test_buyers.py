"""When buyers are at work: countries, cities, zones, public holidays."""

from __future__ import annotations

import datetime as dt

import holidays

from xltrade.core import dtypes, zones
from xltrade.core.days import to_day
from xltrade.declared import tables
from xltrade.rules import buyer_tables, buyers

FIRST, END = dt.date(2026, 1, 1), dt.date(2028, 1, 1)


def test_every_zone_that_is_named_is_one() -> None:
    """R054: of countries and cities, and each of them in 时差表."""
    named = {*buyer_tables.countries()["zone"].dropna(), *buyer_tables.cities()["zone"]}
    assert all(zones.zone(name) for name in named)
    shipped = buyer_tables.shipped([2026, 2027], "zh")
    assert named == set(shipped["zones"]["zone"]) and set(shipped["zones"]["version"]) == {zones.version()}
    assert set(shipped) == {t.key for t in tables.BUYERS}


def test_a_country_without_a_zone_has_cities() -> None:
    """R054: where clocks differ the city decides; nobody gets the zone of the capital by guess."""
    listed = buyer_tables.countries()
    several = set(listed[listed["zone"].isna()]["code"])
    assert several == {"AU", "CA", "CD", "ID", "MX", "RU", "US"} <= set(buyer_tables.cities()["code"])


def test_country_and_city_tell_the_zone() -> None:
    """R054: in any case and either language; a city only within its country."""
    known = buyers.read(buyer_tables.shipped([2026, 2027], "zh"))
    assert known.zone("canada", "VANCOUVER") == "America/Vancouver"
    assert known.zone("加拿大", "温哥华") == "America/Vancouver"
    assert (known.zone("Canada", "London"), known.zone("UK", "London")) == ("America/Toronto", "Europe/London")
    assert (known.zone("Brazil", "Curitiba"), known.zone("Brasil", "Manaus")) == ("America/Sao_Paulo", "America/Manaus")
    assert (known.zone("USA", "Springfield"), known.zone("Atlantis", "Paris"), known.zone(None, "Paris")) == ("",) * 3
    assert (known.code("阿联酋"), known.code("  u.a.e. "), known.code("x")) == ("AE", "AE", "")


def test_the_first_spelling_of_a_country_counts() -> None:
    """R054: as MATCH finds it in the cell; so a row that the manager put above wins."""
    rows = [{"country": "UK", "code": "UA", "zone": None}, {"country": "uk", "code": "GB", "zone": "Europe/London"}]
    known = buyers.read({"countries": dtypes.build(tables.COUNTRIES, rows)})
    assert (known.code("UK"), known.zone("UK", None)) == ("UA", "")


def test_the_next_change_is_told() -> None:
    """R054: offset and change of a day; nothing beyond the table."""
    known = buyers.read({"zones": buyer_tables.offsets(["America/New_York", "Asia/Kolkata", "x"], FIRST, END)})
    clock = known.clock("america/new_york", to_day(dt.date(2026, 10, 31)))
    assert clock == buyers.Clock(-4.0, to_day(dt.date(2026, 11, 1)), -5.0)
    assert known.clock("Asia/Kolkata", to_day(dt.date(2027, 12, 31))) == buyers.Clock(5.5, None, None)
    assert known.clock("America/New_York", to_day(END)) is None and known.clock("x", to_day(FIRST)) is None


def test_holidays_set_by_the_moon_are_marked() -> None:
    """R054: where the library says so (AE) and where it does not (SA, MY, SG, TR); fixed dates are not."""
    frame = buyer_tables.public_holidays({"AE", "SA", "MY", "SG", "TR", "xx"}, FIRST, END, "en")
    eid = frame[frame["date"] == "2027-03-10"].set_index("code")
    assert set(eid["estimated"]) == {"yes"} and set(eid.index) == {"AE", "SA", "MY", "SG", "TR"}
    assert all(name.endswith(" (estimated)") and name.count("estimated") == 1 for name in eid["name"])
    library = holidays.country_holidays("SA", years=2027, language="en_US")
    assert "estimated" not in library[dt.date(2027, 3, 10)]
    fixed = frame[(frame["code"] == "AE") & (frame["date"] == "2026-12-02")]
    assert fixed["estimated"].tolist() == ["no"] and fixed["key"].tolist() == ["AE:46358"]


def test_a_chinese_book_says_it_in_chinese() -> None:
    """R054: the mark; names stay in English where the library has no Chinese."""
    frame = buyer_tables.public_holidays(["ma"], dt.date(2027, 3, 1), dt.date(2027, 4, 1), "zh")
    assert frame["name"].tolist() == ["Eid al-Fitr（估计）"] * 2
    assert frame["date"].between("2027-03-01", "2027-03-31").all()
