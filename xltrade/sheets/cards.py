"""The cards on top of Today and the dashboard: a number, what it means, how it changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from xltrade.computed.context import Context
from xltrade.computed.generated import THIS_MONTH, THIS_QUARTER
from xltrade.core import days as calendars
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.formulas.sums import sum_between
from xltrade.sheets.addresses import address
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Area, CondFormat, Value

QUARTER, MONTH = THIS_QUARTER.first, THIS_MONTH.first
PERIODS, MONTHS = 4, 12
Said = tuple[str, str]
"""A text formula and the text it gives."""


@dataclass(frozen=True)
class Card:
    """One number on top: label, formula template, value, style of the number, and a second line below."""

    label: Words
    template: str
    value: Value
    style: str
    note: Said


def cards(pen: Pen, row: int, spans: Sequence[tuple[int, int]], shown: Sequence[Card]) -> tuple[Area, ...]:
    """Cards side by side over column spans, three rows each; gives the areas to merge."""
    for (first, last), card in zip(spans, shown, strict=True):
        for col in range(first + 1, last + 1):
            for line, style in enumerate(("card_label", "card_value", "card_note")):
                pen.value(row + line, col, None, style)
        pen.text(row, first, card.label, "card_label")
        pen.formula(row + 1, first, card.template, card.value, f"{card.style}+card_value")
        pen.formula(row + 2, first, *card.note, "card_note")
    return tuple((row + i, a, row + i, b) for a, b in spans if b > a for i in range(3))


def where_filled(filled: str, has: bool, card: Card) -> Card:
    """The card, blank while `filled` (a count) is 0: a fresh workbook shows no zeros."""
    note, said = card.note
    template = f'IF({filled}=0,"",{card.template})'
    return Card(
        card.label,
        template,
        card.value if has else None,
        card.style,
        (f'IF({filled}=0,"",{note})', said if has else ""),
    )


def quarter_start(day: dt.date) -> pd.Timestamp:
    """The first day of the calendar quarter."""
    return pd.Timestamp(calendars.quarter_start(day))


def round_yuan(value: float, places: int) -> float:
    """Half away from zero, as ROUND in a cell."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def receipts_of(column: str, start: str, end: str) -> str:
    """Template: the sum of a receipts column from a day to before another."""
    return f'ROUND(SUMIFS(receipts[{column}],receipts[date],">="&{start},receipts[date],"<"&{end}),2)'


def in_quarter(column: str) -> str:
    """Template: the sum of a receipts column in the current quarter."""
    return receipts_of(column, QUARTER, f"EDATE({QUARTER},3)")


def whole(template: str) -> str:
    """Template: an amount without fen, as text."""
    return f'TEXT(ROUND({template},0),"#,##0")'


_SINCE = Words("较上季同期 ", "Same days last quarter ")


def change(column: str, frame: Frame, context: Context) -> Said:
    """How the quarter so far compares with the same days of the quarter before: ▲ 12.3 %; "" without those."""
    start = quarter_start(context.today)
    before = start - pd.DateOffset(months=3)
    days = pd.Timestamp(context.today) - start + pd.Timedelta(days=1)
    now, then = sum_between(frame, column, start, start + days), sum_between(frame, column, before, before + days)
    new, old = receipts_of(column, QUARTER, "(as_of+1)"), receipts_of(column, _BEFORE, f"({_BEFORE}+as_of-{QUARTER}+1)")
    head = _SINCE.text(context.lang)
    ratio = f"ROUND({new}/{old}-1,3)"
    template = f'IF({old}<=0,"","{head}"&IF({new}>={old},"▲ ","▼ ")&TEXT(ABS({ratio}),"0.0%"))'
    if then <= 0:
        return template, ""
    return template, f"{head}{'▲' if now >= then else '▼'} {abs(round_yuan(now / then - 1, 3)):.1%}"


_BEFORE = f"EDATE({QUARTER},-3)"


def plain_number(words: Words, lang: Lang) -> Said:
    """A fixed text as formula and value."""
    text = words.text(lang)
    return f'"{text}"', text


def elapsed(done: str, whole: str, words: Words, share: float, lang: Lang) -> Said:
    """A text with the share done, as formula and value."""
    text = words.text(lang)
    return f'"{text} "&TEXT(ROUND({done}/{whole},3),"0.0%")', f"{text} {round_yuan(share, 3):.1%}"


def alert(row: int, col: int) -> CondFormat:
    """A card's number in red while it is above 0."""
    return CondFormat(row, col, row, col, {"type": "formula", "criteria": f"=N({address(row, col, True)})>0"}, "alert")
