"""The sheet 提成明细 / Commission details."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.days import to_day
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.sheets.commission_periods import periods
from xltrade.sheets.declare import sheet
from xltrade.sheets.details.layout import (
    CHECK_COL,
    COLUMNS,
    HEAD_ROW,
    LIST_ROW,
    PAID_COL,
    RATE_ROW,
    REST_ROW,
    SAID_ROW,
    SUM_ROW,
    TIER_COL,
)
from xltrade.sheets.details.lines import list_receipts, rest
from xltrade.sheets.details.sums import sums
from xltrade.sheets.details.terms import terms
from xltrade.sheets.details.top import choice, chooser, headers, say
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import CondFormat, Sheet

NAME = Words("提成明细", "Commission details")
_PURPOSE = Words(
    "选一个期间，逐笔看提成怎么算出来：基数、累计、落在每一档的金额、提成。全部自动计算。",
    "Pick a period and see how each receipt's commission comes about: base, running total, slice of each "
    "tier. Computes itself.",
)


@sheet("details", book="sales", place=330, linked=True)
def details_sheet(page: Page) -> Sheet:
    """提成明细: the receipts of the chosen period in order, sums on top, the terms below (R044, R045, R211)."""
    pen = Pen(page.twins)
    last = _draw(pen, page)
    name = NAME.text(page.lang)
    widths = {i: w for i, (_, _, _, w) in enumerate(COLUMNS)}
    return Sheet(
        "details",
        name,
        name,
        _PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={**widths, **dict.fromkeys(range(TIER_COL, PAID_COL), 13.5), PAID_COL: 13.5, CHECK_COL: 4.0},
        gridlines=False,
        freeze=(LIST_ROW, 2),
        print_rows=(RATE_ROW, HEAD_ROW),
        formats=_marks(),
        validations=(choice(page.lang),),
        print_area=(0, 0, last, CHECK_COL),
    )


def _draw(pen: Pen, page: Page) -> int:
    """Every cell, top to bottom; gives the last row."""
    receipts, context = page.frames["receipts"], page.context
    label, here = _receipts_of(receipts, context)
    pen.value(SAID_ROW, 0, page.owner.who, "bold")
    chooser(pen, label)
    say(pen, receipts, label, len(here), context)
    day = here["tiers_on"].iloc[-1] if len(here) and here["tiers_on"].notna().iloc[-1] else pd.Timestamp(context.today)
    context = replace(context, policy=context.policy.with_tiers_of(to_day(day.date())))
    headers(pen, context, day)
    lines = list_receipts(pen, here, context)
    lines += rest(pen, receipts, label, here, context)
    sums(pen, receipts, label, lines, context)
    return terms(pen, page.frames, context, day.date())


def _receipts_of(receipts: Frame, context: Context) -> tuple[str, Frame]:
    """Today's period, and its receipts that count or not, in order; those without a rate left out."""
    label = periods(context)[0].label
    here = receipts[receipts["period"].eq(label) & receipts["period_no"].notna()] if label else receipts.iloc[:0]
    return label, here.sort_values("period_no")


def _marks() -> tuple[CondFormat, ...]:
    """A line under each receipt; a sum that does not agree in red."""
    filled = {"type": "formula", "criteria": f'=$B{LIST_ROW + 1}<>""'}
    wrong = {"type": "cell", "criteria": "==", "value": '"✗"'}
    return (
        CondFormat(LIST_ROW, 0, REST_ROW, CHECK_COL, filled, "underline"),
        CondFormat(SUM_ROW, CHECK_COL, SUM_ROW, CHECK_COL, wrong, "bad"),
    )
