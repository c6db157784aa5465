"""The computed columns of the customers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from typed_tables import computed, customer_row, day, moment, plain

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.rules import policy


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


def of_day(day_: dt.date, *typed: dict[str, Any]) -> pd.DataFrame:
    """Customers as a workbook of that day shows them."""
    given = {t.key: dtypes.empty(t) for t in tables.SALES}
    given["customers"] = dtypes.build(tables.CUSTOMERS, [customer_row(id=f"C{i}", **c) for i, c in enumerate(typed)])
    rules = policy.read(policy.shipped(policy.years_around(day_)), day_)
    return recompute.sales(given, Context(rules, day_, {}, "en"))["customers"]


@pytest.mark.parametrize(
    ("country", "city", "change", "before", "after"),
    [
        ("巴西", "圣保罗", dt.date(2026, 11, 1), -3, -3),
        ("India", "Mumbai", dt.date(2026, 3, 29), 5.5, 5.5),
        ("UAE", "Dubai", dt.date(2026, 3, 29), 4, 4),
        ("Canada", "Vancouver", dt.date(2026, 3, 8), -8, -7),
        ("Canada", "Vancouver", dt.date(2026, 11, 1), -7, -7),
        ("加拿大", "温尼伯", dt.date(2026, 11, 1), -5, -5),
        ("Canada", "Toronto", dt.date(2026, 11, 1), -4, -5),
        ("摩洛哥", None, dt.date(2026, 9, 20), 1, 0),
        ("Morocco", "Casablanca", dt.date(2026, 2, 15), 1, 0),
        ("Kazakhstan", "Almaty", dt.date(2024, 3, 1), 6, 5),
        ("哈萨克斯坦", None, dt.date(2026, 10, 25), 5, 5),
        ("Chile", "Santiago", dt.date(2026, 4, 5), -3, -4),
        ("智利", None, dt.date(2026, 9, 6), -4, -3),
        ("USA", "Chicago", dt.date(2026, 3, 8), -6, -5),
        ("UK", "London", dt.date(2026, 10, 25), 1, 0),
    ],
)
def test_the_offset_on_both_sides_of_a_change(
    country: str, city: str | None, change: dt.date, before: float, after: float
) -> None:
    """R054: by country and city, whatever offset was typed; eight there in Beijing time follows."""
    typed = {"country": country, "city": city, "utc_offset": 13}
    for day_, offset in ((change - dt.timedelta(days=1), before), (change, after)):
        shown = of_day(day_, typed).iloc[0]
        assert shown["offset_now"] == offset and round(shown["call_from"] * 24, 6) == (16 - offset) % 24
    first = of_day(change - dt.timedelta(days=1), typed)["clock_until"].iloc[0]
    assert (not pd.isna(first) and first.date() == change) == (before != after)


def test_what_the_clock_note_says() -> None:
    """R054: what is missing, or that the typed offset counts (no daylight saving), or is not the zone's."""
    rows = [
        {"country": "France"},
        {"country": "USA"},
        {"country": "USA", "utc_offset": -6},
        {"country": "Atlantis"},
        {"utc_offset": 5.5},
        {},
        {"zone": "Mars/Base"},
        {"zone": "europe/paris", "country": "USA"},
        {"country": "France", "utc_offset": 2},
        {"country": "France", "utc_offset": 0},
        {"country": "India", "utc_offset": 0},
    ]
    frame = of_day(dt.date(2026, 11, 28), *rows)
    several, typed = "several zones: fill in the city", "typed offset, no daylight saving"
    unlisted, unknown = "country not on Time zones", "zone not on Time zones or past its end: consolidate"
    other = "by the zone there, unlike the typed offset"
    shown = [None, several, typed, unlisted, typed, None, unknown, None, None, other, other]
    assert plain(frame, "clock_note") == shown
    assert plain(frame, "offset_now") == [1, None, -6, None, 5.5, None, None, 1, 1, 1, 5.5]


def test_a_holiday_on_the_day_of_the_next_follow_up() -> None:
    """R054: of the buyer's country; an estimate says so."""
    boxing = of_day(dt.date(2026, 12, 22), {"country": "英国", "created": dt.date(2026, 12, 22)}, {"country": "France"})
    assert boxing["next_followup"].iloc[0].date() == dt.date(2026, 12, 26)
    assert plain(boxing, "buyer_holiday") == ["Boxing Day", None]
    arafah = of_day(dt.date(2027, 5, 11), {"country": "阿联酋", "created": dt.date(2027, 5, 11)})
    assert plain(arafah, "buyer_holiday") == ["Day of Arafah（估计）"]


def test_when_to_call() -> None:
    """R054: eight in the morning there, in Beijing time."""
    rows = [customer_row(id=f"C{i}", utc_offset=o) for i, o in enumerate((8, 0, -5, 5.5, None))]
    found = computed(customers=rows)["customers"]["call_from"].tolist()
    assert [None if pd.isna(x) else round(x * 24, 9) for x in found] == [8, 16, 21, 10.5, None]
