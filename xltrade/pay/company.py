"""The company as a consolidation has it, in frames: read once into the typed rows that everything of pay works on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from xltrade.computed.cards import Cards
from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.identity import Identity
from xltrade.core.schema import Lang
from xltrade.pay.firm import Firm
from xltrade.pay.ledger import Ledger
from xltrade.pay.rows import (
    ORDER_COLUMNS,
    RECEIPT_COLUMNS,
    Answer,
    Assessment,
    Change,
    Customer,
    CustomerFactor,
    Move,
    Order,
    OrderPlan,
    OrderShare,
    Person,
    Receipt,
    Record,
    TeamWeight,
)
from xltrade.pay.settlements import entries_of, lines_of, settlements_of
from xltrade.pay.team import Team
from xltrade.rules import policy
from xltrade.rules.policy import Policy

Row = TypeVar("Row")


@dataclass(frozen=True)
class Company:
    """The frames that settlements are worked out from.

    tables: the salespeople's, consolidated; own: what the manager typed; shared: the policy's; here: owner -> file, of
    the workbooks read; policies: those read so far by day; refused: receipts that stand in a workbook without a rate;
    cards: everybody's scorecards, None where nobody has one.
    """

    tables: Frames
    own: Frames
    shared: Frames
    people: Frame
    today: dt.date
    lang: Lang
    here: Mapping[str, str]
    policies: dict[dt.date, Policy] = field(default_factory=dict)
    refused: frozenset[Identity] = frozenset()
    cards: Cards | None = None

    @cached_property
    def firm(self) -> Firm:
        """The same as typed rows."""
        return Firm(self._ledger(), self.policy_on, self.today, self.lang, self.here, refused=self.refused,
                    cards=self.cards)  # fmt: skip

    def policy_on(self, day: dt.date) -> Policy:
        """The policy in force on a day; PolicyError when there is none."""
        if day not in self.policies:
            since = policy.begins(self.shared, day)
            known = next((p for d, p in self.policies.items() if policy.begins(self.shared, d) == since), None)
            self.policies[day] = replace(known, as_of=day) if known else policy.read(self.shared, day)
        return self.policies[day]

    @cached_property
    def team(self) -> Team:
        """The people and the hand-overs."""
        changes = _rows(self.own["people_changes"], Change.of, "effective_from")
        return Team(_rows(self.people, Person.of), changes, _rows(self.own["transfers"], Move.of, "date"))

    def _ledger(self) -> Ledger:
        tables, own = self.tables, self.own
        return Ledger(
            self.team,
            _rows(tables["receipts"][RECEIPT_COLUMNS], Receipt.of),
            _rows(tables["orders"][ORDER_COLUMNS], Order.of),
            _rows(tables["customers"], Customer.of),
            _rows(tables["confirmations"], Answer.of),
            _rows(own["customer_factors"], CustomerFactor.of),
            _rows(own["order_plans"], OrderPlan.of),
            _rows(own["order_shares"], OrderShare.of),
            _rows(own["team_weights"], TeamWeight.of),
            _rows(own["assessments"], Assessment.of, "score"),
            settlements_of(own["settlements"]),
            lines_of(own["settlement_lines"]),
            entries_of(own["late_entries"]),
        )


def _rows(frame: Frame, of: Callable[[Record], Row], needed: str = "") -> list[Row]:
    """The rows of a frame; of those that hold something in the column `needed`."""
    return [of(r) for r in records(frame[frame[needed].notna()] if needed else frame)]
