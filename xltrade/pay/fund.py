"""The ledger of the team development fund."""

from __future__ import annotations

import datetime as dt

from xltrade.core.dtypes import Frame, build, records
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.pay.company import Company
from xltrade.pay.periods import bounds
from xltrade.pay.rows import FundUse, fen_of
from xltrade.pay.settlements import settlements_of
from xltrade.rules.commission_steps import FUND

_SAID: dict[str, Words] = {
    "withheld": Words("{period} 预留", "Withheld of {period}"),
    "in": Words("预留", "withheld"),
    "out": Words("支出", "spent"),
    "overdrawn": Words("超支", "overdrawn"),
}
Entry = tuple[dt.date, str, str, int, str]
"""Day, kind, description, fen (negative where spent), state: (2026-10-05, "支出", "培训 口语课", -40000, "")."""


def ledger(company: Company, settlements: Frame) -> Frame:
    """What each quarter withheld, each use, the balance after it; more spent than there was is said (R209)."""
    overdrawn = _SAID["overdrawn"].text(company.lang)
    rows, balance = [], 0
    for day, kind, text, fen, status in sorted(
        [*_withheld(company, settlements), *_spent(company)], key=lambda e: e[0]
    ):
        balance += fen
        rows.append(
            {
                "date": day,
                "kind": kind,
                "description": text,
                "amount": fen / 100,
                "balance": balance / 100,
                "status": overdrawn if balance < 0 else status or None,
            }
        )
    return build(tables.FUND, rows)


def _withheld(company: Company, settlements: Frame) -> list[Entry]:
    said = {k: w.text(company.lang) for k, w in _SAID.items()}
    return [
        (
            bounds(s.period)[1],
            said["in"],
            said["withheld"].format(period=s.period),
            fen_of(s.commission),
            ch.SETTLEMENT.label(s.status or "", company.lang),
        )
        for s in settlements_of(settlements)
        if s.account == FUND and not s.void and s.commission is not None
    ]


def _spent(company: Company) -> list[Entry]:
    kind = _SAID["out"].text(company.lang)
    uses = [FundUse.of(r) for r in records(company.own["fund_uses"])]
    return [(u.day, kind, _use(company, u), -fen_of(u.amount), "") for u in uses]


def _use(company: Company, use: FundUse) -> str:
    what = ch.FUND_USE.label(use.use, company.lang)
    return f"{what} {use.description}" if use.description else what
