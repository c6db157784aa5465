"""The computed columns of the inquiries."""

from __future__ import annotations

from typing import Any

import pytest
from typed_tables import computed, moment, plain


@pytest.mark.parametrize(
    ("received", "replied", "channel", "state", "hours"),
    [
        (moment(3, 2, 9), moment(3, 2, 11), None, "on target", 2),
        (moment(3, 2, 9), moment(3, 3, 9), "phone", "in time", 8.5),
        (moment(3, 2, 9), moment(3, 3, 9, 1), "phone", "late", 8.5 + 1 / 60),
        (moment(3, 2, 9), moment(3, 2, 21), "fax", "in time", 7.5),
        (moment(3, 2, 9), moment(3, 2, 8, 59), None, "reply before receipt", None),
        (moment(3, 2, 9), None, None, "open 7 days", None),
        (moment(3, 10, 9), None, None, "open 0 days", None),
        (None, moment(3, 2, 9), None, None, None),
    ],
)
def test_reply_state(received: Any, replied: Any, channel: str | None, state: str | None, hours: float | None) -> None:
    """R098–R100, R134, R190: on target, in time, late, open, and an answer before the question."""
    row = {"id": "Q1", "customer_id": "C1", "received": received, "replied": replied, "channel": channel}
    frame = computed(inquiries=[row])["inquiries"]
    assert plain(frame, "reply_state") == [state]
    assert plain(frame, "reply_hours") == ([None] if hours is None else [pytest.approx(hours)])
