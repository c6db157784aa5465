"""Receipts earn by the tiers of their own quarter: a table of cases (R044, R212)."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from typed_tables import RATES, TODAY, plain, receipt_row, with_changes

from places import CASES
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.rules import policy

DATED = tomllib.loads((CASES / "dated_tiers.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", DATED, ids=lambda c: c["id"])
def test_receipts_earn_by_the_tiers_of_their_quarter(case: dict[str, Any]) -> None:
    """R044, R212: a tier that begins later changes no quarter before it; one row changes one tier."""
    shared = policy.shipped(policy.years_around(TODAY)) | {"fx": dtypes.build(tables.FX, RATES)}
    shared["tiers"] = with_changes(shared["tiers"], case["changes"])
    for key, value in case.get("policy", {}).items():
        shared["policy"].loc[shared["policy"]["key"] == key, "value"] = value
    made = {t.key: dtypes.build(t, []) for t in tables.SALES}
    made["receipts"] = dtypes.build(
        tables.RECEIPTS, [receipt_row(i, d, a) for i, (d, a) in enumerate(case["receipts"], 1)]
    )
    today = case["today"]
    found = recompute.sales(made, Context(policy.read(shared, today), today, {"": dt.date(2025, 1, 1)}, "en"))
    assert found["receipts"]["commission"].tolist() == case["commission"]
    assert plain(found["receipts"], "tiers_on") == case["tiers_on"]
