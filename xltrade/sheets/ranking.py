"""The sheet 排行 / Ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xltrade.computed.champions import Champion, champions
from xltrade.computed.context import Context
from xltrade.computed.people import held
from xltrade.computed.promotion import Promotion, promotion
from xltrade.computed.reviews import ranked_totals
from xltrade.computed.scorecard import is_ranked, scored_share
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.formulas.sums import sum_between
from xltrade.sheets.addresses import address
from xltrade.sheets.cards import MONTH, quarter_start
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Sheet, Value
from xltrade.sheets.scorecards import totals_at
from xltrade.sheets.team_parts import IN_MONTH, IN_QUARTER, Column, count, headers, paid

_RANK_SHEET = Words("排行", "Ranking")
_RANK_PURPOSE = Words(
    "本期总分排行、月度销售冠军、小组 PK 和晋升建议；次序按最近一次汇总。已评权重太少的列在最后，不排名次。",
    "Ranking by total, champions of the month, team contest and promotions; ordered at the last consolidation. "
    "Who has too little of the weight scored stands last, without a rank.",
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
    (Words("已评权重", "Weight scored"), "percent", 12),
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
_UNRANKED = Words("未排名", "unranked")
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
    scored: float
    ranked: bool


@sheet("ranking", book="master", place=30, renewed="drawn", linked=True)
def ranking_sheet(page: Page) -> Sheet:
    """排行 Ranking (R080, R225, R226, R228)."""
    made, context, pen = page.frames, page.context, Pen(page.twins)
    lines, winners = _standings(page), champions(page.team.people, made, context)
    row = 3
    if not lines:
        pen.text(2, 0, _NOBODY, "accent")
    else:
        ordered = sorted(lines, key=lambda s: (not s.ranked, s.total is None, -(s.total or 0), s.person))
        headers(pen, row, _RANK)
        first, last = row + 1, row + len(ordered)
        figures = [_figures(s, made, context) for s in ordered]
        for line, (standing, found) in enumerate(zip(ordered, figures, strict=True), start=first):
            _standing(pen, line, standing, found, (first, last), [s.total for s in ordered if s.ranked])
        row = _groups(pen, last + 2, ordered, [f["quarter"] for f in figures], (first, last))
        _champions(pen, row + 1, winners)
        row = row + 3 + len(winners)
    name = _RANK_SHEET.text(page.lang)
    return Sheet(
        "ranking",
        name,
        name,
        _RANK_PURPOSE.text(page.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={i: w for i, (_, _, w) in enumerate(_RANK)},
        heights={3: 34.0} if lines else {},
        gridlines=False,
        freeze=(4, 2),
        print_area=(0, 0, row, len(_RANK) - 1),
        one_page=True,
    )


def _standings(page: Page) -> list[Standing]:
    """The ranking's lines: this period's cards, with promotions from the finished reviews."""
    people = held(page.team.people, page.frames["people_changes"], page.context.today)
    by_id, places = people.set_index("id"), totals_at(page)
    out = []
    for card in page.team.cards:
        person = by_id.loc[card.person]
        totals = ranked_totals(page.frames["reviews"], card.person, page.context.policy)
        step = promotion(str(person["position"]), card.hired, totals, page.context)
        group = "" if pd.isna(person["group"]) else str(person["group"])
        share = scored_share(card, page.context.policy.weights)
        ranked = is_ranked(card, page.context.policy)
        at = places.get(card.person, "")
        out.append(Standing(card.person, card.name, group, card.total, at, step, share, ranked))
    return out


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
    column, shares = (f"{address(rows[0], c, True)}:{address(rows[1], c, True)}" for c in (4, 12))
    rank = sum(t is not None and t > (standing.total or 0) for t in totals) + 1 if standing.ranked else None
    enough = "$p(ranked_from)/100"
    apart = _UNRANKED.text(pen.lang)
    placed = f'COUNTIFS({column},">"&{total},{shares},">="&{enough})+1'
    template = f'IF(OR({total}="",{address(row, 12)}<{enough}),"{apart}",{placed})'
    pen.formula(row, 0, template, apart if rank is None else rank, "box+integer+computed+bold")
    pen.value(row, 12, standing.scored, "box+percent+computed")
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
        (paid(IN_MONTH, who), found["month"]),
        (target, found["target"]),
        (f'IF({aim}=0,"",{month}/{aim})', found["month"] / found["target"] if found["target"] else None),
        (paid(IN_QUARTER, who), found["quarter"]),
        (count("orders", "first_paid", IN_QUARTER, who), found["orders"]),
        (count("customers", "created", IN_QUARTER, who), found["customers"]),
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
    headers(pen, row + 1, [(w, "text" if i == 1 else "money", 0) for i, w in enumerate(_GROUP_COLUMNS)])
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


def _champions(pen: Pen, row: int, winners: Sequence[Champion]) -> None:
    pen.text(row, 0, _CHAMPIONS, "heading")
    for col, words in enumerate(_CHAMPION_COLUMNS):
        pen.text(row + 1, col, words, "header" if col in (1, 4) else "header+right_header")
    comma = "、" if pen.lang == "zh" else ", "
    for line, found in enumerate(winners, start=row + 2):
        head, tail = (w.text(pen.lang) for w in _TIED)
        pen.value(line, 0, f"{found.month:%Y-%m}", "box+center")
        pen.value(line, 1, "★ " + comma.join(found.people), "box+bold")
        pen.value(line, 2, found.receipts, "box+money0")
        pen.value(line, 3, found.completion, "box+percent")
        pen.value(line, 4, f"{head}{found.tied - 1}{tail}" if found.tied > 1 else None, "muted")
