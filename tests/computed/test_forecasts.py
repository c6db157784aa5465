"""The computed columns of the forecasts."""

from __future__ import annotations

from support.desk import column, customer, d, made, receipt


def test_forecasts_lock() -> None:
    """R014, R015: entered on the lock day counts, a day later is a revision; a zero forecast is not scored."""
    rows = [
        {"month": d(3, 1), "entered": d(3, 5), "amount": 2_000},
        {"month": d(3, 1), "entered": d(3, 6), "amount": 500},
        {"month": d(3, 17), "entered": d(2, 27), "amount": 0},
        {"month": d(2, 1), "entered": d(2, 1), "amount": 100},
    ]
    receipts = [receipt(1, d(3, 1), 900), receipt(2, d(3, 31), 100), receipt(3, d(2, 28), 50), receipt(4, d(4, 1), 7)]
    frame = made(forecasts=rows, receipts=receipts, customers=[customer()])["forecasts"]
    assert column(frame, "status") == ["in_force", "revision", "in_force", "in_force"]
    assert column(frame, "actual") == [1_000, 1_000, 1_000, 50]
    assert column(frame, "completion") == [0.5, 2, None, 0.5]
