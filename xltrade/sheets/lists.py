"""The hidden sheet behind the drop-downs."""

from __future__ import annotations

from xltrade.core.schema import Choices, Lang, Words
from xltrade.declared import choices as ch
from xltrade.declared.currencies import CURRENCIES
from xltrade.sheets.addresses import area_text
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.plan import LISTS, Cell, Sheet

_LISTS_NAME = Words("选项", "Lists")
_LISTS_PURPOSE = Words("下拉列表的来源，不要改。", "What the drop-downs offer; do not change.")


@sheet(LISTS, book="both", place=900, renewed="kept")
def lists_page(page: Page) -> Sheet:
    """选项 Lists, hidden."""
    return lists_sheet(page.lang)


def lists_sheet(lang: Lang) -> Sheet:
    """The hidden sheet behind the drop-downs: one column for each choice list, its name in row 1."""
    cells: list[Cell] = []
    for col, choices in enumerate(ch.ALL.values()):
        cells.append(Cell(0, col, Words(choices.zh, choices.en).text(lang), style="header"))
        cells.extend(Cell(1 + i, col, item.label(lang)) for i, item in enumerate(choices.items))
    cells += _rough_rates(lang)
    name = _LISTS_NAME.text(lang)
    return Sheet(
        LISTS,
        name,
        "",
        _LISTS_PURPOSE.text(lang),
        "settings",
        cells=tuple(cells),
        hidden=True,
        widths={c: 18.0 for c in range(len(ch.ALL) + len(_ROUGH))},
    )


_ROUGH = (Words("币种区间", "Usual range"), Words("从", "From"), Words("到", "To"))
ROUGH_NOTE = Words("每个币种 1 单位通常值多少人民币", "Between which CNY one unit of each currency usually lies")


def _rough_rates(lang: Lang) -> list[Cell]:
    """Right of the choices: code, lowest and highest usual rate of each currency that has them."""
    first = len(ch.ALL)
    cells = [Cell(0, first + i, words.text(lang), style="header") for i, words in enumerate(_ROUGH)]
    for row, one in enumerate(_RANGED, start=1):
        cells += [Cell(row, first, one.code), Cell(row, first + 1, one.low), Cell(row, first + 2, one.high)]
    return cells


_RANGED = tuple(c for c in CURRENCIES if c.low == c.low)


def rough_range(lang: Lang) -> str:
    """The range of the usual rates on the lists sheet, without "="."""
    first = len(ch.ALL)
    return area_text(_LISTS_NAME.text(lang), (1, first, len(_RANGED), first + len(_ROUGH) - 1))


def choice_range(choices: Choices, lang: Lang) -> str:
    """The range of a choice list on the lists sheet, without "="."""
    col = list(ch.ALL).index(choices.key)
    return area_text(_LISTS_NAME.text(lang), (1, col, len(choices.items), col))
