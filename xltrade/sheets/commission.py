"""The sheet 提成 / Commission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.formulas.functions import COMMISSION
from xltrade.formulas.sums import cents
from xltrade.sheets import commission_periods as periods
from xltrade.sheets.addresses import address
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.commission_periods import PAY_SETTINGS, Period
from xltrade.sheets.declare import sheet
from xltrade.sheets.next_tier import (
    CLIFFS,
    DAY_COL,
    HELP_COL,
    PAY_ROW,
    START_COL,
    cliff_warning,
    next_start,
    next_tier,
    sentence,
)
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import CondFormat, Sheet
from xltrade.sheets.signatures import SIGN_DATE, SIGN_MANAGER, SIGN_PERSON, signatures

PAY_SHEET = Words("提成", "Commission")
_PAY_PURPOSE = Words(
    "每个期间的到款和提成，由到款表逐笔相加；右边核对整期一次算出的结果。",
    "Commission of each period, summed from Receipts and checked against the whole period at once.",
)
_PAY_COLUMNS: tuple[tuple[Words, float], ...] = (
    (Words("期间", "Period"), 12),
    (Words("提成基数", "Base"), 17),
    (Words("提成", "Commission"), 15),
    (Words("整期核对", "Whole period"), 15),
    (Words("核对", "Check"), 8),
    (Words("另一算法", "Other mode"), 15),
    (Words("距下一档", "To the next tier"), 36),
    (Words("备注", "Note"), 23),
)
_PAY_HELP: tuple[tuple[Words, float], ...] = (
    (Words("下一档起点", "Next start"), 16),
    (Words("下一档比例", "Next rate"), 13),
    (Words("还差", "Still to come"), 16),
    (Words("跨档多得", "Gain of crossing"), 16),
    (Words("按哪天的政策", "Policy of"), 14),
    (Words("下一档之前", "Below it"), 16),
    (Words("期间起", "From"), 12),
)
_HELP = Words("以下各列供左边的句子计算用", "For the sentences at the left")
_PAY_UNIT = Words("金额：人民币", "Amounts in CNY")
_PAY_NOTE = Words(
    "另一算法：分段累进与全额按档中没有采用的那一种。核对 ✓ = 逐笔相加与整期一次算出的一致；"
    "– = 期间内换过档或政策，逐笔按各季的算。",
    "Other mode: of marginal and whole the one not in use. Check ✓ = the sum equals the whole period; "
    "– = the terms changed within it, each quarter by its own.",
)
_MORE_NOTE = Words(
    "这里只按档计算。项目提成、订单分成、团队和各种系数在结算单里逐笔列出，应发以结算单为准。",
    "Tiers only: project terms, shares, team pool and factors are on the settlement, which counts.",
)
_SINCE_POLICY = Words("现行提成政策生效于 ", "Terms in force since ")
_CHANGED = Words("政策后来变了，这一期不变", "Terms changed since; this period keeps its own")
_END = PAY_ROW + PERIODS
"""The row below the periods."""


@sheet("commission", book="sales", place=320, linked=True)
def commission_sheet(page: Page) -> Sheet:
    """提成 Commission: the last periods, each as the sum of its receipts and as the whole at once (R044, R211).

    Beside each the way to the next tier, and that terms which changed later leave it alone (R212); below, every tier
    from whose start on the total is less than before it (R045).
    """
    pen = Pen(page.twins)
    last = _draw(pen, page)
    name = PAY_SHEET.text(page.lang)
    widths = {i: w for i, (_, w) in enumerate(_PAY_COLUMNS)}
    return Sheet(
        "commission",
        name,
        name,
        _PAY_PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={**widths, **{HELP_COL + i: w for i, (_, w) in enumerate(_PAY_HELP)}},
        heights={PAY_ROW + back: 44.0 for back in range(PERIODS)},
        portrait=True,
        gridlines=False,
        freeze=(PAY_ROW, 1),
        formats=_marks(page.lang),
        one_page=True,
        print_area=(0, 0, last, len(_PAY_COLUMNS) - 1),
    )


def _draw(pen: Pen, page: Page) -> int:
    """Every cell, top to bottom; gives the last row."""
    made, context = page.frames, page.context
    pen.value(2, 0, page.owner.who, "bold")
    pen.text(2, 3, _PAY_UNIT, "muted")
    changed = _terms(pen, made, context.today)
    _pay_headers(pen)
    for back, shown in enumerate(periods.periods(context)):
        _period_row(pen, PAY_ROW + back, back, made, shown, context)
        _period_note(pen, PAY_ROW + back, back, changed, shown)
    pen.text(_END, 0, _PAY_NOTE, "muted")
    for number in range(1, CLIFFS + 1):
        cliff_warning(pen, _END + number, number, context)
    pen.text(_END + CLIFFS + 1, 0, _MORE_NOTE, "muted")
    signed = _END + CLIFFS + 3
    signatures(pen, signed, ((SIGN_PERSON, 0, (1, 1)), (SIGN_MANAGER, 2, (3, 4)), (SIGN_DATE, 5, (6, 6))))
    return signed + 1


def _marks(lang: Lang) -> tuple[CondFormat, ...]:
    """Red where the whole period differs from its receipts, and for a cliff."""

    def begins(text: str) -> dict[str, str]:
        return {"type": "text", "criteria": "begins with", "value": text}

    unequal = {"type": "cell", "criteria": "==", "value": '"✗"'}
    return (
        CondFormat(PAY_ROW, 4, _END - 1, 4, unequal, "bad"),
        CondFormat(_END + 1, 0, _END + CLIFFS, 0, begins("⚠"), "alert"),
    )


def _pay_headers(pen: Pen) -> None:
    where = ("center", *(["right_header"] * 3), "center", "right_header", "text", "text")
    pen.headers(PAY_ROW - 1, [(label, at) for (label, _), at in zip(_PAY_COLUMNS, where, strict=True)])
    pen.text(PAY_ROW - 2, HELP_COL, _HELP, "muted")
    for i, (label, _) in enumerate(_PAY_HELP):
        pen.text(PAY_ROW - 1, HELP_COL + i, label, "muted+right_header")


def _period_row(pen: Pen, row: int, back: int, made: Mapping[str, Frame], shown: Period, context: Context) -> None:
    receipts = made["receipts"]
    base, paid = period_sums(receipts, shown.label)
    then = replace(context, policy=shown.policy(context))
    whole = COMMISSION(base, policy=then.policy)
    p, b, c, d = (address(row, i) for i in range(4))
    on = address(row, DAY_COL)
    _period_days(pen, row, back, shown)
    pen.formula(row, 0, periods.label(back), shown.label, "box+center+bold")
    pen.formula(row, 1, f"ROUND(SUMIFS(receipts[base],receipts[period],{p}),2)", base, "box+money+computed")
    pen.formula(row, 2, f"ROUND(SUMIFS(receipts[commission],receipts[period],{p}),2)", paid, "box+money+computed+bold")
    pen.formula(row, 3, f"COMMISSIONAT({b},{on})", whole, "box+money+computed")
    said = "–" if periods.mixed(receipts, shown, made) else "✓" if abs(paid - whole) < 0.005 else "✗"
    template = f'IF({periods.is_mixed(back)},"–",IF(ABS({c}-{d})<0.005,"✓","✗"))'
    pen.formula(row, 4, template, said, "box+center+computed")
    other = "whole" if then.policy["tier_mode"] == "marginal" else "marginal"
    pen.formula(
        row,
        5,
        f'COMMISSIONAT({b},{on},0,IF($pis(tier_mode;whole;{on}),"marginal","whole"))',
        COMMISSION(base, 0, other, policy=then.policy),
        "box+money+computed",
    )
    next_tier(pen, row, b, base, then)
    sentence(pen, row, back == 0, next_start(base, then), then)


def _period_days(pen: Pen, row: int, back: int, shown: Period) -> None:
    """The day whose policy counts for a period, and its first day."""
    pen.formula(row, DAY_COL, periods.policy_day(back), shown.on.to_pydatetime(), "muted+date")
    first = None if shown.start is None else shown.start.to_pydatetime()
    pen.formula(row, START_COL, periods.start(back), "" if first is None else first, "muted+date")


def period_sums(receipts: Frame, label: str) -> tuple[float, float]:
    """Base and commission of the receipts of a period, in yuan; zeros where the label is blank."""
    here = receipts[receipts["period"].eq(label) & receipts["base"].notna()] if label else receipts.iloc[:0]
    return cents(here["base"]) / 100, cents(here["commission"]) / 100


def _terms(pen: Pen, made: Mapping[str, Frame], today: dt.date) -> pd.Timestamp:
    """Since when the terms of commission are as they are, in words; gives that day."""
    keys = ("tiers", *PAY_SETTINGS)
    since = periods.latest(made, keys, today)
    cell = address(2, HELP_COL, True)
    template = f"MAX({','.join(periods.effective(k) for k in keys)})"
    pen.formula(2, HELP_COL, template, since.to_pydatetime(), "muted+date")
    head = _SINCE_POLICY.text(pen.lang)
    pen.formula(2, 6, f'"{head}"&TEXT({cell},"yyyy-mm-dd")', f"{head}{since:%Y-%m-%d}", "muted")
    return since


def _period_note(pen: Pen, row: int, back: int, changed: pd.Timestamp, shown: Period) -> None:
    """Says where the terms changed after the period ended: it keeps its own (R212)."""
    said = _CHANGED.text(pen.lang)
    if back == 0:
        return pen.value(row, 7, "", "box+computed+wrap")
    later = shown.start is not None and changed > pd.Timestamp(shown.day)
    template = f'IF({address(row, 0)}="","",IF({address(2, HELP_COL, True)}>{periods.day_cell(back)},"{said}",""))'
    return pen.formula(row, 7, template, said if later else "", "box+computed+wrap")
