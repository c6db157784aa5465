"""Targets: the version in force, and a set of one's own."""

from __future__ import annotations

from typing import Any

import pandas as pd
from scored import TODAY, d, person, shared

from xltrade.computed import kpi_targets, recompute
from xltrade.computed.context import Context
from xltrade.computed.kpi_targets import own_set
from xltrade.computed.periods import calendar_period
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame
from xltrade.declared import kpis, tables
from xltrade.rules import policy


def target_rows(*rows: tuple[Any, ...]) -> Frame:
    return dtypes.build(
        tables.TARGETS,
        [
            {"person_id": "E1", "month": m, "kpi": k, "amount": a, "effective_from": e, "span": s}
            for m, k, a, e, s in rows
        ],
    )


def test_each_period_is_scored_by_the_version_in_force_in_it() -> None:
    """R164: a change dated after a month's end does not reach back; within the month it counts; spans are apart."""
    rows = (
        (d(1, 1), "receipts", 100, d(1, 1), None),
        (d(1, 1), "receipts", 150, d(1, 31), None),
        (d(1, 1), "receipts", 999, d(2, 1), None),
        (d(2, 1), "receipts", 200, d(1, 1), None),
        (d(1, 1), "receipts", 900, d(2, 1), "quarter"),
    )
    made = recompute.targets(target_rows(*rows), Context(policy.default(), TODAY, {}, "zh"))
    assert made["in_force"].tolist() == [0, 1, 0, 1, 1]
    mine, _ = person()
    at = calendar_period(pd.Period("2026Q1"), TODAY)
    assert kpi_targets.target(kpis.get("receipts"), {**mine, "targets": made}, at, 70.0) == 350
    assert kpi_targets.target(kpis.get("closed_orders"), {**mine, "targets": made}, at, 2.0) == 6
    assert kpi_targets.target(kpis.get("reply_rate"), {**mine, "targets": made}, at, 0.9) == 0.9


def test_a_personal_set_replaces_the_teams() -> None:
    """R192: own rows alone; weights that do not sum to 100 are refused with their cell."""
    rows = [{"person_id": "E1", "kpi": "receipts", "weight": 100, "effective_from": d(1, 1)}]
    given = shared()
    given["kpi_sets"] = pd.concat([given["kpi_sets"], dtypes.build(tables.KPI_SETS, rows)], ignore_index=True)
    sets = recompute.settings(given, TODAY, "zh")["kpi_sets"]
    assert own_set(sets, "E1")["kpi"].tolist() == ["receipts"]
    assert len(own_set(sets, "E2")) > 5
    given["kpi_sets"].loc[given["kpi_sets"].index[-1], "weight"] = 90.0
    problems = policy.check(given, TODAY)
    assert [(p.table, p.column) for p in problems] == [("kpi_sets", "weight")] and "90" in problems[0].zh
