"""What a receipt counts for commission (R004, R048)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xltrade.core.rounding import Ints, unit_array
from xltrade.rules import fx
from xltrade.rules.policy import Policy


def bases(
    currency: NDArray[np.object_],
    day: Ints,
    kind: NDArray[np.object_],
    amount: NDArray[np.float64],
    fee: NDArray[np.float64],
    policy: Policy,
    *,
    every_kind: bool = False,
) -> Ints:
    """What each receipt counts for commission, fen in CNY; 0 where it does not count or has no rate. Shape (n,).

    fee: the bank's, 0 where there is none; every_kind: sample fees and the like count too, for a plan without the step
    `exclusions`.
    """
    rates = fx.rate(currency, day, policy)
    earning = np.array([k in policy.counted_kinds for k in kind.tolist()], dtype=bool) | every_kind
    earning &= ~((policy["refund"] == "ignore") & (amount < 0))
    net = amount - fee if policy["deduct_bank_fee"] == "yes" else amount
    return np.where(earning & (rates > 0), fx.to_fen(unit_array(net), rates), 0)
