"""The company that a settlement is worked out from: everybody's rows, what the manager typed, policy by quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xltrade.computed.cards import Cards
from xltrade.core.identity import Identity
from xltrade.core.schema import Lang
from xltrade.pay.ledger import Ledger
from xltrade.pay.numbers import Numbers
from xltrade.pay.periods import bounds, quarter
from xltrade.pay.reviewed import Reviewed, reviewed
from xltrade.pay.rows import Person
from xltrade.pay.team import Team
from xltrade.rules.policy import Policy


@dataclass(frozen=True)
class Firm:
    """Everything a settlement is worked out from, as typed rows.

    policy_on: the policy in force on a day, PolicyError when there is none; here: owner -> file, of the workbooks read;
    kept: the policies that confirmed quarters remember; refused: receipts that stand in a workbook without a rate;
    cards: everybody's scorecards, None where nobody has one.
    """

    ledger: Ledger
    policy_on: Callable[[dt.date], Policy]
    today: dt.date
    lang: Lang
    here: Mapping[str, str]
    kept: Mapping[str, Policy] = field(default_factory=dict)
    refused: frozenset[Identity] = frozenset()
    cards: Cards | None = None

    def policy(self, period: str) -> Policy:
        """The policy in force at the end of a quarter, today while it runs (R212); PolicyError when there is none.

        A quarter of which something is confirmed has the one it was confirmed by.
        """
        return self.kept[period] if period in self.kept else self.policy_on(self.policy_day(period))

    def policy_day(self, period: str) -> dt.date:
        """The day whose policy a quarter follows."""
        return min(bounds(period)[1], self.today)

    @property
    def now(self) -> str:
        """The current quarter, such as 2026Q4."""
        return quarter(self.today)

    @property
    def staff(self) -> list[Person]:
        """The people in the order of their sheet, as they are today."""
        return self.team.on(self.today)

    @property
    def team(self) -> Team:
        return self.ledger.team

    @cached_property
    def reviewed(self) -> Reviewed:
        """The scores that confirmed settlements keep."""
        return reviewed(self.ledger.settlements, self.ledger.lines)

    @cached_property
    def hired(self) -> dict[str, dt.date]:
        """Person -> hire date, where it is known."""
        return {p.id: p.hired for p in self.staff if p.hired}

    @cached_property
    def left(self) -> dict[str, dt.date]:
        """Person -> leave date, of those who left."""
        return {p.id: p.left for p in self.staff if p.left}

    def customer(self, person: str, number: str) -> Identity | None:
        """Which customer a row of the manager's means; None where it may be several people's."""
        return self._named(self.ledger.customer_numbers, person, number)

    def order(self, person: str, number: str) -> Identity | None:
        """Which order a row of the manager's means; None where it may be several people's."""
        return self._named(self.ledger.order_numbers, person, number)

    def _named(self, numbers: Numbers, person: str, number: str) -> Identity | None:
        who = self.team.known(person) if person else ""
        takers = [m.taker for m in self.team.moves if m.giver == who and who not in self.here]
        return numbers.named(who, number, (*self.team.givers(who), *takers))
