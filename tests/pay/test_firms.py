"""The companies that the tests of pay are made with, and the typed rows, against what the product makes of them."""

from __future__ import annotations

import dataclasses

import firms
import pandas as pd
import pytest
from firms import receipt
from worlds import CLASHING, World

from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.pay.rows import ORDER_COLUMNS, RECEIPT_COLUMNS
from xltrade.pay.settlements import Line, Settlement, lines_frame, lines_of, settlements_frame, settlements_of

ROWS = [
    receipt(1, "E1", 600_000, order={"amount": 900_000, "negotiator": "E2", "cost": 1.5}),
    receipt(2, "E1", 5_000.5, day=3, customer="c2"),
    receipt(1, "E2", 100_000, day=4, customer="CX"),
    {**receipt(3, "E3", 7_000, order={"amount": 7_000}), "payer_id": None},
    {**receipt(4, "E3", -200), "kind": "refund", "order_id": ("E3", "O3"), "payer_id": None},
]


@pytest.mark.parametrize("table, columns", [("receipts", RECEIPT_COLUMNS), ("orders", ORDER_COLUMNS)])
def test_the_cheap_company_is_what_a_consolidation_derives(world: World, table: str, columns: list[str]) -> None:
    """What pay reads of a table is the same, filled in by the fixture or by the product."""
    rows = [{**r, "order_id": r["order_id"]} for r in ROWS]
    wanted = [*columns, *(c.key for c in tables.BY_KEY[table].inputs if c.key not in columns), "customer_name"]
    cheap, whole = (firms.firm(rows, whole=w).tables[table][list(dict.fromkeys(wanted))] for w in (False, True))
    pd.testing.assert_frame_equal(cheap, whole)
    assert len(cheap) == len(ROWS if table == "receipts" else firms.orders(ROWS)) or world is CLASHING


def test_where_numbers_clash_everybody_uses_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firms, "world", CLASHING)
    made = firms.firm(ROWS).tables
    for key in ("receipts", "orders", "customers"):
        assert (made[key].groupby("id")["owner"].nunique() == len(firms.PEOPLE)).all(), key
        assert not made[key].duplicated(["owner", "id"]).any(), key


@pytest.mark.parametrize("table, kind", [(tables.SETTLEMENTS, Settlement), (tables.SETTLEMENT_LINES, Line)])
def test_the_fields_of_a_row_are_the_columns_of_its_sheet(table: Table, kind: type[Settlement] | type[Line]) -> None:
    assert [f.name for f in dataclasses.fields(kind) if f.name != "row"] == [c.key for c in table.inputs]


def test_settlements_and_lines_come_back_as_they_were() -> None:
    done = firms.settled(firms.firm(ROWS))
    pd.testing.assert_frame_equal(settlements_frame(settlements_of(done.settlements)), done.settlements)
    lines = [line for mine in lines_of(done.lines).values() for line in mine]
    pd.testing.assert_frame_equal(lines_frame(lines), done.lines)
    assert [s.row for s in settlements_of(done.settlements)] == list(range(5, 5 + len(done.settlements)))
