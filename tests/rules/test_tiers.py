"""The tiers as the Policy sheets hold them: one dated row changes one tier, a rate counts as it is typed (R045)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.core.errors import PolicyError
from xltrade.declared import tables
from xltrade.formulas.functions import COMMISSION
from xltrade.rules import policy
from xltrade.rules.policies import Policies

DAY = dt.date(2026, 3, 9)


def one_row(*rows: dict[str, Any]) -> Frames:
    """The shipped policy with rows added to the tiers."""
    made = policy.shipped([2026])
    return made | {"tiers": pd.concat([made["tiers"], dtypes.build(tables.TIERS, rows)], ignore_index=True)}


@pytest.mark.parametrize(
    ("row", "day", "commission"),
    [
        ({"start": 1e6, "rate": 0.05}, dt.date(2026, 9, 30), 35_000.0),
        ({"start": 1e6, "rate": 0.05}, dt.date(2026, 10, 1), 45_000.0),
        ({"start": 0, "rate": 0.02125}, dt.date(2026, 10, 1), 36_250.0),
        ({"start": 1e6, "rate": None}, dt.date(2026, 10, 1), 30_000.0),
        ({"start": 1.2e6, "rate": 0.1}, dt.date(2026, 10, 1), 56_000.0),
    ],
)
def test_one_row_changes_one_tier(row: dict[str, Any], day: dt.date, commission: float) -> None:
    """R045, M3: of 1,500,000; the other tiers stay, a blank rate ends a tier, a new start makes one."""
    rules = policy.read(one_row({**row, "effective_from": dt.date(2026, 10, 1)}), day)
    assert COMMISSION(1_500_000, policy=rules) == commission


@pytest.mark.parametrize(
    ("rate", "of_a_million"), [(0.02125, 21_250.0), (0.00375, 3_750.0), (0.021255, 21_255.0), (0.021, 21_000.0)]
)
def test_a_rate_counts_as_it_is_typed(rate: float, of_a_million: float) -> None:
    """R044, M11, T17: to four decimals of a percentage; a fen of it is kept too."""
    rules = policy.read(one_row({"start": 0, "rate": rate, "effective_from": dt.date(2026, 1, 1)}), DAY)
    assert COMMISSION(1_000_000, policy=rules) == of_a_million


def test_a_rate_finer_than_that_is_refused_with_its_cell() -> None:
    found = policy.check(one_row({"start": 0, "rate": 1 / 300, "effective_from": dt.date(2026, 1, 1)}), DAY)
    assert [(p.table, p.column) for p in found] == [("tiers", "rate")] and "0.33333333%" in found[0].en


def test_what_will_be_bad_is_refused_today() -> None:
    """R045, M3: ending the first tier from January on; numbers are written as people do."""
    given = one_row({"start": 0, "rate": None, "effective_from": dt.date(2027, 1, 1)})
    assert policy.check(given, DAY) == []
    (found,) = policy.coming(given, DAY)
    assert found.zh.startswith("2027-01-01 起") and "「1,000,000」" in found.zh
    with pytest.raises(PolicyError, match="2027-01-01"):
        Policies(given).on(DAY)


def test_a_tier_that_a_newer_set_leaves_out_is_pointed_out() -> None:
    """R045: the newer set 0 and 2,000,000 leaves 1,000,000 and 5,000,000 in force; one row by itself says nothing."""
    since = dt.date(2026, 1, 1)
    given = one_row(*({"start": s, "rate": 0.02, "effective_from": since} for s in (0, 2e6)))
    assert [p.value for p in policy.left_over(given, DAY)] == ["1,000,000", "5,000,000"]
    assert policy.left_over(one_row({"start": 0, "rate": 0.03, "effective_from": since}), DAY) == []
