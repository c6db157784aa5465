"""The means of the manager's scores: of a dimension, of an item, with 0 or nothing where nothing was scored."""

from __future__ import annotations

from xltrade.core.dtypes import Frame

BESIDE_RESULTS = ("alibaba_use", "attitude")
"""The dimensions that the manager scores beside the results."""


def mean_by_dimension(scored: Frame) -> dict[str, float]:
    """The mean score of each dimension among these rows; those that were scored only (R001).

    Example: {"alibaba_use": 82.5, "attitude": 90.0}.
    """
    return {str(k): float(v) for k, v in scored.groupby("dimension")["score"].mean().items()}


def mean_of_item(scored: Frame, dimension: str, item: str) -> tuple[float | None, int]:
    """The mean score of an item of the checklist, None where it was never checked, and how often it was (R008)."""
    if scored.empty:
        return None, 0
    scores = scored.loc[scored["dimension"].eq(dimension) & scored["item"].eq(item), "score"]
    return (float(scores.sum()) / len(scores) if len(scores) else None), len(scores)
