"""The computed columns of the weekly reports."""

from __future__ import annotations

from support.desk import at, column, customer, d, made, receipt


def test_weekly_counts() -> None:
    """R065, R156: Monday to Sunday, the next Monday not."""
    contacts = [
        {"customer_id": "C1", "at": m, "channel": c}
        for m, c in (
            (at(3, 1, 23, 59), "phone"),
            (at(3, 2, 0), "phone"),
            (at(3, 8, 23, 59), "email"),
            (at(3, 9, 0), "phone"),
            (at(3, 4), "mass_mail"),
        )
    ]
    rows = [customer(id=f"C{i}", created=day) for i, day in enumerate((d(3, 1), d(3, 2), d(3, 8), d(3, 9)))]
    receipts = [receipt(1, d(3, 2), 0.1), receipt(2, d(3, 8), 0.2), receipt(3, d(3, 9), 5), receipt(4, d(3, 1), 5)]
    frame = made(weekly_reports=[{"week": d(3, 2)}], contacts=contacts, customers=rows, receipts=receipts)[
        "weekly_reports"
    ]
    assert column(frame, "contacts") == [2] and column(frame, "new_customers") == [2]
    assert frame["receipts"].tolist() == [0.3]
