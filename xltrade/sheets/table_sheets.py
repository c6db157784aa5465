"""The standard sheet of one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltrade.core.dtypes import Frame
from xltrade.core.layout import HEADER_ROW, TITLE_ROW
from xltrade.core.schema import Column, Lang, Role, Table
from xltrade.sheets import style
from xltrade.sheets.plan import Area, Cell, Sheet, TableBlock, Value

READY_ROWS = 50
FROZEN_COLUMNS: dict[str, int] = {"customers": 2, "contacts": 2, "policy": 1}
"""Columns that stay in sight, where it is not just the first."""


def table_block(
    table: Table,
    frame: Frame,
    lang: Lang,
    formulas: Mapping[str, str] | None = None,
    *,
    blank_rows: int = READY_ROWS,
    row: int = HEADER_ROW,
    col: int = 0,
    name: str | None = None,
    columns: tuple[Column, ...] | None = None,
    blanks: Mapping[str, Value] | None = None,
    typed: bool = True,
    options: Sequence[Sequence[str]] = (),
    title: str | None = None,
) -> TableBlock:
    """A table's block; its Excel name is the label with "_" for spaces unless given."""
    return TableBlock(
        table,
        frame,
        formulas or {},
        row,
        col,
        blank_rows,
        columns or table.columns,
        name or table.label(lang).replace(" ", "_"),
        blanks or {},
        title,
        typed,
        tuple(tuple(o) for o in options),
    )


def table_sheet(
    table: Table,
    frame: Frame,
    lang: Lang,
    formulas: Mapping[str, str] | None = None,
    *,
    links: tuple[tuple[str, str], ...] = (),
    tab: Role | None = None,
    purpose: str | None = None,
    cells: tuple[Cell, ...] = (),
    **block: Any,
) -> Sheet:
    """The standard sheet of one table: title, purpose, header in Excel row 4, panes frozen.

    block: what `table_block` takes. Printed are the leading columns that fit on one page at 60 % or more (of 41
    customer columns some 13: identity, grade, follow-up), all rows: columns stand in order of importance.
    """
    plan = table_block(table, frame, lang, formulas, **block)
    widths = block_widths(plan, lang)
    return Sheet(
        table.key,
        table.label(lang),
        table.label(lang),
        purpose or table.note(lang),
        tab or table.role,
        blocks=(plan,),
        cells=cells,
        widths=widths,
        heights=block_heights(plan, widths, lang),
        freeze=(plan.row + 1, plan.col + FROZEN_COLUMNS.get(table.key, 1)),
        links=links,
        print_rows=(plan.row, plan.row),
        print_area=print_area(plan, widths),
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
