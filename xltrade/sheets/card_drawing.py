"""One scorecard as cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from xltrade.computed.context import Context
from xltrade.computed.kpi_cells import Refs, actual_cell, unbegun_cell
from xltrade.computed.kpi_targets import target_cell, weight_cell
from xltrade.computed.periods import DIMENSIONS
from xltrade.computed.scorecard import FULL, Card, Row, ratio_cell
from xltrade.core.days import to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.declared import kpis, tables
from xltrade.declared.kpis import KPI
from xltrade.formulas.text import Twins
from xltrade.rules import review
from xltrade.rules.review import Result
from xltrade.sheets.addresses import address
from xltrade.sheets.cards import QUARTER
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Area, CondFormat, Value
from xltrade.sheets.signatures import signatures

FROM_MANAGER = "from_manager"
LIVE_ROWS = 60_000
"""Above so many consolidated rows the cards of the master are values: cells would take a minute to recalculate."""
WIDTHS = (25.0, 16.0, 16.0, 12.0, 11.0, 12.0, 22.0)
WIDE = len(WIDTHS) - 1
_FORMATS = {
    "money": "money",
    "count": "number",
    "percent": "percent",
    "hours": "score",
    "days": "score",
    "score": "score",
}
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
_TEAM, _OWN = Words("部门", "team"), Words("个人", "own")
_COLUMNS = (
    Words("考核项目", "Dimension"),
    Words("得分", "Score"),
    Words("满分", "Full"),
    Words("完成率", "Ratio"),
    Words("权重", "Weight"),
    Words("加权得分", "Weighted"),
    Words("说明", "Remark"),
)
_KPI_COLUMNS = (
    Words("指标", "KPI"),
    Words("实际", "Actual"),
    Words("目标", "Target"),
    Words("完成率", "Ratio"),
    Words("权重", "Weight"),
    Words("得分", "Score"),
    Words("依据", "Evidence"),
)
_RULE_COLUMNS = (
    Words("入职第一年的要求", "Rules of the first year"),
    Words("数值", "Reached"),
    Words("要求", "Needed"),
    Words("结论", "Verdict"),
    Words("季度", "Quarter"),
    Words("", ""),
    Words("依据", "Evidence"),
)
_CHECK_COLUMNS = (
    Words("考核清单", "Checklist"),
    Words("", ""),
    Words("", ""),
    Words("得分", "Score"),
    Words("已查", "Checked"),
    Words("应查", "Needed"),
    Words("提示", "Hint"),
)
_RULE_NAMES = {
    "receipt": Words("第一季：有到款", "Q1: a receipt"),
    "samples": Words("第二季：索样客户", "Q2: sample requests"),
    "forecast": Words("第二季：预报完成率", "Q2: forecast completion"),
    "monthly": Words("第三季：每月成交", "Q3: a deal each month"),
    "repeat": Words("第四季：返单客户", "Q4: repeat customers"),
}
_EVIDENCE = {
    "receipt": "receipts",
    "samples": "samples",
    "forecast": "forecasts",
    "monthly": "receipts",
    "repeat": "orders",
}
_TOTAL = Words("总分", "Total")
_UNSCORED = Words(
    "没有目标或评分的项目不评分，权重摊给其余各项。",
    "Without target or score: not scored, weight spread over the rest.",
)
_AT_CONSOLIDATION = Words("汇总时算出", "computed at consolidation")
_ROW_WORDS = (Words("→ 第 ", "→ row "), Words(" 行起", " on"))
_MISSING = (Words("还差 ", "short by "), Words(" 次", ""))
_NO_HIRE = Words("没有入职日期", "no hire date")
_NOT_YET = Words("没有指标", "no KPI")


@dataclass(frozen=True)
class Place:
    """What a card needs of its book: twins, context, whether rows carry an owner, whether cells hold formulas."""

    twins: Twins
    context: Context
    owned: bool
    live: bool = True

    def sheet(self, table: str) -> str:
        """The key of the sheet on which a table's rows stand."""
        handed = {t.key for t in tables.HANDED_OUT}
        return FROM_MANAGER if not self.owned and table in handed else table


class _Card:
    """One card being drawn: its cells, areas to merge and marks, from row `top` on."""

    def __init__(self, pen: Pen, top: int, made: Card, place: Place, mine: Mapping[str, Frame]) -> None:
        self.pen, self.top, self.made, self.place, self.mine = pen, top, made, place, mine
        self.merges: list[Area] = []
        self.formats: list[CondFormat] = []
        self.lang = place.twins.lang
        self.at = {
            "id": address(top, 1, True),
            "name": address(top, 3, True),
            "hired": address(top, 6, True),
            "label": address(top + 1, 1, True),
            "start": address(top + 1, 3, True),
            "last": address(top + 1, 6, True),
            "state": address(top + 2, 1, True),
            "since": address(top + 2, 3, True),
            "ends": address(top + 2, 6, True),
            "set": address(top + 3, 1, True),
            "tenure": address(top + 3, 3, True),
            "year": address(top + 3, 6, True),
        }
        self.refs = Refs(self.at["id"], self.at["start"], f"({self.at['last']}+1)", self.at["label"], place.owned)

    # cells

    def formula(self, row: int, col: int, template: str, value: Value, style: str, array: bool = False) -> None:
        """A formula with its value; the value alone where the book is not live."""
        if self.place.live:
            self.pen.formula(row, col, template, value, style, array)
        else:
            self.pen.value(row, col, value, style)

    def label(self, kind: str, key: str) -> str:
        return ch.ALL[kind].label(key, self.lang)

    def headers(self, row: int, columns: Sequence[Words]) -> None:
        where = ["text", *["right_header"] * 5, "text"]
        self.pen.headers(row, list(zip(columns, where, strict=True)))

    # the head

    def head(self) -> int:
        """Who, which period, which state; gives the next free row."""
        pen, top, at, card = self.pen, self.top, self.at, self.made
        for row, keys in enumerate(
            (("id", "name", "hired"), ("label", "start", "last"), ("state", "since", "ends"), ("set", "tenure", "year"))
        ):
            for key, col in zip(keys, (0, 2, 5), strict=False):
                pen.text(top + row, col, _HEAD[key], "muted+right" if col else "muted")
        owned = self.place.owned
        if owned:
            pen.value(top, 1, card.person, "bold")
            self.formula(
                top, 3, f'IFERROR(INDEX(people[name],MATCH({at["id"]},people[id],0))&"","")', card.name, "bold"
            )
            found = f"INDEX(people[hired],MATCH({at['id']},people[id],0))"
        else:
            self.formula(top, 1, '$s(person_id)&""', card.person, "bold")
            self.formula(top, 3, '$s(person_name)&""', card.name, "bold")
            found = "$s(hired)"
        self.formula(top, 6, f'IFERROR(IF({found}="","",{found}),"")', card.hired, "date+left")
        self._period()
        return top + 5

    @property
    def unhired(self) -> str:
        """True while there is no hire date, or it is still ahead."""
        return f'OR({self.at["hired"]}="",N({self.at["hired"]})>as_of)'

    def _period(self) -> None:
        top, at, card = self.top, self.at, self.made
        number = None
        if card.hired is not None and card.hired <= self.place.context.today:
            number = review.tenure_quarter(*(to_day(d) for d in (card.hired, self.place.context.today)))
        self.formula(top + 3, 3, f'IF({self.unhired},"",TENUREQUARTER({at["hired"]},as_of))', number, "integer+left")
        n, repeat = at["tenure"], self.place.context.policy["after_month_12"] == "repeat"
        year = None if number is None else (number - 1) // len(review.RULES) + 1 if repeat else 1
        self.formula(
            top + 3,
            6,
            f'IF({n}="","",IF($pis(after_month_12;repeat),INT((N({n})-1)/{len(review.RULES)})+1,1))',
            year,
            "integer+left",
        )
        tenured = f'AND({n}<>"",$pis(quarter_of;tenure),OR(N({n})<={len(review.RULES)},$pis(after_month_12;repeat)))'
        calendar = 'YEAR(as_of)&"Q"&INT((MONTH(as_of)+2)/3)'
        self.formula(top + 1, 1, f'IF({tenured},"T"&{n},{calendar})', card.period.label, "bold")
        is_tenure = f'LEFT({at["label"]},1)="T"'
        three = review.LENGTH
        self.formula(
            top + 1,
            3,
            f"IF({is_tenure},EDATE({at['hired']},{three}*(N({n})-1)),{QUARTER})",
            card.period.start.to_pydatetime(),
            "date+left",
        )
        self.formula(
            top + 1,
            6,
            f"IF({is_tenure},EDATE({at['hired']},{three}*N({n})),EDATE({QUARTER},{three}))-1",
            (card.period.end - pd.Timedelta(days=1)).to_pydatetime(),
            "date+left",
        )
        own, team = _OWN.text(self.lang), _TEAM.text(self.lang)
        self.formula(
            top + 3,
            1,
            f'IF(COUNTIFS(kpi_sets[person_id],{at["id"]},kpi_sets[in_force],1)>0,"{own}","{team}")',
            own if card.own_set else team,
            "body",
        )

    # dimensions and KPIs

    def dimensions(self, row: int, blocks: Mapping[str, tuple[int, int]]) -> int:
        """The three dimensions and the total; `blocks`: rows of each dimension's KPIs."""
        self.headers(row, _COLUMNS)
        first, policy = row + 1, self.place.context.policy
        for line, key in enumerate(DIMENSIONS, start=first):
            self._dimension(line, key, blocks.get(key), policy.weights[key])
        last = first + len(DIMENSIONS) - 1
        total = last + 1
        ranges = (f"{address(first, c)}:{address(last, c)}" for c in (1, 2, 4))
        self.pen.text(total, 0, _TOTAL, "box+bold")
        for col in (c for c in range(1, WIDE + 1) if c != 5):
            self.pen.value(total, col, None, "box")
        self.formula(total, 5, f"SCORECARD({','.join(ranges)})", self.made.total, "box+score+bold+computed", array=True)
        self.pen.text(total + 1, 0, _UNSCORED, "muted")
        self.total = total
        return total + 2

    def _dimension(self, row: int, key: str, block: tuple[int, int] | None, weight: float) -> None:
        reached, cap = self.made.scores[key], float(self.place.context.policy["score_cap"])
        self.pen.value(row, 0, self.label("dimension", key), "box+bold")
        if block:
            scores, weights = (f"{address(block[0], c)}:{address(block[1], c)}" for c in (5, 4))
            self.formula(row, 1, f"SCORECARD({scores},{weights},{weights})", reached, "box+score+computed", array=True)
        else:
            self.pen.value(row, 1, None, "box+computed")
        self.pen.value(row, 2, FULL, "box+number+computed")
        a, t, r, w = (address(row, c) for c in (1, 2, 3, 4))
        share = None if reached is None else max(0.0, min(reached / FULL, cap))
        self.formula(row, 3, f'IF({a}="","",MAX(0,MIN({a}/{t},$p(score_cap))))', share, "box+percent+computed")
        self.formula(row, 4, f"$p(weight_{key})", weight, "box+number+computed")
        self.formula(row, 5, f'IF({r}="","",{r}*{w})', None if share is None else share * weight, "box+score+computed")
        self.pen.text(row, 6, Words("", "") if block else _NOT_YET, "box+muted")

    def kpi_rows(self, row: int) -> tuple[int, dict[str, tuple[int, int]]]:
        """Every KPI under its dimension's name; gives the next free row and each dimension's first and last row."""
        self.headers(row, _KPI_COLUMNS)
        at, blocks = row + 1, {}
        for key in DIMENSIONS:
            listed = self.made.rows[key]
            if not listed:
                continue
            self.pen.value(at, 0, self.label("dimension", key), "box+bold+muted")
            for col in range(1, WIDE + 1):
                self.pen.value(at, col, None, "box")
            blocks[key] = (at + 1, at + len(listed))
            for line, shown in enumerate(listed, start=at + 1):
                self._kpi(line, shown)
            at += len(listed) + 1
        return at + 1, blocks

    def _kpi(self, row: int, shown: Row) -> None:
        kpi, whose = shown.kpi, f'IF({self.at["set"]}="{_TEAM.text(self.lang)}","=",{self.at["id"]})'
        style = f"box+{_FORMATS[kpi.unit]}+computed"
        self.pen.value(row, 0, kpi.zh if self.lang == "zh" else kpi.en, "box")
        template, unbegun = actual_cell(kpi, self.refs), unbegun_cell(kpi, self.refs)
        if template and unbegun:
            template = f'IF({unbegun},"",{template})'
        if template is None:
            self.pen.value(row, 1, shown.actual, style)
        else:
            self.formula(row, 1, template, shown.actual, style)
        a, t, r, w = (address(row, c) for c in (1, 2, 3, 4))
        self.formula(row, 2, target_cell(kpi, self.refs, whose), shown.target, style)
        self.formula(row, 3, ratio_cell(kpi, a, t), shown.ratio, "box+percent+computed")
        self.formula(row, 4, weight_cell(kpi, whose), shown.weight, "box+number+computed")
        self.formula(row, 5, f'IF({r}="","",ROUND({r}*{w},4))', shown.score, "box+score+computed")
        self._source(row, kpi)

    def _source(self, row: int, kpi: KPI) -> None:
        """A link to the rows a KPI is counted from."""
        table = kpi.sources[0]
        name = tables.BY_KEY[table].label(self.lang)
        said = f"→ {name}" + (f" · {_AT_CONSOLIDATION.text(self.lang)}" if kpi.rule else "")
        self.pen.link(row, 6, said, f"sheet:{self.place.sheet(table)}", "box+link")

    # the first year

    def rules(self, row: int) -> int:
        """The pass rules with value, what is needed, verdict and a link to the first row that proves it."""
        self.headers(row, _RULE_COLUMNS)
        found = {r.rule: r for r in self.made.results}
        self.verdicts: dict[str, str] = {}
        for line, rule in enumerate(_RULE_NAMES, start=row + 1):
            self.verdicts[rule] = address(line, 3, True)
            self._rule(line, rule, found.get(rule))
        end = row + len(_RULE_NAMES)
        words = (("failed", "bad"), ("running", "warning"), ("passed", "good"))
        self.formats += [
            CondFormat(
                row + 1, 3, end, 3, {"type": "cell", "criteria": "==", "value": f'"{self.label("verdict", w)}"'}, s
            )
            for w, s in words
        ]
        return end + 2

    def _edge(self, months: int) -> str:
        """So many months after the round of four quarters began."""
        return f"EDATE(N({self.at['hired']}),{months}+12*(MAX(1,N({self.at['year']}))-1))"

    @property
    def closed(self) -> str:
        """True where no pass rule holds: without a hire date, or after the first year unless the rounds repeat."""
        return f"OR({self.unhired},as_of>={self._edge(12)})"

    def _rule(self, row: int, rule: str, result: Result | None) -> None:
        number = next(n for n, listed in review.RULES.items() if rule in listed)
        self.pen.text(row, 0, _RULE_NAMES[rule], "box")
        style = "box+percent+computed" if rule == "forecast" else "box+number+computed"
        value = None if result is None else result.value
        self.formula(row, 1, f'IF({self.closed},"",{self._value(rule, number)})', value, style)
        self.formula(row, 2, self._needed(rule), self._needed_value(rule), style)
        said = "" if result is None else self.label("verdict", result.verdict)
        self.formula(row, 3, self._verdict(rule, number, address(row, 1), address(row, 2)), said, "box+center+computed")
        nth = number if result is None else result.term.number
        self.formula(row, 4, f'"T"&({self._nth(number)})', f"T{nth}", "box+center+computed")
        self.pen.value(row, 5, None, "box")
        self._proof(row, rule, number)

    def key(self, number: int) -> str:
        """The text by which a quarter's evidence is found in a `review` column."""
        nth = self._nth(number)
        return f'{self.at["id"]}&" T"&({nth})' if self.place.owned else f'"T"&({nth})'

    def _nth(self, number: int) -> str:
        return f"{number}+{len(review.RULES)}*(MAX(1,N({self.at['year']}))-1)"

    def _value(self, rule: str, number: int) -> str:
        if rule == "forecast":
            refs = replace(self.refs, start=self._edge(3), end=self._edge(6))
            return actual_cell(kpis.get("forecast_completion"), refs) or '""'
        if rule == "monthly":
            months = [f"IF({self._deals(m)}>0,1,0)" for m in range(review.LENGTH)]
            return "+".join(months)
        return f"COUNTIFS({_EVIDENCE[rule]}[review],{self.key(number)})"

    def _deals(self, month: int) -> str:
        """Deals of one month of the third quarter, by the policy's monthly_deal."""
        first, after = self._edge(6 + month), self._edge(7 + month)
        mine = [f",{t}[owner],{self.at['id']}" if self.place.owned else "" for t in ("receipts", "customers")]
        paid = f'COUNTIFS(receipts[base],">0",receipts[date],">="&{first},receipts[date],"<"&{after}{mine[0]})'
        new = f'COUNTIFS(customers[first_deal],">="&{first},customers[first_deal],"<"&{after}{mine[1]})'
        return f"IF($pis(monthly_deal;new_only),{new},{paid})"

    def _needed(self, rule: str) -> str:
        settings = {"samples": "$p(samples_needed)", "forecast": "$p(forecast_needed)", "repeat": "$p(repeat_needed)"}
        return settings.get(rule, str(review.LENGTH if rule == "monthly" else 1))

    def _needed_value(self, rule: str) -> float:
        settings = {"samples": "samples_needed", "forecast": "forecast_needed", "repeat": "repeat_needed"}
        if rule in settings:
            return float(self.place.context.policy[settings[rule]])
        return review.LENGTH if rule == "monthly" else 1

    def _verdict(self, rule: str, number: int, value: str, needed: str) -> str:
        begun, over = f"as_of<{self._edge(3 * number - 3)}", f"as_of>={self._edge(3 * number)}"
        if rule == "monthly":
            missed = [f"IF(AND(as_of>={self._edge(7 + m)},{self._deals(m)}=0),1,0)" for m in range(review.LENGTH)]
            over = f"{'+'.join(missed)}>0"
        ahead, passed, failed, running, unscored = (
            f"$label(verdict.{k})" for k in ("ahead", "passed", "failed", "running", "unscored")
        )
        judged = f"IF({value}>={needed},{passed},IF({over},{failed},{running}))"
        if rule == "forecast":
            judged = f'IF({value}="",{unscored},{judged})'
        return f'IF({self.closed},"",IF({begun},{ahead},{judged}))'

    def _proof(self, row: int, rule: str, number: int) -> None:
        table = _EVIDENCE[rule]
        name = tables.BY_KEY[table].label(self.lang)
        if rule == "forecast" or not self.place.live:
            self.pen.link(row, 6, f"→ {name}", f"sheet:{table}", "box+link")
            return
        head, tail = (w.text(self.lang) for w in _ROW_WORDS)
        at = f"(MATCH({self.key(number)},{table}[review],0)+{HEADER_ROW + 1})"
        template = (
            f'IF(OR({self.closed},COUNTIFS({table}[review],{self.key(number)})=0),"",HYPERLINK("#\'{name}\'!A"&{at},'
            f'"{name} {head}"&{at}&"{tail}"))'
        )
        found = next((r for r in self.made.results if r.rule == rule), None)
        first = None if found is None else first_row(self.mine[table], self._plain_key(found.term.number))
        self.formula(row, 6, template, "" if first is None else f"{name} {head}{first}{tail}", "box+link")

    def _plain_key(self, number: int) -> str:
        return f"{self.made.person} T{number}" if self.place.owned else f"T{number}"

    # the state

    def state(self) -> None:
        """State, since when, and until when a second chance runs: formulas over the verdicts."""
        top, card = self.top, self.made
        said = self.label("state", card.state) if card.state else _NO_HIRE.text(self.lang)
        valid = card.chance is not None and card.chance.valid
        ends = to_date(card.chance.ends) if valid and card.chance else None
        self.formula(top + 2, 6, self._ends(), ends, "date+left")
        self.formula(top + 2, 1, self._state(), said, "bold")
        self.formula(top + 2, 3, self._since(), card.since, "date+left")
        words = (("dismiss", "bad"), ("warn", "warning"), ("second_chance", "warning"), ("ok", "good"))
        self.formats += [
            CondFormat(
                top + 2, 1, top + 2, 1, {"type": "cell", "criteria": "==", "value": f'"{self.label("state", w)}"'}, s
            )
            for w, s in words
        ]

    @property
    def _granted(self) -> str:
        return (
            f"SUMPRODUCT(MAX((second_chances[person_id]={self.at['id']})*(second_chances[granted]<=as_of)"
            "*second_chances[granted]))"
        )

    def _ends(self) -> str:
        which = f"second_chances[person_id],{self.at['id']},second_chances[granted],{self._granted}"
        valid = f"COUNTIFS({which},second_chances[valid],$label(yesno.yes))"
        return f'IF({self.unhired},"",IF({valid}=0,"",SUMIFS(second_chances[ends],{which})))'

    @property
    def _latest(self) -> str:
        """The latest counted receipt up to today, or the hire date."""
        mine = f"(receipts[owner]={self.at['id']})*" if self.place.owned else ""
        paid = '(receipts[base]<>"")*(receipts[base]>0)*(receipts[date]<=as_of)*receipts[date]'
        return f"MAX(N({self.at['hired']}),SUMPRODUCT(MAX({mine}{paid})))"

    def _failed(self) -> str:
        failed = "$label(verdict.failed)"
        return f"OR({','.join(f'{v}={failed}' for k, v in self.verdicts.items() if k != 'receipt')})"

    def _state(self) -> str:
        ok, warn, dismiss, second = (f"$label(state.{k})" for k in ("ok", "warn", "dismiss", "second_chance"))
        ends, v, running = self.at["ends"], self.verdicts, "$label(verdict.running)"
        mine = f",receipts[owner],{self.at['id']}" if self.place.owned else ""
        used = (
            f'COUNTIFS(receipts[base],">0",receipts[date],">="&{self._edge(3)},receipts[date],'
            f'"<="&MIN(N({ends}),as_of){mine})>0'
        )
        lost = f"AND({v['receipt']}=$label(verdict.failed),NOT({used}))"
        now = (
            f"CHOOSE(MAX(1,N({self.at['tenure']})-4*(N({self.at['year']})-1)),{v['receipt']}={running},OR({v['samples']}={running},"
            f"{v['forecast']}={running}),{v['monthly']}={running},{v['repeat']}={running})"
        )
        late = f"as_of>={self._term_start()}+$p(warn_day)"
        first = (
            f"IF({lost},IF(as_of<=N({ends}),{second},{dismiss}),IF({self._failed()},{warn},"
            f"IF(AND({late},{now}),{warn},{ok})))"
        )
        rolling = f"IF(as_of>=EDATE({self._latest},3),{dismiss},IF(as_of>={self._latest}+$p(warn_day),{warn},{ok}))"
        return (
            f'IF({self.unhired},"{_NO_HIRE.text(self.lang)}",IF($pis(no_order_rule;rolling_3),{rolling},'
            f"IF(as_of>={self._edge(12)},{ok},{first})))"
        )

    def _term_start(self) -> str:
        return f"EDATE(N({self.at['hired']}),3*MAX(0,N({self.at['tenure']})-1))"

    def _since(self) -> str:
        s, ends, rolling = self.at["state"], self.at["ends"], "$pis(no_order_rule;rolling_3)"
        lost = f'IF({rolling},EDATE({self._latest},3),IF({ends}="",{self._edge(3)},{ends}+1))'
        failed, v = "$label(verdict.failed)", self.verdicts
        ends_of = ",".join(
            f"IF(AND({said},as_of>={self._edge(3 * n)}),{self._edge(3 * n)},0)"
            for n, said in (
                (2, f"OR({v['samples']}={failed},{v['forecast']}={failed})"),
                (3, f"{v['monthly']}={failed}"),
                (4, f"{v['repeat']}={failed}"),
            )
        )
        over = f'IF(MAX({ends_of})=0,"",MAX({ends_of}))'
        warned = (
            f"IF({rolling},{self._latest}+$p(warn_day),IF({self._failed()},{over},{self._term_start()}+$p(warn_day)))"
        )
        return (
            f"IF({s}=$label(state.dismiss),{lost},IF({s}=$label(state.second_chance),{self._granted},"
            f'IF({s}=$label(state.warn),{warned},"")))'
        )

    # the checklist

    def checklist(self, row: int) -> int:
        """The period's items with the manager's mean score and how often each was checked (R007, R008)."""
        self.headers(row, _CHECK_COLUMNS)
        for line, check in enumerate(self.made.checks, start=row + 1):
            self.merges.append((line, 0, line, 2))
            self.pen.value(line, 0, check.item, "box")
            for col in (1, 2):
                self.pen.value(line, col, None, "box")
            which = (
                f"assessments[person_id],{self.at['id']},assessments[quarter],{self.at['label']},"
                f"assessments[dimension],$label(dimension.{check.dimension}),assessments[item],{address(line, 0)}"
            )
            done, needed = address(line, 4), address(line, 5)
            self.formula(
                line, 3, f'IF({done}=0,"",SUMIFS(assessments[score],{which})/{done})', check.score, "box+score+computed"
            )
            self.formula(line, 4, f"COUNTIFS({which})", check.done, "box+integer+computed")
            self.pen.value(line, 5, check.needed, "box+integer")
            head, tail = (w.text(self.lang) for w in _MISSING)
            said = "✓" if check.done >= check.needed else f"{head}{check.needed - check.done}{tail}"
            self.formula(line, 6, f'IF({done}>={needed},"✓","{head}"&({needed}-{done})&"{tail}")', said, "box+computed")
        return row + len(self.made.checks) + 2


def first_row(frame: Frame, key: str) -> int | None:
    """The Excel row of the first row of a table's sheet whose `review` is `key`."""
    found = frame["review"].eq(key).to_numpy().nonzero()[0]
    return HEADER_ROW + 2 + int(found[0]) if len(found) else None


@dataclass(frozen=True)
class Drawn:
    """A drawn card: the row after it, the row of its total, areas to merge, marks."""

    end: int
    total: int
    merges: tuple[Area, ...]
    formats: tuple[CondFormat, ...]


_SIGN_PERSON, _SIGN_MANAGER = Words("业务员签字", "Salesperson"), Words("经理签字", "Manager")
_SIGN_DATE = Words("日期", "Date")


def draw(pen: Pen, top: int, made: Card, place: Place, mine: Mapping[str, Frame]) -> Drawn:
    """One card from row `top` on: head, dimensions, KPIs, first-year rules, checklist, lines to sign on."""
    card = _Card(pen, top, made, place, mine)
    after_head = card.head()
    under = after_head + len(DIMENSIONS) + 4
    after_kpis, blocks = card.kpi_rows(under)
    card.dimensions(after_head, blocks)
    row = card.rules(after_kpis)
    card.state()
    row = card.checklist(row)
    signatures(pen, row + 1, ((_SIGN_PERSON, 0, (1, 1)), (_SIGN_MANAGER, 2, (3, 4)), (_SIGN_DATE, 5, (6, 6))))
    return Drawn(row + 2, card.total, tuple(card.merges), tuple(card.formats))
