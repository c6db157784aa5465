"""The manager's master as a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.kpi import by_person
from xltrade.computed.periods import period
from xltrade.computed.receivables import listed
from xltrade.computed.scorecard import Card, card
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.sheets.books.assembly import assemble
from xltrade.sheets.books.data import Account, MasterData
from xltrade.sheets.books.salesperson import judged
from xltrade.sheets.home import master_home, twins_of
from xltrade.sheets.page import Page, Team
from xltrade.sheets.plan import Book, Cell
from xltrade.sheets.result_lines import summed
from xltrade.sheets.settings_rows import settings_frame


def master_book(data: MasterData) -> Book:
    """The manager's workbook of what a consolidation brought together, or of nothing yet (`data.account` None).

    The manager's own tables keep their formulas; everybody's rows and the four results (report, rejects, payroll, fund)
    are values, because they must not change when a workbook that they came from does (R211).
    """
    look, account, home = data.look, data.account, master_home(data.merged)
    twins = twins_of(home.book, look.flavour, look.lang)
    context = Context(data.rules, look.today, {}, look.lang)
    made: Frames = {
        **recompute.settings(data.shared, look.today, look.lang, data.rules),
        **data.manager,
        **data.merged,
        **data.results,
    }
    made |= judged({**{t.key: data.manager[t.key] for t in tables.HANDED_OUT}, "reviews": data.reviews}, context)
    hired = {p: h.date() for p, h in zip(made["people"]["id"], made["people"]["hired"], strict=True) if not pd.isna(h)}
    since = zip(made["people"]["id"], made["people"]["records_from"], strict=True)
    review = replace(context, hired=hired, recorded={p: d.date() for p, d in since if not pd.isna(d)})
    here = present(made["people"], look.today)
    team = Team(here, everybody(here, made, review), account is not None)
    made["settings"] = settings_frame(home, look, {**data.settings, **(account.settings if account else {})})
    made["dashboard"] = recompute.dashboard(made, context)
    made["receivables"] = listed(made["orders"], context.policy)
    said: dict[str, tuple[Cell, ...]] = {"report": (Cell(2, 0, _account(account, look.lang), style="bold"),)}
    if account:
        said |= summed(made, look.lang)
    return assemble(Page(home, twins, made, review, look, team=team, said=said))


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
_NO_ACCOUNT = Words("还没有汇总。", "Nothing has been consolidated yet.")


def _account(account: Account | None, lang: Lang) -> str:
    """One line on the last consolidation: rows read, kept and rejected, seconds where timed, the fingerprint (R211)."""
    if account is None:
        return _NO_ACCOUNT.text(lang)
    parts = [_ACCOUNT, *([_TIMED] if account.seconds else []), *([_PRINT] if account.fingerprint else [])]
    comma = Words("；", "; ").text(lang)
    shown = {k: f"{v:,}" if k.startswith("rows_") else v for k, v in account.settings.items()}
    return comma.join(p.text(lang).format_map(shown) for p in parts)
