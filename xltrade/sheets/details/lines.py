"""The list: a line for each receipt, and one for those that do not fit."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.formulas.functions import COMMISSION
from xltrade.sheets.addresses import address
from xltrade.sheets.commission import period_sums
from xltrade.sheets.details.layout import (
    AT,
    COLUMNS,
    LABEL,
    LINES,
    LIST_ROW,
    PAID_COL,
    REST_ROW,
    SLOTS,
    TIER_COL,
    TIERS_ON,
    Line,
    counted,
)
from xltrade.sheets.details.slices import slice_cell, slices
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Value

_UNCOUNTED = Words("（不计）", " (out)")
_REST = Words("其余 {0} 笔", "{0} more")


def list_receipts(pen: Pen, here: Frame, context: Context) -> list[Line]:
    """The lines of the period's receipts, and the empty ones below; gives those with a receipt."""
    lines = [_line_of(receipt, context) for _, receipt in here.head(LINES).iterrows()]
    for number in range(1, LINES + 1):
        _line(pen, LIST_ROW + number - 1, number, lines[number - 1] if number <= len(here) else None)
    return lines


def _line_of(receipt: pd.Series, context: Context) -> Line:
    return Line(
        {key: _shown(receipt, key, context) for key, *_ in COLUMNS[1:]},
        slices(receipt["prior"], receipt["total"], context),
        float(receipt["commission"]),
    )


def _shown(receipt: pd.Series, key: str, context: Context) -> Value:
    value = receipt[key]
    if pd.isna(value):
        return ""
    if key == "kind":
        out = receipt["base"] == 0 and receipt["amount"] != 0
        return ch.RECEIPT_KIND.label(value, context.lang) + (_UNCOUNTED.text(context.lang) if out else "")
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, str) else float(value)


def _line(pen: Pen, row: int, number: int, line: Line | None) -> None:
    no = address(row, 0)
    pen.formula(row, 0, f'IF({number}<={counted()},{number},"")', "" if line is None else number, "center")
    at = f'MATCH({address(*LABEL, True)}&"|"&{no},receipts[place],0)'
    for col, (key, _, style, _) in enumerate(COLUMNS[1:], start=1):
        template = f'IF({no}="","",{_cell(pen, row, key, style, at)})'
        pen.formula(row, col, template, "" if line is None else line.shown[key], style)
    _slices(pen, row, [] if line is None else line.slices)
    paid = f'IF({no}="","",INDEX(receipts[commission],{at}))'
    pen.formula(row, PAID_COL, paid, None if line is None else line.paid, "money+bold")


def _cell(pen: Pen, row: int, key: str, style: str, at: str) -> str:
    """What a column shows of the receipt at a position of the table, as a template."""
    cell = f"INDEX(receipts[{key}],{at})"
    if key == "bank_fee":
        return f'IF({cell}="","",{cell})'
    if key == "kind":
        base, amount = address(row, AT["base"]), address(row, AT["amount"])
        return f'{cell}&""&IF(AND({base}=0,{amount}<>0),"{_UNCOUNTED.text(pen.lang)}","")'
    return f'{cell}&""' if style in ("text", "center") else cell


def _slices(pen: Pen, row: int, parts: Sequence[float]) -> None:
    for slot in range(SLOTS):
        shown = parts[slot] if slot < len(parts) else None
        pen.formula(row, TIER_COL + slot, slice_cell(row, slot), shown, "slice")


def rest(pen: Pen, receipts: Frame, label: str, here: Frame, context: Context) -> list[Line]:
    """What does not fit on the list, as one amount on top of the last receipt listed; [] where everything fits."""
    row, last, more = REST_ROW, address(REST_ROW - 1, AT["total"]), len(here) - LINES
    base, prior = (address(row, AT[k]) for k in ("base", "prior"))
    whole = period_sums(receipts, label)[0]
    before = float(here["total"].iloc[LINES - 1]) if more > 0 else 0.0
    left = round(whole - before, 2)
    _rest_label(pen, more)
    many = f'IF({address(row, 1)}="","",'
    of_period = f"SUMIFS(receipts[base],receipts[period],{address(*LABEL)})"
    for key, template, value in (
        ("base", f"ROUND({of_period}-{last},2)", left),
        ("prior", last, before),
        ("total", f"ROUND({prior}+{base},2)", whole),
    ):
        pen.formula(row, AT[key], f"{many}{template})", value if more > 0 else None, "money")
    parts = slices(before, whole, context)
    _slices(pen, row, parts if more > 0 else [])
    paid = float(COMMISSION(left, before, policy=context.policy))
    pen.formula(
        row,
        PAID_COL,
        f"{many}COMMISSIONAT({base},{address(*TIERS_ON, True)},{prior}))",
        paid if more > 0 else None,
        "money+bold",
    )
    return [Line({"base": left}, parts, paid)] if more > 0 else []


def _rest_label(pen: Pen, more: int) -> None:
    head, tail = _REST.text(pen.lang).split("{0}")
    template = f'IF({counted()}>{LINES},"{head}"&({counted()}-{LINES})&"{tail}","")'
    pen.formula(REST_ROW, 1, template, f"{head}{more}{tail}" if more > 0 else "", "bold")
