"""The sheet 目标检查 / Target checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from xltrade.computed.context import Context
from xltrade.computed.kpi_targets import target_sum
from xltrade.computed.periods import DIMENSIONS
from xltrade.computed.promotion import promotion
from xltrade.computed.scorecard import Card
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.declared import kpis
from xltrade.declared.kpis import KPI
from xltrade.formulas.text import Twins
from xltrade.sheets.addresses import address
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import CondFormat, Sheet
from xltrade.sheets.ranking import Standing
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


def targets_sheet(twins: Twins, made: Mapping[str, Frame], people: Frame, context: Context) -> Sheet:
    """目标检查 Target checks: year, quarters, months and people side by side (R154, R178, R186, R192)."""
    pen, targets = Pen(twins), made["targets"]
    headers(pen, 3, _CHECK)
    row = 4
    for kpi in [k for k in kpis.KPIS if targets["kpi"].eq(k.key).any()]:
        for year in sorted(targets.loc[targets["kpi"].eq(kpi.key), "month"].dt.year.unique().tolist()):
            row = _year(pen, row, kpi, int(year), targets)
    if row == 4:
        pen.text(4, 0, _NONE, "accent")
        row = 5
    bad = [
        CondFormat(4, 6, row, 6, {"type": "text", "criteria": "begins with", "value": w.text(twins.lang)[0]}, s)
        for w, s in ((_DIFFERS, "bad"), (_FITS, "good"))
    ]
    row = _grid(pen, row + 1, targets, people, context)
    row = _sets(pen, row + 1, made["kpi_sets"], people)
    name = _CHECK_SHEET.text(twins.lang)
    return Sheet(
        "target_checks",
        name,
        name,
        _CHECK_PURPOSE.text(twins.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, w) in enumerate(_CHECK)} | dict.fromkeys(range(7, 14), 14.0),
        gridlines=False,
        freeze=(4, 1),
        formats=tuple(bad),
        print_rows=(3, 3),
        print_area=(0, 0, row, 13),
    )


def _year(pen: Pen, row: int, kpi: KPI, year: int, targets: Frame) -> int:
    """The year's line and its quarters' lines; gives the row below."""
    start = pd.Timestamp(year, 1, 1)
    _line(pen, row, kpi, str(year), (start, 12, "year", "quarter"), targets)
    for quarter in range(4):
        first = start + pd.DateOffset(months=3 * quarter)
        _line(pen, row + 1 + quarter, kpi, f"{year}Q{quarter + 1}", (first, 3, "quarter", None), targets)
    return row + 5


def _line(
    pen: Pen, row: int, kpi: KPI, label: str, span: tuple[pd.Timestamp, int, str, str | None], targets: Frame
) -> None:
    start, months, own, below = span
    end = start + pd.DateOffset(months=months)
    sums = [target_sum(targets, kpi.key, s, d, start, end) for s, d in ((own, True), (below, True), (None, False))]
    if below and not sums[1][1]:
        sums[1] = target_sum(targets, kpi.key, None, True, start, end)
    shown = [_shown(kpi, total, count) for total, count in sums]
    style = f"box+{_UNITS.get(kpi.unit, 'score')}+computed"
    pen.value(row, 0, kpi.zh if pen.lang == "zh" else kpi.en, "box+bold" if own == "year" else "box")
    pen.value(row, 1, label, "box+bold" if own == "year" else "box")
    for col, (which, department, value) in enumerate(
        zip((own, below, None), (True, True, False), shown, strict=True), start=2
    ):
        template = _sum(kpi, which, department, start, end)
        if which == "quarter" and own == "year":
            template = f'IF({template}="",{_sum(kpi, None, True, start, end)},{template})'
        pen.formula(row, col, template, value, style)
    a, c = (address(row, col) for col in (2, 4))
    known = [v for v in shown if v is not None]
    gap = round(max(known) - min(known), 4) if known else None
    pen.formula(row, 5, f'IF(COUNT({a}:{c})=0,"",ROUND(MAX({a}:{c})-MIN({a}:{c}),4))', gap, style)
    none, fits, differs, alone = (w.text(pen.lang) for w in (_NONE, _FITS, _DIFFERS, _ALONE))
    said = none if gap is None else alone if len(known) == 1 else fits if gap == 0 else differs
    levels, d = f"COUNT({a}:{c})", address(row, 5)
    pen.formula(
        row, 6, f'IF({levels}=0,"{none}",IF({levels}=1,"{alone}",IF({d}=0,"{fits}","{differs}")))', said, "box+computed"
    )


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


def lines_of(
    cards: Sequence[Card], past: Sequence[Card], people: Frame, places: Mapping[str, str], context: Context
) -> list[Standing]:
    """The ranking's lines: this period's cards, with promotions from the finished ones."""
    by_id = people.set_index("id")
    out = []
    for card in cards:
        person = by_id.loc[card.person]
        totals = [c.total for c in past if c.person == card.person]
        step = promotion(str(person["position"]), card.hired, totals, context)
        group = "" if pd.isna(person["group"]) else str(person["group"])
        out.append(Standing(card.person, card.name, group, card.total, places.get(card.person, ""), step))
    return out
