"""What a sheet shows of refused rates and of holidays that are texts, by two engines (R048, R053)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typed_tables import TODAY

import engines
from engines import needs_libreoffice
from xltrade.computed import recompute
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.declared import tables
from xltrade.files import write
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.cell_values import serial
from xltrade.sheets.look import Look, Owner

FIRST = 4
"""The first row of a table, from 0."""
RATES: tuple[dict[str, Any], ...] = (
    {"currency": "USD", "rate": 712.34, "date": dt.date(2026, 3, 2)},
    {"currency": "USD", "rate": 7.1234, "date": dt.date(2026, 3, 3)},
    {"currency": "JPY", "rate": 4.6123, "unit": 100, "date": dt.date(2026, 3, 2)},
    {"currency": "KRW", "rate": 197.53, "quote": "inverse", "date": dt.date(2026, 3, 2)},
    {"currency": "KRW", "rate": 197.53, "date": dt.date(2026, 3, 3)},
    {"currency": "RUB", "rate": 11.1, "date": dt.date(2026, 3, 2)},
    {"currency": "EUR", "rate": 40, "date": dt.date(2026, 3, 2)},
    {"currency": "LBP", "rate": 0.00008, "date": dt.date(2026, 3, 2)},
    {"currency": "LBP", "rate": 0.8, "unit": 100, "date": dt.date(2026, 3, 3)},
)
PAID: tuple[tuple[str, int], ...] = (("USD", 2), ("USD", 3), ("JPY", 2), ("KRW", 2), ("KRW", 3), ("EUR", 3))


def _frames() -> Frames:
    rows: dict[str, list[dict[str, Any]]] = {
        "customers": [{"id": "C1", "company": "x", "created": dt.date(2026, 3, 2)}],
        "inquiries": [
            {
                "id": "Q1",
                "customer_id": "C1",
                "received": dt.datetime(2026, 3, 2, 9),
                "replied": dt.datetime(2026, 3, 2, 10),
            }
        ],
        "receipts": [
            {"id": f"R{n}", "date": dt.date(2026, 3, d), "kind": "full", "amount": 1000, "currency": c}
            for n, (c, d) in enumerate(PAID)
        ],
    }
    return {t.key: dtypes.build(t, rows.get(t.key, [])) for t in tables.SALES}


def _given(choice: str) -> Frames:
    made = policy.shipped(policy.years_around(TODAY))
    listed = policy.settings()["fx_doubtful"].choices
    assert listed is not None
    made["policy"].loc[made["policy"]["key"] == "fx_doubtful", "value"] = listed.label(choice, "zh")
    return made | {"fx": dtypes.build(tables.FX, [{**r, "kind": "spot"} for r in RATES])}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with typed rates, of which its policy refuses some, and with two texts in its list of holidays."""
    path = tmp_path_factory.mktemp("rates") / "book.xlsx"
    look = Look("classic", "zh", TODAY, fixed=True)
    made = salesperson_book(Owner("T1", "x"), _frames(), _given("flag"), look, ready=1)
    typed: dict[str, Callable[[Frame], Frame]] = {"policy": _refusing, "holidays": _with_texts, "fx": lambda f: f}
    sheets = tuple(
        replace(s, blocks=tuple(replace(b, frame=typed[s.key](b.frame), handed=0) for b in s.blocks))
        if s.key in typed
        else s
        for s in made.sheets
    )
    write.write(replace(made, sheets=sheets), path)
    return path


def _refusing(frame: Frame) -> Frame:
    return frame.assign(value=frame["value"].where(frame["key"] != "fx_doubtful", "不采用"))


def _with_texts(frame: Frame) -> Frame:
    days = frame["date"].astype(object)
    days.iloc[:2] = ["国庆节", "2025.1.26"]
    return frame.assign(date=days)


def _assert_rates(values: Any) -> None:
    refused = _given("refuse")
    rules = policy.unchecked(refused, TODAY)
    expected = recompute.settings(refused, TODAY, "zh", rules)["fx"]
    keys = [c.key for c in tables.FX.columns]
    for key in ("per_one", "low", "high", "doubt", "used", "check"):
        shown = [values["汇率", FIRST + n, keys.index(key)] for n in range(len(RATES))]
        wanted = ["" if v is None or v != v else v for v in expected[key].tolist()]
        assert [v or "" for v in shown] == [v or "" for v in wanted], key
    cny = [c.key for c in tables.RECEIPTS.columns].index("cny")
    paid = [values["到款", FIRST + n, cny] or "" for n in range(len(PAID))]
    assert paid == ["", 7123.4, 46.12, 5.06, "", 40_000.0]


def _assert_texts_harm_nothing(values: Any) -> None:
    heads = {t.key: [c.key for c in t.columns] for t in (tables.CUSTOMERS, tables.INQUIRIES, tables.HOLIDAYS)}
    assert (
        values["客户", FIRST, heads["customers"].index("next_followup")]
        == (dt.date(2026, 3, 7) - dt.date(1899, 12, 30)).days
    )
    assert values["询盘", FIRST, heads["inquiries"].index("reply_state")] == "达标"
    check, off, on = (heads["holidays"].index(k) for k in ("check", "off", "on"))
    assert [values["节假日", FIRST + n, check] or "" for n in (0, 1, 2)] == ["不是日期，请重新输入"] * 2 + [""]
    assert values["节假日", FIRST, off] == 0
    assert values["节假日", FIRST + 1, on] == serial(dt.date(2025, 1, 26))


def test_formulon_shows_what_the_rules_say(book: Path) -> None:
    """R048, R053: refused rates convert nothing, texts harm no formula."""
    values = engines.formulon_values(book, today=TODAY, as_addresses=True)
    _assert_rates(values)
    _assert_texts_harm_nothing(values)


@needs_libreoffice
def test_libreoffice_shows_what_the_rules_say(book: Path) -> None:
    """R048: the same of rates by another engine."""
    _assert_rates(engines.libreoffice_values(book, today=TODAY))
