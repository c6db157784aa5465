"""Second step of a consolidation: zones and buyers' holidays as of today, for the customers there are (R054)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pandas as pd

from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.files.reading import Reading
from xltrade.jobs.gather import Gathered
from xltrade.jobs.master import Manager
from xltrade.rules import buyer_tables, buyers


def renewed(gathered: Gathered) -> Gathered:
    """The same with this year's and next year's zones and public holidays.

    Ways to write a country, and cities, that the manager added or changed are kept. Zones that customers name and
    countries that they are in come to those of every workbook.
    """
    given = gathered.given
    fresh = _fresh(given, [reading for _, reading in gathered.readings])
    return replace(gathered, given=replace(given, policies=given.policies.with_buyers(fresh)))


def _fresh(given: Manager, readings: Iterable[Reading]) -> Frames:
    first, end = date(given.today.year, 1, 1), date(given.today.year + 2, 1, 1)
    countries = _completed(tables.COUNTRIES, given.shared, buyer_tables.countries())
    cities = _completed(tables.CITIES, given.shared, buyer_tables.cities())
    known = buyers.read({"countries": countries})
    customers = [r.tables["customers"] for r in readings]
    named = {z for f in customers for z in f["zone"].dropna()} | {*countries["zone"].dropna(), *cities["zone"].dropna()}
    codes = {known.code(c) for f in customers for c in f["country"].dropna()}
    return {
        "zones": buyer_tables.offsets(named, first, end),
        "countries": countries,
        "cities": cities,
        "buyer_holidays": buyer_tables.public_holidays(buyer_tables.markets() | codes, first, end, given.look.lang),
    }


def _completed(table: Table, shared: Frames, shipped: Frame) -> Frame:
    """What stands in the master, and below it the shipped rows that do not."""
    there = shared.get(table.key)
    if there is None or there.empty:
        return shipped
    typed = there[shipped.columns]
    known = {_identity(row) for row in typed[list(table.unique)].itertuples(index=False)}
    new = [_identity(row) not in known for row in shipped[list(table.unique)].itertuples(index=False)]
    return pd.concat([typed, shipped[new]], ignore_index=True)


def _identity(row: Iterable[object]) -> tuple[str, ...]:
    return tuple(buyers.said(value) for value in row)
