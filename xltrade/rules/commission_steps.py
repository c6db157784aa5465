"""The commission plan (R199–R210): ordered steps that post exact amounts to people, the team pool and the fund.

Every amount is a fraction of a fen until the end. A step adds postings: it multiplies what an account holds, or
moves it to another account, so that money is never made or lost by dividing it. `amounts` rounds once: accounts that
shared money are rounded together, so that the parts sum to the rounded whole, and a lone account by itself (R211).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import FEN, RATE, apportioned, running, whole_half_up
from xltrade.core.tiers import within
from xltrade.rules.policy import Policy

POOL, FUND = "*team", "*fund"
STAGES = ("develop", "negotiate", "follow_up")
Parts = tuple[tuple[str, Fraction], ...]
Key: TypeAlias = Hashable
"""What tells an earning apart, such as a person and a receipt; "" for money of several."""


@dataclass(frozen=True, slots=True)
class Project:
    """An order's own plan (R206): a rate of the receipt, or this receipt's part of a fixed amount in fen; members.

    whole: the fixed amount that it is a part of, in fen.
    """

    rate: Fraction | None
    amount: Fraction | None
    parts: Parts = ()
    whole: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Earning:
    """One receipt that earns, or a part of it.

    key: what tells it apart; person: whose it is; group: what it accumulates with before the tiers; base: fen in CNY,
    negative for a refund; quantity: pieces, for that basis; factor: of the customer; stages: who took part in which,
    nobody named = the person.
    """

    key: Key
    person: str
    group: str
    base: int
    quantity: Fraction = Fraction(0)
    factor: Fraction = Fraction(1)
    stages: Mapping[str, Parts] = field(default_factory=dict)
    project: Project | None = None


@dataclass(frozen=True)
class Crew:
    """What the steps need to know of the people: factors by person (1 where none), weights of the team's part.

    before: per group the base (fen) of the same tier period that earlier settlements hold.
    """

    position: Mapping[str, Fraction] = field(default_factory=dict)
    assessment: Mapping[str, Fraction] = field(default_factory=dict)
    team: Parts = ()
    before: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the account: `amount` = `base` × `rate`, in fen; `other` is the counterpart of a transfer.

    tier: the tier's place, from 0, where the step is "tier".
    """

    account: str
    step: str
    key: Key
    base: Fraction
    rate: Fraction
    amount: Fraction
    other: str = ""
    tier: int = -1


class Book:
    """Postings in their order and what each account holds of each earning."""

    def __init__(self) -> None:
        self.postings: list[Posting] = []
        self.held: dict[tuple[str, Key], Fraction] = {}
        self.accounts: dict[Key, list[str]] = {}

    def post(self, posting: Posting) -> None:
        place = posting.account, posting.key
        self.postings.append(posting)
        if place not in self.held:
            self.accounts.setdefault(posting.key, []).append(posting.account)
        self.held[place] = self.held.get(place, Fraction(0)) + posting.amount

    def scale(self, account: str, key: Key, step: str, factor: Fraction) -> None:
        """Multiply what an account holds of an earning: the difference is posted."""
        base = self.held[account, key]
        if base and factor != 1:
            self.post(Posting(account, step, key, base, factor, base * (factor - 1)))

    def move(self, account: str, other: str, key: Key, step: str, base: Fraction, rate: Fraction) -> None:
        """Move base × rate from one account to another."""
        if account != other and base * rate:
            self.post(Posting(account, step, key, base, -rate, -base * rate, other))
            self.post(Posting(other, step, key, base, rate, base * rate, account))

    def people(self) -> list[tuple[str, Key]]:
        """Each person's holdings, as they stand now."""
        return [place for place in self.held if place[0] not in (POOL, FUND)]

    def holders(self, key: Key) -> list[str]:
        """The people who hold something of an earning, found without a look at all the others."""
        return [a for a in self.accounts.get(key, ()) if a not in (POOL, FUND)]


# ── the steps ─────────────────────────────────────────────────────────────────────────────────────────────────────


def slices(before: int, after: int, mode: str, policy: Policy) -> list[tuple[int, int, int]]:
    """(tier, rate in 1/1,000,000, part in fen) of what lies between two running totals in fen; parts × rates sum to it.

    marginal: what each tier gains. whole: the new total at its tier's rate, less the old total at its own.
    """
    starts, rates = policy.tier_starts // FEN, policy.tier_rates
    inside = within(np.array([after, before]), starts, mode, str(policy["tier_boundary"]))
    parts = inside[0] - inside[1]
    return [(i, int(rates[i]), int(p)) for i, p in enumerate(parts.tolist()) if p]


def _receipts(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """Without tiers: each receipt stands there with nothing earned yet."""
    for e in earnings:
        book.post(Posting(e.person, "base", e.key, Fraction(e.base), Fraction(0), Fraction(0)))


def _tier(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """Tiers over the running total of each person or, by `tier_scope`, of the team (R044–R046, R205)."""
    if policy["basis"] == "quantity":
        return _per_unit(book, earnings, policy)
    totals, mode = dict(crew.before), str(policy["tier_mode"])
    for e in earnings:
        before = totals.get(e.group, 0)
        totals[e.group] = before + e.base
        for tier, rate, part in slices(before, before + e.base, mode, policy):
            share = Fraction(rate, RATE)
            book.post(Posting(e.person, "tier", e.key, Fraction(part), share, part * share, tier=tier))


def _per_unit(book: Book, earnings: Sequence[Earning], policy: Policy) -> None:
    """So much a piece (R199); the receipts stand there too."""
    _receipts(book, earnings, Crew(), policy)
    rate = exact(policy["unit_commission"] or 0)
    for e in earnings:
        book.post(Posting(e.person, "tier", e.key, e.quantity * 100, rate, e.quantity * 100 * rate))


def _customer_factor(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """Multiply what an earning gave by its customer's factor (R207)."""
    factors = {e.key: e.factor for e in earnings}
    for account, key in book.people():
        book.scale(account, key, "customer_factor", factors.get(key, Fraction(1)))


def _project_override(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """An order with a plan of its own earns by that plan instead of the steps before (R206)."""
    for e in (e for e in earnings if e.project):
        for account in book.holders(e.key):
            book.scale(account, e.key, "project_override", Fraction(0))
        project = e.project
        assert project is not None
        rate = project.rate if project.rate is not None else Fraction(1)
        base = Fraction(e.base) if project.rate is not None else project.amount or Fraction(0)
        book.post(Posting(e.person, "project_override", e.key, base, rate, base * rate))


def _assessment_factor(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """Multiply what a person holds by the factor of their assessment (R208)."""
    for account, key in book.people():
        book.scale(account, key, "assessment_factor", crew.assessment.get(account, Fraction(1)))


def _position_coefficient(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """Multiply what a person holds by their position's coefficient (R204)."""
    for account, key in book.people():
        book.scale(account, key, "position_coefficient", crew.position.get(account, Fraction(1)))


def _reserve(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """Withhold a part of everything for the team development fund (R209)."""
    rate = exact(policy["reserve_rate"] or 0)
    for account, key in book.people():
        book.move(account, FUND, key, "reserve", book.held[account, key], rate)


def _split(book: Book, earnings: Sequence[Earning], crew: Crew, policy: Policy) -> None:
    """The team's part into the pool, the rest to those who took part; then the pool by weight (R200–R203, R206)."""
    team = exact(policy["blend_team"] or 0) / 100
    shares = {s: exact(policy[f"stage_{s}"] or 0) / 100 for s in STAGES}
    for e in (e for e in earnings if e.person in book.holders(e.key)):
        account, key = e.person, e.key
        if e.project:
            _among(book, account, key, "project", book.held[account, key], Fraction(1), e.project.parts)
            continue
        book.move(account, POOL, key, "team_part", book.held[account, key], team)
        whole = book.held[account, key]
        for stage, share in shares.items():
            _among(book, account, key, "stage", whole, share, e.stages.get(stage, ()))
    _share_pool(book, crew.team)


def _among(book: Book, account: str, key: Key, step: str, whole: Fraction, share: Fraction, parts: Parts) -> None:
    weight = sum((w for _, w in parts), Fraction(0))
    for person, part in parts:
        book.move(account, person, key, step, whole, share * part / weight)


def _share_pool(book: Book, team: Parts) -> None:
    pool = sum((v for (a, _), v in book.held.items() if a == POOL), Fraction(0))
    weight = sum((w for _, w in team), Fraction(0))
    if pool and weight <= 0:
        raise ValueNotComputable(
            "团队分成没有人可分：请在团队权重表里写上权重。",
            "Nobody shares the team's part: write weights on Team weights.",
        )
    for person, part in team if pool else ():
        book.move(POOL, person, "", "team_share", pool, part / weight)


Step = Callable[[Book, Sequence[Earning], Crew, Policy], None]
STEPS: dict[str, Step] = {
    "tier": _tier,
    "customer_factor": _customer_factor,
    "project_override": _project_override,
    "assessment_factor": _assessment_factor,
    "reserve": _reserve,
    "split": _split,
    "position_coefficient": _position_coefficient,
}
"""What posts. Of the other steps `base`, `exclusions` and `fx` make the earnings, and `rounding` is `amounts`."""


def exact(value: float | str) -> Fraction:
    """A number of a policy sheet as it is written: 0.1 is one tenth.

    >>> exact(0.1), exact("40")
    (Fraction(1, 10), Fraction(40, 1))
    """
    return Fraction(repr(value) if isinstance(value, float) else str(value))


def run(earnings: Sequence[Earning], crew: Crew, policy: Policy) -> list[Posting]:
    """Every posting of a period, by the steps of `plan_steps` in their order (R210). Amounts in fen, not rounded.

    earnings: in the order in which they accumulate. ValueNotComputable when the team's part has nobody to go to.
    """
    book = Book()
    steps = [s for s in policy.plan_steps if s in STEPS]
    for step in steps if "tier" in steps else [None, *steps]:
        (_receipts if step is None else STEPS[step])(book, earnings, crew, policy)
    return book.postings


# ── rounding, once ────────────────────────────────────────────────────────────────────────────────────────────────


def amounts(postings: Sequence[Posting], policy: Policy) -> dict[str, int]:
    """What each account gets, in fen, rounded half up to the policy's step once, at the end (R211).

    Accounts between which money moved sum to their rounded whole (largest remainder); the others stand alone.
    """
    step, sums, head = policy.rounding_fen, _sums(postings), _linked(postings)
    groups: dict[str, list[str]] = {}
    for account in sums:
        groups.setdefault(head[account], []).append(account)
    made: dict[str, int] = {}
    for accounts in groups.values():
        shares = [sums[a] / step for a in accounts]
        made |= zip(accounts, apportioned(whole_half_up(sum(shares, Fraction(0))), shares), strict=True)
    return {a: made[a] * step for a in sums if a != POOL}


def _sums(postings: Sequence[Posting]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for p in postings:
        found[p.account] = found.get(p.account, Fraction(0)) + p.amount
    return {a: v for a, v in found.items() if a != POOL}


def _linked(postings: Sequence[Posting]) -> dict[str, str]:
    """Account -> the account that stands for all those money moved between, the pool looked through."""
    head = {a: a for p in postings for a in (p.account, p.other) if a}

    def find(account: str) -> str:
        while head[account] != account:
            account = head[account]
        return account

    for p in postings:
        if p.other:
            head[find(p.account)] = find(p.other)
    return {a: find(a) for a in head}


def lines(postings: Sequence[Posting], total: int, policy: Policy) -> list[tuple[Posting, int]]:
    """One account's postings, those over the whole account summed, each with its fen; the fen sum to `total` (R211).

    Fen are differences of the rounded running sum: of receipts under tiers alone, what their cells show.
    """
    shown, step = _summed(postings), policy.rounding_fen
    parts = running(total // step, [p.amount / step for p in shown])
    return [(p, part * step) for p, part in zip(shown, parts, strict=True)]


_OVER_ALL = ("assessment_factor", "reserve", "team_part", "position_coefficient")


def _summed(postings: Sequence[Posting]) -> list[Posting]:
    """Factors and parts that concern all of an account as one line each, at the place of their first posting."""
    made: dict[object, Posting] = {}
    for at, p in enumerate(postings):
        name = (p.step, p.rate, p.other) if p.step in _OVER_ALL else at
        known = made.get(name)
        made[name] = (
            p if known is None else replace(known, key="", base=known.base + p.base, amount=known.amount + p.amount)
        )
    return [replace(p, key="") if p.step in _OVER_ALL else p for p in made.values()]
