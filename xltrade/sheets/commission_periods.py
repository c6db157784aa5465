"""The periods that 提成 shows: today's, and before each the one that ended on the day before it began (R042, R212).

Each is what the policy of its last calendar quarter says a period is, so that a changed `tier_period` renames no older
one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.days import quarter_label, to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.rules import tenure
from xltrade.rules.policy import Policy
from xltrade.sheets.addresses import address
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.next_tier import DAY_COL, PAY_ROW, START_COL

PAY_SETTINGS = ("tier_mode", "tier_boundary", "tier_period", "deduct_bank_fee", "fx", "refund", "rounding")
"""The settings that decide a commission, besides the tiers."""
_OF_A_SUM = ("tiers", "tier_mode", "tier_boundary", "rounding")
"""What makes another commission of the same base."""


@dataclass(frozen=True)
class Period:
    """A period: its label, its first day, a day in it (today or its last) and the day whose policy counts.

    label, start: blank and None where there is none, such as before the hire date.
    """

    label: str
    start: pd.Timestamp | None
    day: dt.date
    on: pd.Timestamp

    def policy(self, context: Context) -> Policy:
        """The policy of the period; today's where no tiers held then, and the cells show errors."""
        on = to_day(self.on.date())
        return context.policy.of_day(on) if context.policy.tiers.complete(on) else context.policy


def periods(context: Context) -> list[Period]:
    """The last periods, today's first."""
    made = [_period(context.today, context)]
    while len(made) < PERIODS:
        start = made[-1].start
        if start is None:
            made.append(Period("", None, context.today, pd.Timestamp(context.today)))
        else:
            made.append(_period((start - pd.Timedelta(days=1)).date(), context))
    return made


def _period(day: dt.date, context: Context) -> Period:
    on = min(pd.Timestamp(context.today), pd.Timestamp(day).to_period("Q").end_time.normalize())
    label, start = _named(day, str(context.policy.of_day(to_day(on.date()))["tier_period"]), context)
    return Period(label, start, day, on)


def _named(day: dt.date, mode: str, context: Context) -> tuple[str, pd.Timestamp | None]:
    if mode == "year_to_date":
        return str(day.year), pd.Timestamp(day.year, 1, 1)
    if mode == "calendar_quarter":
        return quarter_label(day), pd.Timestamp(day).to_period("Q").start_time
    hired = context.hired.get("")
    if hired is None or day < hired:
        return "", None
    first = np.array([to_day(hired)])
    number = int(tenure.quarter(first, np.array([to_day(day)]))[0])
    return f"T{number}", pd.Timestamp(to_date(int(tenure.add_months(first, np.array([3 * number - 3]))[0])))


# ── the same in cells ─────────────────────────────────────────────────────────────────────────────────────────────


def day_cell(back: int) -> str:
    """A day in the period `back` periods before today's: today, or its last."""
    return "as_of" if back == 0 else f"({address(PAY_ROW + back - 1, START_COL)}-1)"


def label(back: int) -> str:
    """The label of a period as a template."""
    day, on, start = day_cell(back), address(PAY_ROW + back, DAY_COL), address(PAY_ROW + back, START_COL)
    return (
        f'IF({start}="","",IF({_mode("year_to_date", on)},YEAR({day})&"",IF({_mode("tenure_quarter", on)},'
        f'"T"&TENUREQUARTER($s(hired),{day}),YEAR({day})&"Q"&INT((MONTH({day})+2)/3))))'
    )


def start(back: int) -> str:
    """Its first day."""
    day, on = day_cell(back), address(PAY_ROW + back, DAY_COL)
    made = (
        f"IF({_mode('year_to_date', on)},DATE(YEAR({day}),1,1),IF({_mode('tenure_quarter', on)},"
        f'IFERROR(EDATE($s(hired),3*(TENUREQUARTER($s(hired),{day})-1)),""),'
        f"DATE(YEAR({day}),3*INT((MONTH({day})+2)/3)-2,1)))"
    )
    return made if back == 0 else f'IF({address(PAY_ROW + back - 1, START_COL)}="","",{made})'


def policy_day(back: int) -> str:
    """The day whose tiers and policy count for it: the last of its last calendar quarter, today while that runs."""
    if back == 0:
        return "as_of"
    return f'IF({address(PAY_ROW + back - 1, START_COL)}="",as_of,MIN(as_of,{_quarter_end(day_cell(back))}))'


def _mode(mode: str, on: str) -> str:
    return f"$pis(tier_period;{mode};{on})"


def _quarter_end(day: str) -> str:
    return f"EOMONTH(DATE(YEAR({day}),3*INT((MONTH({day})+2)/3),1),0)"


# ── since when the terms are as they are ──────────────────────────────────────────────────────────────────────────


def effective(key: str, day: str = "as_of") -> str:
    """The day since which a setting is as it was on a day, as a template; `tiers` for the tiers."""
    table, mask = ("tiers", "") if key == "tiers" else ("policy", f'(policy[key]="{key}")*')
    return f"SUMPRODUCT(MAX({mask}({table}[effective_from]<={day})*{table}[effective_from]))"


def effective_day(made: Mapping[str, Frame], key: str, day: dt.date) -> pd.Timestamp:
    """The value of `effective`."""
    rows = made["tiers"] if key == "tiers" else made["policy"][made["policy"]["key"].eq(key)]
    since = rows["effective_from"]
    return pd.Timestamp(since[since <= pd.Timestamp(day)].max())


def is_mixed(back: int) -> str:
    """Whether receipts of a period follow terms of before a change within it: a year or tenure quarter has several."""
    row = PAY_ROW + back
    period, on, first = (address(row, c) for c in (0, DAY_COL, START_COL))
    changed = f"MAX({','.join(effective(k, on) for k in _OF_A_SUM)})"
    return (
        f'OR(COUNTIFS(receipts[period],{period},receipts[tiers_on],"<"&{changed})>0,'
        f"{effective('tier_period', on)}>{_quarter_end(f'N({first})')})"
    )


def mixed(receipts: Frame, period: Period, made: Mapping[str, Frame]) -> bool:
    """The value of `is_mixed`."""
    changed = max(effective_day(made, k, period.on.date()) for k in _OF_A_SUM)
    here = receipts.loc[receipts["period"].eq(period.label), "tiers_on"] if period.label else receipts["tiers_on"][:0]
    renamed = period.start is None or (
        effective_day(made, "tier_period", period.on.date()) > period.start.to_period("Q").end_time.normalize()
    )
    return renamed or bool((here < changed).any())


def latest(made: Mapping[str, Frame], keys: Sequence[str], day: dt.date) -> pd.Timestamp:
    """The last day up to one on which any of these settings changed."""
    return max(effective_day(made, k, day) for k in keys)
