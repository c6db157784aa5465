"""Commission on money received (R044–R046, R205): tiers, marginal or whole, exact to the fen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.policy import Policy
from xltrade.scales import UNIT, Ints, half_up, marginal, whole


def earned(total: Ints, mode: str, policy: Policy) -> Ints:
    """Commission of a period's `total` (n,) units, in fen: rounded half up once, to the policy's step."""
    starts, steps = policy.tier_starts, policy.tier_steps
    exact = marginal(total, starts, steps) if mode == "marginal" else whole(total, starts, steps,
                                                                           str(policy["tier_boundary"]))
    step_fen = policy.rounding_fen
    return half_up(exact, UNIT * UNIT // 100 * step_fen) * step_fen


def commission(amount: Ints, prior: Ints, mode: str, policy: Policy) -> Ints:
    """Commission in fen of `amount` on top of `prior` (units, shape (n,)): parts of a period sum to the whole."""
    return earned(prior + amount, mode, policy) - earned(prior, mode, policy)


def slices(total: Ints, mode: str, policy: Policy) -> Ints:
    """How much of each total lies in each tier, units, shape (n, tiers): its slice, or all of it in the tier reached.

    Times the tiers' rates the row sums to the exact commission, in either mode (R211).
    """
    starts, size = policy.tier_starts, policy.tier_starts.size
    only = np.eye(size, dtype=np.int64) - np.eye(size, k=1, dtype=np.int64)  # steps of a rate of 1 in one tier alone
    return np.stack([marginal(total, starts, steps) if mode == "marginal" else
                     whole(total, starts, steps, str(policy["tier_boundary"])) for steps in only], axis=1)


def prior(base_fen: Ints, period: pd.Series, order: pd.Series) -> Ints:
    """For each receipt the base (fen) of the same period that comes before it in `order`; shape (n,)."""
    ranked = pd.DataFrame({"base": base_fen, "period": period.to_numpy(), "order": order.to_numpy()})
    ranked = ranked.sort_values("order", kind="stable")
    before = ranked.groupby("period", sort=False, dropna=False)["base"].cumsum() - ranked["base"]
    return before.sort_index().to_numpy(dtype=np.int64)
