"""Exceptions about money, goods and dates: claimed twice, overpaid, no order, under the floor (R101, R139, R157)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from xltrade.core.dtypes import Frame, records
from xltrade.core.identity import folded
from xltrade.core.rounding import unit_array
from xltrade.core.shown import number
from xltrade.declared.rejects.exceptions import (
    DATED_AHEAD,
    DATED_BEFORE_HIRE,
    ORDER_OF_TWO,
    ORDER_OVERPAID,
    RECEIPT_AGAIN,
    RECEIPT_WITHOUT_ORDER,
    SAMPLE_UNPAID,
    UNDER_FLOOR,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.jobs.money_checks import HAPPENED
from xltrade.jobs.seen import Row, Seen
from xltrade.pay.periods import quarter
from xltrade.rules import fx

_LEAST = 0.005
"""Less than half a fen is no money."""


def order_of_two(seen: Seen) -> Iterator[Reject]:
    """One order number with the same amount and currency in two people's workbooks (R023)."""
    frame = seen.tables["orders"]
    keyed = frame.assign(number=folded(frame["id"]), who=_entered(frame)).sort_values("date", kind="stable")
    once = keyed[~keyed.duplicated(["number", "amount", "currency", "who"])]
    for first, other in _followed(once, ["number", "amount", "currency"]):
        yield seen.told(
            ORDER_OF_TWO, "orders", other, str(other["id"]), seen.place("orders", first, first["date"]), "id"
        )


def receipt_again(seen: Seen, told: Collection[tuple[str, int]]) -> Iterator[Reject]:
    """Money of one day, amount, currency and order (or payer) that is entered under another number.

    told: file and row of receipts of which that is said already.
    """
    frame = seen.tables["receipts"]
    what = folded(frame["order_id"].where(frame["order_id"].notna(), frame["customer_id"]))
    whose = frame["owner"].where(frame["order_id"].isna(), "")
    keyed = frame.assign(what=what, whose=whose)[(frame["amount"] > 0).to_numpy() & what.notna().to_numpy()]
    for first, other in _followed(keyed, ["date", "amount", "currency", "what", "whose"]):
        if (other["file"], other["row"]) not in told:
            yield seen.told(RECEIPT_AGAIN, "receipts", other, str(other["id"]), seen.place("receipts", first), "amount")


def _followed(frame: Frame, by: list[str]) -> Iterator[tuple[Row, Row]]:
    """Of rows that are alike, the first with each later one."""
    alike = frame[frame.duplicated(by, keep=False)]
    for _, several in alike.groupby(by, sort=False):
        first, *later = records(several)
        yield from ((first, other) for other in later)


def overpaid(seen: Seen) -> Iterator[Reject]:
    """Orders that were paid beyond their amount (R157)."""
    frame = seen.tables["orders"]
    for row in seen.rows("orders", (frame["outstanding"] < -_LEAST) & frame["stage"].ne("cancelled")):
        much = f"{row['currency']} {-row['outstanding']:,.2f}"
        yield seen.told(ORDER_OVERPAID, "orders", row, str(row["id"]), much, "amount")


def without_order(seen: Seen) -> Iterator[Reject]:
    """Receipts that count and name no order (R004)."""
    frame = seen.tables["receipts"]
    for row in seen.rows("receipts", frame["counted"].eq("yes") & frame["order_id"].isna()):
        much = f"{row['currency']} {row['amount']:,.2f}"
        yield seen.told(RECEIPT_WITHOUT_ORDER, "receipts", row, str(row["id"]), much, "order_id")


def under_floor(seen: Seen) -> Iterator[Reject]:
    """Prices under the floor (R101)."""
    for row in seen.rows("quotations", seen.tables["quotations"]["price_check"].eq("under_floor")):
        much = f"{number(row['price'])} < {number(row['floor_price'])}"
        yield seen.told(UNDER_FLOOR, "quotations", row, str(row["id"]), much, "price")


def unpaid_samples(seen: Seen) -> Iterator[Reject]:
    """Samples above the policy's quantity or value for which no T/T was received (R139)."""
    frame, policy = seen.tables["samples"], seen.context.policy
    if frame.empty:
        return
    open_ones = frame["prepaid"].ne("yes").to_numpy()
    for key, values in (("sample_prepay_quantity", frame["quantity"].to_numpy()), ("sample_prepay_value", _cny(seen))):
        limit = policy[key]
        for row in seen.rows("samples", open_ones & (values > float(limit)) if limit != "" else open_ones & False):
            at = "quantity" if key == "sample_prepay_quantity" else "fee"
            yield seen.told(
                SAMPLE_UNPAID, "samples", row, str(row["id"]), f"{number(row[at])} > {number(float(limit))}", at
            )


def _cny(seen: Seen) -> np.ndarray:
    """The fee of each sample, CNY; 0 without a fee or a rate."""
    frame = seen.tables["samples"]
    day = frame["requested"].to_numpy().astype("datetime64[D]").astype(np.int64)
    rates = np.maximum(fx.rate(frame["currency"].fillna("CNY").astype(object).to_numpy(), day, seen.context.policy), 0)
    return fx.to_fen(unit_array(frame["fee"].fillna(0).to_numpy()), rates) / 100


# ── dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def before_hire(seen: Seen) -> Iterator[Reject]:
    """What happened before its owner was hired; not what was taken over, nor receipts that are told already."""
    tenure = seen.context.policy["tier_period"] == "tenure_quarter"
    for key, column in HAPPENED:
        frame = seen.tables[key]
        if frame.empty or (key == "receipts" and tenure):
            continue
        hired = frame["owner"].map({o: pd.Timestamp(d) for o, d in seen.hired.items()}).astype("datetime64[us]")
        own = frame["origin"].isna() if "origin" in frame else True
        for row in seen.rows(key, (frame[column] < hired) & own):
            day = f"{seen.hired[row['owner']]:%Y-%m-%d}"
            yield seen.told(DATED_BEFORE_HIRE, key, row, f"{row[column]:%Y-%m-%d}", day, column)


def ahead(seen: Seen) -> Iterator[Reject]:
    """What is dated after today; a later quarter is told already."""
    today = seen.context.today
    end = pd.Period(quarter(today), freq="Q").end_time
    for key, column in HAPPENED:
        values = seen.tables[key][column]
        if not (values > pd.Timestamp(today)).any():
            continue
        coming = (values >= pd.Timestamp(today + dt.timedelta(days=1))) & (values <= end)
        for row in seen.rows(key, coming):
            yield seen.told(DATED_AHEAD, key, row, f"{row[column]:%Y-%m-%d}", f"{today:%Y-%m-%d}", column)


def _entered(frame: Frame) -> pd.Series:
    return folded(frame["origin"].where(frame["origin"].notna(), frame["owner"]))
