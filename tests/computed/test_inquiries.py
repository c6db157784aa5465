"""The computed columns of the inquiries."""

from __future__ import annotations

from typing import Any

import pytest
from support.desk import at, column, made


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
