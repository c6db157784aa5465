"""What a confirmed line remembers, as the text of its cells: terms of a receipt, the policy, the people (R212).

Written exactly: 1.5 is 3/2, a third is "1/3", so that what is read back earns the same to the fen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from xltrade.computed.cards import Score
from xltrade.computed.periods import DIMENSIONS
from xltrade.rules.commission_steps import Crew, Parts, Project
from xltrade.rules.policy import Policy

READ = (
    "tier_mode", "tier_boundary", "tier_period", "tier_scope", "basis", "deduct_bank_fee", "fx", "fx_max_age_days",
    "refund", "rounding", "plan_steps", "unit_commission", "reserve_rate", "blend_individual", "blend_team",
    "stage_develop", "stage_negotiate", "stage_follow_up", "leaver_receipts", "leaver_split",
    "pool_days", "negative_profit", "score_basis",
)  # fmt: skip
"""The settings that a settlement is worked out by; a test holds this list against what the code reads."""
_PRINT = 12


def plain(value: object) -> str:
    """A cell as text that is the same before and after a file: 600000, 2026-09-30, "" for a blank."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{float(value):.9g}"
    return f"{value:%Y-%m-%d}" if isinstance(value, (dt.date, dt.time)) else str(value)


def exactly(value: Fraction) -> str:
    """A number as text, decimal where it ends: 1.5, 100, 1/3.

    >>> exactly(Fraction(3, 2)), exactly(Fraction(1, 3)), exactly(Fraction(-100))
    ('1.5', '1/3', '-100')
    """
    places = next((n for n in range(12) if (value * 10**n).denominator == 1), None)
    if places is None:
        return str(value)
    digits = f"{abs(value.numerator * 10**places // value.denominator):0{places + 1}d}"
    whole = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{whole}" if value < 0 else whole


def number_of(text: str | None, blank: int = 0) -> Fraction:
    """What `exactly` wrote."""
    return Fraction(text) if text else Fraction(blank)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


# ── terms of a receipt ────────────────────────────────────────────────────────────────────────────────────────────


def _parts(parts: Parts) -> list[list[str]]:
    return [[who, exactly(weight)] for who, weight in parts]


def _parts_of(rows: Any) -> Parts:
    return tuple((str(who), Fraction(weight)) for who, weight in rows)


def stages_text(stages: Mapping[str, Parts]) -> str | None:
    """Who took part in which stage with which weight, None where nobody is named."""
    return _text({s: _parts(p) for s, p in stages.items()}) if stages else None


def stages_of(text: str | None) -> dict[str, Parts]:
    """What `stages_text` wrote."""
    return {s: _parts_of(p) for s, p in json.loads(text).items()} if text else {}


def plan_text(project: Project | None) -> str | None:
    """An order's own plan: its rate or the receipt's part (fen) of its fixed amount, and its members."""
    if project is None:
        return None
    if project.rate is not None:
        return _text({"rate": exactly(project.rate), "members": _parts(project.parts)})
    whole = {} if project.whole is None else {"of": exactly(project.whole)}
    return _text({"fen": exactly(project.amount or Fraction(0)), **whole, "members": _parts(project.parts)})


def plan_of(text: str | None) -> Project | None:
    """What `plan_text` wrote."""
    if not text:
        return None
    read = json.loads(text)
    rate, fen, whole = (Fraction(read[k]) if k in read else None for k in ("rate", "fen", "of"))
    return Project(rate, fen, _parts_of(read["members"]), whole)


# ── the policy ────────────────────────────────────────────────────────────────────────────────────────────────────


def policy_text(rules: Policy) -> str:
    """All of a policy that a settlement follows from; what nothing of pay reads is not in it."""
    return _text(
        {
            "settings": {k: rules.settings.get(k, "") for k in READ},
            "tiers": [[int(s), int(r)] for s, r in zip(rules.tier_starts, rules.tier_rates, strict=True)],
            "positions": {k: float(v) for k, v in sorted(rules.positions.items())},
            "assessment": [[float(s), float(f)] for s, f in rules.assessment],
            "kinds": sorted(rules.counted_kinds),
        }
    )


def policy_of(text: str, now: Policy) -> Policy:
    """The policy that `policy_text` wrote; now: for what it leaves out, such as the exchange rates."""
    read = json.loads(text)
    return replace(
        now,
        settings={**now.settings, **read["settings"]},
        tier_starts=np.array([s for s, _ in read["tiers"]], np.int64),
        tier_rates=np.array([r for _, r in read["tiers"]], np.int64),
        positions=read["positions"],
        assessment=tuple((s, f) for s, f in read["assessment"]),
        counted_kinds=frozenset(read["kinds"]),
    )


def print_of(text: str) -> str:
    """12 hex digits of a policy's text: the same policy has the same print."""
    return hashlib.sha256(text.encode()).hexdigest()[:_PRINT]


# ── the people ────────────────────────────────────────────────────────────────────────────────────────────────────


def people_text(crew: Crew, scores: Mapping[str, Score | None] | None = None) -> str:
    """The factors of each person and the weights of the team, and what reviews came to (None: nothing to review)."""
    factors = {"position": crew.position, "score": crew.assessment}
    read: dict[str, object] = {k: {p: exactly(v[p]) for p in sorted(v)} for k, v in factors.items()}
    told = {} if scores is None else {"scores": {p: s and _score(s) for p, s in sorted(scores.items())}}
    return _text({**read, "team": _parts(crew.team), **told})


def _score(score: Score) -> list[object]:
    """A review as a list: its period, the scores of the three dimensions, total, share of the weight, checklist."""
    dimensions = [score.dimensions.get(d) for d in DIMENSIONS]
    return [score.label, *dimensions, score.total, score.share, *([score.checks] if score.checks else [])]


def scores_of(text: str | None) -> dict[str, Score | None]:
    """The reviews that `people_text` wrote, by person; {} where it wrote none."""
    read = json.loads(text).get("scores", {}) if text else {}
    return {p: None if s is None else _score_of(s) for p, s in read.items()}


def _score_of(read: Sequence[Any]) -> Score:
    label, *numbers = read[:6]
    found = {d: n for d, n in zip(DIMENSIONS, numbers, strict=False) if n is not None}
    return Score(label, found, numbers[3], numbers[4], *read[6:])


def people_of(text: str) -> Crew:
    """What `people_text` wrote."""
    read = json.loads(text)
    position, score = ({p: Fraction(f) for p, f in read[k].items()} for k in ("position", "score"))
    return Crew(position, score, _parts_of(read["team"]))
