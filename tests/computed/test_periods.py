"""The period that a card is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from scored import d, rules

from xltrade.computed.periods import period


@pytest.mark.parametrize(
    ("hired", "today", "changed", "label"),
    [
        (d(1, 31), d(3, 20), {}, "T1"),
        (d(1, 31), d(4, 30), {}, "T2"),
        (d(3, 20, 2025), d(3, 19), {}, "T4"),
        (d(3, 20, 2025), d(3, 20), {}, "2026Q1"),
        (d(3, 20, 2025), d(3, 20), {"after_month_12": "repeat"}, "T5"),
        (d(1, 31), d(3, 20), {"quarter_of": "calendar"}, "2026Q1"),
        (None, d(3, 20), {}, "2026Q1"),
    ],
)
def test_period(hired: dt.date | None, today: dt.date, changed: dict[str, Any], label: str) -> None:
    """R002, R007: tenure quarters in the first year, calendar quarters afterwards, as the policy says."""
    assert period(hired, today, rules(**changed)).label == label
