"""The sheet 经理下发 / From the manager of a salesperson's workbook."""

from __future__ import annotations

from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.sheets.declare import sheet
from xltrade.sheets.home import FROM_MANAGER
from xltrade.sheets.page import Page
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.plan import Sheet
from xltrade.sheets.table_sheets import block_of

_HANDED = Words("经理下发", "From the manager")
_PURPOSE = Words(
    "经理定的目标、评分和调查结果，以及每季考核的得分，随下发更新；只看，不用填。",
    "Targets, scores, surveys and finished reviews from the manager, renewed when handed out; nothing to fill in.",
)


@sheet(FROM_MANAGER, book="sales", place=340, tables=tuple(t.key for t in tables.ON_FROM_MANAGER))
def handed_sheet(page: Page) -> Sheet:
    """经理下发 From the manager: the person's own rows of what is handed out (R016, R198)."""
    return parameter_sheet(
        [block_of(page.twins, t, page.frames, 3, typed=False) for t in tables.ON_FROM_MANAGER],
        page.lang,
        key=FROM_MANAGER,
        name=_HANDED.text(page.lang),
        tab="computed",
        purpose=_PURPOSE.text(page.lang),
    )
