"""Calls of functions as Excel hands them over, and what plain Python says to the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xltrade.core.errors import ValueNotComputable
from xltrade.formulas.catalogue import CATALOGUE, World


def day(text: str) -> dict[str, str]:
    return {"date": text}


PLANTED = "berglunds"
"""Part of the name of a customer in the workbook."""
CALLS: list[tuple[str, list[Any]]] = [
    ("COMMISSION", [1500000]),
    ("COMMISSION", [[[1500000]]]),
    ("COMMISSION", [500000, 1000000]),
    ("COMMISSION", [1500000, 0, "全额按档"]),
    ("COMMISSION", [[[600000], [None], [1000000]]]),
    ("COMMISSION", [None]),
    ("COMMISSION", ["约500"]),
    ("COMMISSION", [5, "missing", "missing"]),
    ("COMMISSIONAT", [1500000, day("2026-03-31")]),
    ("GRADE", ["明确"]),
    ("GRADE", [[["clear"], ["犹豫"], [None]]]),
    ("GRADE", ["xx"]),
    ("GRADE", [None, "detailed", True, True]),
    ("NEXTFOLLOWUP", ["A", day("2026-03-02")]),
    ("NEXTFOLLOWUP", ["B", [[day("2026-03-02T10:30")], [None]]]),
    ("NEXTFOLLOWUP", ["Z", day("2026-03-02")]),
    ("SHARES", [100, [[1], [1], [1]]]),
    ("SCORECARD", [[[90], [80]], [[100], [100]], [[60], [40]]]),
    ("WORKHOURS", [day("2026-03-02T11:00"), day("2026-03-02T14:30")]),
    ("WORKHOURS", [day("2026-03-02"), day("2026-03-01")]),
    ("REPLYSTATUS", [day("2026-03-02T09:00"), day("2026-03-02T10:00"), "传真"]),
    ("TENUREQUARTER", [day("2026-01-31"), day("2026-04-30")]),
    ("TOCNY", [1000, "USD", day("2026-11-02")]),
    ("TOCNY", [1000, "USD", day("2020-01-01")]),
    ("FXRATE", ["EUR", day("2026-11-02")]),
    ("TOCNYAT", [1000, "USD", day("2026-11-02"), day("2026-11-30")]),
    ("FXRATEAT", ["EUR", day("2026-11-02"), day("2026-11-30")]),
    ("EXPLAIN", [[[1500000]]]),
    ("EXPLAIN", [-1500000, 2000000]),
    ("EXPLAIN", [None]),
    ("EXPLAIN", [[[1], [2]]]),
    ("EXPLAIN", ["约500", "missing"]),
    ("FINDCUSTOMER", [[[PLANTED]]]),
    ("FINDCUSTOMER", ["Zeta 9 GmbH"]),
    ("FINDCUSTOMER", [None]),
]


def plainly(function: str, args: list[Any], given: World) -> Any:
    """The plain Python function on the same values, as a cell shows them."""

    def python(v: Any) -> Any:
        if isinstance(v, list):
            return [[python(x) for x in row] for row in v]
        return dt.datetime.fromisoformat(v["date"]) if isinstance(v, dict) else None if v == "missing" else v

    def shown(v: Any) -> Any:
        if isinstance(v, list):
            return [shown(x) for x in v]
        if isinstance(v, dt.date):
            return dt.datetime(v.year, v.month, v.day).isoformat()
        return "" if v is None else v

    values = [python(a) for a in args if a != "missing"]
    one = [v[0][0] if isinstance(v, list) and len(v) == 1 and len(v[0]) == 1 else v for v in values]
    try:
        made = CATALOGUE[function].answer(one, given)
        return "" if made == [] else shown(made)
    except ValueNotComputable:
        return "error"
