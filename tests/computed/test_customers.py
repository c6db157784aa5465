"""The computed columns of the customers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from support.desk import at, column, customer, d, made


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
