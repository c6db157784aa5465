"""COMMISSION and COMMISSIONAT: what an amount earns on top of the period's earlier receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import FEN, MOST, MOST_EARNED, RATE, UNIT, Ints, half_up
from xltrade.core.schema import Param
from xltrade.formulas.arguments import each, in_policy, yuan
from xltrade.formulas.catalogue import Function, excel
from xltrade.formulas.tiers import above, live, none_hold
from xltrade.rules import commission
from xltrade.rules import policy as policies
from xltrade.rules.policy import Policy

_MODES = policies.settings()["tier_mode"].choices


def _mode_is(choice: str) -> str:
    assert _MODES is not None
    item = _MODES.get(choice)
    words = ",".join(f'{{mode}}="{w}"' for w in dict.fromkeys((item.zh, item.en, item.key)))
    whole = "$pis(tier_mode;whole;{on})"
    then = whole if choice == "whole" else f"NOT({whole})"
    return f'OR({words},AND({{mode}}="",{then}))'


_START = "ROUND(tiers[start]*100,0)"
_RATE = "ROUND(tiers[rate]*1000000,0)"
_ABOVE, _LIVE = above("{on}"), live("{on}")
_NEXT = f"LARGE({_LIVE}*{_START},ABS({_ABOVE}-0.5)+0.5)"
"""For each tier the start of the one above it that holds too; of the highest, of which there is none, anything."""
LOWER = "IF($pis(tier_boundary;lower),1,0)"
_LOWER_THEN = "IF($pis(tier_boundary;lower;{on}),1,0)"
_STEP = "$p(rounding;{on})"


def _sliced(total: str) -> str:
    """Marginal: each tier's rate times what stands above its start, less what stands above the next one's."""
    held = f"(({total}>{_START})+({_START}=0)>0)*({total}-{_START})-({_ABOVE}>0)*({total}>{_NEXT})*({total}-{_NEXT})"
    return f"SUMPRODUCT({_LIVE}*{_RATE}*({held}))"


def _whole(total: str) -> str:
    """Whole: everything times the rate of the highest tier that it reaches."""
    reached = f"SUMPRODUCT(MAX({_LIVE}*{_START}*(({total}>{_START})+({total}={_START})*{_LOWER_THEN}>0)))"
    return f"{total}*SUMPRODUCT({_LIVE}*{_RATE}*({_START}={reached}))"


def _gained(exact: Callable[[str], str]) -> str:
    """What the amount brings on top of what came before, each in rounding steps: integers up to their ROUND."""
    after, before = exact(f"({_PRIOR}+ROUND({{amount}}*100,0))"), exact(_PRIOR)
    return f"ROUND({after}/({_STEP}*100000000),0)-ROUND({before}/({_STEP}*100000000),0)"


_PRIOR = "ROUND({prior}*100,0)"
_BY_MODE = f"IF({_mode_is('marginal')},{_gained(_sliced)},IF({_mode_is('whole')},{_gained(_whole)},NA()))"
AT_MOST = "(ABS({amount})+ABS({prior}))*SUMPRODUCT(MAX((tiers[in_force]=1)*tiers[rate]))"
_MOST_THEN = f"(ABS({{amount}})+ABS({{prior}}))*SUMPRODUCT(MAX({_LIVE}*tiers[rate]))"
_REFUSED = f"(ABS({{amount}})>{MOST})+(ABS({{prior}})>{MOST})+({_MOST_THEN}>{MOST_EARNED})+({none_hold('{on}')})>0"
_EARNED = f"IF({_REFUSED},NA(),ROUND(({_BY_MODE})*{_STEP},2))"
_COMMISSION = f'IF({{amount}}="","",{_EARNED.replace("{on}", "as_of")})'
_COMMISSIONAT = f'IF(OR({{amount}}="",{{on}}=""),"",{_EARNED})'


_AMOUNT = Param("amount", "到款金额（人民币）", "receipts in CNY", "money")
_BEFORE = Param("prior", "同一期间此前的累计", "receipts of the period before it", "money", "0")
_MODE = Param("mode", "分段累进或全额按档；空 = 政策", "marginal or whole; blank = the policy", "text", '""')
_ON = Param("on", "按哪天生效的档和政策", "the day whose tiers and policy count", "date")


@excel(
    Function(
        "COMMISSION",
        (_AMOUNT, _BEFORE, _MODE),
        "money",
        "提成：在同一期间累计之上，这笔到款的提成（元）。",
        "Commission in CNY of an amount on top of the period's earlier receipts.",
        ("R044", "R045", "R046", "R205"),
        _COMMISSION,
        example="=COMMISSION(1500000)",
    )
)
def COMMISSION(amount: Any, prior: Any = 0, mode: Any = None, *, policy: Policy | None = None) -> Any:
    """Commission of `amount` on top of `prior` receipts of the period, CNY, exact to the fen (R044–R046).

    The parts of a period sum to the whole exactly; both are taken to the fen. mode: "marginal", "whole" or blank for
    the policy's. None for a blank amount; XltradeError for what is no number or beyond `MOST` and for an unknown mode.

    >>> COMMISSION(1500000), COMMISSION(1500000, mode="whole"), COMMISSION(500000, 1000000)
    (35000.0, 45000.0, 15000.0)
    """

    def rule(amounts: Any, priors: Any, modes: Any) -> Any:
        return yuan(_earned(amounts, priors, modes, in_policy(policy)), (amount, prior))

    return each("COMMISSION", (amount, prior, mode), rule)


@excel(
    Function(
        "COMMISSIONAT",
        (_AMOUNT, _ON, _BEFORE, _MODE),
        "money",
        "按某一天的提成档和政策算的提成（元）：旧季度不随新政策变。",
        "Commission in CNY by the terms in force on a day: an old quarter does not move with new ones.",
        ("R044", "R045", "R046", "R212"),
        _COMMISSIONAT,
        example="=COMMISSIONAT(1500000,DATE(2026,3,31))",
    )
)
def COMMISSIONAT(amount: Any, on: Any, prior: Any = 0, mode: Any = None, *, policy: Policy | None = None) -> Any:
    """COMMISSION by the tiers, mode, boundary and rounding of the day `on`, CNY, exact to the fen (R044–R046, R212).

    None for a blank amount or day; XltradeError as COMMISSION, and for a day without tiers.

    >>> from datetime import date
    >>> COMMISSIONAT(500000, date(2026, 3, 31), 1000000)
    15000.0
    """

    def rule(amounts: Any, days: Any, priors: Any, modes: Any) -> Any:
        fen = np.zeros(amounts.shape, np.int64)
        for day in set(days.tolist()):
            here, then = days == day, in_policy(policy).with_tiers_of(day)
            fen[here] = _earned(amounts[here], priors[here], modes[here], then)
        return yuan(fen, (amount, prior))

    return each("COMMISSIONAT", (amount, on, prior, mode), rule)


def _earned(amounts: Ints, priors: Ints, modes: Any, rules: Policy) -> Ints:
    """Commission in fen of amounts on top of what came before them (units), each by its mode, by the tiers given."""
    fen = np.zeros(amounts.shape, np.int64)
    for name in set(modes.tolist()):
        here = np.equal(modes, name)
        now, before = taken(amounts[here], priors[here], rules)
        fen[here] = commission.commission(now, before, _mode(name, rules), rules)
    return fen


def taken(amounts: Ints, priors: Ints, rules: Policy) -> tuple[Ints, Ints]:
    """Amounts and what came before them (units) to the fen, half up: CNY has no smaller coin.

    ValueNotComputable where they might earn more than `MOST_EARNED`.
    """
    most = int((np.abs(amounts) + np.abs(priors)).max(initial=0))
    rate = int(rules.tier_rates.max(initial=0))
    if most * rate > MOST_EARNED * UNIT * RATE:
        bound = MOST_EARNED * RATE // rate
        raise ValueNotComputable(
            f"金额太大：按这些提成档，一个期间的累计最多 {bound:,} 元。",
            f"The amount is too large: under these tiers a period holds at most {bound:,} CNY.",
        )
    return half_up(amounts, FEN) * FEN, half_up(priors, FEN) * FEN


def _mode(name: str | None, rules: Policy) -> str:
    assert _MODES is not None
    if name is None:
        return str(rules["tier_mode"])
    key = _MODES.lookup().get(name.strip().casefold())
    if key is None:
        raise ValueNotComputable(f"提成算法没有「{name}」。", f"There is no tier mode {name!r}.")
    return key
