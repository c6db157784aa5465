"""The KPIs of a card, each with its target, ratio, weight, score, and a link to the rows it is counted from."""

from __future__ import annotations

from xltrade.computed.kpi import OWN
from xltrade.computed.kpi_cells import actual_cell, undone_cell
from xltrade.computed.kpi_targets import target_cell, weight_cell
from xltrade.computed.periods import DIMENSIONS
from xltrade.computed.scorecard import Row, ratio_cell
from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.declared.kpis import KPI
from xltrade.sheets.addresses import address
from xltrade.sheets.card.head import TEAM
from xltrade.sheets.card.rows import WIDE
from xltrade.sheets.card.sketch import Sketch
from xltrade.sheets.card.terms import unbegun

_COLUMNS = (
    Words("指标", "KPI"),
    Words("实际", "Actual"),
    Words("目标", "Target"),
    Words("完成率", "Ratio"),
    Words("权重", "Weight"),
    Words("得分", "Score"),
    Words("依据", "Evidence"),
)
_FORMATS = {
    "money": "money",
    "count": "number",
    "percent": "percent",
    "hours": "score",
    "days": "score",
    "score": "score",
}
_AT_CONSOLIDATION = Words("汇总时算出", "computed at consolidation")


def kpis(s: Sketch) -> None:
    """Every KPI under its dimension's name."""
    s.headers(s.rows.kpis, _COLUMNS)
    for key in DIMENSIONS:
        if key not in s.rows.blocks:
            continue
        first, _ = s.rows.blocks[key]
        s.pen.value(first - 1, 0, s.label("dimension", key), "box+bold+muted")
        for col in range(1, WIDE + 1):
            s.pen.value(first - 1, col, None, "box")
        for line, shown in enumerate(s.card.rows[key], start=first):
            _kpi(s, line, shown)


def _kpi(s: Sketch, row: int, shown: Row) -> None:
    kpi, whose = shown.kpi, f'IF({s.at["set"]}="{TEAM.text(s.lang)}","=",{s.at["id"]})'
    style = f"box+{_FORMATS[kpi.unit]}+computed"
    s.pen.value(row, 0, kpi.zh if s.lang == "zh" else kpi.en, "box")
    template = _actual(s, kpi)
    if template is None:
        s.pen.value(row, 1, shown.actual, style)
    else:
        s.formula(row, 1, template, shown.actual, style)
    a, t, r, w = (address(row, c) for c in (1, 2, 3, 4))
    s.formula(row, 2, target_cell(kpi, s.refs, whose), shown.target, style)
    s.formula(row, 3, ratio_cell(kpi, a, t, _blank(s, kpi)), shown.ratio, "box+percent+computed")
    s.formula(row, 4, weight_cell(kpi, whose), shown.weight, "box+number+computed")
    s.formula(row, 5, f'IF({r}="","",ROUND({r}*{w},4))', shown.score, "box+score+computed")
    _source(s, row, kpi)


def _actual(s: Sketch, kpi: KPI) -> str | None:
    """The formula of what was reached, blank while nothing has begun; None for what only a rule can count."""
    template = actual_cell(kpi, s.refs)
    return f'IF({unbegun(s)},"",{template})' if template and kpi.sources[0] in OWN else template


def _blank(s: Sketch, kpi: KPI) -> str:
    """The ratio of what came to nothing: 0 where something was asked for, else blank."""
    undone = undone_cell(kpi, s.refs)
    return f'IF({unbegun(s)},"",IF({undone},0,""))' if undone else '""'


def _source(s: Sketch, row: int, kpi: KPI) -> None:
    """A link to the rows a KPI is counted from."""
    table = kpi.sources[0]
    name = tables.BY_KEY[table].label(s.lang)
    said = f"→ {name}" + (f" · {_AT_CONSOLIDATION.text(s.lang)}" if kpi.rule else "")
    s.pen.link(row, 6, said, f"sheet:{s.home.sheet_of(table)}", "box+link")
