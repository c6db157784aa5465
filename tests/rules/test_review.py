"""The tenure rules as tables of cases that a manager can read (tests/cases/review*.csv)."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache

import numpy as np
import pytest

from places import CASES
from xltrade.core.days import to_date, to_day
from xltrade.rules import policy, review
from xltrade.rules.policy import Policy
from xltrade.rules.review import Chance, Result

QUARTER = {rule: n for n, listed in review.RULES.items() for rule in listed}
Row = dict[str, str]


def table(name: str) -> pytest.MarkDecorator:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return pytest.mark.parametrize(
        "row", rows, ids=[f"{r.get('rule', '')} {r['requirement']} {r['why']}" for r in rows]
    )


@cache
def rules(text: str) -> Policy:
    made = policy.shipped([2026])
    for part in text.split():
        key, value = part.split("=")
        made["policy"].loc[made["policy"]["key"] == key, "value"] = float(value) if value.isdigit() else value
    return policy.read(made, dt.date(2026, 3, 9))


def day(text: str) -> int:
    return to_day(dt.date.fromisoformat(text))


def judged(row: Row) -> Result:
    """The case's rule on its rows: day, day=customer or day=customer#nth order."""
    hired, today, chosen = day(row["hired"]), day(row["today"]), rules(row["policy"])
    at = review.term(hired, QUARTER[row["rule"]])
    if row["rule"] == "forecast":
        return review.forecast(None if row["rows"] == "-" else float(row["rows"]), at, today, chosen)
    parts = [r.replace("#", "=").split("=") for r in row["rows"].split()]
    days = np.array([day(p[0]) for p in parts], dtype=np.int64)
    if row["rule"] == "receipt":
        return review.receipt(days, at, today)
    if row["rule"] == "monthly":
        return review.monthly(days, hired, at, today)
    customers = np.array([p[1] for p in parts], dtype=object)
    if row["rule"] == "samples":
        return review.samples(days, customers, at, today, chosen)
    number = np.array([int(p[2]) for p in parts], dtype=np.int64)
    return review.repeat(days, customers, number, at, today, chosen)


@table("review")
def test_pass_rules(row: Row) -> None:
    """R003, R004, R015, R019, R020, R022, R030: value and verdict, each edge at, before and after."""
    found = judged(row)
    assert (found.value, found.verdict) == (float(row["value"]) if row["value"] else None, row["verdict"])


def test_the_rows_that_prove_it() -> None:
    """R020, R030: of two requests of one customer the first is the evidence; what does not count is none."""
    row = {
        "rule": "samples",
        "hired": "2026-01-31",
        "today": "2026-06-01",
        "policy": "",
        "rows": "2026-05-09=C1 2026-04-01=C2 2026-05-02=C1 2026-05-03=C3",
    }
    assert judged(row).rows == (2, 3)
    row |= {"rule": "repeat", "rows": "2026-11-09=C1#3 2026-11-02=C1#2 2026-11-03=C3#1", "today": "2026-12-01"}
    assert judged(row).rows == (1,)


@table("review_state")
def test_states(row: Row) -> None:
    """R002, R005, R006: in order, warning from day 60, dismissal, second chance and its end."""
    hired, today, chosen = day(row["hired"]), day(row["today"]), rules(row["policy"])
    receipts = np.array([day(d) for d in row["receipts"].split()], dtype=np.int64)
    count = int(row["samples"])
    asked = np.full(count, review.term(hired, 2).start), np.array([f"C{i}" for i in range(count)], dtype=object)
    results = [
        review.receipt(receipts, review.term(hired, 1), today),
        review.samples(*asked, review.term(hired, 2), today, chosen),
    ]
    if today >= review.anniversary(hired, 12):
        results = []
    chance = None
    if row["chance"]:
        granted, ends, valid = row["chance"].split()
        chance = Chance(day(granted), day(ends), valid == "yes")
    found, since = review.state(hired, results, receipts, chance, today, chosen)
    assert (found, to_date(since).isoformat() if since is not None else "") == (row["state"], row["since"])
