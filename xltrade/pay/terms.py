"""By which terms a receipt earns: its customer's factor, its order's plan, who took part, what the people bring."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from xltrade.core.identity import Identity
from xltrade.declared.rejects.pay import UNKNOWN_MEMBER
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.firm import Firm
from xltrade.pay.notes import at_row
from xltrade.pay.paid import Paid
from xltrade.pay.periods import bounds, period_of
from xltrade.pay.rows import CustomerFactor, Order, Receipt
from xltrade.pay.scores import score
from xltrade.rules.commission_steps import Crew, Parts, Project, exact

_SEPARATORS = re.compile(r"[、,，;；/+]")
_ROLES = {"develop": "developer", "negotiate": "negotiator", "follow_up": "follower"}


class Factors:
    """The factor of a customer on a day, whoever earns from it: the newest row that has begun (R207).

    A row that names the customer's person comes before one that does not.
    """

    def __init__(self, firm: Firm) -> None:
        self.by_customer: dict[Identity, list[CustomerFactor]] = {}
        for row in sorted(firm.ledger.factors, key=lambda r: (bool(r.person), r.since)):
            customer = firm.customer(row.person, row.number)
            if customer:
                self.by_customer.setdefault(customer, []).append(row)

    def of(self, receipt: Receipt) -> Fraction:
        begun = [r for r in self.by_customer.get(receipt.customer, ()) if r.since <= receipt.day]
        return begun[-1].factor if begun else Fraction(1)


class Stages:
    """Who took part in an order's stages: the manager's rows, else whom the salesperson named, in equal parts."""

    def __init__(self, firm: Firm, notes: list[Reject]) -> None:
        self.firm, self.notes = firm, notes
        self.named: dict[tuple[Identity, str], Parts] = {}
        self.seen: dict[Identity, dict[str, Parts]] = {}
        for row in firm.ledger.shares:
            order = firm.order(row.owner, row.number)
            if order:
                place = order, row.stage
                self.named[place] = (*self.named.get(place, ()), (firm.team.known(row.person), row.share))

    def of(self, order: Order) -> dict[str, Parts]:
        """Stage -> who took part with which weight, of the stages for which somebody is named."""
        if order.identity not in self.seen:
            self.seen[order.identity] = {s: p for s in _ROLES if (p := self._stage(order, s))}
        return self.seen[order.identity]

    def members(self, order: Identity) -> Parts:
        """Who shares an order's project."""
        return self.named.get((order, "project"), ())

    def _stage(self, order: Order, stage: str) -> Parts:
        listed = self.named.get((order.identity, stage))
        return listed if listed is not None else self._typed(order, _ROLES[stage])

    def _typed(self, order: Order, role: str) -> Parts:
        found = []
        for name in filter(None, (n.strip() for n in _SEPARATORS.split(order.named[role]))):
            person = self.firm.team.person(name)
            if person is None:
                self.notes.append(at_row(UNKNOWN_MEMBER, order, self.firm, "orders", role, name))
            found.append((person or order.identity.owner, Fraction(1)))
        return tuple(found)


class Plans:
    """The project plans, by the orders that they are of."""

    def __init__(self, firm: Firm, stages: Stages, paid: Paid) -> None:
        self.paid = paid
        named = ((firm.order(p.person, p.number), p) for p in firm.ledger.plans)
        self.by_order, self.stages = {o: p for o, p in named if o}, stages

    def unrated(self, receipt: Receipt, order: Order | None) -> bool:
        """Whether a fixed sum cannot be told: what the receipt pays of its order needs a rate that is not there."""
        plan = self.by_order.get(receipt.order)
        fixed = plan is not None and plan.rate is None and order is not None and order.amount > 0
        return fixed and order is not None and self.paid.part(receipt, order) is None

    def of(self, receipt: Receipt, order: Order | None, share: Fraction) -> Project | None:
        """The plan of a receipt's order: its rate, or of its fixed amount what a share of this receipt stands for.

        A fixed 5,000 on an order of 10,000 of which 4,000 came in is 2,000 for it; half of that for a share of 1/2.
        An overpaid order pays the fixed sum at most.
        """
        plan = self.by_order.get(receipt.order)
        if plan is None:
            return None
        members = self.stages.members(receipt.order)
        if plan.rate is not None:
            return Project(plan.rate, None, members)
        paid = self.paid.capped(receipt, order) if order and order.amount > 0 else Fraction(0)
        whole = (plan.amount or Fraction(0)) * 100
        return Project(None, whole * paid * share, members, whole)


def crew(firm: Firm, period: str, before: Mapping[str, int]) -> Crew:
    """Positions as on its last day (R225), review scores and team weights of a quarter (R201, R204, R208)."""
    rules, (start, end) = firm.policy(period), bounds(period)
    then = firm.team.on(firm.policy_day(period))
    position = {p.id: exact(float(rules.positions[p.position])) for p in then if p.position in rules.positions}
    scores = {p.id: score(firm, p.id, period) for p in firm.staff}
    assessed = {p: exact(float(rules.assessed(s.total))) for p, s in scores.items() if s and s.total is not None}
    there = [p.id for p in firm.staff if p.there(start, end)]
    if rules["pool_days"] == "yes":
        part = {p.id: Fraction(p.days(start, end), (end - start).days + 1) for p in firm.staff}
    else:
        part = {p: Fraction(1) for p in there}
    team = tuple((p, w) for p in there if (w := _weight(firm, p, period) * part[p]))
    return Crew(position, assessed, team, before)


def _weight(firm: Firm, person: str, period: str) -> Fraction:
    """Role × contribution, the row of this quarter before one for every quarter; 1 where nothing is written."""
    rows = [w for w in firm.ledger.weights if firm.team.person(w.person) == person]
    own = [w for w in rows if period_of(w.period) == period] or [w for w in rows if not w.period]
    return own[-1].role * own[-1].contribution if own else Fraction(1)
