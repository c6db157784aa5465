"""The computed columns of the contacts."""

from __future__ import annotations

from typed_tables import computed, customer_row, day, moment, plain


def test_mass_mail_is_no_contact() -> None:
    """R061: any channel but mass mail; a channel nobody knows does not count either."""
    contacts = [
        {"customer_id": "C1", "at": moment(3, 3), "channel": "wechat"},
        {"customer_id": "C1", "at": moment(3, 6), "channel": "mass_mail"},
        {"customer_id": "C1", "at": moment(3, 7)},
        {"customer_id": "C1", "at": moment(2, 27), "channel": "phone"},
    ]
    found = computed(customers=[customer_row(intent="clear")], contacts=contacts)
    assert plain(found["contacts"], "counted") == ["yes", "no", "no", "yes"]
    assert plain(found["contacts"], "customer_name") == ["Alpha"] * 4
    assert plain(found["customers"], "last_contact") == [day(3, 3)]
    assert plain(found["customers"], "contacts_month") == [1], "February's contact is not March's"
    assert plain(found["customers"], "next_followup") == [day(3, 6)]
    assert plain(found["customers"], "follow_state") == ["overdue 3 days"]


def test_ids_match_in_any_case() -> None:
    """R107: as Excel's MATCH does."""
    contacts = [
        {"customer_id": "c1", "at": moment(3, 3), "channel": "phone"},
        {"customer_id": "C9", "at": moment(3, 3), "channel": "phone"},
    ]
    found = computed(customers=[customer_row()], contacts=contacts)
    assert plain(found["contacts"], "customer_name") == ["Alpha", None]
    assert plain(found["customers"], "last_contact") == [day(3, 3)]
