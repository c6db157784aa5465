"""The computed columns of the forecasts."""

from __future__ import annotations

from typed_tables import computed, customer_row, day, plain, receipt_row


def test_forecasts_lock() -> None:
    """R014, R015: entered on the lock day counts, a day later is a revision; a zero forecast is not scored."""
    rows = [
        {"month": day(3, 1), "entered": day(3, 5), "amount": 2_000},
        {"month": day(3, 1), "entered": day(3, 6), "amount": 500},
        {"month": day(3, 17), "entered": day(2, 27), "amount": 0},
        {"month": day(2, 1), "entered": day(2, 1), "amount": 100},
    ]
    receipts = [
        receipt_row(1, day(3, 1), 900),
        receipt_row(2, day(3, 31), 100),
        receipt_row(3, day(2, 28), 50),
        receipt_row(4, day(4, 1), 7),
    ]
    frame = computed(forecasts=rows, receipts=receipts, customers=[customer_row()])["forecasts"]
    assert plain(frame, "status") == ["in_force", "revision", "in_force", "in_force"]
    assert plain(frame, "actual") == [1_000, 1_000, 1_000, 50]
    assert plain(frame, "completion") == [0.5, 2, None, 0.5]
