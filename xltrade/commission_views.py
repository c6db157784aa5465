"""提成 Commission: the last periods, the way to the next tier, cliffs, and since when the terms are as they are.

Each cell holds a formula over the tables and, beside it, the value the rules give for it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.frames import Frame
from xltrade.functions import COMMISSION
from xltrade.rules import tenure
from xltrade.sheets import CondFormat, Sheet, Words, address
from xltrade.twins import Twins
from xltrade.views import PERIODS, SIGN_DATE, SIGN_MANAGER, SIGN_PERSON, Pen, cents, signatures

PAY_SHEET = Words("提成", "Commission")
_PAY_PURPOSE = Words("每个期间的到款和提成，由到款表逐笔相加；右边核对整期一次算出的结果。",
                     "Commission of each period, summed from Receipts and checked against the whole period at once.")
_PAY_COLUMNS: tuple[tuple[Words, float], ...] = (
    (Words("期间", "Period"), 12), (Words("提成基数", "Base"), 17), (Words("提成", "Commission"), 15),
    (Words("整期核对", "Whole period"), 15), (Words("核对", "Check"), 8), (Words("另一算法", "Other mode"), 15),
    (Words("距下一档", "To the next tier"), 36), (Words("备注", "Note"), 23))
_PAY_HELP: tuple[tuple[Words, float], ...] = (
    (Words("下一档起点", "Next start"), 16), (Words("下一档比例", "Next rate"), 13),
    (Words("还差", "Still to come"), 16), (Words("跨档多得", "Gain of crossing"), 16))
_HELP = Words("以下各列供左边的句子计算用", "For the sentences at the left")
_PAY_UNIT = Words("金额：人民币", "Amounts in CNY")
_PAY_NOTE = Words("另一算法：分段累进与全额按档中没有采用的那一种。核对 ✓ = 逐笔相加与整期一次算出的一致。",
                  "Other mode: of marginal and whole the one not in use. Check ✓ = the sum equals the whole period.")
_MORE_NOTE = Words("这里只按档计算。项目提成、订单分成、团队和各种系数在结算单里逐笔列出，应发以结算单为准。",
                   "Tiers only: project terms, shares, team pool and factors are on the settlement, which counts.")
_SINCE_POLICY = Words("现行提成政策生效于 ", "Terms in force since ")
_CHANGED = Words("政策已变，以结算单为准", "Terms changed since; the settlement counts")
PAY_ROW, _HELP_COL, _CLIFFS = 5, 9, 4
PAY_SETTINGS = ("tier_mode", "tier_boundary", "tier_period", "deduct_bank_fee", "fx", "refund", "rounding")
"""The settings that decide a commission, besides the tiers."""


def commission_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, *, who: str) -> Sheet:
    """提成 Commission: the last periods, each as the sum of its receipts and as the whole at once (R044, R211).

    Beside each the way to the next tier, and whether the terms changed after it ended (R212); below, every tier from
    whose start on the total is less than before it (R045).
    """
    pen = Pen(twins)
    pen.value(2, 0, who, "bold")
    pen.text(2, 3, _PAY_UNIT, "muted")
    changed = _terms(pen, made)
    _pay_headers(pen)
    for back in range(PERIODS):
        _period_row(pen, PAY_ROW + back, back, made["receipts"], context)
        _period_note(pen, PAY_ROW + back, back, changed, context)
    end = PAY_ROW + PERIODS
    pen.text(end, 0, _PAY_NOTE, "muted")
    for number in range(1, _CLIFFS + 1):
        _cliff(pen, end + number, number, context)
    pen.text(end + _CLIFFS + 1, 0, _MORE_NOTE, "muted")
    last = end + _CLIFFS + 3
    signatures(pen, last, ((SIGN_PERSON, 0, (1, 1)), (SIGN_MANAGER, 2, (3, 4)), (SIGN_DATE, 5, (6, 6))))
    unequal = CondFormat(PAY_ROW, 4, end - 1, 4, {"type": "cell", "criteria": "==", "value": '"✗"'}, "bad")
    stale = CondFormat(PAY_ROW, 7, end - 1, 7, {"type": "text", "criteria": "begins with",
                                                 "value": _CHANGED.text(twins.lang)}, "warning")
    cliff = CondFormat(end + 1, 0, end + _CLIFFS, 0, {"type": "text", "criteria": "begins with", "value": "⚠"},
                       "alert")
    name = PAY_SHEET.text(twins.lang)
    widths = {i: w for i, (_, w) in enumerate(_PAY_COLUMNS)}
    return Sheet("commission", name, name, _PAY_PURPOSE.text(twins.lang), "computed", cells=tuple(pen.cells),
                 widths={**widths, **{_HELP_COL + i: w for i, (_, w) in enumerate(_PAY_HELP)}},
                 heights={PAY_ROW + back: 44.0 for back in range(PERIODS)}, portrait=True, gridlines=False,
                 freeze=(PAY_ROW, 1), formats=(unequal, stale, cliff), one_page=True,
                 print_area=(0, 0, last + 1, len(_PAY_COLUMNS) - 1))


def _pay_headers(pen: Pen) -> None:
    where = ("center", *(["right_header"] * 3), "center", "right_header", "text", "text")
    pen.headers(PAY_ROW - 1, [(label, at) for (label, _), at in zip(_PAY_COLUMNS, where, strict=True)])
    pen.text(PAY_ROW - 2, _HELP_COL, _HELP, "muted")
    for i, (label, _) in enumerate(_PAY_HELP):
        pen.text(PAY_ROW - 1, _HELP_COL + i, label, "muted+right_header")


def _period_row(pen: Pen, row: int, back: int, receipts: Frame, context: Context) -> None:
    label = period_label(context, back)
    base, paid = period_sums(receipts, label)
    whole = COMMISSION(base, policy=context.policy)
    p, b, c, d = (address(row, i) for i in range(4))
    pen.formula(row, 0, period(back), label, "box+center+bold")
    pen.formula(row, 1, f"ROUND(SUMIFS(receipts[base],receipts[period],{p}),2)", base, "box+money+computed")
    pen.formula(row, 2, f"ROUND(SUMIFS(receipts[commission],receipts[period],{p}),2)", paid, "box+money+computed+bold")
    pen.formula(row, 3, f"COMMISSION({b})", whole, "box+money+computed")
    pen.formula(row, 4, f'IF(ABS({c}-{d})<0.005,"✓","✗")', "✓" if abs(paid - whole) < 0.005 else "✗",
                "box+center+computed")
    other = "whole" if context.policy["tier_mode"] == "marginal" else "marginal"
    pen.formula(row, 5, f'COMMISSION({b},0,IF($pis(tier_mode;marginal),"whole","marginal"))',
                COMMISSION(base, 0, other, policy=context.policy), "box+money+computed")
    _next_tier(pen, row, b, base, context)
    _sentence(pen, row, back == 0, _next(base, context), context)


def period_sums(receipts: Frame, label: str) -> tuple[float, float]:
    """Base and commission of the receipts of a period, in yuan; zeros where the label is blank."""
    here = receipts[receipts["period"].eq(label) & receipts["base"].notna()] if label else receipts.iloc[:0]
    return cents(here["base"]) / 100, cents(here["commission"]) / 100


# Entering a tier takes its start, or a fen more where an amount exactly on the start belongs to the tier below.
_ENTER = "IF(AND($pis(tier_mode;whole),$pis(tier_boundary;upper)),0.01,0)"
_PASSED = f"((tiers[start]<{{b}})+(tiers[start]={{b}})*({_ENTER}=0)+(tiers[start]=0)+(tiers[in_force]<>1)>0)"
_ABOVE = f"SUMPRODUCT(MIN(tiers[start]+{_PASSED}*1E+12))"
_CROSSED = f"COMMISSION(0.01,ROUND({{start}}+{_ENTER}-0.01,2))"
Tier = tuple[float, float, float, float | None]
"""Start and rate of the next tier, what is still to come to enter it, and what crossing gains in whole mode."""


def rate_of(start: str) -> str:
    """The rate of the tier in force with this start (a cell), as a template."""
    return f"SUMPRODUCT((tiers[start]={start})*(tiers[in_force]=1)*tiers[rate])"


def _enter_fen(context: Context) -> int:
    return int(context.policy["tier_mode"] == "whole" and context.policy["tier_boundary"] == "upper")


def _crossed(start_fen: int, context: Context) -> float | None:
    """What the fen that enters a tier pays in whole mode: all that the new rate changes, negative at a cliff."""
    if context.policy["tier_mode"] == "marginal":
        return None
    return float(COMMISSION(0.01, (start_fen + _enter_fen(context) - 1) / 100, policy=context.policy))


def _next(base: float, context: Context) -> Tier | None:
    """The next tier above a period's base; None on the highest."""
    extra, total = _enter_fen(context), round(base * 100)
    for start, rate in zip((context.policy.tier_starts // 100).tolist(), context.policy.tier_rates.tolist(),
                           strict=True):
        if start > 0 and start + extra > total:
            return start / 100, rate / 10_000, (start + extra - total) / 100, _crossed(start, context)
    return None


def _next_tier(pen: Pen, row: int, cell: str, base: float, context: Context) -> None:
    """The numbers behind the sentence, right of the printed columns."""
    found = _next(base, context)
    s = address(row, _HELP_COL)
    above = _ABOVE.replace("{b}", cell)
    start, rate, left, gain = found or (None, None, None, None)
    pen.formula(row, _HELP_COL, f'IF({above}>=1E+12,"",{above})', start, "muted+money")
    pen.formula(row, _HELP_COL + 1, f'IF({s}="","",{rate_of(s)})', rate, "muted+rate")
    pen.formula(row, _HELP_COL + 2, f'IF({s}="","",ROUND({s}-{cell}+{_ENTER},2))', left, "muted+money")
    pen.formula(row, _HELP_COL + 3,
                f'IF(OR({s}="",$pis(tier_mode;marginal)),"",{_CROSSED.replace("{start}", s)})', gain, "muted+money")


_HIGHEST = Words("已是最高档", "The highest tier")
_TO_COME = (Words("再到款 ", ""), Words(" 元进入 ", " CNY more reach "))
_MISSED = (Words("差 ", ""), Words(" 元未到 ", " CNY short of "))
_MORE_PAID = (Words("，全部金额按新档，多 ", "; everything by the new rate, in all "), Words(" 元", " CNY more"))
_LESS_PAID = (Words("，⚠ 全部金额按新档，反而少 ", "; ⚠ everything by the new rate, in all "),
              Words(" 元", " CNY less"))


def _sentence(pen: Pen, row: int, running: bool, found: Tier | None, context: Context) -> None:
    """再到款 X 元进入 3.0%: the way to the next tier in words; of a period that is over, by how much it was missed."""
    s, r, x, g = (address(row, _HELP_COL + i) for i in range(4))
    (a, b), (c, d), (e, f) = (tuple(w.text(pen.lang) for w in said) for said in
                              (_TO_COME if running else _MISSED, _MORE_PAID, _LESS_PAID))
    way = f'"{a}"&{_money_text(x)}&"{b}"&TEXT({r},"0.0#%")'
    gain = (f'IF({g}="","",IF({g}<0,"{e}"&{_money_text("-" + g)}&"{f}","{c}"&{_money_text(g)}&"{d}"))'
            if running else '""')
    shown = _HIGHEST.text(pen.lang)
    if found is not None:
        _, rate, left, more = found
        shown = f"{a}{left:,.2f}{b}{rate_text(rate)}"
        if running and more is not None:
            shown += f"{e}{-more:,.2f}{f}" if more < 0 else f"{c}{more:,.2f}{d}"
    pen.formula(row, 6, f'IF({s}="","{_HIGHEST.text(pen.lang)}",{way}&{gain})', shown, "box+computed+wrap")


def _money_text(number: str) -> str:
    return f'TEXT({number},"#,##0.00")'


def rate_text(rate: float) -> str:
    """A tier's rate as TEXT(rate,"0.0#%") gives it.

    >>> rate_text(0.03), rate_text(0.0225)
    ('3.0%', '2.25%')
    """
    text = f"{rate:.2%}"
    return f"{text[:-2]}%" if text.endswith("0%") else text


_ABOVE_IT = Words("超过 ", "Above "), Words(" 元", " CNY")
_FROM = Words("满 ", "From "), Words(" 元", " CNY")
_CLIFF = (Words("，全部金额只按 ", ", everything earns only "), Words("，总提成反而少 ", ", in all "),
          Words(" 元", " CNY less"))


def _cliff(pen: Pen, row: int, number: int, context: Context) -> None:
    """⚠ the number-th start in force from which on the total is less than just before it, in whole mode (R045)."""
    s, r, g = (address(row, _HELP_COL + i) for i in (0, 1, 3))
    found = _cliffs(context)
    start, rate, loss = found[number - 1] if number <= len(found) else (None, None, None)
    at = f"SUMPRODUCT(SMALL(tiers[start]+(tiers[step]>=0)*1E+12,{number}))"
    pen.formula(row, _HELP_COL, f'IF($pis(tier_mode;marginal),"",IFERROR(IF({at}>=1E+12,"",{at}),""))', start,
                "muted+money")
    pen.formula(row, _HELP_COL + 1, f'IF({s}="","",{rate_of(s)})', rate, "muted+rate")
    pen.formula(row, _HELP_COL + 3, f'IF({s}="","",{_CROSSED.replace("{start}", s)})', loss, "muted+money")
    over, since = ([w.text(pen.lang) for w in said] for said in (_ABOVE_IT, _FROM))
    only, less, end = (w.text(pen.lang) for w in _CLIFF)
    amount = (f'IF($pis(tier_boundary;upper),"{over[0]}"&{_money_text(s)}&"{over[1]}",'
              f'"{since[0]}"&{_money_text(s)}&"{since[1]}")')
    template = (f'IF({s}="","",IF({g}>=0,"","⚠ "&{amount}&"{only}"&TEXT({r},"0.0#%")&"{less}"&'
                f'{_money_text("-" + g)}&"{end}"))')
    head = over if context.policy["tier_boundary"] == "upper" else since
    said = "" if start is None or rate is None or loss is None or loss >= 0 else (
        f"⚠ {head[0]}{start:,.2f}{head[1]}{only}{rate_text(rate)}{less}{-loss:,.2f}{end}")
    pen.formula(row, 0, template, said)


def _cliffs(context: Context) -> list[tuple[float, float, float]]:
    """Start, rate and what its first fen pays, of each tier in force whose rate is lower than the one below."""
    rules = context.policy
    made = [(start // 100, rate) for start, rate, step in zip(rules.tier_starts.tolist(), rules.tier_rates.tolist(),
                                                               rules.tier_steps.tolist(), strict=True) if step < 0]
    return [(start / 100, rate / 10_000, crossed) for start, rate in made
            if (crossed := _crossed(start, context)) is not None]


# ── which terms, since when ───────────────────────────────────────────────────────────────────────────────────────

def effective(key: str) -> str:
    """The day since which a setting is as it is, as a template; `tiers` for the tiers."""
    if key == "tiers":
        return "SUMPRODUCT(MAX((tiers[in_force]=1)*tiers[effective_from]))"
    return f'INDEX(policy[effective_from],MATCH("{key}",policy[in_force],0))'


def effective_day(made: Mapping[str, Frame], key: str) -> pd.Timestamp:
    """The value of `effective`."""
    if key == "tiers":
        tiers = made["tiers"]
        return pd.Timestamp(tiers.loc[tiers["in_force"] == 1, "effective_from"].max())
    rows = made["policy"]
    return pd.Timestamp(rows.loc[rows["in_force"].eq(key), "effective_from"].iloc[0])


def _terms(pen: Pen, made: Mapping[str, Frame]) -> pd.Timestamp:
    """Since when the terms of commission are as they are, in words and as a day for the notes."""
    keys = ("tiers", *PAY_SETTINGS)
    since = max(effective_day(made, k) for k in keys)
    cell = address(2, _HELP_COL, True)
    pen.formula(2, _HELP_COL, f"MAX({','.join(effective(k) for k in keys)})", since.to_pydatetime(), "muted+date")
    head = _SINCE_POLICY.text(pen.lang)
    pen.formula(2, 6, f'"{head}"&TEXT({cell},"yyyy-mm-dd")', f"{head}{since:%Y-%m-%d}", "muted")
    return since


def _period_note(pen: Pen, row: int, back: int, changed: pd.Timestamp, context: Context) -> None:
    """Says where the terms changed after the period ended: the cells use today's, the settlement those of its time."""
    said, end = _CHANGED.text(pen.lang), _period_end_day(context, back)
    template = f'IF({address(row, 0)}="","",IF({address(2, _HELP_COL, True)}>{_period_end(back)},"{said}",""))'
    pen.formula(row, 7, template, said if end is not None and changed > end else "", "box+computed+wrap")


def _period_end(back: int) -> str:
    day = f"EDATE(as_of,-{3 * back})"
    return (f"IF($pis(tier_period;year_to_date),DATE(YEAR(as_of)-{back},12,31),IF($pis(tier_period;tenure_quarter),"
            f"EDATE($s(hired),3*TENUREQUARTER($s(hired),{day}))-1,"
            f"EOMONTH(DATE(YEAR({day}),3*INT((MONTH({day})+2)/3),1),0)))")


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
    return (f'IF($pis(tier_period;year_to_date),(YEAR(as_of)-{back})&"",IF($pis(tier_period;tenure_quarter),'
            f'IFERROR("T"&TENUREQUARTER($s(hired),{day}),""),YEAR({day})&"Q"&INT((MONTH({day})+2)/3)))')


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
