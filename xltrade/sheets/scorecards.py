"""The sheet 成绩单 / Scorecards of everybody, one printed page a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltrade.computed.context import Context
from xltrade.computed.scorecard import Card
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.formulas.text import Twins
from xltrade.sheets.addresses import address
from xltrade.sheets.card_drawing import LIVE_ROWS, WIDE, WIDTHS, Place, draw
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Area, CondFormat, Sheet
from xltrade.sheets.scorecard import CARDS_SHEET

_CARDS_PURPOSE = Words(
    "每人一页，打印后签字。数字由合并的表算出；评分在“考核”表，目标在“目标”表。",
    "A page a person, to print and sign: from the consolidated tables, Assessments and Targets.",
)
_CARDS_VALUES = Words(
    "每人一页，打印后签字。行数很多，这里是汇总时算出的数值；改了考核或目标请重新汇总。",
    "A page a person, to print and sign. Many rows: values of the last consolidation.",
)
_NOBODY = Words(
    "先在“人员”表登记业务员，再汇总；每个人的成绩单就在这里。",
    "Add the salespeople on People and consolidate: everybody's card will be here.",
)


@dataclass(frozen=True)
class Cards:
    """The sheet of everybody's cards and where each person's total stands, where that is a formula."""

    sheet: Sheet
    totals: Mapping[str, str]


def cards_sheet(twins: Twins, made: Mapping[str, Frame], cards: Sequence[Card], context: Context) -> Cards:
    """成绩单 Scorecards of the master: one printed page a person (R002, R030)."""
    pen, place = Pen(twins), Place(twins, context, owned=True, live=_live(made))
    top, totals, pages = 2, dict[str, str](), list[int]()
    merges, formats = list[Area](), list[CondFormat]()
    name = CARDS_SHEET.text(twins.lang)
    if not cards:
        pen.text(top, 0, _NOBODY, "accent")
    for card in cards:
        drawn = draw(pen, top, card, place, made)
        merges += drawn.merges
        formats += drawn.formats
        if place.live:
            totals[card.person] = f"'{name}'!{address(drawn.total, 5, True)}"
        top = drawn.end + 1
        pages.append(top)
    purpose = (_CARDS_PURPOSE if place.live else _CARDS_VALUES).text(twins.lang)
    sheet = Sheet(
        "cards",
        name,
        name,
        purpose,
        "computed",
        cells=tuple(pen.cells),
        widths=dict(enumerate(WIDTHS)),
        portrait=True,
        gridlines=False,
        freeze=(2, 0),
        merges=tuple(merges),
        formats=tuple(formats),
        page_rows=tuple(pages[:-1]),
        one_page=not cards,
        print_area=(0, 0, max(top - 1, 4), WIDE),
    )
    return Cards(sheet, totals)


def _live(made: Mapping[str, Frame]) -> bool:
    return sum(len(made[t.key]) for t in tables.SALES) <= LIVE_ROWS
