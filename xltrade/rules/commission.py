"""Commission on money received (R044–R046, R205): tiers, marginal or whole, exact to the fen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.core.rounding import RATE, UNIT, Ints, half_up, wide
from xltrade.core.tiers import marginal, whole, within
from xltrade.rules.policy import Policy


def earned(total: Ints, mode: str, policy: Policy) -> Ints:
    """Commission of a period's `total` (n,) units, in fen: rounded half up once, to the policy's step."""
    starts, steps, total = policy.tier_starts, policy.tier_steps, wide(total, 2 * RATE)
    exact = (
        marginal(total, starts, steps)
        if mode == "marginal"
        else whole(total, starts, steps, str(policy["tier_boundary"]))
    )
    return _rounded(exact, policy)


def _rounded(exact: Ints, policy: Policy) -> Ints:
    """Units * rates as fen, half up to the policy's step."""
    step_fen = policy.rounding_fen
    return half_up(exact, UNIT * RATE // 100 * step_fen) * step_fen


def commission(amount: Ints, prior: Ints, mode: str, policy: Policy) -> Ints:
    """Commission in fen of `amount` on top of `prior` (units, shape (n,)): parts of a period sum to the whole."""
    return earned(prior + amount, mode, policy) - earned(prior, mode, policy)


def explained(amount: int, prior: int, mode: str, policy: Policy) -> tuple[Ints, Ints]:
    """What each tier holds of `amount` (units) and its commission (fen), shape (k,): they sum to both, exactly (R211).

    A tier's commission is what is earned up to its end less what is earned up to its start, each rounded as
    `commission` rounds; so the tiers sum to it whatever the step. Under "whole" the tier that earlier receipts leave
    stands with a minus.
    """
    held = within(np.array([prior + amount, prior]), policy.tier_starts, mode, str(policy["tier_boundary"]))
    through = _rounded(np.cumsum(wide(held, 2 * RATE) * policy.tier_rates, axis=1), policy)
    return held[0] - held[1], np.diff(through[0] - through[1], prepend=0)


def prior(base_fen: Ints, period: pd.Series, order: pd.Series) -> Ints:
    """For each receipt the base (fen) of the same period that comes before it in `order`; shape (n,)."""
    ranked = pd.DataFrame({"base": base_fen, "period": period.to_numpy(), "order": order.to_numpy()})
    ranked = ranked.sort_values("order", kind="stable")
    before = ranked.groupby("period", sort=False, dropna=False)["base"].cumsum() - ranked["base"]
    return before.sort_index().to_numpy(dtype=np.int64)
