"""Amounts cut into tiers: what lies in each, by starts and one boundary rule (R045)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xltrade.core.rounding import Ints


def marginal(total: Ints, starts: Ints, steps: Ints) -> Ints:
    """Sum over tiers of (total above the start) * step; the first tier also holds negative totals.

    total (n,) units; starts (k,) ascending from 0, units; steps (k,) = rate less the rate below. Units * units.
    """
    above = total[:, None] - starts[None, :]
    above[:, 1:] = np.maximum(above[:, 1:], 0)
    return (above * steps[None, :]).sum(axis=1)


def whole(total: Ints, starts: Ints, steps: Ints, boundary: str) -> Ints:
    """total * rate of the tier it reaches; on a start: "upper" = the tier below, "lower" = the tier above."""
    return total * (reached(total, starts, boundary) * steps[None, :]).sum(axis=1)


def reached(total: Ints, starts: Ints, boundary: str) -> NDArray[np.bool_]:
    """Which tiers each total reaches, shape (n, k); the first one always."""
    found = total[:, None] > starts[None, :] if boundary == "upper" else total[:, None] >= starts[None, :]
    found[:, 0] = True
    return found


def within(total: Ints, starts: Ints, mode: str, boundary: str) -> Ints:
    """How much of each total stands in each tier, units (n, k); the tiers of a total sum to it.

    mode: "marginal" = cut at the starts, a negative total in the first tier; "whole" = all in the tier it reaches.

    >>> within(np.array([15, -5]), np.array([0, 10, 50]), "marginal", "upper").tolist()
    [[10, 5, 0], [-5, 0, 0]]
    """
    if mode == "marginal":
        above = total[:, None] - starts[None, :]
        above[:, 1:] = np.maximum(above[:, 1:], 0)
    else:
        above = reached(total, starts, boundary) * total[:, None]
    return above - np.append(above[:, 1:], np.zeros((len(total), 1), np.int64), axis=1)
