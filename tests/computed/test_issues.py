"""The computed columns of the issues and the trainings."""

from __future__ import annotations

from typed_tables import computed, day, plain


def test_issues_and_trainings() -> None:
    """R087, R149, R264: days to the solution or to today, never below zero; an absence wants a reason."""
    issues = [
        {"id": f"I{i}", "opened": o, "closed": c, "description": "x"}
        for i, (o, c) in enumerate(
            ((day(3, 2), None), (day(3, 2), day(3, 4)), (day(3, 2), day(3, 2)), (day(3, 12), None))
        )
    ]
    trainings = [
        {"date": day(3, 2), "topic": "x", "attended": a, "absence_reason": r}
        for a, r in (("yes", None), ("no", None), ("no", "ill"), (None, None))
    ]
    found = computed(issues=issues, trainings=trainings)
    assert plain(found["issues"], "days_open") == [7, 2, 0, 0]
    assert plain(found["trainings"], "state") == [None, "absent", None, None]
