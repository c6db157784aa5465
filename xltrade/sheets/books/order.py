"""Every sheet there is; the place of each in its book is declared above its builder.

A sheet that is not listed here is in no book, and a test finds it.
"""

from __future__ import annotations

from xltrade.sheets import plain_tables
from xltrade.sheets.commission import commission_sheet
from xltrade.sheets.commission_details import details_sheet
from xltrade.sheets.commission_plan import plan_sheet
from xltrade.sheets.dashboard import dashboard_sheet
from xltrade.sheets.declare import Renewal, SheetOf, check, ordered
from xltrade.sheets.from_manager import handed_sheet
from xltrade.sheets.funnel import funnel_sheet
from xltrade.sheets.guide import guide_page
from xltrade.sheets.home import BookKind
from xltrade.sheets.lists import lists_page
from xltrade.sheets.parameters import parameters_page
from xltrade.sheets.ranking import ranking_sheet
from xltrade.sheets.receivables import receivables_sheet
from xltrade.sheets.scorecard import scorecard_sheet
from xltrade.sheets.scorecards import cards_sheet
from xltrade.sheets.statement import statement_sheet
from xltrade.sheets.target_checks import targets_sheet
from xltrade.sheets.today import today_sheet
from xltrade.sheets.zones import zones_page

SHEETS: tuple[SheetOf, ...] = (
    *plain_tables.SHEETS,
    today_sheet,
    scorecard_sheet,
    commission_sheet,
    details_sheet,
    handed_sheet,
    dashboard_sheet,
    cards_sheet,
    ranking_sheet,
    funnel_sheet,
    targets_sheet,
    receivables_sheet,
    statement_sheet,
    plan_sheet,
    guide_page,
    parameters_page,
    zones_page,
    lists_page,
)
check(SHEETS)


def sheets_of(book: BookKind) -> tuple[SheetOf, ...]:
    """The sheets of a book, first to last."""
    return ordered(SHEETS, book)


def renewal(book: BookKind, key: str) -> Renewal:
    """What a consolidation does to a sheet of an open book; one that is not ours is kept."""
    return next((s.renewed for s in SHEETS if s.key == key and s.within(book) and s.renewed), "kept")
