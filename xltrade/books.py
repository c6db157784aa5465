"""The two workbooks as plans: which sheets, in which order, with which formulas and values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from xltrade import (
    __version__,
    commission_views,
    explain_views,
    functions,
    pay_views,
    policy,
    receivables,
    score,
    score_views,
    sheets,
    standings,
    style,
    tables,
    team_views,
    views,
)
from xltrade.computed import recompute
from xltrade.computed.column import template
from xltrade.computed.context import Context
from xltrade.frames import Frame, Frames, build, empty
from xltrade.policy import Policy
from xltrade.schema import Lang, Table
from xltrade.sheets import Book, Button, Cell, ChartPlan, ChartSeries, Name, Sheet, TableBlock, Words, area_text
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

    @property
    def macros(self) -> bool:
        """Whether the file carries VBA: buttons, and functions answered by Python."""
        return self.flavour == "python"

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".xlsm" if self.macros else ".xlsx"


@dataclass(frozen=True)
class Owner:
    """Whose workbook it is (R081)."""

    id: str = ""
    name: str = ""
    hired: dt.date | None = None
    position: str = ""


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────

_PROFILE: tuple[tuple[str, Words, Words], ...] = (
    ("company_name", Words("公司名称", "Company name"), Words("用于报价单和周报抬头。", "For quotations, reports.")),
    ("founded", Words("创办年份", "Founded"), Words("公司资料。", "Company profile.")),
    ("total_assets", Words("总资产", "Total assets"), Words("公司资料。", "Company profile.")),
    ("annual_sales", Words("年销售额", "Annual sales"), Words("公司资料。", "Company profile.")),
    ("awards", Words("奖项", "Awards"), Words("公司资料。", "Company profile.")),
    ("company_contact", Words("公司联系人", "Contact"), Words("公司资料。", "Company profile.")),
    ("company_phone", Words("公司电话", "Phone"), Words("公司资料。", "Company profile.")),
    ("company_fax", Words("公司传真", "Fax"), Words("公司资料。", "Company profile.")),
)
_PERSON: tuple[tuple[str, Words, Words], ...] = (
    ("person_id", Words("人员编号", "Person ID"), Words("必填，与主表人员表一致。", "Required; as on People.")),
    ("person_name", Words("姓名", "Name"), Words("必填。", "Required.")),
    ("hired", Words("入职日期", "Hired"), Words("入职季度从这天起算。", "Tenure quarters count from this day.")),
    ("position", Words("岗位", "Position"), Words("业务员、高级业务员、经理。", "Salesperson, senior, manager.")),
)
_FOLDER: tuple[tuple[str, Words, Words], ...] = (
    ("folder", Words("汇总文件夹", "Folder"), Words("业务员工作簿所在的文件夹。", "Where the workbooks lie.")),)
_MADE: tuple[tuple[str, Words, Words], ...] = (
    ("flavour", Words("工作簿类型", "Flavour"), Words("生成时选定，不要改。", "Chosen when made; do not change.")),
    ("version", Words("程序版本", "Version"), Words("由哪一版生成。", "The version that made it.")))
_BRIDGE = ("xlwings", Words("xlwings 版本", "xlwings version"),
           Words("运行宏和 Python 函数需要同一版本，见 python -m xltrade doctor。",
                 "Macros and Python functions need this very version; see python -m xltrade doctor."))
_LAST = Words("最近一次汇总。", "The last consolidation.")
_FACTS: tuple[tuple[str, Words, Words], ...] = (
    ("consolidated", Words("汇总日期", "Consolidated on"), _LAST),
    ("fingerprint", Words("内容指纹", "Fingerprint"), Words("内容不变，指纹不变。", "Same content, same print.")),
    ("seconds", Words("用时（秒）", "Seconds"), Words("0 = 没有计时。", "0 = not timed.")),
    ("rows_read", Words("读取行数", "Rows read"), Words("读取 = 收入 + 退回。", "Read = kept + rejected.")),
    ("rows_kept", Words("收入行数", "Rows kept"), _LAST), ("rows_rejected", Words("退回行数", "Rows rejected"), _LAST))


def settings_frame(owner: Owner | None, look: Look, kept: Mapping[str, Any] | None = None) -> Frame:
    """The Settings table: the owner (salesperson) or the folder (master), the company profile, how it was made.

    kept: values typed before, which win over blanks (R103).
    """
    person = {} if owner is None else {"person_id": owner.id or None, "person_name": owner.name or None,
                                       "hired": owner.hired, "position": owner.position or None}
    values = {**(kept or {}), **{k: v for k, v in person.items() if v is not None}, "flavour": look.flavour,
              "version": __version__, "xlwings": _xlwings(look)}
    rows = (*(_PERSON if owner is not None else _FOLDER), *_PROFILE, *_MADE, *([_BRIDGE] if look.macros else []))
    made = [_setting(k, n, m, values.get(k), look.lang) for k, n, m in rows]
    made += [_setting(k, n, m, values[k], look.lang) for k, n, m in _FACTS if values.get(k) is not None]
    known = {k for k, _, _ in (*rows, *_FACTS)}
    made += [{"name": k, "key": k, "value": v, "meaning": None} for k, v in values.items()
             if k not in known and v is not None]
    return build(tables.SETTINGS, made)


def _xlwings(look: Look) -> str | None:
    if not look.macros:
        return None
    from xltrade import vba

    return vba.xlwings_version()


def _setting(key: str, name: Words, meaning: Words, value: Any, lang: Lang) -> dict[str, Any]:
    return {"name": name.text(lang), "key": key, "value": value, "meaning": meaning.text(lang)}


# ── shared pieces ─────────────────────────────────────────────────────────────────────────────────────────────────

def _formulas(twins: Twins, table: Table) -> dict[str, str]:
    return {c.key: twins.formula(template(table, c), table) for c in table.computed}


_BLANK_ZERO = {"holidays": ("off", "on"), "tiers": ("in_force", "step"), "targets": ("in_force",),
               "kpi_sets": ("in_force",)}


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
        *(_sheet(twins, t, made, 0) for t in tables.REVIEW_RULES),
        _sheet(twins, tables.HOLIDAYS, made, 0), _sheet(twins, tables.FX, made, 0), sheets.lists_sheet(twins.lang)]


def _names(twins: Twins, home: str) -> tuple[Name, ...]:
    """The names of a book: the day, and in the lambda flavour every catalogue function."""
    day = area_text(home, (*views.AS_OF, *views.AS_OF)).split(":")[0]
    names = [Name("as_of", f"={day}", views.AS_OF_NOTE.text(twins.lang))]
    if twins.flavour == "lambda":
        names += [Name(f.name, twins.definition(f.name), comment(f, twins.lang)) for f in functions.CATALOGUE.values()]
    return tuple(names)


def comment(function: functions.Function, lang: Lang) -> str:
    """The help text of a defined name: usage, what it gives, and of its arguments those that fit in 255 characters."""
    said = f"{function.usage} {function.help(lang)}"
    for param in function.params:
        more = f" · {param.key}: {param.help(lang)}"
        said += more if len(said + more) <= COMMENT_LIMIT else ""
    return said


# ── the salesperson's workbook ────────────────────────────────────────────────────────────────────────────────────

def sales(owner: Owner, frames: Mapping[str, Frame] | None, shared: Mapping[str, Frame], look: Look,
          handed: Mapping[str, Frame] | None = None, kept: Mapping[str, Any] | None = None,
          ready: int | None = None) -> Book:
    """The workbook of one salesperson: tables to type in, computed sheets, a copy of the policy.

    frames: the salesperson tables (input columns; None = empty); shared: the policy tables; handed: the manager's
    tables of `tables.HANDED_OUT`, of which the person's own rows are taken over (R081, R198); ready: empty rows with
    formulas below those of each table (None = READY).
    """
    twins = Twins(functions.bodies(), look.flavour, look.lang)
    rules = policy.read(shared, look.today)
    context = Context(rules, look.today, {"": owner.hired} if owner.hired else {}, look.lang)
    made = recompute.sales(_numbered(frames or {t.key: empty(t) for t in tables.SALES}), context)
    made |= recompute.settings(_own_rules(shared, owner.id), look.today, look.lang)
    made["settings"] = settings_frame(owner, look, kept)
    made |= handed_out(handed or {}, owner.id, context)
    who = f"{owner.name} {owner.id}".strip()
    typed = [_sheet(twins, t, made, READY if ready is None else ready) for t in tables.SALES]
    card = score.card(owner.id, owner.name, owner.hired, made, score.period(owner.hired, look.today, rules), context)
    computed = [score_views.scorecard_sheet(twins, made, card, context),
                commission_views.commission_sheet(twins, made, context, who=who),
                explain_views.details_sheet(twins, made, context, who=who), _handed_sheet(twins, made)]
    first = views.today_sheet(twins, made, context, fixed=look.fixed, who=who)
    return _book([first, *typed, *computed], _shared_sheets(twins, made), twins, look, who)


def _own_rules(shared: Mapping[str, Frame], person: str) -> Frames:
    """The policy tables without the KPI weights of other people (R081)."""
    sets = shared["kpi_sets"]
    theirs = sets["person_id"].isna() | sets["person_id"].eq(person)
    return {**shared, "kpi_sets": sets[theirs].reset_index(drop=True)}


def handed_out(handed: Mapping[str, Frame], person: str, context: Context) -> Frames:
    """The rows of `tables.HANDED_OUT` that concern one person, with their computed columns."""
    given = {t.key: handed.get(t.key, empty(t)) for t in tables.HANDED_OUT}
    mine = {k: f[f["person_id"].eq(person)].reset_index(drop=True) for k, f in given.items()}
    return _judged(mine, context)


def _judged(given: Mapping[str, Frame], context: Context) -> Frames:
    """The manager's review tables with their computed columns."""
    return {**given, "targets": recompute.targets(given["targets"], context),
            "second_chances": recompute.second_chances(given["second_chances"], given["assessments"], context)}


_HANDED = Words("经理下发", "From the manager")
_HANDED_PURPOSE = Words("经理定的目标、评分和调查结果，随下发更新；只看，不用填。",
                        "Targets, scores and surveys from the manager, renewed when handed out; nothing to fill in.")


def _handed_sheet(twins: Twins, made: Mapping[str, Frame]) -> Sheet:
    blocks = [_block(twins, t, made, 3, typed=False) for t in tables.HANDED_OUT]
    plan = sheets.parameter_sheet(blocks, twins.lang, key=score_views.FROM_MANAGER, name=_HANDED.text(twins.lang),
                                  purpose=_HANDED_PURPOSE.text(twins.lang))
    return replace(plan, tab="computed")


def _numbered(frames: Mapping[str, Frame]) -> Frames:
    """The frames with `row` = where each row will stand in the new workbook."""
    first = sheets.HEADER_ROW + 2
    return {k: f.assign(row=range(first, first + len(f))) for k, f in frames.items()}


_DAY_LINKS = {
    "sales": ("customers", "inquiries", "contacts", "quotations", "orders", "receipts", "weekly_reports", "scorecard",
              "commission", "details", "guide"),
    "master": ("cards", "ranking", "funnel", "report", "rejects", "receivables", "people", "targets",
               "settlements", "customers", "receipts", "guide")}


def _linked(order: Sequence[Sheet], wanted: Sequence[str]) -> tuple[Sheet, ...]:
    """The sheets with links at the right of their titles: from the first to the day's sheets, from each back to it."""
    home = order[0]
    by_key = {s.key: s for s in order}
    back = ((f"← {home.name}", home.key),)
    ahead = tuple((by_key[k].name, k) for k in wanted if k in by_key)
    return tuple(replace(s, links=ahead if s is home else () if s.hidden else back) for s in order)


_TITLES = {"sales": Words("外贸业务工作簿", "Foreign trade workbook"),
           "master": Words("外贸管理主表", "Foreign trade master")}
_DATA_OF = Words("数据日期", "Data of")
_PAGE = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")


def _book(main: Sequence[Sheet], shared: Sequence[Sheet], twins: Twins, look: Look, who: str,
          kind: str = "sales") -> Book:
    lang = look.lang
    guide = sheets.guide_sheet(lang, [*main, *shared], lambda_cells=look.flavour == "lambda")
    order = _linked((*main, guide, *shared), _DAY_LINKS[kind])
    titled = _TITLES[kind].text(lang)
    footer = (f"{titled} {who}".strip(), f"{_DATA_OF.text(lang)} {look.today}", _PAGE.text(lang))
    book = Book(lang, look.today, tuple(order), _names(twins, main[0].name), titled, footer)
    return _with_macros(book, kind) if look.macros else book


_BUTTONS: dict[str, tuple[tuple[str, Words], ...]] = {
    "sales": (("XltradeLogContact", Words("记录跟进", "Log contact")), ("XltradeLookUp", Words("查重", "Look up")),
              ("XltradeWeeklyReport", Words("生成周报", "Weekly report")), ("XltradeCheck", Words("检查", "Check"))),
    "master": (("XltradeConsolidate", Words("汇总", "Consolidate")), ("XltradeCheck", Words("检查", "Check")),
               ("XltradeRecalculate", Words("重算", "Recalculate")),
               ("XltradePrintReports", Words("打印周报", "Print reports")))}
_BUTTON_PLACES = {"today": (2, 6), "dashboard": (1, 7), "customers": (1, 5), "contacts": (1, 4)}
_POLICY_SHEETS = ("policy", "parameters", "holidays", "fx")


def _with_macros(book: Book, kind: str) -> Book:
    """The book with its VBA project and buttons; cached values stand until something changes."""
    from xltrade import vba

    names = sheets.code_names(len(book.sheets))
    rules = [n for n, s in zip(names, book.sheets, strict=True) if s.key in _POLICY_SHEETS]
    shown = tuple(replace(s, buttons=_buttons(s.key, kind, book.lang)) for s in book.sheets)
    return replace(book, sheets=shown, recalc=False, vba=vba.vba_project(names, rules, lang=book.lang))


def _buttons(sheet: str, kind: str, lang: Lang) -> tuple[Button, ...]:
    if sheet not in _BUTTON_PLACES or (kind == "master") != (sheet == "dashboard"):
        return ()
    row, col = _BUTTON_PLACES[sheet]
    return tuple(Button(row, col, words.text(lang), macro, i * style.BUTTON_STEP)
                 for i, (macro, words) in enumerate(_BUTTONS[kind]))


# ── the master ────────────────────────────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Account:
    """What the last consolidation says of itself: its day, rows over all files, seconds (0 = not timed) (R211).

    fingerprint: 16 hex digits of everything in the master, such as "2d2fa99611bb56d1".
    """

    day: dt.date
    fingerprint: str
    seconds: float
    read: int
    kept: int
    rejected: int

    @property
    def settings(self) -> dict[str, Any]:
        """Its lines of the Settings sheet."""
        return {"consolidated": self.day, "fingerprint": self.fingerprint, "seconds": self.seconds,
                "rows_read": self.read, "rows_kept": self.kept, "rows_rejected": self.rejected}


@dataclass(frozen=True)
class MasterData:
    """Everything that the manager's workbook shows.

    manager: the frames of `tables.MANAGER`; shared: the policy tables, `rules` the policy in force on the day of
    `look`; merged: the salesperson tables of everybody with computed columns and `owner`, `owner_name`, `file`,
    `source_row`, `extra`; report, rejects, payroll, fund: the frames of these tables; settings: lines of the Settings
    sheet that stood there before; account: None where nothing was consolidated yet.
    """

    manager: Mapping[str, Frame]
    shared: Mapping[str, Frame]
    rules: Policy
    merged: Mapping[str, Frame]
    report: Frame
    rejects: Frame
    payroll: Frame
    fund: Frame
    look: Look
    settings: Mapping[str, Any] = field(default_factory=dict)
    account: Account | None = None

    @property
    def results(self) -> Frames:
        """The frames that follow from the consolidation, by table."""
        return {"report": self.report, "rejects": self.rejects, "payroll": self.payroll, "fund": self.fund}


def unconsolidated(manager: Mapping[str, Frame], shared: Mapping[str, Frame], look: Look, rules: Policy | None = None,
                   settings: Mapping[str, Any] | None = None) -> MasterData:
    """A master into which nothing was brought together yet; rules: None = as `shared` says on the day of `look`."""
    nothing = empty_results()
    return MasterData(manager, shared, rules or policy.read(shared, look.today),
                      {t.key: nothing[t.key] for t in tables.SALES}, nothing["report"], nothing["rejects"],
                      nothing["payroll"], nothing["fund"], look, settings or {})


def master(data: MasterData) -> Book:
    """The manager's workbook: dashboard, own tables, the consolidated tables as values, report and rejects."""
    look, account, manager = data.look, data.account, data.manager
    twins = Twins(functions.bodies(), look.flavour, look.lang, tables.MASTER)
    context = Context(data.rules, look.today, {}, look.lang)
    made: Frames = {**recompute.settings(data.shared, look.today, look.lang, data.rules), **manager, **data.merged,
                    **data.results}
    made |= _judged({t.key: manager[t.key] for t in tables.HANDED_OUT}, context)
    hired = {p: h.date() for p, h in zip(made["people"]["id"], made["people"]["hired"], strict=True) if not pd.isna(h)}
    review = replace(context, hired=hired)
    here = present(made["people"], look.today)
    drawn = everybody(here, made, review)
    past = standings.history(here, made, review) if account else []
    cards = score_views.cards_sheet(twins, made, drawn, review)
    made["reviews"] = standings.reviews(past, made, look.lang)
    lines = team_views.lines_of(drawn, past, here, cards.totals, review)
    team = [cards.sheet,
            team_views.ranking_sheet(twins, made, lines, standings.champions(here, made, review), review),
            team_views.funnel_sheet(twins, made, here, review), team_views.targets_sheet(twins, made, here, review)]
    made["settings"] = settings_frame(None, look, {**data.settings, **(account.settings if account else {})})
    said = {"report": (Cell(2, 0, _account(account, look.lang), style="bold"),)}
    if account and made["rejects"].empty:
        said["rejects"] = (Cell(2, 0, _NO_REJECTS.text(look.lang), style="good"),)
    made["dashboard"] = recompute.dashboard(made, context)
    made["receivables"] = receivables.listed(made["orders"], context.policy)
    owing = receivables.sheet(twins, made, context, account is not None)
    first = _dashboard_sheet(twins, made, context, look)
    values = {t.key: sheets.table_sheet(t, made[t.key], look.lang, {}, blank_rows=0, typed=False, tab="computed",
                                        name=excel_name(t, look.lang), cells=said.get(t.key, ()))
              for t in (*tables.RESULTS[1:], tables.SETTLEMENT_LINES, *tables.CONSOLIDATED)
              if t is not tables.RECEIVABLES}
    typed = {t.key: _sheet(twins, t, made, 40) for t in tables.MANAGER if t.key not in values and not t.sheet}
    typed["plan"] = sheets.parameter_sheet([_block(twins, t, made, SPARE) for t in tables.PLAN], look.lang, key="plan",
                                           name=tables.SHARED_SHEETS["plan"].label(look.lang), tab="input",
                                           purpose=_PLAN_PURPOSE.text(look.lang))
    values["receivables"] = owing
    values["statement"] = pay_views.statement_sheet(twins, made, _ids(typed["settlements"]))
    order = [k for k in (*_MASTER_ORDER, *typed, *values) if k in values or k in typed]
    main = [(values.get(k) or typed[k]) for k in dict.fromkeys(order)]
    return _book([first, *team, *main], _shared_sheets(twins, made), twins, look, "", "master")


def _ids(sheet: Sheet) -> str:
    """The cells that list the settlements' IDs, down to the last one."""
    block = sheet.blocks[0]
    reach = area_text(sheet.name, (block.first_data_row, block.col, block.row + sheets.REACH, block.col))
    return f"OFFSET({reach.split(':')[0]},0,0,MAX(1,COUNTA({reach})),1)"


_MASTER_ORDER = ("report", "rejects", "receivables", "people", "targets", "assessments", "settlements",
                 "settlement_lines", "statement", "payroll", "plan", "fund", "fund_uses")
DRAWN = ("cards", "ranking", "funnel", "target_checks")
"""Sheets of the master without tables, whose rows come and go with the people."""
_PLAN_PURPOSE = Words("提成的个别约定：客户系数、项目提成、订单分成、团队权重；没有就空着。",
                      "Commission terms of their own: customer factors, project plans, order shares, team weights.")


def present(people: Frame, today: dt.date) -> Frame:
    """The people who have not left, in the order of the People sheet."""
    return people[~(people["left"] <= pd.Timestamp(today)).to_numpy()].reset_index(drop=True)


def everybody(here: Frame, made: Mapping[str, Frame], context: Context) -> list[score.Card]:
    """The cards of these people for the period of the day (R002)."""
    mine = score.by_person(made, here["id"].tolist())
    return [score.card(p, n, context.hired.get(p), mine[p],
                       score.period(context.hired.get(p), context.today, context.policy), context)
            for p, n in zip(here["id"], here["name"], strict=True)]


_ACCOUNT = Words("读取 {rows_read} 行 = 收入 {rows_kept} 行 + 退回 {rows_rejected} 行",
                 "{rows_read} rows read = {rows_kept} kept + {rows_rejected} rejected")
_TIMED = Words("用时 {seconds} 秒", "{seconds} seconds")
_PRINT = Words("内容指纹 {fingerprint}", "fingerprint {fingerprint}")
_NO_REJECTS = Words("✓ 没有退回，也没有提醒。", "✓ Nothing rejected, nothing to point out.")
_NO_ACCOUNT = Words("还没有汇总。", "Nothing has been consolidated yet.")


def _account(account: Account | None, lang: Lang) -> str:
    """One line on the last consolidation: rows read, kept and rejected, seconds where timed, the fingerprint (R211)."""
    if account is None:
        return _NO_ACCOUNT.text(lang)
    parts = [_ACCOUNT, *([_TIMED] if account.seconds else []), *([_PRINT] if account.fingerprint else [])]
    comma = Words("；", "; ").text(lang)
    shown = {k: f"{v:,}" if k.startswith("rows_") else v for k, v in account.settings.items()}
    return comma.join(p.text(lang).format_map(shown) for p in parts)


_DASH_ROW, _CARD_ROW = 8, 4
_DASH_SPANS = ((0, 1), (2, 3), (4, 5), (6, 8), (9, 11), (12, 14))
_ONE_PAGE = 20
"""The dashboard of up to this many people is printed on one page."""


def _dashboard_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, look: Look) -> Sheet:
    pen = Pen(twins)
    pen.as_of(look.today, look.fixed)
    views.dashboard_said(pen, 2, 4, made["people"], made["report"])
    merges = views.cards(pen, _CARD_ROW, _DASH_SPANS, views.dashboard_cards(made, context))
    people = len(made["dashboard"])
    plan = sheets.table_sheet(
        tables.DASHBOARD, made["dashboard"], look.lang, _formulas(twins, tables.DASHBOARD), row=_DASH_ROW,
        blank_rows=0 if people else 1, typed=False, name=excel_name(tables.DASHBOARD, look.lang), tab="computed")
    charts = _charts(pen, plan, made, look) if people else ()
    alerts = tuple(views.alert(_CARD_ROW + 1, first) for first, _ in _DASH_SPANS[4:])
    return replace(plan, cells=tuple(pen.cells), merges=merges, gridlines=False, formats=alerts,
                   heights={**plan.heights, 3: 8.0, _CARD_ROW + 1: 30.0}, freeze=(_DASH_ROW + 1, 2), charts=charts,
                   print_area=None, portrait=True, one_page=people <= _ONE_PAGE)


_CHARTS = {"receipts": Words("本季到款（人民币）与目标", "Receipts of the quarter against target, CNY"),
           "overdue": Words("逾期跟进（客户）", "Customers overdue"),
           "funnel": Words("本季漏斗：询盘 → 回复 → 报价 → 订单", "Inquiries → answered → quotations → orders"),
           "months": Words("近 12 个月到款（人民币）与目标", "Receipts of the last 12 months against target, CNY")}
_CHART_ROWS, _MONTHS_WIDE = 12, 4
_GAP, _HEIGHT = 12, 305


def _charts(pen: Pen, plan: Sheet, made: Mapping[str, Frame], look: Look) -> tuple[ChartPlan, ...]:
    """Two charts of the people below their table, then the months and the funnel with theirs at the right."""
    below = plan.blocks[0].last_data_row + 2
    first, last = views.months_block(pen, below + _CHART_ROWS, views.months(made, look.today))
    steps = views.funnel_block(pen, last + 2, made, look.today)
    return (*_people_charts(plan, below, look.lang), _months_chart(plan, first, last, look.lang),
            _funnel_chart(plan, *steps, look.lang))


def _people_charts(plan: Sheet, below: int, lang: Lang) -> tuple[ChartPlan, ...]:
    block = plan.blocks[0]
    split = next(c for c in range(block.last_col) if _pixels(plan, 0, c) > _pixels(plan, c + 1, block.last_col))
    name, labels = _column(plan, block, "name"), {k: tables.DASHBOARD[k].label(lang) for k in ("receipts", "target")}
    title = {k: w.text(lang) for k, w in _CHARTS.items()}
    receipts = (ChartSeries(labels["receipts"], _column(plan, block, "receipts")),
                ChartSeries(labels["target"], _column(plan, block, "target"), target=True))
    return (ChartPlan("column", title["receipts"], name, receipts, below, 0, width=_pixels(plan, 0, split) - _GAP,
                      height=_HEIGHT),
            ChartPlan("bar", title["overdue"], name,
                      (ChartSeries(title["overdue"], _column(plan, block, "overdue")),), below, split + 1,
                      width=_pixels(plan, split + 1, block.last_col), height=_HEIGHT, labels=True, number_format="0"))


def _months_chart(plan: Sheet, first: int, last: int, lang: Lang) -> ChartPlan:
    series = tuple(ChartSeries(views.MONTH_COLUMNS[c].text(lang), area_text(plan.name, (first, c, last, c)), c == 2)
                   for c in (1, 2))
    months = area_text(plan.name, (first, 0, last, 0))
    return ChartPlan("line", _CHARTS["months"].text(lang), months, series, first - 1, _MONTHS_WIDE,
                     width=_pixels(plan, _MONTHS_WIDE, plan.blocks[0].last_col),
                     height=_row_pixels(last - first + 2), category_format="yyyy-mm")


def _funnel_chart(plan: Sheet, first: int, last: int, lang: Lang) -> ChartPlan:
    series = ChartSeries(views.FUNNEL_COLUMNS[1].text(lang), area_text(plan.name, (first, 1, last, 1)))
    steps = area_text(plan.name, (first, 0, last, 0))
    return ChartPlan("bar", _CHARTS["funnel"].text(lang), steps, (series,), first - 1, _MONTHS_WIDE,
                     width=_pixels(plan, _MONTHS_WIDE, plan.blocks[0].last_col),
                     height=_row_pixels(last - first + 4), labels=True, number_format="0")


def _row_pixels(rows: int) -> int:
    return round(rows * style.ROW * 4 / 3)


def _column(plan: Sheet, block: TableBlock, key: str) -> str:
    col = block.column_index(key)
    assert col is not None
    return area_text(plan.name, (block.first_data_row, col, block.last_data_row, col))


def _pixels(plan: Sheet, first: int, last: int) -> int:
    """How wide these columns are on the screen."""
    return round(sum(plan.widths[c] * 7 + 5 for c in range(first, last + 1)))


def empty_results() -> Frames:
    """Report and rejects without rows, and the consolidated tables likewise: an empty master."""
    made = {t.key: _typed_empty(t) for t in (*tables.CONSOLIDATED, *tables.RESULTS[1:])}
    return made


def _typed_empty(table: Table) -> Frame:
    return build(replace(table, columns=tuple(replace(c, computed=False) for c in table.columns)), [])
