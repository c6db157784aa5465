"""Twelve months and the quarter's funnel, as the charts of the dashboard read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.formulas.sums import sum_between
from xltrade.sheets.addresses import address
from xltrade.sheets.cards import MONTH, MONTHS, QUARTER, quarter_start, receipts_of
from xltrade.sheets.pen import Pen

_MONTHS_TITLE = Words("近 12 个月（人民币）", "The last 12 months, CNY")
MONTH_COLUMNS = (
    Words("月份", "Month"),
    Words("到款", "Receipts"),
    Words("目标", "Target"),
    Words("完成率", "Completion"),
)


@dataclass(frozen=True)
class Month:
    """One month of the team: its first day, receipts, and the targets of the people (None where there are none)."""

    start: pd.Timestamp
    receipts: float
    target: float | None


def by_month(made: Mapping[str, Frame], today: dt.date) -> list[Month]:
    """Receipts and the people's targets of the last twelve months, oldest first (R072); department rows aside."""
    now = pd.Timestamp(today).to_period("M").start_time
    targets = made["targets"]
    aimed = targets[
        targets["kpi"].eq("receipts")
        & (targets["in_force"] == 1)
        & targets["person_id"].notna()
        & targets["span"].isna()
    ]
    found = []
    for back in range(MONTHS - 1, -1, -1):
        start, end = now - pd.DateOffset(months=back), now - pd.DateOffset(months=back - 1)
        target = float(aimed.loc[(aimed["month"] >= start) & (aimed["month"] < end), "amount"].sum())
        found.append(Month(start, sum_between(made["receipts"], "base", start, end), target or None))
    return found


def months_block(pen: Pen, row: int, found: Sequence[Month]) -> tuple[int, int]:
    """The months as a small table whose title stands at `row`; gives its first and last data row."""
    pen.text(row, 0, _MONTHS_TITLE, "heading")
    pen.headers(row + 1, [(w, "right_header" if i else "center") for i, w in enumerate(MONTH_COLUMNS)])
    first = row + 2
    for line, month in enumerate(found):
        _month_row(pen, first + line, MONTHS - 1 - line, month)
    return first, first + len(found) - 1


def _month_row(pen: Pen, row: int, back: int, month: Month) -> None:
    m, r, t = (address(row, c) for c in range(3))
    pen.formula(row, 0, f"EDATE({MONTH},-{back})", month.start.to_pydatetime(), "box+month+computed")
    pen.formula(row, 1, receipts_of("base", m, f"EDATE({m},1)"), month.receipts, "box+money+computed")
    if month.target is None:
        for col in (2, 3):
            pen.value(row, col, None, "box+computed")
        return
    target = (
        'SUMIFS(targets[amount],targets[kpi],$label(kpi.receipts),targets[in_force],1,targets[span],"=",'
        f'targets[person_id],"<>",'
        f'targets[month],">="&{m},targets[month],"<"&EDATE({m},1))'
    )
    pen.formula(row, 2, target, month.target, "box+money+computed")
    pen.formula(row, 3, f'IF(N({t})=0,"",{r}/{t})', month.receipts / month.target, "box+percent+computed")


_FUNNEL_TITLE = Words("本季漏斗（条数）", "Funnel of the quarter, rows")
FUNNEL_COLUMNS = (Words("环节", "Step"), Words("数量", "Count"), Words("占询盘", "Of inquiries"))
_FUNNEL: tuple[tuple[Words, str, str, str], ...] = (
    (Words("询盘", "Inquiries"), "inquiries", "received", ""),
    (Words("已回复", "Answered"), "inquiries", "received", "replied"),
    (Words("报价", "Quotations"), "quotations", "date", ""),
    (Words("订单", "Orders"), "orders", "date", ""),
)


def funnel_block(pen: Pen, row: int, made: Mapping[str, Frame], today: dt.date) -> tuple[int, int]:
    """Inquiries of the quarter, those answered, its quotations and orders; gives the first and last data row."""
    pen.text(row, 0, _FUNNEL_TITLE, "heading")
    pen.headers(row + 1, [(w, "right_header" if i else "text") for i, w in enumerate(FUNNEL_COLUMNS)])
    first = row + 2
    counts = [_in_quarter_count(made[table], column, filled, today) for _, table, column, filled in _FUNNEL]
    for line, (count, (words, table, column, filled)) in enumerate(zip(counts, _FUNNEL, strict=True), start=first):
        cells = f"{table}[{column}]"
        also = f',{table}[{filled}],">0"' if filled else ""
        pen.text(line, 0, words, "box+bold")
        pen.formula(
            line,
            1,
            f'COUNTIFS({cells},">="&{QUARTER},{cells},"<"&EDATE({QUARTER},3){also})',
            count,
            "box+integer+computed",
        )
        asked, here = address(first, 1), address(line, 1)
        pen.formula(
            line,
            2,
            f'IF({asked}=0,"",{here}/{asked})',
            count / counts[0] if counts[0] else None,
            "box+percent+computed",
        )
    return first, first + len(_FUNNEL) - 1


def _in_quarter_count(frame: Frame, column: str, filled: str, today: dt.date) -> int:
    start = quarter_start(today)
    inside = (frame[column] >= start) & (frame[column] < start + pd.DateOffset(months=3))
    return int((inside & frame[filled].notna() if filled else inside).sum())
