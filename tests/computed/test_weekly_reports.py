"""The computed columns of the weekly reports."""

from __future__ import annotations

from typed_tables import computed, customer_row, day, moment, plain, receipt_row


def test_weekly_counts() -> None:
    """R065, R156: Monday to Sunday, the next Monday not."""
    contacts = [
        {"customer_id": "C1", "at": m, "channel": c}
        for m, c in (
            (moment(3, 1, 23, 59), "phone"),
            (moment(3, 2, 0), "phone"),
            (moment(3, 8, 23, 59), "email"),
            (moment(3, 9, 0), "phone"),
            (moment(3, 4), "mass_mail"),
        )
    ]
    rows = [customer_row(id=f"C{i}", created=day) for i, day in enumerate((day(3, 1), day(3, 2), day(3, 8), day(3, 9)))]
    receipts = [
        receipt_row(1, day(3, 2), 0.1),
        receipt_row(2, day(3, 8), 0.2),
        receipt_row(3, day(3, 9), 5),
        receipt_row(4, day(3, 1), 5),
    ]
    frame = computed(weekly_reports=[{"week": day(3, 2)}], contacts=contacts, customers=rows, receipts=receipts)[
        "weekly_reports"
    ]
    assert plain(frame, "contacts") == [2] and plain(frame, "new_customers") == [2]
    assert frame["receipts"].tolist() == [0.3]
