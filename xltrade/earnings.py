"""From the consolidated tables to what earns commission: whose a receipt is, in which period, with which factors.

Settled bases are taken as they were recorded; what a receipt has beyond them is earned where its period is still
open for that person, else in the current one: a late receipt and a correction are lines of the current period.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from xltrade import derive, policy, tables
from xltrade.calendars import to_date, to_day
from xltrade.cells import fold, narrow
from xltrade.declared.rejects import Problem, Reject
from xltrade.declared.rejects.pay import NO_ORDER_FIGURE, UNKNOWN_MEMBER
from xltrade.frames import Frame, Frames, records
from xltrade.policy import Policy
from xltrade.rules import tenure
from xltrade.rules.plan import Crew, Earning, Parts, Project, exact
from xltrade.scales import shares, whole_half_up
from xltrade.schema import Lang

_PERIOD = re.compile(r"(\d{4})Q([1-4])")
_SEPARATORS = re.compile(r"[、,，;；/+]")
_ROLES = {"develop": "developer", "negotiate": "negotiator", "follow_up": "follower"}
Key = tuple[str, str, str]
"""Person, owner of the workbook, receipt ID: one person's part of one receipt."""


def period_of(text: object) -> str | None:
    """A quarter as it is typed, such as "2026q3", as 2026Q3; None when it is none.

    >>> period_of("2026 q3"), period_of("third quarter")
    ('2026Q3', None)
    """
    found = _PERIOD.fullmatch(narrow(str(text)).upper().replace(" ", "")) if isinstance(text, str) else None
    return found.group() if found else None


def quarter(day: dt.date) -> str:
    """The calendar quarter of a day, such as 2026Q3."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def bounds(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter."""
    start = pd.Period(period, freq="Q")
    return start.start_time.date(), start.end_time.date()


def after(period: str) -> str:
    """The next quarter.

    >>> after("2026Q4")
    '2027Q1'
    """
    return str(pd.Period(period, freq="Q") + 1)


@dataclass(frozen=True)
class Firm:
    """Everything a settlement is worked out from.

    tables: the salespeople's, consolidated; own: what the manager typed; here: owner -> file, of the workbooks read.
    """

    tables: Frames
    own: Frames
    shared: Frames
    people: Frame
    today: dt.date
    lang: Lang
    here: Mapping[str, str]
    policies: dict[dt.date, Policy] = field(default_factory=dict)
    prints: dict[dt.date, str] = field(default_factory=dict)

    def policy(self, period: str) -> Policy:
        """The policy in force at the end of a quarter, today while it runs (R212); PolicyError when there is none."""
        day = self.policy_day(period)
        if day not in self.policies:
            self.policies[day] = policy.read(self.shared, day)
        return self.policies[day]

    def policy_day(self, period: str) -> dt.date:
        """The day whose policy a quarter follows."""
        return min(bounds(period)[1], self.today)

    @property
    def now(self) -> str:
        return quarter(self.today)

    @cached_property
    def ids(self) -> dict[str, str]:
        """A person's ID and name, folded -> the ID; a name that two people have is nobody's."""
        names = [fold(n) for n in self.people["name"] if isinstance(n, str)]
        known = {fold(n): str(i) for i, n in zip(self.people["id"], self.people["name"], strict=True)
                 if isinstance(n, str) and names.count(fold(n)) == 1}
        return known | {fold(i): str(i) for i in self.people["id"]}

    @cached_property
    def hired(self) -> dict[str, dt.date]:
        return _days_by_person(self.people, "hired")

    @cached_property
    def left(self) -> dict[str, dt.date]:
        return _days_by_person(self.people, "left")

    @cached_property
    def moves(self) -> list[dict[str, Any]]:
        """The hand-overs, oldest first, persons by their IDs."""
        rows = self.own["transfers"].sort_values("date", kind="stable").to_dict("records")
        return [{"date": r["date"].date(), "customer": fold(_text(r["customer_id"])),
                 **{k: self.person(r[k]) or str(r[k]) for k in ("from_id", "to_id")}} for r in rows]

    @cached_property
    def customers(self) -> dict[str, set[str]]:
        """Owner -> their customers' IDs, folded."""
        frame = self.tables["customers"]
        return {str(o): {fold(i) for i in ids} for o, ids in frame.groupby("owner")["id"]}

    def person(self, name: Any) -> str | None:
        """Whom an ID or a name means."""
        return self.ids.get(fold(str(name))) if isinstance(name, str) else None


def _days_by_person(people: Frame, column: str) -> dict[str, dt.date]:
    return {str(i): d.date() for i, d in zip(people["id"], people[column], strict=True) if not pd.isna(d)}


@dataclass(frozen=True)
class Part:
    """One person's part of one receipt: what it counts (fen) and all that its commission depends on.

    home: the quarter it belongs to, of its own day, or for a refund by the policy `reopen` of what it pays back.
    """

    key: Key
    day: dt.date
    home: str
    row: int
    base: int
    order: str
    customer: str
    name: str
    quantity: Fraction
    project: Project | None
    factor: Fraction
    stages: Mapping[str, Parts]


@dataclass(frozen=True)
class Earned:
    """A part as it stands in a period: `base` is what of it is earned there.

    was: what confirmed settlements hold, of a part that is being corrected; settled: a confirmed one holds just this.
    """

    part: Part
    period: str
    base: int
    was: int | None = None
    settled: bool = False

    @property
    def key(self) -> str:
        return "\x1f".join(self.part.key)


# ── whose, and how much ───────────────────────────────────────────────────────────────────────────────────────────

def parts(firm: Firm, since: str) -> tuple[list[Part], list[Reject]]:
    """Every receipt as the parts of those whose commission it is, and warnings of what could not be told.

    since: the first quarter to look at. PolicyError when the policy of one of them is wrong.
    """
    notes = list[Reject]()
    orders, stages, factors = _orders(firm), _Stages(firm, notes), _Factors(firm)
    plans = {fold(r["order_id"]): r for r in records(firm.own["order_plans"])}
    made: list[Part] = []
    for row, base, pieces in _counted(firm, since, orders, notes):
        order = orders.get(_order_key(row))
        split = _owners(firm, row)
        for person, share in zip(split, shares(base, [int(w * 10**6) for w in split.values()]), strict=True):
            made.append(Part(
                (person, str(row["owner"]), str(row["id"])), row["date"].date(), _home(row),
                int(row["source_row"]), share, _text(row["order_id"]), _text(row["customer_id"]),
                _text(row["customer_name"]), pieces * split[person],
                _project(plans, order, row, Fraction(share, base) if base else Fraction(0), stages),
                factors.of(row, person), stages.of(order) if order else {}))
    return made, notes


def _home(row: Mapping[str, Any]) -> str:
    """The quarter a receipt belongs to: of its own day, or for a reopened refund of the receipt it pays back."""
    return quarter((row["period_date"] if not pd.isna(row["period_date"]) else row["date"]).date())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _order_key(row: Mapping[str, Any]) -> tuple[str, str]:
    return fold(str(row["owner"])), fold(_text(row["order_id"]))


def _orders(firm: Firm) -> dict[tuple[str, str], dict[str, Any]]:
    return {(fold(r["owner"]), fold(_text(r["id"]))): r for r in records(firm.tables["orders"])}


def _counted(firm: Firm, since: str, orders: Mapping[tuple[str, str], dict[str, Any]],
             notes: list[Reject]) -> Iterable[tuple[dict[str, Any], int, Fraction]]:
    """Each receipt (with the basis `orders` each order) with its base in fen and its pieces (R199, R212).

    Everything by the policy of its own quarter.
    """
    for name in ("receipts", "orders"):
        frame = firm.tables[name] if name == "receipts" else _as_received(firm.tables["orders"])
        for period, rows in frame.groupby(frame["date"].dt.to_period("Q").astype(str), sort=False):
            if str(period) < since:
                continue
            rules = firm.policy(str(period))
            if (rules["basis"] == "orders") != (name == "orders"):
                continue
            fen = derive.bases(rows, rules, every_kind="exclusions" not in rules.plan_steps)
            for row, base in zip(records(rows), fen.tolist(), strict=True):
                yield row, *_by_basis(str(rules["basis"]), row, base, orders.get(_order_key(row)), firm, notes)


def _as_received(orders: Frame) -> Frame:
    """Every order not cancelled as if it had been received in full on its date (R199)."""
    kept = orders[~orders["stage"].eq("cancelled")]
    return kept.assign(order_id=kept["id"], kind="full", bank_fee=np.nan, period_date=kept["date"])


def _by_basis(basis: str, row: Mapping[str, Any], base: int, order: Mapping[str, Any] | None, firm: Firm,
              notes: list[Reject]) -> tuple[int, Fraction]:
    """A receipt's base and pieces: money received, or of the profit or quantity of its order what it paid for."""
    if basis in ("receipts", "orders") or not base:
        return base, Fraction(0)
    wanted = "cost" if basis == "gross_profit" else "quantity"
    if order is None or not (order["amount"] or 0) > 0 or order[wanted] is None:
        notes.append(_warning(NO_ORDER_FIGURE, row, firm, "receipts", "order_id", _text(row["order_id"]),
                              tables.ORDERS[wanted].label(firm.lang)))
        return 0, Fraction(0)
    total = exact(float(order["amount"]))
    if basis == "gross_profit":
        return whole_half_up(Fraction(base) * (total - exact(float(order["cost"]))) / total), Fraction(0)
    return base, exact(float(order["quantity"])) * exact(float(row["amount"])) / total


def _warning(kind: Problem, row: Mapping[str, Any], firm: Firm, table: str, column: str, value: str,
             hint: str = "") -> Reject:
    declared = tables.BY_KEY[table]
    return Reject(kind, str(row["file"]), declared.label(firm.lang), table, int(row["source_row"]),
                  declared[column].label(firm.lang), value, hint=hint)


# ── hand-overs ────────────────────────────────────────────────────────────────────────────────────────────────────

def _owners(firm: Firm, row: Mapping[str, Any]) -> dict[str, Fraction]:
    """Whose commission a receipt is, with parts that sum to 1: its owner's, but for a customer handed over (R142).

    `leaver`: up to the leave date (without one, the day of the hand-over) the one who hands over, later the successor.
    `successor`: up to the day of the hand-over, later the successor. `split`: later both, by `leaver_split`.
    """
    holder, day = {str(row["owner"]): Fraction(1)}, row["date"].date()
    for move in (m for m in firm.moves if _concerns(firm, m, row)):
        rules = firm.policy(quarter(day))
        left = firm.left.get(move["from_id"])
        until = left if rules["leaver_receipts"] == "leaver" and left else move["date"]
        if day <= until:
            holder = {move["from_id"]: Fraction(1)}
        elif rules["leaver_receipts"] == "split":
            kept = exact(rules["leaver_split"] or 0) / 100
            holder = {move["from_id"]: kept, move["to_id"]: 1 - kept}
        else:
            holder = {move["to_id"]: Fraction(1)}
    return {p: w for p, w in holder.items() if w}


def _concerns(firm: Firm, move: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a hand-over is of this receipt's customer, in the workbook of either side."""
    if row["owner"] not in (move["from_id"], move["to_id"]):
        return False
    customer = fold(_text(row["customer_id"]))
    if move["customer"]:
        return bool(move["customer"] == customer)
    return row["owner"] == move["from_id"] or customer in firm.customers.get(move["from_id"], set())


# ── factors, project plans, stages ────────────────────────────────────────────────────────────────────────────────

class _Factors:
    """The factor of a customer on a day: of this person's own row before one for everybody, the newest (R207)."""

    def __init__(self, firm: Firm) -> None:
        rows = firm.own["customer_factors"].to_dict("records")
        self.firm, self.rows = firm, sorted(rows, key=lambda r: r["effective_from"])

    def of(self, row: Mapping[str, Any], person: str) -> Fraction:
        customer = fold(_text(row["customer_id"]))
        begun = [r for r in self.rows if fold(r["customer_id"]) == customer and r["effective_from"] <= row["date"]]
        own = [r for r in begun if self.firm.person(r["person_id"]) in (person, row["owner"])]
        rows = own or [r for r in begun if not _text(r["person_id"])]
        return exact(float(rows[-1]["factor"])) if rows else Fraction(1)


def _project(plans: Mapping[str, dict[str, Any]], order: Mapping[str, Any] | None, row: Mapping[str, Any],
             share: Fraction, stages: _Stages) -> Project | None:
    """The plan of a receipt's order: its rate, or of its fixed amount what a share of this receipt stands for."""
    plan = plans.get(fold(_text(row["order_id"])))
    if plan is None:
        return None
    members = stages.named.get((fold(_text(row["order_id"])), "project"), ())
    if not pd.isna(plan["rate"]):
        return Project(exact(float(plan["rate"])), None, members)
    paid = exact(float(row["amount"])) / exact(float(order["amount"])) if order and order["amount"] else Fraction(0)
    return Project(None, exact(float(plan["amount"])) * 100 * paid * share, members)


class _Stages:
    """Who took part in an order's stages: the manager's rows, else whom the salesperson named, in equal parts."""

    def __init__(self, firm: Firm, notes: list[Reject]) -> None:
        self.firm, self.notes = firm, notes
        self.named: dict[tuple[str, str], Parts] = {}
        self.seen: dict[str, dict[str, Parts]] = {}
        for row in firm.own["order_shares"].to_dict("records"):
            place = fold(row["order_id"]), row["stage"]
            who = firm.person(row["person_id"]) or row["person_id"]
            self.named[place] = (*self.named.get(place, ()), (who, exact(float(row["share"]))))

    def of(self, order: Mapping[str, Any]) -> dict[str, Parts]:
        place = f"{order['owner']}\x1f{order['id']}"
        if place not in self.seen:
            self.seen[place] = {s: p for s in _ROLES if (p := self._stage(order, s))}
        return self.seen[place]

    def _stage(self, order: Mapping[str, Any], stage: str) -> Parts:
        listed = self.named.get((fold(_text(order["id"])), stage))
        return listed if listed is not None else self._typed(order, _ROLES[stage])

    def _typed(self, order: Mapping[str, Any], column: str) -> Parts:
        found = []
        for name in filter(None, (n.strip() for n in _SEPARATORS.split(_text(order[column])))):
            person = self.firm.person(name)
            if person is None:
                self.notes.append(_warning(UNKNOWN_MEMBER, order, self.firm, "orders", column, name))
            found.append((person or str(order["owner"]), Fraction(1)))
        return tuple(found)


# ── periods ───────────────────────────────────────────────────────────────────────────────────────────────────────

def placed(found: Iterable[Part], recorded: Mapping[Key, int], target: Callable[[Part], str],
           known: Callable[[Part], bool]) -> list[Earned]:
    """What is not settled yet of each part, in the quarter that takes it.

    recorded: per part what confirmed settlements hold; target: that quarter; known: whether a settled part may be
    corrected (its workbook is here and its policy as it was).
    """
    made = []
    for part in found:
        was = recorded.get(part.key)
        left = part.base - (was or 0)
        if left and (was is None or known(part)):
            made.append(Earned(part, target(part), left, was))
    return made


def gone(found: Iterable[Part], recorded: Mapping[Key, Part], here: Iterable[str]) -> list[Part]:
    """Settled parts that are no longer there though their workbook is: each counts 0 now, and is to be corrected."""
    known, owners = {p.key for p in found}, set(here)
    return [replace(p, base=0) for k, p in recorded.items() if k not in known and k[1] in owners]


def accumulating(earned: Earned, rules: Policy, firm: Firm) -> str:
    """What an earning accumulates with before the tiers apply (R042, R044, R205)."""
    start, _ = bounds(earned.period)
    day = max(earned.part.day, start)
    whose = "" if rules["tier_scope"] == "team" else earned.part.key[0]
    if rules["tier_period"] == "year_to_date":
        return f"{whose}|{day.year}"
    hired = firm.hired.get(whose)
    if rules["tier_period"] == "tenure_quarter" and hired and hired <= day:
        on = np.array([to_day(hired)]), np.array([to_day(day)])
        return f"{whose}|T{tenure.quarter(*on)[0]}"
    return f"{whose}|{earned.period}"


def to_earning(earned: Earned, rules: Policy, firm: Firm) -> Earning:
    """An earned part as the plan takes it; a correction takes its share of pieces and fixed amounts."""
    part = earned.part
    ratio = Fraction(earned.base, part.base) if part.base else Fraction(0)
    project = part.project
    if project is not None and project.amount is not None:
        project = replace(project, amount=project.amount * ratio)
    return Earning(earned.key, part.key[0], accumulating(earned, rules, firm), earned.base, part.quantity * ratio,
                   part.factor, part.stages, project)


# ── the people ────────────────────────────────────────────────────────────────────────────────────────────────────

def crew(firm: Firm, period: str, before: Mapping[str, int]) -> Crew:
    """Positions, assessments and team weights of a quarter (R201, R204, R208)."""
    rules, (start, end) = firm.policy(period), bounds(period)
    rows = firm.people.to_dict("records")
    position = {r["id"]: exact(float(rules.positions[r["position"]])) for r in rows if r["position"] in rules.positions}
    scores = {r["id"]: score(firm, r["id"], period) for r in rows}
    assessed = {p: exact(float(rules.assessed(s))) for p, s in scores.items() if s is not None}
    there = [r["id"] for r in rows if (pd.isna(r["left"]) or r["left"].date() >= start)
             and (pd.isna(r["hired"]) or r["hired"].date() <= end)]
    team = tuple((p, w) for p in there if (w := _weight(firm, p, period)))
    return Crew(position, assessed, team, before)


def _weight(firm: Firm, person: str, period: str) -> Fraction:
    """Role × contribution, the row of this quarter before one for every quarter; 1 where nothing is written."""
    rows = [r for r in firm.own["team_weights"].to_dict("records") if firm.person(r["person_id"]) == person]
    own = [r for r in rows if period_of(r["period"]) == period] or [r for r in rows if not _text(r["period"])]
    if not own:
        return Fraction(1)
    role, part = (exact(float(own[-1][c])) if not pd.isna(own[-1][c]) else Fraction(1)
                  for c in ("role_weight", "contribution"))
    return role * part


def score(firm: Firm, person: str, period: str) -> float | None:
    """The weighted mean of a quarter's assessment over the dimensions that were scored, 0–100; None when none was."""
    means = dimension_means(firm, person, period)
    weights = {k: w for k, w in firm.policy(period).weights.items() if k in means}
    whole = sum(weights.values())
    return sum(means[k] * w for k, w in weights.items()) / whole if whole else None


def dimension_means(firm: Firm, person: str, period: str) -> dict[str, float]:
    """The mean score of each dimension that the manager scored in a quarter (R001).

    In the first year a review is of a tenure quarter, T1 to T4: it counts in the calendar quarter in which it ends.
    """
    frame = firm.own["assessments"]
    names = {period, *(f"T{n}" for n in range(1, 5) if _ends_in(firm.hired.get(person), n, period))}
    quarters = frame["quarter"].map(lambda q: period_of(q) or narrow(q).strip().upper())
    mine = frame[frame["person_id"].map(firm.person).eq(person) & quarters.isin(names)]
    return {str(k): float(v) for k, v in mine.groupby("dimension")["score"].mean().items()}


def _ends_in(hired: dt.date | None, number: int, period: str) -> bool:
    """Whether a tenure quarter ends in a calendar quarter."""
    if hired is None:
        return False
    end = tenure.add_months(np.array([to_day(hired)]), np.array([3 * number]))[0] - 1
    return quarter(to_date(int(end))) == period
