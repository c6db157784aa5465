"""The head of a card: who, which period, which set of KPIs."""

from __future__ import annotations

import pandas as pd

from xltrade.core.days import to_day
from xltrade.core.schema import Words
from xltrade.rules import review
from xltrade.sheets.card.sketch import HEAD, HEAD_COLUMNS, Sketch
from xltrade.sheets.card.terms import unhired
from xltrade.sheets.cards import QUARTER

_HEAD = {
    "id": Words("人员编号", "Person ID"),
    "name": Words("姓名", "Name"),
    "hired": Words("入职日期", "Hired"),
    "label": Words("考核季度", "Period"),
    "start": Words("开始", "From"),
    "last": Words("结束", "Until"),
    "state": Words("考核状态", "State"),
    "since": Words("起自", "Since"),
    "ends": Words("二次机会到", "Second chance until"),
    "set": Words("指标方案", "KPI set"),
    "tenure": Words("入职第几季", "Tenure quarter"),
    "year": Words("考核轮次", "Review round"),
}
TEAM, _OWN = Words("部门", "team"), Words("个人", "own")


def head(s: Sketch) -> None:
    """Who and which period; the state is drawn last (`state`), since it looks at the rules."""
    for line, keys in enumerate(HEAD):
        for key, (col, _) in zip(keys, HEAD_COLUMNS, strict=True):
            s.pen.text(s.rows.top + line, col, _HEAD[key], "muted+right" if col else "muted")
    _person(s)
    _tenure(s)
    _period(s)
    _kpi_set(s)


def _person(s: Sketch) -> None:
    top, at, card = s.rows.top, s.at, s.card
    if s.home.owned:
        name = f'IFERROR(INDEX(people[name],MATCH({at["id"]},people[id],0))&"","")'
        found = f"INDEX(people[hired],MATCH({at['id']},people[id],0))"
        s.pen.value(top, 1, card.person, "bold")
    else:
        name, found = '$s(person_name)&""', "$s(hired)"
        s.formula(top, 1, '$s(person_id)&""', card.person, "bold")
    s.formula(top, 3, name, card.name, "bold")
    s.formula(top, 6, f'IFERROR(IF({found}="","",{found}),"")', card.hired, "date+left")


def _tenure(s: Sketch) -> None:
    """The quarter since the hire date, and which round of four it belongs to."""
    row, card, rounds = s.rows.top + 3, s.card, len(review.RULES)
    number = None
    if card.hired is not None and card.hired <= s.context.today:
        number = review.tenure_quarter(*(to_day(d) for d in (card.hired, s.context.today)))
    s.formula(row, 3, f'IF({unhired(s)},"",TENUREQUARTER({s.at["hired"]},as_of))', number, "integer+left")
    n, repeat = s.at["tenure"], s.context.policy["after_month_12"] == "repeat"
    year = None if number is None else (number - 1) // rounds + 1 if repeat else 1
    template = f'IF({n}="","",IF($pis(after_month_12;repeat),INT((N({n})-1)/{rounds})+1,1))'
    s.formula(row, 6, template, year, "integer+left")


def _period(s: Sketch) -> None:
    """The label of the period, its first and its last day."""
    row, at, card, n, months = s.rows.top + 1, s.at, s.card, s.at["tenure"], review.LENGTH
    tenured = f'AND({n}<>"",$pis(quarter_of;tenure),OR(N({n})<={len(review.RULES)},$pis(after_month_12;repeat)))'
    calendar = 'YEAR(as_of)&"Q"&INT((MONTH(as_of)+2)/3)'
    s.formula(row, 1, f'IF({tenured},"T"&{n},{calendar})', card.period.label, "bold")
    is_tenure = f'LEFT({at["label"]},1)="T"'
    start = f"IF({is_tenure},EDATE({at['hired']},{months}*(N({n})-1)),{QUARTER})"
    s.formula(row, 3, start, card.period.start.to_pydatetime(), "date+left")
    last = f"IF({is_tenure},EDATE({at['hired']},{months}*N({n})),EDATE({QUARTER},{months}))-1"
    s.formula(row, 6, last, (card.period.end - pd.Timedelta(days=1)).to_pydatetime(), "date+left")


def _kpi_set(s: Sketch) -> None:
    own, team = _OWN.text(s.lang), TEAM.text(s.lang)
    mine = f"COUNTIFS(kpi_sets[person_id],{s.at['id']},kpi_sets[in_force],1)>0"
    template = f'IF({s.at["id"]}="","{team}",IF({mine},"{own}","{team}"))'
    s.formula(s.rows.top + 3, 1, template, own if s.card.own_set else team, "body")
