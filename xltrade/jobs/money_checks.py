"""Rows of money that cannot be right, or may well not be meant (R004, R048): signs, fees, currencies, dates, bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from xltrade.core.dtypes import Frame, each_row
from xltrade.core.rounding import MOST
from xltrade.core.schema import Column
from xltrade.core.shown import number
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.declared.rejects.cells import BEYOND_BOUND
from xltrade.declared.rejects.pay import (
    BAD_FEE,
    LATER_QUARTER,
    MINUS_WITHOUT_REFUND,
    OTHER_CURRENCY,
    REFUND_WITHOUT_MINUS,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Reading
from xltrade.jobs.terms_checks import bad_cell
from xltrade.pay.periods import quarter

HAPPENED = (
    ("receipts", "date"),
    ("orders", "date"),
    ("quotations", "date"),
    ("contacts", "at"),
    ("inquiries", "received"),
)
"""Dates of what has happened: none of them lies ahead."""


def bounds(reading: Reading) -> Iterator[Reject]:
    """Numbers beyond what the arithmetic holds exactly, in any table."""
    for key, frame in reading.tables.items():
        for column in tables.BY_KEY[key].inputs:
            for row in _beyond(frame, column):
                yield bad_cell(
                    reading, BEYOND_BOUND, key, column.key, row, number(row[column.key]), number(float(MOST))
                )


def _beyond(frame: Frame, column: Column) -> Iterator[pd.Series]:
    if column.kind not in ("money", "number", "integer", "percent") or frame.empty:
        return iter(())
    return each_row(frame, frame[column.key].abs() > MOST)


def signs(reading: Reading) -> Iterator[Reject]:
    """Refunds without a minus, a minus on anything else, bank fees below 0 or above their amount (M18)."""
    frame = _receipts(reading)
    refund, negative = frame["kind"].eq("refund"), frame["amount"] < 0
    for row in each_row(frame, refund & (frame["amount"] > 0)):
        yield bad_cell(reading, REFUND_WITHOUT_MINUS, "receipts", "amount", row, number(row["amount"]))
    for row in each_row(frame, ~refund & negative):
        kind = ch.RECEIPT_KIND.label(row["kind"], reading.lang)
        yield bad_cell(reading, MINUS_WITHOUT_REFUND, "receipts", "amount", row, number(row["amount"]), kind)
    for row in each_row(frame, (frame["bank_fee"] < 0) | (frame["bank_fee"] > frame["amount"].abs())):
        yield bad_cell(reading, BAD_FEE, "receipts", "bank_fee", row, number(row["bank_fee"]), number(row["amount"]))


def currencies(reading: Reading) -> Iterator[Reject]:
    """Receipts in another currency than their order's (M08, M19)."""
    frame, orders = _receipts(reading), reading.tables.get("orders", pd.DataFrame())
    if frame.empty or orders.empty:
        return
    known = {i.casefold(): c for i, c in zip(orders["id"], orders["currency"], strict=True)}
    ordered = frame["order_id"].map(lambda i: known.get(i.casefold()), na_action="ignore")
    for row in each_row(frame, ordered.notna() & (ordered != frame["currency"])):
        found = str(ordered[row.name])
        yield bad_cell(reading, OTHER_CURRENCY, "receipts", "currency", row, str(row["currency"]), found)


def dates(reading: Reading, today: dt.date) -> Iterator[Reject]:
    """What is dated in a later quarter than today's (M28): a mistyped year, or money that is only expected."""
    end = pd.Period(quarter(today), freq="Q").end_time
    for key, column in HAPPENED:
        frame = reading.tables.get(key, pd.DataFrame())
        for row in each_row(frame, frame[column] > end) if len(frame) else ():
            day = row[column].date()
            yield bad_cell(reading, LATER_QUARTER, key, column, row, f"{day:%Y-%m-%d}", quarter(day))


def _receipts(reading: Reading) -> Frame:
    return reading.tables.get("receipts", _NONE)


_NONE = pd.DataFrame({c.key: pd.Series(dtype="float64") for c in tables.RECEIPTS.inputs})
