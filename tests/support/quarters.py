"""A quarter of the made-up company calculated, confirmed, and met again with other receipts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import firms
from firms import after, again, receipt, settled

from xltrade.pay.company import Company
from xltrade.pay.settle import Settled

LATER = dt.date(2026, 11, 20)


RECEIPTS = [receipt(1, "E1", 600_000), receipt(2, "E1", 500_000, day=3), receipt(3, "E2", 100_000, day=4)]


def state(done: Settled, name: str) -> Any:
    return done.settlements.set_index("id").loc[name]


def codes(done: Settled) -> list[str]:
    return [r.code for r in done.rejects]


def confirmed(company: Company) -> tuple[Company, Settled]:
    """The company after its third quarter was calculated and confirmed for everyone."""
    done = settled(company)
    names = {n.replace("-", "_"): "confirmed" for n in done.settlements["id"]}
    company = after(company, done, **{f"S{n}": s for n, s in names.items()})
    done = again(company)
    return after(company, done), done


def with_receipts(company: Company, receipts: list[firms.Row], today: dt.date = LATER, **more: Any) -> Company:
    """The same master, with other receipts in the workbooks."""
    fresh = firms.firm(receipts, company.shared, today, **more)
    return replace(
        fresh, own={**fresh.own, **{k: company.own[k] for k in ("settlements", "settlement_lines", "late_entries")}}
    )
