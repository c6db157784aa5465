"""The computed sheets: Today, Scorecard and Commission of a salesperson, the Dashboard's cards of the master.

Each cell holds a formula over the tables and, beside it, the value the rules give for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from xltrade import choices as ch

from xltrade.derive import Context

from xltrade.frames import Frame
from xltrade.functions import COMMISSION, SCORECARD
from xltrade.rules import tenure
from xltrade.scales import unit_array
from xltrade.schema import Lang
from xltrade.sheets import Area, Cell, CondFormat, Sheet, Value, Words, address
from xltrade.twins import Twins

AS_OF = (2, 2)
"""Row and column of the day everything is computed for, on the first sheet of every book."""
AS_OF_NOTE = Words("计算所依据的日期（第一张表里）", "The day everything is computed for, on the first sheet")
TODO_ROWS = 30
QUARTER = "DATE(YEAR(as_of),3*INT((MONTH(as_of)-1)/3)+1,1)"
MONTH = "(as_of-DAY(as_of)+1)"
PERIODS = 4


@dataclass
class Pen:
    """Collects the cells of one sheet: texts by language, formulas from templates with their values."""

    twins: Twins
    cells: list[Cell] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        return self.twins.lang

    def text(self, row: int, col: int, words: Words, style: str = "body") -> None:
        self.cells.append(Cell(row, col, words.text(self.lang), style=style))

    def value(self, row: int, col: int, value: Value, style: str = "body") -> None:
        self.cells.append(Cell(row, col, value, style=style))

    def formula(self, row: int, col: int, template: str, value: Value, style: str = "body", array: bool = False) -> None:
        self.cells.append(Cell(row, col, "" if value is None else value, self.twins.formula(template), style, array=array))

    def as_of(self, today: dt.date, fixed: bool) -> None:
        """The day cell: `=TODAY()`, or the day itself where the data are of a fixed day."""
        row, col = AS_OF
        self.text(row, 0, _TODAY, "muted")
        if fixed:
            self.value(row, col, today, "date+bold")
        else:
            self.formula(row, col, "TODAY()", today, "date+bold")


@dataclass(frozen=True)
class Card:
    """One number on top: label, formula template, value, style of the number and a note below."""

    label: Words
    template: str
    value: Value
    style: str
    note: Words


_TODAY = Words("日期", "Date")


def cards(pen: Pen, row: int, spans: Sequence[tuple[int, int]], shown: Sequence[Card]) -> tuple[Area, ...]:
    """Cards side by side over column spans, three rows each; gives the areas to merge."""
    for (first, last), card in zip(spans, shown, strict=True):
        for col in range(first, last + 1):
            for line, style in enumerate(("card_label", "card_value", "card_note")):
                pen.value(row + line, col, None, style) if col > first else None
        pen.text(row, first, card.label, "card_label")
        pen.formula(row + 1, first, card.template, card.value, f"{card.style}+card_value")
        pen.text(row + 2, first, card.note, "card_note")
    return tuple((row + i, a, row + i, b) for a, b in spans if b > a for i in range(3))


def quarter_start(day: dt.date) -> pd.Timestamp:
    """The first day of the calendar quarter."""
    return pd.Timestamp(day).to_period("Q").start_time


def sum_between(frame: Frame, column: str, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Exact sum of a money column over rows dated from start to before end, in yuan."""
    inside = (frame["date"] >= start) & (frame["date"] < end) & frame[column].notna()
    return int(unit_array(frame.loc[inside, column].to_numpy(), 100).sum()) / 100


# ── Today ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_TODAY_SHEET = Words("今日", "Today")
_TODAY_PURPOSE = Words("每天早上先看这里：先联系谁，哪些已经逾期。全部自动计算。", "Look here first every morning: whom to contact, who is overdue. Computes itself.")
_TODO: tuple[tuple[str, Words, str, float], ...] = (
    ("", Words("序", "No"), "center", 5), ("id", Words("客户编号", "Customer ID"), "text", 13),
    ("company", Words("公司名称", "Company"), "text", 30), ("grade", Words("等级", "Grade"), "center", 8),
    ("next_followup", Words("下次跟进", "Next followup"), "date", 13), ("follow_state", Words("跟进状态", "State"), "text", 13),
    ("last_contact", Words("最近跟进", "Last contact"), "date", 13), ("contact", Words("主要联系人", "Main contact"), "text", 24),
    ("phone", Words("电话", "Phone"), "text", 18), ("email", Words("邮箱", "Email"), "text", 30),
    ("channel", Words("建议渠道", "Channel"), "text", 11))
_FIRST_CUSTOMER = Words("先在“客户”表录入第一个客户，这里就会列出该联系谁。", "Add the first customer on the Customers sheet; due ones will be listed here.")
_NOTHING_DUE = Words("今天没有到期的跟进。", "Nothing is due today.")
_TO_CONTACT = Words("该联系的客户（按到期日）", "Customers to contact, by due date")
_LIST_ROW = 9


def today_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, *, fixed: bool, who: str) -> Sheet:
    """今日 Today: six numbers and the customers due, in order (R175, R098, R061)."""
    pen = Pen(twins)
    pen.as_of(context.today, fixed)
    pen.value(AS_OF[0], 4, who, "bold")
    merges = cards(pen, 4, ((0, 1), (2, 2), (3, 5), (6, 7), (8, 8), (9, 10)), _today_cards(made, context))
    pen.text(_LIST_ROW - 2, 0, _TO_CONTACT, "heading")
    _todo_list(pen, made["customers"], context)
    widths = {i: w for i, (_, _, _, w) in enumerate(_TODO)}
    return Sheet("today", _TODAY_SHEET.text(twins.lang), _TODAY_SHEET.text(twins.lang), _TODAY_PURPOSE.text(twins.lang),
                 "computed", cells=tuple(pen.cells), widths=widths, heights={5: 30.0}, merges=merges, gridlines=False,
                 freeze=(_LIST_ROW, 0), print_rows=(_LIST_ROW - 1, _LIST_ROW - 1), formats=_todo_marks(twins.lang))


def _todo_marks(lang: Lang) -> tuple[CondFormat, ...]:
    area = (_LIST_ROW, 5, _LIST_ROW + TODO_ROWS - 1, 5)
    return tuple(CondFormat(*area, {"type": "text", "criteria": "begins with", "value": ch.WORDS.label(word, lang)}, style)
                 for word, style in (("overdue", "bad"), ("today", "warning")))


def _today_cards(made: Mapping[str, Frame], context: Context) -> list[Card]:
    due = made["customers"]["next_followup"]
    today = pd.Timestamp(context.today)
    asked = made["inquiries"]
    start, end = quarter_start(context.today), quarter_start(context.today) + pd.DateOffset(months=3)
    unanswered = int((asked["received"].notna() & asked["replied"].isna()).sum())
    inside = f'receipts[date],">="&{QUARTER},receipts[date],"<"&EDATE({QUARTER},3)'
    return [
        Card(Words("逾期跟进", "Overdue"), 'COUNTIFS(customers[next_followup],">0",customers[next_followup],"<"&as_of)',
             int((due < today).sum()), "integer+bad" if (due < today).any() else "integer", Words("客户", "customers")),
        Card(Words("今天到期", "Due today"), "COUNTIFS(customers[next_followup],as_of)", int((due == today).sum()),
             "integer", Words("客户", "customers")),
        Card(Words("未回复询盘", "Unanswered"), 'COUNTIFS(inquiries[received],">0")-COUNTIFS(inquiries[received],">0",inquiries[replied],">0")',
             unanswered, "integer", Words("条", "inquiries")),
        Card(Words("本季到款", "Receipts"), f"ROUND(SUMIFS(receipts[base],{inside}),2)",
             sum_between(made["receipts"], "base", start, end), "money", Words("人民币，计入业绩", "CNY, counted")),
        Card(Words("本季提成", "Commission"), f"ROUND(SUMIFS(receipts[commission],{inside}),2)",
             sum_between(made["receipts"], "commission", start, end), "money", Words("人民币", "CNY")),
        Card(Words("本月预报完成", "Forecast reached"), _FORECAST_REACHED, forecast_reached(made, context), "percent",
             Words("到款 ÷ 预报", "receipts ÷ forecast")),
    ]


def _forecast(start: str, months: int) -> str:
    return (f'SUMIFS(forecasts[amount],forecasts[status],"$w(in_force)",forecasts[month],">="&{start},'
            f'forecasts[month],"<"&EDATE({start},{months}))')


_FORECAST_REACHED = (f'IF({_forecast(MONTH, 1)}=0,"",SUMIFS(receipts[base],receipts[date],">="&{MONTH},'
                     f'receipts[date],"<"&EDATE({MONTH},1))/{_forecast(MONTH, 1)})')


def forecast_between(made: Mapping[str, Frame], start: pd.Timestamp, end: pd.Timestamp, context: Context) -> float:
    """Sum of the forecasts in force of the months from start to before end, CNY (R014)."""
    frame = made["forecasts"]
    inside = frame["status"].eq(context.word("in_force")) & (frame["month"] >= start) & (frame["month"] < end)
    return int(unit_array(frame.loc[inside, "amount"].to_numpy(), 100).sum()) / 100


def forecast_reached(made: Mapping[str, Frame], context: Context) -> float | None:
    """Receipts of this month over its forecast; None without a forecast (R015)."""
    start = pd.Timestamp(context.today).to_period("M").start_time
    end = start + pd.DateOffset(months=1)
    forecast = forecast_between(made, start, end, context)
    return sum_between(made["receipts"], "base", start, end) / forecast if forecast else None


def _todo_list(pen: Pen, customers: Frame, context: Context) -> None:
    for col, (_, label, _, _) in enumerate(_TODO):
        pen.text(_LIST_ROW - 1, col, label, "header")
    due = customers[customers["todo_no"].notna()].sort_values("todo_no")
    empty = _FIRST_CUSTOMER if customers.empty else _NOTHING_DUE
    said = "" if len(due) else empty.text(pen.lang)
    pen.formula(_LIST_ROW - 2, 3, f'IF(COUNTA(customers[id])=0,"{_FIRST_CUSTOMER.text(pen.lang)}",'
                f'IF(COUNT(customers[todo_no])=0,"{_NOTHING_DUE.text(pen.lang)}",""))', said, "muted")
    for line in range(TODO_ROWS):
        _todo_line(pen, _LIST_ROW + line, line + 1, due.iloc[line] if line < len(due) else None, context)


def _todo_line(pen: Pen, row: int, number: int, customer: pd.Series | None, context: Context) -> None:
    pen.formula(row, 0, f'IF({number}<=COUNT(customers[todo_no]),{number},"")', "" if customer is None else number,
                "box+center")
    for col, (key, _, style, _) in enumerate(_TODO[1:], start=1):
        at = f"MATCH({number},customers[todo_no],0)"
        if key == "channel":
            template = f'IFERROR(INDEX(grades[channel],MATCH({address(row, 3)},grades[in_force],0))&"","")'
        else:
            template = f'IFERROR(INDEX(customers[{key}],{at}){"" if style == "date" else "&" + chr(34) * 2},"")'
        pen.formula(row, col, template, _todo_value(customer, key, context), f"box+{style}")


def _todo_value(customer: pd.Series | None, key: str, context: Context) -> Value:
    if customer is None:
        return ""
    if key == "channel":
        rule = context.policy.grades.get(str(customer["grade"]))
        return ch.CHANNEL.label(rule.channel, context.lang) if rule and rule.channel else ""
    value = customer[key]
    return "" if pd.isna(value) else value.to_pydatetime() if isinstance(value, pd.Timestamp) else str(value)


# ── Scorecard ─────────────────────────────────────────────────────────────────────────────────────────────────────

_SCORE_SHEET = Words("成绩", "Scorecard")
_SCORE_PURPOSE = Words("本季综合考核：业绩自动计算，另外两项由经理评分后填入。", "This quarter's review: results compute themselves; the manager scores the other two.")
_SCORE_COLUMNS: tuple[tuple[Words, float], ...] = (
    (Words("考核项目", "Dimension"), 26), (Words("实际", "Actual"), 17), (Words("目标", "Target"), 17),
    (Words("完成率", "Ratio"), 11), (Words("权重", "Weight"), 9), (Words("得分", "Score"), 11))
_TOTAL, _SIGN = Words("总分", "Total"), (Words("业务员签字", "Salesperson"), Words("经理签字", "Manager"))
_UNSCORED = Words("没有目标或评分的项目暂不评分，权重摊给其余各项。", "A row without target or score is not scored; its weight is spread over the rest.")
_FULL = 100


def scorecard_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, *, who: str,
                    scores: Mapping[str, float]) -> Sheet:
    """成绩 Scorecard: the three dimensions of the quarter and `=SCORECARD()` (R001, R002, R015).

    scores: the manager's scores (0–100) of `alibaba_use` and `attitude`, where given.
    """
    pen = Pen(twins)
    start = quarter_start(context.today)
    end = start + pd.DateOffset(months=3)
    pen.value(2, 0, who, "bold")
    pen.formula(2, 1, 'YEAR(as_of)&"Q"&INT((MONTH(as_of)+2)/3)', f"{start.year}Q{start.quarter}", "bold")
    for col, (label, _) in enumerate(_SCORE_COLUMNS):
        pen.text(4, col, label, "header")
    forecast = forecast_between(made, start, end, context)
    rows: list[tuple[float | None, float | None, float]] = []
    for i, (key, weight) in enumerate(context.policy.weights.items()):
        row = 5 + i
        pen.value(row, 0, ch.DIMENSION.label(key, twins.lang), "box+bold")
        actual, target = scores.get(key), float(_FULL)
        if key == "results":
            actual, target = sum_between(made["receipts"], "base", start, end), forecast or None
            inside = f'receipts[date],">="&{QUARTER},receipts[date],"<"&EDATE({QUARTER},3)'
            pen.formula(row, 1, f"ROUND(SUMIFS(receipts[base],{inside}),2)", actual, "box+money+computed")
            pen.formula(row, 2, f'IF({_forecast(QUARTER, 3)}=0,"",{_forecast(QUARTER, 3)})', target, "box+money+computed")
        else:
            pen.value(row, 1, actual, "box+number")
            pen.value(row, 2, target, "box+number+computed")
        rows.append((actual, target, weight))
        _score_row(pen, row, key, actual, target, weight, context)
    _score_total(pen, 5 + len(rows), rows, context)
    return Sheet("scorecard", _SCORE_SHEET.text(twins.lang), _SCORE_SHEET.text(twins.lang), _SCORE_PURPOSE.text(twins.lang),
                 "computed", cells=tuple(pen.cells), widths={i: w for i, (_, w) in enumerate(_SCORE_COLUMNS)},
                 portrait=True, gridlines=False, freeze=(5, 1))


def _score_row(pen: Pen, row: int, key: str, actual: float | None, target: float | None, weight: float,
               context: Context) -> None:
    a, t, r, w = (address(row, c) for c in (1, 2, 3, 4))
    cap = float(context.policy["score_cap"])
    ratio = min(actual / target, cap) if actual is not None and target else None
    pen.formula(row, 3, f'IF(OR({a}="",{t}="",N({t})=0),"",MIN({a}/{t},$p(score_cap)))', ratio, "box+percent+computed")
    pen.formula(row, 4, f"$p(weight_{key})", weight, "box+number+computed")
    pen.formula(row, 5, f'IF({r}="","",ROUND({r}*{w},2))', None if ratio is None else _half_up2(ratio * weight),
                "box+number4+computed")


def _half_up2(value: float) -> float:
    return int(unit_array(np.array([value]), 100)[0]) / 100


def _score_total(pen: Pen, row: int, rows: Sequence[tuple[float | None, float | None, float]], context: Context) -> None:
    pen.text(row, 0, _TOTAL, "box+bold")
    for col in range(1, 5):
        pen.value(row, col, None, "box")
    a, t, w = (f"{address(5, c)}:{address(row - 1, c)}" for c in (1, 2, 4))
    total = SCORECARD(*(list(c) for c in zip(*rows, strict=True)), policy=context.policy)
    pen.formula(row, 5, f"SCORECARD({a},{t},{w})", total, "box+number4+bold+computed", array=True)
    pen.text(row + 1, 0, _UNSCORED, "muted")
    for col, words in zip((0, 3), _SIGN, strict=True):
        pen.text(row + 4, col, words, "muted")
        pen.value(row + 4, col + 1, None, "signature")


# ── Commission ────────────────────────────────────────────────────────────────────────────────────────────────────

_PAY_SHEET = Words("提成", "Commission")
_PAY_PURPOSE = Words("每个期间的到款和提成，由到款表逐笔相加；右边核对整期一次算出的结果。",
                     "Receipts and commission of each period, summed from the Receipts sheet and checked against the whole period at once.")
_PAY_COLUMNS: tuple[tuple[Words, float], ...] = (
    (Words("期间", "Period"), 12), (Words("提成基数", "Base"), 18), (Words("提成", "Commission"), 16),
    (Words("整期核对", "Whole period"), 16), (Words("核对", "Check"), 8), (Words("另一算法", "Other mode"), 16),
    (Words("下一档比例", "Next rate"), 12), (Words("距下一档", "To next tier"), 18))
_PAY_NOTE = Words("另一算法：分段累进与全额按档中没有采用的那一种。", "Other mode: of marginal and whole the one not in use.")


def commission_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, *, who: str) -> Sheet:
    """提成 Commission: the last periods, each as the sum of its receipts and as the whole at once (R044, R211)."""
    pen = Pen(twins)
    pen.value(2, 0, who, "bold")
    for col, (label, _) in enumerate(_PAY_COLUMNS):
        pen.text(4, col, label, "header")
    for back in range(PERIODS):
        _period_row(pen, 5 + back, back, made["receipts"], context)
    pen.text(5 + PERIODS, 0, _PAY_NOTE, "muted")
    return Sheet("commission", _PAY_SHEET.text(twins.lang), _PAY_SHEET.text(twins.lang), _PAY_PURPOSE.text(twins.lang),
                 "computed", cells=tuple(pen.cells), widths={i: w for i, (_, w) in enumerate(_PAY_COLUMNS)},
                 gridlines=False, freeze=(5, 1))


def _period_row(pen: Pen, row: int, back: int, receipts: Frame, context: Context) -> None:
    label = period_label(context, back)
    here = receipts[receipts["period"].eq(label) & receipts["base"].notna()] if label else receipts.iloc[:0]
    base, paid = (int(unit_array(here[c].to_numpy(), 100).sum()) / 100 for c in ("base", "commission"))
    whole = COMMISSION(base, policy=context.policy)
    p, b, c, d = (address(row, i) for i in range(4))
    pen.formula(row, 0, _period(back), label, "box+center+bold")
    pen.formula(row, 1, f"ROUND(SUMIFS(receipts[base],receipts[period],{p}),2)", base, "box+money+computed")
    pen.formula(row, 2, f"ROUND(SUMIFS(receipts[commission],receipts[period],{p}),2)", paid, "box+money+computed+bold")
    pen.formula(row, 3, f"COMMISSION({b})", whole, "box+money+computed")
    pen.formula(row, 4, f'IF(ABS({c}-{d})<0.005,"✓","✗")', "✓" if abs(paid - whole) < 0.005 else "✗", "box+center+computed")
    other = "whole" if context.policy["tier_mode"] == "marginal" else "marginal"
    pen.formula(row, 5, f'COMMISSION({b},0,IF($pis(tier_mode;marginal),"whole","marginal"))',
                COMMISSION(base, 0, other, policy=context.policy), "box+money+computed")
    _next_tier(pen, row, b, base, context)


_ABOVE = "SUMPRODUCT(MIN(tiers[start]+((tiers[start]<={b})+(tiers[in_force]<>1)>0)*1E+12))"


def _next_tier(pen: Pen, row: int, cell: str, base: float, context: Context) -> None:
    starts, rates = context.policy.tier_starts / 10_000, context.policy.tier_rates / 10_000
    later = np.flatnonzero(starts > base)
    above = _ABOVE.replace("{b}", cell)
    pen.formula(row, 6, f'IF({above}>=1E+12,"",SUMPRODUCT((tiers[start]={above})*(tiers[in_force]=1)*tiers[rate]))',
                float(rates[later[0]]) if later.size else None, "box+percent+computed")
    pen.formula(row, 7, f'IF({above}>=1E+12,"",ROUND({above}-{cell},2))',
                _half_up2(float(starts[later[0]]) - base) if later.size else None, "box+money+computed")


def _period(back: int) -> str:
    day = f"EDATE(as_of,-{3 * back})"
    return (f'IF($pis(tier_period;year_to_date),(YEAR(as_of)-{back})&"",IF($pis(tier_period;tenure_quarter),'
            f'IFERROR("T"&TENUREQUARTER($s(hired),{day}),""),YEAR({day})&"Q"&INT((MONTH({day})+2)/3)))')


def period_label(context: Context, back: int) -> str:
    """The label of the period `back` periods before today's, as the Receipts sheet writes it."""
    mode = context.policy["tier_period"]
    day = pd.Timestamp(context.today) - pd.DateOffset(months=3 * back)
    if mode == "year_to_date":
        return str(context.today.year - back)
    if mode == "calendar_quarter":
        return f"{day.year}Q{day.quarter}"
    hired, on = (np.array([d.toordinal() - 719_163]) for d in (context.hired[""], day.date()))
    return f"T{tenure.quarter(hired, on)[0]}" if on[0] >= hired[0] else ""


# ── Dashboard ─────────────────────────────────────────────────────────────────────────────────────────────────────

def dashboard_cards(made: Mapping[str, Frame], context: Context, rejected: int) -> list[Card]:
    """The master's six numbers: receipts, target, commission, orders, overdue, rejected rows (R072)."""
    frame = made["dashboard"]
    total = {c: float(_cents(frame[c])) / 100 for c in ("receipts", "commission")}
    target = float(frame["target"].sum())
    return [
        Card(Words("本季到款", "Receipts"), "SUM(dashboard[receipts])", total["receipts"], "money", Words("人民币，全团队", "CNY, whole team")),
        Card(Words("本季目标", "Target"), "SUM(dashboard[target])", target, "money", Words("人民币", "CNY")),
        Card(Words("完成率", "Completion"), 'IF(SUM(dashboard[target])=0,"",SUM(dashboard[receipts])/SUM(dashboard[target]))',
             total["receipts"] / target if target else None, "percent", Words("到款 ÷ 目标", "receipts ÷ target")),
        Card(Words("本季提成", "Commission"), "SUM(dashboard[commission])", total["commission"], "money", Words("人民币", "CNY")),
        Card(Words("逾期跟进", "Overdue"), "SUM(dashboard[overdue])", int(frame["overdue"].sum()), "integer", Words("客户", "customers")),
        Card(Words("退回的行", "Rejected rows"), "SUM(report[rejected])", rejected, "integer", Words("见“退回”表", "see the Rejects sheet")),
    ]


def _cents(series: pd.Series) -> int:
    return int(unit_array(series.to_numpy(), 100).sum())
