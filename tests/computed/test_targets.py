"""The computed column of the targets."""

from __future__ import annotations

from typed_tables import TODAY, day, plain

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.rules import policy


def test_targets_in_force() -> None:
    """R164: the newest version not after today of each month, person, area and indicator."""
    rows = [
        {"month": day(3, 1), "person_id": p, "kpi": "receipts", "amount": 1, "effective_from": e}
        for p, e in (
            ("E1", day(1, 1)),
            ("E1", day(3, 9)),
            ("E1", day(3, 10)),
            ("E2", day(1, 1)),
            (None, day(1, 1)),
            (None, day(2, 1)),
        )
    ]
    frame = recompute.targets(dtypes.build(tables.TARGETS, rows), Context(policy.default(), TODAY, {}, "en"))
    assert plain(frame, "in_force") == [0, 1, 0, 1, 0, 1]
