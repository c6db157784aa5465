"""Random lives of a company: receipts that come late, change and go, settlements confirmed by some, years that end."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Any

import firms
import oracle
import pandas as pd

from xltrade.core.dtypes import Frames, build
from xltrade.declared import tables
from xltrade.pay.firm import Firm
from xltrade.pay.settle import Settled

PEOPLE = tuple(firms.PEOPLE)
FIRST, LAST = dt.date(2026, 7, 1), dt.date(2027, 6, 30)
TIERS = {  # by the day from which they are in force; starts in yuan
    dt.date(2020, 1, 1): ((0, "0.02"), (1_000, "0.03"), (5_000, "0.04")),
    dt.date(2026, 10, 1): ((0, "0.025"), (800, "0.05")),
    dt.date(2027, 1, 1): ((0, "0.01"), (2_000, "0.06")),
}
STAGES = {"develop": Fraction(2, 5), "negotiate": Fraction(2, 5), "follow_up": Fraction(1, 5)}
ROLE = {"develop": "developer", "negotiate": "negotiator", "follow_up": "follower"}


@dataclass(frozen=True)
class Plan:
    """How a company pays: drawn once for its life."""

    whole: bool = False
    year: bool = False
    team_tiers: bool = False
    reserve: str = "0"
    team: int = 0
    senior: bool = False
    churn: int = 0

    def frames(self) -> Frames:
        return _frames(self)

    def rules(self, period: str) -> oracle.Rules:
        """The same for the oracle."""
        end = pd.Period(period, freq="Q").end_time.date()
        tiers = TIERS[max(d for d in TIERS if d <= end)]
        return oracle.Rules(
            tuple((start * 100, Fraction(rate)) for start, rate in tiers),
            self.whole,
            True,
            self.year,
            self.team_tiers,
            Fraction(self.reserve),
            Fraction(self.team, 100),
            STAGES,
            {"E2": Fraction(11, 10)} if self.senior else {},
            tuple((p, Fraction(1)) for p in PEOPLE),
        )


@cache
def _frames(plan: Plan) -> Frames:
    changes: dict[str, Any] = {
        "tier_mode": "whole" if plan.whole else "marginal",
        "tier_period": "year_to_date" if plan.year else "calendar_quarter",
        "tier_scope": "team" if plan.team_tiers else "individual",
        "reserve_rate": float(plan.reserve),
        "blend_team": plan.team,
        "blend_individual": 100 - plan.team,
    }
    made = dict(firms.shared(changes))
    starts = {s for tiers in TIERS.values() for s, _ in tiers}
    rows = [
        {"start": s, "rate": float(dict(t)[s]) if s in dict(t) else None, "effective_from": d}
        for d, t in TIERS.items()
        for s in sorted(starts)
        if s in dict(t) or d > min(TIERS)
    ]
    made["tiers"] = build(tables.TIERS, rows)
    if plan.churn:
        row = {"key": "churn_days", "value": plan.churn, "effective_from": dt.date(2026, 9, 1)}
        made["policy"] = pd.concat([made["policy"], build(tables.POLICY, [row])], ignore_index=True)
    firms._policies[id(made)] = {}
    return made


@dataclass
class Life:
    """A company as it goes on; `trace` says in words what happened."""

    dice: random.Random
    plan: Plan
    today: dt.date = dt.date(2026, 8, 1)
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)
    sight: oracle.Sight = field(default_factory=oracle.Sight)
    done: Settled | None = None
    trace: list[str] = field(default_factory=list)
    number: int = 0

    # ── events ────────────────────────────────────────────────────────────────────────────────────────────────────

    def receive(self, late: bool) -> None:
        owner, self.number = self.dice.choice(PEOPLE), self.number + 1
        day = self.today - dt.timedelta(days=self.dice.randrange(60, 200) if late else self.dice.randrange(0, 20))
        row = firms.receipt(self.number, owner, self._amount(), date=max(day, FIRST).isoformat())
        kind = self.dice.random()
        if kind < 0.6:
            who = self.dice.sample(PEOPLE, self.dice.randint(1, 2))
            named = {ROLE[s]: "、".join(who) for s in self.dice.sample(list(ROLE), self.dice.randint(0, 2))}
            row |= {"order": {"amount": 10_000, **named}, "order_id": (owner, f"O{self.number}")}
        row["factor"] = self.dice.choice([None, None, None, "1.5", "0.8"])
        row["project"] = self.dice.choice([None, None, None, "0.05"]) if row["order"] else None
        row["payer_id"] = (owner, f"C{self.number}")
        self.rows[owner, f"R{self.number}"] = row
        self.trace.append(f"{owner} R{self.number} {row['date']} {row['amount']} {row['order']} f{row['factor']} "
                          f"p{row['project']}")  # fmt: skip

    def _amount(self) -> float:
        return self.dice.choice([600.0, 1_000.0, 1_500.01, 2_345.67, 333.33, 6_000.0, 0.01, -400.0, 77.7])

    def correct(self) -> None:
        for key in self._some():
            self.rows[key] = {**self.rows[key], "amount": self._amount()}
            self.trace.append(f"{key} becomes {self.rows[key]['amount']}")

    def delete(self) -> None:
        for key in self._some():
            del self.rows[key]
            self.trace.append(f"{key} deleted")

    def redate(self) -> None:
        for key in self._some():
            day = self.today - dt.timedelta(days=self.dice.randrange(0, 150))
            self.rows[key] = {**self.rows[key], "date": max(day, FIRST)}
            self.trace.append(f"{key} dated {self.rows[key]['date']}")

    def refund(self) -> None:
        for key in self._some():
            self.number += 1
            row = {
                **self.rows[key],
                "id": (key[0], f"R{self.number}"),
                "amount": -100.5,
                "date": self.today,
                "order": None,
            }
            row |= {"kind": "refund", "order_id": None, "project": None, "factor": None, "payer_id": (key[0], "CR")}
            self.rows[key[0], f"R{self.number}"] = row
            self.trace.append(f"R{self.number} refund of {key}")

    def hand_over(self) -> None:
        for key in self._some():
            giver, taker = key[0], self.dice.choice([p for p in PEOPLE if p != key[0]])
            day = self.today - dt.timedelta(days=self.dice.randrange(0, 120))
            customer = self.rows[key]["payer_id"]
            if any(m["customer_id"] == customer for m in self.moves):
                continue
            self.moves.append({"date": day, "from_id": giver, "to_id": taker, "customer_id": customer})
            self.trace.append(f"{customer} to {taker} on {day}")

    def _some(self) -> list[tuple[str, str]]:
        return [self.dice.choice(list(self.rows))] if self.rows else []

    def unrelated(self) -> None:
        self.plan = replace(self.plan, churn=self.plan.churn + 100)
        self.trace.append("churn_days dated back")

    def wait(self) -> None:
        self.today = min(self.today + dt.timedelta(days=self.dice.choice([3, 20, 45, 70, 95])), LAST)
        self.trace.append(f"--- {self.today}")

    # ── settling ──────────────────────────────────────────────────────────────────────────────────────────────────

    def quarters(self) -> list[str]:
        return [str(p) for p in pd.period_range("2026Q3", pd.Period(self.today, freq="Q"), freq="Q")]

    def settle(self) -> None:
        period = self.dice.choice(self.quarters())
        who = self.dice.choice([None, None, *PEOPLE])
        self.trace.append(f"settle {period} {who or ''}")
        self.run({"period": period, "person_id": who})

    def confirm(self) -> None:
        open_ = self._calculated()
        some = [n for n in open_ if self.dice.random() < 0.6]
        self.trace.append(f"confirm {some}")
        self.run(states=dict.fromkeys(some, "confirmed"))

    def _calculated(self) -> list[str]:
        if self.done is None:
            return []
        sheet = self.done.settlements
        return [str(n) for n in sheet.loc[sheet["status"].isin(["calculated", "accepted"]), "id"]]

    def run(self, *asked: dict[str, Any], states: Mapping[str, str] | None = None) -> Settled:
        """A consolidation."""
        company = self.company()
        if self.done is not None:
            company = firms.after(company, self.done, **{f"S{k}": v for k, v in (states or {}).items()})
        pooled = {q for q in self.quarters() if self.plan.team}
        self.sight.look(self.ledger(), self.today, self.closed(states or {}), pooled, self.holders())
        self.done = firms.settled(company, *asked) if asked else firms.again(company)
        return self.done

    def closed(self, states: Mapping[str, str]) -> set[tuple[str, str]]:
        if self.done is None:
            return set()
        rows = self.done.settlements
        shut = rows["status"].isin(["confirmed", "paid"]) | rows["id"].isin(list(states))
        return {
            (w if isinstance(w, str) else oracle.FUND, q) for w, q in rows.loc[shut, ["person_id", "period"]].values
        }

    def company(self) -> Firm:
        made = [{k: v for k, v in r.items() if k not in ("factor", "project")} for r in self.rows.values()]
        factors = [
            {
                "customer_id": r["payer_id"],
                "person_id": r["owner"],
                "factor": float(r["factor"]),
                "effective_from": FIRST,
            }
            for r in self.rows.values()
            if r["factor"]
        ]
        plans = [
            {"person_id": r["owner"], "order_id": r["order_id"], "rate": float(r["project"])}
            for r in self.rows.values()
            if r["project"]
        ]
        people = {"E2": {"position": "senior"}} if self.plan.senior else {}
        return firms.firm(
            made,
            self.plan.frames(),
            self.today,
            people,
            customer_factors=factors,
            order_plans=plans,
            transfers=self.moves,
        )

    # ── the same for the oracle ───────────────────────────────────────────────────────────────────────────────────

    def ledger(self) -> list[oracle.Receipt]:
        return [self._receipt(i, key, r) for i, (key, r) in enumerate(self.rows.items())]

    def _receipt(self, place: int, key: tuple[str, str], row: dict[str, Any]) -> oracle.Receipt:
        named = row["order"] or {}
        stages = {
            s: tuple((p, Fraction(1)) for p in named[r].split("、")) for s, r in ROLE.items() if named.get(r)
        }  # fmt: skip
        fen, factor = round(row["amount"] * 100), Fraction(row["factor"] or 1)
        project = Fraction(row["project"]) if row["project"] else None
        return oracle.Receipt(key[0], key[1], row["date"], fen, place, row["payer_id"][1], factor, project, (), stages)

    def holders(self) -> dict[tuple[str, str], str]:
        found = {}
        for key, row in self.rows.items():
            found[key] = key[0]
            for move in self.moves:
                if move["customer_id"] == row["payer_id"] and row["date"] > move["date"]:
                    found[key] = move["to_id"]
        return found

    # ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────

    def finish(self) -> tuple[dict[str, int], dict[str, int]]:
        """Settle and confirm everything until nothing is left; what was paid and what the oracle says, in fen."""
        for _ in range(6):
            self.trace.append(f"finish {self.today}")
            before = self.done
            self.run(*({"period": period} for period in self.quarters()))
            if before is not None and not self._calculated() and self.today > LAST:
                break
            self.run(states=dict.fromkeys(self._calculated(), "confirmed"))
            self.today = max(self.today + dt.timedelta(days=92), LAST + dt.timedelta(days=1))
        assert self.done is not None
        rules = {q: self.plan.rules(q) for _, q in self.sight.counts.values()}
        return self.paid(), oracle.everything(self.ledger(), self.sight, rules, self.holders())

    def paid(self) -> dict[str, int]:
        assert self.done is not None
        sheet, found = self.done.settlements, dict[str, int]()
        for who, fen, state in zip(sheet["person_id"], sheet["commission"], sheet["status"], strict=True):
            if state != "void" and fen == fen:
                name = who if isinstance(who, str) else oracle.FUND
                found[name] = found.get(name, 0) + round(fen * 100)
        return {k: v for k, v in found.items() if v}


EVENTS = ("receive", "receive", "receive", "late", "late", "correct", "correct", "delete", "redate", "refund",
          "unrelated", "wait", "wait", "settle", "settle", "confirm", "confirm", "run")  # fmt: skip


def live(seed: int, hand_overs: bool = True) -> Life:
    """A company after its events."""
    dice = random.Random(seed)
    team = dice.random() < 0.2
    plan = Plan(
        whole=dice.random() < 0.25,
        year=dice.random() < 0.25,
        team_tiers=dice.random() < 0.1,
        reserve=dice.choice(["0", "0", "0.05"]),
        team=dice.choice([30, 100]) if team else 0,
        senior=dice.random() < 0.2,
    )
    made = Life(dice, plan)
    events = [*EVENTS, "hand_over"] if hand_overs else list(EVENTS)
    made.receive(False)
    made.receive(False)
    for _ in range(dice.randint(5, 15)):
        event = dice.choice(events)
        made.trace.append(event)
        {"late": lambda: made.receive(True), "receive": lambda: made.receive(False)}.get(
            event, getattr(made, event, made.wait)
        )()
    return made
