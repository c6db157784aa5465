"""The champion of each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.computed.reviews import CHAMPION_MONTHS
from xltrade.core.dtypes import Frame
from xltrade.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Champion:
    """Who sold most in a month: receipts in CNY, completion of the month's target; several people where equal."""

    month: pd.Timestamp
    people: tuple[str, ...]
    receipts: float
    completion: float | None
    tied: int


def champions(people: Frame, made: Mapping[str, Frame], context: Context) -> list[Champion]:
    """The champion of each of the last finished months, newest first (R226); none where nobody received money."""
    now = pd.Timestamp(context.today).to_period("M")
    found = [champion(people, made, (now - back).start_time, context.policy) for back in range(1, CHAMPION_MONTHS + 1)]
    return [c for c in found if c is not None]


def champion(people: Frame, made: Mapping[str, Frame], month: pd.Timestamp, policy: Policy) -> Champion | None:
    """The most receipts of a month; between equals the policy's `champion_tie` decides, and what stays equal shares."""
    end = month + pd.DateOffset(months=1)
    ids = people["id"].tolist()
    fen = _per_person(made["receipts"], "date", month, end, ids, "base")
    best = max(fen.values(), default=0)
    if best <= 0:
        return None
    equal = [p for p in ids if fen[p] == best]
    aims = {p: _month_target(made["targets"], p, month) for p in ids}
    winners = _decided(equal, made, (month, end), {p: best / 100 / a if (a := aims[p]) else 0.0 for p in equal}, policy)
    names = dict(zip(people["id"], people["name"], strict=True))
    aim = aims[winners[0]]
    return Champion(month, tuple(names[p] for p in winners), best / 100, best / 100 / aim if aim else None, len(equal))


def _decided(
    equal: list[str],
    made: Mapping[str, Frame],
    month: tuple[pd.Timestamp, pd.Timestamp],
    completion: Mapping[str, float],
    policy: Policy,
) -> list[str]:
    rule = policy["champion_tie"]
    if len(equal) == 1 or rule == "shared":
        return equal
    second: Mapping[str, float] = completion
    if rule == "orders":
        second = _per_person(made["orders"], "first_paid", *month, equal)
    best = max(second.values())
    return [p for p in equal if second[p] == best]


def _per_person(
    frame: Frame, column: str, start: pd.Timestamp, end: pd.Timestamp, ids: Sequence[str], value: str = ""
) -> dict[str, int]:
    """Rows of each person in [start, end), or the sum of a money column in fen."""
    rows = frame[(frame[column] >= start) & (frame[column] < end)]
    if value:
        amounts = pd.Series(np.rint(rows[value].fillna(0).to_numpy() * 100).astype(np.int64), index=rows.index)
        found = amounts.groupby(rows["owner"]).sum()
    else:
        found = rows["owner"].value_counts()
    return {p: int(found.get(p, 0)) for p in ids}


def _month_target(targets: Frame, person: str, month: pd.Timestamp) -> float:
    here = targets[
        targets["kpi"].eq("receipts")
        & (targets["in_force"] == 1)
        & targets["span"].isna()
        & targets["person_id"].eq(person)
        & (targets["month"] == month)
    ]
    return float(here["amount"].sum())
