"""WORKHOURS and REPLYSTATUS: the working clock."""

from __future__ import annotations

from typing import Any

from xltrade.core.schema import Lang, Param
from xltrade.declared import choices
from xltrade.formulas.arguments import each, in_policy
from xltrade.formulas.catalogue import Function, excel
from xltrade.rules import reply
from xltrade.rules.policy import Policy


def _worked_days(first: str, last: str) -> str:
    made_up = f"SUMPRODUCT((holidays[on]>={first})*(holidays[on]<={last}))"
    if first == last:
        made_up = f"COUNTIF(holidays[on],{first})"
    return f"(NETWORKDAYS.INTL({first},{last},INDEX(worktime[rest],1),holidays[off])+{made_up})"


_FROM, _UNTIL = "ROUND(worktime[start]*86400,0)", "ROUND(worktime[end]*86400,0)"


def _inside(moment: str) -> str:
    """Seconds worked on the day up to the moment: how far the moment is into each block, 0 to its length."""
    second = f"ROUND(MOD({moment},1)*86400,0)"
    return f"SUMPRODUCT({_UNTIL}-{_FROM}+ABS({second}-{_FROM})-ABS({second}-{_UNTIL}))/2"


_DAYS = [
    _worked_days(f"INT({a})", f"INT({b})")
    for a, b in (("{start}", "{end}"), ("{end}", "{end}"), ("{start}", "{start}"))
]
_WORKHOURS = (
    'IF(OR({start}="",{end}=""),"",IF(OR({end}<{start},INT({end})>INDEX(worktime[until],1)),NA(),'
    f"(({_DAYS[0]}-{_DAYS[1]})*SUMPRODUCT({_UNTIL}-{_FROM})+{_DAYS[1]}*{_inside('{end}')}"
    f"-{_DAYS[2]}*{_inside('{start}')})/3600))"
)


@excel(
    Function(
        "WORKHOURS",
        (Param("start", "开始时间", "start", "datetime"), Param("end", "结束时间", "end", "datetime")),
        "number",
        "两个时间之间的工作小时数（扣除午休、休息日和节假日）。",
        "Working hours between two moments.",
        ("R050", "R051", "R052", "R099"),
        _WORKHOURS,
        example="=WORKHOURS(B5,C5)",
    )
)
def WORKHOURS(start: Any, end: Any, *, policy: Policy | None = None) -> Any:
    """Hours of the working clock between two moments (R050–R053), lunch, rest days and holidays left out.

    None where one is blank; XltradeError when end is before start, or after the last year whose holidays are known.

    >>> from datetime import datetime
    >>> WORKHOURS(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 14, 30))
    2.5
    """

    def rule(starts: Any, ends: Any) -> Any:
        return reply.hours(starts, ends, "working", in_policy(policy)).tolist()

    return each("WORKHOURS", (start, end), rule)


_CHANNEL = (
    'IF({channel}="",MATCH("' + reply.DEFAULT + '",channels[channel],0),'
    "IFERROR(MATCH({channel},channels[zh],0),IFERROR(MATCH({channel},channels[en],0),MATCH({channel},channels[channel],0))))"
)


def _within(which: str) -> str:
    return (
        f"(IF($is(INDEX(channels[{which}_clock],{_CHANNEL});clock.working),WORKHOURS({{received}},{{replied}}),"
        f"ROUND(({{replied}}-{{received}})*86400,0)/3600)<=INDEX(channels[{which}_hours],{_CHANNEL}))"
    )


_REPLYSTATUS = (
    'IF(OR({received}="",{replied}=""),"",IF({replied}<{received},NA(),'
    f'IF({_within("limit")},IF(INDEX(channels[target_hours],{_CHANNEL})="",$label(reply.in_time),'
    f"IF({_within('target')},$label(reply.on_target),$label(reply.in_time))),$label(reply.late))))"
)


@excel(
    Function(
        "REPLYSTATUS",
        (
            Param("received", "收到时间", "received", "datetime"),
            Param("replied", "回复时间", "replied", "datetime"),
            Param("channel", "渠道；空 = 邮件", "channel; blank = e-mail", "text", '""'),
        ),
        "text",
        "回复是否及时：达标（2 小时工作时间内）、按时（时限内）、超时。",
        "Reply status: on target, in time or late.",
        ("R099", "R100", "R134"),
        _REPLYSTATUS,
        example='=REPLYSTATUS(B5,C5,"传真")',
    )
)
def REPLYSTATUS(
    received: Any, replied: Any, channel: Any = None, *, policy: Policy | None = None, lang: Lang = "zh"
) -> Any:
    """达标 / 按时 / 超时 (on target / in time / late with lang="en") of an answer (R099, R100, R134).

    None where a moment is blank; XltradeError for an unknown channel or an answer before the question.

    >>> from datetime import datetime
    >>> REPLYSTATUS(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10))
    '达标'
    >>> REPLYSTATUS("2026-3-2 9:00", "2026-3-4", lang="en")
    'late'
    """

    def rule(starts: Any, ends: Any, channels: Any) -> Any:
        found = reply.status(starts, ends, channels, in_policy(policy))
        return [choices.REPLY.label(s, lang) for s in found.tolist()]

    return each("REPLYSTATUS", (received, replied, channel), rule)
