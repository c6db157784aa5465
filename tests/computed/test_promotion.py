"""Who may be promoted, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from scored import d, person

from xltrade.computed.promotion import promotion


@pytest.mark.parametrize(
    ("position", "hired", "totals", "expected"),
    [
        ("salesperson", d(3, 20, 2025), (90.0, 95.0), ("senior", True)),
        ("salesperson", d(3, 21, 2025), (90.0, 95.0), ("senior", False)),
        ("salesperson", d(1, 1, 2020), (99.0, 89.99, 95.0), ("senior", False)),
        ("senior", d(1, 1, 2020), (95.0,), ("manager", False)),
        ("manager", d(1, 1, 2020), (99.0, 99.0), None),
        ("senior", None, (99.0, 99.0), ("manager", False)),
    ],
)
def test_promotion(
    position: str, hired: dt.date | None, totals: tuple[float, ...], expected: tuple[str, bool] | None
) -> None:
    """R195, R225: twelve months and 90 in each of the last two quarters; nothing above a manager."""
    _, context = person()
    found = promotion(position, hired, totals, context)
    assert ((found.position, found.suggested) if found else None) == expected
