"""The computed columns of the receipts."""

from __future__ import annotations

import pytest
from support.desk import column, customer, d, made, receipt


def test_receipts_accumulate_by_date_then_row() -> None:
    """R044, R211: typed in any order; each quarter starts anew; the parts sum to the whole."""
    rows = [
        receipt(1, d(3, 5), 600_000),
        receipt(2, d(1, 9), 700_000),
        receipt(3, d(3, 5), 100),
        receipt(4, d(4, 1), 50),
    ]
    frame = made(customers=[customer()], receipts=rows)["receipts"]
    assert column(frame, "period") == ["2026Q1", "2026Q1", "2026Q1", "2026Q2"]
    assert column(frame, "prior") == [700_000, 0, 1_300_000, 0]
    assert column(frame, "commission") == [6_000 + 9_000, 14_000, 3, 1]
    assert column(frame, "customer_name") == ["Alpha"] * 4


def test_a_refund_takes_commission_back_where_it_is_paid() -> None:
    """R004: negative, in the period of its date; ignored where the policy says so."""
    rows = [receipt(1, d(3, 2), 1_100_000), receipt(2, d(3, 3), -200_000, kind="refund")]
    frame = made(receipts=rows, customers=[customer()])["receipts"]
    assert column(frame, "base") == [1_100_000, -200_000] and column(frame, "commission") == [23_000, -5_000]
    ignored = made(changed={"refund": "ignore"}, receipts=rows, customers=[customer()])["receipts"]
    assert column(ignored, "base") == [1_100_000, 0] and column(ignored, "commission") == [23_000, 0]
    assert column(ignored, "cny") == [1_100_000, -200_000]


def test_sample_fee_and_freight_earn_nothing() -> None:
    """R004: converted, but no base and no commission; the next receipt does not count them as prior."""
    rows = [
        receipt(1, d(3, 2), 500, kind="sample_fee"),
        receipt(2, d(3, 3), 300, kind="freight"),
        receipt(3, d(3, 4), 1_000, kind="deposit"),
    ]
    frame = made(receipts=rows, customers=[customer()])["receipts"]
    assert column(frame, "counted") == ["no", "no", "yes"] and column(frame, "cny") == [500, 300, 1_000]
    assert column(frame, "base") == [0, 0, 1_000] and column(frame, "prior") == [0, 0, 0]
    assert column(frame, "commission") == [0, 0, 20]


@pytest.mark.parametrize(("deduct", "base"), [("yes", 6_958.0), ("no", 7_100.0)])
def test_bank_fee(deduct: str, base: float) -> None:
    """R048: (amount − fee) × rate, or the amount alone; CNY amount is the whole in each."""
    rows = [receipt(1, d(3, 2), 1_000, currency="USD", bank_fee=20)]
    frame = made(changed={"deduct_bank_fee": deduct}, receipts=rows)["receipts"]
    assert column(frame, "cny") == [7_100] and frame["base"].tolist() == [base]


def test_no_rate_is_said_and_not_guessed() -> None:
    """R048: the text names currency and day; no base, no commission, and later receipts are as if it were not there."""
    rows = [
        receipt(1, d(2, 20), 1_000, currency="USD"),
        receipt(2, d(3, 9), 1_000, currency="USD"),
        receipt(3, d(3, 9), 1_000, currency="EUR"),
    ]
    frame = made(receipts=rows, customers=[customer()])["receipts"]
    assert column(frame, "problem") == ["no rate USD 2026-02-20", None, "no rate EUR 2026-03-09"]
    assert column(frame, "cny") == [None, 7_100, None] and column(frame, "commission") == [None, 142, None]
    assert column(frame, "prior") == [None, 0, None]
    zh = made("zh", receipts=rows, customers=[customer()])["receipts"]
    assert column(zh, "problem")[0] == "缺汇率 USD 2026-02-20"


def test_whose_money_it_is() -> None:
    """R023: by the order, else by the payer; neither is a problem."""
    orders = [{"id": "O1", "customer_id": "C1", "date": d(2, 2), "amount": 1_000, "currency": "CNY"}]
    rows = [
        receipt(1, d(3, 2), 5, payer_id=None, order_id="o1"),
        receipt(2, d(3, 2), 5),
        receipt(3, d(3, 2), 5, payer_id=None, order_id="O9"),
        receipt(4, d(3, 2), 5, payer_id=None),
    ]
    frame = made(receipts=rows, orders=orders, customers=[customer()])["receipts"]
    assert column(frame, "customer_id") == ["C1", "C1", None, None]
    assert column(frame, "problem") == [None, None, "no such order or customer", "no such order or customer"]


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
    rows = [receipt(i, day, 100) for i, day in enumerate((d(12, 31, 2025), d(1, 9), d(3, 1)))]
    found = made(changed={"tier_period": mode}, hired={"": d(11, 30, 2025)}, receipts=rows)["receipts"]
    assert column(found, "period") == periods and column(found, "prior") == priors
