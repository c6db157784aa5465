"""What follows from the settlements: the payroll by month, the yearly bonus, the ledger of the team fund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from xltrade import choices as ch
from xltrade import tables
from xltrade.earnings import Firm, bounds, dimension_means, quarter
from xltrade.errors import PolicyError
from xltrade.frames import Frame, build, records
from xltrade.rules.plan import FUND, exact
from xltrade.scales import whole_half_up
from xltrade.settle import FROZEN, Row, account_of, fen_of
from xltrade.sheets import Words

MONTHS_SHOWN = 6
_DRIVERS = ("alibaba_use", "attitude")
_SAID: dict[str, Words] = {
    "planned": Words("预计 {period}", "planned for {period}"),
    "paid": Words("已发放 {period}", "paid {period}"),
    "unscored": Words("年终奖缺考核：{missing}", "yearly bonus: not scored in {missing}"),
    "withheld": Words("{period} 预留", "Withheld of {period}"),
    "in": Words("预留", "withheld"),
    "out": Words("支出", "spent"),
    "overdrawn": Words("超支", "overdrawn"),
}


def month_of(day: dt.date) -> str:
    """A day's month, such as 2026-03."""
    return f"{day:%Y-%m}"


def payout_month(period: str, half_years: bool) -> str:
    """The month in which a quarter's commission is due: the one after the quarter, or after its half-year (R042).

    >>> payout_month("2026Q1", False), payout_month("2026Q1", True), payout_month("2026Q4", True)
    ('2026-04', '2026-07', '2027-01')
    """
    last = pd.Period(bounds(period)[1], freq="M")
    return str(last + (1 + 3 * (period[-1] in "13") if half_years else 1))


def payroll(firm: Firm, settlements: Frame) -> Frame:
    """One row per person and month: base pay, commission, bonuses, their sum (R041–R043, R047, R049).

    The last months up to this one, and the later ones in which a confirmed commission is due.
    """
    due = _due(firm, [r for r in records(settlements) if r["status"] in FROZEN and account_of(r) != FUND])
    this = pd.Period(firm.today, freq="M")
    months = sorted({*(str(this - back) for back in range(MONTHS_SHOWN)),
                     *(m for m, _ in due if m > str(this - MONTHS_SHOWN))})
    people = records(firm.people)
    rows = [_row(firm, m, p, due.get((m, p["id"]), [])) for m in reversed(months) for p in people]
    return build(tables.PAYROLL, [r for r in rows if r])


def _due(firm: Firm, rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """(Month, person) -> the settlements paid or due in it."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        half = firm.policy(row["period"])["payout"] == "half_year"
        paid = row["paid"] if row["status"] == "paid" else None
        month = month_of(paid) if paid is not None else payout_month(row["period"], half)
        found.setdefault((month, row["person_id"]), []).append(row)
    return found


def _row(firm: Firm, month: str, person: Row, settled: list[Row]) -> Row | None:
    """A person's month; None where they were not there and nothing is due."""
    start, end = (getattr(pd.Period(month, freq="M"), k).date() for k in ("start_time", "end_time"))
    there = (person["hired"] is None or person["hired"].date() <= end) and (
        person["left"] is None or person["left"].date() >= start)
    if not there and not settled:
        return None
    base = _base(firm, person, end) if there else None
    bonus, lacking = annual_bonus(firm, person, end.year) if end.month == 12 and there else (None, [])
    sums = {"base_salary": base, "commission": _sum(settled, "commission"), "bonus": _bonus(settled),
           "annual_bonus": bonus}
    return {"month": start, "person_id": person["id"], "name": person["name"],
            **{k: v / 100 if v else None for k, v in sums.items()},
            "bonus_reason": "; ".join(r["bonus_reason"] for r in settled if fen_of(r["bonus"]) and r["bonus_reason"]),
            "total": sum(v or 0 for v in sums.values()) / 100,
            "settlements": ", ".join(r["id"] for r in settled) or None,
            "note": "; ".join([*_states(firm, settled), *_lacking(firm, lacking)]) or None}


def _sum(rows: Iterable[Row], column: str) -> int:
    return sum(fen_of(r[column]) for r in rows)


def _bonus(rows: Iterable[Row]) -> int:
    return sum(fen_of(r["bonus"]) for r in rows if r["bonus_reason"])


def _base(firm: Firm, person: Row, day: dt.date) -> int | None:
    """Base pay of a month in fen: the person's own, else the policy's at its end (R041); None without a policy then."""
    if person["base_salary"] is not None:
        return fen_of(person["base_salary"])
    try:
        return fen_of(firm.policy(quarter(day))["base_salary"])
    except PolicyError:
        return None


def _states(firm: Firm, settled: Iterable[Row]) -> list[str]:
    return [_SAID["paid" if r["status"] == "paid" else "planned"].text(firm.lang).format(period=r["period"])
            for r in settled]


def _lacking(firm: Firm, quarters: list[str]) -> list[str]:
    return [_SAID["unscored"].text(firm.lang).format(missing=", ".join(quarters))] if quarters else []


def annual_bonus(firm: Firm, person: Mapping[str, Any], year: int) -> tuple[int | None, list[str]]:
    """Base × mean of the quarters' (Alibaba use + attitude) / 2 / 100 in fen, and the quarters not scored (R049).

    Quarters before the hire date are left out; with one not scored there is no bonus yet. None without a base (R043).
    """
    if person["bonus_base"] is None:
        return None, []
    quarters = [q for q in (f"{year}Q{n}" for n in range(1, 5))
                if person["hired"] is None or person["hired"].date() <= bounds(q)[1]]
    means = {q: dimension_means(firm, person["id"], q) for q in quarters}
    lacking = [q for q, m in means.items() if not all(d in m for d in _DRIVERS)]
    if lacking or not quarters:
        return None, lacking
    scores = [sum((exact(m[d]) for d in _DRIVERS), Fraction(0)) / 2 for m in means.values()]
    return whole_half_up(fen_of(person["bonus_base"]) * sum(scores, Fraction(0)) / len(scores) / 100), []


def fund(firm: Firm, settlements: Frame) -> Frame:
    """The ledger of the team development fund: what each quarter withheld, each use, the balance (R209)."""
    said = {k: w.text(firm.lang) for k, w in _SAID.items()}
    into = [(bounds(r["period"])[1], said["in"], said["withheld"].format(period=r["period"]),
             fen_of(r["commission"]), ch.SETTLEMENT.label(r["status"], firm.lang))
            for r in records(settlements)
            if account_of(r) == FUND and r["status"] != "void" and r["commission"] is not None]
    out = [(r["date"].date(), said["out"], _use(firm, r), -fen_of(r["amount"]), "")
           for r in records(firm.own["fund_uses"])]
    rows, balance = [], 0
    for day, kind, text, amount, status in sorted([*into, *out], key=lambda r: r[0]):
        balance += amount
        rows.append({"date": day, "kind": kind, "description": text, "amount": amount / 100, "balance": balance / 100,
                     "status": said["overdrawn"] if balance < 0 else status or None})
    return build(tables.FUND, rows)


def _use(firm: Firm, row: Row) -> str:
    what = ch.FUND_USE.label(row["use"], firm.lang)
    return f"{what} {row['description']}" if row["description"] else what
