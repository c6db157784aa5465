"""The computed sheets: Today and Scorecard of a salesperson, cards, months and charts of the master.

Each cell holds a formula over the tables and, beside it, the value the rules give for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from xltrade import calendars
from xltrade import choices as ch
from xltrade.computed.context import Context
from xltrade.computed.generated import THIS_MONTH, THIS_QUARTER
from xltrade.frames import Frame
from xltrade.scales import unit_array
from xltrade.schema import Lang
from xltrade.sheets import Area, Cell, CondFormat, Sheet, Value, Words, address
from xltrade.twins import Twins

AS_OF = (2, 2)
"""Row and column of the day everything is computed for, on the first sheet of every book."""
TODAY_VBA = "XltradeToday"
AS_OF_NOTE = Words("计算所依据的日期（第一张表里）", "The day everything is computed for, on the first sheet")
TODO_ROWS = 30
QUARTER, MONTH = THIS_QUARTER.first, THIS_MONTH.first
PERIODS, MONTHS = 4, 12


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

    def formula(self, row: int, col: int, template: str, value: Value, style: str = "body",
                array: bool = False) -> None:
        shown = "" if value is None else value
        self.cells.append(Cell(row, col, shown, self.twins.formula(template), style, array=array))

    def link(self, row: int, col: int, text: str, url: str, style: str = "link") -> None:
        """A cell that leads to a sheet ("sheet:KEY")."""
        self.cells.append(Cell(row, col, text, style=style, url=url))

    def as_of(self, today: dt.date, fixed: bool) -> None:
        """The day cell: `=TODAY()`, or the day itself where the data are of a fixed day.

        With macros the day is told by VBA, once a day: TODAY() would call Python for every cell at each opening.
        """
        row, col = AS_OF
        self.text(row, 0, _TODAY, "muted")
        if fixed:
            self.value(row, col, today, "date+bold")
        else:
            name = TODAY_VBA if self.twins.flavour == "python" else "TODAY"
            self.formula(row, col, f"{name}()", today, "date+bold+left")

    def headers(self, row: int, labels: Sequence[tuple[Words, str]]) -> None:
        """A header row; each label with the style part that says how it stands."""
        for col, (label, where) in enumerate(labels):
            self.text(row, col, label, f"header+{where}")


_TODAY = Words("日期", "Date")
Said = tuple[str, str]
"""A text formula and the text it gives."""


@dataclass(frozen=True)
class Card:
    """One number on top: label, formula template, value, style of the number, and a second line below."""

    label: Words
    template: str
    value: Value
    style: str
    note: Said


def cards(pen: Pen, row: int, spans: Sequence[tuple[int, int]], shown: Sequence[Card]) -> tuple[Area, ...]:
    """Cards side by side over column spans, three rows each; gives the areas to merge."""
    for (first, last), card in zip(spans, shown, strict=True):
        for col in range(first + 1, last + 1):
            for line, style in enumerate(("card_label", "card_value", "card_note")):
                pen.value(row + line, col, None, style)
        pen.text(row, first, card.label, "card_label")
        pen.formula(row + 1, first, card.template, card.value, f"{card.style}+card_value")
        pen.formula(row + 2, first, *card.note, "card_note")
    return tuple((row + i, a, row + i, b) for a, b in spans if b > a for i in range(3))


def where_filled(filled: str, has: bool, card: Card) -> Card:
    """The card, blank while `filled` (a count) is 0: a fresh workbook shows no zeros."""
    note, said = card.note
    template = f'IF({filled}=0,"",{card.template})'
    return Card(card.label, template, card.value if has else None, card.style,
                (f'IF({filled}=0,"",{note})', said if has else ""))


# ── sums and texts, in a cell and here ────────────────────────────────────────────────────────────────────────────

def quarter_start(day: dt.date) -> pd.Timestamp:
    """The first day of the calendar quarter."""
    return pd.Timestamp(calendars.quarter_start(day))


def sum_between(frame: Frame, column: str, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Exact sum of a money column over rows dated from start to before end, in yuan."""
    inside = (frame["date"] >= start) & (frame["date"] < end) & frame[column].notna()
    return cents(frame.loc[inside, column]) / 100


def cents(series: pd.Series) -> int:
    """The exact sum of a money column in fen."""
    return int(unit_array(series.to_numpy(), 100).sum())


def _round(value: float, places: int) -> float:
    """Half away from zero, as ROUND in a cell."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _receipts(column: str, start: str, end: str) -> str:
    return f'ROUND(SUMIFS(receipts[{column}],receipts[date],">="&{start},receipts[date],"<"&{end}),2)'


def _in_quarter(column: str) -> str:
    return _receipts(column, QUARTER, f"EDATE({QUARTER},3)")


def _whole(template: str) -> str:
    return f'TEXT(ROUND({template},0),"#,##0")'


_SINCE = Words("较上季同期 ", "Same days last quarter ")


def _change(column: str, frame: Frame, context: Context) -> Said:
    """How the quarter so far compares with the same days of the quarter before: ▲ 12.3 %; "" without those."""
    start = quarter_start(context.today)
    before = start - pd.DateOffset(months=3)
    days = pd.Timestamp(context.today) - start + pd.Timedelta(days=1)
    now, then = sum_between(frame, column, start, start + days), sum_between(frame, column, before, before + days)
    new, old = _receipts(column, QUARTER, "(as_of+1)"), _receipts(column, _BEFORE, f"({_BEFORE}+as_of-{QUARTER}+1)")
    head = _SINCE.text(context.lang)
    ratio = f"ROUND({new}/{old}-1,3)"
    template = f'IF({old}<=0,"","{head}"&IF({new}>={old},"▲ ","▼ ")&TEXT(ABS({ratio}),"0.0%"))'
    if then <= 0:
        return template, ""
    return template, f"{head}{'▲' if now >= then else '▼'} {abs(_round(now / then - 1, 3)):.1%}"


_BEFORE = f"EDATE({QUARTER},-3)"


def _plain(words: Words, lang: Lang) -> Said:
    text = words.text(lang)
    return f'"{text}"', text


def _elapsed(done: str, whole: str, words: Words, share: float, lang: Lang) -> Said:
    text = words.text(lang)
    return f'"{text} "&TEXT(ROUND({done}/{whole},3),"0.0%")', f"{text} {_round(share, 3):.1%}"


# ── Today ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_TODAY_SHEET = Words("今日", "Today")
_TODAY_PURPOSE = Words("每天早上先看这里：先联系谁，哪些已经逾期。全部自动计算。",
                       "Look here first every morning: whom to contact, who is overdue. Computes itself.")
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
    ("channel", Words("建议渠道", "Channel"), "text", 12))
_FIRST_CUSTOMER = Words("先在“客户”表录入第一个客户，再在“跟进”表记下每次联系，这里就会列出今天该联系谁。",
                        "Add your first customer on the Customers sheet and log each touch on Contacts: "
                        "whom to contact today will be listed here.")
_NOTHING_DUE = Words("今天没有到期的跟进。", "Nothing is due today.")
_MORE = (Words("只列最急的 30 个，共 ", "The 30 most urgent of "), Words(" 个到期。", " due."))
_TO_CONTACT = Words("该联系的客户（按到期日）", "Customers to contact, by due date")
_LIST_ROW = 9
_TODAY_SPANS = ((0, 1), (2, 2), (3, 5), (6, 7), (8, 8), (9, 10))


def today_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, *, fixed: bool, who: str) -> Sheet:
    """今日 Today: six numbers and the customers due, in order (R175, R098, R061)."""
    pen = Pen(twins)
    pen.as_of(context.today, fixed)
    pen.value(AS_OF[0], 4, who, "bold")
    merges = cards(pen, 4, _TODAY_SPANS, _today_cards(made, context))
    pen.text(_LIST_ROW - 2, 0, _TO_CONTACT, "heading")
    _todo_list(pen, made["customers"], context)
    last = _LIST_ROW + TODO_ROWS - 1
    name = _TODAY_SHEET.text(twins.lang)
    return Sheet("today", name, name, _TODAY_PURPOSE.text(twins.lang), "computed", cells=tuple(pen.cells),
                 widths={i: w for i, (_, _, _, w) in enumerate(_TODO)}, heights={3: 8.0, 5: 30.0}, merges=merges,
                 gridlines=False, freeze=(_LIST_ROW, 0), print_rows=(_LIST_ROW - 1, _LIST_ROW - 1),
                 formats=_todo_marks(twins.lang), print_area=(0, 0, last, len(_TODO) - 1))


def _todo_marks(lang: Lang) -> tuple[CondFormat, ...]:
    """Overdue red, today amber, a line under each customer listed."""
    last = _LIST_ROW + TODO_ROWS - 1
    state = (_LIST_ROW, 5, last, 5)
    words = (("overdue", "bad"), ("today", "warning"))
    marks = tuple(CondFormat(*state, {"type": "text", "criteria": "begins with", "value": ch.WORDS.label(word, lang)},
                             style) for word, style in words)
    filled = {"type": "formula", "criteria": f'=${address(_LIST_ROW, 0)}<>""'}
    return (*marks, CondFormat(_LIST_ROW, 0, last, len(_TODO) - 1, filled, "underline"), alert(5, 0))


def alert(row: int, col: int) -> CondFormat:
    """A card's number in red while it is above 0."""
    return CondFormat(row, col, row, col, {"type": "formula", "criteria": f"=N({address(row, col, True)})>0"}, "alert")


_LONGEST = (Words("最久 ", "Oldest "), Words(" 天", " days"))
_TO_DO = Words("待办合计 ", "To do in all ")


def _today_cards(made: Mapping[str, Frame], context: Context) -> list[Card]:
    customers, receipts = len(made["customers"]) > 0, len(made["receipts"]) > 0
    asked = len(made["inquiries"]) > 0
    overdue, due = _due_cards(made["customers"], context)
    shown = [("customers[id]", customers, overdue), ("customers[id]", customers, due),
             ("inquiries[received]", asked, _unanswered_card(made["inquiries"], context.lang)),
             *(("receipts[date]", receipts, card) for card in _money_cards(made, context))]
    return [*(where_filled(f"COUNTA({cells})", has, card) for cells, has, card in shown), _forecast_card(made, context)]


def _due_cards(customers: Frame, context: Context) -> tuple[Card, Card]:
    due, today = customers["next_followup"], pd.Timestamp(context.today)
    late, now = int((due < today).sum()), int((due == today).sum())
    overdue = 'COUNTIFS(customers[next_followup],">0",customers[next_followup],"<"&as_of)'
    head, tail = (w.text(context.lang) for w in _LONGEST)
    longest = f"{head}{(today - due.min()).days}{tail}" if late else ""
    total = _TO_DO.text(context.lang)
    return (Card(Words("逾期跟进（客户）", "Overdue customers"), overdue, late, "integer",
                 (f'IF({overdue}=0,"","{head}"&(as_of-MIN(customers[next_followup]))&"{tail}")', longest)),
            Card(Words("今天到期（客户）", "Due today"), "COUNTIFS(customers[next_followup],as_of)", now, "integer",
                 (f'"{total}"&COUNT(customers[todo_no])', f"{total}{int(customers['todo_no'].notna().sum())}")))


_REPLY_SOON = Words("2 小时内回复最好", "Best answered within 2 hours")
_DETAIL = Words("明细见“提成”表", "See Commission")


def _unanswered_card(asked: Frame, lang: Lang) -> Card:
    template = ('COUNTIFS(inquiries[received],">0")-'
                'COUNTIFS(inquiries[received],">0",inquiries[replied],">0")')
    return Card(Words("未回复询盘", "Unanswered inquiries"), template,
                int((asked["received"].notna() & asked["replied"].isna()).sum()), "integer",
                _plain(_REPLY_SOON, lang))


def _money_cards(made: Mapping[str, Frame], context: Context) -> tuple[Card, Card]:
    start = quarter_start(context.today)
    end = start + pd.DateOffset(months=3)
    paid, earned = (sum_between(made["receipts"], c, start, end) for c in ("base", "commission"))
    return (Card(Words("本季到款（人民币）", "Receipts of the quarter, CNY"), _in_quarter("base"), paid, "money",
                 _change("base", made["receipts"], context)),
            Card(Words("本季提成（人民币）", "Commission, CNY"), _in_quarter("commission"), earned, "money",
                 _plain(_DETAIL, context.lang)))


_MONTH_GONE = Words("到款 ÷ 预报；本月已过", "Receipts ÷ forecast; month gone:")


def _forecast_card(made: Mapping[str, Frame], context: Context) -> Card:
    """How far this month's forecast is reached; blank without a forecast."""
    reached = forecast_reached(made, context)
    share = context.today.day / pd.Timestamp(context.today).days_in_month
    note, said = _elapsed("DAY(as_of)", "DAY(EOMONTH(as_of,0))", _MONTH_GONE, share, context.lang)
    return Card(Words("本月预报完成", "Forecast reached"), _FORECAST_REACHED, reached, "percent",
                (f'IF({_forecast(MONTH, 1)}=0,"",{note})', "" if reached is None else said))


def _forecast(start: str, months: int) -> str:
    return (f'SUMIFS(forecasts[amount],forecasts[status],"$w(in_force)",forecasts[month],">="&{start},'
            f'forecasts[month],"<"&EDATE({start},{months}))')


_FORECAST_REACHED = (f'IF({_forecast(MONTH, 1)}=0,"",SUMIFS(receipts[base],receipts[date],">="&{MONTH},'
                     f'receipts[date],"<"&EDATE({MONTH},1))/{_forecast(MONTH, 1)})')


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


def _todo_list(pen: Pen, customers: Frame, context: Context) -> None:
    pen.headers(_LIST_ROW - 1, [(label, "center" if style in ("center", "date") else "text")
                                for _, label, style, _ in _TODO])
    due = customers[customers["todo_no"].notna()].sort_values("todo_no")
    pen.formula(_LIST_ROW - 2, 3, _todo_said(pen.lang), _todo_text(customers, len(due), pen.lang), "accent")
    for line in range(TODO_ROWS):
        _todo_line(pen, _LIST_ROW + line, line + 1, due.iloc[line] if line < len(due) else None, context)


def _todo_said(lang: Lang) -> str:
    head, tail = (w.text(lang) for w in _MORE)
    return (f'IF(COUNTA(customers[id])=0,"{_FIRST_CUSTOMER.text(lang)}",IF(COUNT(customers[todo_no])=0,'
            f'"{_NOTHING_DUE.text(lang)}",IF(COUNT(customers[todo_no])>{TODO_ROWS},'
            f'"{head}"&COUNT(customers[todo_no])&"{tail}","")))')


def _todo_text(customers: Frame, due: int, lang: Lang) -> str:
    """What stands beside the list's heading: what to do first, that nothing is due, or that there is more."""
    if customers.empty:
        return _FIRST_CUSTOMER.text(lang)
    head, tail = (w.text(lang) for w in _MORE)
    return _NOTHING_DUE.text(lang) if due == 0 else f"{head}{due}{tail}" if due > TODO_ROWS else ""


def _todo_line(pen: Pen, row: int, number: int, customer: pd.Series | None, context: Context) -> None:
    pen.formula(row, 0, f'IF({number}<=COUNT(customers[todo_no]),{number},"")', "" if customer is None else number,
                "center")
    for col, (key, _, style, _) in enumerate(_TODO[1:], start=1):
        at = f"MATCH({number},customers[todo_no],0)"
        if key == "channel":
            template = f'IFERROR(INDEX(grades[channel],MATCH({address(row, 3)},grades[in_force],0))&"","")'
        else:
            template = f'IFERROR(INDEX(customers[{key}],{at}){"" if style == "date" else "&" + chr(34) * 2},"")'
        pen.formula(row, col, template, _todo_value(customer, key, context), style)


def _todo_value(customer: pd.Series | None, key: str, context: Context) -> Value:
    if customer is None:
        return ""
    if key == "channel":
        rule = context.policy.grades.get(str(customer["grade"]))
        return ch.CHANNEL.label(rule.channel, context.lang) if rule and rule.channel else ""
    value = customer[key]
    return "" if pd.isna(value) else value.to_pydatetime() if isinstance(value, pd.Timestamp) else str(value)


# ── signatures, halves ────────────────────────────────────────────────────────────────────────────────────────────

SIGN_PERSON, SIGN_MANAGER = Words("业务员签字", "Salesperson"), Words("经理签字", "Manager")
SIGN_DATE = Words("日期", "Date")


def signatures(pen: Pen, row: int, lines: Sequence[tuple[Words, int, tuple[int, int]]]) -> None:
    """Labels, each with a line to sign on over a span of columns."""
    for words, col, (first, last) in lines:
        pen.text(row, col, words, "muted" if col == 0 else "muted+right")
        for at in range(first, last + 1):
            pen.value(row, at, None, "signature")


# ── Dashboard ─────────────────────────────────────────────────────────────────────────────────────────────────────

_QUARTER_GONE = Words("季度已过", "Quarter gone:")
_SHORT, _OVER = Words("还差 ", "Short by "), Words("已超 ", "Ahead by ")
_READ = (Words("读 ", "Read "), Words(" = 收 ", " = kept "), Words(" + 退 ", " + rejected "))


def dashboard_cards(made: Mapping[str, Frame], context: Context) -> list[Card]:
    """The master's six numbers: receipts, target, completion, commission, overdue, rejected rows (R072)."""
    frame, lang = made["dashboard"], context.lang
    paid, earned = (cents(frame[c]) / 100 for c in ("receipts", "commission"))
    target = float(frame["target"].sum())
    start = quarter_start(context.today)
    days = (start + pd.DateOffset(months=3) - start).days
    gone = _elapsed(f"(as_of-{QUARTER}+1)", f"(EDATE({QUARTER},3)-{QUARTER})", _QUARTER_GONE,
                    ((pd.Timestamp(context.today) - start).days + 1) / days, lang)
    people = [
        Card(Words("本季到款（人民币）", "Receipts of the quarter, CNY"), "SUM(dashboard[receipts])", paid, "money0",
             _change("base", made["receipts"], context)),
        Card(Words("本季目标（人民币）", "Target of the quarter, CNY"), "SUM(dashboard[target])", target, "money0",
             _gap(paid, target, lang)),
        Card(Words("完成率", "Completion"),
             'IF(SUM(dashboard[target])=0,"",SUM(dashboard[receipts])/SUM(dashboard[target]))',
             paid / target if target else None, "percent", gone),
        Card(Words("本季提成（人民币）", "Commission, CNY"), "SUM(dashboard[commission])", earned, "money0",
             _change("commission", made["receipts"], context)),
        Card(Words("逾期跟进（客户）", "Overdue customers"), "SUM(dashboard[overdue])", int(frame["overdue"].sum()),
             "integer", _due_today(int(frame["due_today"].sum()), lang))]
    filled = "COUNTA(dashboard[person_id])"
    return [*(where_filled(filled, len(frame) > 0, card) for card in people), _rejected_card(made["report"], lang)]


def _gap(paid: float, target: float, lang: Lang) -> Said:
    """How far the target is (R072)."""
    short, over = _SHORT.text(lang), _OVER.text(lang)
    left = "(SUM(dashboard[target])-SUM(dashboard[receipts]))"
    template = (f'IF(SUM(dashboard[target])=0,"",IF({left}>0,"{short}"&{_whole(left)},'
                f'"{over}"&{_whole("-" + left)}))')
    gap = _round(target - paid, 2)
    return template, "" if target == 0 else f"{short if gap > 0 else over}{_round(abs(gap), 0):,.0f}"


_DUE_TODAY = Words("另有今天到期 ", "Due today, besides: ")


def _due_today(count: int, lang: Lang) -> Said:
    text = _DUE_TODAY.text(lang)
    return f'"{text}"&SUM(dashboard[due_today])', f"{text}{count}"


def _rejected_card(report: Frame, lang: Lang) -> Card:
    read, kept, rejected = (int(report[c].sum()) for c in ("read", "kept", "rejected"))
    a, b, c = (w.text(lang) for w in _READ)
    said = (f'"{a}"&SUM(report[read])&"{b}"&SUM(report[kept])&"{c}"&SUM(report[rejected])',
            f"{a}{read}{b}{kept}{c}{rejected}")
    card = Card(Words("退回的行", "Rejected rows"), "SUM(report[rejected])", rejected, "integer", said)
    return where_filled("COUNT(report[read])", len(report) > 0, card)


_FIRST_PERSON = Words("先在“人员”表登记业务员、在“目标”表写目标；再把大家的工作簿放进一个文件夹，运行汇总。",
                      "Add the salespeople on People and their targets on Targets; then put everybody's workbooks "
                      "into one folder and consolidate.")
_NOT_YET = Words("还没有汇总：把大家的工作簿放进一个文件夹，运行汇总，数字就会出现。",
                 "Nothing consolidated yet: put everybody's workbooks into one folder and consolidate.")


def dashboard_said(pen: Pen, row: int, col: int, people: Frame, report: Frame) -> None:
    """What to do first, while there are no people or nothing is consolidated; empty afterwards."""
    first, later = _FIRST_PERSON.text(pen.lang), _NOT_YET.text(pen.lang)
    said = first if people.empty else later if report.empty else ""
    pen.formula(row, col, f'IF(COUNTA(people[id])=0,"{first}",IF(COUNT(report[read])=0,"{later}",""))', said,
                "accent")


_MONTHS_TITLE = Words("近 12 个月（人民币）", "The last 12 months, CNY")
MONTH_COLUMNS = (Words("月份", "Month"), Words("到款", "Receipts"), Words("目标", "Target"),
                 Words("完成率", "Completion"))


@dataclass(frozen=True)
class Month:
    """One month of the team: its first day, receipts, and the targets of the people (None where there are none)."""

    start: pd.Timestamp
    receipts: float
    target: float | None


def months(made: Mapping[str, Frame], today: dt.date) -> list[Month]:
    """Receipts and the people's targets of the last twelve months, oldest first (R072); department rows aside."""
    now = pd.Timestamp(today).to_period("M").start_time
    targets = made["targets"]
    aimed = targets[targets["kpi"].eq("receipts") & (targets["in_force"] == 1) & targets["person_id"].notna()
                    & targets["span"].isna()]
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
    pen.formula(row, 1, _receipts("base", m, f"EDATE({m},1)"), month.receipts, "box+money+computed")
    if month.target is None:
        for col in (2, 3):
            pen.value(row, col, None, "box+computed")
        return
    target = ('SUMIFS(targets[amount],targets[kpi],$label(kpi.receipts),targets[in_force],1,targets[span],"=",'
              f'targets[person_id],"<>",'
              f'targets[month],">="&{m},targets[month],"<"&EDATE({m},1))')
    pen.formula(row, 2, target, month.target, "box+money+computed")
    pen.formula(row, 3, f'IF(N({t})=0,"",{r}/{t})', month.receipts / month.target, "box+percent+computed")


_FUNNEL_TITLE = Words("本季漏斗（条数）", "Funnel of the quarter, rows")
FUNNEL_COLUMNS = (Words("环节", "Step"), Words("数量", "Count"), Words("占询盘", "Of inquiries"))
_FUNNEL: tuple[tuple[Words, str, str, str], ...] = (
    (Words("询盘", "Inquiries"), "inquiries", "received", ""),
    (Words("已回复", "Answered"), "inquiries", "received", "replied"),
    (Words("报价", "Quotations"), "quotations", "date", ""), (Words("订单", "Orders"), "orders", "date", ""))


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
        pen.formula(line, 1, f'COUNTIFS({cells},">="&{QUARTER},{cells},"<"&EDATE({QUARTER},3){also})', count,
                    "box+integer+computed")
        asked, here = address(first, 1), address(line, 1)
        pen.formula(line, 2, f'IF({asked}=0,"",{here}/{asked})', count / counts[0] if counts[0] else None,
                    "box+percent+computed")
    return first, first + len(_FUNNEL) - 1


def _in_quarter_count(frame: Frame, column: str, filled: str, today: dt.date) -> int:
    start = quarter_start(today)
    inside = (frame[column] >= start) & (frame[column] < start + pd.DateOffset(months=3))
    return int((inside & frame[filled].notna() if filled else inside).sum())
