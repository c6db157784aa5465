"""What each person gets month by month: base pay, the commission that is due, bonuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from xltrade.computed.people import change_days
from xltrade.core.dtypes import Frame, build
from xltrade.core.errors import PolicyError
from xltrade.core.rounding import whole_half_up
from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.pay.company import Company
from xltrade.pay.firm import Firm
from xltrade.pay.periods import month_of, payout_month
from xltrade.pay.rows import Person, fen_of, number_of
from xltrade.pay.scores import review_period, score
from xltrade.pay.settlements import Settlement, settlements_of
from xltrade.rules.commission_steps import FUND, exact

MONTHS_SHOWN = 6
_DRIVERS = ("alibaba_use", "attitude")
_SAID: dict[str, Words] = {
    "planned": Words("预计 {period}", "planned for {period}"),
    "paid": Words("已发放 {period}", "paid {period}"),
    "unscored": Words("年终奖缺考核：{missing}", "yearly bonus: not scored in {missing}"),
}


def payroll(company: Company, settlements: Frame) -> Frame:
    """One row per person and month: base pay, commission, bonuses, their sum (R041–R043, R047, R049).

    The last months up to this one, and the later ones in which a confirmed commission is due.
    """
    firm = company.firm
    due = _due(firm, [s for s in settlements_of(settlements) if s.frozen and s.account != FUND])
    this = pd.Period(firm.today, freq="M")
    months = sorted(
        {*(str(this - back) for back in range(MONTHS_SHOWN)), *(m for m, _ in due if m > str(this - MONTHS_SHOWN))}
    )
    rows = [_month(company, m, p, due.get((m, p.id), [])) for m in reversed(months) for p in firm.staff]
    return build(tables.PAYROLL, [r for r in rows if r])


def _due(firm: Firm, settled: Iterable[Settlement]) -> dict[tuple[str, str], list[Settlement]]:
    """(Month, person) -> the settlements paid or due in it."""
    found: dict[tuple[str, str], list[Settlement]] = {}
    for row in settled:
        half = firm.policy(row.period)["payout"] == "half_year"
        paid = row.paid if row.status == "paid" else None
        month = month_of(paid) if paid is not None else payout_month(row.period, half)
        found.setdefault((month, row.account), []).append(row)
    return found


def _month(company: Company, month: str, person: Person, settled: list[Settlement]) -> dict[str, object] | None:
    """A person's month as a row of Payroll; None where they were not there and nothing is due."""
    firm, whole = company.firm, pd.Period(month, freq="M")
    start, end = whole.start_time.date(), whole.end_time.date()
    there = person.there(start, end)
    if not there and not settled:
        return None
    bonus, lacking = annual_bonus(firm, person, end.year) if end.month == 12 and there else (None, [])
    sums = {
        "base_salary": _base(company, person, start, end) if there else None,
        "commission": sum(fen_of(s.commission) for s in settled),
        "bonus": sum(fen_of(s.bonus) for s in settled if s.bonus_reason),
        "annual_bonus": bonus,
    }
    return {
        "month": start,
        "person_id": person.id,
        "name": person.name,
        **{k: fen / 100 if fen else None for k, fen in sums.items()},
        "bonus_reason": "; ".join(s.bonus_reason for s in settled if fen_of(s.bonus) and s.bonus_reason),
        "total": sum(fen or 0 for fen in sums.values()) / 100,
        "settlements": ", ".join(str(s.id) for s in settled) or None,
        "note": "; ".join([*_states(firm, settled), *_lacking(firm, lacking)]) or None,
    }


def _base(company: Company, person: Person, start: dt.date, end: dt.date) -> int | None:
    """Base pay of a month in fen, each day of it by what held then: the person's own, else the policy's (R041).

    3,000 yuan and from the 16th of a June on 3,600 are 330,000 fen. Days before the hire
    date and after the leave date do not count (`pool_days`). None without a policy then.
    """
    firm = company.firm
    edges, whole = sorted({start, *_base_days(company, person, start, end)}), (end - start).days + 1
    by_days, paid = _by_days(firm, end), Fraction(0)
    for day, after in pairwise([*edges, end + dt.timedelta(days=1)]):
        pay = _base_on(firm, person.id, day)
        if pay is None:
            return None
        paid += pay * (person.days(day, after - dt.timedelta(days=1)) if by_days else (after - day).days)
    return whole_half_up(paid / whole)


def _by_days(firm: Firm, end: dt.date) -> bool:
    """Whether who comes or goes within a month gets its base pay by the days there."""
    try:
        return firm.policy_on(end)["pool_days"] == "yes"
    except PolicyError:
        return True


def _base_days(company: Company, person: Person, start: dt.date, end: dt.date) -> set[dt.date]:
    """The days within a month on which the base pay of a person may change: their own rows and the policy's."""
    rows, team = company.shared["policy"], company.team
    own = {c.since for c in team.changes if team.person(c.person) == person.id and start < c.since <= end}
    return own | change_days(rows[rows["key"].eq("base_salary")], start, end)


def _base_on(firm: Firm, person: str, day: dt.date) -> int | None:
    """A month's base pay as it is on a day, in fen."""
    then = next(p for p in firm.team.on(day) if p.id == person)
    if then.base_salary is not None:
        return fen_of(then.base_salary)
    try:
        return fen_of(number_of(firm.policy_on(day)["base_salary"]))
    except PolicyError:
        return None


def _states(firm: Firm, settled: Iterable[Settlement]) -> list[str]:
    return [_SAID["paid" if s.status == "paid" else "planned"].text(firm.lang).format(period=s.period) for s in settled]


def _lacking(firm: Firm, quarters: list[str]) -> list[str]:
    return [_SAID["unscored"].text(firm.lang).format(missing=", ".join(quarters))] if quarters else []


def annual_bonus(firm: Firm, person: Person, year: int) -> tuple[int | None, list[str]]:
    """Base × mean of the quarters' (Alibaba use + attitude) / 2 / 100 in fen, and the quarters not scored (R049).

    5,000 yuan with 80 and 90 in each quarter are 425,000 fen. Quarters in which no review of the person ends are left
    out; with one not scored there is no bonus yet. None without a base (R043).
    """
    if person.bonus_base is None:
        return None, []
    found = {q: score(firm, person.id, q) for q in (f"{year}Q{n}" for n in range(1, 5))}
    means = {q: s.dimensions if s else {} for q, s in found.items() if s or review_period(firm, person.id, q)}
    lacking = [q for q, m in means.items() if not all(d in m for d in _DRIVERS)]
    if lacking or not means:
        return None, lacking
    scores = [sum((exact(m[d]) for d in _DRIVERS), Fraction(0)) / 2 for m in means.values()]
    return whole_half_up(fen_of(person.bonus_base) * sum(scores, Fraction(0)) / len(scores) / 100), []
