"""What a quarter confirmed before still owes or takes back, receipt by receipt, and which quarter pays it (R212).

A confirmed quarter is worked out again from the receipts as they are known, by the policy, the people and the terms
that it remembers. What an account was paid for it and what it comes to differ by what changed since; the difference is
paid in the quarter that saw the change first, or, where that is confirmed already, in the next one that is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from xltrade.core.identity import Identity
from xltrade.core.rounding import whole_half_up
from xltrade.pay.earned import accumulating, in_order, to_earning
from xltrade.pay.firm import Firm
from xltrade.pay.history import Group, History, Paid, add
from xltrade.pay.parts import Part, PartKey
from xltrade.pay.periods import after, quarter
from xltrade.pay.seen import CORRECTED, LATE, Memory
from xltrade.pay.settlements import Settlement
from xltrade.pay.terms import crew
from xltrade.pay.work import Work
from xltrade.rules import commission_steps
from xltrade.rules.commission_steps import Crew, Posting
from xltrade.rules.policy import Policy

Shown: TypeAlias = Mapping[Group, list[tuple[Posting, int]]]
"""An account's postings with their fen, by what they are of."""


@dataclass(frozen=True)
class Quarter:
    """A quarter worked out: the postings, each account's fen, the parts and the people they follow from."""

    period: str
    rules: Policy
    crew: Crew
    postings: list[Posting]
    totals: Mapping[str, int]
    by_key: Mapping[PartKey, Part]

    def lines(self, account: str) -> list[tuple[Posting, int]]:
        """An account's postings with their fen."""
        if account not in self._lines:
            mine = self._by_account.get(account, [])
            self._lines[account] = commission_steps.lines(mine, self.totals.get(account, 0), self.rules)
        return self._lines[account]

    @cached_property
    def _lines(self) -> dict[str, list[tuple[Posting, int]]]:
        return {}

    @cached_property
    def _by_account(self) -> Mapping[str, list[Posting]]:
        found: dict[str, list[Posting]] = {}
        for posting in self.postings:
            found.setdefault(posting.account, []).append(posting)
        return found

    def part(self, posting: Posting) -> Part | None:
        """What a posting is of; None where it is over several."""
        return self.by_key.get(posting.key) if isinstance(posting.key, PartKey) else None


@dataclass(frozen=True)
class Due:
    """A difference of a quarter confirmed before: the account, the quarter it counts in and the one that pays it.

    part: of which receipt, None for a line over several; was, now: what the account's own part counted and counts, in
    fen; paid, source: fen paid before and the line that did; base, rate: as the line shows them.
    """

    account: str
    counts: str
    pays: str
    step: str
    group: Group
    fen: int
    paid: int
    source: str
    part: Part | None = None
    was: int = 0
    now: int = 0
    base: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)


@dataclass
class Books:
    """Every quarter, worked out as it was known at any time."""

    firm: Firm
    memory: Memory
    past: History

    def __post_init__(self) -> None:
        self._made: dict[tuple[str, str | None], Quarter] = {}
        self._people: dict[str, Crew] = {}

    def people(self, period: str) -> Crew:
        """The people of a quarter, read once."""
        if period not in self._people:
            self._people[period] = self.past.crew(period, crew(self.firm, period, {}))
        return self._people[period]

    @cached_property
    def times(self) -> list[str]:
        """The quarters in which something was first seen, in their order."""
        return sorted({v.seen for versions in self.memory.versions.values() for v in versions})

    @cached_property
    def latest(self) -> dict[Identity, Part]:
        """A part of each receipt as it is known now."""
        return {p.key.receipt: p for p in self.memory.at(None)}

    def quarter(self, period: str, seen: str | None = None) -> Quarter:
        """A quarter from what was known at the end of `seen`, None = now."""
        when = None if seen is None or not self.times or seen >= self.times[-1] else _last(self.times, seen)
        if (period, when) not in self._made:
            self._made[period, when] = worked_out(self.firm, period, self.memory.at(when), self.people(period))
        return self._made[period, when]

    def dues(self, work: Work) -> list[Due]:
        """What confirmed settlements still owe, each in the quarter that pays it."""
        closed = {(r.account, r.period) for r in work.frozen}
        return [due for row in work.frozen for due in self._of(work, row, closed)]

    def _of(self, work: Work, row: Settlement, closed: Collection[tuple[str, str]]) -> Iterator[Due]:
        """Quarter by quarter: a confirmed one has paid what it paid, an open one pays what is known and not paid."""
        account, paid = row.account, self.past.paid.get((row.account, row.period), Paid())
        given, base = dict[Group, int](), dict[Group, int]()
        begins = max(row.period, quarter(row.confirmed or work.firm.today))
        for period in _quarters(row.period, max(begins, work.firm.now, *self.times, *paid.fen), account, closed):
            add(given, paid.fen.get(period, {}))
            add(base, paid.base.get(period, {}))
            if period < begins or (account, period) in closed:
                continue
            for due in self._differences(row, period, given, base, paid.source):
                add(given, {due.group: due.fen})
                add(base, {due.group: due.now - due.was})
                yield due

    def _differences(self, row: Settlement, pays: str, given: Mapping[Group, int], base: Mapping[Group, int],
                     source: Mapping[Group, str]) -> list[Due]:  # fmt: skip
        account, period = row.account, row.period
        made = self.quarter(period, pays)
        shown = self._shown(made, account)
        should = self._in_their_shape(row, pays, shown) if (account, period) in self.past.bare else {
            g: sum(fen for _, fen in found) for g, found in shown.items()
        }  # fmt: skip
        left = _netted({g: should.get(g, 0) - given.get(g, 0) for g in dict.fromkeys([*should, *given])})
        latest = self.latest
        mine = {p.key.receipt: p for p in self.memory.at(pays) if p.key.person == account}
        found = []
        for group, fen in _whole(left).items():
            part = mine.get(group) or latest.get(group) if not isinstance(group, str) else None
            was = base.get(group, 0) if part and part.key.person == account else 0
            now = part.base if part and part.key.person == account and part.counts == period else 0
            late, postings = group not in given, shown.get(group, [])
            single = postings[0][0] if late and len(postings) == 1 else None
            shows = (single.base, single.rate) if single else (Fraction(now - was), Fraction(0))
            step = LATE if late and part and not self.memory.first(part.key.receipt).idle else CORRECTED
            found.append(
                Due(account, period, pays, step, group, fen, given.get(group, 0),
                    source.get(group, ""), part, was, now, *shows)
            )  # fmt: skip
        return found

    def _shown(self, made: Quarter, account: str) -> Shown:
        found: dict[Group, list[tuple[Posting, int]]] = {}
        for posting, fen in made.lines(account):
            group = posting.key.receipt if isinstance(posting.key, PartKey) else posting.step
            found.setdefault(group, []).append((posting, fen))
        return found

    def _in_their_shape(self, row: Settlement, pays: str, shown: Shown) -> dict[Group, int]:
        """What a settlement confirmed before lines remembered anything comes to: what it paid of each receipt, in
        proportion to what the receipt counts now."""
        paid = self.past.paid.get((row.account, row.period), Paid())
        should: dict[Group, int] = {}
        before = {g: 0 for fen in paid.fen.values() for g in fen} | paid.fen.get(row.period, {})
        for group, fen in before.items():
            if not isinstance(group, str) and group in self.memory.versions:
                first = sum(p.base for p in self.memory.first(group).parts)
                now = sum(p.base for p in self.memory.known(group, pays) if p.counts == self.memory.first(group).counts)
                should[group] = whole_half_up(Fraction(fen * now, first)) if first else fen
            elif not isinstance(group, str):
                should[group] = fen
        whole = sum(before[g] for g in should)
        ratio = Fraction(sum(should.values()), whole) if whole else Fraction(1)
        for group, fen in before.items():
            if isinstance(group, str):
                should[group] = whole_half_up(fen * ratio)
        for group, found in shown.items():
            if group not in before and not isinstance(group, str) and self.memory.first(group).kind == "late":
                should[group] = sum(fen for _, fen in found)
        return should


def _last(times: Iterable[str], seen: str) -> str:
    return max((t for t in times if t <= seen), default=seen)


def _quarters(first: str, last: str, account: str, closed: Collection[tuple[str, str]]) -> Iterator[str]:
    """The quarters from one to another, and on to one that is not confirmed."""
    period = first
    while True:
        yield period
        if period >= last and (account, period) not in closed:
            return
        period = after(period)


def _netted(left: Mapping[Group, int]) -> dict[Group, int]:
    """Differences; what a correction paid over several receipts is set off against the steps that it corrected."""
    paid = left.get(CORRECTED, 0)
    steps = [g for g in left if isinstance(g, str) and g != CORRECTED]
    if not paid or not steps:
        return dict(left)
    largest, net = max(steps, key=lambda g: abs(left[g])), sum(left[g] for g in steps) + paid
    return {g: n for g, n in left.items() if not isinstance(g, str)} | {largest: net}


def _whole(left: Mapping[Group, int]) -> dict[Group, int]:
    """Differences without those of a fen that rounding moves from one receipt to another: the largest takes them."""
    real = {g: n for g, n in left.items() if abs(n) > 1}
    rest = sum(n for g, n in left.items() if g not in real)
    if not real:
        return {next(g for g, n in left.items() if n): rest} if rest else {}
    largest = max(real, key=lambda g: abs(real[g]))
    real[largest] += rest
    return {g: n for g, n in real.items() if n}


def worked_out(firm: Firm, period: str, state: Iterable[Part], people: Crew) -> Quarter:
    """A quarter from parts as they were known."""
    rules, state = firm.policy(period), list(state)
    here = in_order(p for p in state if p.counts == period and p.base)
    before: dict[str, int] = {}
    for part in state if rules["tier_period"] != "calendar_quarter" else ():
        if part.counts < period:
            group = accumulating(part, rules, firm)
            before[group] = before.get(group, 0) + part.base
    earnings = [to_earning(p, rules, firm) for p in here]
    postings = commission_steps.run(earnings, replace(people, before=before), rules)
    totals = commission_steps.amounts(postings, rules)
    return Quarter(period, rules, people, postings, totals, {p.key: p for p in here})
