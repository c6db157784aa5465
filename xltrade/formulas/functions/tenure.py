"""TENUREQUARTER: quarters by anniversary day."""

from __future__ import annotations

from typing import Any

from xltrade.core.schema import Param
from xltrade.formulas.arguments import each
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import tenure
from xltrade.rules.policy import Policy

_MONTHS = "((YEAR({on})-YEAR({hired}))*12+MONTH({on})-MONTH({hired}))"
_TENUREQUARTER = (
    'IF(OR({hired}="",{on}=""),"",IF(INT({on})<INT({hired}),NA(),'
    f"INT(({_MONTHS}-(EDATE({{hired}},{_MONTHS})>INT({{on}})))/3)+1))"
)


@excel(
    Function(
        "TENUREQUARTER",
        (Param("hired", "入职日期", "hire date", "date"), Param("on", "日期", "a date", "date")),
        "integer",
        "入职第几个季度：每满三个月加一。",
        "Tenure quarter on a date: 1 for the first three months.",
        ("R003", "R007"),
        _TENUREQUARTER,
        example="=TENUREQUARTER(DATE(2026,1,31),DATE(2026,4,30))",
    )
)
def TENUREQUARTER(hired: Any, on: Any, *, policy: Policy | None = None) -> Any:
    """Tenure quarter by anniversary day, from 1 (R003, R007); 31 Jan + 1 month = 28 or 29 Feb.

    None where one is blank; XltradeError before the hire date.

    >>> from datetime import date
    >>> TENUREQUARTER(date(2026, 1, 31), date(2026, 4, 29)), TENUREQUARTER(date(2026, 1, 31), date(2026, 4, 30))
    (1, 2)
    """

    def rule(hires: Any, days: Any) -> Any:
        return tenure.quarter(hires, days).tolist()

    return each("TENUREQUARTER", (hired, on), rule)
