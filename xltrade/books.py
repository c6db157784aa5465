"""The two workbooks as plans: which sheets, in which order, with which formulas and values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from xltrade import __version__, derive, functions, policy, sheets, tables, views
from xltrade.derive import Context
from xltrade.frames import Frame, Frames, build, empty
from xltrade.schema import Lang, Table
from xltrade.sheets import Book, ChartPlan, ChartSeries, Name, Sheet, TableBlock, Words, area_text
from xltrade.twins import Flavour, Twins, excel_name
from xltrade.views import Pen

READY = 200
SPARE = 20
COMMENT_LIMIT = 255


@dataclass(frozen=True)
class Look:
    """How a workbook is made: flavour, language, the day, and whether that day is fixed instead of =TODAY()."""

    flavour: Flavour = "classic"
    lang: Lang = "zh"
    today: dt.date = dt.date(1970, 1, 1)
    fixed: bool = False


@dataclass(frozen=True)
class Owner:
    """Whose workbook it is (R081)."""

    id: str = ""
    name: str = ""
    hired: dt.date | None = None
    position: str = ""


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────

_PROFILE: tuple[tuple[str, Words, Words], ...] = (
    ("company_name", Words("公司名称", "Company name"), Words("用于报价单和周报抬头。", "For quotations and report heads.")),
    ("founded", Words("创办年份", "Founded"), Words("公司资料。", "Company profile.")),
    ("total_assets", Words("总资产", "Total assets"), Words("公司资料。", "Company profile.")),
    ("annual_sales", Words("年销售额", "Annual sales"), Words("公司资料。", "Company profile.")),
    ("awards", Words("奖项", "Awards"), Words("公司资料。", "Company profile.")),
    ("company_contact", Words("公司联系人", "Contact"), Words("公司资料。", "Company profile.")),
    ("company_phone", Words("公司电话", "Phone"), Words("公司资料。", "Company profile.")),
    ("company_fax", Words("公司传真", "Fax"), Words("公司资料。", "Company profile.")),
)
_PERSON: tuple[tuple[str, Words, Words], ...] = (
    ("person_id", Words("人员编号", "Person ID"), Words("必填，与主表人员表一致。", "Required; as in the master's People sheet.")),
    ("person_name", Words("姓名", "Name"), Words("必填。", "Required.")),
    ("hired", Words("入职日期", "Hired"), Words("入职季度从这天起算。", "Tenure quarters count from this day.")),
    ("position", Words("岗位", "Position"), Words("业务员、高级业务员、经理。", "Salesperson, senior salesperson, manager.")),
)
_FOLDER: tuple[tuple[str, Words, Words], ...] = (
    ("folder", Words("汇总文件夹", "Folder"), Words("业务员工作簿所在的文件夹。", "Where the salespeople's workbooks lie.")),)
_MADE: tuple[tuple[str, Words, Words], ...] = (
    ("flavour", Words("工作簿类型", "Flavour"), Words("生成时选定，不要改。", "Chosen when made; do not change.")),
    ("version", Words("程序版本", "Version"), Words("由哪一版生成。", "The version that made it.")))


def settings_frame(owner: Owner | None, look: Look, kept: Mapping[str, Any] | None = None) -> Frame:
    """The Settings table: the owner (salesperson) or the folder (master), the company profile, how it was made.

    kept: values typed before, which win over blanks (R103).
    """
    person = {} if owner is None else {"person_id": owner.id or None, "person_name": owner.name or None,
                                       "hired": owner.hired, "position": owner.position or None}
    values = {**(kept or {}), **{k: v for k, v in person.items() if v is not None}, "flavour": look.flavour,
              "version": __version__}
    rows = (*(_PERSON if owner is not None else _FOLDER), *_PROFILE, *_MADE)
    made = [{"name": n.text(look.lang), "key": k, "value": values.get(k), "meaning": m.text(look.lang)} for k, n, m in rows]
    known = {k for k, _, _ in rows}
    made += [{"name": k, "key": k, "value": v, "meaning": None} for k, v in values.items() if k not in known and v is not None]
    return build(tables.SETTINGS, made)


# ── shared pieces ─────────────────────────────────────────────────────────────────────────────────────────────────

def _formulas(twins: Twins, table: Table) -> dict[str, str]:
    return {c.key: twins.formula(c.formula, table) for c in table.computed if c.formula}


_BLANK_ZERO = {"holidays": ("off", "on"), "tiers": ("in_force", "step"), "targets": ("in_force",)}


def _blanks(table: Table, made: Mapping[str, Frame]) -> dict[str, Any]:
    """What computed columns show in an empty row: "" unless the formula gives a number there too."""
    blanks: dict[str, Any] = {key: 0 for key in _BLANK_ZERO.get(table.key, ())}
    if table.key == "worktime":
        blanks["rest"] = made["worktime"]["rest"].iloc[0]
    return blanks


def _block(twins: Twins, table: Table, made: Mapping[str, Frame], spare: int, **more: Any) -> TableBlock:
    frame = made[table.key]
    return sheets.table_block(table, frame, twins.lang, _formulas(twins, table), blank_rows=spare,
                              blanks=_blanks(table, made), name=excel_name(table, twins.lang), **more)


def _sheet(twins: Twins, table: Table, made: Mapping[str, Frame], ready: int, **more: Any) -> Sheet:
    frame = made[table.key]
    spare = max(ready - len(frame), SPARE)
    return sheets.table_sheet(table, frame, twins.lang, _formulas(twins, table), blank_rows=spare,
                              blanks=_blanks(table, made), name=excel_name(table, twins.lang), **more)


def _shared_sheets(twins: Twins, made: Mapping[str, Frame]) -> list[Sheet]:
    """Settings, policy, parameters, holidays, exchange rates and the hidden lists."""
    listed = policy.settings()
    options = [tuple(c.label(twins.lang) for c in s.choices.items) if (s := listed.get(k)) and s.choices else ()
               for k in made["policy"]["key"]]
    return [
        _sheet(twins, tables.SETTINGS, made, 0),
        sheets.table_sheet(tables.POLICY, made["policy"], twins.lang, _formulas(twins, tables.POLICY), blank_rows=SPARE,
                           name=excel_name(tables.POLICY, twins.lang), options=options),
        sheets.parameter_sheet([_block(twins, t, made, 3) for t in tables.PARAMETERS], twins.lang),
        _sheet(twins, tables.HOLIDAYS, made, 0), _sheet(twins, tables.FX, made, 0), sheets.lists_sheet(twins.lang)]


def _names(twins: Twins, home: str) -> tuple[Name, ...]:
    """The names of a book: the day, and in the lambda flavour every catalogue function."""
    names = [Name("as_of", f"={area_text(home, (*views.AS_OF, *views.AS_OF))}".split(":")[0], views.AS_OF_NOTE.text(twins.lang))]
    if twins.flavour == "lambda":
        names += [Name(f.name, twins.definition(f.name), comment(f, twins.lang)) for f in functions.CATALOGUE.values()]
    return tuple(names)


def comment(function: functions.Function, lang: Lang) -> str:
    """The help text of a defined name: what it gives and its arguments, at most 255 characters."""
    arguments = ", ".join(f"[{p.key}]" if p.optional else p.key for p in function.params)
    return f"{function.name}({arguments}) {function.help(lang)}"[:COMMENT_LIMIT]


# ── the salesperson's workbook ────────────────────────────────────────────────────────────────────────────────────

def sales(owner: Owner, frames: Mapping[str, Frame] | None, shared: Mapping[str, Frame], look: Look,
          scores: Mapping[str, float] | None = None, kept: Mapping[str, Any] | None = None) -> Book:
    """The workbook of one salesperson: tables to type in, computed sheets, a copy of the policy.

    frames: the salesperson tables (input columns; None = empty); shared: the policy tables; scores: the manager's.
    """
    twins = Twins(functions.bodies(), look.flavour, look.lang)
    rules = policy.read(shared, look.today)
    context = Context(rules, look.today, {"": owner.hired or look.today}, look.lang)
    made = derive.sales(_numbered(frames or {t.key: empty(t) for t in tables.SALES}), context)
    made |= derive.settings(shared, look.today, look.lang)
    made["settings"] = settings_frame(owner, look, kept)
    who = f"{owner.name} {owner.id}".strip()
    typed = [_sheet(twins, t, made, READY) for t in tables.SALES]
    computed = [views.scorecard_sheet(twins, made, context, who=who, scores=scores or {}),
                views.commission_sheet(twins, made, context, who=who)]
    first = views.today_sheet(twins, made, context, fixed=look.fixed, who=who)
    return _book([first, *typed, *computed], _shared_sheets(twins, made), twins, look, who)


def _numbered(frames: Mapping[str, Frame]) -> Frames:
    """The frames with `row` = where each row will stand in the new workbook."""
    first = sheets.HEADER_ROW + 2
    return {k: f.assign(row=range(first, first + len(f))) for k, f in frames.items()}


_TITLES = {"sales": Words("外贸业务工作簿", "Foreign trade workbook"), "master": Words("外贸管理主表", "Foreign trade master")}
_DATA_OF = Words("数据日期", "Data of")
_PAGE = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")


def _book(main: Sequence[Sheet], shared: Sequence[Sheet], twins: Twins, look: Look, who: str, kind: str = "sales") -> Book:
    lang = look.lang
    guide = sheets.guide_sheet(lang, [*main, *shared], lambda_cells=look.flavour == "lambda")
    order = (main[0], *main[1:], guide, *shared)
    titled = _TITLES[kind].text(lang)
    footer = (f"{titled} {who}".strip(), f"{_DATA_OF.text(lang)} {look.today}", _PAGE.text(lang))
    return Book(lang, look.today, tuple(order), _names(twins, main[0].name), titled, footer)


# ── the master ────────────────────────────────────────────────────────────────────────────────────────────────────

def master(manager: Mapping[str, Frame], shared: Mapping[str, Frame], merged: Mapping[str, Frame],
           results: Mapping[str, Frame], look: Look, facts: Mapping[str, Any] | None = None,
           kept: Mapping[str, Any] | None = None) -> Book:
    """The manager's workbook: dashboard, own tables, the consolidated tables as values, report and rejects.

    manager: the frames of tables.MANAGER; merged: the salesperson tables of everybody with computed columns and
    `owner`, `owner_name`, `file`, `source_row`, `extra`; results: `report` and `rejects`; facts: figures of the last
    consolidation for the Settings sheet.
    """
    twins = Twins(functions.bodies(), look.flavour, look.lang, tables.MASTER)
    context = Context(policy.read(shared, look.today), look.today, {}, look.lang)
    made: Frames = {**derive.settings(shared, look.today, look.lang), **manager, **merged, **results}
    made["targets"] = derive.targets(manager["targets"], look.today)
    made["settings"] = settings_frame(None, look, {**(kept or {}), **(facts or {})})
    made["dashboard"] = dashboard(made, look.today)
    first = _dashboard_sheet(twins, made, context, look)
    own = [_sheet(twins, t, made, 40) for t in tables.MANAGER]
    bulk = [sheets.table_sheet(t, made[t.key], look.lang, {}, blank_rows=0, typed=False, tab="computed",
                               name=excel_name(t, look.lang)) for t in (tables.REPORT, tables.REJECTS, *tables.CONSOLIDATED)]
    return _book([first, *bulk[:2], *own, *bulk[2:]], _shared_sheets(twins, made), twins, look, "", "master")


def dashboard(made: Mapping[str, Frame], today: dt.date) -> Frame:
    """One row a person with the quarter's figures: the values beside the Dashboard's formulas (R072)."""
    start = views.quarter_start(today)
    end, now = start + pd.DateOffset(months=3), pd.Timestamp(today)
    people, targets = made["people"], made["targets"]
    aimed = targets[targets["kpi"].eq("receipts") & (targets["in_force"] == 1) & (targets["month"] >= start) & (targets["month"] < end)]
    rows = []
    for person, name in zip(people["id"], people["name"], strict=True):
        mine = {k: made[k][made[k]["owner"] == person] for k in ("receipts", "orders", "customers", "inquiries")}
        due, grade = mine["customers"]["next_followup"], mine["customers"]["grade"]
        received = views.sum_between(mine["receipts"], "base", start, end)
        target = float(aimed.loc[aimed["person_id"] == person, "amount"].sum())
        signed = mine["orders"]["date"]
        rows.append({"person_id": person, "name": name, "receipts": received, "target": target,
                     "completion": received / target if target else None,
                     "commission": views.sum_between(mine["receipts"], "commission", start, end),
                     "orders": int(((signed >= start) & (signed < end)).sum()),
                     **{f"grade_{g.lower()}": int((grade == g).sum()) for g in "SABCD"},
                     "overdue": int((due < now).sum()), "due_today": int((due == now).sum()),
                     "unanswered": int(mine["inquiries"]["replied"].isna().sum())})
    columns = {c.key: pd.Series([r.get(c.key) for r in rows], dtype="object") for c in tables.DASHBOARD.columns}
    return pd.DataFrame({k: v.astype("str" if tables.DASHBOARD[k].kind in ("id", "text") else "float64")
                         for k, v in columns.items()})


_DASH_ROW = 8


def _dashboard_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, look: Look) -> Sheet:
    pen = Pen(twins)
    pen.as_of(look.today, look.fixed)
    rejected = int(made["report"]["rejected"].sum())
    spans = ((0, 1), (2, 2), (3, 3), (4, 6), (7, 10), (11, 14))
    merges = views.cards(pen, 4, spans, views.dashboard_cards(made, context, rejected))
    spare = 0 if len(made["dashboard"]) else 1
    plan = sheets.table_sheet(tables.DASHBOARD, made["dashboard"], look.lang, _formulas(twins, tables.DASHBOARD), row=_DASH_ROW,
                              blank_rows=spare, typed=False, name=excel_name(tables.DASHBOARD, look.lang), tab="computed")
    block = plan.blocks[0]
    charts = _charts(plan.name, block, look.lang) if len(made["dashboard"]) else ()
    return replace(plan, cells=tuple(pen.cells), merges=merges, gridlines=False, heights={**plan.heights, 5: 30.0},
                   freeze=(_DASH_ROW + 1, 2), charts=charts, print_area=None)


_CHARTS = {"receipts": Words("本季到款（人民币）与目标", "Receipts of the quarter against target, CNY"),
           "overdue": Words("逾期跟进（客户）", "Customers overdue")}


def _charts(name: str, block: TableBlock, lang: Lang) -> tuple[ChartPlan, ...]:
    def column(key: str) -> str:
        col = block.column_index(key)
        assert col is not None
        return area_text(name, (block.first_data_row, col, block.last_data_row, col))

    below = block.last_data_row + 2
    labels = {k: tables.DASHBOARD[k].label(lang) for k in ("receipts", "target", "overdue")}
    return (ChartPlan("column", _CHARTS["receipts"].text(lang), column("name"),
                      (ChartSeries(labels["receipts"], column("receipts")), ChartSeries(labels["target"], column("target"), target=True)),
                      below, 0, width=620),
            ChartPlan("bar", _CHARTS["overdue"].text(lang), column("name"), (ChartSeries(labels["overdue"], column("overdue")),),
                      below, 5, width=520, labels=True))


def empty_results() -> Frames:
    """Report and rejects without rows, and the consolidated tables likewise: an empty master."""
    made = {t.key: _typed_empty(t) for t in (*tables.CONSOLIDATED, tables.REPORT, tables.REJECTS)}
    return made


def _typed_empty(table: Table) -> Frame:
    return build(replace(table, columns=tuple(replace(c, formula=None) for c in table.columns)), [])
