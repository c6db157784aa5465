"""FXRATE and TOCNY: rates by the policy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from xltrade.core.days import to_date
from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import FX, MOST, UNIT, Ints
from xltrade.core.schema import Param
from xltrade.formulas.arguments import each, in_policy, yuan
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import fx
from xltrade.rules.policy import Policy

_SPOT, _FIXED = (f'{{currency}}&"|{kind}"' for kind in ("spot", "fixed"))
"""How `fx[series]` names the rates of a currency and kind."""


def _latest(series: str) -> str:
    return f'_xlfn.MAXIFS(fx[date],fx[series],{series},fx[date],"<="&INT({{on}}))'


def _rate_on(series: str, day: str) -> str:
    return f"SUMIFS(fx[used],fx[series],{series},fx[date],{day})"


_PLACES = "IF(IFERROR(VLOOKUP({currency},rough_rates,3,0),0)<0.02,0,-3)"
"""Nine decimals of CNY for a currency of small units, six for the others."""
_PUBLISHED = 'WORKDAY.INTL(INT({on})+1,-1,"0000011",holidays[off])'
"""The last day up to the day on which rates are published: no weekend, make-up Saturdays too, no holiday."""
_MONTH = f"(fx[series]={_SPOT})*(fx[used]>0)*(fx[date]>INT({{on}})-DAY({{on}}))*(fx[date]<=EOMONTH({{on}},0))"
_BY_POLICY = (
    "IF($pis(fx;month_average;{day}),"
    f"ROUND(SUMPRODUCT({_MONTH}*ROUND(fx[used]*{FX},0))/SUMPRODUCT({_MONTH}),{_PLACES})/{FX},"
    f"ROUND(1/(1/IF($pis(fx;fixed;{{day}}),{_rate_on(_FIXED, _latest(_FIXED))},"
    f'IF({_PUBLISHED}-WORKDAY.INTL({_latest(_SPOT)},1,"0000011",holidays[off])+1>$p(fx_max_age_days;{{day}}),NA(),'
    f"{_rate_on(_SPOT, _latest(_SPOT))}))),9))"
)
"""A refused rate is 0, and so is one of which there is none: dividing by it is the error."""


def _rate_by(day: str, *needed: str, guard: str = "{rate}") -> str:
    """The rate by the policy of a day; guard: what stands around it for a day that somebody types."""
    bare = ",".join(f'{{{p}}}=""' for p in ("currency", "on", *needed))
    rate = guard.replace("{rate}", _BY_POLICY.replace("{day}", day))
    return f'IF(OR({bare}),"",IF({{currency}}="{fx.HOME}",1,{rate}))'


_CURRENCY, _ON = Param("currency", "币种", "currency", "text"), Param("on", "日期", "day", "date")
_AMOUNT = Param("amount", "原币金额", "amount in its currency", "money")
_BY = Param("by", "按哪天的政策", "the day whose policy counts", "date")


@excel(
    Function(
        "FXRATE",
        (_CURRENCY, _ON),
        "number",
        "某币种某天的人民币汇率（按政策）。",
        "CNY rate of a currency on a day, by the policy.",
        ("R048",),
        _rate_by("as_of"),
        example='=FXRATE("USD",DATE(2026,3,2))',
    )
)
def FXRATE(currency: Any, on: Any, *, policy: Policy | None = None) -> Any:
    """CNY for one unit of `currency` on a day (R048); None where one is blank, XltradeError when there is no rate.

    >>> from datetime import date
    >>> FXRATE("CNY", date(2026, 3, 2))
    1.0
    """

    def rule(names: Any, days: Any) -> Any:
        return [r / FX for r in _rates(names, days, in_policy(policy)).tolist()]

    return each("FXRATE", (currency, on), rule)


@excel(
    Function(
        "FXRATEAT",
        (_CURRENCY, _ON, _BY),
        "number",
        "某币种某天的人民币汇率，按某一天的政策：旧季度不随新政策变。",
        "CNY rate of a currency on a day, by the policy of a day: an old quarter does not move with a new one.",
        ("R048", "R212"),
        _rate_by("INT({by})", "by", guard="IF(ISERROR(INT({by})),NA(),{rate})"),
        example='=FXRATEAT("USD",DATE(2026,3,2),DATE(2026,3,31))',
    )
)
def FXRATEAT(currency: Any, on: Any, by: Any, *, policy: Policy | None = None) -> Any:
    """FXRATE by the policy that held on the day `by` (R048, R212).

    >>> from datetime import date
    >>> FXRATEAT("CNY", date(2026, 3, 2), date(2026, 3, 31))
    1.0
    """

    def rule(names: Any, days: Any, by_: Any) -> Any:
        return [r / FX for r in _rates_by(names, days, by_, in_policy(policy)).tolist()]

    return each("FXRATEAT", (currency, on, by), rule)


def _rates_by(names: NDArray[np.object_], days: Ints, by: Ints, rules: Policy) -> Ints:
    found = np.zeros(days.shape, np.int64)
    for day in set(by.tolist()):
        here = by == day
        found[here] = _rates(names[here], days[here], rules.of_day(day))
    return found


def _rates(names: NDArray[np.object_], days: Ints, rules: Policy) -> Ints:
    found = fx.rate(np.array([str(n).strip().upper() for n in names], dtype=object), days, rules)
    if (found < 0).any():
        at = int(np.flatnonzero(found < 0)[0])
        raise ValueNotComputable(
            f"{to_date(days[at])} 没有 {names[at]} 的汇率，请在汇率表里补上。",
            f"There is no {names[at]} rate for {to_date(days[at])}; add it to the FX sheet.",
        )
    return found


_REFUSED = f"ABS({{amount}})>{MOST}"
_PIECE = 100_000
_WHOLE = f"ROUND(ABS({{amount}})*{UNIT},0)"
_PIECES = f"INT({_WHOLE}/{_PIECE})*{{1,0}}+({_WHOLE}-INT({_WHOLE}/{_PIECE})*{_PIECE})*{{0,1}}"
"""The amount as so many pieces and a rest: each times the rate stays an integer that a cell holds exactly."""
_STEPS = UNIT * FX // 100 // _PIECE
IN_CNY = f"SIGN({{amount}})*ROUND(SUMPRODUCT(INT(ROUND({{rate}}*{FX},0)*({_PIECES})/{{1,{_PIECE}}}))/{_STEPS},0)/100"
"""What INT drops is less than one of an even number of steps to a fen: no tie is missed up to 90,000,000 CNY."""
_PIECEWISE = (
    f"SIGN({{amount}})*ROUND((ROUND({{rate}}*{FX},0)*INT({_WHOLE}/{_PIECE})+"
    f"INT(ROUND({{rate}}*{FX},0)*({_WHOLE}-INT({_WHOLE}/{_PIECE})*{_PIECE})/{_PIECE}))/{_STEPS},0)/100"
)
"""The same for a rate that is short to write: without an array, which not every engine computes."""


def in_cny(amount: str, rate: str) -> str:
    """The text of an amount in CNY at the rate of a cell, half up to the fen; #N/A where it is too large."""
    return f"IF({_REFUSED},NA(),{_PIECEWISE})".replace("{amount}", amount).replace("{rate}", rate)


def _converted(rate: str, *needed: str) -> str:
    bare = ",".join(f'{{{p}}}=""' for p in needed)
    return f'IF(OR({bare}),"",IF({_REFUSED},NA(),{IN_CNY.replace("{rate}", rate)}))'


@excel(
    Function(
        "TOCNY",
        (_AMOUNT, _CURRENCY, _ON),
        "money",
        "折成人民币，四舍五入到分；没有汇率就是错误，从不猜。",
        "Amount in CNY, half up to the fen; an error when there is no rate.",
        ("R048",),
        _converted("FXRATE({currency},{on})", "amount", "currency", "on"),
        example='=TOCNY(1000,"USD",DATE(2026,3,2))',
    )
)
def TOCNY(amount: Any, currency: Any, on: Any, *, policy: Policy | None = None) -> Any:
    """`amount` in CNY at the policy's rate, half up to the fen, once (R048).

    None where something is blank; XltradeError when there is no rate (never a guess).

    >>> from datetime import date
    >>> TOCNY(12.345, "CNY", date(2026, 3, 2))
    12.35
    """

    def rule(amounts: Any, names: Any, days: Any) -> Any:
        return yuan(fx.to_fen(amounts, _rates(names, days, in_policy(policy))), (amount,))

    return each("TOCNY", (amount, currency, on), rule)


@excel(
    Function(
        "TOCNYAT",
        (_AMOUNT, _CURRENCY, _ON, _BY),
        "money",
        "折成人民币，按某一天的政策：旧季度不随新政策变。",
        "Amount in CNY by the policy of a day: an old quarter does not move with a new one.",
        ("R048", "R212"),
        _converted("FXRATEAT({currency},{on},{by})", "amount", "currency", "on", "by"),
        example='=TOCNYAT(1000,"USD",DATE(2026,3,2),DATE(2026,3,31))',
    )
)
def TOCNYAT(amount: Any, currency: Any, on: Any, by: Any, *, policy: Policy | None = None) -> Any:
    """TOCNY by the policy that held on the day `by` (R048, R212).

    >>> from datetime import date
    >>> TOCNYAT(12.345, "CNY", date(2026, 3, 2), date(2026, 3, 31))
    12.35
    """

    def rule(amounts: Any, names: Any, days: Any, by_: Any) -> Any:
        return yuan(fx.to_fen(amounts, _rates_by(names, days, by_, in_policy(policy))), (amount,))

    return each("TOCNYAT", (amount, currency, on, by), rule)
