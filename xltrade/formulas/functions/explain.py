"""EXPLAIN: how a commission comes about, tier by tier."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from xltrade.core.rounding import MOST, MOST_EARNED
from xltrade.core.schema import Param
from xltrade.formulas.arguments import blank, in_policy, lone, money, one_cell
from xltrade.formulas.catalogue import Function, excel
from xltrade.formulas.functions.commission import AT_MOST, LOWER, taken
from xltrade.rules import commission
from xltrade.rules.policy import Policy

# The part of a total that stands at or above a start; what a tier holds; the commission through each tier.
_EXPLAIN = one_cell(
    "amount",
    "LET("
    + ",".join(
        (
            "@on,SORT(FILTER(HSTACK(tiers[start],tiers[rate]),tiers[in_force]=1))",
            "@start,ROUND(CHOOSECOLS(@on,1)*100,0)",
            "@rates,ROUND(CHOOSECOLS(@on,2)*1000000,0)",
            "@i,SEQUENCE(ROWS(@rates))",
            "@next,IFERROR(INDEX(@start,@i+1),1E+15)",
            "@sliced,IF($pis(tier_mode;marginal),1,0)",
            f"@lower,{LOWER}",
            "@above,LAMBDA(@t,@from,IF((@t>@from)+(@from=0)+(@t=@from)*@lower>0,@t-@from*@sliced,0))",
            "@held,LAMBDA(@t,@above(@t,@start)-@above(@t,@next))",
            f"@before,ROUND(IF(ABS({{prior}})>{MOST},NA(),{{prior}})*100,0)",
            f"@after,@before+ROUND(IF(ABS({{amount}})>{MOST},NA(),{{amount}})*100,0)",
            "@through,LAMBDA(@t,ROUND(MMULT(--(@i>=TRANSPOSE(@i)),@held(@t)*@rates)/($p(rounding)*100000000),0))",
            "@earned,@through(@after)-@through(@before)",
            "@own,@earned-INDEX(@earned,IF(@i=1,1,@i-1))*(@i>1)",
            f"IF(ISNUMBER(@after),IF({AT_MOST}>{MOST_EARNED},NA(),HSTACK("
            "@on,(@held(@after)-@held(@before))/100,ROUND(@own*$p(rounding),2))),@after))",
        )
    ),
)


@excel(
    Function(
        "EXPLAIN",
        (
            Param("amount", "到款金额（人民币）", "receipts in CNY", "money"),
            Param("prior", "同一期间此前的累计", "receipts of the period before it", "money", "0"),
        ),
        "money",
        "提成说明：每档一行（起点、比例、这笔到款落在该档的金额、该档提成），提成列合计正好等于 COMMISSION。",
        "How a commission comes about: a row a tier with its start, rate, share of the amount and commission; the last "
        "column sums to COMMISSION exactly.",
        ("R044", "R045", "R046", "R211"),
        _EXPLAIN,
        spills=True,
        example="=EXPLAIN(1500000)",
        columns=(
            Param("start", "档起点（人民币）", "start of the tier, CNY", "money"),
            Param("rate", "比例", "rate", "percent"),
            Param("inside", "这笔到款在该档的金额", "how much of the amount the tier holds, CNY", "money"),
            Param("commission", "该档提成（元）", "commission of the tier, CNY", "money"),
        ),
        no_classic=(
            "行数随提成档的数目变化，写死在单元格里会过时；classic 在到款表里逐笔列出累计和提成。",
            "It has a row for each tier, so a fixed block of cells would go stale; classic shows each receipt with "
            "its running total and commission on the Receipts sheet.",
        ),
    )
)
def EXPLAIN(amount: Any, prior: Any = 0, *, policy: Policy | None = None) -> list[list[Any]] | None:
    """How COMMISSION(amount, prior) comes about: [tier start, rate, amount inside, commission] for each tier (R211).

    The third column sums to the amount and the fourth to the commission, to the fen, in both modes and for refunds.
    Under "whole" the tier that earlier receipts leave stands with a minus. None for a blank amount; XltradeError for
    what is not a number and for more than one amount.

    >>> EXPLAIN(1500000, 500000)
    [[0.0, 0.02, 500000.0, 10000.0], [1000000.0, 0.03, 1000000.0, 30000.0], [5000000.0, 0.04, 0.0, 0.0]]
    """
    amount, prior, rules = lone("EXPLAIN", amount), lone("EXPLAIN", prior), in_policy(policy)
    if blank(amount):
        return None
    given = np.array([money(amount)]), np.array([0 if blank(prior) else money(prior)])
    now, before = (int(v[0]) for v in taken(*given, rules))
    held, fen = commission.explained(now, before, str(rules["tier_mode"]), rules)
    exact = any(isinstance(v, Decimal) for v in (amount, prior))
    columns = [
        _decimals(units_of.tolist(), places, exact)
        for units_of, places in ((rules.tier_starts, 4), (rules.tier_rates, 6), (held, 4), (fen, 2))
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _decimals(values: Sequence[int], places: int, exact: bool) -> list[Any]:
    return [Decimal(v).scaleb(-places) if exact else v / 10**places for v in values]
