"""The way to the next tier, in words: how far, what crossing it gains, where it pays less."""

from __future__ import annotations

from xltrade.computed.context import Context
from xltrade.core.rounding import RATE
from xltrade.core.schema import Words
from xltrade.formulas.functions import COMMISSION
from xltrade.formulas.tiers import live, rate_of
from xltrade.sheets.addresses import address
from xltrade.sheets.pen import Pen

PAY_ROW, HELP_COL, CLIFFS = 5, 9, 4
DAY_COL, BEFORE_COL, START_COL = HELP_COL + 4, HELP_COL + 5, HELP_COL + 6
"""Right of the numbers behind the sentence: the day whose policy counts, the last amount below the next tier, and the
first day of the period."""


# Entering a tier takes its start, or a fen more where an amount exactly on the start belongs to the tier below.
_WHOLE = "$pis(tier_mode;whole;{d})"
_ENTER = f"IF(AND({_WHOLE},NOT($pis(tier_boundary;lower;{{d}}))),0.01,0)"
_PASSED = f"((tiers[start]<{{b}})+(tiers[start]={{b}})*({_ENTER}=0)+(tiers[start]=0)+({live('{d}')}=0)>0)"
_ABOVE = f"SUMPRODUCT(MIN(tiers[start]+{_PASSED}*1E+12))"
_BEFORE = f"ROUND({{start}}+{_ENTER}-0.01,2)"
Tier = tuple[float, float, float, float | None]
"""Start and rate of the next tier, what is still to come to enter it, and what crossing gains in whole mode."""


def _enter_fen(context: Context) -> int:
    return int(context.policy["tier_mode"] == "whole" and context.policy["tier_boundary"] == "upper")


def _crossed(start_fen: int, context: Context) -> float | None:
    """What the fen that enters a tier pays in whole mode: all that the new rate changes, negative at a cliff."""
    if context.policy["tier_mode"] == "marginal":
        return None
    return float(COMMISSION(0.01, (start_fen + _enter_fen(context) - 1) / 100, policy=context.policy))


def next_start(base: float, context: Context) -> Tier | None:
    """The next tier above a period's base; None on the highest."""
    extra, total = _enter_fen(context), round(base * 100)
    for start, rate in zip(
        (context.policy.tier_starts // 100).tolist(), context.policy.tier_rates.tolist(), strict=True
    ):
        if start > 0 and start + extra > total:
            return start / 100, rate / RATE, (start + extra - total) / 100, _crossed(start, context)
    return None


def next_tier(pen: Pen, row: int, cell: str, base: float, context: Context) -> None:
    """The numbers behind the sentence, right of the printed columns."""
    found = next_start(base, context)
    s, day, before = (address(row, c) for c in (HELP_COL, DAY_COL, BEFORE_COL))
    above = _ABOVE.replace("{b}", cell).replace("{d}", day)
    enter = _ENTER.replace("{d}", day)
    start, rate, left, gain = found or (None, None, None, None)
    pen.formula(row, HELP_COL, f'IF({above}>=1E+12,"",{above})', start, "muted+money")
    pen.formula(row, HELP_COL + 1, f'IF({s}="","",{rate_of(s, day)})', rate, "muted+rate")
    pen.formula(row, HELP_COL + 2, f'IF({s}="","",ROUND({s}-{cell}+{enter},2))', left, "muted+money")
    pen.formula(
        row,
        HELP_COL + 3,
        f'IF({s}="","",IF({_WHOLE.replace("{d}", day)},COMMISSIONAT(0.01,{day},{before}),""))',
        gain,
        "muted+money",
    )
    _below(pen, row, s, day, start, context)


def _below(pen: Pen, row: int, s: str, day: str, start: float | None, context: Context) -> None:
    """The last amount below a start (a cell), by which the first fen of its tier is computed."""
    value = None if start is None else (round(start * 100) + _enter_fen(context) - 1) / 100
    pen.formula(
        row, BEFORE_COL, f'IF({s}="","",{_BEFORE.replace("{start}", s).replace("{d}", day)})', value, "muted+money"
    )


_HIGHEST = Words("已是最高档", "The highest tier")
_TO_COME = (Words("再到款 ", ""), Words(" 元进入 ", " CNY more reach "))
_MISSED = (Words("差 ", ""), Words(" 元未到 ", " CNY short of "))
_MORE_PAID = (Words("，全部金额按新档，多 ", "; everything by the new rate, in all "), Words(" 元", " CNY more"))
_LESS_PAID = (
    Words("，⚠ 全部金额按新档，反而少 ", "; ⚠ everything by the new rate, in all "),
    Words(" 元", " CNY less"),
)


def sentence(pen: Pen, row: int, running: bool, found: Tier | None, context: Context) -> None:
    """再到款 X 元进入 3.0%: the way to the next tier in words; of a period that is over, by how much it was missed."""
    s, r, x, g = (address(row, HELP_COL + i) for i in range(4))
    (a, b), (c, d), (e, f) = (
        tuple(w.text(pen.lang) for w in said) for said in (_TO_COME if running else _MISSED, _MORE_PAID, _LESS_PAID)
    )
    way = f'"{a}"&{_money_text(x)}&"{b}"&TEXT({r},"0.0###%")'
    gain = (
        f'IF({g}="","",IF({g}<0,"{e}"&{_money_text("-" + g)}&"{f}","{c}"&{_money_text(g)}&"{d}"))' if running else '""'
    )
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
    """A tier's rate as TEXT(rate,"0.0###%") gives it.

    >>> rate_text(0.03), rate_text(0.0225), rate_text(0.02125)
    ('3.0%', '2.25%', '2.125%')
    """
    whole, places = f"{rate * 100:.4f}".split(".")
    return f"{whole}.{places.rstrip('0') or '0'}%"


_ABOVE_IT = Words("超过 ", "Above "), Words(" 元", " CNY")
_FROM = Words("满 ", "From "), Words(" 元", " CNY")
_CLIFF = (
    Words("，全部金额只按 ", ", everything earns only "),
    Words("，总提成反而少 ", ", in all "),
    Words(" 元", " CNY less"),
)


def cliff_warning(pen: Pen, row: int, number: int, context: Context) -> None:
    """⚠ the number-th start in force from which on the total is less than just before it, in whole mode (R045)."""
    s, r, g = (address(row, HELP_COL + i) for i in (0, 1, 3))
    found = _cliffs(context)
    start, rate, loss = found[number - 1] if number <= len(found) else (None, None, None)
    at = f"SUMPRODUCT(SMALL(tiers[start]+(tiers[step]>=0)*1E+12,{number}))"
    pen.formula(
        row, HELP_COL, f'IF($pis(tier_mode;marginal),"",IFERROR(IF({at}>=1E+12,"",{at}),""))', start, "muted+money"
    )
    pen.formula(row, HELP_COL + 1, f'IF({s}="","",{rate_of(s, "as_of")})', rate, "muted+rate")
    before = address(row, BEFORE_COL)
    pen.formula(row, HELP_COL + 3, f'IF({s}="","",COMMISSION(0.01,{before}))', loss, "muted+money")
    _below(pen, row, s, "as_of", start, context)
    over, since = ([w.text(pen.lang) for w in said] for said in (_ABOVE_IT, _FROM))
    only, less, end = (w.text(pen.lang) for w in _CLIFF)
    amount = (
        f'IF($pis(tier_boundary;upper),"{over[0]}"&{_money_text(s)}&"{over[1]}",'
        f'"{since[0]}"&{_money_text(s)}&"{since[1]}")'
    )
    lost = f'{amount}&"{only}"&TEXT({r},"0.0###%")&"{less}"&{_money_text("-" + g)}&"{end}"'
    template = f'IF({s}="","",IF({g}>=0,"","⚠ "&{lost}))'
    head = over if context.policy["tier_boundary"] == "upper" else since
    said = (
        ""
        if start is None or rate is None or loss is None or loss >= 0
        else (f"⚠ {head[0]}{start:,.2f}{head[1]}{only}{rate_text(rate)}{less}{-loss:,.2f}{end}")
    )
    pen.formula(row, 0, template, said)


def _cliffs(context: Context) -> list[tuple[float, float, float]]:
    """Start, rate and what its first fen pays, of each tier in force whose rate is lower than the one below."""
    rules = context.policy
    made = [
        (start // 100, rate)
        for start, rate, step in zip(
            rules.tier_starts.tolist(), rules.tier_rates.tolist(), rules.tier_steps.tolist(), strict=True
        )
        if step < 0
    ]
    return [
        (start / 100, rate / RATE, crossed) for start, rate in made if (crossed := _crossed(start, context)) is not None
    ]
