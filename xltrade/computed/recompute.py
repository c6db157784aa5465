"""Tables in, the same tables with every computed column out; what is given stays as it is.

Works on one workbook or on many at once: rows that carry an `owner` are looked up only among that owner's rows.
These are the values that stand in the cells beside the formulas, and the only ones the master ever shows (R211).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from xltrade.computed.column import REGISTRY
from xltrade.computed.context import Context
from xltrade.computed.world import World
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang, Table
from xltrade.declared import tables
from xltrade.rules import policy as policies
from xltrade.rules.policy import Policy


def _made(
    computed: Sequence[Table], frames: Mapping[str, Frame], context: Context, seen: Sequence[Table] = ()
) -> Frames:
    """These tables with their computed columns; seen: others that they look at, complete as they are."""
    declared = {t.key: t for t in (*computed, *seen)}
    typed, given = ({t.key: frames[t.key] for t in some} for some in (computed, seen))
    world = World(declared, typed, given, context, REGISTRY.twins)
    return {key: world[key].frame() for key in typed}


def sales(frames: Mapping[str, Frame], context: Context) -> Frames:
    """The salesperson tables with every computed column, and with `row` where they had none."""
    return _made(tables.SALES, frames, context)


def columns(frame: Frame, table: Table, keys: Sequence[str], context: Context) -> Frame:
    """Some columns of a salesperson's table as if nothing stood in the others; frame: with `owner`."""
    frames = {t.key: dtypes.empty(t).assign(owner=pd.Series(dtype="str")) for t in tables.SALES} | {table.key: frame}
    rows = World({t.key: t for t in tables.SALES}, frames, {}, context, REGISTRY.twins)[table.key]
    return pd.DataFrame({key: rows[key] for key in keys})


def settings(frames: Mapping[str, Frame], today: date, lang: Lang, rules: Policy | None = None) -> Frames:
    """The policy tables with their computed columns: what is in force today, tier steps, look-up keys, rest days.

    rules: the policy of the day where it was read before.
    """
    context = Context(rules or policies.read(frames, today), today, {}, lang)
    return _without_row(_made(tables.SHARED, frames, context), frames)


def targets(frame: Frame, context: Context) -> Frame:
    """The targets with the version in force of each period (R164)."""
    return _alone(tables.TARGETS, frame, context)


def second_chances(frame: Frame, reviews: Frame, context: Context) -> Frame:
    """The second chances with their last day and whether they count, by the finished reviews (R006)."""
    return _alone(tables.SECOND_CHANCES, frame, context, {"reviews": reviews})


def dashboard(frames: Mapping[str, Frame], context: Context) -> Frame:
    """One row a person with the quarter's figures: the values beside the Dashboard's formulas (R072).

    frames: people, targets and the consolidated tables, complete.
    """
    return _by_person(tables.DASHBOARD, frames, context)


def receivable_sums(frames: Mapping[str, Frame], context: Context) -> Frame:
    """One row a person: CNY outstanding in each bucket and in all; what has no rate is not in it.

    frames: people and receivables.
    """
    return _by_person(tables.RECEIVABLE_SUMS, frames, context)


def _by_person(table: Table, frames: Mapping[str, Frame], context: Context) -> Frame:
    people = pd.DataFrame({"person_id": frames["people"]["id"]})
    return _alone(table, people, context, {k: f for k, f in frames.items() if k in tables.MASTER and k != table.key})


def _alone(table: Table, frame: Frame, context: Context, seen: Mapping[str, Frame] | None = None) -> Frame:
    frames = {**(seen or {}), table.key: frame}
    others = [tables.MASTER[k] for k in seen or {}]
    return _without_row(_made([table], frames, context, others), frames)[table.key]


def _without_row(made: Frames, frames: Mapping[str, Frame]) -> Frames:
    """The frames without the row numbers that nobody gave."""
    return {k: f if "row" in frames[k] else f.drop(columns="row") for k, f in made.items()}
