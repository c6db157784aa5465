"""The sums on top of the list: checked against the period on 提成, and as the slices times the rates (R211)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.rounding import unit_array
from xltrade.core.schema import Words
from xltrade.sheets.addresses import address, area_text
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.commission import PAY_SHEET, period_sums
from xltrade.sheets.details.layout import (
    AT,
    BEYOND,
    CHECK_COL,
    HEAD_ROW,
    LABEL,
    LIST_ROW,
    PAID_COL,
    RATE_ROW,
    REST_ROW,
    SLOTS,
    SUM_ROW,
    TIER_COL,
    Line,
    counted,
    tiers_of,
)
from xltrade.sheets.next_tier import PAY_ROW
from xltrade.sheets.pen import Pen

_TOTAL, _BY_TIER = Words("合计", "Total"), Words("各档金额 × 比例", "Slices × rates")
_TIER_ROW = SUM_ROW + 1


@dataclass(frozen=True)
class _Sums:
    """The two rows of sums being drawn; they are blank where the period has no receipts."""

    pen: Pen
    empty: bool

    def put(self, row: int, col: int, template: str, value: float | None, style: str) -> None:
        shown = None if self.empty else value
        self.pen.formula(row, col, f'IF({counted()}=0,"",{template})', shown, f"computed+{style}")


def sums(pen: Pen, receipts: Frame, label: str, lines: Sequence[Line], context: Context) -> None:
    """The sum of each column, and below it what the tiers' rates give of their slices."""
    base, paid = (_exact_sum(line.shown["base"] for line in lines), _exact_sum(line.paid for line in lines))
    _labels(pen)
    drawn = _Sums(pen, empty=not lines)
    drawn.put(SUM_ROW, AT["base"], _summed(AT["base"]), base, "money+bold")
    exact = _by_tier(drawn, lines, context)
    drawn.put(SUM_ROW, PAID_COL, _summed(PAID_COL), paid, "money+bold")
    first, last = (address(_TIER_ROW, c) for c in (TIER_COL, PAID_COL - 1))
    template = f'IF({address(*BEYOND)}="",SUM({first}:{last}),"")'
    drawn.put(_TIER_ROW, PAID_COL, template, exact, "money+muted")
    _check(pen, paid == period_sums(receipts, label)[1], len(lines))


def _labels(pen: Pen) -> None:
    """What the two rows are, on grey."""
    for row in (SUM_ROW, _TIER_ROW):
        for col in (c for c in range(TIER_COL) if c != 1 and (row, c) != (SUM_ROW, AT["base"])):
            pen.value(row, col, None, "computed")
    pen.value(_TIER_ROW, CHECK_COL, None, "computed")
    pen.text(SUM_ROW, 1, _TOTAL, "computed+bold")
    pen.text(_TIER_ROW, 1, _BY_TIER, "computed+muted")


def _summed(col: int) -> str:
    return f"ROUND(SUM({address(LIST_ROW, col)}:{address(REST_ROW, col)}),2)"


def _by_tier(drawn: _Sums, lines: Sequence[Line], context: Context) -> float | None:
    """Each tier's slices and what its rate makes of them; gives the sum of that, None where a tier is not shown."""
    _, rates = tiers_of(context)
    exact = 0.0
    for slot in range(SLOTS):
        col = TIER_COL + slot
        start, rate = address(HEAD_ROW, col), address(RATE_ROW, col)
        whole = _exact_sum(line.slices[slot] for line in lines) if slot < len(rates) else None
        part = None if whole is None else whole * rates[slot]
        exact += part or 0.0
        drawn.put(SUM_ROW, col, f'IF({start}="","",{_summed(col)})', whole, "slice+bold")
        drawn.put(_TIER_ROW, col, f'IF({start}="","",{address(SUM_ROW, col)}*{rate})', part, "slice+muted")
    return exact if len(rates) <= SLOTS else None


def _exact_sum(amounts: Iterable[Any]) -> float:
    """The exact sum of amounts in yuan."""
    return int(unit_array(np.array(list(amounts), dtype="float64"), 100).sum()) / 100


def _check(pen: Pen, equal: bool, count: int) -> None:
    """✓ where the column sums to what 提成 shows of this period."""
    sheet = PAY_SHEET.text(pen.lang)
    labels, amounts = (area_text(sheet, (PAY_ROW, c, PAY_ROW + PERIODS - 1, c)) for c in (0, 2))
    shown = f"INDEX({amounts},MATCH({address(*LABEL)},{labels},0))"
    template = f'IF({counted()}=0,"",IFERROR(IF(ABS({address(SUM_ROW, PAID_COL)}-{shown})<0.005,"✓","✗"),"✗"))'
    pen.formula(SUM_ROW, CHECK_COL, template, ("✓" if equal else "✗") if count else "", "computed+bold+center")
