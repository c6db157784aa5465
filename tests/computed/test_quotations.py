"""The computed columns of the quotations."""

from __future__ import annotations

from support.desk import column, d, made


def test_quotations() -> None:
    """R089, R101: quantity × price half up to the fen; under the floor by a hundredth of a fen."""
    rows = [
        {"id": "B1", "customer_id": "C1", "date": d(3, 2), "quantity": q, "price": p, "floor_price": f}
        for q, p, f in ((3, 0.335, 0.335), (1, 0.125, 0.1251), (None, 5, 4.9), (2, None, 5))
    ]
    frame = made(quotations=rows)["quotations"]
    assert frame["amount"].tolist()[:2] == [1.01, 0.13] and column(frame, "amount")[2:] == [None, None]
    assert column(frame, "price_check") == ["fine", "under_floor", "fine", None]
