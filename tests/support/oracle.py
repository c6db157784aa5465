"""What each person is paid for a quarter, from `policy.md` alone, in exact fractions: it knows nothing of the product.

A ledger is the receipts as they are at the end. Each counts in one quarter: its own, or where that was confirmed
before the receipt was first seen, the quarter in which it was first seen (`late_receipt`). A quarter is worked out
once, from the receipts that count in it, by its own policy.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

FUND, POOL = "FUND", "*pool"
Parts = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Rules:
    """A quarter's policy: tiers as (start in fen, rate); shares and rates as parts of 1."""

    tiers: tuple[tuple[int, Fraction], ...]
    whole: bool = False
    upper: bool = True
    year: bool = False
    team_tiers: bool = False
    reserve: Fraction = Fraction(0)
    team: Fraction = Fraction(0)
    stages: Mapping[str, Fraction] = field(default_factory=dict)
    positions: Mapping[str, Fraction] = field(default_factory=dict)
    weights: Parts = ()


@dataclass(frozen=True)
class Receipt:
    """A receipt in CNY: fen of its base, whose it is, and by which terms it earns."""

    owner: str
    number: str
    day: dt.date
    fen: int
    place: int
    customer: str = ""
    factor: Fraction = Fraction(1)
    project: Fraction | None = None
    members: Parts = ()
    stages: Mapping[str, Parts] = field(default_factory=dict)


def quarter(day: dt.date) -> str:
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


@dataclass
class Sight:
    """In which quarter each receipt counts, told as the consolidations saw them."""

    counts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def look(self, ledger: Iterable[Receipt], today: dt.date, closed: set[tuple[str, str]], pooled: set[str],
             holder: Mapping[tuple[str, str], str]) -> None:  # fmt: skip
        """One consolidation; closed: (account, quarter) confirmed before it; pooled: quarters that share a pool."""
        for r in ledger:
            key, home = (r.owner, r.number), quarter(r.day)
            if key in self.counts and self.counts[key][0] == home:
                continue
            shut = (holder[key], home) in closed or (home in pooled and any(q == home for _, q in closed))
            self.counts[key] = home, max(home, quarter(today)) if shut else home


def commission(total: int, rules: Rules) -> Fraction:
    """What a running total of receipts earns (fen)."""
    if rules.whole:
        reached = [t for t in rules.tiers[1:] if (total > t[0] if rules.upper else total >= t[0])]
        return total * (reached[-1] if reached else rules.tiers[0])[1]
    ends = [start for start, _ in rules.tiers[1:]] + [None]
    made = Fraction(0)
    for (start, rate), end in zip(rules.tiers, ends, strict=True):
        top = total if end is None else min(total, end)
        made += (top - start if start == 0 else max(top - start, 0)) * rate
    return made


class Account:
    """What each account holds, who came first, and between whom money moved."""

    def __init__(self) -> None:
        self.held: dict[str, Fraction] = {}
        self.linked: list[tuple[str, str]] = []

    def add(self, who: str, amount: Fraction) -> None:
        self.held[who] = self.held.get(who, Fraction(0)) + amount

    def groups(self) -> list[list[str]]:
        name = {a: a for a in self.held}

        def head(a: str) -> str:
            while name[a] != a:
                a = name[a]
            return a

        for a, b in self.linked:
            name[head(a)] = head(b)
        made: dict[str, list[str]] = {}
        for a in self.held:
            if a != POOL:
                made.setdefault(head(a), []).append(a)
        return list(made.values())


def worked_out(receipts: Sequence[tuple[Receipt, str]], rules: Rules, before: Mapping[str, int]) -> dict[str, int]:
    """Account -> fen of one quarter; receipts with whose they are; before: fen of the year's earlier quarters."""
    book, earned, totals = Account(), [], dict(before)
    for r, who in sorted(receipts, key=lambda x: (x[0].day, x[0].owner, x[0].place)):
        group = "" if rules.team_tiers else who
        old = totals.get(group, 0)
        totals[group] = old + r.fen
        if not r.fen:
            continue
        amount = (commission(old + r.fen, rules) - commission(old, rules)) * r.factor
        earned.append((r, who, r.fen * r.project if r.project is not None else amount))
        book.add(who, Fraction(0))
    kept = []
    for r, who, amount in earned:
        fund = amount * rules.reserve
        if fund:
            book.add(FUND, fund)
            book.linked.append((who, FUND))
        kept.append((r, who, amount - fund))
    for r, who, amount in kept:
        _split(book, r, who, amount, rules)
    pool = book.held.get(POOL, Fraction(0))
    weight = sum((w for _, w in rules.weights), Fraction(0))
    for who, part in rules.weights if pool else ():
        book.add(who, pool * part / weight)
        book.linked.append((POOL, who))
    for who in book.held:
        if who not in (FUND, POOL):
            book.held[who] *= rules.positions.get(who, Fraction(1))
    made: dict[str, int] = {}
    for group in book.groups():
        made |= _rounded({a: book.held[a] for a in group})
    return made


def _split(book: Account, r: Receipt, who: str, amount: Fraction, rules: Rules) -> None:
    if r.project is not None:
        shared = [(Fraction(1), r.members)]
        rest = amount
    else:
        team = amount * rules.team
        if team:
            book.add(POOL, team)
            book.linked.append((who, POOL))
        rest = amount - team
        shared = [(part, r.stages.get(stage, ())) for stage, part in rules.stages.items()]
    kept = rest
    for part, people in shared:
        weight = sum((w for _, w in people), Fraction(0))
        for person, w in people:
            share = rest * part * w / weight
            if person == who or not share:
                continue
            book.add(person, share)
            book.linked.append((who, person))
            kept -= share
    book.add(who, kept)


def _rounded(amounts: Mapping[str, Fraction]) -> dict[str, int]:
    """The rounded sum by largest remainder, ties to whoever came first; a negative one as its mirror."""
    total = sum(amounts.values(), Fraction(0))
    sign = -1 if total < 0 else 1
    whole = math.floor(abs(total) + Fraction(1, 2))
    mine = {a: sign * x for a, x in amounts.items()}
    made = {a: math.floor(x) for a, x in mine.items()}
    left = whole - sum(made.values())
    for a in sorted(mine, key=lambda a: made[a] - mine[a])[:left]:
        made[a] += 1
    return {a: sign * n for a, n in made.items()}


def everything(
    ledger: Iterable[Receipt], sight: Sight, rules: Mapping[str, Rules], holder: Mapping[tuple[str, str], str]
) -> dict[str, int]:
    """Account -> fen over all quarters."""
    by_quarter: dict[str, list[tuple[Receipt, str]]] = {}
    for r in ledger:
        key = r.owner, r.number
        by_quarter.setdefault(sight.counts[key][1], []).append((r, holder[key]))
    paid: dict[str, int] = {}
    for period, receipts in by_quarter.items():
        mine, before = rules[period], dict[str, int]()
        for other, earlier in by_quarter.items() if mine.year else ():
            if other < period and other[:4] == period[:4]:
                for r, who in earlier:
                    group = "" if mine.team_tiers else who
                    before[group] = before.get(group, 0) + r.fen
        for account, fen in worked_out(receipts, mine, before).items():
            paid[account] = paid.get(account, 0) + fen
    return {a: n for a, n in paid.items() if n}
