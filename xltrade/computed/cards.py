"""Everybody's cards of any period, each made when somebody asks for it, and the score that a card comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from xltrade.computed import scorecard
from xltrade.computed.context import Context
from xltrade.computed.kpi import by_person
from xltrade.computed.periods import Period
from xltrade.computed.scorecard import Card, scored_share
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.errors import PolicyError
from xltrade.declared import tables
from xltrade.rules import policy
from xltrade.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Score:
    """What a review came to. label: of its period, T2 or 2026Q3; dimensions: the scored ones, {"results": 23.8};
    total: None where none was; share: of the weight that was scored, from 0 to 1; checks: its checklist in words."""

    label: str
    dimensions: Mapping[str, float]
    total: float | None
    share: float | None = None
    checks: str = ""


@dataclass(frozen=True)
class Cards:
    """The cards of these people, each as of the last day of its period, by the policy and KPI weights of then (R196).

    tables: what cards are made from (`kpi.NEEDED`), the salespeople's with their computed columns; people: with names
    and hire dates; context: of today; policy_on: the policy in force on a day.
    """

    tables: Mapping[str, Frame]
    people: Frame
    context: Context
    policy_on: Callable[[date], Policy]

    def card(self, person: str, at: Period) -> Card:
        """A person's card of a period, made once."""
        if (person, at.label) not in self._cards:
            day = min(self.context.today, at.end.date())
            then = replace(self.context, today=day, policy=self._policy(at.to.date()))
            mine = {**self._mine[person], "kpi_sets": self._sets(at.to.date())}
            hired = self.context.hired.get(person)
            self._cards[person, at.label] = scorecard.card(person, self._names[person], hired, mine, at, then)
        return self._cards[person, at.label]

    def score(self, person: str, at: Period) -> Score | None:
        """What a person's card of a period comes to; None for a stranger and before the period begins."""
        if person not in self._names or at.start > pd.Timestamp(self.context.today):
            return None
        return score_of(self.card(person, at), self._policy(at.to.date()))

    @cached_property
    def _cards(self) -> dict[tuple[str, str], Card]:
        return {}

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.people["id"], self.people["name"], strict=True))

    @cached_property
    def _mine(self) -> dict[str, Frames]:
        return by_person(self.tables, list(self._names))

    @cached_property
    def _known(self) -> dict[date, tuple[Policy, Frame]]:
        return {}

    @cached_property
    def _changes(self) -> list[date]:
        """The days on which something of the policy changes."""
        dated = [self.tables[t.key]["effective_from"] for t in tables.SHARED if "effective_from" in t.by_key]
        return sorted({d.date() for column in dated for d in column.dropna()})

    def _policy(self, day: date) -> Policy:
        return self._then(day)[0]

    def _sets(self, day: date) -> Frame:
        return self._then(day)[1]

    def _then(self, day: date) -> tuple[Policy, Frame]:
        """Policy and KPI weights of a day, read once from one change to the next; today's where there was none yet."""
        since = max((d for d in self._changes if d <= day), default=day)
        if since not in self._known:
            try:
                rules = self.context.policy if day == self.context.today else self.policy_on(day)
            except PolicyError:
                rules = self.context.policy
            sets = self.tables["kpi_sets"]
            current = policy.in_force(sets, tables.KPI_SETS, day)
            current = current if len(current) else policy.in_force(sets, tables.KPI_SETS, self.context.today)
            self._known[since] = rules, current.assign(in_force=1.0)
        return self._known[since]


def score_of(card: Card, rules: Policy) -> Score:
    """What a card comes to."""
    found = {d: s for d, s in card.scores.items() if s is not None}
    return Score(card.period.label, found, card.total, scored_share(card, rules.weights), checks_text(card))


def checks_text(card: Card) -> str:
    """A card's checklist, an item a line: its mean score, how often it was checked of how often it should be (R016)."""
    return "\n".join(
        f"{'–' if c.score is None else f'{c.score:.1f}'}  ({c.done}/{c.needed})  {c.item}" for c in card.checks
    )
