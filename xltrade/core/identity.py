"""What tells a row apart: its owner and its number. The one key by which rows are joined.

A number is unique within one workbook only: everybody may have a customer C001, and a join by the number alone gives
one person's money to another. Whoever names a row from outside names the person too. The owner is whose row it was at
entry: a row that is handed over or copied keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from xltrade.core.parsing import fold

SEPARATOR = "\x1f"
"""Between owner and number of a key in a column; no cell holds it."""


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

    def of(self, person: str) -> bool:
        """Whether it is a row of this person's."""
        return self.folded[0] == fold(person)


def folded(values: pd.Series) -> pd.Series:
    """A column of numbers or persons in the one form in which they are compared; blank stays blank.

    " c001", "Ｃ００１" -> "c001", "c001".
    """
    known = {v: fold(v) for v in values.dropna().unique()}
    return values.map(known).astype("str")


def keys(owner: pd.Series, number: pd.Series) -> pd.Series:
    """Owner and number of each row as one key to join by, equal where the `Identity` is; blank where the number is."""
    return folded(owner) + SEPARATOR + folded(number)
