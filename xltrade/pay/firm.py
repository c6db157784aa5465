"""The company that a settlement is worked out from: everybody's rows, what the manager typed, policy by quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xltrade.computed.people import held, ids
from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.identity import Identity, number_alone
from xltrade.core.parsing import fold
from xltrade.core.schema import Lang
from xltrade.pay.periods import bounds, quarter
from xltrade.pay.rows import Move, Person, day_of, text_of
from xltrade.rules import policy
from xltrade.rules.policy import Policy


@dataclass(frozen=True)
class Firm:
    """Everything a settlement is worked out from.

    tables: the salespeople's, consolidated; own: what the manager typed; here: owner -> file, of the workbooks read.
    """

    tables: Frames
    own: Frames
    shared: Frames
    people: Frame
    today: dt.date
    lang: Lang
    here: Mapping[str, str]
    policies: dict[dt.date, Policy] = field(default_factory=dict)
    prints: dict[dt.date, str] = field(default_factory=dict)

    def policy(self, period: str) -> Policy:
        """The policy in force at the end of a quarter, today while it runs (R212); PolicyError when there is none."""
        return self.policy_on(self.policy_day(period))

    def policy_on(self, day: dt.date) -> Policy:
        """The policy in force on a day; PolicyError when there is none."""
        if day not in self.policies:
            self.policies[day] = policy.read(self.shared, day)
        return self.policies[day]

    def policy_day(self, period: str) -> dt.date:
        """The day whose policy a quarter follows."""
        return min(bounds(period)[1], self.today)

    @property
    def now(self) -> str:
        """The current quarter, such as 2026Q4."""
        return quarter(self.today)

    @cached_property
    def staff(self) -> list[Person]:
        """The people in the order of their sheet, as they are today."""
        return self.staff_on(self.today)

    def staff_on(self, day: dt.date) -> list[Person]:
        """The people with the position and base pay that they had on a day (R225)."""
        return [Person.of(r) for r in records(held(self.people, self.own["people_changes"], day))]

    @cached_property
    def ids(self) -> dict[str, str]:
        """A person's ID and name, folded -> the ID; a name that two people have is nobody's."""
        return ids(self.people)

    @cached_property
    def hired(self) -> dict[str, dt.date]:
        """Person -> hire date, where it is known."""
        return {p.id: p.hired for p in self.staff if p.hired}

    @cached_property
    def left(self) -> dict[str, dt.date]:
        """Person -> leave date, of those who left."""
        return {p.id: p.left for p in self.staff if p.left}

    @cached_property
    def moves(self) -> list[Move]:
        """The hand-overs, oldest first, persons by their IDs."""
        rows = records(self.own["transfers"].sort_values("date", kind="stable"))
        return [
            Move(day, self.known(r["from_id"]), self.known(r["to_id"]), number_alone(text_of(r["customer_id"])))
            for r in rows
            if (day := day_of(r["date"]))
        ]

    @cached_property
    def customers(self) -> set[Identity]:
        """Everybody's customers."""
        frame = self.tables["customers"]
        return {Identity(str(o), i) for o, i in zip(frame["owner"], frame["id"], strict=True)}

    def person(self, name: object) -> str | None:
        """Whom an ID or a name means; None for a blank and for a stranger."""
        return self.ids.get(fold(name)) if isinstance(name, str) else None

    def known(self, name: object) -> str:
        """The ID of whom an ID or a name means; as it is typed where nobody has it."""
        return self.person(name) or str(name)
