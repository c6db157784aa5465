"""How far inquiries came, and where they stop."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from xltrade.computed.periods import Period
from xltrade.computed.reviews import TOP
from xltrade.core.dtypes import Frame

STEPS = (1, 2, 3, 4)
"""How far an inquiry comes: received, answered, quoted, ordered."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Inquiries that reached each step, and those lost; rates from each step to the next (None = nothing to divide)."""

    counts: tuple[int, ...]
    lost: int

    @property
    def rates(self) -> tuple[float | None, ...]:
        return tuple(b / a if a else None for a, b in zip(self.counts, self.counts[1:], strict=False))

    @property
    def bottleneck(self) -> int | None:
        """The position of the lowest rate, the first of equals (R233); None where nothing got stuck."""
        known = [r for r in self.rates if r is not None]
        return self.rates.index(min(known)) if known and min(known) < 1 else None


def funnel(inquiries: Frame) -> Funnel:
    """The funnel of these inquiries."""
    step = inquiries["step"].to_numpy()
    return Funnel(tuple(int((step >= s).sum()) for s in STEPS), int(inquiries["result"].eq("lost").sum()))


def received(inquiries: Frame, at: Period) -> Frame:
    """The inquiries received in a period."""
    return inquiries[(inquiries["received"] >= at.start) & (inquiries["received"] < at.end)]


def commonest(values: pd.Series, count: int = TOP) -> list[str]:
    """The most frequent values, most first, equals by name; blanks aside."""
    counts = values.dropna().value_counts()
    return sorted(counts.index.tolist(), key=lambda v: (-int(counts[v]), str(v)))[:count]
