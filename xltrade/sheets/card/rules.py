"""The pass rules of the first year: value, what is needed, verdict, and the first row that proves it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.computed.kpi_cells import actual_cell, undone_cell
from xltrade.core.dtypes import Frame
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Words
from xltrade.declared import kpis, tables
from xltrade.rules import review
from xltrade.rules.review import Result
from xltrade.sheets.addresses import address
from xltrade.sheets.card.rows import RULES
from xltrade.sheets.card.sketch import Sketch
from xltrade.sheets.card.terms import closed, edge, unhired

_COLUMNS = (
    Words("入职第一年的要求", "Rules of the first year"),
    Words("数值", "Reached"),
    Words("要求", "Needed"),
    Words("结论", "Verdict"),
    Words("季度", "Quarter"),
    Words("记录自", "Recorded from"),
    Words("依据", "Evidence"),
)
_NAMES = {
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
_NEEDED = {"samples": "samples_needed", "forecast": "forecast_needed", "repeat": "repeat_needed"}
"""The settings that say how much a rule needs."""
_ROW_WORDS = (Words("→ 第 ", "→ row "), Words(" 行起", " on"))


def rules(s: Sketch) -> None:
    """A line for each rule."""
    s.headers(s.rows.rules, _COLUMNS)
    found = {r.rule: r for r in s.card.results}
    first = s.rows.rules + 1
    for line, rule in enumerate(RULES, start=first):
        _rule(s, line, rule, found.get(rule))
    styles = (("failed", "bad"), ("running", "warning"), ("passed", "good"))
    s.mark("verdict", (first, 3, first + len(RULES) - 1, 3), styles)


def verdicts(s: Sketch) -> dict[str, str]:
    """The cell of each rule's verdict."""
    return {rule: address(line, 3, True) for line, rule in enumerate(RULES, start=s.rows.rules + 1)}


def _rule(s: Sketch, row: int, rule: str, result: Result | None) -> None:
    number = next(n for n, listed in review.RULES.items() if rule in listed)
    s.pen.text(row, 0, _NAMES[rule], "box")
    style = "box+percent+computed" if rule == "forecast" else "box+number+computed"
    value = None if result is None else result.value
    s.formula(row, 1, f'IF({closed(s)},"",{_value(s, rule, number)})', value, style)
    s.formula(row, 2, _needed(rule), _needed_value(s, rule), style)
    said = "" if result is None else s.label("verdict", result.verdict)
    s.formula(row, 3, _verdict(s, rule, number, address(row, 1), address(row, 2)), said, "box+center+computed")
    nth = number if result is None else result.term.number
    s.formula(row, 4, f'"T"&({_nth(s, number)})', f"T{nth}", "box+center+computed")
    _begun(s, row)
    _proof(s, row, rule, number)


def _begun(s: Sketch, row: int) -> None:
    """Since when the person's work is recorded: found in the first line, the others show it again."""
    first = s.rows.rules + 1
    template = _record(s) if row == first else address(first, 5)
    s.formula(row, 5, f'IF({unhired(s)},"",{template})', s.card.begun, "box+date+computed")


_AFTER = 1_000_000
"""A serial number after every date."""


def _record(s: Sketch) -> str:
    """As typed for the person, else the policy's, else the first row of theirs, else the hire date."""
    person = f"INDEX(people[records_from],MATCH({s.at['id']},people[id],0))" if s.home.owned else "$s(records_from)"
    parts = []
    for table, column in (("customers", "created"), ("contacts", "at"), ("receipts", "date")):
        mine = f"({table}[owner]={s.at['id']})*" if s.home.owned else ""
        parts.append(f'SUMPRODUCT(MAX({mine}({table}[{column}]<>"")*({_AFTER}-{table}[{column}])))')
    first = f"MAX({','.join(parts)})"
    rows = f"IF({first}=0,{s.at['hired']},ROUNDDOWN({_AFTER}-{first},0))"
    return f"IF(IFERROR(N({person}),0)>0,IFERROR(N({person}),0),IF(N($p(records_from))>0,N($p(records_from)),{rows}))"


def _nth(s: Sketch, number: int) -> str:
    return f"{number}+{len(review.RULES)}*(MAX(1,N({s.at['year']}))-1)"


def _key(s: Sketch, number: int) -> str:
    """The text by which a quarter's evidence is found in a `review` column."""
    nth = _nth(s, number)
    return f'{s.at["id"]}&" T"&({nth})' if s.home.owned else f'"T"&({nth})'


def _value(s: Sketch, rule: str, number: int) -> str:
    if rule == "forecast":
        refs = replace(s.refs, start=edge(s, 3), end=edge(s, 6))
        kpi = kpis.get("forecast_completion")
        return actual_cell(kpi, refs, f'IF({undone_cell(kpi, refs)},0,"")') or '""'
    if rule == "monthly":
        return "+".join(f"IF({_deals(s, m)}>0,1,0)" for m in range(review.LENGTH))
    return f"COUNTIFS({_EVIDENCE[rule]}[review],{_key(s, number)})"


def _deals(s: Sketch, month: int) -> str:
    """Deals of one month of the third quarter, by the policy's monthly_deal."""
    first, after = edge(s, 6 + month), edge(s, 7 + month)
    of_receipts, of_customers = (s.home.only(t, s.at["id"]) for t in ("receipts", "customers"))
    paid = f'COUNTIFS(receipts[base],">0",receipts[date],">="&{first},receipts[date],"<"&{after}{of_receipts})'
    new = f'COUNTIFS(customers[first_deal],">="&{first},customers[first_deal],"<"&{after}{of_customers})'
    return f"IF($pis(monthly_deal;new_only),{new},{paid})"


def _needed(rule: str) -> str:
    return f"$p({_NEEDED[rule]})" if rule in _NEEDED else str(review.LENGTH if rule == "monthly" else 1)


def _needed_value(s: Sketch, rule: str) -> float:
    """The value of `_needed`."""
    if rule in _NEEDED:
        return float(s.context.policy[_NEEDED[rule]])
    return review.LENGTH if rule == "monthly" else 1


def _verdict(s: Sketch, rule: str, number: int, value: str, needed: str) -> str:
    begun, over = f"as_of<{edge(s, 3 * number - 3)}", f"as_of>={edge(s, 3 * number)}"
    if rule == "monthly":
        missed = [f"IF(AND(as_of>={edge(s, 7 + m)},{_deals(s, m)}=0),1,0)" for m in range(review.LENGTH)]
        over = f"{'+'.join(missed)}>0"
    ahead, passed, failed, running, unscored = (
        f"$label(verdict.{k})" for k in ("ahead", "passed", "failed", "running", "unscored")
    )
    unrecorded = f"N({address(s.rows.rules + 1, 5)})>={edge(s, 3 * number - 2)}"
    judged = f"IF({value}>={needed},{passed},IF({unrecorded},{unscored},IF({over},{failed},{running})))"
    if rule == "forecast":
        judged = f'IF({value}="",{unscored},{judged})'
    return f'IF({closed(s)},"",IF({begun},{ahead},{judged}))'


def _proof(s: Sketch, row: int, rule: str, number: int) -> None:
    """A link to the first row that counts, or to the table where the cell cannot look."""
    table = _EVIDENCE[rule]
    name = tables.BY_KEY[table].label(s.lang)
    if rule == "forecast" or not s.home.live:
        s.pen.link(row, 6, f"→ {name}", f"sheet:{table}", "box+link")
        return
    head, tail = (w.text(s.lang) for w in _ROW_WORDS)
    at = f"(MATCH({_key(s, number)},{table}[review],0)+{HEADER_ROW + 1})"
    template = (
        f'IF(OR({closed(s)},COUNTIFS({table}[review],{_key(s, number)})=0),"",HYPERLINK("#\'{name}\'!A"&{at},'
        f'"{name} {head}"&{at}&"{tail}"))'
    )
    found = next((r for r in s.card.results if r.rule == rule), None)
    first = None if found is None else _first_row(s.frames[table], _plain_key(s, found.term.number))
    s.formula(row, 6, template, "" if first is None else f"{name} {head}{first}{tail}", "box+link")


def _plain_key(s: Sketch, number: int) -> str:
    """The value of `_key` for the quarter of that number."""
    return f"{s.card.person} T{number}" if s.home.owned else f"T{number}"


def _first_row(frame: Frame, key: str) -> int | None:
    """The Excel row of the first row of a table's sheet whose `review` is `key`."""
    found = frame["review"].eq(key).to_numpy().nonzero()[0]
    return HEADER_ROW + 2 + int(found[0]) if len(found) else None
