"""SHARES: parts that sum to the whole to the fen."""

from __future__ import annotations

from typing import Any

from xltrade.core.rounding import MOST, shares
from xltrade.core.schema import Param
from xltrade.formulas.arguments import blank, like, money, objects, yuan
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules.policy import Policy

_FEN = "ABS(ROUND({total}*100,0))"
_WEIGHT = "ROUND({weights}*10000,0)"
_QUOTA = f"INT({_FEN}*{_WEIGHT}/SUM({_WEIGHT}))"
_REST = f"({_FEN}*{_WEIGHT}-{_QUOTA}*SUM({_WEIGHT}))"
_ROWS = "ROW({weights})"
_RANK = f"MMULT((TRANSPOSE({_REST})>{_REST})+(TRANSPOSE({_REST})={_REST})*(TRANSPOSE({_ROWS})<{_ROWS}),{_ROWS}^0)"
_SHARES = (
    f'IF(({{total}}="")*{_ROWS}>0,"",IF((MIN({{weights}})<0)+(ABS({{total}})>{MOST})>0,NA(),'
    f"SIGN({{total}})*({_QUOTA}+({_RANK}<{_FEN}-SUM({_QUOTA})))/100))"
)


@excel(
    Function(
        "SHARES",
        (
            Param("total", "要分的金额", "amount to split", "money"),
            Param("weights", "一列权重", "a column of weights", "number"),
        ),
        "money",
        "按权重分一笔钱，各份相加等于总额，精确到分。",
        "Split an amount by weights; the parts sum to it to the fen.",
        ("R201",),
        _SHARES,
        spills=True,
        example="=SHARES(1000,B2:B4)",
    )
)
def SHARES(total: Any, weights: Any, *, policy: Policy | None = None) -> Any:
    """`total` split by `weights` (to 4 decimals) into parts that sum to it to the fen (R201).

    Largest remainder; of equal remainders the earlier one. Same shape as `weights`; a blank weight is 0. None for a
    blank total; XltradeError for a negative weight or weights that sum to 0.

    >>> SHARES(100, [1, 1, 1])
    [33.34, 33.33, 33.33]
    """
    given = objects(weights)
    if blank(total):
        return like([None] * given.size, given.shape, (weights,))
    parts = shares(money(total, 100), [0 if blank(w) else money(w) for w in given.reshape(-1).tolist()])
    return like(yuan(parts, (total, weights)), given.shape, (weights,))
