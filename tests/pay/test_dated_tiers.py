"""Cells and settlement agree to the fen for each quarter, whatever the tiers were (R044, R211, R212)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import firms
import pandas as pd
from firms import paid, receipt, settled
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from xltrade.core.dtypes import build
from xltrade.declared import tables

QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
FEN = st.integers(1, 300_000_000).map(lambda fen: fen / 100)
DAYS = st.dates(dt.date(2026, 1, 1), firms.TODAY)
CHANGES = st.lists(
    st.tuples(st.sampled_from([0, 500_000, 1_000_000, 5_000_000]), st.integers(0, 80_000), DAYS), max_size=5
)


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    amounts=st.lists(st.tuples(FEN, DAYS), min_size=1, max_size=8),
    changes=CHANGES,
    mode=st.sampled_from(["marginal", "whole"]),
    period=st.sampled_from(["calendar_quarter", "year_to_date"]),
)
def test_cells_and_settlement_agree(
    amounts: list[tuple[float, dt.date]], changes: list[tuple[int, int, dt.date]], mode: str, period: str
) -> None:
    rules = firms.shared({"tier_mode": mode, "tier_period": period})
    typed = {(s, d): {"start": s, "rate": r / 1_000_000, "effective_from": d} for s, r, d in changes}
    more = build(tables.TIERS, list(typed.values()))
    rules = {**rules, "tiers": pd.concat([rules["tiers"], more], ignore_index=True)}
    receipts = [receipt(i, "E1", a, date=str(d)) for i, (a, d) in enumerate(amounts, 1)]
    company = replace(firms.firm(receipts, rules, whole=True), policies={})
    done = settled(company, *({"period": q} for q in QUARTERS))
    shown = company.tables["receipts"]
    quarter = shown["period_date"].dt.year.astype(str) + "Q" + shown["period_date"].dt.quarter.astype(str)
    cells = {q: round(sum(shown.loc[quarter == q, "commission"]), 2) for q in QUARTERS}
    step = 0 if period == "calendar_quarter" else 0.0101  # over a year each rounds where its own sums end
    assert all(abs(paid(done, q).get("E1", 0) - cells[q]) <= step for q in QUARTERS)
