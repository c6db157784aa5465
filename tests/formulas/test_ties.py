"""Half fens of large amounts at rates of many decimals: the cells round them as exact fractions do (R048)."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import xlsxwriter

import engines
from engines import needs_libreoffice
from xltrade.core.rounding import FX, whole_half_up
from xltrade.formulas.functions import money

SHEET, MOST_CNY = "Ties", 90_000_000
BY_FUNCTION, BY_CELL = 2, 3
"""The columns of a converted amount, as TOCNY writes it and as a column does whose row holds the rate."""
Case = tuple[Fraction, Fraction]


def ties(count: int) -> list[Case]:
    """(amount, rate): the product is an odd number of half fens, or the rate a step beside that; some refunds."""
    dice, made = random.Random(48), []
    while len(made) < count:
        bits, odd = dice.randrange(1, 10), dice.randrange(1, 2**15) | 1
        fen, beside = dice.randrange(1, 10 ** dice.randrange(3, 12)) | 1, dice.choice((0, 0, 1, -1))
        amount, rate = Fraction(fen * 2 ** (bits - 1), 100), Fraction(odd, 2**bits) + Fraction(beside, FX)
        if rate < 90 and amount * rate < MOST_CNY:
            made.append((dice.choice((1, 1, -1)) * amount, rate))
    return made


def book(path: Path, cases: list[Case]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet(SHEET)
        for row, (amount, rate) in enumerate(cases):
            sheet.write_number(row, 0, float(amount))
            sheet.write_number(row, 1, float(rate))
            amount_, rate_ = f"A{row + 1}", f"B{row + 1}"
            text = money.IN_CNY.replace("{amount}", amount_).replace("{rate}", rate_)
            sheet.write_formula(row, BY_FUNCTION, f"={text}")
            sheet.write_formula(row, BY_CELL, f"={money.in_cny(amount_, rate_)}")
    return path


def wrong(values: dict[engines.Key, engines.Value], cases: list[Case]) -> list[tuple[float, float, engines.Value]]:
    """The cases that an engine rounds otherwise than the exact fraction, half up away from zero."""
    right = [(whole_half_up(abs(a * r) * 100) if a > 0 else -whole_half_up(abs(a * r) * 100)) / 100 for a, r in cases]
    return [
        (float(a), float(r), g)
        for col in (BY_FUNCTION, BY_CELL)
        for row, ((a, r), w) in enumerate(zip(cases, right, strict=True))
        if (g := values[SHEET, row, col]) != w
    ]


def test_formulon_misses_no_tie(tmp_path: Path) -> None:
    """R048: up to 90,000,000 CNY and nine decimals of a rate."""
    cases = ties(400)
    assert wrong(engines.formulon_values(book(tmp_path / "t.xlsx", cases)), cases) == []


@needs_libreoffice
def test_libreoffice_misses_no_tie(tmp_path: Path) -> None:
    """R048: the same in the engine that judges classic workbooks."""
    cases = ties(400)
    assert wrong(engines.libreoffice_values(book(tmp_path / "t.xlsx", cases)), cases) == []
