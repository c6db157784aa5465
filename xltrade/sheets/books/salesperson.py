"""The workbook of one salesperson as a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames, empty
from xltrade.core.layout import HEADER_ROW
from xltrade.declared import tables
from xltrade.rules import policy
from xltrade.sheets.books import parts
from xltrade.sheets.books.assembly import assemble
from xltrade.sheets.home import Home, twins_of
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Book
from xltrade.sheets.settings_rows import settings_frame


def salesperson_book(
    owner: Owner,
    frames: Mapping[str, Frame] | None,
    shared: Mapping[str, Frame],
    look: Look,
    handed: Mapping[str, Frame] | None = None,
    kept: Mapping[str, Any] | None = None,
    ready: int | None = None,
) -> Book:
    """The workbook of one salesperson: tables to type in, computed sheets, a copy of the policy.

    frames: the salesperson tables (input columns; None = empty); shared: the policy tables; handed: the manager's of
    `tables.ON_FROM_MANAGER`, of which the person's own rows are taken over (R081, R198); ready: empty rows with
    formulas below those of each table (None = parts.READY).
    """
    home = Home("sales")
    twins = twins_of(home.book, look.flavour, look.lang)
    rules = policy.read(shared, look.today)
    recorded = {owner.id: owner.records_from} if owner.records_from else {}
    context = Context(rules, look.today, {"": owner.hired} if owner.hired else {}, look.lang, recorded)
    made = recompute.sales(_numbered(frames or {t.key: empty(t) for t in tables.SALES}), context)
    made |= recompute.settings(_own_rules(shared, owner.id), look.today, look.lang, rules)
    made["settings"] = settings_frame(home, look, kept, owner)
    made |= handed_out(handed or {}, owner.id, context)
    return assemble(Page(home, twins, made, context, look, owner, parts.READY if ready is None else ready))


def _own_rules(shared: Mapping[str, Frame], person: str) -> Frames:
    """The policy tables without the KPI weights of other people (R081)."""
    sets = shared["kpi_sets"]
    theirs = sets["person_id"].isna() | sets["person_id"].eq(person)
    return {**shared, "kpi_sets": sets[theirs].reset_index(drop=True)}


def handed_out(handed: Mapping[str, Frame], person: str, context: Context) -> Frames:
    """The rows of `tables.ON_FROM_MANAGER` that concern one person, with their computed columns."""
    given = {t.key: handed.get(t.key, empty(t)) for t in tables.ON_FROM_MANAGER}
    mine = {k: f[f["person_id"].eq(person)].reset_index(drop=True) for k, f in given.items()}
    return judged(mine, context)


def judged(given: Mapping[str, Frame], context: Context) -> Frames:
    """The manager's review tables with their computed columns, the finished reviews among them."""
    return {
        **given,
        "targets": recompute.targets(given["targets"], context),
        "second_chances": recompute.second_chances(given["second_chances"], given["reviews"], context),
    }


def _numbered(frames: Mapping[str, Frame]) -> Frames:
    """The frames with `row` = where each row will stand in the new workbook."""
    first = HEADER_ROW + 2
    return {k: f.assign(row=range(first, first + len(f))) for k, f in frames.items()}
