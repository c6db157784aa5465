"""What is outstanding, order by order and by age."""

from __future__ import annotations

import pandas as pd

from xltrade.computed import orders
from xltrade.core.dtypes import Frame, typed
from xltrade.core.rounding import unit_array
from xltrade.declared import tables
from xltrade.rules.policy import Policy

FIRST_BUCKET = 2


def listed(signed: Frame, policy: Policy) -> Frame:
    """The orders of everybody that owe money, the most overdue first, then by due date, those without one last.

    signed: the consolidated orders with their computed columns; cancelled and overpaid ones stay out.
    """
    owing = signed[(signed["outstanding"] > 0) & ~signed["stage"].eq("cancelled")]
    owing = owing.assign(
        credit_state=owing["credit_warning"],
        late=owing["overdue_days"].fillna(0.0),
        bucket=orders.bucket(owing["overdue_days"], owing["payment_due"].notna(), policy),
    )
    owing = owing.sort_values(
        ["late", "payment_due", "owner", "id"], ascending=[False, True, True, True], kind="stable"
    )
    return pd.DataFrame(
        {
            c.key: typed(owing[c.key].astype("object").where(owing[c.key].notna(), None).tolist(), c)
            for c in tables.RECEIVABLES.columns
        }
    )


def yuan(money: pd.Series) -> float:
    """The exact sum of a money column in yuan, added up in fen."""
    return int(unit_array(money.to_numpy(dtype="float64"), 100).sum()) / 100
