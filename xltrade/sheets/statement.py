"""The sheet 结算单 / Statement, and a file of one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from xltrade.core.dtypes import Frame
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Lang, Words
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.formulas.text import Twins
from xltrade.sheets.addresses import address, area_text
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import REACH, CondFormat, Sheet, Validation, Value
from xltrade.sheets.signatures import SIGN_DATE, SIGN_MANAGER, SIGN_PERSON

LINES = 40
"""Lines that the page in the master shows; what is beyond them stands in one sum."""
_NAME = Words("结算单", "Statement")
_PURPOSE = Words(
    "选一个结算编号，打印给业务员核对签字；每一行说明一笔钱的来历。",
    "Pick a settlement, print it for the salesperson to check and sign: where every line comes from.",
)
_ONE_PURPOSE = Words(
    "请逐行核对，有异议写在工作簿的“提成确认”表；金额为人民币。",
    "Check every line; what you dispute goes to Confirmations in your workbook. Amounts in CNY.",
)
_CHOOSE = Words("结算编号", "Settlement ID")
_FIRST = Words(
    "还没有结算：在“结算”表的空行填期间（如 2026Q3），再汇总。",
    "No settlement yet: type a period such as 2026Q3 in an empty row of Settlements and consolidate.",
)
_COLUMNS: tuple[tuple[str, Words, str, float], ...] = (
    ("no", Words("行", "Line"), "integer", 6),
    ("receipt_id", Words("到款编号", "Receipt"), "text", 12),
    ("date", Words("到款日期", "Date"), "date", 12),
    ("order_id", Words("订单", "Order"), "text", 10),
    ("customer_name", Words("客户", "Customer"), "text", 22),
    ("step", Words("步骤", "Step"), "text", 10),
    ("base", Words("基数", "Base"), "money", 14),
    ("rate", Words("比例", "Rate"), "rate", 9),
    ("amount", Words("提成金额", "Amount"), "money", 13),
    ("rule", Words("依据", "Rule"), "indent", 38),
)
_AMOUNT = next(i for i, c in enumerate(_COLUMNS) if c[0] == "amount")
_FACTS: tuple[tuple[str, Words, str], ...] = (
    ("name", Words("业务员", "Salesperson"), "bold"),
    ("period", Words("期间", "Period"), "bold"),
    ("status", Words("状态", "State"), "bold"),
    ("policy_day", Words("政策日期", "Policy of"), "date+left"),
    ("base", Words("到款基数", "Base"), "money+left"),
    ("commission", Words("提成金额", "Commission"), "money+left"),
    ("bonus", Words("额外奖金", "Extra bonus"), "money+left"),
    ("bonus_reason", Words("奖金原因", "Reason"), "text"),
    ("total", Words("应发合计（人民币）", "To be paid, CNY"), "money+left+bold"),
    ("answer", Words("业务员答复", "Answer"), "text"),
)
_REST = Words("其余各行，见提成明细", "The other lines, see Commission lines")
_SUM, _EQUAL = Words("合计", "Total"), Words("与提成金额核对", "against the commission")
_SIGN = (SIGN_PERSON, SIGN_MANAGER, SIGN_DATE)
_PICK, _FACT_ROW, _HEAD = (2, 2), 4, 10


class Flat(Pen):
    """A pen that writes values only, for a file that stands by itself."""

    def formula(
        self, row: int, col: int, template: str, value: Value, style: str = "body", array: bool = False
    ) -> None:
        self.value(row, col, None if value == "" else value, style)


def newest(settlements: Frame) -> str | None:
    """The settlement that the page shows first: the first of the newest quarter that is not void."""
    kept = settlements[settlements["id"].notna() & ~settlements["status"].eq("void")]
    return None if kept.empty else str(kept.sort_values("period", ascending=False, kind="stable")["id"].iloc[0])


@sheet("statement", book="master", place=190, renewed="kept")
def statement_sheet(page: Page) -> Sheet:
    """The page of the master: whichever settlement is picked; its cells are formulas over the tables."""
    made, lang, pen = page.frames, page.lang, Pen(page.twins)
    chosen = newest(made["settlements"])
    facts = _facts(made, chosen, lang)
    lines = _lines(made["settlement_lines"], chosen, lang)
    pen.value(*_PICK, chosen, "box+bold")
    said = _FIRST.text(lang)
    pen.formula(2, 5, f'IF(COUNTA(settlements[id])=0,"{said}","")', "" if chosen else said, "accent")
    options = Validation(*_PICK, *_PICK, {"validate": "list", "source": f"={_ids(lang)}"})
    rest = max(0, len(lines) - LINES)
    drawn = _page(pen, facts, lines[:LINES], LINES, rest, _total(lines[LINES:]))
    return replace(drawn, purpose=_PURPOSE.text(lang), validations=(options,))


def _ids(lang: Lang) -> str:
    """The cells that list the settlements' IDs, down to the last one."""
    reach = area_text(tables.SETTLEMENTS.label(lang), (HEADER_ROW + 1, 0, HEADER_ROW + REACH, 0))
    return f"OFFSET({reach.split(':')[0]},0,0,MAX(1,COUNTA({reach})),1)"


def statement(twins: Twins, made: Mapping[str, Frame], chosen: str) -> Sheet:
    """One settlement with all its lines, as values."""
    lines = _lines(made["settlement_lines"], chosen, twins.lang)
    pen = Flat(twins)
    pen.value(*_PICK, chosen, "bold")
    return _page(pen, _facts(made, chosen, twins.lang), lines, len(lines), 0, 0)


def _facts(made: Mapping[str, Frame], chosen: str | None, lang: Lang) -> dict[str, Value]:
    frame = made["settlements"]
    if chosen is None:
        return {key: "" for key, _, _ in _FACTS}
    row = frame[frame["id"] == chosen].iloc[0]
    people = made["people"]
    names = people.loc[people["id"] == row["person_id"], "name"]
    found: dict[str, Any] = {k: row[k] for k, _, _ in _FACTS if k != "name"}
    found |= {"name": names.iloc[0] if len(names) else "", "status": ch.SETTLEMENT.label(row["status"], lang)}
    if isinstance(row["answer"], str):
        found["answer"] = ch.ANSWER.label(row["answer"], lang)
    return {k: _shown(found[k]) for k, _, _ in _FACTS}


def _shown(value: Any) -> Value:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return "" if value is None or value is pd.NaT or value != value else value


def _lines(frame: Frame, chosen: str | None, lang: Lang) -> list[dict[str, Value]]:
    mine = frame[frame["settlement_id"] == chosen].sort_values("no")
    rows = [{k: _shown(r[k]) for k, *_ in _COLUMNS} for r in mine.to_dict("records")]
    return [{**r, "step": ch.PAY_STEP.label(str(r["step"]), lang), "no": int(str(r["no"]).split(".")[0])} for r in rows]


def _total(lines: Sequence[Mapping[str, Value]]) -> int:
    """Sum of the amounts in fen."""
    return sum(round(float(str(line["amount"])) * 100) for line in lines)


def _page(
    pen: Pen, facts: Mapping[str, Value], lines: Sequence[Mapping[str, Value]], places: int, rest: int, beyond: int
) -> Sheet:
    pen.text(_PICK[0], 0, _CHOOSE, "muted")
    _fact_cells(pen, facts)
    pen.headers(_HEAD, [(w, _WHERE.get(s, "text")) for _, w, s, _ in _COLUMNS])
    for number in range(places):
        _line_cells(pen, _HEAD + 1 + number, number + 1, lines[number] if number < len(lines) else None)
    end = _HEAD + 1 + places
    _foot(pen, end, rest, beyond, facts, lines)
    name = _NAME.text(pen.lang)
    filled = {"type": "formula", "criteria": f'=${address(_HEAD + 1, 0)}<>""'}
    unequal = CondFormat(
        end + 1, _AMOUNT + 1, end + 1, _AMOUNT + 1, {"type": "text", "criteria": "begins with", "value": "✗"}, "bad"
    )
    return Sheet(
        "statement",
        name,
        name,
        _ONE_PURPOSE.text(pen.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, _, w) in enumerate(_COLUMNS)},
        portrait=True,
        gridlines=False,
        freeze=(_HEAD + 1, 0),
        formats=(CondFormat(_HEAD + 1, 0, end - 1, len(_COLUMNS) - 1, filled, "underline"), unequal),
        print_rows=(_HEAD, _HEAD),
        print_area=(0, 0, end + 5, len(_COLUMNS) - 1),
    )


_WHERE = {"money": "right_header", "rate": "right_header", "date": "center", "integer": "center", "indent": "indent"}


def _at() -> str:
    return f"MATCH({address(*_PICK, True)},settlements[id],0)"


def _fact_cells(pen: Pen, facts: Mapping[str, Value]) -> None:
    """Two facts a row: what is paid to whom for what."""
    for number, (key, words, style) in enumerate(_FACTS):
        row, col = _FACT_ROW + number // 2, 5 * (number % 2)
        pen.text(row, col, words, "muted")
        if key == "name":
            template = f'IFERROR(INDEX(people[name],MATCH(INDEX(settlements[person_id],{_at()}),people[id],0))&"","")'
        elif style.startswith(("money", "date")):
            template = f'IFERROR(IF(INDEX(settlements[{key}],{_at()})="","",INDEX(settlements[{key}],{_at()})),"")'
        else:
            template = f'IFERROR(INDEX(settlements[{key}],{_at()})&"","")'
        pen.formula(row, col + 2, template, facts[key], style)


def _line_cells(pen: Pen, row: int, number: int, line: Mapping[str, Value] | None) -> None:
    at = f'MATCH({address(*_PICK, True)}&"|{number}",settlement_lines[key],0)'
    for col, (key, _, style, _) in enumerate(_COLUMNS):
        tail = "" if style in ("money", "rate", "date", "integer") else '&""'
        template = f'IFERROR(INDEX(settlement_lines[{key}],{at}){tail},"")'
        if style == "date":
            template = f'IFERROR(IF(INDEX(settlement_lines[{key}],{at})="","",INDEX(settlement_lines[{key}],{at})),"")'
        pen.formula(row, col, template, line[key] if line else "", f"{style}+center" if style == "integer" else style)


def _foot(
    pen: Pen, end: int, rest: int, beyond: int, facts: Mapping[str, Value], lines: Sequence[Mapping[str, Value]]
) -> None:
    """What the page does not show, the sum, the check against the settlement, lines to sign on."""
    first, last, over = (address(r, _AMOUNT) for r in (_HEAD + 1, end - 1, end))
    count = f"COUNTIFS(settlement_lines[settlement_id],{address(*_PICK, True)})"
    more = f"{count}>{LINES}"
    amounts = f"SUMIFS(settlement_lines[amount],settlement_lines[settlement_id],{address(*_PICK, True)})"
    pen.formula(end, 4, f'IF({more},"{_REST.text(pen.lang)}","")', _REST.text(pen.lang) if rest else "", "muted")
    pen.formula(
        end, _AMOUNT, f'IF({more},ROUND({amounts}-SUM({first}:{last}),2),"")', beyond / 100 if rest else "", "money"
    )
    paid = facts["commission"]
    total = (_total(lines) + beyond) / 100 if paid != "" else ""
    for col in range(len(_COLUMNS)):
        pen.value(end + 1, col, None, "card_note")
    pen.text(end + 1, 0, _SUM, "card_note+bold")
    pen.formula(end + 1, _AMOUNT, f'IF({count}=0,"",ROUND(SUM({first}:{over}),2))', total, "card_note+money+bold")
    here, there = address(end + 1, _AMOUNT), f"INDEX(settlements[commission],{_at()})"
    equal = _EQUAL.text(pen.lang)
    verdict = f'IFERROR(IF({count}=0,"",IF(ABS({here}-{there})<0.005,"✓ {equal}","✗ {equal}")),"")'
    same = "" if total == "" else "✓" if abs(float(str(total)) - float(str(paid))) < 0.005 else "✗"
    pen.formula(end + 1, _AMOUNT + 1, verdict, f"{same} {equal}" if same else "", "card_note")
    for words, col, (a, b) in zip(_SIGN, (0, 5, 8), ((2, 3), (6, 7), (9, 9)), strict=True):
        pen.text(end + 4, col, words, "muted")
        for at in range(a, b + 1):
            pen.value(end + 4, at, None, "signature")
