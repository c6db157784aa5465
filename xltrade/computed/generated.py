"""The plain computed columns, each from one declaration: its in-cell template and its Python twin.

    latest(CUSTOMERS, "last_order", ORDERS, "date", by=("customer_id", "id"))

says in the cell `…MAXIFS(orders[date],orders[customer_id],[id])…` and groups the orders by customer here.
`by` is (their column, ours). In the master rows of one owner see those of that owner only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.joins import Ints, Mask
from xltrade.computed.world import Rows
from xltrade.core.dtypes import TEMPORAL
from xltrade.core.schema import Table
from xltrade.rules import followup
from xltrade.rules import policy as policies

YES, NO = "$label(yesno.yes)", "$label(yesno.no)"
By = tuple[str, str]
_NEVER = 2_958_465
"""The serial number of 9999-12-31."""


# ── which rows ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on the other table's rows: as COUNTIFS takes it, with `{}` for the column, and over arrays."""

    column: str
    criterion: str
    mask: Callable[[pd.Series, Rows], Mask]

    def count(self, table: Table) -> str:
        """The pair that COUNTIFS and SUMIFS take."""
        return self.criterion.replace("{}", f"{table.key}[{self.column}]")


def says_yes(column: str) -> Where:
    """A computed yes or no that is yes."""
    return Where(column, f"{{}},{YES}", lambda s, _: joins.is_yes(s))


def positive(column: str) -> Where:
    """An amount above 0, or any date."""
    return Where(
        column,
        '{},">0"',
        lambda s, _: s.notna().to_numpy() if s.dtype == TEMPORAL else (s > 0).to_numpy(),
    )


def equal(column: str, criterion: str, value: object) -> Where:
    """A value; criterion: how the cell says it, such as '"A"' or '3'."""
    return Where(column, f"{{}},{criterion}", lambda s, _: s.eq(value).to_numpy())


def on_today(column: str) -> Where:
    """A date that is the day everything is computed for."""
    return Where(column, "{},as_of", lambda s, rows: (s == _today(rows)).to_numpy())


def before_today(column: str) -> Where:
    """A date before the day everything is computed for."""
    return Where(column, '{},"<"&as_of', lambda s, rows: (s < _today(rows)).to_numpy())


def _today(rows: Rows) -> pd.Timestamp:
    return pd.Timestamp(rows.context.today)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days from `first` to before `end` (text of the cell), the same for all rows or each row's own.

    days: for a row's rows (start, end) as columns, for a stretch of all as moments.
    """

    first: str
    end: str
    days: Callable[[Rows], tuple[pd.Series, pd.Series] | tuple[pd.Timestamp, pd.Timestamp]]
    needs: str = ""

    def count_text(self, dates: str) -> str:
        """The two pairs that COUNTIFS and SUMIFS take; dates: a whole column, `receipts[date]`."""
        return f'{dates},">="&{self.first},{dates},"<"&{self.end}'


def _starts(series: pd.Series) -> pd.Series:
    return series.dt.to_period("M").dt.to_timestamp().astype(TEMPORAL)


def _month_of(column: str) -> Callable[[Rows], tuple[pd.Series, pd.Series]]:
    def days(rows: Rows) -> tuple[pd.Series, pd.Series]:
        start = _starts(rows[column])
        return start, (start + pd.offsets.MonthBegin(1)).astype(TEMPORAL)

    return days


def month_of(column: str) -> Span:
    """The calendar month of a row's date."""
    return Span(f"([{column}]-DAY([{column}])+1)", f"(EOMONTH([{column}],0)+1)", _month_of(column), needs=column)


def week_from(column: str) -> Span:
    """The seven days from a row's date on."""
    return Span(f"[{column}]", f"([{column}]+7)", lambda r: (r[column], r[column] + pd.Timedelta(days=7)), needs=column)


def _this(frequency: str) -> Callable[[Rows], tuple[pd.Timestamp, pd.Timestamp]]:
    def days(rows: Rows) -> tuple[pd.Timestamp, pd.Timestamp]:
        now = _today(rows).to_period(frequency)
        return now.start_time, (now + 1).start_time

    return days


_QUARTER = "DATE(YEAR(as_of),3*INT((MONTH(as_of)-1)/3)+1,1)"
THIS_MONTH = Span("(as_of-DAY(as_of)+1)", "(EOMONTH(as_of,0)+1)", _this("M"))
THIS_QUARTER = Span(_QUARTER, f"EDATE({_QUARTER},3)", _this("Q"))


@dataclass(frozen=True, slots=True)
class Selection:
    """The other table's rows that a row's number is made of."""

    table: Table
    by: By | None
    conditions: tuple[Where, ...]
    date: str = ""
    span: Span | None = None

    @property
    def criteria(self) -> str:
        """The arguments of COUNTIFS, or those of SUMIFS after the first."""
        same = [f"{self.table.key}[{self.by[0]}],[{self.by[1]}]"] if self.by else []
        dated = [self.span.count_text(f"{self.table.key}[{self.date}]")] if self.span else []
        return ",".join([*same, *(c.count(self.table) for c in self.conditions), *dated])

    @property
    def needs(self) -> str:
        """Our column without which there is nothing to say."""
        return self.by[1] if self.by else self.span.needs if self.span else ""

    def mask(self, other: Rows) -> Mask:
        """The other rows that meet every condition that is the same for all of our rows."""
        found = np.ones(len(other), dtype=bool)
        for condition in self.conditions:
            found &= condition.mask(other[condition.column], other)
        if self.span and not self.span.needs:
            first, end = self.span.days(other)
            found &= ((other[self.date] >= first) & (other[self.date] < end)).to_numpy()
        return found

    def total(self, rows: Rows, value: str = "") -> Ints:
        """For each of our rows how many these are, or the sum of a money column of theirs in fen."""
        other = rows.of(self.table.key)
        mask = self.mask(other)
        if self.date:
            mask &= other.has(self.date)
        fen = None
        if value:
            mask &= other.has(value)
            fen = joins.fen_of(other[value])
        if self.by is None:
            assert self.span is not None
            start, end = self.span.days(rows)
            return joins.within(rows.owner, start, end, other, self.date, mask, fen)
        keys, at = rows.key(self.by[1]), other.key(self.by[0])[mask]
        return joins.counts(keys, at) if fen is None else joins.sums(keys, at, fen[mask])


# ── the declarations ──────────────────────────────────────────────────────────────────────────────────────────────


def _blank_unless(needed: str, then: str) -> str:
    return f'IF([{needed}]="","",{then})'


def lookup(table: Table, key: str, ours: str, other: Table, value: str, *, as_text: bool = True) -> None:
    """A column of the row of another table whose `id` is our column: the name of a customer.

    as_text: a blank there shows as a blank and not as 0.
    """
    there = f"INDEX({other.key}[{value}],MATCH([{ours}],{other.key}[id],0))"
    shown = f'{there}&""' if as_text else there

    @column(table, key, _blank_unless(ours, f'IFERROR({shown},"")'))
    def twin(rows: Rows) -> pd.Series:
        there = rows.of(other.key)
        return joins.text(joins.objects(joins.found(rows.key(ours), there, "id", there[value])))


def count(
    table: Table,
    key: str,
    other: Table,
    *conditions: Where,
    by: By | None = None,
    date: str = "",
    span: Span | None = None,
) -> None:
    """How many rows of another table are ours: contacts of the month, orders of the quarter."""
    which = Selection(other, by, conditions, date, span)

    @column(table, key, _blank_unless(which.needs, f"COUNTIFS({which.criteria})"))
    def twin(rows: Rows) -> pd.Series:
        return joins.numbers(which.total(rows), rows.has(which.needs))


def some(table: Table, key: str, other: Table, *conditions: Where, by: By) -> None:
    """Whether any row of another table is ours, yes or no: has a sample been sent."""
    which = Selection(other, by, conditions)

    @column(table, key, _blank_unless(which.needs, f"IF(COUNTIFS({which.criteria})>0,{YES},{NO})"))
    def twin(rows: Rows) -> pd.Series:
        return joins.yes(which.total(rows) > 0, rows.has(which.needs))


def total(
    table: Table,
    key: str,
    other: Table,
    value: str,
    *conditions: Where,
    by: By | None = None,
    date: str = "",
    span: Span | None = None,
) -> None:
    """The sum of a money column of another table's rows, exact to the fen: receipts of the week."""
    which = Selection(other, by, conditions, date, span)
    summed = f"SUMIFS({other.key}[{value}],{which.criteria})"

    @column(table, key, _blank_unless(which.needs, f"ROUND({summed},2)"))
    def twin(rows: Rows) -> pd.Series:
        return joins.numbers(which.total(rows, value) / 100, rows.has(which.needs))


def latest(table: Table, key: str, other: Table, value: str, *conditions: Where, by: By, whole: bool = False) -> None:
    """The latest date of another table's rows that are ours; whole: of moments, the day."""
    which = Selection(other, by, conditions)
    greatest = f"_xlfn.MAXIFS({other.key}[{value}],{which.criteria})"
    _extreme(table, key, which, value, f"INT({greatest})" if whole else greatest, "max", whole)


def earliest(table: Table, key: str, other: Table, value: str, *conditions: Where, by: By) -> None:
    """The earliest date of another table's rows that are ours."""
    which = Selection(other, by, conditions)
    _extreme(table, key, which, value, f"_xlfn.MINIFS({other.key}[{value}],{which.criteria})", "min", False)


def _extreme(table: Table, key: str, which: Selection, value: str, shown: str, how: str, whole: bool) -> None:
    template = _blank_unless(which.needs, f'IF(COUNTIFS({which.criteria})=0,"",{shown})')

    @column(table, key, template)
    def twin(rows: Rows) -> pd.Series:
        other = rows.of(which.table.key)
        mask = which.mask(other)
        when = other[value].dt.normalize() if whole else other[value]
        assert which.by is not None
        return joins.moment_of(rows.key(which.by[1]), when[mask].groupby(other.key(which.by[0])[mask]).agg(how))


def nth(table: Table, key: str, by: str, within: str = "", among: str = "") -> None:
    """The place of a row by an ascending number `by`, from 1: a customer's second order.

    within: counted among the rows that share this column; among: only rows where this number is not blank.
    """
    same = [f"{table.key}[{within}],[{within}]"] if within else []
    known = [f'{table.key}[{among}],">-10000000000000"'] if among else []
    counted = ",".join([*same, *known, f'{table.key}[{by}],"<="&[{by}]'])
    blank = f'OR([{among}]="",[{by}]="")' if among else f'[{by}]=""'

    @column(table, key, f'IF({blank},"",COUNTIFS({counted}))')
    def twin(rows: Rows) -> pd.Series:
        number = rows[by].where(rows[among].notna()) if among else rows[by]
        return number.groupby(rows.key(within) if within else rows.owner).rank(method="first")


def sequence(table: Table, key: str, day: str, *needs: str) -> None:
    """A number that puts rows in order of a date and, within a day, of their place on the sheet."""
    blank = ",".join(f'[{n}]=""' for n in needs)

    @column(table, key, f'IF(OR({blank}),"",INT([{day}])*100000+ROW())')
    def twin(rows: Rows) -> pd.Series:
        return joins.sequence(rows.days(day), rows["row"], rows.has(*needs))


def in_force(table: Table, key: str = "", each: str = "", ends: str = "") -> None:
    """Which rows of a dated policy table are in force today: the newest version not after it, of each `key` or of all.

    Shown is the key, or 1 and 0 without one; then each: the column of which every value has its own newest version;
    ends: a row without this column ends what it names.
    """
    by = key or each
    same = f"({table.key}[{by}]=[{by}])*" if by else ""
    newest = f"SUMPRODUCT(MAX({same}({table.key}[effective_from]<=as_of)*{table.key}[effective_from]))"
    shown, empty = (f"[{key}]", '""') if key else ("1", "0")
    live = f',[{ends}]<>""' if ends else ""
    said = f"IF(AND([effective_from]<=as_of,[effective_from]={newest}{live}),{shown},{empty})"

    @column(table, "in_force", f'IF([{by or "effective_from"}]="",{empty},{said})')
    def twin(rows: Rows) -> pd.Series:
        current = rows.index.isin(policies.in_force(rows.inputs, table, rows.context.today).index)
        if key:
            return joins.text(joins.objects(rows[key].where(current)))
        return pd.Series(current.astype("float64"), index=rows.index)


def until(table: Table, each: str, ends: str = "") -> None:
    """The day on which the next row of the same `each` begins, 9999-12-31 where there is none (R212).

    ends: the column without which a row holds on no day.
    """
    names = [c for c in (each, ends, "effective_from") if c]
    bare = ",".join(f'[{c}]=""' for c in names)
    later = f"({table.key}[{each}]=[{each}])*({table.key}[effective_from]>[effective_from])"

    @column(
        table, "until", f'IF(OR({bare}),"",{_NEVER}-SUMPRODUCT(MAX({later}*({_NEVER}-{table.key}[effective_from]))))'
    )
    def twin(rows: Rows) -> pd.Series:
        found = policies.held_days(rows.inputs, each)[1]
        return joins.dates(np.where(rows.has(*names), found, followup.NONE))


def tenure(table: Table, day: str) -> None:
    """In which tenure quarter a date lies: the column `tenure` (R003, R007)."""

    @column(table, "tenure", _blank_unless(day, f'IFERROR(TENUREQUARTER($s(hired),[{day}]),"")'))
    def twin(rows: Rows) -> pd.Series:
        return joins.tenure_quarter(rows[day], rows.owner, rows.context)
