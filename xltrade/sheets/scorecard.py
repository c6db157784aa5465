"""The sheet 成绩 / Scorecard of one person."""

from __future__ import annotations

from xltrade.computed import scorecard
from xltrade.computed.periods import period
from xltrade.core.schema import Words
from xltrade.sheets.card.drawing import draw
from xltrade.sheets.card.rows import WIDE, WIDTHS, card_rows
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Sheet

_NAME = Words("成绩", "Scorecard")
_PURPOSE = Words(
    "本季综合考核，自动计算：数字来自我填的表；目标和评分由经理下发。",
    "This quarter's review, computed from my tables; targets and scores come from the manager.",
)


@sheet("scorecard", book="sales", place=310, linked=True)
def scorecard_sheet(page: Page) -> Sheet:
    """成绩 Scorecard of a salesperson's workbook: their own card (R001, R002, R015, R198)."""
    owner, context, pen = page.owner, page.context, Pen(page.twins)
    at = period(owner.hired, context.today, context.policy)
    card = scorecard.card(owner.id, owner.name, owner.hired, page.frames, at, context)
    rows = card_rows(2, card)
    drawn = draw(pen, card, rows, page)
    name = _NAME.text(page.lang)
    return Sheet(
        "scorecard",
        name,
        name,
        _PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths=dict(enumerate(WIDTHS)),
        portrait=True,
        gridlines=False,
        freeze=(2, 0),
        one_page=True,
        heights=drawn.heights,
        merges=tuple(drawn.merges),
        formats=tuple(drawn.formats),
        print_area=(0, 0, rows.end, WIDE),
    )
