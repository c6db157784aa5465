"""What the settlements of before hold: which part of a receipt, in which quarter, with how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from xltrade.pay.earned import Earned
from xltrade.pay.parts import Part, PartKey
from xltrade.pay.periods import quarter
from xltrade.pay.rows import fen_of
from xltrade.pay.settlements import Line


@dataclass(frozen=True)
class History:
    """What the settlements hold.

    held: of confirmed ones, per part of a receipt and quarter its base (fen); parts: the same parts as recorded;
    stored: quarter -> the parts on any lines of it; paid: parts that a confirmed settlement pays a share of.
    """

    held: dict[tuple[PartKey, str], int] = field(default_factory=dict)
    parts: dict[PartKey, Part] = field(default_factory=dict)
    stored: dict[str, set[PartKey]] = field(default_factory=dict)
    paid: set[PartKey] = field(default_factory=set)

    @cached_property
    def bases(self) -> dict[PartKey, int]:
        """What confirmed settlements hold of each part, over all quarters."""
        found: dict[PartKey, int] = {}
        for (key, _), base in self.held.items():
            found[key] = found.get(key, 0) + base
        return found

    @cached_property
    def quarters(self) -> dict[PartKey, set[str]]:
        """The quarters whose confirmed settlements hold something of a part."""
        found: dict[PartKey, set[str]] = {}
        for key, period in self.held:
            found.setdefault(key, set()).add(period)
        return found

    def settled(self, found: Iterable[Part]) -> list[Earned]:
        """What confirmed settlements hold, for what others share with them; in the quarter that paid it."""
        now = {p.key: p for p in found}
        return [
            Earned(now.get(key, self.parts[key]), period, base, settled=True)
            for (key, period), base in self.held.items()
            if base
        ]

    def add(self, lines: Sequence[Line], frozen: bool) -> None:
        """Take in the lines of one settlement."""
        mark = "base" if any(line.step == "base" for line in lines) else "tier"
        for line in lines:
            key, period = PartKey(line.person_id or "", line.receipt), line.period or ""
            if line.step == mark:
                self.stored.setdefault(period, set()).add(key)
            if not frozen:
                continue
            self.paid.add(key)
            if line.step == mark:
                self.held[key, period] = self.held.get((key, period), 0) + fen_of(line.base)
                self.parts[key] = _recorded(line, key)


def history(stored: Mapping[str, Sequence[Line]], frozen: Iterable[str | None]) -> History:
    """What settlements hold, from their lines; frozen: the IDs of the confirmed ones."""
    made, names = History(), set(frozen)
    for name, lines in stored.items():
        made.add(lines, name in names)
    return made


def _recorded(line: Line, key: PartKey) -> Part:
    """A settled part as its line holds it: without stages, factor, project and pieces."""
    assert line.date is not None
    return Part(
        key,
        line.date,
        quarter(line.date),
        0,
        0,
        line.order_id or "",
        line.customer_name or "",
        Fraction(0),
        None,
        Fraction(1),
        {},
    )
