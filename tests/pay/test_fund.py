"""The fund and its uses."""

from __future__ import annotations

import datetime as dt

import firms
import pytest
from firms import paid, settled
from quarters import RECEIPTS

from xltrade.pay import fund

pytestmark = pytest.mark.usefixtures("world")


def test_the_fund_and_its_uses() -> None:
    """R209: what was withheld, each use, the balance; more spent than there was is said."""
    uses = [
        {"date": dt.date(2026, 10, 5), "amount": 400, "use": "training", "description": "口语课"},
        {"date": dt.date(2026, 10, 8), "amount": 1_000, "use": "reward"},
    ]
    company = firms.firm(RECEIPTS, firms.shared({"reserve_rate": 0.05}), fund_uses=uses)
    done = settled(company)
    assert paid(done) == {"E1": 21_850, "E2": 1_900, "FUND": 1_250}
    ledger = fund.ledger(company, done.settlements)
    assert ledger["amount"].tolist() == [1_250, -400, -1_000] and ledger["balance"].tolist() == [1_250, 850, -150]
    assert ledger["status"].tolist()[0] == "已计算" and ledger["status"].tolist()[2] == "超支"
    assert ledger["description"].tolist()[1] == "培训 口语课"
