"""The line that says where the calendar of a workbook is not to be relied upon."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.days import to_date
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.sheets.cards import Said

_ENDED = (Words("⚠ 节假日表只到 ", "⚠ Holidays ends with "), Words(" 年，请更新工作簿。", "; renew this workbook."))
_SOON = (
    Words("⚠ 放假安排未公布：", "⚠ Not announced yet: "),
    Words(" 天内有 ", " days hold "),
    Words(" 个节假日是法定或推测的，约定前请核对。", " holidays by law or guessed; check before you promise one."),
)
_UNTIL = "INDEX(worktime[until],1)"
_BASES = ("law", "guess")


def calendar_notice(holidays: Frame, context: Context) -> Said:
    """Template and text: the calendar has ended, or days not announced yet are near (R053); "" in most of the year."""
    texts = [w.text(context.lang) for w in (*_ENDED, *_SOON)]
    return _template(texts, context.lang), _text(texts, holidays, context)


def _template(texts: list[str], lang: Lang) -> str:
    ended, renew, soon, within, check = (f'"{t}"' for t in texts)
    near = "+".join(
        f'COUNTIFS(holidays[date],">="&as_of,holidays[date],"<="&(as_of+$p(holiday_notice_days)),'
        f"holidays[basis],$label(day_basis.{basis}))"
        for basis in _BASES
    )
    return (
        f"IF(as_of>{_UNTIL},{ended}&YEAR({_UNTIL})&{renew},"
        f'IF({near}=0,"",{soon}&$p(holiday_notice_days)&{within}&({near})&{check}))'
    )


def _text(texts: list[str], holidays: Frame, context: Context) -> str:
    ended, renew, soon, within, check = texts
    last, reach = context.policy.calendar.last, float(context.policy["holiday_notice_days"])
    if context.day > last:
        return f"{ended}{to_date(last).year}{renew}"
    ahead = (holidays["date"] - pd.Timestamp(context.today)).dt.days
    near = int((holidays["basis"].isin(_BASES) & (ahead >= 0) & (ahead <= reach)).sum())
    return f"{soon}{reach:g}{within}{near}{check}" if near else ""
