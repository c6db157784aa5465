"""The policies of one set of tables by their day, each checked and read once however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from xltrade.core.dtypes import Frame
from xltrade.declared import tables
from xltrade.rules import policy
from xltrade.rules.policy import Policy, Problem


class Policies:
    """What the policy tables say on any day (R212).

    tables: the frames of `tables.SHARED` by key, not changed afterwards; known: the policies read so far by day.
    """

    def __init__(self, tables: Mapping[str, Frame]) -> None:
        self.tables = tables
        self.known: dict[date, Policy] = {}
        self._problems: dict[date, list[Problem]] = {}

    def problems(self, day: date) -> list[Problem]:
        """Everything wrong with the policy in force on a day or on a coming one; [] when it can be used."""
        if day not in self._problems:
            self._problems[day] = policy.check(self.tables, day) or policy.coming(self.tables, day)
        return self._problems[day]

    def on(self, day: date) -> Policy:
        """The policy in force on a day; PolicyError naming each bad cell."""
        if day not in self.known:
            policy.refuse(self.problems(day))
            self.known[day] = policy.unchecked(self.tables, day)
        return self.known[day]

    def with_buyers(self, fresh: Mapping[str, Frame]) -> Policies:
        """The same with other tables of buyers' zones and holidays, on which nothing else of a policy depends."""
        made = Policies({**self.tables, **fresh})
        buyer_tables = {t.key: made.tables[t.key] for t in tables.BUYERS if t.key in made.tables}
        made.known = {day: replace(known, buyer_tables=buyer_tables) for day, known in self.known.items()}
        made._problems = dict(self._problems)
        return made
