"""The computed columns of the customers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from typed_tables import computed, customer_row, day, moment, plain


@pytest.mark.parametrize(
    ("reason", "until", "allowed", "grade"),
    [
        ("big order", day(3, 10), "allowed", "A"),
        ("big order", day(3, 9), "allowed", "A"),
        ("big order", day(3, 8), "allowed", "D"),
        (None, day(3, 10), "allowed", "D"),
        ("big order", None, "allowed", "D"),
        ("big order", day(3, 10), "forbidden", "D"),
    ],
)
def test_manual_grade(reason: str | None, until: dt.date | None, allowed: str, grade: str) -> None:
    """R060: counts with a reason and up to its last day; past it the rule's grade returns."""
    row = customer_row(intent="unclear", override="A", override_reason=reason, override_until=until)
    assert plain(computed(changed={"grade_override": allowed}, customers=[row])["customers"], "grade") == [grade]


def test_an_old_customer_is_s_unless_the_intent_says_otherwise() -> None:
    """R033, R034: money counted, or came as an existing customer; S only where intent is blank."""
    rows = [
        customer_row(id="C1", source="existing"),
        customer_row(id="C2", source="existing", intent="hesitant"),
        customer_row(id="C3", inquiry_kind="general"),
        customer_row(id="C4", inquiry_kind="general"),
    ]
    receipts = [
        {"id": "P1", "date": day(3, 2), "payer_id": "C3", "kind": "full", "amount": 5, "currency": "CNY"},
        {"id": "P2", "date": day(3, 2), "payer_id": "C4", "kind": "sample_fee", "amount": 5, "currency": "CNY"},
    ]
    frame = computed(customers=rows, receipts=receipts)["customers"]
    assert plain(frame, "closed") == ["yes", "yes", "yes", "no"]
    assert plain(frame, "grade") == ["S", "B", "S", "C"]
    same = computed(changed={"closed_grade": "same"}, customers=rows, receipts=receipts)["customers"]
    assert plain(same, "grade") == [None, "B", "C", "C"]


def test_the_promise_of_the_latest_contact_counts() -> None:
    """R058: of the day of the latest contact the latest promise; an older one is forgotten."""
    contacts = [
        {"customer_id": "C1", "at": moment(3, 2), "channel": "phone", "next_date": day(3, 20)},
        {"customer_id": "C1", "at": moment(3, 5, 9), "channel": "phone", "next_date": day(3, 11)},
        {"customer_id": "C1", "at": moment(3, 5, 16), "channel": "email", "next_date": day(3, 12)},
        {"customer_id": "C1", "at": moment(3, 5, 17), "channel": "mass_mail", "next_date": day(3, 30)},
    ]
    frame = computed(customers=[customer_row(intent="long_term")], contacts=contacts)["customers"]
    assert plain(frame, "promised") == [day(3, 12)]
    assert plain(frame, "next_followup") == [day(3, 12)], "earlier than grade C's 20 March"
    assert plain(frame, "follow_state") == ["in 3 days"]


def test_kept_up_is_judged_by_grade_a() -> None:
    """R035: not overdue by three days, whatever the grade; never contacted is not kept up."""
    rows = [customer_row(id=f"C{i}", intent="unclear", created=day(2, 2)) for i in range(4)]
    contacts = [
        {"customer_id": "C0", "at": moment(3, 6), "channel": "phone"},
        {"customer_id": "C1", "at": moment(3, 5), "channel": "phone"},
        {"customer_id": "C2", "at": moment(3, 3), "channel": "phone", "next_date": day(3, 9)},
    ]
    frame = computed(customers=rows, contacts=contacts)["customers"]
    assert plain(frame, "kept_up") == ["yes", "no", "no", "no"]
    kept = computed(changed={"promise_rule": "promise"}, customers=rows, contacts=contacts)["customers"]
    assert plain(kept, "kept_up") == ["yes", "no", "yes", "no"], "where the promise counts, it keeps up"


def test_a_sample_sent_and_followed_up_makes_an_a() -> None:
    """R035: asked for is not sent."""
    samples = [
        {"id": "S1", "customer_id": "C1", "requested": day(3, 2), "sent": day(3, 4)},
        {"id": "S2", "customer_id": "C2", "requested": day(3, 2)},
    ]
    contacts = [{"customer_id": c, "at": moment(3, 7), "channel": "phone"} for c in ("C1", "C2")]
    rows = [customer_row(id="C1", inquiry_kind="related"), customer_row(id="C2", inquiry_kind="related")]
    frame = computed(customers=rows, samples=samples, contacts=contacts)["customers"]
    assert plain(frame, "sample_sent") == ["yes", "no"] and plain(frame, "rule_grade") == ["A", "D"]


def test_todo_list_is_numbered_by_date_then_row() -> None:
    """R175: due and overdue customers queue; later ones, lost ones and undated ones do not."""
    rows = [
        customer_row(id="C1", created=day(3, 7)),
        customer_row(id="C2", created=day(2, 24)),
        customer_row(id="C3", created=day(3, 9)),
        customer_row(id="C4", created=day(2, 25)),
        customer_row(id="C5", created=day(2, 25), stage="lost"),
        customer_row(id="C6", created=None),
    ]
    frame = computed(customers=rows)["customers"]
    assert plain(frame, "next_followup") == [day(3, 9), day(2, 28), day(3, 14), day(2, 28), None, None]
    assert plain(frame, "todo_no") == [3, 1, None, 2, None, None]
    assert plain(frame, "follow_state") == ["due today", "overdue 9 days", "in 5 days", "overdue 9 days", None, None]


def test_when_to_call() -> None:
    """R054: eight in the morning there, in Beijing time."""
    rows = [customer_row(id=f"C{i}", utc_offset=o) for i, o in enumerate((8, 0, -5, 5.5, None))]
    found = computed(customers=rows)["customers"]["call_from"].tolist()
    assert [None if pd.isna(x) else round(x * 24, 9) for x in found] == [8, 16, 21, 10.5, None]
