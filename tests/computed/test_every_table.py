"""What holds for the computed columns of every table."""

from __future__ import annotations

import pandas as pd
import pytest
from typed_tables import TODAY, computed, customer_row, day, moment, plain, receipt_row

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.rules import policy


def test_two_owners_with_the_same_ids_do_not_mix() -> None:
    """R081: consolidated rows are looked up among their owner's only."""
    both = [{"owner": o} for o in ("E1", "E2")]
    found = computed(
        hired={"E1": day(1, 1), "E2": day(1, 1)},
        customers=[customer_row(company=c, intent="clear", **o) for c, o in zip(("Alpha", "Beta"), both, strict=True)],
        orders=[
            {"id": "O1", "customer_id": "C1", "date": day(2, 2), "amount": 1_000, "currency": "CNY", **o} for o in both
        ],
        receipts=[
            receipt_row(1, day(3, 2), 1_000_000, order_id="O1", payer_id=None, owner="E1"),
            receipt_row(1, day(3, 2), 600, order_id="O1", payer_id=None, owner="E2"),
            receipt_row(2, day(3, 3), 400, order_id="O1", payer_id=None, owner="E2"),
        ],
        contacts=[{"customer_id": "C1", "at": moment(3, 3), "channel": "phone", "owner": "E2"}],
        samples=[{"id": "S1", "customer_id": "C1", "sent": day(3, 3), "owner": "E1"}],
        forecasts=[{"month": day(3, 1), "entered": day(3, 2), "amount": 500, **o} for o in both],
        weekly_reports=[{"week": day(3, 2), **o} for o in both],
    )
    assert plain(found["receipts"], "customer_name") == ["Alpha", "Beta", "Beta"]
    assert plain(found["receipts"], "prior") == [0, 0, 600]
    assert plain(found["receipts"], "commission") == [20_000, 12, 8]
    assert plain(found["orders"], "received") == [1_000_000, 1_000] and plain(found["orders"], "order_no") == [1, 1]
    assert plain(found["customers"], "last_contact") == [None, day(3, 3)]
    assert plain(found["customers"], "sample_sent") == ["yes", "no"]
    assert plain(found["customers"], "todo_no") == [1, 1]
    assert plain(found["forecasts"], "actual") == [1_000_000, 1_000]
    assert plain(found["weekly_reports"], "receipts") == [1_000_000, 1_000]
    assert plain(found["weekly_reports"], "contacts") == [0, 1]
    assert plain(found["weekly_reports"], "new_customers") == [1, 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_tables(lang: Lang) -> None:
    """R107: a new workbook has every computed column and no row."""
    found = computed(lang)
    for table in tables.SALES:
        assert found[table.key].empty and {c.key for c in table.columns} <= set(found[table.key].columns)


def test_rows_with_nothing_but_an_id() -> None:
    """R107: half-typed rows compute to blanks, not to errors."""
    for table in tables.SALES:
        frame = computed(**{table.key: [{table.columns[0].key: "X1" if table.columns[0].kind == "id" else day(3, 2)}]})[
            table.key
        ]
        assert len(frame) == 1 and {c.key for c in table.computed} <= set(frame.columns)


def test_what_is_given_stays_as_it_is() -> None:
    """R004: recomputing never touches what people typed."""
    given = {t.key: dtypes.empty(t) for t in tables.SALES}
    given["customers"] = dtypes.build(tables.CUSTOMERS, [customer_row(intent="clear")])
    before = given["customers"].copy()
    recompute.sales(given, Context(policy.default(), TODAY, {"": TODAY}, "zh"))
    pd.testing.assert_frame_equal(given["customers"], before)
