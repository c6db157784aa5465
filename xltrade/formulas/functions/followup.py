"""NEXTFOLLOWUP: the date of the next contact."""

from __future__ import annotations

from typing import Any

from xltrade.core.days import to_date
from xltrade.core.schema import Param
from xltrade.formulas.arguments import each, in_policy
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import followup
from xltrade.rules.policy import Policy


def _next(day: str) -> str:
    """The first working day on or after `day`; a make-up day on a weekly rest day counts."""
    return (
        f"MIN(WORKDAY.INTL({day}-1,1,INDEX(worktime[rest],1),holidays[off]),"
        f"SUMPRODUCT(MIN(holidays[on]+(holidays[on]<{day})*1000000)))"
    )


def previous_workday(day: str) -> str:
    """The last working day on or before `day`, as formula text; a make-up day counts."""
    return (
        f"MAX(WORKDAY.INTL({day}+1,-1,INDEX(worktime[rest],1),holidays[off]),"
        f"SUMPRODUCT(MAX((holidays[on]<={day})*holidays[on])))"
    )


_BASE = 'INT(IF({last_contact}<>"",{last_contact},{created}))'
_RULE_ROW = "MATCH({grade},grades[in_force],0)"
_FLOOR = "IF(ISNUMBER($p(floor_days)),$p(floor_days),1000000)"
_RAW = f"(INT({{last_contact}})+MIN(INDEX(grades[days],{_RULE_ROW}),{_FLOOR}))"
_CADENCE = f"IF($is(INDEX(grades[roll],{_RULE_ROW});roll.previous),{previous_workday(_RAW)},{_next(_RAW)})"
_WEEK_END = previous_workday("(INT({created})-WEEKDAY({created},2)+7)")
_PROMISE = previous_workday("INT({promised})")
_KEPT_PROMISE = f"N({{promised}})>{_BASE}"
_UNTIL = "INDEX(worktime[until],1)"
_DUE = (
    f"MAX({_next(f'({_BASE}+1)')},IF(AND({_KEPT_PROMISE},$pis(promise_rule;promise)),{_PROMISE},"
    f'MIN(IF({{last_contact}}<>"",{_CADENCE},{_WEEK_END}),IF({_KEPT_PROMISE},{_PROMISE},1000000))))'
)
_NEXTFOLLOWUP = (
    'IF(OR(AND({last_contact}="",{created}=""),AND({last_contact}<>"",{grade}="")),"",'
    f"{_UNTIL}-ROUND(SQRT({_UNTIL}-{_DUE})^2,0))"
)
"""The root of what is below 0 is an error: of a day whose holidays are not known yet. So the day stands there once."""


@excel(
    Function(
        "NEXTFOLLOWUP",
        (
            Param("grade", "客户等级", "customer grade", "text"),
            Param("last_contact", "最近一次联系", "last contact", "date"),
            Param("created", "建档日期（还没联系过时用）", "day of entry, used before the first contact", "date", '""'),
            Param("promised", "和客户约定的下次日期", "date promised to the customer", "date", '""'),
        ),
        "date",
        "下次跟进日期：等级间隔、约定日期和工作日历中该联系的那天。",
        "Next follow-up date from the grade's cadence, the promise and the working calendar.",
        ("R059", "R120", "R121", "R122", "R123", "R127"),
        _NEXTFOLLOWUP,
        example='=NEXTFOLLOWUP("A",DATE(2026,3,2))',
    )
)
def NEXTFOLLOWUP(
    grade: Any, last_contact: Any, created: Any = None, promised: Any = None, *, policy: Policy | None = None
) -> Any:
    """The date of the next follow-up (R053, R059, R120–R123).

    grade: letter; the dates: date, datetime, Excel serial or written date, or blank. Gives a date; None when neither
    last_contact nor created is known, or when a contacted customer has no grade. XltradeError for an unknown grade, and
    for a date after the last year whose holidays are known.

    >>> from datetime import date
    >>> NEXTFOLLOWUP("A", date(2026, 3, 2)), NEXTFOLLOWUP("A", "2026-03-05"), NEXTFOLLOWUP("A", None)
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 7), None)
    """

    def rule(grades: Any, last: Any, entered: Any, promises: Any) -> Any:
        rules = in_policy(policy)
        due = followup.next_followup(grades, last, entered, promises, rules)
        if (due == followup.BEYOND).any():
            raise rules.calendar.beyond()
        return [None if d == followup.NONE else to_date(d) for d in due.tolist()]

    return each("NEXTFOLLOWUP", (grade, last_contact, created, promised), rule, blanks=True)
