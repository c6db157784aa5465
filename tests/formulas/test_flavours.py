"""One declaration, three flavours, one number: the Python function, the LAMBDA (formulon), the formula (LibreOffice).

Every input is a real cell of a workbook made as the product makes it: its own policy, parameter, holiday and exchange
rate sheets, plus one sheet a function with a row for each case. Boundaries first, then seeded random inputs.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engines
from engines import ErrorValue, needs_libreoffice
from places import CASES
from xltrade import books, demo, frames, functions, policy, sheets, tables, views, write
from xltrade.books import Look, Owner
from xltrade.errors import XltradeError
from xltrade.frames import Frame, Frames
from xltrade.schema import Lang
from xltrade.twins import Flavour, Twins

TODAY = dt.date(2026, 3, 9)
LEAST = 500
"""Generated inputs for each function under the default policy."""
FEW = 70
"""And for each function under each other policy."""
SOMEWHERE = 987_653
FAILED = object()
"""What a case expects where the Python function raises XltradeError: an error in the cell."""
ENGINES: dict[Flavour, str] = {"lambda": "formulon", "classic": "LibreOffice"}


@dataclass(frozen=True)
class Case:
    """One call: `args` as they stand in the cells (None = an empty cell, a list = a column of cells)."""

    name: str
    args: tuple[Any, ...]


# ── the inputs ────────────────────────────────────────────────────────────────────────────────────────────────────

_GRADES = ["S", "A", "B", "C", "D"]
_MODES = [None, "marginal", "whole", "分段累进", "全额按档"]
_EDGES = [
    0,
    0.01,
    -0.01,
    0.25,
    0.24,
    0.26,
    0.75,
    12.5,
    999_999.99,
    1_000_000,
    1_000_000.01,
    4_999_999.99,
    5_000_000,
    5_000_000.01,
    -1_000_000,
    1_500_000,
    600_000,
]
_PRIORS = [None, 0, 0.01, 999_999.75, 1_000_000, 1_000_000.25, 4_999_999.99, 5_000_000, 5_000_000.01, -250.5]


def _money(dice: random.Random, size: float = 1e7, places: int = 2) -> float:
    """An amount of any order of magnitude, now and then negative."""
    return round(dice.choice((1, 1, 1, 1, -1)) * size ** dice.random() * dice.random(), places)


def _day(dice: random.Random, low: dt.date = dt.date(2025, 11, 1), span: int = 700) -> dt.date:
    return low + dt.timedelta(days=dice.randrange(span))


def _maybe(dice: random.Random, share: float, value: Any) -> Any:
    return value if dice.random() < share else None


def _grade(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    intents = [
        None,
        "明确",
        "犹豫",
        "长线",
        "不明确",
        "clear",
        "hesitant",
        "long-term",
        "long_term",
        "unclear",
        "CLEAR",
        "没有",
    ]
    kinds = [
        None,
        "仔细询价",
        "统一询价",
        "全面报价",
        "相关产品",
        "detailed",
        "full quotation",
        "full_quotation",
        "related",
        "?!",
    ]
    answers = [None, "是", "否", "yes", "no", True, False, 1, 0]
    yield from ((i, k, s, s) for i in intents for k in kinds for s in ("是", None, "no"))
    while True:
        yield dice.choice(intents), dice.choice(kinds), dice.choice(answers), dice.choice(answers)


def _next(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    eve = [dt.date(2026, 2, 1) + dt.timedelta(days=i) for i in range(0, 32)]
    yield from ((g, d, None, None) for g in _GRADES for d in eve)
    yield from ((g, None, d, None) for g in ("A", None) for d in eve)
    yield from ((g, d, None, d + dt.timedelta(days=k)) for g in "AC" for d in eve[::5] for k in (-1, 0, 1, 2, 16))
    yield from ((g, "2026-03-05", None, None) for g in ("a", "B", "E", None))
    yield from (("A", "昨天", None, None), (None, None, None, None), ("E", None, TODAY, None), (3, TODAY, None, None))
    while True:
        last = _maybe(dice, 0.8, _day(dice))
        if last and dice.random() < 0.3:
            last = dt.datetime.combine(last, dt.time(dice.randrange(24), dice.randrange(60)))
        created, promised = _maybe(dice, 0.6, _day(dice)), _maybe(dice, 0.4, _day(dice))
        yield _maybe(dice, 0.95, dice.choice(_GRADES)), last, created, promised


def _commission(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from ((a, p, m) for a in _EDGES for p in _PRIORS for m in (None, "全额按档"))
    yield from ((a, None, m) for a in _EDGES for m in _MODES)
    yield from ((None, 5, None), ("很多", 0, None), ("1500000", None, None), (100, "abc", None), (100, 0, "both"))
    while True:
        yield _money(dice, places=dice.choice((0, 2, 2, 4))), _maybe(dice, 0.7, _money(dice)), dice.choice(_MODES)


def _explain(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from ((a, p) for a in _EDGES for p in _PRIORS)
    yield from ((-a, p) for a in _EDGES[3:] for p in (1_000_000, 6_000_000, -5))
    yield from ((None, 5), ("很多", 0), ("1500000", None), (100, "abc"))
    while True:
        yield _money(dice, places=dice.choice((0, 2, 2, 4))), _maybe(dice, 0.7, _money(dice))


def _scorecard(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield ([90, 80, 130], [100, 100, 100], [60, 25, 15])
    yield ([None, 80, 130], [100, 0, 100], [60, 25, 15])
    yield ([None, None], [100, 0], [60, 40])
    yield ([120, 120.01, 119.99], [100, 100, 100], [60, 25, 15])
    yield (["多", 80], [100, 100], [50, 50])
    yield ([80, 80], [100, "目标"], [50, 50])
    yield ([80, 80], [100, 90], [50, "x"])
    yield ([-50, 80], [100, 90], [50, 50])
    yield ([1, 1], [8, 8], [0.0001, 0])
    while True:
        size = dice.randrange(1, 6)
        yield (
            [_maybe(dice, 0.9, _money(dice, 1e6)) for _ in range(size)],
            [_maybe(dice, 0.9, dice.choice((0, 100, abs(_money(dice, 1e6))))) for _ in range(size)],
            [_maybe(dice, 0.9, dice.choice((60, 25, 15, 100, round(dice.random() * 100, 2)))) for _ in range(size)],
        )


def _shares(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for total in (0, 0.01, -0.01, 0.02, 100, -100, 0.125, 99.99, 1_000_000.01, None):
        yield from (
            (total, w) for w in ([1, 1, 1], [1], [0, 1], [1, 0, 2, 3], [40, 40, 20], [None, 1], [0.3333, 0.6667])
        )
    yield from ((100, [0, 0]), (100, [-1, 2]), (100, [None]), ("一百", [1, 2]), (100, [1, "a"]))
    while True:
        size = dice.randrange(1, 8)
        weights = [dice.choice((None, 0, 1, 1, 2, 40, round(dice.random() * 100, 4))) for _ in range(size)]
        yield _money(dice, 1e6), weights


def _moments(dice: random.Random) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    edges = [h * 1800 for h in (16, 24, 26, 35)]  # 08:00, 12:00, 13:00, 17:30
    clocks = [dt.timedelta(seconds=s) for s in (0, *(e + k for e in edges for k in (-1, 0, 1)), 86_399)]
    days = [dt.datetime(2026, 2, d) for d in (13, 14, 15, 23, 28)] + [dt.datetime(2026, 3, d) for d in (1, 2, 7)]
    yield from (
        (days[i % 8] + a, days[i % 8] + dt.timedelta(days=i % 3) + b) for i, a in enumerate(clocks) for b in clocks
    )
    while True:
        start = dt.datetime.combine(_day(dice), dt.time()) + dt.timedelta(seconds=dice.randrange(86_400))
        yield start, start + dt.timedelta(seconds=dice.choice((1, 60, 3600, 86_400)) * dice.randrange(-2, 40))


def _workhours(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from ((None, TODAY), (TODAY, None), (TODAY, TODAY), ("明天", TODAY))
    yield from _moments(dice)


def _reply(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    channels = [None, "邮件", "传真", "fax", "e-mail", "email", "wechat", "微信", "FAX", "mass_mail", "飞鸽"]
    at = [
        dt.datetime(2026, 3, 2, 9),
        dt.datetime(2026, 2, 13, 16, 30),
        dt.datetime(2026, 3, 6, 17, 29, 59),
        dt.datetime(2026, 3, 8, 3),
    ]
    near = [h * 3600 + s for h in (0, 2, 4, 12, 16, 17, 24, 48) for s in (-1, 0, 1)]
    yield from ((a, a + dt.timedelta(seconds=n), c) for a in at for n in near for c in (None, "传真", "FAX"))
    yield from ((None, TODAY, None), (TODAY, None, "传真"))
    for start, end in _moments(dice):
        yield start, end, dice.choice(channels)


def _tenure(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for hired in (
        dt.date(2024, 1, 31),
        dt.date(2024, 2, 29),
        dt.date(2025, 11, 30),
        dt.date(2025, 8, 1),
        dt.date(2023, 12, 31),
    ):
        for months in range(0, 30):
            first = pd.Timestamp(hired) + pd.DateOffset(months=months)
            yield from ((hired, (first + pd.Timedelta(days=d)).date()) for d in (-1, 0, 1))
    yield from ((None, TODAY), (TODAY, None), ("去年", TODAY))
    while True:
        hired = _day(dice, dt.date(2015, 1, 1), 4000)
        yield hired, hired + dt.timedelta(days=dice.randrange(-3, 2500))


def _fxrate(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    days = [dt.date(2026, 2, 1) + dt.timedelta(days=i) for i in range(70)]
    yield from ((c, d) for c in ("USD", "EUR", "JPY", "CNY", "GBP") for d in days)
    yield from ((None, TODAY), ("USD", None), ("usd", TODAY), ("cny", TODAY), ("元", TODAY), ("USD", "哪天"))
    while True:
        day: Any = _day(dice, dt.date(2025, 12, 20), 110)
        if dice.random() < 0.3:
            day = dt.datetime.combine(day, dt.time(dice.randrange(24)))
        yield dice.choice(("USD", "EUR", "JPY", "CNY")), day


def _tocny(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from ((None, "USD", TODAY), (1, None, TODAY), (1, "USD", None), (1, "GBP", TODAY), ("一千", "USD", TODAY))
    yield from ((a, c, TODAY) for a in _EDGES for c in ("USD", "JPY", "CNY", "eur"))
    for currency, day in _fxrate(dice):
        yield _money(dice, places=dice.choice((2, 2, 2, 4))), currency, day


GENERATORS: dict[str, Callable[[random.Random], Iterator[tuple[Any, ...]]]] = {
    "GRADE": _grade,
    "NEXTFOLLOWUP": _next,
    "COMMISSION": _commission,
    "EXPLAIN": _explain,
    "SCORECARD": _scorecard,
    "SHARES": _shares,
    "WORKHOURS": _workhours,
    "REPLYSTATUS": _reply,
    "TENUREQUARTER": _tenure,
    "FXRATE": _fxrate,
    "TOCNY": _tocny,
}


ELSEWHERE = {"FINDCUSTOMER"}
"""Answers from the customers of a workbook, which the benches have not: see test_rows.py."""


def cases(count: int, seed: int, *, spread: bool = False) -> list[Case]:
    """`count` cases of each function, boundaries first; with `spread` a random choice among many."""
    made = []
    for name, generate in GENERATORS.items():
        dice = random.Random(f"{name} {seed}")
        rows = generate(dice)
        taken = [next(rows) for _ in range(LEAST * 2 if spread else count)]
        made += [Case(name, args) for args in (dice.sample(taken, count) if spread else taken)]
    return made


# ── the policies ──────────────────────────────────────────────────────────────────────────────────────────────────


def rates() -> Frame:
    """Rates with gaps of a day and of two weeks, one currency fixed and spot, one with a fixed rate only."""
    dice = random.Random(48)
    rows: list[dict[str, Any]] = []
    for i in range(0, 90):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=i)
        if day.weekday() < 5 and not dt.date(2026, 2, 14) <= day <= dt.date(2026, 2, 27):
            rows += [
                {"date": day, "currency": c, "rate": round(r * dice.uniform(0.97, 1.03), p), "kind": "spot"}
                for c, r, p in (("USD", 7.0912, 4), ("EUR", 8.1875, 6), ("JPY", 0.04655, 6))
            ]
    rows += [
        {"date": dt.date(y, 1, 1), "currency": c, "rate": r, "kind": "fixed"}
        for y, c, r in ((2025, "USD", 7.25), (2026, "USD", 7.1), (2026, "EUR", 8.125))
    ]
    return frames.build(tables.FX, rows)


def shared(lang: Lang, **changed: str | float) -> Frames:
    """The shipped policy tables with rates, and a row for each changed setting in force since January 2026."""
    made = policy.shipped(policy.years_around(TODAY), lang)
    made["fx"] = rates()
    old = made["policy"].set_index("key")
    rows = [
        {"name": old.loc[k, "name"], "key": k, "value": _label(k, v, lang), "effective_from": dt.date(2026, 1, 1)}
        for k, v in changed.items()
    ]
    made["policy"] = pd.concat([made["policy"], frames.build(tables.POLICY, rows)], ignore_index=True)
    return made


def _label(key: str, value: str | float, lang: Lang) -> str | float:
    listed = policy.settings()[key].choices
    label = listed.label(str(value), lang) if listed else value
    return float(label) if isinstance(label, str) and label.replace(".", "").isdigit() else label


def with_tiers(given: Frames, *tiers: tuple[float, float]) -> Frames:
    """A second version of the tiers beside the shipped one."""
    rows = [{"start": s, "rate": r, "effective_from": dt.date(2026, 1, 1)} for s, r in tiers]
    return given | {"tiers": pd.concat([given["tiers"], frames.build(tables.TIERS, rows)], ignore_index=True)}


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


# ── the workbook ──────────────────────────────────────────────────────────────────────────────────────────────────


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
        book = books.sales(owner, None, given, Look(flavour, lang, TODAY, fixed=True))
        kept = {"settings", "policy", "parameters", "holidays", "fx", sheets.LISTS}
        as_of = [c for c in book.sheets[0].cells if (c.row, c.col) == views.AS_OF]
        first = sheets.Sheet("today", book.sheets[0].name, "T", "T", "computed", cells=tuple(as_of))
        names = tuple(n for n in book.names if n.name not in ELSEWHERE)
        self.book = replace(book, sheets=(first, *(s for s in book.sheets if s.key in kept)), names=names)
        self.twins = Twins(functions.bodies(), flavour, lang)
        self.flavour = flavour
        self.policy, self.lang = policy.read(given, TODAY), lang
        self.checks: list[Check] = []
        self.made: dict[str, str] = {}

    def add(self, given: list[Case]) -> None:
        """One sheet for each function of `given`."""
        for name in dict.fromkeys(c.name for c in given):
            if self.flavour == "classic" and functions.CATALOGUE[name].no_classic:
                continue
            cells: list[sheets.Cell] = []
            row = 4
            for case in (c for c in given if c.name == name):
                row += self._place(case, f"T {name}", row, cells)
            plan = sheets.Sheet(f"t_{name}", f"T {name}", name, name, "computed", cells=tuple(cells))
            self.book = replace(self.book, sheets=(*self.book.sheets, plan))

    def _place(self, case: Case, sheet: str, row: int, cells: list[sheets.Cell]) -> int:
        """Put one case down; gives the number of rows it takes."""
        columns = [a if isinstance(a, list) else [a] for a in case.args]
        for col, values in enumerate(columns):
            cells += [sheets.Cell(row + i, col, v) for i, v in enumerate(values) if v is not None]
        last = max((i for i, a in enumerate(case.args) if a is not None), default=0)
        needed = sum(not p.optional for p in functions.CATALOGUE[case.name].params)
        shown = columns if row % 2 else columns[: max(needed, last + 1)]  # trailing blanks: an empty cell, or left out
        array = functions.CATALOGUE[case.name].spills
        top = row if array else SOMEWHERE
        ends = [(sheets.address(top, c), sheets.address(top + len(v) - 1, c)) for c, v in enumerate(shown)]
        call = f"{case.name}({','.join(':'.join(dict.fromkeys(e)) for e in ends)})"
        expected = python(case, self.policy, self.lang)
        if case.name == "SHARES":
            parts = expected if isinstance(expected, list) else [expected] * len(columns[1])
            texts = [(call if len(parts) == 1 else f"INDEX({call},{i + 1})", part) for i, part in enumerate(parts)]
        elif functions.CATALOGUE[case.name].columns:
            texts = [(f'_xlfn.TEXTJOIN(";",FALSE,{call})', expected)]
        else:
            texts = [(call, expected)]
        for i, (text, value) in enumerate(texts):
            at = sheet, row + i, len(columns) + 1
            shown_value = "" if value is FAILED or value is None or isinstance(value, list) else value
            formula = self.twins.formula(text) if array else self._formula(text, row)
            cells.append(sheets.Cell(*at[1:], shown_value, formula, array=array))
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
        return functions.CATALOGUE[case.name].call(*case.args, policy=rules, **more)
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
        return got == sheets.serial(expected)
    money = functions.CATALOGUE[check.case.name].returns == "money"
    near = abs(got - expected) < 1e-9 * max(1, abs(expected))
    return near and (not money or round(got * 100) == round(expected * 100))


Benches = Callable[[str, Flavour], tuple[Bench, Path]]
Values = Mapping[engines.Key, engines.Value]


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> Benches:
    """A policy in a flavour, written when first asked for."""
    folder = tmp_path_factory.mktemp("flavours")

    @cache
    def made(key: str, flavour: Flavour) -> tuple[Bench, Path]:
        lang, given = POLICIES[key]
        bench = Bench(given(), lang, flavour)
        bench.add(cases(LEAST, 0) if key == "default" else cases(FEW, list(POLICIES).index(key), spread=True))
        path = folder / f"{key}-{flavour}.xlsx"
        write.write(bench.book, path)
        return bench, path

    return made


def edges() -> Frames:
    """The awkward rows of `cases/edges.toml` as a salesperson's tables."""
    typed = tomllib.loads((CASES / "edges.toml").read_text("utf-8"))
    assert typed.keys() == {t.key for t in tables.SALES}
    return {t.key: frames.build(t, typed[t.key]) for t in tables.SALES}


@cache
def _team() -> demo.Team:
    return demo.team(TODAY)


def sales_book(key: str, folder: Path) -> Path:
    """The smallest workbook of the demo team or one of awkward rows, as `BOOKS[key]` says."""
    team = _team()
    member = min(team.members, key=lambda m: sum(map(len, m.frames.values())))
    owner = Owner(member.id, member.name, member.hired, member.position)
    flavour, lang, changed = BOOKS[key]
    awkward = key.startswith("edges")
    given = shared(lang, **changed) | ({} if awkward else {"fx": team.fx})
    path = folder / f"{key}.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)  # 20 ready rows a table instead of 200: they hold the same formula again
        look = Look(flavour, lang, TODAY, True)
        typed = edges() if awkward else member.frames
        write.write(books.sales(owner, typed, given, look, {"alibaba_use": 88.0}), path)
    return path


OTHER: dict[str, str | float] = {
    "tier_mode": "whole",
    "tier_boundary": "lower",
    "rounding": 1,
    "grade_scheme": "better_of",
    "floor_days": "15",
    "promise_rule": "promise",
    "fx": "month_average",
    "deduct_bank_fee": "no",
    "tier_period": "year_to_date",
    "refund": "ignore",
    "sample_counts": "fee_paid",
    "closed_grade": "same",
    "grade_override": "forbidden",
    "weekly_rest": "saturday_sunday",
    "forecast_lock_day": 1,
    "score_cap": 1,
}


TENURE = OTHER | {"tier_period": "tenure_quarter"}
BOOKS: dict[str, tuple[Flavour, Lang, dict[str, str | float]]] = {
    "lambda": ("lambda", "zh", {}),
    "classic": ("classic", "zh", {}),
    "english": ("classic", "en", {}),
    "other": ("classic", "zh", OTHER),
    "tenure": ("classic", "en", TENURE),
    "edges-lambda": ("lambda", "en", {}),
    "edges-classic": ("classic", "zh", {}),
    "edges-lambda-other": ("lambda", "zh", TENURE),
    "edges-classic-other": ("classic", "en", OTHER),
}
"""Workbooks in both flavours, both languages, and under two policies."""


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """One of `BOOKS`, written when first asked for."""
    folder = tmp_path_factory.mktemp("demo")
    return cache(lambda key: sales_book(key, folder))


@cache
def by_formulon(path: Path) -> Values:
    return engines.formulon_values(path, today=TODAY, as_addresses=True)


@cache
def _in_one_start(*paths: Path) -> Mapping[Path, Values]:
    return engines.libreoffice_batch(paths, today=TODAY)


def by_libreoffice(benches: Benches, demos: Callable[[str], Path]) -> Mapping[Path, Values]:
    """Every classic bench and workbook, in one start of LibreOffice."""
    ours = [benches(key, "classic")[1] for key in POLICIES]
    return _in_one_start(*ours, *(demos(key) for key, (flavour, *_) in BOOKS.items() if flavour == "classic"))


# ── the proofs ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_enough_cases_and_every_function_has_them() -> None:
    """R044, R048, R050, R099, R115, R120, R201: no function of the catalogue goes unproven."""
    made = cases(LEAST, 0)
    assert set(GENERATORS) == set(functions.CATALOGUE) - ELSEWHERE
    assert all(sum(c.name == name for c in made) >= LEAST for name in GENERATORS)
    rules = policy.read(shared("zh"), TODAY)
    for name in GENERATORS:
        results = [python(c, rules, "zh") for c in made if c.name == name]
        assert sum(r is not FAILED and r is not None for r in results) > LEAST // 2, name
        assert any(r is FAILED for r in results) and any(r is None or r == [None] for r in results), name


@pytest.mark.parametrize("key", POLICIES)
def test_lambda_gives_what_python_gives(key: str, benches: Benches) -> None:
    """R044–R046, R048, R050–R053, R059, R099, R115–R123, R134, R201: the LAMBDA flavour, by formulon."""
    bench, path = benches(key, "lambda")
    assert bench.wrong(by_formulon(path)) == []


@needs_libreoffice
@pytest.mark.parametrize("key", POLICIES)
def test_classic_gives_what_python_gives(key: str, benches: Benches, demos: Callable[[str], Path]) -> None:
    """R044–R046, R048, R050–R053, R059, R099, R115–R123, R134, R201: the classic flavour, by LibreOffice."""
    bench, path = benches(key, "classic")
    assert bench.wrong(by_libreoffice(benches, demos)[path]) == []


def assert_holds(path: Path, values: Values) -> None:
    cells = engines.formula_cells(path)
    assert sum(c.cached not in (None, "") for c in cells) > 500, path.name
    assert engines.compare(cells, values) == [], path.name
    assert not any(isinstance(c.cached, ErrorValue) for c in cells), path.name


@pytest.mark.parametrize("key", [k for k, (flavour, *_) in BOOKS.items() if flavour == "lambda"])
def test_a_lambda_workbook_recalculates_to_its_cached_values(key: str, demos: Callable[[str], Path]) -> None:
    """R211: each computed cell of a whole workbook is what the rules give, under the default and another policy."""
    assert_holds(demos(key), by_formulon(demos(key)))


@needs_libreoffice
def test_classic_workbooks_recalculate_to_their_cached_values(benches: Benches, demos: Callable[[str], Path]) -> None:
    """R211: the same of the classic workbooks."""
    for path in (demos(k) for k, (flavour, *_) in BOOKS.items() if flavour == "classic"):
        assert_holds(path, by_libreoffice(benches, demos)[path])


@pytest.mark.parametrize("key", ["lambda", "classic", "english"])
def test_excel_would_open_the_workbook_without_repair(key: str, demos: Callable[[str], Path]) -> None:
    """R104: the workbook is the system of record, so it opens."""
    assert engines.audit(demos(key)) == []


def test_the_other_policy_changes_every_computed_area(demos: Callable[[str], Path]) -> None:
    """R070: the settings of `OTHER` reach the cells, so the proof above is not of the default twice."""
    default, other = ({c.key: c.cached for c in engines.formula_cells(demos(k))} for k in ("classic", "other"))
    same_place = default.keys() & other.keys()
    changed = {key[0] for key in same_place if default[key] != other[key]}
    touched = (tables.CUSTOMERS, tables.INQUIRIES, tables.SAMPLES, tables.RECEIPTS, tables.FORECASTS)
    assert {t.zh for t in touched} <= changed


def test_the_flavours_hold_the_same_values(demos: Callable[[str], Path]) -> None:
    """R104: what differs between the files is what stands behind a function, not one cached value."""
    one, two = ({c.key: c.cached for c in engines.formula_cells(demos(k))} for k in ("lambda", "classic"))
    settings = {k for k in one if k[0] == tables.SETTINGS.zh}
    assert {k: (one[k], two.get(k)) for k in one.keys() - settings if one[k] != two.get(k)} == {}


def test_definitions_call_no_name_that_the_file_lacks() -> None:
    """R104: every optional parameter is stored as Excel stores it, and no mark of the template language is left."""
    twins = Twins(functions.bodies(), "lambda", "zh")
    for name, function in functions.CATALOGUE.items():
        text = twins.definition(name)
        constants = re.sub(r'\{"[^{}]*"\}', "", text)
        outside = re.sub('"[^"]*"', "", text)
        assert "$p" not in text and "{" not in constants and "@" not in outside and "[_x" not in text
        assert all(f"_xlop.{p.key}" in text for p in function.params if p.optional)
