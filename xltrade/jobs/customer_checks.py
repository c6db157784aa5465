"""Exceptions about customers: two owners, entered twice, no grade, credit (R060, R125, R237)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from xltrade.core.dtypes import records
from xltrade.core.identity import folded, keys
from xltrade.declared import tables
from xltrade.declared.rejects.exceptions import (
    CREDIT_EXCEEDED,
    CUSTOMER_OF_TWO,
    CUSTOMER_TWICE,
    NO_GRADE,
    OWN_CREDIT,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.jobs.difference import shown
from xltrade.jobs.seen import Seen
from xltrade.rules.same_customer import REASONS
from xltrade.rules.same_customers import same


def one_company(seen: Seen) -> Iterator[Reject]:
    """The same company with two owners, or twice in one workbook, with who entered it first."""
    frame = seen.tables["customers"]
    ordered = frame.assign(folded=keys(_entered(frame), frame["id"])).sort_values("created", kind="stable")
    ordered = ordered[~ordered["folded"].duplicated()]  # a row that was handed over is one customer
    rows = records(ordered)
    for pair in same(ordered):
        first, other = rows[pair.first], rows[pair.other]
        kind = CUSTOMER_TWICE if folded(pd.Series([first["owner"], other["owner"]])).nunique() == 1 else CUSTOMER_OF_TWO
        why = ("、" if seen.lang == "zh" else ", ").join(REASONS.label(r, seen.lang) for r in pair.reasons)
        value = f"{other['company']}（{why}）" if seen.lang == "zh" else f"{other['company']} ({why})"
        yield seen.told(kind, "customers", other, value, seen.place("customers", first, first["created"]), "company")


def _entered(frame: pd.DataFrame) -> pd.Series:
    return frame["origin"].where(frame["origin"].notna(), frame["owner"])


def ungraded(seen: Seen) -> Iterator[Reject]:
    """Customers who are worked on and have no grade (R060)."""
    frame = seen.tables["customers"]
    for row in seen.rows("customers", frame["grade"].isna() & frame["stage"].ne("lost")):
        yield seen.told(NO_GRADE, "customers", row, str(row["company"]), column="intent")


def credit(seen: Seen) -> Iterator[Reject]:
    """Customers over their limit, or stopped with an order open (R237)."""
    frame = seen.tables["customers"]
    fine = frame["credit_state"].isna() | frame["credit_state"].eq(seen.context.word("fine"))
    for row in seen.rows("customers", ~fine):
        yield seen.told(
            CREDIT_EXCEEDED, "customers", row, str(row["company"]), str(row["credit_state"]), "credit_limit"
        )


def own_credit(seen: Seen) -> Iterator[Reject]:
    """What a salesperson typed where the manager's value counts, and it is another one."""
    frame = seen.tables["customers"]
    for column in (c for c in tables.CUSTOMERS.inputs if c.by_manager):
        typed, decided = frame[f"{tables.TYPED}{column.key}"], frame[column.key]
        other = typed.notna() & ~(typed == decided).fillna(False).astype(bool)
        for row in seen.rows("customers", other):
            value, ours = (shown(column, row[k], seen.lang) or "–" for k in (f"{tables.TYPED}{column.key}", column.key))
            yield seen.told(OWN_CREDIT, "customers", row, value, ours, column.key)
