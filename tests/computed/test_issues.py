"""The computed columns of the issues and the trainings."""

from __future__ import annotations

from support.desk import column, d, made


def test_issues_and_trainings() -> None:
    """R087, R149, R264: days to the solution or to today, never below zero; an absence wants a reason."""
    issues = [
        {"id": f"I{i}", "opened": o, "closed": c, "description": "x"}
        for i, (o, c) in enumerate(((d(3, 2), None), (d(3, 2), d(3, 4)), (d(3, 2), d(3, 2)), (d(3, 12), None)))
    ]
    trainings = [
        {"date": d(3, 2), "topic": "x", "attended": a, "absence_reason": r}
        for a, r in (("yes", None), ("no", None), ("no", "ill"), (None, None))
    ]
    found = made(issues=issues, trainings=trainings)
    assert column(found["issues"], "days_open") == [7, 2, 0, 0]
    assert column(found["trainings"], "state") == [None, "absent", None, None]
