"""The computed columns of the quotations."""

from __future__ import annotations

from typed_tables import computed, day, plain


def test_quotations() -> None:
    """R089, R101: quantity × price half up to the fen; under the floor by a hundredth of a fen."""
    rows = [
        {"id": "B1", "customer_id": "C1", "date": day(3, 2), "quantity": q, "price": p, "floor_price": f}
        for q, p, f in ((3, 0.335, 0.335), (1, 0.125, 0.1251), (None, 5, 4.9), (2, None, 5))
    ]
    frame = computed(quotations=rows)["quotations"]
    assert frame["amount"].tolist()[:2] == [1.01, 0.13] and plain(frame, "amount")[2:] == [None, None]
    assert plain(frame, "price_check") == ["fine", "under_floor", "fine", None]
