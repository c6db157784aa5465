"""The computed columns of the receipts."""

from __future__ import annotations

import pytest
from typed_tables import computed, customer_row, day, plain, receipt_row


def test_receipts_accumulate_by_date_then_row() -> None:
    """R044, R211: typed in any order; each quarter starts anew; the parts sum to the whole."""
    rows = [
        receipt_row(1, day(3, 5), 600_000),
        receipt_row(2, day(1, 9), 700_000),
        receipt_row(3, day(3, 5), 100),
        receipt_row(4, day(4, 1), 50),
    ]
    frame = computed(customers=[customer_row()], receipts=rows)["receipts"]
    assert plain(frame, "period") == ["2026Q1", "2026Q1", "2026Q1", "2026Q2"]
    assert plain(frame, "prior") == [700_000, 0, 1_300_000, 0]
    assert plain(frame, "commission") == [6_000 + 9_000, 14_000, 3, 1]
    assert plain(frame, "customer_name") == ["Alpha"] * 4


def test_a_refund_takes_commission_back_where_it_is_paid() -> None:
    """R004: negative, in the period of its date; ignored where the policy says so."""
    rows = [receipt_row(1, day(3, 2), 1_100_000), receipt_row(2, day(3, 3), -200_000, kind="refund")]
    frame = computed(receipts=rows, customers=[customer_row()])["receipts"]
    assert plain(frame, "base") == [1_100_000, -200_000] and plain(frame, "commission") == [23_000, -5_000]
    ignored = computed(changed={"refund": "ignore"}, receipts=rows, customers=[customer_row()])["receipts"]
    assert plain(ignored, "base") == [1_100_000, 0] and plain(ignored, "commission") == [23_000, 0]
    assert plain(ignored, "cny") == [1_100_000, -200_000]


def test_sample_fee_and_freight_earn_nothing() -> None:
    """R004: converted, but no base and no commission; the next receipt does not count them as prior."""
    rows = [
        receipt_row(1, day(3, 2), 500, kind="sample_fee"),
        receipt_row(2, day(3, 3), 300, kind="freight"),
        receipt_row(3, day(3, 4), 1_000, kind="deposit"),
    ]
    frame = computed(receipts=rows, customers=[customer_row()])["receipts"]
    assert plain(frame, "counted") == ["no", "no", "yes"] and plain(frame, "cny") == [500, 300, 1_000]
    assert plain(frame, "base") == [0, 0, 1_000] and plain(frame, "prior") == [0, 0, 0]
    assert plain(frame, "commission") == [0, 0, 20]


@pytest.mark.parametrize(("deduct", "base"), [("yes", 6_958.0), ("no", 7_100.0)])
def test_bank_fee(deduct: str, base: float) -> None:
    """R048: (amount − fee) × rate, or the amount alone; CNY amount is the whole in each."""
    rows = [receipt_row(1, day(3, 2), 1_000, currency="USD", bank_fee=20)]
    frame = computed(changed={"deduct_bank_fee": deduct}, receipts=rows)["receipts"]
    assert plain(frame, "cny") == [7_100] and frame["base"].tolist() == [base]


def test_no_rate_is_said_and_not_guessed() -> None:
    """R048: the text names currency and day; no base, no commission, and later receipts are as if it were not there."""
    rows = [
        receipt_row(1, day(2, 20), 1_000, currency="USD"),
        receipt_row(2, day(3, 9), 1_000, currency="USD"),
        receipt_row(3, day(3, 9), 1_000, currency="EUR"),
    ]
    frame = computed(receipts=rows, customers=[customer_row()])["receipts"]
    assert plain(frame, "problem") == ["no rate USD 2026-02-20", None, "no rate EUR 2026-03-09"]
    assert plain(frame, "cny") == [None, 7_100, None] and plain(frame, "commission") == [None, 142, None]
    assert plain(frame, "prior") == [None, 0, None]
    zh = computed("zh", receipts=rows, customers=[customer_row()])["receipts"]
    assert plain(zh, "problem")[0] == "缺汇率 USD 2026-02-20"


def test_whose_money_it_is() -> None:
    """R023: by the order, else by the payer; neither is a problem."""
    orders = [{"id": "O1", "customer_id": "C1", "date": day(2, 2), "amount": 1_000, "currency": "CNY"}]
    rows = [
        receipt_row(1, day(3, 2), 5, payer_id=None, order_id="o1"),
        receipt_row(2, day(3, 2), 5),
        receipt_row(3, day(3, 2), 5, payer_id=None, order_id="O9"),
        receipt_row(4, day(3, 2), 5, payer_id=None),
    ]
    frame = computed(receipts=rows, orders=orders, customers=[customer_row()])["receipts"]
    assert plain(frame, "customer_id") == ["C1", "C1", None, None]
    assert plain(frame, "problem") == [None, None, "no such order or customer", "no such order or customer"]


@pytest.mark.parametrize(
    ("mode", "periods", "priors"),
    [
        ("calendar_quarter", ["2025Q4", "2026Q1", "2026Q1"], [0, 0, 100]),
        ("year_to_date", ["2025", "2026", "2026"], [0, 0, 100]),
        ("tenure_quarter", ["T1", "T1", "T2"], [0, 100, 0]),
    ],
)
def test_periods(mode: str, periods: list[str], priors: list[int]) -> None:
    """R003, R042, R044: calendar quarter, year, or quarter from the hire date."""
    rows = [receipt_row(i, day, 100) for i, day in enumerate((day(12, 31, 2025), day(1, 9), day(3, 1)))]
    found = computed(changed={"tier_period": mode}, hired={"": day(11, 30, 2025)}, receipts=rows)["receipts"]
    assert plain(found, "period") == periods and plain(found, "prior") == priors
