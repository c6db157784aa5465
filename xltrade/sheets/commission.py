"""The sheet 提成 / Commission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.days import to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.formulas.functions import COMMISSION
from xltrade.formulas.sums import cents
from xltrade.rules import tenure
from xltrade.rules.policy import Policy
from xltrade.sheets.addresses import address
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.declare import sheet
from xltrade.sheets.next_tier import CLIFFS, DAY_COL, HELP_COL, PAY_ROW, cliff_warning, next_start, next_tier, sentence
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
    (Words("按哪天的档", "Tiers of"), 14),
    (Words("下一档之前", "Below it"), 16),
)
_HELP = Words("以下各列供左边的句子计算用", "For the sentences at the left")
_PAY_UNIT = Words("金额：人民币", "Amounts in CNY")
_PAY_NOTE = Words(
    "另一算法：分段累进与全额按档中没有采用的那一种。核对 ✓ = 逐笔相加与整期一次算出的一致；"
    "– = 期间内换过档，逐笔按各季的档。",
    "Other mode: of marginal and whole the one not in use. Check ✓ = the sum equals the whole period; "
    "– = the tiers changed within it, each quarter by its own.",
)
_MORE_NOTE = Words(
    "这里只按档计算。项目提成、订单分成、团队和各种系数在结算单里逐笔列出，应发以结算单为准。",
    "Tiers only: project terms, shares, team pool and factors are on the settlement, which counts.",
)
_SINCE_POLICY = Words("现行提成政策生效于 ", "Terms in force since ")
_CHANGED = Words("政策已变，以结算单为准", "Terms changed since; the settlement counts")
_END = PAY_ROW + PERIODS
"""The row below the periods."""
PAY_SETTINGS = ("tier_mode", "tier_boundary", "tier_period", "deduct_bank_fee", "fx", "refund", "rounding")
"""The settings that decide a commission, besides the tiers."""


@sheet("commission", book="sales", place=320, linked=True)
def commission_sheet(page: Page) -> Sheet:
    """提成 Commission: the last periods, each as the sum of its receipts and as the whole at once (R044, R211).

    Beside each the way to the next tier, and whether the terms changed after it ended (R212); below, every tier from
    whose start on the total is less than before it (R045).
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
    for back in range(PERIODS):
        _period_row(pen, PAY_ROW + back, back, made["receipts"], context)
        _period_note(pen, PAY_ROW + back, back, changed, context)
    pen.text(_END, 0, _PAY_NOTE, "muted")
    for number in range(1, CLIFFS + 1):
        cliff_warning(pen, _END + number, number, context)
    pen.text(_END + CLIFFS + 1, 0, _MORE_NOTE, "muted")
    signed = _END + CLIFFS + 3
    signatures(pen, signed, ((SIGN_PERSON, 0, (1, 1)), (SIGN_MANAGER, 2, (3, 4)), (SIGN_DATE, 5, (6, 6))))
    return signed + 1


def _marks(lang: Lang) -> tuple[CondFormat, ...]:
    """Red where the whole period differs from its receipts, amber where the terms changed since, red for a cliff."""

    def begins(text: str) -> dict[str, str]:
        return {"type": "text", "criteria": "begins with", "value": text}

    unequal = {"type": "cell", "criteria": "==", "value": '"✗"'}
    return (
        CondFormat(PAY_ROW, 4, _END - 1, 4, unequal, "bad"),
        CondFormat(PAY_ROW, 7, _END - 1, 7, begins(_CHANGED.text(lang)), "warning"),
        CondFormat(_END + 1, 0, _END + CLIFFS, 0, begins("⚠"), "alert"),
    )


def _pay_headers(pen: Pen) -> None:
    where = ("center", *(["right_header"] * 3), "center", "right_header", "text", "text")
    pen.headers(PAY_ROW - 1, [(label, at) for (label, _), at in zip(_PAY_COLUMNS, where, strict=True)])
    pen.text(PAY_ROW - 2, HELP_COL, _HELP, "muted")
    for i, (label, _) in enumerate(_PAY_HELP):
        pen.text(PAY_ROW - 1, HELP_COL + i, label, "muted+right_header")


def _period_row(pen: Pen, row: int, back: int, receipts: Frame, context: Context) -> None:
    label = period_label(context, back)
    base, paid = period_sums(receipts, label)
    then = replace(context, policy=tiers_then(context, back))
    whole = COMMISSION(base, policy=then.policy)
    p, b, c, d = (address(row, i) for i in range(4))
    on = address(row, DAY_COL)
    _tiers_day(pen, row, back, tiers_day(context, back))
    pen.formula(row, 0, period(back), label, "box+center+bold")
    pen.formula(row, 1, f"ROUND(SUMIFS(receipts[base],receipts[period],{p}),2)", base, "box+money+computed")
    pen.formula(row, 2, f"ROUND(SUMIFS(receipts[commission],receipts[period],{p}),2)", paid, "box+money+computed+bold")
    pen.formula(row, 3, f"COMMISSIONAT({b},{on})", whole, "box+money+computed")
    mixed = _mixed(receipts, label, then.policy, tiers_day(context, back))
    said = "–" if mixed else "✓" if abs(paid - whole) < 0.005 else "✗"
    template = f'IF({_is_mixed(p, on)},"–",IF(ABS({c}-{d})<0.005,"✓","✗"))'
    pen.formula(row, 4, template, said, "box+center+computed")
    other = "whole" if context.policy["tier_mode"] == "marginal" else "marginal"
    pen.formula(
        row,
        5,
        f'COMMISSIONAT({b},{on},0,IF($pis(tier_mode;marginal),"whole","marginal"))',
        COMMISSION(base, 0, other, policy=then.policy),
        "box+money+computed",
    )
    next_tier(pen, row, b, base, then)
    sentence(pen, row, back == 0, next_start(base, then), then)


def _tiers_day(pen: Pen, row: int, back: int, day: pd.Timestamp) -> None:
    """The day whose tiers count for a period: the last of its last calendar quarter, today while that runs (R212)."""
    end = _period_end(back)
    template = f'IF({address(row, 0)}="",as_of,MIN(as_of,EOMONTH(DATE(YEAR({end}),3*INT((MONTH({end})+2)/3),1),0)))'
    pen.formula(row, DAY_COL, template, day.to_pydatetime(), "muted+date")


def tiers_day(context: Context, back: int) -> pd.Timestamp:
    """The value of that cell; today where there is no such period."""
    end = _period_end_day(context, back)
    if end is None:
        return pd.Timestamp(context.today)
    return min(pd.Timestamp(context.today), end.to_period("Q").end_time.normalize())


def tiers_then(context: Context, back: int) -> Policy:
    """The policy with the tiers of a period; today's where none held then, and the cells show errors."""
    on = to_day(tiers_day(context, back).date())
    return context.policy.with_tiers_of(on) if context.policy.tiers.complete(on) else context.policy


def _is_mixed(period_cell: str, on: str) -> str:
    """Whether receipts of a period follow tiers of before a change within it: a year or tenure quarter has several."""
    return f'COUNTIFS(receipts[period],{period_cell},receipts[tiers_on],"<"&{tiers_since(on)})>0'


def _mixed(receipts: Frame, label: str, policy: Policy, day: pd.Timestamp) -> bool:
    """The value of `_is_mixed`."""
    changed = policy.tiers.changed(to_day(day.date()))
    here = receipts.loc[receipts["period"].eq(label), "tiers_on"]
    return changed is not None and bool((here < pd.Timestamp(to_date(changed))).any())


def period_sums(receipts: Frame, label: str) -> tuple[float, float]:
    """Base and commission of the receipts of a period, in yuan; zeros where the label is blank."""
    here = receipts[receipts["period"].eq(label) & receipts["base"].notna()] if label else receipts.iloc[:0]
    return cents(here["base"]) / 100, cents(here["commission"]) / 100


def tiers_since(day: str) -> str:
    """The last day up to one (a cell or a name) on which the tiers changed, as a template."""
    return f"SUMPRODUCT(MAX((tiers[effective_from]<={day})*tiers[effective_from]))"


def effective(key: str, day: str = "as_of") -> str:
    """The day since which a setting is as it is, as a template; `tiers` for the tiers, as they were on a day."""
    return tiers_since(day) if key == "tiers" else f'INDEX(policy[effective_from],MATCH("{key}",policy[in_force],0))'


def effective_day(made: Mapping[str, Frame], key: str, day: dt.date) -> pd.Timestamp:
    """The value of `effective`."""
    if key == "tiers":
        since = made["tiers"]["effective_from"]
        return pd.Timestamp(since[since <= pd.Timestamp(day)].max())
    rows = made["policy"]
    return pd.Timestamp(rows.loc[rows["in_force"].eq(key), "effective_from"].iloc[0])


def _terms(pen: Pen, made: Mapping[str, Frame], today: dt.date) -> pd.Timestamp:
    """Since when the terms of commission are as they are, in words; gives the day since which all but the tiers do."""
    keys = ("tiers", *PAY_SETTINGS)
    since = max(effective_day(made, k, today) for k in keys)
    cell = address(2, HELP_COL, True)
    pen.formula(2, HELP_COL, f"MAX({','.join(effective(k) for k in keys)})", since.to_pydatetime(), "muted+date")
    head = _SINCE_POLICY.text(pen.lang)
    pen.formula(2, 6, f'"{head}"&TEXT({cell},"yyyy-mm-dd")', f"{head}{since:%Y-%m-%d}", "muted")
    rest = max(effective_day(made, k, today) for k in PAY_SETTINGS)
    pen.formula(
        2, HELP_COL + 1, f"MAX({','.join(effective(k) for k in PAY_SETTINGS)})", rest.to_pydatetime(), "muted+date"
    )
    return rest


def _period_note(pen: Pen, row: int, back: int, changed: pd.Timestamp, context: Context) -> None:
    """Says where other terms than the tiers changed after the period ended: the cells use today's of these (R212)."""
    said, end = _CHANGED.text(pen.lang), _period_end_day(context, back)
    template = f'IF({address(row, 0)}="","",IF({address(2, HELP_COL + 1, True)}>{_period_end(back)},"{said}",""))'
    pen.formula(row, 7, template, said if end is not None and changed > end else "", "box+computed+wrap")


def _period_end(back: int) -> str:
    day = f"EDATE(as_of,-{3 * back})"
    return (
        f"IF($pis(tier_period;year_to_date),DATE(YEAR(as_of)-{back},12,31),IF($pis(tier_period;tenure_quarter),"
        f"EDATE($s(hired),3*TENUREQUARTER($s(hired),{day}))-1,"
        f"EOMONTH(DATE(YEAR({day}),3*INT((MONTH({day})+2)/3),1),0)))"
    )


def _period_end_day(context: Context, back: int) -> pd.Timestamp | None:
    """The last day of the period `back` periods before today's; None before the hire date."""
    label, mode = period_label(context, back), context.policy["tier_period"]
    if not label:
        return None
    if mode == "tenure_quarter":
        return pd.Timestamp(context.hired[""]) + pd.DateOffset(months=3 * int(label[1:])) - pd.Timedelta(days=1)
    return pd.Period(label, freq="Y" if mode == "year_to_date" else "Q").end_time.normalize()


def period(back: int) -> str:
    """The label of the period `back` periods before today's, as a template."""
    day = f"EDATE(as_of,-{3 * back})"
    return (
        f'IF($pis(tier_period;year_to_date),(YEAR(as_of)-{back})&"",IF($pis(tier_period;tenure_quarter),'
        f'IFERROR("T"&TENUREQUARTER($s(hired),{day}),""),YEAR({day})&"Q"&INT((MONTH({day})+2)/3)))'
    )


def period_label(context: Context, back: int) -> str:
    """The label of the period `back` periods before today's, as the Receipts sheet writes it."""
    mode = context.policy["tier_period"]
    day = pd.Timestamp(context.today) - pd.DateOffset(months=3 * back)
    if mode == "year_to_date":
        return str(context.today.year - back)
    if mode == "calendar_quarter":
        return f"{day.year}Q{day.quarter}"
    hired, on = (np.array([d.toordinal() - 719_163]) for d in (context.hired[""], day.date()))
    return f"T{tenure.quarter(hired, on)[0]}" if on[0] >= hired[0] else ""
