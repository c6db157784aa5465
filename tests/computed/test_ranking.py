"""How much of a card was scored: who has less than the policy's share is not ranked (R080)."""

from __future__ import annotations

import datetime as dt

import pytest

from xltrade.computed.periods import period
from xltrade.computed.scorecard import Card, Row, scored_share
from xltrade.declared import kpis
from xltrade.rules import policy


@pytest.mark.parametrize(
    ("ratios", "share"),
    [
        ({"results": (None, 1.0), "alibaba_use": (None,), "attitude": (None,)}, 0.15),
        ({"results": (1.0, 0.0), "alibaba_use": (0.5,), "attitude": (None,)}, 0.85),
        ({"results": (1.0, 1.0), "alibaba_use": (1.0,), "attitude": (1.0,)}, 1.0),
        ({"results": (), "alibaba_use": (), "attitude": ()}, 0.0),
    ],
)
def test_scored_share(ratios: dict[str, tuple[float | None, ...]], share: float) -> None:
    """The dimensions weigh 60, 25, 15; of the results the first KPI weighs 75, the second 25."""
    kpi = kpis.get("receipts")
    rows = {d: tuple(Row(kpi, 1, 1, r, w) for r, w in zip(rs, (75, 25), strict=False)) for d, rs in ratios.items()}
    at = period(None, dt.date(2026, 3, 9), policy.default())
    card = Card("E1", "Ann", None, at, rows, {}, None, ())
    assert scored_share(card, policy.default().weights) == share
