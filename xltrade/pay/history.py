"""What the confirmed settlements paid, to whom, for which quarter and receipt, and by which policy (R212)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from xltrade.core.identity import Identity
from xltrade.pay.firm import Firm
from xltrade.pay.kept import people_of, policy_of
from xltrade.pay.rows import fen_of
from xltrade.pay.seen import CORRECTED, LATE
from xltrade.pay.settlements import Line, Settlement
from xltrade.rules.commission_steps import Crew
from xltrade.rules.policy import Policy

Group: TypeAlias = Identity | str
"""What a line is of: a receipt, or the step of a line over several."""


def group_of(line: Line) -> Group:
    """A line's receipt, or its step where it is over several."""
    return line.receipt if line.receipt.number else (line.step or "")


@dataclass
class Paid:
    """What one account was paid for one quarter by confirmed settlements.

    fen: by the quarter whose settlement paid it, and by receipt or step; base: likewise, of the account's own receipts,
    in fen; source: the line that pays it, "2026Q3-E1|2".
    """

    fen: dict[str, dict[Group, int]] = field(default_factory=dict)
    base: dict[str, dict[Group, int]] = field(default_factory=dict)
    source: dict[Group, str] = field(default_factory=dict)

    def add(self, line: Line, pays: str, mark: str) -> None:
        group = group_of(line)
        add(self.fen.setdefault(pays, {}), {group: fen_of(line.amount)})
        if line.step in (mark, LATE, CORRECTED):
            add(self.base.setdefault(pays, {}), {group: fen_of(line.base)})
        self.source.setdefault(group, line.key or "")

    @property
    def total(self) -> int:
        """What was paid in all, in fen."""
        return sum(sum(fen.values()) for fen in self.fen.values())

    def elsewhere(self, period: str) -> dict[Group, int]:
        """What settlements of other quarters paid."""
        found: dict[Group, int] = {}
        for pays, fen in self.fen.items():
            add(found, fen if pays != period else {})
        return found


def add(sums: dict[Group, int], more: Mapping[Group, int]) -> None:
    """Add fen to fen."""
    for group, fen in more.items():
        sums[group] = sums.get(group, 0) + fen


@dataclass
class History:
    """paid: (account, quarter that it counts in) -> what was paid; policies, crews: quarter -> as first confirmed,
    and (quarter, account) -> as their own was; bare: (account, quarter) confirmed before lines remembered anything."""

    paid: dict[tuple[str, str], Paid] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    crews: dict[str, Crew] = field(default_factory=dict)
    own_crew: dict[tuple[str, str], Crew] = field(default_factory=dict)
    bare: set[tuple[str, str]] = field(default_factory=set)

    def add(self, row: Settlement, lines: Sequence[Line]) -> None:
        """Take in a confirmed settlement."""
        kept = next((line for line in lines if line.policy), None)
        if kept is None:
            self.bare.add((row.account, row.period))
        else:
            self.policies.setdefault(row.period, kept.policy or "")
        if kept is not None and kept.people:
            crew = people_of(kept.people)
            self.crews.setdefault(row.period, crew)
            self.own_crew[row.period, row.account] = crew
        mark = "base" if any(line.step == "base" for line in lines) else "tier"
        for line in lines:
            counts = line.counts or row.period
            self.paid.setdefault((row.account, counts), Paid()).add(line, row.period, mark)

    def policies_kept(self, firm: Firm) -> dict[str, Policy]:
        """Quarter -> the policy that its first confirmed settlement remembers."""
        return {period: policy_of(text, firm.policy(period)) for period, text in self.policies.items()}

    def crew(self, period: str, now: Crew) -> Crew:
        """The people of a quarter: those whose settlement is confirmed, and the team's weights, as they were."""
        first = self.crews.get(period)
        if first is None:
            return now
        position, score = dict(now.position), dict(now.assessment)
        for (quarter, account), crew in self.own_crew.items():
            if quarter == period:
                _as_was(position, account, crew.position)
                _as_was(score, account, crew.assessment)
        return replace(now, position=position, assessment=score, team=first.team)


def _as_was(now: dict[str, Fraction], account: str, then: Mapping[str, Fraction]) -> None:
    now.pop(account, None)
    now.update({account: then[account]} if account in then else {})


def history(frozen: Iterable[Settlement], lines: Mapping[str, Sequence[Line]]) -> History:
    """What confirmed settlements hold, in the order in which they were confirmed."""
    made = History()
    for row in confirmed_first(frozen):
        made.add(row, lines.get(row.id or "", ()))
    return made


def confirmed_first(rows: Iterable[Settlement]) -> list[Settlement]:
    """Settlements by the day of their confirmation, as they stand where that is the same."""
    return sorted(rows, key=lambda r: (r.confirmed or dt.date.max, r.row))
