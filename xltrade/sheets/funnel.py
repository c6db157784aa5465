"""The sheet 漏斗 / Funnel."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from xltrade.computed.funnel import STEPS, commonest, funnel, received
from xltrade.computed.periods import calendar_period
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.declared import choices as ch
from xltrade.sheets.addresses import address
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import CondFormat, Sheet
from xltrade.sheets.team_parts import IN_QUARTER, Column, headers

_FUNNEL_SHEET = Words("漏斗", "Funnel")
_FUNNEL_PURPOSE = Words(
    "本季收到的询盘走到哪一步，卡在哪一步：按人、地区、来源、产品；以及丢单原因。",
    "How far the quarter's inquiries came and where they got stuck, by person, region, source, product; losses.",
)
_FUNNEL: tuple[Column, ...] = (
    (Words("分类", "Part"), "text", 26),
    (Words("询盘", "Inquiries"), "integer", 11),
    (Words("已回复", "Answered"), "integer", 11),
    (Words("已报价", "Quoted"), "integer", 11),
    (Words("已下单", "Ordered"), "integer", 11),
    (Words("回复率", "Answer rate"), "percent", 13),
    (Words("报价率", "Quotation rate"), "percent", 15),
    (Words("下单率", "Order rate"), "percent", 13),
    (Words("瓶颈", "Bottleneck"), "text", 15),
    (Words("丢单", "Lost"), "integer", 9),
)
_ALL = Words("全部", "All")
_PARTS = {
    "owner": Words("按业务员", "By person"),
    "region": Words("按地区", "By region"),
    "platform": Words("按来源", "By source"),
    "product": Words("按产品（最多的 10 个）", "By product, the 10 most asked"),
}
_REASONS = Words("丢单原因（本季）", "Why inquiries of the quarter were lost")
_REASON_COLUMNS = (Words("原因", "Reason"), Words("条数", "Count"), Words("占丢单", "Share"))
_STAGES = Words("客户阶段（现在）", "Stages of the customers, now")
_NO_REASON = Words("（没有写原因）", "(no reason given)")
_NO_INQUIRY = Words(
    "还没有汇总到询盘；汇总以后，这里显示每一步的转化。",
    "No inquiries yet: after consolidating, the conversion of each step shows here.",
)


@sheet("funnel", book="master", place=40, renewed="drawn", linked=True)
def funnel_sheet(page: Page) -> Sheet:
    """漏斗 Funnel: steps, rates and the bottleneck of the quarter's inquiries, by part (R179, R233, R240)."""
    made, today, pen = page.frames, page.context.today, Pen(page.twins)
    at = calendar_period(pd.Timestamp(today).to_period("Q"), today)
    asked = received(made["inquiries"], at)
    row = 4
    if made["inquiries"].empty:
        pen.text(2, 0, _NO_INQUIRY, "accent")
    else:
        row = _whole_funnel(pen, asked, page.team.people, made["customers"])
    name = _FUNNEL_SHEET.text(page.lang)
    worst = CondFormat(4, 8, row, 8, {"type": "no_blanks"}, "warning")
    return Sheet(
        "funnel",
        name,
        name,
        _FUNNEL_PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, w) in enumerate(_FUNNEL)},
        gridlines=False,
        freeze=(4, 1),
        portrait=True,
        formats=(worst,) if len(made["inquiries"]) else (),
        print_rows=(3, 3),
        print_area=(0, 0, row, len(_FUNNEL) - 1),
    )


def _whole_funnel(pen: Pen, asked: Frame, people: Frame, customers: Frame) -> int:
    """All of it, then by part, the reasons of the lost and the stages of the customers; gives the row below."""
    headers(pen, 3, _FUNNEL)
    _part(pen, 4, _ALL.text(pen.lang), "", asked)
    row = 5
    for column, words in _PARTS.items():
        row = _parts(pen, row, words, column, asked, people, pen.lang)
    row = _reasons(pen, row + 1, asked)
    return _stages(pen, row + 1, customers)


def _parts(pen: Pen, row: int, words: Words, column: str, asked: Frame, people: Frame, lang: Lang) -> int:
    """One block of parts: its heading and a line for each; gives the row below."""
    pen.text(row, 0, words, "box+bold+muted")
    for col in range(1, len(_FUNNEL)):
        pen.value(row, col, None, "box")
    for line, (shown, criterion, mask) in enumerate(_members(column, asked, people, lang), start=row + 1):
        _part(pen, line, shown, criterion, asked[mask], column)
        row = line
    return row + 1


def _members(column: str, asked: Frame, people: Frame, lang: Lang) -> Iterable[tuple[str, str, pd.Series]]:
    """What stands in the first cell, the COUNTIFS criterion of it, and which rows it means."""
    if column == "owner":
        for person, name in zip(people["id"], people["name"], strict=True):
            yield f"{name} {person}", f'"{person}"', asked["owner"].eq(person)
        return
    values = asked[column].map(ch.REGION.labels(lang)) if column == "region" else asked[column]
    labels = ch.SOURCE.labels(lang) if column == "platform" else None
    for value in commonest(values):
        shown = labels[value] if labels else value
        if '"' not in shown:
            yield shown, f'"{_literal(shown)}"', values.eq(value)


def _literal(text: str) -> str:
    """A criterion that means the text itself: no wildcard, no comparison."""
    return "=" + text.replace("~", "~~").replace("*", "~*").replace("?", "~?")


def _part(pen: Pen, row: int, shown: str, criterion: str, asked: Frame, column: str = "") -> None:
    found = funnel(asked)
    also = f",inquiries[{column}],{criterion}" if criterion else ""
    inside = f'inquiries[received],">="&{IN_QUARTER[0]},inquiries[received],"<"&{IN_QUARTER[1]}{also}'
    pen.value(row, 0, shown, "box" if criterion else "box+bold")
    for col, (step, count) in enumerate(zip(STEPS, found.counts, strict=True), start=1):
        pen.formula(row, col, f'COUNTIFS({inside},inquiries[step],">={step}")', count, "box+integer+computed")
    for col, rate in enumerate(found.rates, start=5):
        a, b = address(row, col - 4), address(row, col - 3)
        pen.formula(row, col, f'IF({a}=0,"",{b}/{a})', rate, "box+percent+computed")
    rates, heads = (f"{address(r, 5, r == 3)}:{address(r, 7, r == 3)}" for r in (row, 3))
    which = found.bottleneck
    said = "" if which is None else _FUNNEL[5 + which][0].text(pen.lang)
    pen.formula(
        row,
        8,
        f'IF(OR({address(row, 1)}=0,MIN({rates})=1),"",INDEX({heads},1,MATCH(MIN({rates}),{rates},0)))',
        said,
        "box+center+computed",
    )
    pen.formula(row, 9, f"COUNTIFS({inside},inquiries[result],$label(result.lost))", found.lost, "box+integer+computed")


def _reasons(pen: Pen, row: int, asked: Frame) -> int:
    """The reasons of the quarter's lost inquiries, most frequent first (R240); gives the row below."""
    pen.text(row, 0, _REASONS, "heading")
    headers(pen, row + 1, [(w, "text" if i == 0 else "integer", 0) for i, w in enumerate(_REASON_COLUMNS)])
    lost = asked[asked["result"].eq("lost").to_numpy()]
    listed = [r for r in commonest(lost["loss_reason"]) if '"' not in r]
    inside = (
        f'inquiries[received],">="&{IN_QUARTER[0]},inquiries[received],"<"&{IN_QUARTER[1]},'
        "inquiries[result],$label(result.lost)"
    )
    lines = [(r, f'"{_literal(r)}"', int(lost["loss_reason"].eq(r).sum())) for r in listed]
    lines.append((_NO_REASON.text(pen.lang), '"="', int(lost["loss_reason"].isna().sum())))
    for line, (reason, criterion, count) in enumerate(lines, start=row + 2):
        pen.value(line, 0, reason, "box")
        pen.formula(line, 1, f"COUNTIFS({inside},inquiries[loss_reason],{criterion})", count, "box+integer+computed")
        pen.formula(
            line,
            2,
            f'IF(COUNTIFS({inside})=0,"",{address(line, 1)}/COUNTIFS({inside}))',
            count / len(lost) if len(lost) else None,
            "box+percent+computed",
        )
    return row + 2 + len(lines)


def _stages(pen: Pen, row: int, customers: Frame) -> int:
    pen.text(row, 0, _STAGES, "heading")
    for line, stage in enumerate(ch.STAGE.items, start=row + 1):
        pen.value(line, 0, stage.label(pen.lang), "box")
        pen.formula(
            line,
            1,
            f"COUNTIFS(customers[stage],$label(stage.{stage.key}))",
            int(customers["stage"].eq(stage.key).sum()),
            "box+integer+computed",
        )
    return row + 1 + len(ch.STAGE.items)
