"""Random lives of a company: receipts that come late, change and go, settlements confirmed by some, years that end."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Protocol

import oracle
from plans import PEOPLE, drawn
from shop import FIRST, LAST, QUARTERS, Move, Order, Receipt, World

from xltrade.pay.periods import after, quarter


@dataclass(frozen=True)
class Settlement:
    """What a run left: whose (FUND for the fund), of which quarter, in which state, fen; whether it has lines."""

    id: str
    account: str
    period: str
    status: str
    fen: int | None
    listed: bool = True


class Driver(Protocol):
    """The product, settling a world: with typed rows or through files."""

    def run(self, world: World, asked: list[tuple[str, str]], states: Mapping[str, str]) -> list[Settlement]:
        """A consolidation; asked: (quarter, person or ""); states: what the manager types by settlement ID."""


@dataclass
class Life:
    """A company as it goes on; `trace` says in words what happened."""

    dice: random.Random
    driver: Driver
    world: World
    sight: oracle.Sight = field(default_factory=oracle.Sight)
    kept: oracle.Kept = field(default_factory=oracle.Kept)
    done: list[Settlement] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def say(self, text: object) -> None:
        self.trace.append(f"  {text}")

    # ── events of the salespeople ─────────────────────────────────────────────────────────────────────────────────

    def receive(self) -> None:
        self._receive(self.dice.randrange(0, 20))

    def late(self) -> None:
        self._receive(self.dice.randrange(60, 200))

    def _receive(self, ago: int) -> None:
        world, dice = self.world, self.dice
        owner, day = dice.choice(PEOPLE), max(world.today - dt.timedelta(days=ago), FIRST)
        number = self._next(owner)
        row = Receipt(owner, number, day, self._amount(), number)
        if dice.random() < 0.6:
            world.orders[owner, number] = self._order(owner, number, day)
            row = replace(row, order=number)
        if dice.random() < 0.15 and (row.order is None or not isinstance(world.orders[row.key].plan, int)):
            row = replace(row, currency="USD")
        if dice.random() < 0.25 and row.amount > 50:
            row = replace(row, fee=dice.choice([5.0, 12.34]))
        if dice.random() < 0.05:
            row = replace(row, kind="sample_fee")
        if dice.random() < 0.4:
            world.factors[owner, number] = dice.choice(["1.5", "0.8"])
        world.receipts[row.key] = row
        world.customers.append(row.key)
        self.say(row)
        self.say(world.orders.get(row.key))
        self.say(f"factor {world.factors.get(row.key, 1)}")

    def _order(self, owner: str, number: int, day: dt.date) -> Order:
        dice = self.dice
        people = tuple(dice.sample(PEOPLE, dice.randint(1, 2)))
        named = {s: people for s in dice.sample(["develop", "negotiate", "follow_up"], dice.randint(0, 2))}
        listed: dict[str, oracle.Parts] = {}
        if dice.random() < 0.15:
            listed["negotiate"] = self._shares(6)
        plan = dice.choice([None, None, None, None, "0.05", 300])
        if plan and dice.random() < 0.4:
            listed["project"] = self._shares(7)
        amount, cost, pieces = (
            dice.choice([1_000, 10_000]),
            dice.choice([None, 700, 2_000]),
            dice.choice([None, 77, 400]),
        )
        return Order(owner, number, number, day, amount, named, listed, plan, cost, pieces)

    def _shares(self, first: int) -> oracle.Parts:
        one, other = self.dice.sample(PEOPLE, 2)
        return (one, Fraction(first, 10)), (other, Fraction(10 - first, 10))

    def _next(self, owner: str) -> int:
        """Everybody counts from 1, so one number is several people's, but never two rows' of one workbook."""
        self.numbers[owner] = self.numbers.get(owner, 0) + 1
        taken = any(self.numbers[owner] == n and at == owner for (_, n), at in self.world.lies.items())
        taken |= any(self.numbers[owner] == m.customer and m.giver == owner != m.owner for m in self.world.moves)
        return self._next(owner) if taken else self.numbers[owner]

    def _ago(self, days: int) -> dt.date:
        return max(self.world.today - dt.timedelta(days=self.dice.randrange(0, days)), FIRST)

    def _amount(self) -> float:
        return self.dice.choice([600.0, 1_000.0, 1_500.01, 2_345.67, 333.33, 6_000.0, 0.01, -400.0, 77.7])

    def more(self) -> None:
        """Another payment of an order."""
        for row in self._some():
            if row.order:
                day, number = self._ago(90), self._next(row.owner)
                self._put(replace(row, number=number, day=day, amount=self._amount(), kind="balance", fee=0.0))

    def refund(self) -> None:
        for row in self._some():
            order = row.order if self.dice.random() < 0.5 else None
            new = replace(row, number=self._next(row.owner), day=self.world.today, kind="refund", fee=0.0)
            self._put(replace(new, amount=-100.5, order=order))

    def correct(self) -> None:
        for row in self._some():
            self._put(replace(row, amount=self._amount(), fee=0.0))

    def kind(self) -> None:
        for row in self._some():
            self._put(replace(row, kind="sample_fee" if row.kind != "sample_fee" else "full"))

    def redate(self) -> None:
        for row in self._some():
            self._put(replace(row, day=self._ago(150)))

    def delete(self) -> None:
        for row in self._some():
            del self.world.receipts[row.key]
            self.say(f"{row.key} is gone")

    def _put(self, row: Receipt) -> None:
        self.world.receipts[row.key] = row
        self.say(row)

    def _some(self) -> list[Receipt]:
        return [self.dice.choice(list(self.world.receipts.values()))] if self.world.receipts else []

    # ── events of the manager ─────────────────────────────────────────────────────────────────────────────────────

    def hand_over(self) -> None:
        """A customer goes to somebody else, its rows into their workbook or not; sometimes it had gone before."""
        world, dice = self.world, self.dice
        for row in self._some():
            mine = [m for m in world.moves if (m.owner, m.customer) == (row.owner, row.customer)]
            giver = mine[-1].taker if mine else row.owner
            taker, day = dice.choice([p for p in PEOPLE if p != giver]), world.today - dt.timedelta(dice.randrange(120))
            clash = giver != row.owner and row.customer <= self.numbers.get(giver, 0)
            if clash or len(mine) > 1 or (mine and (day <= mine[-1].day or taker == row.owner)):
                continue
            world.moves.append(Move(day, giver, taker, row.owner, row.customer))
            self.say(world.moves[-1])
            if dice.random() < 0.5 and self._free(taker, row):
                world.lies[row.owner, row.customer] = taker
                self.say(f"its rows lie at {taker}'s")

    def _free(self, taker: str, row: Receipt) -> bool:
        """Whether a workbook has no customer and order of this number."""
        others = any(n == row.customer and at == taker for (_, n), at in self.world.lies.items())
        return not others and row.customer > self.numbers.get(taker, 0)

    def promote(self) -> None:
        """Somebody gets another position, often dated back."""
        who, day = self.dice.choice(PEOPLE), self.world.today - dt.timedelta(days=self.dice.randrange(-20, 150))
        self.world.promoted += ((who, day, self.dice.choice(["salesperson", "senior", "manager"])),)
        self.say(self.world.promoted[-1])

    def review(self) -> None:
        """The manager scores somebody, or corrects a score."""
        key = self.dice.choice(PEOPLE), self.dice.choice(self.quarters())
        self.world.reviews[key] = self.dice.choice([60, 70, 84, 85, 95])
        self.say(f"{key} scored {self.world.reviews[key]}")

    def leave(self) -> None:
        """Somebody's leave date is written, often after the fact; E1 stays, so that a pool is somebody's."""
        who, day = self.dice.choice(PEOPLE[1:]), self.world.today - dt.timedelta(days=self.dice.randrange(-20, 90))
        hired, _ = self.world.there.get(who, (None, None))
        self.world.there = {**self.world.there, who: (hired, max(day, hired or day))}
        self.say(f"{who} leaves on {day}")

    def reprice(self) -> None:
        """The figures of an order are corrected."""
        for key in self.dice.sample(sorted(self.world.orders), min(1, len(self.world.orders))):
            amount, cost, pieces = (self.dice.choice(n) for n in ([900, 1_000, 12_000], [None, 800], [None, 50]))
            self.world.orders[key] = replace(self.world.orders[key], amount=amount, cost=cost, pieces=pieces)
            self.say(self.world.orders[key])

    def unrelated(self) -> None:
        self.world.plans = {q: replace(p, churn=p.churn + 100) for q, p in self.world.plans.items()}

    def fx(self) -> None:
        """A rate is corrected."""
        for row in self._some():
            self.world.rates[row.day] = self.world.rates.get(row.day, 0) + 3
            self.say(f"rate of {row.day} + 0.03")

    def wait(self) -> None:
        self.world.today = min(self.world.today + dt.timedelta(days=self.dice.choice([3, 20, 45, 70, 95])), LAST)
        self.say(f"it is {self.world.today}")

    # ── settling ──────────────────────────────────────────────────────────────────────────────────────────────────

    def quarters(self) -> list[str]:
        found = [QUARTERS[0]]
        while found[-1] < quarter(self.world.today):
            found.append(after(found[-1]))
        return found

    def settle(self) -> None:
        self.run([(self.dice.choice(self.quarters()), self.dice.choice(["", "", *PEOPLE]))])

    def confirm(self) -> None:
        if not self.open():
            self.settle()
        self.run(states={s.id: "confirmed" for s in self.open() if self.dice.random() < 0.6})

    def void(self) -> None:
        """Something confirmed is to be calculated anew."""
        shut = [s.id for s in self.done if s.status == "confirmed"]
        if shut:
            self.run(states={self.dice.choice(shut): "void"})

    def open(self) -> list[Settlement]:
        """What is calculated and not confirmed; without lines it cannot be."""
        return [s for s in self.done if s.status in ("calculated", "accepted") and s.listed]

    def run(self, asked: list[tuple[str, str]] | None = None, states: Mapping[str, str] | None = None) -> None:
        """A consolidation."""
        states = states or {}
        self.see(states)
        self.done = self.driver.run(self.world, asked or [], states)
        self.saw()
        self.say(f"asked {asked or '-'}, typed {dict(states) or '-'}; now "
                 + " ".join(f"{s.id}:{s.status[:4]}:{s.fen}" for s in self.done))  # fmt: skip

    def see(self, states: Mapping[str, str]) -> None:
        """The oracle looks at what a consolidation sees."""
        for s in self.done:
            status = states.get(s.id, s.status)
            if s.account and s.status != "void" and status in ("confirmed", "paid", "void"):
                self.kept.confirmed(s.account, s.period, status != "void")
        world, pooled = self.world, {q for q in self.quarters() if self.world.plan(q).team}
        self.sight.look(world.ledger({}), world.today, self._closed(states), pooled, world.holders())

    def saw(self) -> None:
        """The oracle keeps the people of what a consolidation left."""
        for s in self.done:
            if s.status in ("calculated", "accepted"):
                self.kept.calculated(s.account, s.period, self.world.rules(s.period))

    def _closed(self, states: Mapping[str, str]) -> set[tuple[str, str]]:
        return {(s.account, s.period) for s in self.done if states.get(s.id, s.status) in ("confirmed", "paid")}

    # ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────

    def finish(self) -> tuple[dict[str, int], dict[str, int]]:
        """Settle and confirm everything until nothing is left; what was paid and what the oracle says, in fen."""
        for _ in range(6):
            self.trace.append("finish")
            again = bool(self.done)
            self.run([(q, "") for q in self._wanting()])
            if again and not self.open() and self.world.today > LAST:
                break
            self.run(states={s.id: "confirmed" for s in self.open()})
            self.world.today = LAST + dt.timedelta(days=1)
        return self.paid(), self.should()

    def should(self) -> dict[str, int]:
        """What the oracle says of the company as it now is."""
        world, counts = self.world, self.sight.counts
        rules = {q: self.kept.rules(q, world.rules(q)) for _, q in counts.values()}
        return oracle.everything(world.ledger(counts), self.sight, rules, world.holders())

    def _wanting(self) -> list[str]:
        """Quarters without a row that asks for them."""
        return sorted(set(self.quarters()) - {s.period for s in self.done if not s.account})

    def paid(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for s in self.done:
            if s.status != "void" and s.fen is not None:
                found[s.account] = found.get(s.account, 0) + s.fen
        return {k: v for k, v in found.items() if v}


EVENTS = ("receive", "receive", "receive", "late", "late", "more", "correct", "correct", "kind", "delete", "redate",
          "refund", "refund", "hand_over", "unrelated", "promote", "review", "leave", "reprice", "fx", "wait", "wait",
          "wait", "settle", "confirm", "confirm", "confirm", "confirm", "run", "void")  # fmt: skip


def begun(seed: int, driver: Driver) -> Life:
    """A company before its first event."""
    dice = random.Random(seed)
    plan = drawn(dice)
    plans = dict.fromkeys(QUARTERS, plan)
    if dice.random() < 0.3:
        other = drawn(dice)
        since = dice.choice(QUARTERS[1:])
        plans |= {q: other for q in plans if q >= since}
    world = World(plans)
    if dice.random() < 0.3:
        world.promoted = (("E2", dice.choice([dt.date(2026, 1, 1), dt.date(2026, 10, 1)]), "senior"),
                          ("E1", dt.date(2027, 1, 1), "manager"))  # fmt: skip
    if dice.random() < 0.3:
        world.there = {"E3": (dt.date(2026, 8, 15), dt.date(2027, 2, 10)), "E1": (dt.date(2025, 11, 30), None)}
        world.weights = {"E1": 2}
    return Life(dice, driver, world)


def live(seed: int, driver: Driver) -> Life:
    """A company after its events."""
    made = begun(seed, driver)
    made.trace += [str(made.world.plans), str(made.world.promoted), str(made.world.there)]
    for event in ("receive", "receive", *(made.dice.choice(EVENTS) for _ in range(made.dice.randint(5, 15)))):
        made.trace.append(f"{made.world.today} {event}")
        getattr(made, event)()
    return made
