"""The computed columns of the contacts."""

from __future__ import annotations

from support.desk import at, column, customer, d, made


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


def test_ids_match_in_any_case() -> None:
    """R107: as Excel's MATCH does."""
    contacts = [
        {"customer_id": "c1", "at": at(3, 3), "channel": "phone"},
        {"customer_id": "C9", "at": at(3, 3), "channel": "phone"},
    ]
    found = made(customers=[customer()], contacts=contacts)
    assert column(found["contacts"], "customer_name") == ["Alpha", None]
    assert column(found["customers"], "last_contact") == [d(3, 3)]
