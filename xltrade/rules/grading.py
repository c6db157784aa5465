"""Customer grades A–D by intent and by behaviour (R034–R038, R060, R115–R118)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xltrade.core.errors import ValueNotComputable
from xltrade.rules.policy import Policy

Texts = NDArray[np.object_]
Bools = NDArray[np.bool_]
KEPT_UP = "sample_kept_up"


def grade(intent: Texts, inquiry_kind: Texts, sample_sent: Bools, kept_up: Bools, policy: Policy) -> Texts:
    """The letter of each customer, None where both rubrics are blank. All of shape (n,).

    intent and inquiry_kind: any spelling the Rubrics table knows, None = blank.
    """
    by_intent = _answers(intent, "intent", policy)
    asked = _answers(inquiry_kind, "behaviour", policy)
    by_behaviour = np.where(sample_sent & kept_up, policy.rubrics["behaviour"][KEPT_UP], asked)
    return _combine(by_intent, by_behaviour, str(policy["grade_scheme"]))


def _answers(given: Texts, rubric: str, policy: Policy) -> Texts:
    known = policy.rubrics[rubric]
    out = np.full(given.shape, None, dtype=object)
    for answer in {g for g in given.tolist() if g is not None}:
        letter = known.get(str(answer).strip().casefold())
        if letter is None:
            raise ValueNotComputable(f"评级标准里没有「{answer}」。", f"The rubrics do not know {answer!r}.")
        out[given == answer] = letter
    return out


def _combine(by_intent: Texts, by_behaviour: Texts, scheme: str) -> Texts:
    first, second = (by_behaviour, by_intent) if scheme == "behaviour" else (by_intent, by_behaviour)
    lacking = np.array([f is None for f in first], dtype=bool)
    chosen = np.where(lacking, second, first)
    if scheme in ("intent", "behaviour"):
        return chosen
    both = ~lacking & np.array([s is not None for s in second], dtype=bool)
    pick = min if scheme == "better_of" else max
    chosen[both] = [pick(a, b) for a, b in zip(first[both], second[both], strict=True)]
    return chosen
