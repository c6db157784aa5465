"""The scores that confirmed settlements keep: no later edit of an old row moves them (R002, R212)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xltrade.computed.cards import Score
from xltrade.pay.kept import scores_of
from xltrade.pay.periods import period_of
from xltrade.pay.settlements import Line, Settlement


@dataclass
class Reviewed:
    """scores: (person, quarter) -> what is kept, None where there was nothing to review; source: the settlement that
    keeps it; before: of what was confirmed before settlements kept scores: persons, or "" for everybody else."""

    scores: dict[tuple[str, str], Score | None] = field(default_factory=dict)
    source: dict[tuple[str, str], str] = field(default_factory=dict)
    before: set[tuple[str, str]] = field(default_factory=set)

    def is_before(self, person: str, period: str) -> bool:
        """Whether a quarter was confirmed for somebody before settlements kept scores: by the typed assessments."""
        return (person, period) in self.before or ("", period) in self.before


def reviewed(settlements: Iterable[Settlement], lines: Mapping[str, Sequence[Line]]) -> Reviewed:
    """What the sheets Settlements and Commission lines keep; lines: by settlement ID.

    A confirmed settlement keeps its person's score; those of people without one hold once nothing of the quarter is
    open any more.
    """
    rows = [r for r in settlements if not r.void and r.period == period_of(r.period)]
    rows = [r if lines.get(r.id or "") or not r.frozen else replace(r, status="draft") for r in rows]
    taken = {(r.account, r.period) for r in rows}
    open_quarters, made = {r.period for r in rows if not r.frozen}, Reviewed()
    for row in _as_confirmed(r for r in rows if r.frozen):
        found = scores_of(next((line.people for line in lines.get(row.id or "", ()) if line.people), None))
        for person, score in found.items():
            own = person == row.account
            if own or (row.period not in open_quarters and (person, row.period) not in taken):
                made.scores[person, row.period], made.source[person, row.period] = score, row.id or ""
        if row.account not in found:
            made.before.add((row.account, row.period))
    kept = {period for _, period in made.scores}
    made.before |= {("", r.period) for r in rows if r.frozen and r.period not in kept | open_quarters}
    return made


def _as_confirmed(rows: Iterable[Settlement]) -> list[Settlement]:
    return sorted(rows, key=lambda r: (r.confirmed or dt.date.max, r.row))
