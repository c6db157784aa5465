"""The one list of row checks: what can be wrong with the rows of a workbook that was read.

`check`, the button 检查, each file of a consolidation and the refusal of a master run this very list, over the same
things: the tables, the day, the policy. A new check is a function in `CHECKS`; a row that it rejects stays out of the
consolidation with its whole content, and stops that of a master before anything is written.
What needs everybody's rows at once stands in `united_checks`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from xltrade.core.dtypes import Frame, each_row
from xltrade.core.schema import Column, Lang, Table
from xltrade.core.shown import number
from xltrade.declared import tables
from xltrade.declared.rejects.cells import TEXT_DATE, UNKNOWN_REFERENCE
from xltrade.declared.rejects.pay import OFF_SCALE
from xltrade.declared.rejects.policy import BAD_POLICY, DESCENDING_TIERS, DOUBTFUL_RATE, KEPT_TIER
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.sheets import MISSING_SHEET, UNKNOWN_COLUMN
from xltrade.files.reading import Count, Reading
from xltrade.jobs import money_checks, terms_checks
from xltrade.rules import policy
from xltrade.rules.policies import Policies

COMING = dt.date(2100, 12, 31)
"""A day on which every version of the policy that was typed has come into force."""


@dataclass(frozen=True)
class Checked:
    """What a check looks at: the tables as they were read, a day, and the policies that count.

    policies: the workbook's own, or the master's where a salesperson's workbook is consolidated.
    """

    reading: Reading
    day: dt.date
    policies: Policies


Check = Callable[[Checked], Iterable[Reject]]


_NEWER = ("people_changes", "late_entries")
"""Sheets that a master has not got that was made before its commission lines kept the policy: nothing is lost there."""


def as_read(checked: Checked) -> Iterable[Reject]:
    """What reading found: sheets, headings, cells that do not fit their columns, identities typed twice."""
    reading = checked.reading
    older = reading.kind == "master" and "policy" not in reading.columns.get("settlement_lines", {})
    return [r for r in reading.rejects if not (older and r.kind is MISSING_SHEET and r.table in _NEWER)]


def terms(checked: Checked) -> Iterable[Reject]:
    """Terms of commission that cannot be followed, such as shares of an order that do not sum to 100 %."""
    return terms_checks.problems(checked.reading)


def off_scale(checked: Checked) -> Iterator[Reject]:
    """Numbers outside the range of their column, such as a score of 101: scores reach payslips (R009)."""
    reading = checked.reading
    for key, frame in reading.tables.items():
        for column in tables.BY_KEY[key].inputs:
            for row in _outside(frame, column):
                low, high = column.range or (0, 0)
                shown = number(row[column.key])
                yield terms_checks.bad_cell(reading, OFF_SCALE, key, column.key, row, shown, f"{low}–{high}")


def _outside(frame: Frame, column: Column) -> list[pd.Series]:
    """The rows whose number is below or above the column's range; none for a column without one."""
    if column.range is None or frame.empty:
        return []
    low, high = column.range
    values = frame[column.key]
    return list(each_row(frame, (values < low) | (values > high)))


def money(checked: Checked) -> Iterator[Reject]:
    """Amounts, signs, currencies and dates that cannot be right or may not be meant."""
    reading = checked.reading
    yield from money_checks.bounds(reading)
    yield from money_checks.signs(reading)
    yield from money_checks.currencies(reading)
    yield from money_checks.dates(reading, checked.day)


CHECKS: tuple[Check, ...] = (as_read, terms, off_scale, money)


def found(checked: Checked) -> list[Reject]:
    """Everything that the checks find, in their order."""
    return [reject for check in CHECKS for reject in check(checked)]


def policy_of(reading: Reading) -> Policies:
    """The policies of a workbook's own policy tables."""
    own = {t.key for t in tables.SHARED}
    return Policies({k: f.drop(columns=["extra"]) for k, f in reading.tables.items() if k in own})


def own(reading: Reading, day: dt.date) -> Checked:
    """A workbook to be looked at by itself."""
    return Checked(reading, day, policy_of(reading))


def everything(checked: Checked, lang: Lang, policy_day: dt.date | None = None) -> list[Reject]:
    """What the checks find; where that is nothing, what is wrong with or odd about the policy (R060).

    policy_day: whose policy that is (None = the day's own), such as `COMING`.
    """
    rows = found(checked)
    if rows or not all(t.key in checked.policies.tables for t in tables.SHARED):
        return rows
    as_of = replace(checked, day=policy_day or checked.day)
    return bad_policy(as_of, lang) or doubtful_policy(as_of, lang)


def bad_policy(checked: Checked, lang: Lang) -> list[Reject]:
    """What is wrong with the policy of the day, by cell address."""
    return [
        Reject(BAD_POLICY, checked.reading.name, value=_said(checked, problem, lang))
        for problem in checked.policies.problems(checked.day)
    ]


def doubtful_policy(checked: Checked, lang: Lang) -> list[Reject]:
    """What a policy that can be used may well not mean, by cell address (R045, R048)."""
    return [
        Reject(kind, checked.reading.name, value=_said(checked, problem, lang))
        for kind, look in (
            (DESCENDING_TIERS, policy.warnings),
            (KEPT_TIER, policy.left_over),
            (DOUBTFUL_RATE, policy.fx_warnings),
        )
        for problem in look(checked.policies.tables, checked.day)
    ]


def _said(checked: Checked, problem: policy.Problem, lang: Lang) -> str:
    place = checked.reading.address(problem.table, problem.column, problem.row)
    return f"{place} {(problem.zh if lang == 'zh' else problem.en).rstrip('。.')}"


def losses(rejects: Iterable[Reject]) -> list[Reject]:
    """Of what was found in a master, what a consolidation would lose: rejected rows, and columns nobody knows."""
    return [
        r for r in rejects if r.severity == "reject" or (r.kind is UNKNOWN_COLUMN and r.table != tables.SETTINGS.key)
    ]


def strangers(rejects: Iterable[Reject]) -> tuple[Reject, ...]:
    """The IDs that stand on no sheet of the workbook, the dates that are texts, and the cells that count as blank."""
    return tuple(r for r in rejects if r.spared or r.kind in (UNKNOWN_REFERENCE, TEXT_DATE))


Row = tuple[str, tuple[str, str]]
"""A row that is taken out: its content, and its identity as typed."""


# ── a rejected row stays out ──────────────────────────────────────────────────────────────────────────────────────


def without_rejected(reading: Reading, rejects: Sequence[Reject]) -> tuple[Reading, tuple[Reject, ...]]:
    """The reading without the rows that these rejects name, and the rejects, each with the whole row it takes out.

    Rows that reading itself rejected are out already. The counts follow: rows read = kept + rejected.
    """
    read = set(reading.rejects)
    named = {(r.table, r.row) for r in rejects if r.severity == "reject" and r.row is not None and r not in read}
    frames, counts, whole = dict(reading.tables), dict(reading.counts), dict[tuple[str, int | None], Row]()
    for key, before in reading.counts.items():
        frame = frames[key]
        out = frame["row"].isin([row for table, row in named if table == key])
        gone = int(out.sum())
        for row in each_row(frame, out):
            whole[key, int(row["row"])] = content(tables.BY_KEY[key], row, reading.lang), _identity(row)
        if gone:
            frames[key] = frame[~out].reset_index(drop=True)
            counts[key] = Count(before.read, before.kept - gone, before.rejected + gone)
    return replace(reading, tables=frames, counts=counts), tuple(_told(r, whole.get((r.table, r.row))) for r in rejects)


def _told(reject: Reject, row: Row | None) -> Reject:
    return reject if reject.content or row is None else replace(reject, content=row[0], identity=row[1])


def _identity(row: pd.Series) -> tuple[str, str]:
    typed = (row.get(key) for key in ("origin", "id"))
    origin, number = (v if isinstance(v, str) else "" for v in typed)
    return origin, number


def content(table: Table, row: pd.Series, lang: Lang) -> str:
    """A whole row as "标题=值; …", what is blank left out, with the columns the salesperson added."""
    shown = []
    for column in table.inputs:
        value = row.get(column.key)
        if pd.isna(value):
            continue
        if column.choices:
            value = column.choices.label(value, lang)
        elif isinstance(value, pd.Timestamp):
            value = f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
        elif isinstance(value, float):
            value = number(value).replace(",", "")
        shown.append(f"{column.label(lang)}={value}")
    extra = row.get("extra")
    return "; ".join(shown + ([str(extra)] if isinstance(extra, str) and extra else []))
