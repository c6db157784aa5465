"""The sheet 提成方案 / Commission plan of the master."""

from __future__ import annotations

from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.plan import Sheet
from xltrade.sheets.table_sheets import SPARE, block_of

_PURPOSE = Words(
    "提成的个别约定：客户系数、项目提成、订单分成、团队权重；没有就空着。",
    "Commission terms of their own: customer factors, project plans, order shares, team weights.",
)


@sheet("plan", book="master", place=210, tables=tuple(t.key for t in tables.PLAN))
def plan_sheet(page: Page) -> Sheet:
    """提成方案 Commission plan: the manager's tables of terms side by side."""
    return parameter_sheet(
        [block_of(page.twins, t, page.frames, SPARE) for t in tables.PLAN],
        page.lang,
        key="plan",
        tab="input",
        purpose=_PURPOSE.text(page.lang),
    )
