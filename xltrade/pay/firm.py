"""The company that a settlement is worked out from: everybody's rows, what the manager typed, policy by quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from xltrade.computed.people import held, ids
from xltrade.core.dtypes import Frame, Frames, records
from xltrade.core.identity import Identity
from xltrade.core.parsing import fold
from xltrade.core.schema import Lang
from xltrade.pay.numbers import Numbers, Place
from xltrade.pay.periods import bounds, quarter
from xltrade.pay.rows import Move, Person, day_of, identity_of, text_of
from xltrade.rules import policy
from xltrade.rules.policy import Policy


@dataclass(frozen=True)
class Firm:
    """Everything a settlement is worked out from.

    tables: the salespeople's, consolidated; own: what the manager typed; here: owner -> file, of the workbooks read;
    kept: the policies that confirmed quarters remember; refused: receipts that stand in a workbook without a rate.
    """

    tables: Frames
    own: Frames
    shared: Frames
    people: Frame
    today: dt.date
    lang: Lang
    here: Mapping[str, str]
    policies: dict[dt.date, Policy] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    kept: Mapping[str, Policy] = field(default_factory=dict)
    refused: frozenset[Identity] = frozenset()

    def policy(self, period: str) -> Policy:
        """The policy in force at the end of a quarter, today while it runs (R212); PolicyError when there is none.

        A quarter of which something is confirmed has the one it was confirmed by.
        """
        return self.kept[period] if period in self.kept else self.policy_on(self.policy_day(period))

    def policy_on(self, day: dt.date) -> Policy:
        """The policy in force on a day; PolicyError when there is none."""
        if day not in self.policies:
            since = policy.begins(self.shared, day)
            known = next((p for d, p in self.policies.items() if policy.begins(self.shared, d) == since), None)
            self.policies[day] = replace(known, as_of=day) if known else policy.read(self.shared, day)
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
        then = held(self.people, self.own["people_changes"], day)
        return self._began if then is self.people else [Person.of(r) for r in records(then)]

    @cached_property
    def _began(self) -> list[Person]:
        return [Person.of(r) for r in records(self.people)]

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
            Move(day, self.known(r["from_id"]), self.known(r["to_id"]), text_of(r["customer_id"]))
            for r in rows
            if (day := day_of(r["date"]))
        ]

    @cached_property
    def customers(self) -> Numbers:
        """Everybody's customers."""
        return self._numbers("customers", "customer_id")

    @cached_property
    def orders(self) -> Numbers:
        """Everybody's orders."""
        return self._numbers("orders", "order_id")

    def _numbers(self, table: str, named: str) -> Numbers:
        """The rows of a table, and below them what receipts name that stands on no sheet."""
        made = Numbers()
        for r in records(self.tables[table][["owner", "id", "origin", "file", "source_row"]]):
            made.add(str(r["owner"]), identity_of(r), Place(table, str(r["file"]), int(r["source_row"])))
        for r in records(self.tables["receipts"][["owner", "origin", named, "file", "source_row"]]):
            holder, number = str(r["owner"]), text_of(r[named])
            row = made.meant(holder, text_of(r["origin"]) or holder, number, self.givers(holder))
            made.add(holder, row, Place("receipts", str(r["file"]), int(r["source_row"])))
        return made

    def givers(self, person: str) -> Collection[str]:
        """Whoever handed customers over to a person, from hand to hand."""
        if person not in self._givers:
            found: dict[str, None] = {}
            wanted = [person]
            while wanted:
                taker = wanted.pop()
                new = [m.giver for m in self.moves if m.taker == taker and m.giver not in (person, *found)]
                found |= dict.fromkeys(new)
                wanted += new
            self._givers[person] = tuple(found)
        return self._givers[person]

    @cached_property
    def _givers(self) -> dict[str, Collection[str]]:
        return {}

    def customer(self, person: object, number: object) -> Identity | None:
        """Which customer a row of the manager's means; None where it may be several people's."""
        return self._named(self.customers, person, number)

    def order(self, person: object, number: object) -> Identity | None:
        """Which order a row of the manager's means; None where it may be several people's."""
        return self._named(self.orders, person, number)

    def _named(self, numbers: Numbers, person: object, number: object) -> Identity | None:
        who = self.known(person) if person else ""
        takers = [m.taker for m in self.moves if m.giver == who and who not in self.here]
        return numbers.named(who, text_of(number), (*self.givers(who), *takers))

    def person(self, name: object) -> str | None:
        """Whom an ID or a name means; None for a blank and for a stranger."""
        return self.ids.get(fold(name)) if isinstance(name, str) else None

    def known(self, name: object) -> str:
        """The ID of whom an ID or a name means; as it is typed where nobody has it."""
        return self.person(name) or str(name)
