"""The sheet 目标检查 / Target checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from xltrade.computed.context import Context
from xltrade.computed.kpi_targets import target_sum
from xltrade.computed.periods import DIMENSIONS
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.declared import kpis
from xltrade.declared.kpis import KPI
from xltrade.sheets.addresses import address
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import CondFormat, Sheet
from xltrade.sheets.team_parts import Column, headers

_CHECK_SHEET = Words("目标检查", "Target checks")
_CHECK_PURPOSE = Words(
    "年 = 四季 = 十二个月 = 每个人相加？不一致的标红；改目标在“目标”表加一行。",
    "Year = quarters = months = the people's sum? Differences in red; change a target by a new row on Targets.",
)
_CHECK: tuple[Column, ...] = (
    (Words("指标", "KPI"), "bold", 20),
    (Words("期间", "Period"), "text", 18),
    (Words("部门目标", "Department"), "money", 18),
    (Words("部门下一级合计", "Next level"), "money", 20),
    (Words("个人合计", "Sum of the people"), "money", 20),
    (Words("差异", "Difference"), "money", 16),
    (Words("结论", "Verdict"), "text", 14),
)
_GRID = Words(
    "每月到款目标：部门与每个人（生效的版本）", "Monthly receipts targets: department and people, versions in force"
)
_FITS, _DIFFERS, _NONE = Words("✓ 一致", "✓ adds up"), Words("✗ 不一致", "✗ differs"), Words("没有目标", "no target")
_ALONE = Words("只有一级", "one level only")
_UNITS = {"money": "money0", "count": "integer", "percent": "percent"}
_SETS = Words(
    "个人指标方案：权重合计与部门方案以外的指标", "Personal KPI sets: sums of weights, KPIs outside the team's set"
)
_SET_COLUMNS = (
    Words("姓名", "Name"),
    Words("考核项目", "Dimension"),
    Words("权重合计", "Sum of weights"),
    Words("部门没有的指标", "Not in the team's set"),
)
_NO_SETS = Words(
    "没有人有自己的指标方案，都按部门的。", "Nobody has a set of their own; everyone is scored by the team's."
)


@sheet("target_checks", book="master", place=50, renewed="drawn")
def targets_sheet(page: Page) -> Sheet:
    """目标检查 Target checks: year, quarters, months and people side by side (R154, R178, R186, R192)."""
    pen, targets, people = Pen(page.twins), page.frames["targets"], page.team.people
    headers(pen, 3, _CHECK)
    row = 4
    for kpi in [k for k in kpis.KPIS if targets["kpi"].eq(k.key).any()]:
        for year in sorted(targets.loc[targets["kpi"].eq(kpi.key), "month"].dt.year.unique().tolist()):
            row = _year(pen, row, kpi, int(year), targets)
    if row == 4:
        pen.text(4, 0, _NONE, "accent")
        row = 5
    bad = [
        CondFormat(4, 6, row, 6, {"type": "text", "criteria": "begins with", "value": w.text(page.lang)[0]}, s)
        for w, s in ((_DIFFERS, "bad"), (_FITS, "good"))
    ]
    row = _grid(pen, row + 1, targets, people, page.context)
    row = _sets(pen, row + 1, page.frames["kpi_sets"], people)
    name = _CHECK_SHEET.text(page.lang)
    return Sheet(
        "target_checks",
        name,
        name,
        _CHECK_PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, w) in enumerate(_CHECK)} | dict.fromkeys(range(7, 14), 14.0),
        gridlines=False,
        freeze=(4, 1),
        formats=tuple(bad),
        print_rows=(3, 3),
        print_area=(0, 0, row, 13),
    )


@dataclass(frozen=True)
class _Span:
    """A year or a quarter: its first day, its length, the span of its own targets, and of those of the level below.

    A quarter has "quarter" and None: its months are targets without a span.
    """

    label: str
    start: pd.Timestamp
    months: int
    own: str
    below: str | None

    @property
    def end(self) -> pd.Timestamp:
        return self.start + pd.DateOffset(months=self.months)

    @property
    def levels(self) -> tuple[tuple[str | None, bool], ...]:
        """What the three columns sum: span of the targets, and whether the department's (else the people's)."""
        return (self.own, True), (self.below, True), (None, False)


def _year(pen: Pen, row: int, kpi: KPI, year: int, targets: Frame) -> int:
    """The year's line and its quarters' lines; gives the row below."""
    start = pd.Timestamp(year, 1, 1)
    spans = [_Span(str(year), start, 12, "year", "quarter")]
    for quarter in range(4):
        first = start + pd.DateOffset(months=3 * quarter)
        spans.append(_Span(f"{year}Q{quarter + 1}", first, 3, "quarter", None))
    for line, span in enumerate(spans, start=row):
        _line(pen, line, kpi, span, targets)
    return row + len(spans)


def _line(pen: Pen, row: int, kpi: KPI, span: _Span, targets: Frame) -> None:
    """The three sums of a span, their difference and what it means."""
    style = f"box+{_UNITS.get(kpi.unit, 'score')}+computed"
    for col, text in enumerate((kpi.zh if pen.lang == "zh" else kpi.en, span.label)):
        pen.value(row, col, text, "box+bold" if span.own == "year" else "box")
    shown = [_level(kpi, span, level, targets) for level in span.levels]
    for col, (template, value) in enumerate(shown, start=2):
        pen.formula(row, col, template, value, style)
    _difference(pen, row, [value for _, value in shown if value is not None], style)


def _level(kpi: KPI, span: _Span, level: tuple[str | None, bool], targets: Frame) -> tuple[str, float | None]:
    """One sum as template and value; where a year has no quarters' targets, its months' stand for them."""
    which, department = level
    template = _sum(kpi, which, department, span.start, span.end)
    total, count = target_sum(targets, kpi.key, which, department, span.start, span.end)
    if which == "quarter" and span.own == "year":
        template = f'IF({template}="",{_sum(kpi, None, True, span.start, span.end)},{template})'
        if not count:
            total, count = target_sum(targets, kpi.key, None, True, span.start, span.end)
    return template, _shown(kpi, total, count)


def _difference(pen: Pen, row: int, known: Sequence[float], style: str) -> None:
    """How far the sums that there are lie apart, and the verdict."""
    sums, gap_cell = f"{address(row, 2)}:{address(row, 4)}", address(row, 5)
    gap = round(max(known) - min(known), 4) if known else None
    pen.formula(row, 5, f'IF(COUNT({sums})=0,"",ROUND(MAX({sums})-MIN({sums}),4))', gap, style)
    none, fits, differs, alone = (w.text(pen.lang) for w in (_NONE, _FITS, _DIFFERS, _ALONE))
    said = none if gap is None else alone if len(known) == 1 else fits if gap == 0 else differs
    verdict = f'IF({gap_cell}=0,"{fits}","{differs}")'
    template = f'IF(COUNT({sums})=0,"{none}",IF(COUNT({sums})=1,"{alone}",{verdict}))'
    pen.formula(row, 6, template, said, "box+computed")


def _shown(kpi: KPI, total: float, count: int) -> float | None:
    return None if not count else total if kpi.rollup == "sum" else total / count


def _sum(kpi: KPI, span: str | None, department: bool, start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Sum (of rates: mean) of the targets in force whose span begins in [start, end); "" where there are none."""
    which = (
        f"targets[kpi],$label(kpi.{kpi.key}),targets[in_force],1,"
        f"targets[span],{'$label(span.' + span + ')' if span else chr(34) + '=' + chr(34)},"
        f'targets[person_id],"{"=" if department else "<>"}",targets[month],">="&{_date(start)},'
        f'targets[month],"<"&{_date(end)}'
    )
    total = f"SUMIFS(targets[amount],{which})"
    return f'IF(COUNTIFS({which})=0,"",{total if kpi.rollup == "sum" else f"{total}/COUNTIFS({which})"})'


def _date(day: pd.Timestamp) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _grid(pen: Pen, row: int, targets: Frame, people: Frame, context: Context) -> int:
    """Month × person of the receipts targets of this year; gives the row below."""
    pen.text(row, 0, _GRID, "heading")
    months = [pd.Timestamp(context.today.year, m, 1) for m in range(1, 13)]
    pen.text(row + 1, 0, _SET_COLUMNS[0], "header")
    for col, month in enumerate(months, start=2):
        pen.value(row + 1, col, f"{month:%Y-%m}", "header+right_header")
    pen.text(row + 1, 1, Words("合计", "Sum"), "header+right_header")
    sums = _month_sums(targets)
    lines = [(None, Words("部门", "Department").text(pen.lang)), *zip(people["id"], people["name"], strict=True)]
    for line, (person, name) in enumerate(lines, start=row + 2):
        pen.value(line, 0, name if person is None else f"{name} {person}", "box+bold" if person is None else "box")
        values = [float(sums.get((person or "", month), 0)) for month in months]
        pen.formula(line, 1, f"SUM({address(line, 2)}:{address(line, 13)})", sum(values), "box+money0+computed")
        who = '"="' if person is None else f'"{person}"'
        for col, (month, value) in enumerate(zip(months, values, strict=True), start=2):
            pen.formula(
                line,
                col,
                f"SUMIFS(targets[amount],targets[kpi],$label(kpi.receipts),targets[in_force],1,"
                f'targets[span],"=",targets[person_id],{who},targets[month],{_date(month)})',
                value,
                "box+money0+computed",
            )
    return row + 2 + len(lines)


def _month_sums(targets: Frame) -> dict[tuple[str, pd.Timestamp], float]:
    """Receipts targets in force by person ("" = the department) and month."""
    rows = targets[targets["kpi"].eq("receipts") & (targets["in_force"] == 1) & targets["span"].isna()]
    return rows.groupby([rows["person_id"].fillna(""), "month"])["amount"].sum().to_dict()


def _sets(pen: Pen, row: int, sets: Frame, people: Frame) -> int:
    """Personal KPI sets against the team's; gives the row below (R192)."""
    pen.text(row, 0, _SETS, "heading")
    current = sets[sets["in_force"] == 1]
    team = set(current.loc[current["person_id"].isna(), "kpi"])
    own = current[current["person_id"].notna()]
    if own.empty:
        pen.text(row + 1, 0, _NO_SETS, "muted")
        return row + 2
    headers(pen, row + 1, [(w, "money" if i == 2 else "text", 0) for i, w in enumerate(_SET_COLUMNS)])
    names, line = dict(zip(people["id"], people["name"], strict=True)), row + 2
    for person in own["person_id"].unique().tolist():
        mine = own[own["person_id"].eq(person)]
        for dimension in DIMENSIONS:
            rows = mine[mine["kpi"].map(lambda k: kpis.get(k).dimension).eq(dimension)]
            extra = [ch.KPI.label(k, pen.lang) for k in rows["kpi"] if k not in team]
            pen.value(line, 0, f"{names.get(person, '')} {person}".strip(), "box")
            pen.value(line, 1, ch.DIMENSION.label(dimension, pen.lang), "box")
            pen.value(line, 2, float(rows["weight"].sum()), "box+number+computed")
            pen.value(line, 3, ("、" if pen.lang == "zh" else ", ").join(extra), "box")
            line += 1
    return line
