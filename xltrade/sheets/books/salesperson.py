"""The workbook of one salesperson as a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from xltrade.computed import recompute, scorecard
from xltrade.computed.context import Context
from xltrade.computed.periods import period
from xltrade.core.dtypes import Frame, Frames, empty
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.formulas.bodies import bodies
from xltrade.formulas.text import Twins
from xltrade.rules import policy
from xltrade.sheets import commission_details
from xltrade.sheets.books import parts
from xltrade.sheets.books.parts import block_of, book_of, shared_sheets, sheet_of
from xltrade.sheets.card_drawing import FROM_MANAGER
from xltrade.sheets.commission import commission_sheet
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.plan import Book, Sheet
from xltrade.sheets.scorecard import scorecard_sheet
from xltrade.sheets.settings_rows import settings_frame
from xltrade.sheets.today import today_sheet


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

    frames: the salesperson tables (input columns; None = empty); shared: the policy tables; handed: the manager's
    tables of `tables.HANDED_OUT`, of which the person's own rows are taken over (R081, R198); ready: empty rows with
    formulas below those of each table (None = parts.READY).
    """
    twins = Twins(bodies(), look.flavour, look.lang)
    rules = policy.read(shared, look.today)
    context = Context(rules, look.today, {"": owner.hired} if owner.hired else {}, look.lang)
    made = recompute.sales(_numbered(frames or {t.key: empty(t) for t in tables.SALES}), context)
    made |= recompute.settings(_own_rules(shared, owner.id), look.today, look.lang)
    made["settings"] = settings_frame(owner, look, kept)
    made |= handed_out(handed or {}, owner.id, context)
    who = f"{owner.name} {owner.id}".strip()
    typed = [sheet_of(twins, t, made, parts.READY if ready is None else ready) for t in tables.SALES]
    card = scorecard.card(owner.id, owner.name, owner.hired, made, period(owner.hired, look.today, rules), context)
    computed = [
        scorecard_sheet(twins, made, card, context),
        commission_sheet(twins, made, context, who=who),
        commission_details.details_sheet(twins, made, context, who=who),
        _handed_sheet(twins, made),
    ]
    first = today_sheet(twins, made, context, fixed=look.fixed, who=who)
    return book_of([first, *typed, *computed], shared_sheets(twins, made), twins, look, who)


def _own_rules(shared: Mapping[str, Frame], person: str) -> Frames:
    """The policy tables without the KPI weights of other people (R081)."""
    sets = shared["kpi_sets"]
    theirs = sets["person_id"].isna() | sets["person_id"].eq(person)
    return {**shared, "kpi_sets": sets[theirs].reset_index(drop=True)}


def handed_out(handed: Mapping[str, Frame], person: str, context: Context) -> Frames:
    """The rows of `tables.HANDED_OUT` that concern one person, with their computed columns."""
    given = {t.key: handed.get(t.key, empty(t)) for t in tables.HANDED_OUT}
    mine = {k: f[f["person_id"].eq(person)].reset_index(drop=True) for k, f in given.items()}
    return judged(mine, context)


def judged(given: Mapping[str, Frame], context: Context) -> Frames:
    """The manager's review tables with their computed columns."""
    return {
        **given,
        "targets": recompute.targets(given["targets"], context),
        "second_chances": recompute.second_chances(given["second_chances"], given["assessments"], context),
    }


_HANDED = Words("经理下发", "From the manager")
_HANDED_PURPOSE = Words(
    "经理定的目标、评分和调查结果，随下发更新；只看，不用填。",
    "Targets, scores and surveys from the manager, renewed when handed out; nothing to fill in.",
)


def _handed_sheet(twins: Twins, made: Mapping[str, Frame]) -> Sheet:
    blocks = [block_of(twins, t, made, 3, typed=False) for t in tables.HANDED_OUT]
    plan = parameter_sheet(
        blocks, twins.lang, key=FROM_MANAGER, name=_HANDED.text(twins.lang), purpose=_HANDED_PURPOSE.text(twins.lang)
    )
    return replace(plan, tab="computed")


def _numbered(frames: Mapping[str, Frame]) -> Frames:
    """The frames with `row` = where each row will stand in the new workbook."""
    first = HEADER_ROW + 2
    return {k: f.assign(row=range(first, first + len(f))) for k, f in frames.items()}
