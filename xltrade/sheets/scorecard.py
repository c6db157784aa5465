"""The sheet 成绩 / Scorecard of one person."""

from __future__ import annotations

from collections.abc import Mapping

from xltrade.computed.context import Context
from xltrade.computed.scorecard import Card
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.formulas.text import Twins
from xltrade.sheets.card_drawing import WIDE, WIDTHS, Place, draw
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Sheet

_SCORE_SHEET, CARDS_SHEET = Words("成绩", "Scorecard"), Words("成绩单", "Scorecards")
_SCORE_PURPOSE = Words(
    "本季综合考核，自动计算：数字来自我填的表；目标和评分由经理下发。",
    "This quarter's review, computed from my tables; targets and scores come from the manager.",
)


def scorecard_sheet(twins: Twins, made: Mapping[str, Frame], card: Card, context: Context) -> Sheet:
    """成绩 Scorecard of a salesperson's workbook: their own card (R001, R002, R015, R198)."""
    pen = Pen(twins)
    drawn = draw(pen, 2, card, Place(twins, context, owned=False), made)
    name = _SCORE_SHEET.text(twins.lang)
    return Sheet(
        "scorecard",
        name,
        name,
        _SCORE_PURPOSE.text(twins.lang),
        "computed",
        cells=tuple(pen.cells),
        widths=dict(enumerate(WIDTHS)),
        portrait=True,
        gridlines=False,
        freeze=(2, 0),
        one_page=True,
        merges=drawn.merges,
        formats=drawn.formats,
        print_area=(0, 0, drawn.end, WIDE),
    )
