"""The cards of the dashboard."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.formulas.sums import cents
from xltrade.sheets.cards import QUARTER, Card, Said, change, elapsed, quarter_start, round_yuan, where_filled, whole
from xltrade.sheets.pen import Pen

_RECEIPTS = Words("本季到款（人民币）", "Receipts of the quarter, CNY")
_TARGET = Words("本季目标（人民币）", "Target of the quarter, CNY")
_COMPLETION = Words("完成率", "Completion")
_COMMISSION = Words("本季提成（人民币）", "Commission, CNY")
_OVERDUE = Words("逾期跟进（客户）", "Overdue customers")
_QUARTER_GONE = Words("季度已过", "Quarter gone:")
_SHORT, _OVER = Words("还差 ", "Short by "), Words("已超 ", "Ahead by ")
_READ = (Words("读 ", "Read "), Words(" = 收 ", " = kept "), Words(" + 退 ", " + rejected "))


def dashboard_cards(made: Mapping[str, Frame], context: Context) -> list[Card]:
    """The master's six numbers: receipts, target, completion, commission, overdue, rejected rows (R072)."""
    frame = made["dashboard"]
    people = [*_money_cards(made, context), _overdue_card(frame, context.lang)]
    filled = "COUNTA(dashboard[person_id])"
    shown = [where_filled(filled, len(frame) > 0, card) for card in people]
    return [*shown, _rejected_card(made["report"], context.lang)]


def _money_cards(made: Mapping[str, Frame], context: Context) -> list[Card]:
    """Receipts of the quarter, their target, how much of it is reached, and the commission."""
    frame = made["dashboard"]
    paid, earned = (cents(frame[c]) / 100 for c in ("receipts", "commission"))
    target = float(frame["target"].sum())
    receipts, commission = (change(c, made["receipts"], context) for c in ("base", "commission"))
    reached = 'IF(SUM(dashboard[target])=0,"",SUM(dashboard[receipts])/SUM(dashboard[target]))'
    return [
        Card(_RECEIPTS, "SUM(dashboard[receipts])", paid, "money0", receipts),
        Card(_TARGET, "SUM(dashboard[target])", target, "money0", _gap(paid, target, context.lang)),
        Card(_COMPLETION, reached, paid / target if target else None, "percent", _quarter_gone(context)),
        Card(_COMMISSION, "SUM(dashboard[commission])", earned, "money0", commission),
    ]


def _quarter_gone(context: Context) -> Said:
    """How much of the quarter is over."""
    start, today = quarter_start(context.today), pd.Timestamp(context.today)
    share = ((today - start).days + 1) / (start + pd.DateOffset(months=3) - start).days
    done, whole_quarter = f"(as_of-{QUARTER}+1)", f"(EDATE({QUARTER},3)-{QUARTER})"
    return elapsed(done, whole_quarter, _QUARTER_GONE, share, context.lang)


def _overdue_card(frame: Frame, lang: Lang) -> Card:
    late, due = (int(frame[c].sum()) for c in ("overdue", "due_today"))
    return Card(_OVERDUE, "SUM(dashboard[overdue])", late, "integer", _due_today(due, lang))


def _gap(paid: float, target: float, lang: Lang) -> Said:
    """How far the target is (R072)."""
    short, over = _SHORT.text(lang), _OVER.text(lang)
    left = "(SUM(dashboard[target])-SUM(dashboard[receipts]))"
    template = f'IF(SUM(dashboard[target])=0,"",IF({left}>0,"{short}"&{whole(left)},"{over}"&{whole("-" + left)}))'
    gap = round_yuan(target - paid, 2)
    return template, "" if target == 0 else f"{short if gap > 0 else over}{round_yuan(abs(gap), 0):,.0f}"


_DUE_TODAY = Words("另有今天到期 ", "Due today, besides: ")


def _due_today(count: int, lang: Lang) -> Said:
    text = _DUE_TODAY.text(lang)
    return f'"{text}"&SUM(dashboard[due_today])', f"{text}{count}"


def _rejected_card(report: Frame, lang: Lang) -> Card:
    read, kept, rejected = (int(report[c].sum()) for c in ("read", "kept", "rejected"))
    a, b, c = (w.text(lang) for w in _READ)
    said = (
        f'"{a}"&SUM(report[read])&"{b}"&SUM(report[kept])&"{c}"&SUM(report[rejected])',
        f"{a}{read}{b}{kept}{c}{rejected}",
    )
    card = Card(Words("退回的行", "Rejected rows"), "SUM(report[rejected])", rejected, "integer", said)
    return where_filled("COUNT(report[read])", len(report) > 0, card)


_FIRST_PERSON = Words(
    "先在“人员”表登记业务员、在“目标”表写目标；再把大家的工作簿放进一个文件夹，运行汇总。",
    "Add the salespeople on People and their targets on Targets; then put everybody's workbooks "
    "into one folder and consolidate.",
)
_NOT_YET = Words(
    "还没有汇总：把大家的工作簿放进一个文件夹，运行汇总，数字就会出现。",
    "Nothing consolidated yet: put everybody's workbooks into one folder and consolidate.",
)


def dashboard_said(pen: Pen, row: int, col: int, people: Frame, report: Frame) -> None:
    """What to do first, while there are no people or nothing is consolidated; empty afterwards."""
    first, later = _FIRST_PERSON.text(pen.lang), _NOT_YET.text(pen.lang)
    said = first if people.empty else later if report.empty else ""
    pen.formula(row, col, f'IF(COUNTA(people[id])=0,"{first}",IF(COUNT(report[read])=0,"{later}",""))', said, "accent")
