"""The computed column of the targets."""

from __future__ import annotations

from support.desk import TODAY, column, d

from xltrade import frames, policy, tables
from xltrade.computed import recompute
from xltrade.computed.context import Context


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
    frame = recompute.targets(frames.build(tables.TARGETS, rows), Context(policy.default(), TODAY, {}, "en"))
    assert column(frame, "in_force") == [0, 1, 0, 1, 0, 1]
