"""KPIs that no cell can count: contacts against quotas, buyers served."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed.context import Context
from xltrade.computed.periods import Period
from xltrade.core.days import to_day
from xltrade.core.dtypes import Frame
from xltrade.core.identity import folded
from xltrade.rules.policy import Policy


def workdays(at: Period, policy: Policy) -> int:
    """The working days of the period up to its last day looked at."""
    first, last = (to_day(d.date()) for d in (at.start, at.to))
    days = np.arange(first, last + 1)
    return int(policy.calendar.working(days).sum()) if len(days) else 0


def quota(mine: Mapping[str, Frame], at: Period, context: Context) -> float | None:
    """Of the weekly quotas, monthly minimums and longest intervals of the period's customers the share kept (R061)."""
    customers = mine["customers"]
    customers = customers[customers["grade"].notna() & ~customers["stage"].eq("lost")]
    contacts = mine["contacts"]
    contacts = contacts[contacts["counted"].eq("yes").to_numpy()]
    index = pd.Index(folded(customers["id"]))
    where = index.get_indexer(folded(contacts["customer_id"]))
    days = contacts["at"].to_numpy()[where >= 0].astype("datetime64[D]")
    where = where[where >= 0]
    grades = customers["grade"].map(context.policy.grades)
    born = customers["created"].to_numpy()
    kept = due = 0
    for first, last, quota in _stretches(at, grades, context.policy):
        asked = (quota > 0) & (born <= np.datetime64(first))
        inside = (days >= np.datetime64(first.date())) & (days <= np.datetime64(last.date()))
        found = np.bincount(where[inside], minlength=len(index))
        due, kept = due + int(asked.sum()), kept + int((asked & (found >= quota)).sum())
    return kept / due if due else None


def _stretches(at: Period, grades: pd.Series, policy: Policy) -> list[tuple[pd.Timestamp, pd.Timestamp, NDArray]]:
    """The whole weeks, months and longest intervals that ended in the period, each with what every customer is due."""
    day = pd.Timedelta(days=1)
    weekly, monthly = (
        np.array([getattr(g, k, 0) if not isinstance(g, float) else 0 for g in grades], dtype=np.int64)
        for k in ("weekly", "monthly")
    )
    weeks = pd.date_range(at.start, at.to, freq="W-SUN")
    months = pd.date_range(at.start, at.to, freq="ME")
    out = [(w - 6 * day, w, weekly) for w in weeks if w - 6 * day >= at.start]
    out += [(m.replace(day=1), m, monthly) for m in months if m.replace(day=1) >= at.start]
    if policy.floor_days < (at.end - at.start).days:
        edges = pd.date_range(at.start, at.to + day, freq=f"{policy.floor_days}D")
        out += [(a, b - day, np.ones(len(grades), dtype=np.int64)) for a, b in pairwise(edges)]
    return out


def service(mine: Mapping[str, Frame], at: Period, context: Context) -> float | None:
    """Of the customers who had bought by the last day looked at, the share served in the period (R024)."""
    orders, contacts = mine["orders"], mine["contacts"]
    bought = set(folded(orders.loc[orders["first_paid"] <= at.to, "customer_id"]))
    inside = (contacts["at"] >= at.start) & (contacts["at"] < at.to + pd.Timedelta(days=1))
    served = set(folded(contacts.loc[inside & contacts["purpose"].eq("service"), "customer_id"]))
    return len(bought & served) / len(bought) if bought else None
