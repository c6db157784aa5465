"""COMMISSION: what an amount earns on top of the period's earlier receipts."""

from __future__ import annotations

from typing import Any

import numpy as np

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import FEN, MOST, MOST_EARNED, RATE, UNIT, Ints, half_up
from xltrade.core.schema import Param
from xltrade.formulas.arguments import each, in_policy, yuan
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import commission
from xltrade.rules import policy as policies
from xltrade.rules.policy import Policy

_MODES = policies.settings()["tier_mode"].choices


def _mode_is(choice: str) -> str:
    assert _MODES is not None
    item = _MODES.get(choice)
    words = ",".join(f'{{mode}}="{w}"' for w in dict.fromkeys((item.zh, item.en, item.key)))
    return f'OR({words},AND({{mode}}="",$pis(tier_mode;{choice})))'


_START = "ROUND(tiers[start]*100,0)"
_SLICED = f"IF({_mode_is('marginal')},1,IF({_mode_is('whole')},0,NA()))"
LOWER = "IF($pis(tier_boundary;lower),1,0)"


def _earned(total: str) -> str:
    """Commission of a total (in fen) in rounding steps; an exact integer (fen × 1/1,000,000) up to the last ROUND."""
    reached = f"(({total}>{_START})+({_START}=0)+({total}={_START})*{LOWER}>0)"
    return f"ROUND(SUMPRODUCT({reached}*({total}-{_START}*{_SLICED})*tiers[step])/($p(rounding)*100000000),0)"


_PRIOR = "ROUND({prior}*100,0)"
AT_MOST = "(ABS({amount})+ABS({prior}))*SUMPRODUCT(MAX((tiers[in_force]=1)*tiers[rate]))"
_COMMISSION = (
    f'IF({{amount}}="","",IF((ABS({{amount}})>{MOST})+(ABS({{prior}})>{MOST})+({AT_MOST}>{MOST_EARNED})>0,NA(),'
    f"ROUND(({_earned(f'({_PRIOR}+ROUND({{amount}}*100,0))')}-{_earned(_PRIOR)})*$p(rounding),2)))"
)


@excel(
    Function(
        "COMMISSION",
        (
            Param("amount", "到款金额（人民币）", "receipts in CNY", "money"),
            Param("prior", "同一期间此前的累计", "receipts of the period before it", "money", "0"),
            Param("mode", "分段累进或全额按档；空 = 政策", "marginal or whole; blank = the policy", "text", '""'),
        ),
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
    the policy's. None for a blank amount; XltradeError for what is no number or beyond `MOST`, and for an unknown mode.

    >>> COMMISSION(1500000), COMMISSION(1500000, mode="whole"), COMMISSION(500000, 1000000)
    (35000.0, 45000.0, 15000.0)
    """

    def rule(amounts: Any, priors: Any, modes: Any) -> Any:
        fen = np.zeros(amounts.shape, np.int64)
        for name in set(modes.tolist()):
            here = np.equal(modes, name)
            now, before = taken(amounts[here], priors[here], in_policy(policy))
            fen[here] = commission.commission(now, before, _mode(name, policy), in_policy(policy))
        return yuan(fen, (amount, prior))

    return each("COMMISSION", (amount, prior, mode), rule)


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


def _mode(name: str | None, policy: Policy | None) -> str:
    assert _MODES is not None
    if name is None:
        return str(in_policy(policy)["tier_mode"])
    key = _MODES.lookup().get(name.strip().casefold())
    if key is None:
        raise ValueNotComputable(f"提成算法没有「{name}」。", f"There is no tier mode {name!r}.")
    return key
