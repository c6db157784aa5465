"""SCORECARD: the weighted total of a card."""

from __future__ import annotations

from typing import Any

import numpy as np

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import RATE, weighted
from xltrade.core.schema import Param
from xltrade.formulas.arguments import blank, in_policy, money, objects
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules.policy import Policy

_SCORED = '({actual}<>"")*({target}<>"")*({weight}<>"")*({target}<>0)'
_CAP = "$p(score_cap)"
_BASE_WEIGHT = f"SUM(IF({_SCORED},{{weight}}*1,0))"
_TEXTS = 'SUM(IF({actual}="",0,{actual}*0)+IF({target}="",0,{target}*0))'  # 0, or the error of a text for a number
_SCORECARD = (
    f'IF({_BASE_WEIGHT}+{_TEXTS}=0,"",ROUND(SUM(IF({_SCORED},IF({{actual}}/{{target}}>{_CAP},{_CAP},'
    f'{{actual}}/{{target}})*{{weight}},0))*SUM(IF({{weight}}="",0,{{weight}}*1))/{_BASE_WEIGHT},6))'
)


@excel(
    Function(
        "SCORECARD",
        (
            Param("actual", "实际值", "actual values", "number"),
            Param("target", "目标值", "targets", "number"),
            Param("weight", "权重", "weights", "number"),
        ),
        "number",
        "加权总分：每项完成率封顶后乘权重；没有目标的项不评分，权重摊给其余各项。",
        "Weighted total, each ratio capped; a row without a target is not scored and its weight "
        "is spread over the rest.",
        ("R001", "R015"),
        _SCORECARD,
        spills=True,
        example="=SCORECARD(C5:C7,D5:D7,F5:F7)",
    )
)
def SCORECARD(actual: Any, target: Any, weight: Any, *, policy: Policy | None = None) -> float | None:
    """Weighted total of ratios actual / target, each capped by the policy's score_cap (R001, R015).

    All three of one shape. A row whose target is blank or 0 (or whose actual is blank) is not scored; its weight is
    spread over the scored rows. None when nothing is scored.

    >>> SCORECARD([90, 80, 130], [100, 100, 100], [60, 25, 15]), SCORECARD(1, 0, 100)
    (92.0, None)
    """
    actuals, aims, weights = (
        np.array([np.nan if blank(v) else money(v, RATE) / RATE for v in objects(g).reshape(-1).tolist()])
        for g in (actual, target, weight)
    )
    if not actuals.size == aims.size == weights.size:
        raise ValueNotComputable("三列的行数不一样。", "The three columns differ in length.")
    total = weighted(actuals, aims, weights, float(in_policy(policy)["score_cap"]))
    return None if np.isnan(total) else total
