"""What tells a row apart: its owner and its number. The one key by which rows are joined.

A number is unique within one workbook only: everybody may have a customer C001, and a join by the number alone gives
one person's money to another. Whoever names a row from outside names the person too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, NewType

from xltrade.core.parsing import fold

Number = NewType("Number", str)
"""A number without its owner, folded. Made by `number_alone` only, so that each join by it can be found."""


class Written(NamedTuple):
    """Owner and number letter by letter: R1 and r1 are two.

    For settled receipts, whose lines are compared as they were written down. Issue 11 ends it: `Identity` is the key.
    """

    owner: str
    number: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A row: whose it is and which. Case, full width and blanks make no second one; they stay in `owner` and `number`.

    >>> Identity("E1", "C001") == Identity("ｅ1", " c001 "), Identity("E1", "C001") == Identity("E2", "C001")
    (True, False)
    >>> {Identity("E1", "C001"): "Ann's"}.get(Identity("e1", "c001"))
    "Ann's"
    """

    owner: str = field(compare=False)
    number: str = field(compare=False)
    folded: tuple[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", (fold(self.owner), fold(self.number)))

    def __bool__(self) -> bool:
        """Whether it names a row at all: a receipt need not name an order."""
        return bool(self.folded[1])

    @property
    def written(self) -> Written:
        return Written(self.owner, self.number)

    @property
    def number_alone(self) -> Number:
        """The number without its owner: E1's C001 and E2's C001 are one by it.

        For the manager's tables without a person column, whose rows hit everybody's row of that number. Issue 11 gives
        them that column and ends this.
        """
        return Number(self.folded[1])


def number_alone(number: str) -> Number:
    """The number of a manager's row that names no person; see `Identity.number_alone`.

    >>> number_alone(" ｃ001") == Identity("E1", "C001").number_alone
    True
    """
    return Number(fold(number))
