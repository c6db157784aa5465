"""Above the list: which period, what there is to say of it, the headings with each tier's rate and start."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.formulas.tiers import live, rate_of
from xltrade.sheets.addresses import address, area_text
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.commission import PAY_SHEET
from xltrade.sheets.details.layout import (
    BEYOND,
    CHOSEN,
    COLUMNS,
    HEAD_ROW,
    LABEL,
    LINES,
    LOWER,
    MARGINAL,
    PAID_COL,
    PICK_ROW,
    RATE_ROW,
    SAID_ROW,
    SLOTS,
    TIER_COL,
    TIERS_ON,
    counted,
    start_at,
    tiers_of,
)
from xltrade.sheets.next_tier import PAY_ROW
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Validation

_PICK = Words("选期间（空 = 本期）", "Period (blank = now)")
_ONE_OF = Words("只能选最近四个期间。", "One of the last four periods.")
_SHOWN = Words("显示", "Shown")
_PAID = Words("提成", "Commission")
_FIRST = Words(
    "先在“到款”表登记到款，这里就会逐笔列出提成是怎么算的。",
    "Enter receipts on the Receipts sheet first: how each earns its commission will be listed here.",
)
_NOTHING = Words("这个期间没有到款。", "There are no receipts in this period.")
_MANY = (
    Words("共 ", ""),
    Words(
        f" 笔，逐笔列出前 {LINES} 笔，其余合成最后一行。",
        f" receipts: the first {LINES} one by one, the others as the last line.",
    ),
)
_UNRATED = (Words("另有 ", "Besides "), Words(" 笔缺汇率，没有算进来。", " without a rate, not counted here."))
_TOO_MANY = Words(
    f"现行政策超过 {SLOTS} 档，这里只列前 {SLOTS} 档。",
    f"More than {SLOTS} tiers are in force; the first {SLOTS} are shown.",
)
_PARTS = Words(
    "金额落在每一档的部分（上：比例，下：起点）", "What lies in each tier (above: its rate, below: its start)"
)
_IS_BEYOND = Words("计算用：没有列出的下一档起点", "For the formulas: start of the first tier not shown")
_IS_MARGINAL = Words("计算用：1 = 分段累进", "For the formulas: 1 = marginal")
_IS_LOWER = Words("计算用：1 = 起点归上一档", "For the formulas: 1 = a start belongs to the tier above")
_IS_DAY = Words("计算用：按哪天的档", "For the formulas: the day whose tiers count")
_DAY = address(*TIERS_ON, True)
_NO_TIER = "1E+12"
"""Above every start: it stands for a tier that there is not."""


def chooser(pen: Pen, label: str) -> None:
    """The cell in which a period is picked, and which one is shown."""
    pen.text(PICK_ROW, 0, _PICK, "muted")
    pen.value(*CHOSEN, None, "box+center+bold")
    pen.text(PICK_ROW, 4, _SHOWN, "muted+right")
    chosen = address(*CHOSEN)
    now = area_text(PAY_SHEET.text(pen.lang), (PAY_ROW, 0, PAY_ROW, 0))
    pen.formula(*LABEL, f'IF({chosen}="",{now},{chosen})&""', label, "bold+left")


def choice(lang: Lang) -> Validation:
    """The drop-down of the periods that 提成 shows."""
    source = area_text(PAY_SHEET.text(lang), (PAY_ROW, 0, PAY_ROW + PERIODS - 1, 0))
    title, message = _PICK.text(lang), _ONE_OF.text(lang)
    return Validation(
        *CHOSEN,
        *CHOSEN,
        {
            "validate": "list",
            "source": f"={source}",
            "error_type": "stop",
            "error_title": title,
            "error_message": message,
            "input_title": title,
            "input_message": message,
        },
    )


def say(pen: Pen, receipts: Frame, label: str, count: int, context: Context) -> None:
    """What to do first, that there is nothing, or that there is more than is listed; and what has no rate."""
    _say_count(pen, receipts, count)
    _say_unrated(pen, receipts, label)
    many, parts = _TOO_MANY.text(pen.lang), _PARTS.text(pen.lang)
    template = f'IF(SUMPRODUCT({live(_DAY)})>{SLOTS},"{many}","{parts}")'
    pen.formula(SAID_ROW, TIER_COL, template, many if len(context.policy.tier_starts) > SLOTS else parts, "muted")


def _say_count(pen: Pen, receipts: Frame, count: int) -> None:
    first, nothing = _FIRST.text(pen.lang), _NOTHING.text(pen.lang)
    head, tail = (w.text(pen.lang) for w in _MANY)
    if receipts["date"].notna().sum() == 0:
        said = first
    elif count == 0:
        said = nothing
    else:
        said = f"{head}{count}{tail}" if count > LINES else ""
    template = (
        f'IF(COUNT(receipts[date])=0,"{first}",IF({counted()}=0,"{nothing}",'
        f'IF({counted()}>{LINES},"{head}"&{counted()}&"{tail}","")))'
    )
    pen.formula(PICK_ROW, 6, template, said, "accent")


def _say_unrated(pen: Pen, receipts: Frame, label: str) -> None:
    missing = int((receipts["period"].eq(label) & receipts["period_no"].isna()).sum()) if label else 0
    unrated = f"(COUNTIFS(receipts[period],{address(*LABEL, True)})-{counted()})"
    before, after = (w.text(pen.lang) for w in _UNRATED)
    template = f'IF(OR({address(*LABEL)}="",{unrated}=0),"","{before}"&{unrated}&"{after}")'
    pen.formula(SAID_ROW, 6, template, f"{before}{missing}{after}" if missing else "", "accent")


def headers(pen: Pen, context: Context, day: pd.Timestamp) -> None:
    """Two lines: labels, and over the slices each tier's rate and start."""
    for col, (_, words, where, _) in enumerate(COLUMNS):
        align = "center" if where in ("center", "date") else "text" if where == "text" else "right_header"
        pen.value(RATE_ROW, col, None, "header")
        pen.text(HEAD_ROW, col, words, f"header+{align}")
    _tiers(pen, context)
    _helpers(pen, context, day)
    pen.value(RATE_ROW, PAID_COL, None, "header")
    pen.text(HEAD_ROW, PAID_COL, _PAID, "header+right_header")


def _tiers(pen: Pen, context: Context) -> None:
    """The start of each tier shown and of the next one, then the rates."""
    starts, rates = tiers_of(context)
    for slot in range(SLOTS + 1):
        at = f"SUMPRODUCT(SMALL(tiers[start]+({live(_DAY)}=0)*{_NO_TIER},{slot + 1}))"
        template = f'IFERROR(IF({at}>={_NO_TIER},"",{at}),"")'
        style = "header+right_header+money" if slot < SLOTS else "muted+money"
        pen.formula(*start_at(slot), template, starts[slot] if slot < len(starts) else None, style)
    for slot in range(SLOTS):
        start = address(*start_at(slot))
        template = f'IF({start}="","",{rate_of(start, _DAY)})'
        value = rates[slot] if slot < len(rates) else None
        pen.formula(RATE_ROW, TIER_COL + slot, template, value, "header+right_header+rate")


def _helpers(pen: Pen, context: Context, day: pd.Timestamp) -> None:
    """How the tiers are meant, as numbers that the slices multiply by."""
    last = f'INDEX(receipts[tiers_on],MATCH({address(*LABEL, True)}&"|"&{counted()},receipts[place],0))'
    pen.formula(*TIERS_ON, f"IFERROR({last}+0,as_of)", day.to_pydatetime(), "muted+date")
    pen.text(TIERS_ON[0], TIERS_ON[1] + 1, _IS_DAY, "muted")
    pen.text(BEYOND[0], BEYOND[1] + 1, _IS_BEYOND, "muted")
    for place, words, key, option, if_so in (
        (MARGINAL, _IS_MARGINAL, "tier_mode", "whole", 0),
        (LOWER, _IS_LOWER, "tier_boundary", "lower", 1),
    ):
        value = if_so if context.policy[key] == option else 1 - if_so
        pen.formula(*place, f"IF($pis({key};{option};{_DAY}),{if_so},{1 - if_so})", value, "muted+integer")
        pen.text(place[0], place[1] + 1, words, "muted")
