"""Inputs for every function: boundaries first, then seeded random ones."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

TODAY = dt.date(2026, 3, 9)
LEAST = 500
"""Generated inputs for each function under the default policy."""


@dataclass(frozen=True)
class Case:
    """One call: `args` as they stand in the cells (None = an empty cell, a list = a column of cells)."""

    name: str
    args: tuple[Any, ...]


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
    saturdays = [dt.date(2026, m, d) for m, d in ((1, 3), (4, 4), (6, 20), (9, 26))]
    yield from (("A", d - dt.timedelta(days=k), None, None) for d in saturdays for k in range(1, 7))
    ends = [dt.date(2027, 12, 31) - dt.timedelta(days=k) for k in (0, 1, 2, 3, 4, 7, 8, 15, 16, 30)]
    yield from (("B", d, None, None) for d in ends)
    yield from (("D", None, d, None) for d in ends)
    yield from (("D", ends[-1], None, d) for d in ends[:3])
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


def _commissionat(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    days = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 30), TODAY, dt.date(2027, 1, 1)]
    yield from (
        (100, None, 0, None),
        (None, TODAY, 0, None),
        (100, "哪天", 0, None),
        (100, dt.date(1999, 1, 1), 0, None),
    )
    yield from ((a, d, p, m) for a in _EDGES[3:6] for d in days for p in _PRIORS for m in (None, "全额按档"))
    for amount, prior, mode in _commission(dice):
        yield amount, dice.choice(days), prior, mode


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
    last = dt.datetime(2027, 12, 31, 16)
    yield from ((last, last + dt.timedelta(hours=h)) for h in (1, 7.99, 8, 9, 40))
    saturday = dt.datetime(2026, 9, 26, 8)
    yield from ((saturday, saturday + dt.timedelta(hours=h)) for h in (1, 9.5, 26, 50))
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
    yield from ((c, d) for c in ("CHF", "KRW", "ZAR", "VND", "krw") for d in days[::7])
    yield from ((None, TODAY), ("USD", None), ("usd", TODAY), ("cny", TODAY), ("元", TODAY), ("USD", "哪天"))
    while True:
        day: Any = _day(dice, dt.date(2025, 12, 20), 110)
        if dice.random() < 0.3:
            day = dt.datetime.combine(day, dt.time(dice.randrange(24)))
        yield dice.choice(("USD", "EUR", "JPY", "CNY", "CHF", "KRW", "ZAR", "VND")), day


def _tocny(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from ((None, "USD", TODAY), (1, None, TODAY), (1, "USD", None), (1, "GBP", TODAY), ("一千", "USD", TODAY))
    yield from ((a, c, TODAY) for a in _EDGES for c in ("USD", "JPY", "CNY", "eur"))
    yield from (
        (sign * a, c, TODAY) for a in (20_000_000.04, 9_876_543_210.12) for sign in (1, -1) for c in ("EUR", "CNY")
    )
    for currency, day in _fxrate(dice):
        yield _money(dice, places=dice.choice((2, 2, 2, 4))), currency, day


_BY = (dt.date(1999, 1, 1), dt.date(2025, 12, 31), TODAY, dt.date(2026, 6, 30))


def _fxrateat(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from (("USD", TODAY, None), ("USD", TODAY, "哪天"), (None, TODAY, TODAY))
    for currency, day in _fxrate(dice):
        yield currency, day, dice.choice(_BY)


def _tocnyat(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    yield from ((1, "USD", TODAY, None), (None, "USD", TODAY, TODAY))
    for amount, currency, day in _tocny(dice):
        yield amount, currency, day, dice.choice(_BY)


GENERATORS: dict[str, Callable[[random.Random], Iterator[tuple[Any, ...]]]] = {
    "GRADE": _grade,
    "NEXTFOLLOWUP": _next,
    "COMMISSION": _commission,
    "COMMISSIONAT": _commissionat,
    "EXPLAIN": _explain,
    "SCORECARD": _scorecard,
    "SHARES": _shares,
    "WORKHOURS": _workhours,
    "REPLYSTATUS": _reply,
    "TENUREQUARTER": _tenure,
    "FXRATE": _fxrate,
    "FXRATEAT": _fxrateat,
    "TOCNY": _tocny,
    "TOCNYAT": _tocnyat,
}
OF_A_DAY = {"COMMISSIONAT", "FXRATEAT", "TOCNYAT"}
"""The body of another function under the policy of a day: a fifth of the cases."""
ELSEWHERE = {"FINDCUSTOMER"}
"""Answers from the customers of a workbook, which the benches have not: see test_rows.py."""


def cases(count: int, seed: int, *, spread: bool = False) -> list[Case]:
    """`count` cases of each function, boundaries first; with `spread` a random choice among many."""
    made = []
    for name, generate in GENERATORS.items():
        dice = random.Random(f"{name} {seed}")
        rows = generate(dice)
        some = count // 5 if name in OF_A_DAY else count
        taken = [next(rows) for _ in range(LEAST * 2 if spread else some)]
        made += [Case(name, args) for args in (dice.sample(taken, some) if spread else taken)]
    return made
