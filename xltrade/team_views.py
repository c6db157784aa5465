"""排行, 漏斗 and 目标检查: the team's ranking, its funnel with the bottleneck, and whether its targets add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xltrade import choices as ch
from xltrade import kpis, score, standings
from xltrade.computed.context import Context
from xltrade.frames import Frame
from xltrade.kpis import KPI
from xltrade.schema import Lang
from xltrade.score import Card
from xltrade.sheets import CondFormat, Sheet, Value, Words, address
from xltrade.standings import Champion, Promotion
from xltrade.twins import Twins
from xltrade.views import MONTH, QUARTER, Pen, quarter_start, sum_between

_IN_MONTH = (MONTH, f"EDATE({MONTH},1)")
_IN_QUARTER = (QUARTER, f"EDATE({QUARTER},3)")
Column = tuple[Words, str, float]
"""Label, style of its cells, width."""


def _headers(pen: Pen, row: int, columns: Sequence[Column]) -> None:
    where = {"text": "text", "bold": "text", "indent": "indent"}
    pen.headers(row, [(label, where.get(style, "right_header")) for label, style, _ in columns])


def _count(table: str, column: str, edges: tuple[str, str], owner: str, more: str = "") -> str:
    return f'COUNTIFS({table}[owner],{owner},{table}[{column}],">="&{edges[0]},{table}[{column}],"<"&{edges[1]}{more})'


def _paid(edges: tuple[str, str], owner: str) -> str:
    where = f'receipts[owner],{owner},receipts[date],">="&{edges[0]},receipts[date],"<"&{edges[1]}'
    return f"ROUND(SUMIFS(receipts[base],{where}),2)"


# ── ranking ───────────────────────────────────────────────────────────────────────────────────────────────────────

_RANK_SHEET = Words("排行", "Ranking")
_RANK_PURPOSE = Words(
    "本期总分排行、月度销售冠军、小组 PK 和晋升建议；次序按最近一次汇总。",
    "Ranking by total, champions of the month, team contest and promotions; ordered at the last consolidation.",
)
_RANK: tuple[Column, ...] = (
    (Words("名次", "Rank"), "integer", 9),
    (Words("姓名", "Name"), "bold", 20),
    (Words("编号", "ID"), "text", 13),
    (Words("小组", "Group"), "text", 12),
    (Words("总分", "Total"), "score", 11),
    (Words("本月到款", "Receipts, month"), "money0", 15),
    (Words("本月目标", "Target, month"), "money0", 15),
    (Words("完成率", "Completion"), "percent", 12),
    (Words("本季到款", "Receipts, quarter"), "money0", 16),
    (Words("本季成交", "Closed orders"), "integer", 13),
    (Words("本季新客户", "New customers"), "integer", 15),
    (Words("晋升建议", "Promotion"), "indent", 51),
)
_CHAMPIONS = Words("月度销售冠军（按到款；并列按政策再比）", "Champion of the month, by receipts; ties by the policy")
_CHAMPION_COLUMNS = (
    Words("月份", "Month"),
    Words("冠军", "Champion"),
    Words("到款", "Receipts"),
    Words("目标完成率", "Completion"),
    Words("说明", "Remark"),
)
_TIED = (Words("与另 ", "level with "), Words(" 人到款相同", " more"))
_GROUPS = Words("小组 PK（本季到款）", "Team contest, receipts of the quarter")
_GROUP_COLUMNS = (
    Words("名次", "Rank"),
    Words("小组", "Group"),
    Words("人数", "People"),
    Words("平均总分", "Mean total"),
    Words("本季到款", "Receipts"),
    Words("人均到款", "Per head"),
)
_SUGGEST = (Words("▲ 建议晋升为", "▲ suggest: "), Words("，最近各季总分 ", "; totals "))
_NOT_YET = (Words("下一级 ", "next: "), Words("；最近各季总分 ", "; totals "))
_NOBODY = Words(
    "先在“人员”表登记业务员，再汇总；这里就会有排行。",
    "Add the salespeople on People and consolidate: the ranking will be here.",
)


@dataclass(frozen=True)
class Standing:
    """One line of the ranking; `at`: where the person's total stands on the cards sheet ("" = write the value)."""

    person: str
    name: str
    group: str
    total: float | None
    at: str
    promotion: Promotion | None


def ranking_sheet(
    twins: Twins, made: Mapping[str, Frame], lines: Sequence[Standing], champions: Sequence[Champion], context: Context
) -> Sheet:
    """排行 Ranking (R080, R225, R226, R228)."""
    pen = Pen(twins)
    row = 3
    if not lines:
        pen.text(2, 0, _NOBODY, "accent")
    else:
        ordered = sorted(lines, key=lambda s: (s.total is None, -(s.total or 0), s.person))
        _headers(pen, row, _RANK)
        first, last = row + 1, row + len(ordered)
        figures = [_figures(s, made, context) for s in ordered]
        for line, (standing, found) in enumerate(zip(ordered, figures, strict=True), start=first):
            _standing(pen, line, standing, found, (first, last), [s.total for s in ordered])
        row = _groups(pen, last + 2, ordered, [f["quarter"] for f in figures], (first, last))
        _champions(pen, row + 1, champions)
        row = row + 3 + len(champions)
    name = _RANK_SHEET.text(twins.lang)
    return Sheet(
        "ranking",
        name,
        name,
        _RANK_PURPOSE.text(twins.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, w) in enumerate(_RANK)},
        heights={3: 34.0} if lines else {},
        gridlines=False,
        freeze=(4, 2),
        print_area=(0, 0, row, len(_RANK) - 1),
        one_page=True,
    )


def _figures(standing: Standing, made: Mapping[str, Frame], context: Context) -> dict[str, float]:
    person, day = standing.person, pd.Timestamp(context.today)
    mine = {k: made[k][made[k]["owner"].eq(person).to_numpy()] for k in ("receipts", "orders", "customers")}
    month, quarter = day.to_period("M").start_time, quarter_start(day)
    ends = month + pd.DateOffset(months=1), quarter + pd.DateOffset(months=3)
    targets = made["targets"]
    aimed = targets[
        targets["kpi"].eq("receipts")
        & (targets["in_force"] == 1)
        & targets["span"].isna()
        & targets["person_id"].eq(person)
        & (targets["month"] == month)
    ]

    def inside(table: str, column: str) -> int:
        return int(((mine[table][column] >= quarter) & (mine[table][column] < ends[1])).sum())

    return {
        "month": sum_between(mine["receipts"], "base", month, ends[0]),
        "target": float(aimed["amount"].sum()),
        "quarter": sum_between(mine["receipts"], "base", quarter, ends[1]),
        "orders": inside("orders", "first_paid"),
        "customers": inside("customers", "created"),
    }


def _standing(
    pen: Pen,
    row: int,
    standing: Standing,
    found: Mapping[str, float],
    rows: tuple[int, int],
    totals: Sequence[float | None],
) -> None:
    who, total = address(row, 2), address(row, 4)
    column = f"{address(rows[0], 4, True)}:{address(rows[1], 4, True)}"
    rank = None if standing.total is None else sum(t is not None and t > standing.total for t in totals) + 1
    pen.formula(row, 0, f'IF({total}="","",COUNTIF({column},">"&{total})+1)', rank, "box+integer+computed+bold")
    pen.value(row, 1, standing.name, "box+bold")
    pen.value(row, 2, standing.person, "box")
    pen.value(row, 3, standing.group, "box")
    if standing.at:
        pen.formula(row, 4, standing.at, standing.total, "box+score+computed+bold")
    else:
        pen.value(row, 4, standing.total, "box+score+computed+bold")
    target = (
        f"SUMIFS(targets[amount],targets[person_id],{who},targets[kpi],$label(kpi.receipts),targets[in_force],1,"
        f'targets[span],"=",targets[month],{MONTH})'
    )
    month, aim = address(row, 5), address(row, 6)
    cells: tuple[tuple[str, Value], ...] = (
        (_paid(_IN_MONTH, who), found["month"]),
        (target, found["target"]),
        (f'IF({aim}=0,"",{month}/{aim})', found["month"] / found["target"] if found["target"] else None),
        (_paid(_IN_QUARTER, who), found["quarter"]),
        (_count("orders", "first_paid", _IN_QUARTER, who), found["orders"]),
        (_count("customers", "created", _IN_QUARTER, who), found["customers"]),
    )
    for col, (template, value) in enumerate(cells, start=5):
        pen.formula(row, col, template, value, f"box+{_RANK[col][1]}+computed")
    pen.value(row, 11, promotion_text(standing.promotion, pen), "box+computed+indent")


def promotion_text(found: Promotion | None, pen: Pen) -> str:
    """What the ranking says of a person's next position; "" where there is none."""
    if found is None:
        return ""
    head, tail = (w.text(pen.lang) for w in (_SUGGEST if found.suggested else _NOT_YET))
    totals = " / ".join("–" if t is None else f"{t:.1f}" for t in found.totals) or "–"
    return f"{head}{ch.POSITION.label(found.position, pen.lang)}{tail}{totals}"


def _groups(pen: Pen, row: int, ordered: Sequence[Standing], receipts: Sequence[float], rows: tuple[int, int]) -> int:
    """The groups by receipts of the quarter; gives the row below."""
    pen.text(row, 0, _GROUPS, "heading")
    _headers(pen, row + 1, [(w, "text" if i == 1 else "money", 0) for i, w in enumerate(_GROUP_COLUMNS)])
    names = sorted({s.group for s in ordered if s.group})
    totals = {
        g: round(sum(round(r * 100) for s, r in zip(ordered, receipts, strict=True) if s.group == g)) / 100
        for g in names
    }
    names.sort(key=lambda g: -totals[g])
    first = row + 2
    column = f"{address(first, 4, True)}:{address(first + max(0, len(names) - 1), 4, True)}"
    area = [f"{address(rows[0], c, True)}:{address(rows[1], c, True)}" for c in (3, 4, 8)]
    for line, group in enumerate(names, start=first):
        who, mine = address(line, 1), [s for s in ordered if s.group == group]
        scored = [s.total for s in mine if s.total is not None]
        pen.formula(
            line,
            0,
            f'COUNTIF({column},">"&{address(line, 4)})+1',
            sum(t > totals[group] for t in totals.values()) + 1,
            "box+integer+computed+bold",
        )
        pen.value(line, 1, group, "box+bold")
        pen.formula(line, 2, f"COUNTIF({area[0]},{who})", len(mine), "box+integer+computed")
        known = f'COUNTIFS({area[0]},{who},{area[1]},">=0")'
        pen.formula(
            line,
            3,
            f'IF({known}=0,"",SUMIFS({area[1]},{area[0]},{who})/{known})',
            sum(scored) / len(scored) if scored else None,
            "box+score+computed",
        )
        pen.formula(line, 4, f"ROUND(SUMIFS({area[2]},{area[0]},{who}),2)", totals[group], "box+money0+computed")
        pen.formula(line, 5, f"{address(line, 4)}/{address(line, 2)}", totals[group] / len(mine), "box+money0+computed")
    return first + len(names)


def _champions(pen: Pen, row: int, champions: Sequence[Champion]) -> None:
    pen.text(row, 0, _CHAMPIONS, "heading")
    for col, words in enumerate(_CHAMPION_COLUMNS):
        pen.text(row + 1, col, words, "header" if col in (1, 4) else "header+right_header")
    comma = "、" if pen.lang == "zh" else ", "
    for line, found in enumerate(champions, start=row + 2):
        head, tail = (w.text(pen.lang) for w in _TIED)
        pen.value(line, 0, f"{found.month:%Y-%m}", "box+center")
        pen.value(line, 1, "★ " + comma.join(found.people), "box+bold")
        pen.value(line, 2, found.receipts, "box+money0")
        pen.value(line, 3, found.completion, "box+percent")
        pen.value(line, 4, f"{head}{found.tied - 1}{tail}" if found.tied > 1 else None, "muted")


# ── funnel ────────────────────────────────────────────────────────────────────────────────────────────────────────

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


def funnel_sheet(twins: Twins, made: Mapping[str, Frame], people: Frame, context: Context) -> Sheet:
    """漏斗 Funnel: steps, rates and the bottleneck of the quarter's inquiries, by part (R179, R233, R240)."""
    pen = Pen(twins)
    at = score.calendar_period(pd.Timestamp(context.today).to_period("Q"), context.today)
    asked = standings.received(made["inquiries"], at)
    row = 4
    if made["inquiries"].empty:
        pen.text(2, 0, _NO_INQUIRY, "accent")
    else:
        row = _whole_funnel(pen, asked, people, made["customers"])
    name = _FUNNEL_SHEET.text(twins.lang)
    worst = CondFormat(4, 8, row, 8, {"type": "no_blanks"}, "warning")
    return Sheet(
        "funnel",
        name,
        name,
        _FUNNEL_PURPOSE.text(twins.lang),
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
    _headers(pen, 3, _FUNNEL)
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
    for value in standings.commonest(values):
        shown = labels[value] if labels else value
        if '"' not in shown:
            yield shown, f'"{_literal(shown)}"', values.eq(value)


def _literal(text: str) -> str:
    """A criterion that means the text itself: no wildcard, no comparison."""
    return "=" + text.replace("~", "~~").replace("*", "~*").replace("?", "~?")


def _part(pen: Pen, row: int, shown: str, criterion: str, asked: Frame, column: str = "") -> None:
    found = standings.funnel(asked)
    also = f",inquiries[{column}],{criterion}" if criterion else ""
    inside = f'inquiries[received],">="&{_IN_QUARTER[0]},inquiries[received],"<"&{_IN_QUARTER[1]}{also}'
    pen.value(row, 0, shown, "box" if criterion else "box+bold")
    for col, (step, count) in enumerate(zip(standings.STEPS, found.counts, strict=True), start=1):
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
    _headers(pen, row + 1, [(w, "text" if i == 0 else "integer", 0) for i, w in enumerate(_REASON_COLUMNS)])
    lost = asked[asked["result"].eq("lost").to_numpy()]
    listed = [r for r in standings.commonest(lost["loss_reason"]) if '"' not in r]
    inside = (
        f'inquiries[received],">="&{_IN_QUARTER[0]},inquiries[received],"<"&{_IN_QUARTER[1]},'
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


# ── target checks ─────────────────────────────────────────────────────────────────────────────────────────────────

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
    _headers(pen, 3, _CHECK)
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
    sums = [
        standings.target_sum(targets, kpi.key, s, d, start, end) for s, d in ((own, True), (below, True), (None, False))
    ]
    if below and not sums[1][1]:
        sums[1] = standings.target_sum(targets, kpi.key, None, True, start, end)
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
    _headers(pen, row + 1, [(w, "money" if i == 2 else "text", 0) for i, w in enumerate(_SET_COLUMNS)])
    names, line = dict(zip(people["id"], people["name"], strict=True)), row + 2
    for person in own["person_id"].unique().tolist():
        mine = own[own["person_id"].eq(person)]
        for dimension in score.DIMENSIONS:
            rows = mine[mine["kpi"].map(lambda k: kpis.get(k).dimension).eq(dimension)]
            extra = [ch.KPI.label(k, pen.lang) for k in rows["kpi"] if k not in team]
            pen.value(line, 0, f"{names.get(person, '')} {person}".strip(), "box")
            pen.value(line, 1, ch.DIMENSION.label(dimension, pen.lang), "box")
            pen.value(line, 2, float(rows["weight"].sum()), "box+number+computed")
            pen.value(line, 3, ("、" if pen.lang == "zh" else ", ").join(extra), "box")
            line += 1
    return line


# ── everything of the team ────────────────────────────────────────────────────────────────────────────────────────


def lines_of(
    cards: Sequence[Card], past: Sequence[Card], people: Frame, places: Mapping[str, str], context: Context
) -> list[Standing]:
    """The ranking's lines: this period's cards, with promotions from the finished ones."""
    by_id = people.set_index("id")
    out = []
    for card in cards:
        person = by_id.loc[card.person]
        totals = [c.total for c in past if c.person == card.person]
        step = standings.promotion(str(person["position"]), card.hired, totals, context)
        group = "" if pd.isna(person["group"]) else str(person["group"])
        out.append(Standing(card.person, card.name, group, card.total, places.get(card.person, ""), step))
    return out
