"""Where the parts of the sheet stand, and the figures that several of them show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltrade.computed.context import Context
from xltrade.core.rounding import RATE, UNIT
from xltrade.core.schema import Words
from xltrade.sheets.addresses import address
from xltrade.sheets.plan import Value

LINES, SLOTS = 80, 5
"""Receipts listed, and tiers shown."""
COLUMNS: tuple[tuple[str, Words, str, float], ...] = (
    ("", Words("序", "No"), "center", 4.5),
    ("id", Words("到款编号", "Receipt"), "text", 10),
    ("date", Words("日期", "Date"), "date", 11.5),
    ("order_id", Words("订单", "Order"), "text", 10),
    ("customer_name", Words("客户", "Customer"), "text", 20),
    ("kind", Words("类型", "Kind"), "text", 14),
    ("amount", Words("金额", "Amount"), "money", 14),
    ("currency", Words("币种", "Cur"), "center", 6),
    ("rate", Words("汇率", "Rate"), "number6", 9.5),
    ("bank_fee", Words("银行费", "Fee"), "money", 9.5),
    ("base", Words("提成基数", "Base"), "money", 14.5),
    ("prior", Words("此前累计", "Before"), "money", 14.5),
    ("total", Words("累计", "Total"), "money", 14.5),
)
"""Key in `receipts`, label, style and width of the columns left of the slices."""
AT = {key: i for i, (key, *_) in enumerate(COLUMNS)}
PICK_ROW, SAID_ROW, RATE_ROW, HEAD_ROW, SUM_ROW = 2, 3, 4, 5, 6
LIST_ROW = SUM_ROW + 2
REST_ROW = LIST_ROW + LINES
TIER_COL = len(COLUMNS)
PAID_COL = TIER_COL + SLOTS
CHECK_COL = PAID_COL + 1
CHOSEN, LABEL = (PICK_ROW, 3), (PICK_ROW, 5)
"""The cell that picks a period, and the one that says which is shown."""
_HELP_COL = PAID_COL + 3
TIERS_ON = (PICK_ROW, _HELP_COL)
"""For the formulas: the day whose tiers count for the period shown."""
MARGINAL, LOWER, BEYOND = (RATE_ROW, _HELP_COL), (HEAD_ROW, _HELP_COL), (SUM_ROW, _HELP_COL)
"""For the formulas: 1 = slices, 1 = a start belongs to the tier above, the start of the first tier not shown."""


@dataclass(frozen=True)
class Line:
    """One line of the list: what stands in its columns, by key, the slice of each tier, the commission, in yuan."""

    shown: Mapping[str, Value]
    slices: Sequence[float]
    paid: float


def counted() -> str:
    """How many receipts the period shown has, as a template."""
    return f'COUNTIFS(receipts[period],{address(*LABEL, True)},receipts[period_no],">0")'


def start_at(slot: int) -> tuple[int, int]:
    """Where a tier's start stands: over its slices, that of the first tier not shown among the formulas' helpers."""
    return (HEAD_ROW, TIER_COL + slot) if slot < SLOTS else BEYOND


def tiers_of(context: Context) -> tuple[list[float], list[float]]:
    """Starts in yuan and rates of the tiers in force, such as [0.0, 1000000.0] and [0.02, 0.03]."""
    rules = context.policy
    return (rules.tier_starts / UNIT).tolist(), (rules.tier_rates / RATE).tolist()
