"""The sheet 看板 / Dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.sheets import style
from xltrade.sheets.addresses import area_text
from xltrade.sheets.cards import alert, cards
from xltrade.sheets.dashboard_cards import dashboard_cards, dashboard_said
from xltrade.sheets.declare import sheet
from xltrade.sheets.look import Look
from xltrade.sheets.months import FUNNEL_COLUMNS, MONTH_COLUMNS, by_month, funnel_block, months_block
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import ChartPlan, ChartSeries, Sheet, TableBlock
from xltrade.sheets.table_sheets import block_of, table_sheet

_DASH_ROW, _CARD_ROW = 8, 4
_DASH_SPANS = ((0, 1), (2, 3), (4, 5), (6, 8), (9, 11), (12, 14))
_ONE_PAGE = 20
"""The dashboard of up to this many people is printed on one page."""


@sheet("dashboard", book="master", place=10, tables=("dashboard",), renewed="results", buttons=(1, 7))
def dashboard_sheet(page: Page) -> Sheet:
    """看板 Dashboard: the team's numbers, a row a person, four charts (R072)."""
    made, look, pen = page.frames, page.look, Pen(page.twins)
    pen.as_of(look.today, look.fixed)
    dashboard_said(pen, 2, 4, made["people"], made["report"])
    merges = cards(pen, _CARD_ROW, _DASH_SPANS, dashboard_cards(made, page.context))
    people = len(made["dashboard"])
    block = block_of(page.twins, tables.DASHBOARD, made, 0 if people else 1, typed=False)
    plan = table_sheet(replace(block, row=_DASH_ROW), look.lang, tab="computed")
    charts = _charts(pen, plan, made, look) if people else ()
    alerts = tuple(alert(_CARD_ROW + 1, first) for first, _ in _DASH_SPANS[4:])
    return replace(
        plan,
        cells=tuple(pen.cells),
        merges=merges,
        gridlines=False,
        formats=alerts,
        heights={**plan.heights, 3: 8.0, _CARD_ROW + 1: 30.0},
        freeze=(_DASH_ROW + 1, 2),
        charts=charts,
        print_area=None,
        portrait=True,
        one_page=people <= _ONE_PAGE,
    )


_CHARTS = {
    "receipts": Words("本季到款（人民币）与目标", "Receipts of the quarter against target, CNY"),
    "overdue": Words("逾期跟进（客户）", "Customers overdue"),
    "funnel": Words("本季漏斗：询盘 → 回复 → 报价 → 订单", "Inquiries → answered → quotations → orders"),
    "months": Words("近 12 个月到款（人民币）与目标", "Receipts of the last 12 months against target, CNY"),
}
_CHART_ROWS, _MONTHS_WIDE = 12, 4
_GAP, _HEIGHT = 12, 305


def _charts(pen: Pen, plan: Sheet, made: Mapping[str, Frame], look: Look) -> tuple[ChartPlan, ...]:
    """Two charts of the people below their table, then the months and the funnel with theirs at the right."""
    below = plan.blocks[0].last_data_row + 2
    first, last = months_block(pen, below + _CHART_ROWS, by_month(made, look.today))
    steps = funnel_block(pen, last + 2, made, look.today)
    return (
        *_people_charts(plan, below, look.lang),
        _months_chart(plan, first, last, look.lang),
        _funnel_chart(plan, *steps, look.lang),
    )


def _people_charts(plan: Sheet, below: int, lang: Lang) -> tuple[ChartPlan, ...]:
    block = plan.blocks[0]
    split = next(c for c in range(block.last_col) if _pixels(plan, 0, c) > _pixels(plan, c + 1, block.last_col))
    name, labels = _column(plan, block, "name"), {k: tables.DASHBOARD[k].label(lang) for k in ("receipts", "target")}
    title = {k: w.text(lang) for k, w in _CHARTS.items()}
    receipts = (
        ChartSeries(labels["receipts"], _column(plan, block, "receipts")),
        ChartSeries(labels["target"], _column(plan, block, "target"), target=True),
    )
    return (
        ChartPlan(
            "column", title["receipts"], name, receipts, below, 0, width=_pixels(plan, 0, split) - _GAP, height=_HEIGHT
        ),
        ChartPlan(
            "bar",
            title["overdue"],
            name,
            (ChartSeries(title["overdue"], _column(plan, block, "overdue")),),
            below,
            split + 1,
            width=_pixels(plan, split + 1, block.last_col),
            height=_HEIGHT,
            labels=True,
            number_format="0",
        ),
    )


def _months_chart(plan: Sheet, first: int, last: int, lang: Lang) -> ChartPlan:
    series = tuple(
        ChartSeries(MONTH_COLUMNS[c].text(lang), area_text(plan.name, (first, c, last, c)), c == 2) for c in (1, 2)
    )
    months = area_text(plan.name, (first, 0, last, 0))
    return ChartPlan(
        "line",
        _CHARTS["months"].text(lang),
        months,
        series,
        first - 1,
        _MONTHS_WIDE,
        width=_pixels(plan, _MONTHS_WIDE, plan.blocks[0].last_col),
        height=_row_pixels(last - first + 2),
        category_format="yyyy-mm",
    )


def _funnel_chart(plan: Sheet, first: int, last: int, lang: Lang) -> ChartPlan:
    series = ChartSeries(FUNNEL_COLUMNS[1].text(lang), area_text(plan.name, (first, 1, last, 1)))
    steps = area_text(plan.name, (first, 0, last, 0))
    return ChartPlan(
        "bar",
        _CHARTS["funnel"].text(lang),
        steps,
        (series,),
        first - 1,
        _MONTHS_WIDE,
        width=_pixels(plan, _MONTHS_WIDE, plan.blocks[0].last_col),
        height=_row_pixels(last - first + 4),
        labels=True,
        number_format="0",
    )


def _row_pixels(rows: int) -> int:
    return round(rows * style.ROW * 4 / 3)


def _column(plan: Sheet, block: TableBlock, key: str) -> str:
    col = block.column_index(key)
    assert col is not None
    return area_text(plan.name, (block.first_data_row, col, block.last_data_row, col))


def _pixels(plan: Sheet, first: int, last: int) -> int:
    """How wide these columns are on the screen."""
    return round(sum(plan.widths[c] * 7 + 5 for c in range(first, last + 1)))
