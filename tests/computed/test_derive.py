"""The computed columns: small tables typed by hand, what every grey column says. Today is Monday 9 March 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from typed_tables import TODAY
from typed_tables import computed as made
from typed_tables import customer_row as customer
from typed_tables import day as d
from typed_tables import moment as at
from typed_tables import plain as column
from typed_tables import receipt_row as receipt

from xltrade import derive, frames, policy, tables
from xltrade.derive import Context
from xltrade.schema import Lang

# ── customers ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reason", "until", "allowed", "grade"),
    [
        ("big order", d(3, 10), "allowed", "A"),
        ("big order", d(3, 9), "allowed", "A"),
        ("big order", d(3, 8), "allowed", "D"),
        (None, d(3, 10), "allowed", "D"),
        ("big order", None, "allowed", "D"),
        ("big order", d(3, 10), "forbidden", "D"),
    ],
)
def test_manual_grade(reason: str | None, until: dt.date | None, allowed: str, grade: str) -> None:
    """R060: counts with a reason and up to its last day; past it the rule's grade returns."""
    row = customer(intent="unclear", override="A", override_reason=reason, override_until=until)
    assert column(made(changed={"grade_override": allowed}, customers=[row])["customers"], "grade") == [grade]


def test_an_old_customer_is_s_unless_the_intent_says_otherwise() -> None:
    """R033, R034: money counted, or came as an existing customer; S only where intent is blank."""
    rows = [
        customer(id="C1", source="existing"),
        customer(id="C2", source="existing", intent="hesitant"),
        customer(id="C3", inquiry_kind="general"),
        customer(id="C4", inquiry_kind="general"),
    ]
    receipts = [
        {"id": "P1", "date": d(3, 2), "payer_id": "C3", "kind": "full", "amount": 5, "currency": "CNY"},
        {"id": "P2", "date": d(3, 2), "payer_id": "C4", "kind": "sample_fee", "amount": 5, "currency": "CNY"},
    ]
    frame = made(customers=rows, receipts=receipts)["customers"]
    assert column(frame, "closed") == ["yes", "yes", "yes", "no"]
    assert column(frame, "grade") == ["S", "B", "S", "C"]
    same = made(changed={"closed_grade": "same"}, customers=rows, receipts=receipts)["customers"]
    assert column(same, "grade") == [None, "B", "C", "C"]


def test_mass_mail_is_no_contact() -> None:
    """R061: any channel but mass mail; a channel nobody knows does not count either."""
    contacts = [
        {"customer_id": "C1", "at": at(3, 3), "channel": "wechat"},
        {"customer_id": "C1", "at": at(3, 6), "channel": "mass_mail"},
        {"customer_id": "C1", "at": at(3, 7)},
        {"customer_id": "C1", "at": at(2, 27), "channel": "phone"},
    ]
    found = made(customers=[customer(intent="clear")], contacts=contacts)
    assert column(found["contacts"], "counted") == ["yes", "no", "no", "yes"]
    assert column(found["contacts"], "customer_name") == ["Alpha"] * 4
    assert column(found["customers"], "last_contact") == [d(3, 3)]
    assert column(found["customers"], "contacts_month") == [1], "February's contact is not March's"
    assert column(found["customers"], "next_followup") == [d(3, 6)]
    assert column(found["customers"], "follow_state") == ["overdue 3 days"]


def test_the_promise_of_the_latest_contact_counts() -> None:
    """R058: of the day of the latest contact the latest promise; an older one is forgotten."""
    contacts = [
        {"customer_id": "C1", "at": at(3, 2), "channel": "phone", "next_date": d(3, 20)},
        {"customer_id": "C1", "at": at(3, 5, 9), "channel": "phone", "next_date": d(3, 11)},
        {"customer_id": "C1", "at": at(3, 5, 16), "channel": "email", "next_date": d(3, 12)},
        {"customer_id": "C1", "at": at(3, 5, 17), "channel": "mass_mail", "next_date": d(3, 30)},
    ]
    frame = made(customers=[customer(intent="long_term")], contacts=contacts)["customers"]
    assert column(frame, "promised") == [d(3, 12)]
    assert column(frame, "next_followup") == [d(3, 12)], "earlier than grade C's 20 March"
    assert column(frame, "follow_state") == ["in 3 days"]


def test_kept_up_is_judged_by_grade_a() -> None:
    """R035: not overdue by three days, whatever the grade; never contacted is not kept up."""
    rows = [customer(id=f"C{i}", intent="unclear", created=d(2, 2)) for i in range(4)]
    contacts = [
        {"customer_id": "C0", "at": at(3, 6), "channel": "phone"},
        {"customer_id": "C1", "at": at(3, 5), "channel": "phone"},
        {"customer_id": "C2", "at": at(3, 3), "channel": "phone", "next_date": d(3, 9)},
    ]
    frame = made(customers=rows, contacts=contacts)["customers"]
    assert column(frame, "kept_up") == ["yes", "no", "no", "no"]
    kept = made(changed={"promise_rule": "promise"}, customers=rows, contacts=contacts)["customers"]
    assert column(kept, "kept_up") == ["yes", "no", "yes", "no"], "where the promise counts, it keeps up"


def test_a_sample_sent_and_followed_up_makes_an_a() -> None:
    """R035: asked for is not sent."""
    samples = [
        {"id": "S1", "customer_id": "C1", "requested": d(3, 2), "sent": d(3, 4)},
        {"id": "S2", "customer_id": "C2", "requested": d(3, 2)},
    ]
    contacts = [{"customer_id": c, "at": at(3, 7), "channel": "phone"} for c in ("C1", "C2")]
    rows = [customer(id="C1", inquiry_kind="related"), customer(id="C2", inquiry_kind="related")]
    frame = made(customers=rows, samples=samples, contacts=contacts)["customers"]
    assert column(frame, "sample_sent") == ["yes", "no"] and column(frame, "rule_grade") == ["A", "D"]


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        ("either", ["yes", "yes", "no", "yes"]),
        ("fee_paid", ["yes", "no", "no", "yes"]),
        ("freight_collect", ["no", "yes", "no", "yes"]),
    ],
)
def test_which_samples_count(rule: str, counted: list[str]) -> None:
    """R019, R020: fee paid, freight collect, or either."""
    samples = [
        {"id": "S1", "fee_paid": "yes", "freight": "prepaid"},
        {"id": "S2", "fee_paid": "no", "freight": "collect"},
        {"id": "S3"},
        {"id": "S4", "fee_paid": "yes", "freight": "collect"},
    ]
    assert column(made(changed={"sample_counts": rule}, samples=samples)["samples"], "counted") == counted


def test_todo_list_is_numbered_by_date_then_row() -> None:
    """R175: due and overdue customers queue; later ones, lost ones and undated ones do not."""
    rows = [
        customer(id="C1", created=d(3, 7)),
        customer(id="C2", created=d(2, 24)),
        customer(id="C3", created=d(3, 9)),
        customer(id="C4", created=d(2, 25)),
        customer(id="C5", created=d(2, 25), stage="lost"),
        customer(id="C6", created=None),
    ]
    frame = made(customers=rows)["customers"]
    assert column(frame, "next_followup") == [d(3, 9), d(2, 28), d(3, 14), d(2, 28), None, None]
    assert column(frame, "todo_no") == [3, 1, None, 2, None, None]
    assert column(frame, "follow_state") == ["due today", "overdue 9 days", "in 5 days", "overdue 9 days", None, None]


def test_when_to_call() -> None:
    """R054: eight in the morning there, in Beijing time."""
    rows = [customer(id=f"C{i}", utc_offset=o) for i, o in enumerate((8, 0, -5, 5.5, None))]
    found = made(customers=rows)["customers"]["call_from"].tolist()
    assert [None if pd.isna(x) else round(x * 24, 9) for x in found] == [8, 16, 21, 10.5, None]


def test_ids_match_in_any_case() -> None:
    """R107: as Excel's MATCH does."""
    contacts = [
        {"customer_id": "c1", "at": at(3, 3), "channel": "phone"},
        {"customer_id": "C9", "at": at(3, 3), "channel": "phone"},
    ]
    found = made(customers=[customer()], contacts=contacts)
    assert column(found["contacts"], "customer_name") == ["Alpha", None]
    assert column(found["customers"], "last_contact") == [d(3, 3)]


# ── receipts and orders ───────────────────────────────────────────────────────────────────────────────────────────


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


def test_two_owners_with_the_same_ids_do_not_mix() -> None:
    """R081: consolidated rows are looked up among their owner's only."""
    both = [{"owner": o} for o in ("E1", "E2")]
    found = made(
        hired={"E1": d(1, 1), "E2": d(1, 1)},
        customers=[customer(company=c, intent="clear", **o) for c, o in zip(("Alpha", "Beta"), both, strict=True)],
        orders=[
            {"id": "O1", "customer_id": "C1", "date": d(2, 2), "amount": 1_000, "currency": "CNY", **o} for o in both
        ],
        receipts=[
            receipt(1, d(3, 2), 1_000_000, order_id="O1", payer_id=None, owner="E1"),
            receipt(1, d(3, 2), 600, order_id="O1", payer_id=None, owner="E2"),
            receipt(2, d(3, 3), 400, order_id="O1", payer_id=None, owner="E2"),
        ],
        contacts=[{"customer_id": "C1", "at": at(3, 3), "channel": "phone", "owner": "E2"}],
        samples=[{"id": "S1", "customer_id": "C1", "sent": d(3, 3), "owner": "E1"}],
        forecasts=[{"month": d(3, 1), "entered": d(3, 2), "amount": 500, **o} for o in both],
        weekly_reports=[{"week": d(3, 2), **o} for o in both],
    )
    assert column(found["receipts"], "customer_name") == ["Alpha", "Beta", "Beta"]
    assert column(found["receipts"], "prior") == [0, 0, 600]
    assert column(found["receipts"], "commission") == [20_000, 12, 8]
    assert column(found["orders"], "received") == [1_000_000, 1_000] and column(found["orders"], "order_no") == [1, 1]
    assert column(found["customers"], "last_contact") == [None, d(3, 3)]
    assert column(found["customers"], "sample_sent") == ["yes", "no"]
    assert column(found["customers"], "todo_no") == [1, 1]
    assert column(found["forecasts"], "actual") == [1_000_000, 1_000]
    assert column(found["weekly_reports"], "receipts") == [1_000_000, 1_000]
    assert column(found["weekly_reports"], "contacts") == [0, 1]
    assert column(found["weekly_reports"], "new_customers") == [1, 1]


def test_orders() -> None:
    """R023, R030, R157: the customer's nth order by date then row; received and outstanding in the order's currency."""
    orders = [
        {"id": "O1", "customer_id": "C1", "date": d(3, 2), "amount": 1_000.005, "currency": "USD"},
        {"id": "O2", "customer_id": "C1", "date": d(2, 2), "amount": 500, "currency": "USD"},
        {"id": "O3", "customer_id": "C1", "date": d(3, 2), "amount": 500, "currency": "USD"},
        {"id": "O4", "customer_id": "C2", "date": d(3, 2), "currency": "USD"},
    ]
    receipts = [
        receipt(1, d(3, 2), 300.1, order_id="O1"),
        receipt(2, d(3, 2), 20, order_id="O1", kind="freight"),
        receipt(3, d(3, 2), 0.2, order_id="O1"),
        receipt(4, d(3, 3), -100, order_id="O2", kind="refund"),
    ]
    frame = made(orders=orders, receipts=receipts, customers=[customer()])["orders"]
    assert column(frame, "order_no") == [2, 1, 3, 1]
    assert frame["received"].tolist() == [300.3, -100.0, 0.0, 0.0]
    assert frame["outstanding"].tolist()[:3] == [699.71, 600.0, 500.0] and column(frame, "outstanding")[3] is None


@pytest.mark.parametrize(
    ("due", "shipped", "stage", "state"),
    [
        (d(3, 5), d(3, 5), "shipped", "on time"),
        (d(3, 5), d(3, 4), "shipped", "on time"),
        (d(3, 5), d(3, 6), "shipped", "late 1 days"),
        (d(3, 8), None, "production", "overdue 1 days"),
        (d(3, 9), None, "production", "in 0 days"),
        (d(3, 10), None, "production", "in 1 days"),
        (d(3, 5), None, "cancelled", None),
        (None, d(3, 5), "shipped", None),
    ],
)
def test_delivery(due: dt.date | None, shipped: dt.date | None, stage: str, state: str | None) -> None:
    """R214, R236: on the day, a day before and after."""
    row = {
        "id": "O1",
        "customer_id": "C1",
        "date": d(2, 2),
        "amount": 5,
        "currency": "CNY",
        "due": due,
        "shipped": shipped,
        "stage": stage,
    }
    assert column(made(orders=[row])["orders"], "delivery_state") == [state]


# ── the other tables ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("received", "replied", "channel", "state", "hours"),
    [
        (at(3, 2, 9), at(3, 2, 11), None, "on target", 2),
        (at(3, 2, 9), at(3, 3, 9), "phone", "in time", 8.5),
        (at(3, 2, 9), at(3, 3, 9, 1), "phone", "late", 8.5 + 1 / 60),
        (at(3, 2, 9), at(3, 2, 21), "fax", "in time", 7.5),
        (at(3, 2, 9), at(3, 2, 8, 59), None, "reply before receipt", None),
        (at(3, 2, 9), None, None, "open 7 days", None),
        (at(3, 10, 9), None, None, "open 0 days", None),
        (None, at(3, 2, 9), None, None, None),
    ],
)
def test_reply_state(received: Any, replied: Any, channel: str | None, state: str | None, hours: float | None) -> None:
    """R098–R100, R134, R190: on target, in time, late, open, and an answer before the question."""
    row = {"id": "Q1", "customer_id": "C1", "received": received, "replied": replied, "channel": channel}
    frame = made(inquiries=[row])["inquiries"]
    assert column(frame, "reply_state") == [state]
    assert column(frame, "reply_hours") == ([None] if hours is None else [pytest.approx(hours)])


def test_quotations() -> None:
    """R089, R101: quantity × price half up to the fen; under the floor by a hundredth of a fen."""
    rows = [
        {"id": "B1", "customer_id": "C1", "date": d(3, 2), "quantity": q, "price": p, "floor_price": f}
        for q, p, f in ((3, 0.335, 0.335), (1, 0.125, 0.1251), (None, 5, 4.9), (2, None, 5))
    ]
    frame = made(quotations=rows)["quotations"]
    assert frame["amount"].tolist()[:2] == [1.01, 0.13] and column(frame, "amount")[2:] == [None, None]
    assert column(frame, "price_check") == ["fine", "under the floor", "fine", None]


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
    assert column(frame, "status") == ["in force", "revision", "in force", "in force"]
    assert column(frame, "actual") == [1_000, 1_000, 1_000, 50]
    assert column(frame, "completion") == [0.5, 2, None, 0.5]


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


def test_issues_and_trainings() -> None:
    """R087, R149, R264: days to the solution or to today, never below zero; an absence wants a reason."""
    issues = [
        {"id": f"I{i}", "opened": o, "closed": c, "description": "x"}
        for i, (o, c) in enumerate(((d(3, 2), None), (d(3, 2), d(3, 4)), (d(3, 2), d(3, 2)), (d(3, 12), None)))
    ]
    trainings = [
        {"date": d(3, 2), "topic": "x", "attended": a, "absence_reason": r}
        for a, r in (("yes", None), ("no", None), ("no", "ill"), (None, None))
    ]
    found = made(issues=issues, trainings=trainings)
    assert column(found["issues"], "days_open") == [7, 2, 0, 0]
    assert column(found["trainings"], "state") == [None, "absent without reason", None, None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_tables(lang: Lang) -> None:
    """R107: a new workbook has every computed column and no row."""
    found = made(lang)
    for table in tables.SALES:
        assert found[table.key].empty and {c.key for c in table.columns} <= set(found[table.key].columns)


def test_rows_with_nothing_but_an_id() -> None:
    """R107: half-typed rows compute to blanks, not to errors."""
    for table in tables.SALES:
        frame = made(**{table.key: [{table.columns[0].key: "X1" if table.columns[0].kind == "id" else d(3, 2)}]})[
            table.key
        ]
        assert len(frame) == 1 and {c.key for c in table.computed} <= set(frame.columns)


def test_what_is_given_stays_as_it_is() -> None:
    """R004: recomputing never touches what people typed."""
    given = {t.key: frames.empty(t) for t in tables.SALES}
    given["customers"] = frames.build(tables.CUSTOMERS, [customer(intent="clear")])
    before = given["customers"].copy()
    derive.sales(given, Context(policy.default(), TODAY, {"": TODAY}, "zh"))
    pd.testing.assert_frame_equal(given["customers"], before)


def test_targets_in_force() -> None:
    """R164: the newest version not after today of each month, person, area and indicator."""
    rows = [
        {"month": d(3, 1), "person_id": p, "kpi": "receipts", "amount": 1, "effective_from": e}
        for p, e in (
            ("E1", d(1, 1)),
            ("E1", d(3, 9)),
            ("E1", d(3, 10)),
            ("E2", d(1, 1)),
            (None, d(1, 1)),
            (None, d(2, 1)),
        )
    ]
    frame = derive.targets(frames.build(tables.TARGETS, rows), TODAY)
    assert column(frame, "in_force") == [0, 1, 0, 1, 0, 1]
