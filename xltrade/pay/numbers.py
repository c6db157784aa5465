"""Whose row a number means: in somebody's workbook, and in a row of the manager's (R142, R203, R206, R207).

A number is unique within one workbook only. Within it a row of that workbook is meant; where it has none, a row of
those who handed customers over to its owner. A row of the manager's names the person, or the one who uses the number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from xltrade.core.identity import Identity
from xltrade.core.parsing import fold


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: table key, file, Excel line."""

    table: str
    file: str
    row: int


@dataclass(frozen=True)
class Numbers:
    """Everybody's rows of one table by their numbers.

    at: (whose workbook, number) -> the row that stands there, which may be somebody else's who handed it over;
    users: number, folded -> the rows of that number, each with its place.
    """

    at: dict[Identity, Identity] = field(default_factory=dict)
    users: dict[str, dict[Identity, Place]] = field(default_factory=dict)

    def add(self, holder: str, row: Identity, place: Place) -> None:
        """Take in a row, or a number that a row names, in somebody's workbook."""
        if row:
            self.at.setdefault(Identity(holder, row.number), row)
            self.users.setdefault(row.folded[1], {}).setdefault(row, place)

    def known(self, row: Identity) -> bool:
        return row in self.users.get(row.folded[1], ())

    def meant(self, holder: str, owner: str, number: str, givers: Collection[str]) -> Identity:
        """Which row a row in a holder's workbook means by a number.

        owner: who entered that row, the holder or who handed it over; givers: whoever handed customers to the holder.
        """
        own, here = Identity(owner, number), self.at.get(Identity(holder, number))
        if not number or (not own.of(holder) and self.known(own)):
            return own
        if here is not None:
            return here
        handed = (r for r in self.users.get(own.folded[1], ()) if any(r.of(g) for g in givers))
        return next(handed, own)

    def named(self, person: str, number: str, others: Collection[str] = ()) -> Identity | None:
        """Which row the manager means; None where the number alone means several people's.

        person: "" where none is named; others: whose row it may be where that person has none of this number, because
        customers went from hand to hand.
        """
        rows = list(self.users.get(fold(number), ()))
        if person:
            own = Identity(person, number)
            moved = (r for r in rows if any(r.of(o) for o in others))
            return own if own in rows else next(moved, own)
        return None if len(rows) > 1 else rows[0] if rows else Identity("", number)


def places(numbers: Numbers, number: str) -> Mapping[Identity, Place]:
    """Who uses a number, and where."""
    return numbers.users.get(fold(number), {})
