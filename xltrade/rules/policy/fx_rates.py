"""Exchange rates as China quotes them: of 1 or of 100 units, either way round; those that cannot be meant (R048)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.core.dtypes import Frame
from xltrade.core.rounding import FX, Ints, unit_array
from xltrade.declared.currencies import BY_CODE

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
FAR, UNIT, WAY, EITHER = 1, 2, 3, 4
"""What is doubtful about a rate: it is far off for no known reason, its unit, its way round, one of these."""


@dataclass(frozen=True)
class Rates:
    """The rows of the FX sheet, all of shape (n,).

    per_one: CNY for one unit in 1/1,000,000,000, which usually lies between low and high; doubt: see above; used: what
    counts (0 = none until corrected); near: far off the same currency's rates around that day.
    """

    per_one: Ints
    low: Floats
    high: Floats
    doubt: Ints
    used: Ints
    near: Mask


def judged(frame: Frame, values: Mapping[str, str | float]) -> Rates:
    """Every row of the FX sheet judged by the settings `fx_doubtful`, `fx_far_off` and `fx_neighbour_days`."""
    known = [BY_CODE.get(str(c)) for c in frame["currency"]]
    low, high = (np.array([getattr(c, k, np.nan) for c in known], dtype=np.float64) for k in ("low", "high"))
    places = np.array([c.places if c else 6 for c in known], dtype=np.int64)
    per_one = _per_one(frame, places)
    doubt = _doubts(per_one / FX, low, high)
    refused = (doubt > FAR) if values["fx_doubtful"] == "refuse" else np.zeros(len(frame), dtype=bool)
    used = np.where(refused, 0, per_one)
    return Rates(per_one, low, high, doubt, used, _off_neighbours(frame, used, doubt, values))


def _per_one(frame: Frame, places: Ints) -> Ints:
    unit = frame["unit"].fillna(1).to_numpy(dtype=np.float64)
    rate = frame["rate"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(frame["quote"].eq("inverse"), unit / rate, rate / unit)
    one = np.nan_to_num(one, posinf=0, neginf=0)
    return np.where(places == 6, unit_array(one, 10**6) * 1000, unit_array(one, FX))


def _doubts(one: Floats, low: Floats, high: Floats) -> Ints:
    """0 where a rate lies within its range or has none."""

    def within(*rates: Floats) -> Mask:
        return np.logical_or.reduce([(low <= r) & (r <= high) for r in rates])

    with np.errstate(divide="ignore"):
        unit, way = within(one / 100, one * 100), within(1 / one, 100 / one, 0.01 / one)
    off = ~np.isnan(low) & ~within(one) & (one > 0)
    return np.where(off, 1 + unit + 2 * way, 0)


def _off_neighbours(frame: Frame, used: Ints, doubt: Ints, values: Mapping[str, str | float]) -> Mask:
    """Rows in order whose rate is so many times above or below another one of its currency around that day."""
    found = np.zeros(len(frame), dtype=bool)
    factor, days = float(values["fx_far_off"]), float(values["fx_neighbour_days"])
    rates, on = used / FX, frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    for _, at in pd.Series(np.arange(len(frame))).groupby(frame["currency"].to_numpy()):
        here = at.to_numpy()[used[at.to_numpy()] > 0]
        if not len(here) or rates[here].max() <= rates[here].min() * factor:
            continue
        near = np.abs(on[here][:, None] - on[here][None, :]) <= days
        ratio = rates[here][None, :] / rates[here][:, None]
        found[here] = (near & ((ratio > factor) | (ratio < 1 / factor))).any(axis=1)
    return found & (doubt == 0)
