"""The champion of a month, ties included."""

from __future__ import annotations

import pandas as pd
import pytest
from scored import PEOPLE, TODAY, d, rules

from xltrade.computed import recompute
from xltrade.computed.champions import champion
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.declared import tables
from xltrade.rules import policy


def month(amounts: dict[str, float], aims: dict[str, float], orders: tuple[str, ...] = ()) -> Frames:
    targets = dtypes.build(
        tables.TARGETS,
        [
            {"person_id": p, "month": d(2, 1), "kpi": "receipts", "amount": a, "effective_from": d(1, 1)}
            for p, a in aims.items()
        ],
    )
    receipts = pd.DataFrame({"owner": list(amounts), "base": list(amounts.values())}).assign(
        date=pd.Timestamp(2026, 2, 5)
    )
    return {
        "targets": recompute.targets(targets, Context(policy.default(), TODAY, {}, "zh")),
        "receipts": receipts,
        "orders": pd.DataFrame({"owner": list(orders), "first_paid": pd.Timestamp(2026, 2, 6)}),
    }


@pytest.mark.parametrize(
    ("amounts", "rule", "winners", "tied"),
    [
        ({"E1": 100.0, "E2": 90.0}, "completion", ("甲",), 1),
        ({"E1": 100.0, "E2": 100.0}, "completion", ("乙",), 2),
        ({"E1": 100.0, "E2": 100.0}, "orders", ("甲",), 2),
        ({"E1": 100.0, "E2": 100.0}, "shared", ("甲", "乙"), 2),
        ({"E2": 100.0, "E3": 100.0}, "completion", ("乙", "丙"), 2),
        ({"E1": -5.0}, "completion", None, 0),
    ],
)
def test_champion(amounts: dict[str, float], rule: str, winners: tuple[str, ...] | None, tied: int) -> None:
    """R226: most receipts; equals by completion (80, 50, 50), by closed orders, or shared."""
    made = month(amounts, {"E1": 80.0 if rule == "orders" else 200.0, "E2": 50.0, "E3": 50.0}, ("E1", "E1", "E2"))
    found = champion(PEOPLE, made, pd.Timestamp(2026, 2, 1), rules(champion_tie=rule))
    assert (found.people, found.tied) == (winners, tied) if found else winners is None
