"""The manager's master as a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.champions import champions
from xltrade.computed.context import Context
from xltrade.computed.kpi import by_person
from xltrade.computed.periods import period
from xltrade.computed.receivables import listed
from xltrade.computed.reviews import history, reviews
from xltrade.computed.scorecard import Card, card
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.formulas.bodies import bodies
from xltrade.formulas.text import Twins, excel_name
from xltrade.sheets import receivables, statement
from xltrade.sheets.addresses import area_text
from xltrade.sheets.books.data import Account, MasterData
from xltrade.sheets.books.parts import SPARE, block_of, book_of, shared_sheets, sheet_of
from xltrade.sheets.books.salesperson import judged
from xltrade.sheets.dashboard import dashboard_sheet
from xltrade.sheets.funnel import funnel_sheet
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.plan import REACH, Book, Cell, Sheet
from xltrade.sheets.ranking import ranking_sheet
from xltrade.sheets.scorecards import cards_sheet
from xltrade.sheets.settings_rows import settings_frame
from xltrade.sheets.table_sheets import table_sheet
from xltrade.sheets.target_checks import lines_of, targets_sheet


def master_book(data: MasterData) -> Book:
    """The manager's workbook: dashboard, own tables, the consolidated tables as values, report and rejects."""
    look, account, manager = data.look, data.account, data.manager
    twins = Twins(bodies(), look.flavour, look.lang, tables.MASTER)
    context = Context(data.rules, look.today, {}, look.lang)
    made: Frames = {
        **recompute.settings(data.shared, look.today, look.lang, data.rules),
        **manager,
        **data.merged,
        **data.results,
    }
    made |= judged({t.key: manager[t.key] for t in tables.HANDED_OUT}, context)
    hired = {p: h.date() for p, h in zip(made["people"]["id"], made["people"]["hired"], strict=True) if not pd.isna(h)}
    review = replace(context, hired=hired)
    here = present(made["people"], look.today)
    drawn = everybody(here, made, review)
    past = history(here, made, review) if account else []
    cards = cards_sheet(twins, made, drawn, review)
    made["reviews"] = reviews(past, made, look.lang)
    lines = lines_of(drawn, past, here, cards.totals, review)
    team = [
        cards.sheet,
        ranking_sheet(twins, made, lines, champions(here, made, review), review),
        funnel_sheet(twins, made, here, review),
        targets_sheet(twins, made, here, review),
    ]
    made["settings"] = settings_frame(None, look, {**data.settings, **(account.settings if account else {})})
    said = {"report": (Cell(2, 0, _account(account, look.lang), style="bold"),)}
    if account and made["rejects"].empty:
        said["rejects"] = (Cell(2, 0, _NO_REJECTS.text(look.lang), style="good"),)
    made["dashboard"] = recompute.dashboard(made, context)
    made["receivables"] = listed(made["orders"], context.policy)
    owing = receivables.sheet(twins, made, context, account is not None)
    first = dashboard_sheet(twins, made, context, look)
    values = {
        t.key: table_sheet(
            t,
            made[t.key],
            look.lang,
            {},
            blank_rows=0,
            typed=False,
            tab="computed",
            name=excel_name(t, look.lang),
            cells=said.get(t.key, ()),
        )
        for t in (*tables.RESULTS[1:], tables.SETTLEMENT_LINES, *tables.CONSOLIDATED)
        if t is not tables.RECEIVABLES
    }
    typed = {t.key: sheet_of(twins, t, made, 40) for t in tables.MANAGER if t.key not in values and not t.sheet}
    typed["plan"] = parameter_sheet(
        [block_of(twins, t, made, SPARE) for t in tables.PLAN],
        look.lang,
        key="plan",
        name=tables.SHARED_SHEETS["plan"].label(look.lang),
        tab="input",
        purpose=_PLAN_PURPOSE.text(look.lang),
    )
    values["receivables"] = owing
    values["statement"] = statement.statement_sheet(twins, made, _ids(typed["settlements"]))
    order = [k for k in (*_MASTER_ORDER, *typed, *values) if k in values or k in typed]
    main = [(values.get(k) or typed[k]) for k in dict.fromkeys(order)]
    return book_of([first, *team, *main], shared_sheets(twins, made), twins, look, "", "master")


def _ids(sheet: Sheet) -> str:
    """The cells that list the settlements' IDs, down to the last one."""
    block = sheet.blocks[0]
    reach = area_text(sheet.name, (block.first_data_row, block.col, block.row + REACH, block.col))
    return f"OFFSET({reach.split(':')[0]},0,0,MAX(1,COUNTA({reach})),1)"


_MASTER_ORDER = (
    "report",
    "rejects",
    "receivables",
    "people",
    "targets",
    "assessments",
    "settlements",
    "settlement_lines",
    "statement",
    "payroll",
    "plan",
    "fund",
    "fund_uses",
)
DRAWN = ("cards", "ranking", "funnel", "target_checks")
"""Sheets of the master without tables, whose rows come and go with the people."""
_PLAN_PURPOSE = Words(
    "提成的个别约定：客户系数、项目提成、订单分成、团队权重；没有就空着。",
    "Commission terms of their own: customer factors, project plans, order shares, team weights.",
)


def present(people: Frame, today: dt.date) -> Frame:
    """The people who have not left, in the order of the People sheet."""
    return people[~(people["left"] <= pd.Timestamp(today)).to_numpy()].reset_index(drop=True)


def everybody(here: Frame, made: Mapping[str, Frame], context: Context) -> list[Card]:
    """The cards of these people for the period of the day (R002)."""
    mine = by_person(made, here["id"].tolist())
    return [
        card(p, n, context.hired.get(p), mine[p], period(context.hired.get(p), context.today, context.policy), context)
        for p, n in zip(here["id"], here["name"], strict=True)
    ]


_ACCOUNT = Words(
    "读取 {rows_read} 行 = 收入 {rows_kept} 行 + 退回 {rows_rejected} 行",
    "{rows_read} rows read = {rows_kept} kept + {rows_rejected} rejected",
)
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
