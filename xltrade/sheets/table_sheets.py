"""A table with its formulas, and the standard sheet of one table."""

from __future__ import annotations

from collections.abc import Mapping

from xltrade.computed.column import template
from xltrade.core.dtypes import Frame
from xltrade.core.layout import TITLE_ROW
from xltrade.core.schema import Lang, Role, Table
from xltrade.formulas.text import Twins, excel_name
from xltrade.sheets import style
from xltrade.sheets.plan import Area, Cell, Sheet, TableBlock, Value

FROZEN_COLUMNS: dict[str, int] = {"customers": 2, "contacts": 2, "policy": 1}
"""Columns that stay in sight, where it is not just the first."""
SPARE = 20
"""Empty rows below what is typed, at least."""


def formulas_of(twins: Twins, table: Table) -> dict[str, str]:
    """Column -> its formula in a flavour."""
    return {c.key: twins.formula(template(table, c), table) for c in table.computed}


_BLANK_ZERO = {
    "fx": ("doubt", "used"),
    "holidays": ("off", "on"),
    "tiers": ("in_force", "step"),
    "targets": ("in_force",),
    "kpi_sets": ("in_force",),
}


def blanks_of(table: Table, made: Mapping[str, Frame]) -> dict[str, Value]:
    """What the formulas of a ready row give, stored beside them so that a file shows it before it is recalculated.

    "" for those that are not named; 0 where the formula gives 0 for an empty row (`tiers.step`); the rest mask, such as
    "0000001", stands in every row of the working hours.
    """
    blanks: dict[str, Value] = {key: 0 for key in _BLANK_ZERO.get(table.key, ())}
    if table.key == "worktime":
        blanks |= {k: made["worktime"][k].iloc[0] for k in ("rest", "until")}
    return blanks


def block_of(
    twins: Twins,
    table: Table,
    made: Mapping[str, Frame],
    spare: int,
    *,
    typed: bool = True,
    options: tuple[tuple[str, ...], ...] = (),
    handed: int = 0,
) -> TableBlock:
    """A table with its formulas and `spare` ready rows."""
    return TableBlock(
        table,
        made[table.key],
        excel_name(table, twins.lang),
        formulas_of(twins, table),
        spare,
        blanks=blanks_of(table, made),
        typed=typed,
        options=options,
        handed=handed,
    )


def sheet_of(
    twins: Twins,
    table: Table,
    made: Mapping[str, Frame],
    ready: int,
    options: tuple[tuple[str, ...], ...] = (),
    handed: int = 0,
) -> Sheet:
    """The sheet of a table that people type in, with so many rows in all, and SPARE empty ones at least."""
    spare = max(ready - len(made[table.key]), SPARE)
    return table_sheet(block_of(twins, table, made, spare, options=options, handed=handed), twins.lang)


def table_sheet(
    block: TableBlock,
    lang: Lang,
    *,
    tab: Role | None = None,
    purpose: str | None = None,
    cells: tuple[Cell, ...] = (),
) -> Sheet:
    """The standard sheet of one table: title, purpose, header in Excel row 4, panes frozen.

    Printed are the leading columns that fit on one page at 60 % or more (of 41 customer columns some 13: identity,
    grade, follow-up), all rows: columns stand in order of importance. tab, purpose: the table's own unless said.
    """
    table = block.table
    widths = block_widths(block, lang)
    return Sheet(
        table.key,
        table.label(lang),
        table.label(lang),
        purpose or table.note(lang),
        tab or table.role,
        blocks=(block,),
        cells=cells,
        widths=widths,
        heights=block_heights(block, widths, lang),
        freeze=(block.row + 1, block.col + FROZEN_COLUMNS.get(table.key, 1)),
        print_rows=(block.row, block.row),
        print_area=print_area(block, widths),
    )


def block_widths(block: TableBlock, lang: Lang) -> dict[int, float]:
    """Sheet column -> width."""
    return {block.col + i: style.column_width(c, lang) for i, c in enumerate(block.columns)}


def block_heights(block: TableBlock, widths: Mapping[int, float], lang: Lang) -> dict[int, float]:
    """Row -> height of the header and of the rows whose notes wrap; notes right of the printed columns wrap unseen."""
    labels = {c.label(lang): widths[block.col + i] for i, c in enumerate(block.columns)}
    heights = {block.row: style.header_height(labels)}
    leading = block.columns[: _printed(block, widths)]
    notes = {
        c.key: widths[block.col + i]
        for i, c in enumerate(leading)
        if c.kind in ("note", "any") and c.key in block.frame
    }
    for index, row in enumerate(block.frame[list(notes)].itertuples(index=False, name=None) if notes else ()):
        texts = {t: w for t, w in zip(row, notes.values(), strict=True) if isinstance(t, str) and t}
        if (height := style.row_height(texts)) > style.ROW:
            heights[block.first_data_row + index] = height
    return heights


def _printed(block: TableBlock, widths: Mapping[int, float]) -> int:
    return style.printed_columns([widths[c] for c in range(block.col, block.last_col + 1)])


def print_area(block: TableBlock, widths: Mapping[int, float]) -> Area:
    """From the title to the table's last row, as wide as one page."""
    return TITLE_ROW, 0, block.last_data_row, block.col + _printed(block, widths) - 1
