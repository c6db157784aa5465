"""The three parts of the review and their total."""

from __future__ import annotations

from xltrade.computed.periods import DIMENSIONS
from xltrade.computed.scorecard import FULL
from xltrade.core.schema import Words
from xltrade.sheets.addresses import address
from xltrade.sheets.card.rows import WIDE
from xltrade.sheets.card.sketch import Sketch

_COLUMNS = (
    Words("考核项目", "Dimension"),
    Words("得分", "Score"),
    Words("满分", "Full"),
    Words("完成率", "Ratio"),
    Words("权重", "Weight"),
    Words("加权得分", "Weighted"),
    Words("说明", "Remark"),
)
_TOTAL = Words("总分", "Total")
_UNSCORED = Words(
    "有目标、没做的计 0 分；没有目标、也没人评分的不评分，权重摊给其余各项。",
    "Asked for and not done: 0. Without target or score: not scored, weight spread over the rest.",
)
_NOT_YET = Words("没有指标", "no KPI")


def dimensions(s: Sketch) -> None:
    """A line for each dimension, and the total."""
    s.headers(s.rows.dimensions, _COLUMNS)
    first, total = s.rows.dimensions + 1, s.rows.total
    for line, key in enumerate(DIMENSIONS, start=first):
        _dimension(s, line, key)
    ranges = (f"{address(first, c)}:{address(total - 1, c)}" for c in (1, 2, 4))
    s.pen.text(total, 0, _TOTAL, "box+bold")
    for col in (c for c in range(1, WIDE + 1) if c != 5):
        s.pen.value(total, col, None, "box")
    s.formula(total, 5, f"SCORECARD({','.join(ranges)})", s.card.total, "box+score+bold+computed", array=True)
    s.pen.text(total + 1, 0, _UNSCORED, "muted")


def _dimension(s: Sketch, row: int, key: str) -> None:
    weight, cap = s.context.policy.weights[key], float(s.context.policy["score_cap"])
    reached, block = s.card.scores[key], s.rows.blocks.get(key)
    s.pen.value(row, 0, s.label("dimension", key), "box+bold")
    if block:
        scores, weights = (f"{address(block[0], c)}:{address(block[1], c)}" for c in (5, 4))
        s.formula(row, 1, f"SCORECARD({scores},{weights},{weights})", reached, "box+score+computed", array=True)
    else:
        s.pen.value(row, 1, None, "box+computed")
    s.pen.value(row, 2, FULL, "box+number+computed")
    a, t, r, w = (address(row, c) for c in (1, 2, 3, 4))
    share = None if reached is None else max(0.0, min(reached / FULL, cap))
    s.formula(row, 3, f'IF({a}="","",MAX(0,MIN({a}/{t},$p(score_cap))))', share, "box+percent+computed")
    s.formula(row, 4, f"$p(weight_{key})", weight, "box+number+computed")
    s.formula(row, 5, f'IF({r}="","",{r}*{w})', None if share is None else share * weight, "box+score+computed")
    s.pen.text(row, 6, Words("", "") if block else _NOT_YET, "box+muted")
