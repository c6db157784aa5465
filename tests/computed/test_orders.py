"""The computed columns of the orders."""

from __future__ import annotations

import datetime as dt

import pytest
from typed_tables import computed, customer_row, day, plain, receipt_row


def test_orders() -> None:
    """R023, R030, R157: the customer's nth order by date then row; received and outstanding in the order's currency."""
    orders = [
        {"id": "O1", "customer_id": "C1", "date": day(3, 2), "amount": 1_000.005, "currency": "USD"},
        {"id": "O2", "customer_id": "C1", "date": day(2, 2), "amount": 500, "currency": "USD"},
        {"id": "O3", "customer_id": "C1", "date": day(3, 2), "amount": 500, "currency": "USD"},
        {"id": "O4", "customer_id": "C2", "date": day(3, 2), "currency": "USD"},
    ]
    receipts = [
        receipt_row(1, day(3, 2), 300.1, order_id="O1", currency="USD"),
        receipt_row(2, day(3, 2), 20, order_id="O1", kind="freight", currency="USD"),
        receipt_row(3, day(3, 2), 0.2, order_id="O1", currency="USD"),
        receipt_row(4, day(3, 3), -100, order_id="O2", kind="refund", currency="USD"),
    ]
    frame = computed(orders=orders, receipts=receipts, customers=[customer_row()])["orders"]
    assert plain(frame, "order_no") == [2, 1, 3, 1]
    assert frame["received"].tolist() == [300.3, -100.0, 0.0, 0.0]
    assert frame["outstanding"].tolist()[:3] == [699.71, 600.0, 500.0] and plain(frame, "outstanding")[3] is None


@pytest.mark.parametrize(
    ("due", "shipped", "stage", "state"),
    [
        (day(3, 5), day(3, 5), "shipped", "on time"),
        (day(3, 5), day(3, 4), "shipped", "on time"),
        (day(3, 5), day(3, 6), "shipped", "late 1 days"),
        (day(3, 8), None, "production", "overdue 1 days"),
        (day(3, 9), None, "production", "in 0 days"),
        (day(3, 10), None, "production", "in 1 days"),
        (day(3, 5), None, "cancelled", None),
        (None, day(3, 5), "shipped", None),
    ],
)
def test_delivery(due: dt.date | None, shipped: dt.date | None, stage: str, state: str | None) -> None:
    """R214, R236: on the day, a day before and after."""
    row = {
        "id": "O1",
        "customer_id": "C1",
        "date": day(2, 2),
        "amount": 5,
        "currency": "CNY",
        "due": due,
        "shipped": shipped,
        "stage": stage,
    }
    assert plain(computed(orders=[row])["orders"], "delivery_state") == [state]
