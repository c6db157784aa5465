"""The sheet 今日 / Today."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.days import to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.declared import choices as ch
from xltrade.formulas.functions.followup import previous_workday
from xltrade.formulas.sums import cents, sum_between
from xltrade.sheets.addresses import address
from xltrade.sheets.calendar_notice import calendar_notice
from xltrade.sheets.cards import (
    MONTH,
    Card,
    alert,
    cards,
    change,
    elapsed,
    in_quarter,
    plain_number,
    quarter_start,
    where_filled,
)
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import AS_OF, Pen
from xltrade.sheets.plan import CondFormat, Sheet, Value

TODO_ROWS = 30


_TODAY_SHEET = Words("今日", "Today")
_TODAY_PURPOSE = Words(
    "每天早上先看这里：先联系谁，哪些已经逾期。全部自动计算。",
    "Look here first every morning: whom to contact, who is overdue. Computes itself.",
)
_TODO: tuple[tuple[str, Words, str, float], ...] = (
    ("", Words("序", "No"), "center", 6),
    ("id", Words("客户编号", "Customer ID"), "text", 13),
    ("company", Words("公司名称", "Company"), "text", 28),
    ("grade", Words("等级", "Grade"), "center", 7),
    ("next_followup", Words("下次跟进", "Next followup"), "date", 14),
    ("follow_state", Words("跟进状态", "State"), "text", 16),
    ("last_contact", Words("最近跟进", "Last contact"), "date", 14),
    ("contact", Words("主要联系人", "Main contact"), "text", 32),
    ("phone", Words("电话", "Phone"), "text", 19),
    ("email", Words("邮箱", "Email"), "text", 34),
    ("channel", Words("建议渠道", "Channel"), "text", 12),
    ("call_from", Words("北京时间起", "Call from"), "time", 11),
    ("holiday", Words("客户今天放假", "Holiday there"), "text", 22),
)
_FIRST_CUSTOMER = Words(
    "先在“客户”表录入第一个客户，再在“跟进”表记下每次联系，这里就会列出今天该联系谁。",
    "Add your first customer on the Customers sheet and log each touch on Contacts: "
    "whom to contact today will be listed here.",
)
_NOTHING_DUE = Words("今天没有到期的跟进。", "Nothing is due today.")
_MORE = (Words("只列最急的 30 个，共 ", "The 30 most urgent of "), Words(" 个到期。", " due."))
_TO_CONTACT = Words("该联系的客户（按到期日）", "Customers to contact, by due date")
_LIST_ROW = 9
_TODAY_SPANS = ((0, 1), (2, 2), (3, 5), (6, 7), (8, 8), (9, 12))


@sheet("today", book="sales", place=10, buttons=(2, 6))
def today_sheet(page: Page) -> Sheet:
    """今日 Today: six numbers and the customers due, in order (R175, R098, R061)."""
    made, context, pen = page.frames, page.context, Pen(page.twins)
    pen.as_of(context.today, page.look.fixed)
    pen.value(AS_OF[0], 4, page.owner.who, "bold")
    pen.formula(AS_OF[0] - 1, 9, *calendar_notice(made["holidays"], context), "alert")
    merges = cards(pen, 4, _TODAY_SPANS, _today_cards(made, context))
    pen.text(_LIST_ROW - 2, 0, _TO_CONTACT, "heading")
    _todo_list(pen, made["customers"], context)
    _a_list(pen, made["customers"], context)
    last = _LIST_ROW + TODO_ROWS - 1
    name = _TODAY_SHEET.text(page.lang)
    return Sheet(
        "today",
        name,
        name,
        _TODAY_PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, _, w) in enumerate(_TODO)},
        heights={3: 8.0, 5: 30.0},
        merges=merges,
        gridlines=False,
        freeze=(_LIST_ROW, 0),
        print_rows=(_LIST_ROW - 1, _LIST_ROW - 1),
        formats=_todo_marks(page.lang),
        print_area=(0, 0, last, len(_TODO) - 1),
    )


def _todo_marks(lang: Lang) -> tuple[CondFormat, ...]:
    """Overdue red, today amber, a line under each customer listed."""
    last = _LIST_ROW + TODO_ROWS - 1
    state = (_LIST_ROW, 5, last, 5)
    words = (("overdue", "bad"), ("today", "warning"))
    marks = tuple(
        CondFormat(*state, {"type": "text", "criteria": "begins with", "value": ch.WORDS.label(word, lang)}, style)
        for word, style in words
    )
    filled = {"type": "formula", "criteria": f'=${address(_LIST_ROW, 0)}<>""'}
    return (*marks, CondFormat(_LIST_ROW, 0, last, len(_TODO) - 1, filled, "underline"), alert(5, 0))


_LONGEST = (Words("最久 ", "Oldest "), Words(" 天", " days"))
_TO_DO = Words("待办合计 ", "To do in all ")


def _today_cards(made: Mapping[str, Frame], context: Context) -> list[Card]:
    customers, receipts = len(made["customers"]) > 0, len(made["receipts"]) > 0
    asked = len(made["inquiries"]) > 0
    overdue, due = _due_cards(made["customers"], context)
    shown = [
        ("customers[id]", customers, overdue),
        ("customers[id]", customers, due),
        ("inquiries[received]", asked, _unanswered_card(made["inquiries"], context.lang)),
        *(("receipts[date]", receipts, card) for card in _money_cards(made, context)),
    ]
    return [*(where_filled(f"COUNTA({cells})", has, card) for cells, has, card in shown), _forecast_card(made, context)]


def _due_cards(customers: Frame, context: Context) -> tuple[Card, Card]:
    due, today = customers["next_followup"], pd.Timestamp(context.today)
    late, now = int((due < today).sum()), int((due == today).sum())
    overdue = 'COUNTIFS(customers[next_followup],">0",customers[next_followup],"<"&as_of)'
    head, tail = (w.text(context.lang) for w in _LONGEST)
    longest = f"{head}{(today - due.min()).days}{tail}" if late else ""
    total = _TO_DO.text(context.lang)
    return (
        Card(
            Words("逾期跟进（客户）", "Overdue customers"),
            overdue,
            late,
            "integer",
            (f'IF({overdue}=0,"","{head}"&(as_of-MIN(customers[next_followup]))&"{tail}")', longest),
        ),
        Card(
            Words("今天到期（客户）", "Due today"),
            "COUNTIFS(customers[next_followup],as_of)",
            now,
            "integer",
            (f'"{total}"&COUNT(customers[todo_no])', f"{total}{int(customers['todo_no'].notna().sum())}"),
        ),
    )


_REPLY_SOON = Words("2 小时内回复最好", "Best answered within 2 hours")
_DETAIL = Words("明细见“提成”表", "See Commission")


def _unanswered_card(asked: Frame, lang: Lang) -> Card:
    template = 'COUNTIFS(inquiries[received],">0")-COUNTIFS(inquiries[received],">0",inquiries[replied],">0")'
    return Card(
        Words("未回复询盘", "Unanswered inquiries"),
        template,
        int((asked["received"].notna() & asked["replied"].isna()).sum()),
        "integer",
        plain_number(_REPLY_SOON, lang),
    )


def _money_cards(made: Mapping[str, Frame], context: Context) -> tuple[Card, Card]:
    start = quarter_start(context.today)
    end = start + pd.DateOffset(months=3)
    paid, earned = (sum_between(made["receipts"], c, start, end) for c in ("base", "commission"))
    return (
        Card(
            Words("本季到款（人民币）", "Receipts of the quarter, CNY"),
            in_quarter("base"),
            paid,
            "money",
            change("base", made["receipts"], context),
        ),
        Card(
            Words("本季提成（人民币）", "Commission, CNY"),
            in_quarter("commission"),
            earned,
            "money",
            plain_number(_DETAIL, context.lang),
        ),
    )


_MONTH_GONE = Words("到款 ÷ 预报；本月已过", "Receipts ÷ forecast; month gone:")


def _forecast_card(made: Mapping[str, Frame], context: Context) -> Card:
    """How far this month's forecast is reached; blank without a forecast."""
    reached = forecast_reached(made, context)
    share = context.today.day / pd.Timestamp(context.today).days_in_month
    note, said = elapsed("DAY(as_of)", "DAY(EOMONTH(as_of,0))", _MONTH_GONE, share, context.lang)
    return Card(
        Words("本月预报完成", "Forecast reached"),
        _FORECAST_REACHED,
        reached,
        "percent",
        (f'IF({_forecast(MONTH, 1)}=0,"",{note})', "" if reached is None else said),
    )


def _forecast(start: str, months: int) -> str:
    return (
        f'SUMIFS(forecasts[amount],forecasts[status],"$w(in_force)",forecasts[month],">="&{start},'
        f'forecasts[month],"<"&EDATE({start},{months}))'
    )


_FORECAST_REACHED = (
    f'IF({_forecast(MONTH, 1)}=0,"",SUMIFS(receipts[base],receipts[date],">="&{MONTH},'
    f'receipts[date],"<"&EDATE({MONTH},1))/{_forecast(MONTH, 1)})'
)


def forecast_between(made: Mapping[str, Frame], start: pd.Timestamp, end: pd.Timestamp, context: Context) -> float:
    """Sum of the forecasts in force of the months from start to before end, CNY (R014)."""
    frame = made["forecasts"]
    inside = frame["status"].eq("in_force") & (frame["month"] >= start) & (frame["month"] < end)
    return cents(frame.loc[inside, "amount"]) / 100


def forecast_reached(made: Mapping[str, Frame], context: Context) -> float | None:
    """Receipts of this month over its forecast; None without a forecast (R015)."""
    start = pd.Timestamp(context.today).to_period("M").start_time
    end = start + pd.DateOffset(months=1)
    forecast = forecast_between(made, start, end, context)
    return sum_between(made["receipts"], "base", start, end) / forecast if forecast else None


_A_LIST = (Words("A 级客户名单（", "A list ("), Words(" 位）", ")"))
_HAND_IN = (Words("：今天提交", ": hand it in today"), Words("提交：", "hand in: "))


def _a_list(pen: Pen, customers: Frame, context: Context) -> None:
    """When the list of A customers is due: on the month's last working day, where the policy asks for it (R119)."""
    last, count = previous_workday("EOMONTH(as_of,0)"), f'COUNTIFS(customers[grade],"A",customers[stage],{_NOT_LOST})'
    (head, tail), (today, ahead) = ([w.text(pen.lang) for w in words] for words in (_A_LIST, _HAND_IN))
    when = f'IF(as_of={last},"{today}","{_COMMA.text(pen.lang)}"&"{ahead}"&MONTH({last})&"-"&DAY({last}))'
    template = f'IF(OR($pis(a_list;off),{count}=0),"","{head}"&{count}&"{tail}"&{when})'
    pen.formula(_LIST_ROW - 2, 9, template, a_list(customers, context), "accent")


_NOT_LOST = '"<>"&$label(stage.lost)'
_COMMA = Words("，", ", ")


def a_list(customers: Frame, context: Context) -> str:
    """The value of that cell: "A 级客户名单（2 位），提交：11-30"; "" without A customers or where it is off."""
    count = int((customers["grade"].eq("A") & ~customers["stage"].eq("lost")).sum())
    if context.policy["a_list"] == "off" or not count:
        return ""
    month_end = to_day((pd.Timestamp(context.today) + pd.offsets.MonthEnd(0)).date())
    last = to_date(int(context.policy.calendar.preceding(np.array([month_end]))[0]))
    (head, tail), (today, ahead) = ([w.text(context.lang) for w in words] for words in (_A_LIST, _HAND_IN))
    when = today if last == context.today else f"{_COMMA.text(context.lang)}{ahead}{last.month}-{last.day}"
    return f"{head}{count}{tail}{when}"


def _todo_list(pen: Pen, customers: Frame, context: Context) -> None:
    pen.headers(
        _LIST_ROW - 1,
        [(label, "center" if style in ("center", "date", "time") else "text") for _, label, style, _ in _TODO],
    )
    due = customers[customers["todo_no"].notna()].sort_values("todo_no")
    pen.formula(_LIST_ROW - 2, 3, _todo_said(pen.lang), _todo_text(customers, len(due), pen.lang), "accent")
    for line in range(TODO_ROWS):
        _todo_line(pen, _LIST_ROW + line, line + 1, due.iloc[line] if line < len(due) else None, context)


def _todo_said(lang: Lang) -> str:
    head, tail = (w.text(lang) for w in _MORE)
    return (
        f'IF(COUNTA(customers[id])=0,"{_FIRST_CUSTOMER.text(lang)}",IF(COUNT(customers[todo_no])=0,'
        f'"{_NOTHING_DUE.text(lang)}",IF(COUNT(customers[todo_no])>{TODO_ROWS},'
        f'"{head}"&COUNT(customers[todo_no])&"{tail}","")))'
    )


def _todo_text(customers: Frame, due: int, lang: Lang) -> str:
    """What stands beside the list's heading: what to do first, that nothing is due, or that there is more."""
    if customers.empty:
        return _FIRST_CUSTOMER.text(lang)
    head, tail = (w.text(lang) for w in _MORE)
    return _NOTHING_DUE.text(lang) if due == 0 else f"{head}{due}{tail}" if due > TODO_ROWS else ""


def _todo_line(pen: Pen, row: int, number: int, customer: pd.Series | None, context: Context) -> None:
    pen.formula(
        row, 0, f'IF({number}<=COUNT(customers[todo_no]),{number},"")', "" if customer is None else number, "center"
    )
    for col, (key, _, style, _) in enumerate(_TODO[1:], start=1):
        at = f"MATCH({number},customers[todo_no],0)"
        if key == "channel":
            template = f'IFERROR(INDEX(grades[channel],MATCH({address(row, 3)},grades[in_force],0))&"","")'
        elif key == "holiday":
            code = f"INDEX(customers[country_code],{at})"
            template = f'IFERROR(INDEX(buyer_holidays[name],MATCH({code}&":"&as_of,buyer_holidays[key],0)),"")'
        else:
            template = (
                f'IFERROR(INDEX(customers[{key}],{at}){"" if style in ("date", "time") else "&" + chr(34) * 2},"")'
            )
        pen.formula(row, col, template, _todo_value(customer, key, context), style)


def _todo_value(customer: pd.Series | None, key: str, context: Context) -> Value:
    if customer is None:
        return ""
    if key == "channel":
        rule = context.policy.grades.get(str(customer["grade"]))
        return ch.CHANNEL.label(rule.channel, context.lang) if rule and rule.channel else ""
    if key == "holiday":
        return context.policy.buyers.holidays.get((str(customer["country_code"]).upper(), context.day), "")
    value = customer[key]
    if key == "call_from":
        return "" if pd.isna(value) else float(value)
    return "" if pd.isna(value) else value.to_pydatetime() if isinstance(value, pd.Timestamp) else str(value)
