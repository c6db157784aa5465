"""Several tables side by side on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xltrade.core.layout import BLOCK_TITLE_ROW, HEADER_ROW
from xltrade.core.schema import Lang, Role, Words
from xltrade.declared import tables
from xltrade.sheets import style
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Sheet, TableBlock
from xltrade.sheets.table_sheets import block_heights, block_of, block_widths

_PARAMETERS_PURPOSE = Words(
    "经理设置：改规则时在表末加一行，写新值和生效日期，不改旧行。",
    "Set by the manager: to change a rule add a row with its date, do not change old rows.",
)


@sheet("parameters", book="both", place=820, tables=tuple(t.key for t in tables.PARAMETERS), policy=True)
def parameters_page(page: Page) -> Sheet:
    """参数 Parameters: the small tables of the policy."""
    return parameter_sheet([block_of(page.twins, t, page.frames, 3) for t in tables.PARAMETERS], page.lang)


def parameter_sheet(
    blocks: Sequence[TableBlock],
    lang: Lang,
    *,
    key: str = "parameters",
    name: str | None = None,
    purpose: str | None = None,
    tab: Role = "settings",
) -> Sheet:
    """Several tables side by side, their titles in row 3, one empty column between."""
    placed: list[TableBlock] = []
    widths: dict[int, float] = {}
    col = 0
    for block in blocks:
        plan = replace(block, row=HEADER_ROW, col=col, title=block.title or block.table.label(lang))
        placed.append(plan)
        widths.update(block_widths(plan, lang))
        widths[plan.last_col + 1] = 3.0
        col = plan.last_col + 2
    heights = {HEADER_ROW: max(block_heights(b, widths, lang)[HEADER_ROW] for b in placed)}
    label = name or tables.SHARED_SHEETS[key].label(lang)
    return Sheet(
        key,
        label,
        label,
        purpose or _PARAMETERS_PURPOSE.text(lang),
        tab,
        blocks=tuple(placed),
        widths=widths,
        heights=heights,
        freeze=(HEADER_ROW + 1, 0),
        print_rows=(BLOCK_TITLE_ROW, HEADER_ROW),
        page_columns=_page_columns(placed, widths),
    )


def _page_columns(blocks: Sequence[TableBlock], widths: Mapping[int, float]) -> tuple[int, ...]:
    """The (empty) columns at which a page begins, so that no table is cut that fits on one."""
    starts = [0]
    for block in blocks[1:]:
        run = [widths[c] for c in range(starts[-1], block.last_col + 1)]
        if style.printed_columns(run, style.BREAK_SCALE) < len(run):
            starts.append(block.col - 1)
    return tuple(starts[1:])
