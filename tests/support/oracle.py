"""What each person is paid for a quarter, from `policy.md` alone, in exact fractions: it knows nothing of the product.

A ledger is the receipts as they are at the end. Each counts in one quarter: its own, or where that was confirmed
before the receipt was first seen, the quarter in which it was first seen (`late_receipt`). A quarter is worked out
once, from the receipts that count in it, by its own policy.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

FUND, POOL = "FUND", "*pool"
Parts = tuple[tuple[str, Fraction], ...]
ONE = Fraction(1)


@dataclass(frozen=True)
class Rules:
    """A quarter's policy: tiers as (start in fen, rate); shares and rates as parts of 1.

    assessed: factors of the people's reviews; hired: where receipts accumulate by tenure quarter; piece: fen a piece,
    where pieces earn.
    """

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
    assessed: Mapping[str, Fraction] = field(default_factory=dict)
    hired: Mapping[str, dt.date] | None = None
    piece: Fraction | None = None


@dataclass(frozen=True)
class Receipt:
    """A receipt: fen in CNY of its base, and by which terms it earns.

    earns: what an order's fixed sum pays for it, in fen; project: its order's rate; belongs: the day that decides its
    quarter, where it is not its own; pieces: of its order, what it paid for.
    """

    owner: str
    number: str
    day: dt.date
    fen: int
    place: int
    factor: Fraction = ONE
    project: Fraction | None = None
    earns: Fraction | None = None
    members: Parts = ()
    stages: Mapping[str, Parts] = field(default_factory=dict)
    belongs: dt.date | None = None
    pieces: Fraction = Fraction(0)

    @property
    def home(self) -> dt.date:
        return self.belongs or self.day

    @property
    def key(self) -> tuple[str, str]:
        return self.owner, self.number

    @property
    def own_plan(self) -> bool:
        return self.project is not None or self.earns is not None


Holders = Mapping[tuple[str, str], Parts]
"""Whose commission each receipt is, with parts that sum to 1."""


def quarter(day: dt.date) -> str:
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def days_of(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter."""
    year, first = int(period[:4]), 3 * int(period[5]) - 2
    return dt.date(year, first, 1), months_after(dt.date(year, first, 1), 3) - dt.timedelta(days=1)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def tenure_quarter(hired: dt.date, day: dt.date) -> int:
    """Months 3n−2 … 3n from the hire date, by anniversary day."""
    n = 1
    while months_after(hired, 3 * n) <= day:
        n += 1
    return n


def half_up(value: Fraction) -> int:
    size = math.floor(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def base(amount: Fraction, fee: Fraction, rate: Fraction, counts: bool = True) -> int:
    """(amount − bank fee) × rate in fen; 0 for a kind that does not count."""
    return half_up((amount - fee) * rate * 100) if counts else 0


def fixed(whole: Fraction, ordered: Fraction, received: Sequence[Fraction]) -> list[Fraction]:
    """What an order's fixed sum pays for each receipt, those by date: in proportion, the fixed sum at most."""
    made, before = [], Fraction(0)
    for amount in received:
        after = before + amount / ordered
        made.append(whole * (min(after, ONE) - min(before, ONE)))
        before = after
    return made


@dataclass
class Sight:
    """In which quarter each receipt counts, told as the consolidations saw them."""

    counts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def look(self, ledger: Iterable[Receipt], today: dt.date, closed: set[tuple[str, str]], pooled: set[str],
             holders: Holders) -> None:  # fmt: skip
        """One consolidation; closed: (account, quarter) confirmed before it; pooled: quarters that share a pool.

        With a pool a quarter closes for everybody with the first confirmation.
        """
        for r in ledger:
            home = quarter(r.home)
            if r.key in self.counts and self.counts[r.key][0] == home:
                continue
            shut = any((who, home) in closed for who, _ in holders[r.key])
            shut |= home in pooled and any(q == home for _, q in closed)
            self.counts[r.key] = home, max(home, quarter(today)) if shut else home


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


@dataclass(frozen=True)
class Part:
    """One person's part of a receipt: its fen, and the part that they are of the receipt; pieces: likewise."""

    receipt: Receipt
    who: str
    fen: int
    pieces: Fraction = Fraction(0)

    @property
    def share(self) -> Fraction:
        return Fraction(self.fen, self.receipt.fen) if self.receipt.fen else Fraction(0)


def divided(receipt: Receipt, holders: Parts) -> list[Part]:
    """A receipt's fen among those whose it is, by largest remainder."""
    fen = _rounded({who: receipt.fen * part for who, part in holders})
    return [Part(receipt, who, fen[who], receipt.pieces * part) for who, part in holders]


def together(part: Part, counts: str, rules: Rules) -> str:
    """With what a part accumulates before the tiers apply: its year, tenure quarter or quarter."""
    who, (start, end) = "" if rules.team_tiers else part.who, days_of(counts)
    if rules.year:
        return f"{who}|{counts[:4]}"
    day, hired = min(max(part.receipt.home, start), end), (rules.hired or {}).get(who)
    return f"{who}|T{tenure_quarter(hired, day)}" if hired and hired <= day else f"{who}|{counts}"


def worked_out(parts: Iterable[Part], rules: Rules, before: Mapping[str, int], period: str = "2026Q3"
               ) -> dict[str, int]:  # fmt: skip
    """Account -> fen of one quarter; before: fen of earlier quarters by what they accumulate with."""
    book, earned, totals = Account(), [], dict(before)
    for p in sorted(parts, key=lambda p: (p.receipt.day, p.receipt.owner, p.receipt.place)):
        group, r = together(p, period, rules), p.receipt
        old = totals.get(group, 0)
        totals[group] = old + p.fen
        if not p.fen:
            continue
        tiers = commission(old + p.fen, rules) - commission(old, rules)
        amount = (tiers if rules.piece is None else p.pieces * rules.piece) * r.factor
        if r.project is not None:
            amount = p.fen * r.project
        if r.earns is not None:
            amount = r.earns * p.share
        earned.append((p, amount * rules.assessed.get(p.who, ONE)))
        book.add(p.who, Fraction(0))
    kept = []
    for p, amount in earned:
        fund = amount * rules.reserve
        if fund:
            book.add(FUND, fund)
            book.linked.append((p.who, FUND))
        kept.append((p, amount - fund))
    for p, amount in kept:
        _split(book, p.receipt, p.who, amount, rules)
    pool = book.held.get(POOL, Fraction(0))
    weight = sum((w for _, w in rules.weights), Fraction(0))
    for who, part in rules.weights if pool else ():
        book.add(who, pool * part / weight)
        book.linked.append((POOL, who))
    for who in book.held:
        if who not in (FUND, POOL):
            book.held[who] *= rules.positions.get(who, ONE)
    made: dict[str, int] = {}
    for group in book.groups():
        made |= _rounded({a: book.held[a] for a in group})
    return made


def _split(book: Account, r: Receipt, who: str, amount: Fraction, rules: Rules) -> None:
    if r.own_plan:
        shared = [(ONE, r.members)]
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
    sign, whole = -1 if total < 0 else 1, abs(half_up(total))
    mine = {a: sign * x for a, x in amounts.items()}
    made = {a: math.floor(x) for a, x in mine.items()}
    left = whole - sum(made.values())
    for a in sorted(mine, key=lambda a: made[a] - mine[a])[:left]:
        made[a] += 1
    return {a: sign * n for a, n in made.items()}


def everything(ledger: Iterable[Receipt], sight: Sight, rules: Mapping[str, Rules], holders: Holders
               ) -> dict[str, int]:  # fmt: skip
    """Account -> fen over all quarters."""
    by_quarter: dict[str, list[Part]] = {}
    for r in ledger:
        by_quarter.setdefault(sight.counts[r.key][1], []).extend(divided(r, holders[r.key]))
    paid: dict[str, int] = {}
    for period, parts in by_quarter.items():
        mine, before = rules[period], dict[str, int]()
        for other, earlier in by_quarter.items():
            for p in earlier if other < period else ():
                group = together(p, other, mine)
                before[group] = before.get(group, 0) + p.fen
        for account, fen in worked_out(parts, mine, before, period).items():
            paid[account] = paid.get(account, 0) + fen
    return {a: n for a, n in paid.items() if n}


@dataclass
class Kept:
    """What confirmed settlements keep of the people: what an account's own position and review were, and the team.

    seen: (account, quarter) -> as last calculated; held: as confirmed, first confirmed first.
    """

    seen: dict[tuple[str, str], Rules] = field(default_factory=dict)
    held: dict[tuple[str, str], Rules] = field(default_factory=dict)

    def calculated(self, account: str, period: str, rules: Rules) -> None:
        self.seen[account, period] = self.rules(period, rules)

    def confirmed(self, account: str, period: str, really: bool) -> None:
        """A settlement is confirmed, or no longer is."""
        if not really:
            self.held.pop((account, period), None)
        elif (account, period) not in self.held:
            self.held[account, period] = self.seen[account, period]

    def rules(self, period: str, now: Rules) -> Rules:
        """A quarter's rules with what is kept of its people."""
        held = {a: then for (a, q), then in self.held.items() if q == period}
        if not held:
            return now
        positions = {**now.positions, **{a: r.positions.get(a, ONE) for a, r in held.items()}}
        assessed = {**now.assessed, **{a: r.assessed.get(a, ONE) for a, r in held.items()}}
        first = next(iter(held.values()))
        return replace(now, positions=positions, assessed=assessed, weights=first.weights)
