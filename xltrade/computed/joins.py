"""Columns from columns, in arrays: look-ups, sums and counts by key, texts, numbers that may be blank."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed.context import Context
from xltrade.computed.world import Rows, days
from xltrade.core.days import EXCEL_EPOCH
from xltrade.core.dtypes import TEMPORAL
from xltrade.core.identity import keys
from xltrade.core.rounding import unit_array
from xltrade.rules import followup, tenure

Strings = NDArray[np.object_]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


# ── one column ────────────────────────────────────────────────────────────────────────────────────────────────────


def text(values: Strings | list[str | None]) -> pd.Series:
    """Texts as a column; None is blank."""
    return pd.Series(np.asarray(values, dtype=object)).astype("str")


def where(known: Mask, values: Strings) -> Strings:
    """The values where known, None elsewhere."""
    return np.where(known, values, np.array(None, dtype=object))


def yes(mask: Mask, known: Mask | None = None) -> pd.Series:
    """A state as the keys "yes" and "no", blank where not known; the writer puts the label."""
    keys = np.where(mask, "yes", "no").astype(object)
    return text(keys if known is None else where(known, keys))


def is_yes(keys: pd.Series) -> Mask:
    """Where a state is "yes"."""
    return keys.eq("yes").to_numpy()


def objects(series: pd.Series) -> Strings:
    """A column as objects, None where blank."""
    return series.astype(object).where(series.notna(), None).to_numpy()


def moments(series: pd.Series) -> Ints:
    """Moments as seconds since 1970."""
    return (series.dt.round("s")).to_numpy().astype("datetime64[s]").astype(np.int64)


def dates(day: Ints) -> pd.Series:
    """Days since 1970 as dates, blank at `followup.NONE`."""
    made = pd.Series(np.where(day == followup.NONE, 0, day).astype("datetime64[D]").astype(TEMPORAL))
    return made.where(day != followup.NONE)


def numbers(values: Floats | Ints, known: Mask) -> pd.Series:
    """Numbers as a column, blank where not known."""
    return pd.Series(np.where(known, values, np.nan), dtype="float64")


def fen_of(yuan: pd.Series) -> Ints:
    """Yuan as whole fen; 0 where blank."""
    return unit_array(yuan.to_numpy(dtype="float64"), 100)


def days_text(context: Context, word: str, number: Ints) -> Strings:
    """ "overdue 3 days", in the language of the cells."""
    return np.array([f"{context.word(word)} {d} {context.word('days')}" for d in number.tolist()], dtype=object)


# ── by key, as INDEX/MATCH, COUNTIFS and SUMIFS do ────────────────────────────────────────────────────────────────


def found(keys: pd.Series, other: Rows, by: str, values: pd.Series) -> pd.Series:
    """For each key the value of the first of the other rows whose `by` it is; blank where none."""
    key = other.key(by)
    table = pd.Series(values.to_numpy(), index=key).pipe(lambda s: s[s.index.notna() & ~s.index.duplicated()])
    return keys.map(table) if len(table) else pd.Series(np.nan, index=keys.index)


def counts(keys: pd.Series, at: pd.Series) -> Ints:
    """For each key how many of `at` are it."""
    return keys.map(at.value_counts()).fillna(0).to_numpy(dtype=np.int64)


def sums(keys: pd.Series, at: pd.Series, fen: Ints) -> Ints:
    """For each key the sum of fen over the rows of `at` that have it."""
    total = pd.Series(fen, index=at).groupby(level=0).sum()
    return keys.map(total).fillna(0).to_numpy(dtype=np.int64)


def moment_of(keys: pd.Series, by_key: pd.Series) -> pd.Series:
    """For each key its moment; blank where there is none."""
    return pd.Series(by_key.reindex(keys).to_numpy(), index=keys.index).astype(TEMPORAL)


def within(
    owner: pd.Series, start: pd.Series, end: pd.Series, other: Rows, date: str, mask: Mask, fen: Ints | None = None
) -> Ints:
    """For each period [start, end) of an owner the other rows (or their sum of fen) whose `date` falls into it."""
    codes, _ = pd.factorize(np.concatenate([objects(owner), objects(other.owner)]))
    ours, theirs = codes[: len(owner)].astype(np.int64), codes[len(owner) :][mask].astype(np.int64)
    at = theirs * _ALL_TIME + _seconds(other[date])[mask]
    order = np.argsort(at, kind="stable")
    value = np.ones(len(order), np.int64) if fen is None else fen[mask][order]
    running = np.concatenate([[0], np.cumsum(value)])
    first, last = (np.searchsorted(at[order], ours * _ALL_TIME + _seconds(s), side="left") for s in (start, end))
    return np.where(start.notna(), running[last] - running[first], 0)


_ALL_TIME = 2**40
"""More seconds than any two dates lie apart, so that owner and moment sort as one number."""


def _seconds(moments: pd.Series) -> Ints:
    """Whole seconds since 1970, the part of a second cut off; of no meaning where blank."""
    known = moments.fillna(pd.Timestamp(0))
    return known.to_numpy().astype("datetime64[s]").astype(np.int64)


# ── what several tables have ──────────────────────────────────────────────────────────────────────────────────────


def sequence(day: Ints, row: pd.Series, known: Mask) -> pd.Series:
    """One ascending number for each (day, Excel row), as the cells compute it: serial × 100,000 + row."""
    return numbers((day - EXCEL_EPOCH) * 100_000 + row.to_numpy(), known & (day != followup.NONE))


def tenure_quarter(when: pd.Series, owner: pd.Series, context: Context) -> pd.Series:
    """The tenure quarter of each date; blank before the hire date or without one (R007)."""
    hired = owner.map({o: pd.Timestamp(h) for o, h in context.hired.items()}).astype(TEMPORAL)
    known = (when.notna() & hired.notna() & (when.dt.normalize() >= hired)).to_numpy()
    out = np.full(len(when), np.nan)
    out[known] = tenure.quarter(days(hired[known]), days(when[known]))
    return pd.Series(out)


def evidence(rows: Rows, counted: Mask, order: pd.Series | None) -> pd.Series:
    """What a row proves at a review: "T2" in tenure quarter 2, "(T2)" where an earlier row of that customer did.

    A customer counts once a tenure quarter (R020, R030); order: what decides which of their rows is the earlier one,
    None where every row counts. In the master the owner stands in front: "E1 T2".
    """
    counted = counted & rows.has("tenure")
    label = "T" + rows["tenure"].fillna(0).astype("int64").astype("str")
    again = pd.Series(False, index=rows.index)
    if order is not None:
        same = [rows.key("customer_id")[counted], rows["tenure"][counted]]
        first = order[counted].groupby(same).transform("min")
        again[counted] = order[counted] > first
    label = label.where(~again, "(" + label + ")")
    return text(where(counted, objects(rows.owner + " " + label if rows.owned else label)))


def grouped(rows: Rows, column: str) -> pd.Series:
    """Owner and value of a column as one key for `groupby`; blank where the value is."""
    return keys(rows.owner, rows[column])
