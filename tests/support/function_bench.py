"""A workbook of the product's own shared sheets with a sheet of cases for each function, under several policies."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from function_cases import ELSEWHERE, TODAY, Case

import engines
from engines import ErrorValue
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.errors import XltradeError
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.formulas.bodies import bodies
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.formulas.text import Flavour, Twins
from xltrade.rules import policy
from xltrade.sheets.addresses import address
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.cell_values import serial
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.pen import AS_OF
from xltrade.sheets.plan import LISTS, Cell, Sheet

SOMEWHERE = 987_653
FAILED = object()
"""What a case expects where the Python function raises XltradeError: an error in the cell."""


def rates() -> Frame:
    """Rates with gaps of a day and of two weeks, one currency fixed and spot, one with a fixed rate only."""
    dice = random.Random(48)
    rows: list[dict[str, Any]] = []
    for i in range(0, 90):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=i)
        if day.weekday() < 5 and not dt.date(2026, 2, 14) <= day <= dt.date(2026, 2, 27):
            rows += [
                {"date": day, "currency": c, "rate": round(r * dice.uniform(0.97, 1.03), p), "kind": "spot"}
                for c, r, p in (("USD", 7.0912, 4), ("EUR", 8.1875, 6), ("JPY", 0.04655, 6), ("VND", 0.000268, 9))
            ]
            rows += [
                {"date": day, "currency": c, "rate": round(r * dice.uniform(0.97, 1.03), p), "kind": "spot", **how}
                for c, r, p, how in (
                    ("CHF", 872.155, 3, {"unit": 100}),
                    ("KRW", 197.534, 3, {"quote": "inverse"}),
                    ("ZAR", 243.1, 2, {"unit": 100, "quote": "inverse"}),
                )
            ]
    rows += [
        {"date": dt.date(y, 1, 1), "currency": c, "rate": r, "kind": "fixed"}
        for y, c, r in ((2025, "USD", 7.25), (2026, "USD", 7.1), (2026, "EUR", 8.125))
    ]
    return dtypes.build(tables.FX, rows)


def shared(lang: Lang, **changed: str | float) -> Frames:
    """The shipped policy tables with rates, and a row for each changed setting in force since January 2026."""
    made = policy.shipped(policy.years_around(TODAY), lang)
    made["fx"] = rates()
    old = made["policy"].set_index("key")
    rows = [
        {"name": old.loc[k, "name"], "key": k, "value": _label(k, v, lang), "effective_from": dt.date(2026, 1, 1)}
        for k, v in changed.items()
    ]
    made["policy"] = pd.concat([made["policy"], dtypes.build(tables.POLICY, rows)], ignore_index=True)
    return made


def _label(key: str, value: str | float, lang: Lang) -> str | float:
    listed = policy.settings()[key].choices
    label = listed.label(str(value), lang) if listed else value
    return float(label) if isinstance(label, str) and label.replace(".", "").isdigit() else label


def with_tiers(given: Frames, *tiers: tuple[float, float | None]) -> Frames:
    """Rows added to the shipped tiers: each changes or makes its own tier, one without a rate ends it."""
    rows = [{"start": s, "rate": r, "effective_from": dt.date(2026, 1, 1)} for s, r in tiers]
    return given | {"tiers": pd.concat([given["tiers"], dtypes.build(tables.TIERS, rows)], ignore_index=True)}


POLICIES: dict[str, tuple[Lang, Callable[[], Frames]]] = {
    "default": ("zh", lambda: shared("zh")),
    "english": ("en", lambda: shared("en")),
    "whole": (
        "zh",
        lambda: with_tiers(
            shared(
                "zh",
                tier_mode="whole",
                tier_boundary="lower",
                rounding=1,
                grade_scheme="better_of",
                floor_days="15",
                promise_rule="promise",
                fx="month_average",
                weekly_rest="saturday_sunday",
                score_cap=1,
            ),
            (0, 0.015),
            (250_000, 0.0225),
            (1_000_000, 0.03),
            (1_000_000.5, 0.01),
        ),
    ),
    "fine": ("zh", lambda: with_tiers(shared("zh"), (0, 0.02125), (1_000_000, None), (5_000_000, 0.037525))),
    "fixed": (
        "zh",
        lambda: shared(
            "zh",
            tier_mode="whole",
            rounding=0.1,
            grade_scheme="worse_of",
            fx="fixed",
            weekly_rest="none",
            score_cap=2.5,
        ),
    ),
    "behaviour": (
        "en",
        lambda: shared(
            "en", grade_scheme="behaviour", fx_max_age_days=0, promise_rule="promise", rounding="0.1", floor_days=15
        ),
    ),
}


@dataclass(frozen=True)
class Check:
    """One cell with the formula of a case and what the Python function says."""

    case: Case
    key: engines.Key
    expected: Any


class Bench:
    """A workbook of the product's shared sheets and one sheet of cases a function."""

    def __init__(self, given: Frames, lang: Lang, flavour: Flavour) -> None:
        owner = Owner("T1", "测试", dt.date(2025, 1, 31))
        book = salesperson_book(owner, None, given, Look(flavour, lang, TODAY, fixed=True))
        kept = {"settings", "policy", "parameters", "holidays", "fx", LISTS}
        as_of = [c for c in book.sheets[0].cells if (c.row, c.col) == AS_OF]
        first = Sheet("today", book.sheets[0].name, "T", "T", "computed", cells=tuple(as_of))
        names = tuple(n for n in book.names if n.name not in ELSEWHERE)
        self.book = replace(book, sheets=(first, *(s for s in book.sheets if s.key in kept)), names=names)
        self.twins = Twins(bodies(), flavour, lang)
        self.flavour = flavour
        self.policy, self.lang = policy.read(given, TODAY), lang
        self.checks: list[Check] = []
        self.made: dict[str, str] = {}

    def add(self, given: list[Case]) -> None:
        """One sheet for each function of `given`."""
        for name in dict.fromkeys(c.name for c in given):
            if self.flavour == "classic" and CATALOGUE[name].no_classic:
                continue
            cells: list[Cell] = []
            row = 4
            for case in (c for c in given if c.name == name):
                row += self._place(case, f"T {name}", row, cells)
            plan = Sheet(f"t_{name}", f"T {name}", name, name, "computed", cells=tuple(cells))
            self.book = replace(self.book, sheets=(*self.book.sheets, plan))

    def _place(self, case: Case, sheet: str, row: int, cells: list[Cell]) -> int:
        """Put one case down; gives the number of rows it takes."""
        columns = [a if isinstance(a, list) else [a] for a in case.args]
        for col, values in enumerate(columns):
            cells += [Cell(row + i, col, v) for i, v in enumerate(values) if v is not None]
        last = max((i for i, a in enumerate(case.args) if a is not None), default=0)
        needed = sum(not p.optional for p in CATALOGUE[case.name].params)
        shown = columns if row % 2 else columns[: max(needed, last + 1)]  # trailing blanks: an empty cell, or left out
        array = CATALOGUE[case.name].spills
        top = row if array else SOMEWHERE
        ends = [(address(top, c), address(top + len(v) - 1, c)) for c, v in enumerate(shown)]
        call = f"{case.name}({','.join(':'.join(dict.fromkeys(e)) for e in ends)})"
        expected = python(case, self.policy, self.lang)
        if case.name == "SHARES":
            parts = expected if isinstance(expected, list) else [expected] * len(columns[1])
            texts = [(call if len(parts) == 1 else f"INDEX({call},{i + 1})", part) for i, part in enumerate(parts)]
        elif CATALOGUE[case.name].columns:
            texts = [(f'_xlfn.TEXTJOIN(";",FALSE,{call})', expected)]
        else:
            texts = [(call, expected)]
        for i, (text, value) in enumerate(texts):
            at = sheet, row + i, len(columns) + 1
            shown_value = "" if value is FAILED or value is None or isinstance(value, list) else value
            formula = self.twins.formula(text) if array else self._formula(text, row)
            cells.append(Cell(*at[1:], shown_value, formula, array=array))
            self.checks.append(Check(case, at, value))
        return max(len(c) for c in columns)

    def _formula(self, text: str, row: int) -> str:
        """The formula of a call on cells of row SOMEWHERE, moved to `row`: written out once for all rows."""
        if text not in self.made:
            self.made[text] = self.twins.formula(text)
        return self.made[text].replace(str(SOMEWHERE + 1), str(row + 1))

    def wrong(self, values: Mapping[engines.Key, engines.Value]) -> list[str]:
        """One line for each case where the engine and Python disagree."""

        def said(value: Any) -> str:
            return "an error" if value is FAILED else repr(value)

        return [
            f"{c.case.name}{c.case.args}: Python {said(c.expected)}, cell {values[c.key]!r}"
            for c in self.checks
            if not agrees(c, values[c.key])
        ]


def python(case: Case, rules: policy.Policy, lang: Lang) -> Any:
    """What the Python function says; FAILED where it raises XltradeError."""
    more = {"lang": lang} if case.name == "REPLYSTATUS" else {}
    try:
        return CATALOGUE[case.name].call(*case.args, policy=rules, **more)
    except XltradeError:
        return FAILED


def agrees(check: Check, got: engines.Value) -> bool:
    """Equal to the last digit shown: text and dates exactly, money to the fen, the rest to 1e-9."""
    expected = check.expected
    if expected is FAILED or isinstance(got, ErrorValue):
        return expected is FAILED and isinstance(got, ErrorValue)
    if isinstance(expected, list):
        numbers = [float(v) for v in got.split(";")] if isinstance(got, str) else []
        return numbers == [float(f"{v:.15g}") for row in expected for v in row]
    if expected is None or isinstance(expected, str):
        return got == expected or (expected is None and got == "")
    if not isinstance(got, float):
        return False
    if isinstance(expected, dt.date):
        return got == serial(expected)
    money = CATALOGUE[check.case.name].returns == "money"
    near = abs(got - expected) < 1e-9 * max(1, abs(expected))
    return near and (not money or round(got * 100) == round(expected * 100))
