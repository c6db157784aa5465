"""The people, what they were on a day, and who handed customers over to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from xltrade.computed.people import ids, newest
from xltrade.core.parsing import fold
from xltrade.pay.rows import Change, Move, Person


@dataclass(frozen=True)
class Team:
    """The rows of People, as they began, of People changes and of Transfers, as they were typed."""

    people: Sequence[Person] = ()
    changes: Sequence[Change] = ()
    transfers: Sequence[Move] = ()

    def on(self, day: dt.date) -> list[Person]:
        """The people in the order of their sheet with the position and base pay that they had on a day (R225)."""
        begun = sum(c.since <= day for c in self.changes)
        if begun not in self._held:
            held = newest(((c.since, self.person(c.person), c.columns) for c in self.changes), day)
            self._held[begun] = [replace(p, **held.get(p.id, {})) for p in self.people]  # type: ignore[arg-type]
        return self._held[begun]

    @cached_property
    def _held(self) -> dict[int, list[Person]]:
        return {}

    def person(self, name: object) -> str | None:
        """Whom an ID or a name means; None for a blank, a stranger and a name that two people have."""
        return self._ids.get(fold(name)) if isinstance(name, str) else None

    def known(self, name: str) -> str:
        """The ID of whom an ID or a name means; as it is typed where nobody has it."""
        return self.person(name) or name

    @cached_property
    def _ids(self) -> dict[str, str]:
        return ids((p.id, p.name) for p in self.people)

    @cached_property
    def moves(self) -> list[Move]:
        """The hand-overs, oldest first, persons by their IDs."""
        by_day = sorted(self.transfers, key=lambda m: m.day)
        return [replace(m, giver=self.known(m.giver), taker=self.known(m.taker)) for m in by_day]

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
