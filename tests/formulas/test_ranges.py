"""The LAMBDA flavour given whole ranges: it spills what the Python function gives for the same list."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import engines
from xltrade.files import write
from xltrade.formulas import functions
from xltrade.formulas.bodies import bodies
from xltrade.formulas.text import Twins
from xltrade.rules import policy
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Cell, Sheet

TODAY = dt.date(2026, 11, 21)
AMOUNTS = [600_000.0, 1_000_000.01, 6_000_000.0]
PRIORS = [0.0, 500_000.0, 1_000_000.0]
DATES = [dt.date(2026, 3, 2), dt.date(2026, 3, 5), dt.date(2026, 9, 30)]
WORDS = ["明确", "hesitant", "长线"]
TYPED: list[list[Any]] = [AMOUNTS, PRIORS, DATES, WORDS]
CASES: dict[str, Any] = {
    "COMMISSION(cases!A1:A3)": functions.COMMISSION(AMOUNTS),
    "COMMISSION(cases!A1:A3,cases!B1:B3)": functions.COMMISSION(AMOUNTS, PRIORS),
    'COMMISSION(1000000,cases!B1:B3,"whole")': functions.COMMISSION([1_000_000] * 3, PRIORS, "whole"),
    "GRADE(cases!D1:D3)": functions.GRADE(WORDS),
    'NEXTFOLLOWUP("B",cases!C1:C3)': functions.NEXTFOLLOWUP("B", DATES),
    "TENUREQUARTER(DATE(2026,1,31),cases!C1:C3)": functions.TENUREQUARTER(dt.date(2026, 1, 31), DATES),
    'TOCNY(cases!A1:A3,"CNY",cases!C1:C3)': functions.TOCNY(AMOUNTS, "CNY", DATES),
}


def _cells(twins: Twins) -> list[Cell]:
    typed = [Cell(r, c, v) for c, column in enumerate(TYPED) for r, v in enumerate(column)]
    one = [
        Cell(5 + r, c, "?", twins.formula(f"INDEX({text},{r + 1},1)"), array=True)
        for c, text in enumerate(CASES)
        for r in range(3)
    ]
    return [*typed, *one]


def test_ranges_spill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cell of the spilled array equals the plain function on the list (formulon recalculates)."""
    monkeypatch.setattr(books, "READY", 0)  # the empty tables beside the cases need no 200 rows
    look = Look("lambda", "zh", TODAY, fixed=True)
    book = salesperson_book(Owner("P1", "张三"), None, policy.shipped(policy.years_around(TODAY)), look)
    twins = Twins(bodies(), "lambda", "zh")
    sheet = Sheet("cases", "cases", "", "", "input", cells=tuple(_cells(twins)))
    path = tmp_path / "ranges.xlsx"
    write.write(replace(book, sheets=(*book.sheets, sheet)), path)
    values = engines.formulon_values(path, today=TODAY, as_addresses=True)
    for column, (text, expected) in enumerate(CASES.items()):
        got = [values["cases", 5 + r, column] for r in range(3)]
        wanted = [(v - dt.date(1899, 12, 30)).days if isinstance(v, dt.date) else v for v in expected]
        assert got == wanted, text
