"""The buttons on the sheets: in their row, over empty cells, wide enough for what they say."""

from __future__ import annotations

import datetime as dt

import pytest

from xltrade.core.layout import PURPOSE_ROW
from xltrade.core.schema import LANGS, Lang
from xltrade.jobs.master import blank
from xltrade.rules import policy
from xltrade.sheets import style
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Book, Sheet

TODAY = dt.date(2026, 11, 21)
BUTTON_LETTER, CELL_LETTER = 7.5, 6.2
"""Pixels of a Latin letter on a button (11 pt) and in a cell (10 pt); a Chinese character takes two."""


def made(kind: str, lang: Lang) -> Book:
    look = Look("python", lang, TODAY, True)
    if kind == "sales":
        return salesperson_book(Owner("P1", "张三"), None, policy.shipped(policy.years_around(TODAY), lang), look)
    given = blank(look)
    return master_book(unconsolidated(given.own, given.shared, look))


def pixels(plan: Sheet, first: int, last: int) -> float:
    """The width of columns first … last - 1."""
    return sum(plan.widths.get(c, 8.43) * 7 + 5 for c in range(first, last))


def letters(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


PLANS = [(kind, lang) for kind in ("sales", "master") for lang in LANGS]


@pytest.mark.parametrize(("kind", "lang"), PLANS)
def test_no_button_lies_on_a_filled_cell(kind: str, lang: Lang) -> None:
    """R104: nothing typed or shown stands under a button, the line that says what the sheet is for included."""
    shown = [s for s in made(kind, lang).sheets if s.buttons]
    assert [s.key for s in shown] == (["dashboard"] if kind == "master" else ["today", "customers", "contacts"])
    for plan in shown:
        row, start = plan.buttons[0].row, pixels(plan, 0, plan.buttons[0].col)
        end = start + plan.buttons[-1].shift + style.BUTTON_WIDTH
        filled = [(c.row, c.col) for c in plan.cells if c.value not in (None, "") or c.formula]
        under = [c for r, c in filled if r == row and start <= pixels(plan, 0, c) < end]
        assert not under, f"{plan.key}: columns {under}"
        if row == PURPOSE_ROW:
            assert letters(plan.purpose) * CELL_LETTER < start, plan.key
        assert plan.heights.get(row, style.ROW) * 4 / 3 >= style.BUTTON_HEIGHT + 2, "within its row"
        assert all(b.first_data_row - 1 > row for b in plan.blocks), "above the table"


@pytest.mark.parametrize(("kind", "lang"), PLANS)
def test_every_label_fits_on_one_line(kind: str, lang: Lang) -> None:
    """R104: in LibreOffice, where they were looked at, a longer label was cut; side by side, none on another."""
    for plan in made(kind, lang).sheets:
        for button, after in zip(plan.buttons, plan.buttons[1:], strict=False):
            assert after.shift - button.shift > style.BUTTON_WIDTH
        assert all(letters(b.text) * BUTTON_LETTER + 8 <= style.BUTTON_WIDTH for b in plan.buttons), plan.key
