"""时区 Time zones: the clocks of the world, countries, cities, and buyers' public holidays (R054)."""

from __future__ import annotations

from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.plan import Sheet
from xltrade.sheets.table_sheets import block_of

_PURPOSE = Words(
    "汇总时自动更新。只有缺的国家写法和城市要自己加在表末。",
    "Consolidation keeps this up to date; only add a way to write a country, or a city, at the end of its table.",
)
_SPARE = 3


@sheet("zones", book="both", place=870, tables=tuple(t.key for t in tables.BUYERS), renewed="rewritten")
def zones_page(page: Page) -> Sheet:
    """The four tables side by side."""
    blocks = [block_of(page.twins, t, page.frames, _SPARE) for t in tables.BUYERS]
    return parameter_sheet(blocks, page.lang, key="zones", purpose=_PURPOSE.text(page.lang))
