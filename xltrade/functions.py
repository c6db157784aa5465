"""The public functions: `from xltrade.functions import COMMISSION`; names, order and defaults as in Excel."""

from xltrade.formulas.functions import (
    COMMISSION,
    EXPLAIN,
    FINDCUSTOMER,
    FXRATE,
    GRADE,
    NEXTFOLLOWUP,
    REPLYSTATUS,
    SCORECARD,
    SHARES,
    TENUREQUARTER,
    TOCNY,
    WORKHOURS,
)

__all__ = [
    "COMMISSION",
    "EXPLAIN",
    "FINDCUSTOMER",
    "FXRATE",
    "GRADE",
    "NEXTFOLLOWUP",
    "REPLYSTATUS",
    "SCORECARD",
    "SHARES",
    "TENUREQUARTER",
    "TOCNY",
    "WORKHOURS",
]
