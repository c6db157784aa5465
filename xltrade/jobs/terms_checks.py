"""Rows of the manager's tables on commission that cannot be followed, as rejects."""

from __future__ import annotations

import pandas as pd

from xltrade.core.dtypes import each_row
from xltrade.core.identity import folded
from xltrade.core.shown import number
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.declared.rejects.pay import BAD_ORDER_PLAN, BAD_SHARE_SUM, NEGATIVE_FACTOR
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Reading

_NEAR = 1e-6


def problems(reading: Reading) -> list[Reject]:
    """Rows of the plan tables that cannot be followed.

    Order shares of one stage that do not sum to 100 %, such as 60 % and 30 %, or with one below zero; an order plan
    with both a rate and an amount, or with neither; a customer factor below zero.
    """
    return [*_shares(reading), *_plans(reading), *_factors(reading)]


def _shares(reading: Reading) -> list[Reject]:
    frame = reading.tables.get("order_shares", pd.DataFrame())
    if frame.empty:
        return []
    return [
        bad_cell(reading, BAD_SHARE_SUM, "order_shares", "share", rows.iloc[-1], f"{rows['share'].sum():.4%}",
                 f"{rows.iloc[-1]['order_id']} {ch.ORDER_ROLE.label(str(stage), reading.lang)}")
        for (*_, stage), rows in frame.groupby(
            [folded(frame["order_id"]), folded(frame["owner_id"]), "stage"], sort=False, dropna=False
        )
        if abs(rows["share"].sum() - 1) > _NEAR or (rows["share"] < 0).any()
    ]  # fmt: skip


def _plans(reading: Reading) -> list[Reject]:
    frame = reading.tables.get("order_plans", pd.DataFrame())
    if frame.empty:
        return []
    return [
        bad_cell(reading, BAD_ORDER_PLAN, "order_plans", "rate", row, str(row["order_id"]))
        for row in each_row(frame, frame["rate"].isna() == frame["amount"].isna())
    ]


def _factors(reading: Reading) -> list[Reject]:
    frame = reading.tables.get("customer_factors", pd.DataFrame())
    if frame.empty:
        return []
    return [
        bad_cell(reading, NEGATIVE_FACTOR, "customer_factors", "factor", row, number(row["factor"]))
        for row in each_row(frame, frame["factor"] < 0)
    ]


def bad_cell(
    reading: Reading, kind: Problem, key: str, column: str, row: pd.Series, value: str, hint: str = ""
) -> Reject:
    """What is wrong with a cell of a table that was read, with its place."""
    table = tables.BY_KEY[key]
    return Reject(
        kind,
        reading.name,
        tables.holder(table).label(reading.lang),
        key,
        int(row["row"]),
        table[column].label(reading.lang),
        value,
        hint=hint,
    )
