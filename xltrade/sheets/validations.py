"""What a cell refuses, and what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Column, Lang, Words
from xltrade.sheets.addresses import address, area_text
from xltrade.sheets.lists import choice_range
from xltrade.sheets.plan import LISTS, Book, Sheet, TableBlock, Validation, reach_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Excel says to a value that does not belong in a column."""

    title: Words
    message: Words
    kind: Literal["stop", "warning"]


_REFUSALS: dict[str, Refusal] = {
    "computed": Refusal(
        Words("自动计算", "Computed"),
        Words("这一列自动计算，不用填写。", "This column computes itself; nothing to fill in."),
        "stop",
    ),
    "choice": Refusal(
        Words("请从下拉里选", "Pick from the list"),
        Words("这里只能填下拉列表里的值。", "Only values of the drop-down list belong here."),
        "stop",
    ),
    "options": Refusal(
        Words("请从下拉里选", "Pick from the list"),
        Words("这一项只能选下拉里的值。", "This setting takes only the values of its list."),
        "stop",
    ),
    "refers": Refusal(
        Words("找不到", "Not found"),
        Words(
            "被引用的表里没有这个编号。请先在那张表里登记。仍要填写吗？",
            "The referenced sheet has no such ID. Add it there first. Keep it anyway?",
        ),
        "warning",
    ),
    "unique": Refusal(
        Words("编号重复", "Already there"),
        Words(
            "这个编号已经有了。编号不能重复。仍要填写吗？",
            "This ID exists already; it should be unique. Keep it anyway?",
        ),
        "warning",
    ),
    "date": Refusal(
        Words("不是日期", "Not a date"),
        Words("请写成 2026-03-09 这样的日期。仍要填写吗？", "Write a date such as 2026-03-09. Keep it anyway?"),
        "warning",
    ),
    "datetime": Refusal(
        Words("不是时间", "Not a date and time"),
        Words("请写成 2026-03-09 14:30。仍要填写吗？", "Write 2026-03-09 14:30. Keep it anyway?"),
        "warning",
    ),
    "month": Refusal(
        Words("不是月份", "Not a month"),
        Words("请写成 2026-03。仍要填写吗？", "Write 2026-03. Keep it anyway?"),
        "warning",
    ),
    "time": Refusal(
        Words("不是钟点", "Not a time"), Words("请写成 08:30。仍要填写吗？", "Write 08:30. Keep it anyway?"), "warning"
    ),
    "number": Refusal(
        Words("不是数字", "Not a number"),
        Words("这里应该是数字，不带单位。仍要填写吗？", "A number without a unit belongs here. Keep it anyway?"),
        "warning",
    ),
    "integer": Refusal(
        Words("不是整数", "Not a whole number"),
        Words("这里应该是整数。仍要填写吗？", "A whole number belongs here. Keep it anyway?"),
        "warning",
    ),
    "percent": Refusal(
        Words("不在 0 到 100%", "Not within 0–100%"),
        Words("请写成 5% 或 0.05。仍要填写吗？", "Write 5% or 0.05. Keep it anyway?"),
        "warning",
    ),
}
_BIG = 10**13
_RULES: dict[str, dict[str, Any]] = {
    "date": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
    "datetime": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
    "month": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
    "time": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
    "number": {"validate": "decimal", "criteria": "between", "minimum": -_BIG, "maximum": _BIG},
    "money": {"validate": "decimal", "criteria": "between", "minimum": -_BIG, "maximum": _BIG},
    "integer": {"validate": "integer", "criteria": "between", "minimum": -_BIG, "maximum": _BIG},
    "percent": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
}
_TITLE_LIMIT, _LIST_LIMIT = 32, 255


def validations(book: Book, sheet: Sheet) -> list[Validation]:
    """Every validation of a sheet: the columns' own, then those the sheet brings."""
    found: list[Validation] = []
    for block in sheet.blocks:
        for index, column in enumerate(block.columns):
            found.append(_header_message(block, column, block.col + index, book.lang))
            if (rule := _column_rule(book, block, column)) and (block.typed or column.by_manager):
                found.append(_over_column(book, block, column, block.col + index, rule))
        found.extend(_option_lists(block, book.lang))
    return [*found, *sheet.validations]


def _header_message(block: TableBlock, column: Column, col: int, lang: Lang) -> Validation:
    title = column.label(lang)[:_TITLE_LIMIT]
    return Validation(
        block.row,
        col,
        block.row,
        col,
        {"validate": "any", "input_title": title, "input_message": header_note(block, column, lang)},
    )


_REQUIRED, _COMPUTED = Words("必填。", "Required. "), Words("自动计算。", "Computed. ")


def header_note(block: TableBlock, column: Column, lang: Lang) -> str:
    """What belongs in a column, with who fills it in front."""
    head = _COMPUTED if block.computed(column) else _REQUIRED if column.required else Words("", "")
    return head.text(lang) + column.note(lang)


def _column_rule(book: Book, block: TableBlock, column: Column) -> tuple[str, dict[str, Any]] | None:
    """The refusal's name and the rule of a column; None where anything may stand."""
    if block.computed(column):
        return "computed", {"validate": "custom", "value": "=FALSE", "ignore_blank": False}
    if column.choices:
        if book.sheet(LISTS) is None:
            raise DeclarationError("a book with choice columns needs lists_sheet(lang)")
        return "choice", {"validate": "list", "source": "=" + choice_range(column.choices, book.lang)}
    if column.offered:
        return "options", {"validate": "list", "source": [str(n) for n in column.offered]}
    if column.refers:
        source = _referred(book, column.refers)
        return ("refers", {"validate": "list", "source": source}) if source else None
    if block.table.unique in ((column.key,), (column.key, "origin")) and column.kind == "id":
        return "unique", {"validate": "custom", "value": _once(block, column)}
    rule = _RULES.get(column.kind)
    return ("number" if column.kind == "money" else column.kind, rule) if rule else None


def _once(block: TableBlock, column: Column) -> str:
    """A formula for the first data row of a column: its value stands there once."""
    col, first = block.column_index(column.key) or 0, block.first_data_row
    return f"=COUNTIF({address(first, col, True)}:{address(reach_of(block), col, True)},{address(first, col)})=1"


def _referred(book: Book, refers: str) -> str | None:
    """The filled cells of the referenced column; None when its table is not in this book.

    OFFSET ends the list at the last filled cell, else a drop-down of 2000 rows opens at its blank end.
    """
    table, _, key = refers.partition(".")
    place = book.block(table)
    col = place[1].column_index(key) if place else None
    if place is None or col is None:
        return None
    sheet, block = place
    reach = area_text(sheet.name, (block.first_data_row, col, reach_of(block), col))
    return f"=OFFSET({reach.split(':')[0]},0,0,MAX(1,COUNTA({reach})),1)"


def _over_column(
    book: Book, block: TableBlock, column: Column, col: int, rule: tuple[str, dict[str, Any]]
) -> Validation:
    name, options = rule
    first = block.first_data_row + (len(block.options) if column.key == block.options_column else 0)
    last = block.last_data_row if name == "computed" else reach_of(block)
    return Validation(first, col, last, col, {**options, **_refusal(name, book.lang)})


def _refusal(name: str, lang: Lang) -> dict[str, Any]:
    refusal = _REFUSALS[name]
    return {
        "error_type": refusal.kind,
        "error_title": refusal.title.text(lang),
        "error_message": refusal.message.text(lang),
    }


def _option_lists(block: TableBlock, lang: Lang) -> Iterable[Validation]:
    """One drop-down for each row that says what may stand in it."""
    col = block.column_index(block.options_column)
    for index, options in enumerate(block.options):
        if not options or col is None:
            continue
        if len(",".join(options)) > _LIST_LIMIT or any("," in o for o in options):
            raise DeclarationError(f"{block.table.key}, row {index + 1}: these choices do not fit in a drop-down")
        row = block.first_data_row + index
        yield Validation(row, col, row, col, {"validate": "list", "source": list(options), **_refusal("options", lang)})
