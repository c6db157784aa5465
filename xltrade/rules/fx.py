"""Foreign currency to CNY (R048): the rate of the day, never guessed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xltrade.core.days import Calendar
from xltrade.core.rounding import FX, UNIT, Ints, half_up, wide
from xltrade.declared.currencies import BY_CODE
from xltrade.rules.policy import Policy

HOME = "CNY"


def rate(currency: NDArray[np.object_], day: Ints, policy: Policy) -> Ints:
    """CNY for one unit of each (currency, day) in 1/1,000,000,000; -1 where there is none. Shape (n,)."""
    found = np.full(day.shape, -1, dtype=np.int64)
    for name in set(currency.tolist()):
        here = currency == name
        found[here] = FX if name == HOME else _rate_of(str(name), day[here], policy)
    return found


def _rate_of(currency: str, day: Ints, policy: Policy) -> Ints:
    mode = str(policy["fx"])
    days, rates = policy.fx.get(
        ("fixed" if mode == "fixed" else "spot", currency), (np.empty(0, np.int64), np.empty(0, np.int64))
    )
    if days.size == 0:
        return np.full(day.shape, -1, dtype=np.int64)
    if mode == "month_average":
        return _month_average(day, days, rates, places_of(currency))
    at = np.searchsorted(days, day, side="right") - 1
    ok = at >= 0
    if mode == "receipt_date":
        ok &= age(days[np.maximum(at, 0)], day, policy) <= float(policy["fx_max_age_days"])
    found = rates[np.maximum(at, 0)]
    return np.where(ok & (found > 0), found, -1)


def age(rated: Ints, day: Ints, policy: Policy) -> Ints:
    """How many days old the rate of one day is on another: from the last day on which nothing newer was published to
    the last one on which rates are. None are on weekends, make-up Saturdays and holidays, which age no rate.
    """
    publishing = Calendar(_WEEKEND, policy.calendar.off, frozenset(), ())
    return publishing.preceding(day) - (publishing.following(rated + 1) - 1)


_WEEKEND = (False,) * 5 + (True,) * 2


def places_of(currency: str) -> int:
    """The decimals of CNY for one unit."""
    known = BY_CODE.get(currency)
    return known.places if known else _PLACES


_PLACES = 6


def _month_average(day: Ints, days: Ints, rates: Ints, places: int) -> Ints:
    def month(x: Ints) -> NDArray[np.int64]:
        return x.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    days, rates = days[rates > 0], rates[rates > 0]
    months = month(days)
    step = FX // 10**places
    mean = {
        m: int(half_up(np.array([rates[months == m].sum()]), int((months == m).sum()) * step)[0]) * step
        for m in np.unique(months)
    }
    return np.array([mean.get(m, -1) for m in month(day)], dtype=np.int64)


def to_fen(amount: Ints, rates: Ints) -> Ints:
    """amount (units) * rate in fen, half up once; whatever stands where rate is -1 has no meaning."""
    largest = int(np.abs(rates).max()) if rates.size else 1
    return half_up(wide(amount, 2 * largest) * rates, UNIT * FX // 100)
