"""The sheets that show one table each, and where they stand: a line a table.

Places: a salesperson's tables from 100 on in their own book and from 500 on, consolidated, in the master; what the
manager looks at and types first from 100 on, the rest of it from 300; what both books share from 800 on.
"""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.formulas.text import excel_name
from xltrade.rules import policy
from xltrade.sheets.declare import Renewal, SheetOf, sheet
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Sheet, TableBlock
from xltrade.sheets.table_sheets import sheet_of, table_sheet

_OWN, _CONSOLIDATED = 100, 500
_MANAGER_READY = 40
"""Rows with formulas in the manager's tables."""


def _entered(
    table: Table, place: int, *, links: str = "", buttons: tuple[int, int] | None = None
) -> tuple[SheetOf, SheetOf]:
    """A salesperson's table: typed in their own book, as values of everybody in the master. links: books that link."""

    def typed(page: Page) -> Sheet:
        return sheet_of(page.twins, table, page.frames, page.ready)

    own = SheetOf(
        table.key, "sales", _OWN + place, typed, (table.key,), linked="sales" in links.split(), buttons=buttons
    )
    return own, _results(tables.MASTER[table.key], _CONSOLIDATED + place, linked="master" in links.split())


def _results(table: Table, place: int, *, linked: bool = False) -> SheetOf:
    """A table of the master that the program fills."""

    def values(page: Page) -> Sheet:
        block = TableBlock(table, page.frames[table.key], excel_name(table, page.lang), blank_rows=0, typed=False)
        return table_sheet(block, page.lang, tab="computed", cells=page.said.get(table.key, ()))

    return SheetOf(table.key, "master", place, values, (table.key,), "results", linked)


def _managed(table: Table, place: int, *, linked: bool = False, renewed: Renewal = "kept") -> SheetOf:
    """A table in which the manager types."""

    def typed(page: Page) -> Sheet:
        return sheet_of(page.twins, table, page.frames, _MANAGER_READY)

    return SheetOf(table.key, "master", place, typed, (table.key,), renewed, linked)


def _shared(
    table: Table, place: int, *, renewed: Renewal = "kept", policy: bool = False, judged: bool = False
) -> SheetOf:
    """A table of both books. judged: what a salesperson gets of it was computed in the master: no formulas."""

    def typed(page: Page) -> Sheet:
        handed = len(page.frames[table.key]) if judged and not page.home.owned else 0
        return sheet_of(page.twins, table, page.frames, 0, handed=handed)

    return SheetOf(table.key, "both", place, typed, (table.key,), renewed, policy=policy)


@sheet("policy", book="both", place=810, tables=("policy",), policy=True)
def _policy(page: Page) -> Sheet:
    """政策 Policy: each setting with the drop-down of its own choices."""
    listed = policy.settings()
    options = tuple(
        tuple(c.label(page.lang) for c in s.choices.items) if (s := listed.get(k)) and s.choices else ()
        for k in page.frames["policy"]["key"]
    )
    return sheet_of(page.twins, tables.POLICY, page.frames, 0, options)


SHEETS: tuple[SheetOf, ...] = (
    *_entered(tables.CUSTOMERS, 10, links="sales master", buttons=(1, 5)),
    *_entered(tables.INQUIRIES, 20, links="sales"),
    *_entered(tables.CONTACTS, 30, links="sales", buttons=(1, 4)),
    *_entered(tables.QUOTATIONS, 40, links="sales"),
    *_entered(tables.SAMPLES, 50),
    *_entered(tables.ORDERS, 60, links="sales"),
    *_entered(tables.RECEIPTS, 70, links="sales master"),
    *_entered(tables.FORECASTS, 80),
    *_entered(tables.WEEKLY_REPORTS, 90, links="sales"),
    *_entered(tables.TRAININGS, 100),
    *_entered(tables.ISSUES, 110),
    *_entered(tables.MAIL_CHECKS, 120),
    *_entered(tables.CONFIRMATIONS, 130),
    _results(tables.REPORT, 110, linked=True),
    _results(tables.REJECTS, 120, linked=True),
    _results(tables.CHANGES, 122, linked=True),
    _results(tables.EXCEPTIONS, 124, linked=True),
    _managed(tables.PEOPLE, 140, linked=True, renewed="added"),
    _managed(tables.PEOPLE_CHANGES, 145),
    _managed(tables.TARGETS, 150, linked=True),
    _managed(tables.ASSESSMENTS, 160),
    _managed(tables.SETTLEMENTS, 170, linked=True, renewed="rewritten"),
    _results(tables.SETTLEMENT_LINES, 180),
    _results(tables.LATE_ENTRIES, 240),
    _results(tables.PAYROLL, 200),
    _results(tables.FUND, 220),
    _managed(tables.FUND_USES, 230),
    _managed(tables.SECOND_CHANCES, 310),
    _managed(tables.KPI_VALUES, 320),
    _managed(tables.TRANSFERS, 330),
    _managed(tables.PRODUCTS, 340),
    _managed(tables.PRICE_LIST, 350),
    _managed(tables.RISKS, 360),
    _managed(tables.SURVEYS, 370),
    _results(tables.REVIEWS, 410),
    _shared(tables.SETTINGS, 800, renewed="facts"),
    _policy,
    _shared(tables.CHECKLIST, 830),
    _shared(tables.KPI_SETS, 840),
    _shared(tables.HOLIDAYS, 850, renewed="rewritten", policy=True),
    _shared(tables.FX, 860, policy=True, judged=True),
)
