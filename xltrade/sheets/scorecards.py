"""The sheet 成绩单 / Scorecards of everybody, one printed page a person."""

from __future__ import annotations

from xltrade.core.schema import Words
from xltrade.sheets.addresses import address
from xltrade.sheets.card.drawing import draw
from xltrade.sheets.card.rows import WIDE, WIDTHS, one_below_the_other
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Sheet

_NAME = Words("成绩单", "Scorecards")
_PURPOSE = Words(
    "每人一页，打印后签字。数字由合并的表算出；评分在“考核”表，目标在“目标”表。",
    "A page a person, to print and sign: from the consolidated tables, Assessments and Targets.",
)
_VALUES = Words(
    "每人一页，打印后签字。行数很多，这里是汇总时算出的数值；改了考核或目标请重新汇总。",
    "A page a person, to print and sign. Many rows: values of the last consolidation.",
)
_NOBODY = Words(
    "先在“人员”表登记业务员，再汇总；每个人的成绩单就在这里。",
    "Add the salespeople on People and consolidate: everybody's card will be here.",
)
_TOP = 2


@sheet("cards", book="master", place=20, renewed="drawn", linked=True)
def cards_sheet(page: Page) -> Sheet:
    """成绩单 Scorecards of the master: one printed page a person (R002, R030)."""
    pen, cards = Pen(page.twins), page.team.cards
    placed = one_below_the_other(_TOP, cards)
    if not cards:
        pen.text(_TOP, 0, _NOBODY, "accent")
    drawn = [draw(pen, card, rows, page) for card, rows in zip(cards, placed, strict=True)]
    last = placed[-1].end if placed else 4
    name = _NAME.text(page.lang)
    return Sheet(
        "cards",
        name,
        name,
        (_PURPOSE if page.home.live else _VALUES).text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths=dict(enumerate(WIDTHS)),
        portrait=True,
        gridlines=False,
        freeze=(_TOP, 0),
        heights={row: height for d in drawn for row, height in d.heights.items()},
        merges=tuple(m for d in drawn for m in d.merges),
        formats=tuple(f for d in drawn for f in d.formats),
        page_rows=tuple(rows.end + 1 for rows in placed[:-1]),
        one_page=not cards,
        print_area=(0, 0, last, WIDE),
    )


def totals_at(page: Page) -> dict[str, str]:
    """Person -> the cell of their total on this sheet, such as "'成绩单'!$F$12"; {} where the cards are values."""
    if not page.home.live:
        return {}
    name, cards = _NAME.text(page.lang), page.team.cards
    placed = zip(cards, one_below_the_other(_TOP, cards), strict=True)
    return {card.person: f"'{name}'!{address(rows.total, 5, True)}" for card, rows in placed}
