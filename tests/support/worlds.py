"""Two worlds of numbers: in the tidy one a number carries its owner, in the clashing one everybody uses the same.

A number is unique within one workbook only, so both are right, and nothing may come out differently. Tests write a
number with its owner, `("E1", "C1")`, and the world spells it: E1-C1 or C1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """How numbers are spelled, and whether everybody else uses each of them too."""

    name: str
    spelling: str
    decoys: bool

    def spelled(self, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
        """The rows with (owner, number) as the number that stands in a cell."""
        return [{k: self.number(*v) if isinstance(v, tuple) else v for k, v in row.items()} for row in rows]

    def number(self, who: str, number: str) -> str:
        """A number of somebody's: E1-C1 in the tidy world, C1 in the other."""
        return self.spelling.format(who=who, number=number)

    def with_decoys(self, rows: Iterable[Row], people: Iterable[str], worthless: Row) -> list[Row]:
        """The rows of a table and, where numbers clash, under each number a worthless one of everybody else's.

        A row that was moved is still of who entered it: whose workbook it lies in has one of that number too.
        """
        rows = list(rows)
        if not self.decoys:
            return rows
        taken = {(r.get("origin") or r["owner"], r["id"]) for r in rows}
        return rows + [
            {**row, **worthless, "owner": who, "origin": None}
            for row in {r["id"]: r for r in rows}.values()
            for who in people
            if (who, row["id"]) not in taken
        ]


TIDY = World("tidy", "{who}-{number}", False)
CLASHING = World("clashing", "{number}", True)
WORLDS = (TIDY, CLASHING)
