"""The scorecard's cells agree with the rules in each tenure quarter and under other policies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scored import CUSTOMERS, LOOK, ORDERS, RECEIPTS, TODAY, d, shared

import engines
from xltrade.core import dtypes
from xltrade.core.days import serial
from xltrade.declared import tables
from xltrade.files import write
from xltrade.sheets import table_sheets
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Owner

HIRED = {
    "T1": d(1, 31),
    "T2": d(10, 1, 2025),
    "T3": d(7, 31, 2025),
    "T4": d(4, 30, 2025),
    "later": d(1, 5, 2025),
    "nobody knows": None,
}


POLICIES: list[tuple[str, dict[str, Any]]] = [
    *((q, {}) for q in HIRED),
    *((q, {"no_order_rule": "rolling_3"}) for q in ("T2", "later")),
    *((q, {"monthly_deal": "new_only"}) for q in ("T3", "T4")),
    *((q, {"after_month_12": "repeat"}) for q in ("T4", "later")),
    ("T2", {"quarter_of": "calendar", "zero_forecast": "zero"}),
]


@pytest.mark.parametrize(("quarter", "changed"), POLICIES, ids=str)
def test_cells_and_rules_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quarter: str, changed: dict[str, Any]
) -> None:
    """R003–R022: state, since, verdicts, totals and the review before, recalculated by an engine in each tenure quarter
    and policy."""
    monkeypatch.setattr(books, "READY", 0)
    monkeypatch.setattr(table_sheets, "SPARE", 2)  # two ready rows: test_workbooks recalculates 200 of each table
    samples = [
        {"id": f"S{n}", "customer_id": f"C{n % 3 + 1}", "requested": d(2, 1 + n), "fee_paid": "yes"} for n in range(5)
    ]
    typed = {
        "customers": CUSTOMERS,
        "orders": ORDERS,
        "receipts": RECEIPTS,
        "samples": samples,
        "forecasts": [{"month": d(2, 1), "entered": d(2, 1), "amount": 500}],
    }
    given = {t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES}
    who = {"person_id": "E1", "quarter": "T1"}
    scored = [who | {"dimension": k, "score": v} for k, v in (("alibaba_use", 90), ("attitude", 86))]
    before = who | {
        "last": d(12, 31, 2025),
        "alibaba_use": 90,
        "attitude": 86,
        "total": 71.5,
        "share": 0.4,
        "checks": "90.0\n–",
    }
    chance = [who | {"granted": d(1, 5), "by": "B", "reason": "x"}]
    own = {
        "assessments": dtypes.build(tables.ASSESSMENTS, scored),
        "second_chances": dtypes.build(tables.SECOND_CHANCES, chance),
        "reviews": dtypes.build(tables.REVIEWS, [before | {"key": f"E1|{serial(d(12, 31, 2025))}"}]),
    }
    book = salesperson_book(Owner("E1", "甲", HIRED[quarter]), given, shared(**changed), LOOK, own)
    path = tmp_path / "a.xlsx"
    write.write(book, path)
    cells = engines.formula_cells(path)
    assert len(cells) > 100
    assert engines.compare(cells, engines.formulon_values(path, today=TODAY, as_addresses=True)) == []
    carried = {c.cached for c in cells if c.sheet == "成绩"}
    assert {71.5, "90.0\n–"} <= carried, "the review that ended before is on the card (R016)"
