"""The path does not matter (issue 11): random companies in real files, settled and confirmed day by day."""

from __future__ import annotations

import datetime as dt
import os
import random
from dataclasses import replace
from pathlib import Path

from lives import Life
from plans import Plan
from shop import QUARTERS, Receipt, World
from shop_files import Files, who
from typed import Typed

COMPANIES = int(os.environ.get("COMPANIES", "2"))
"""20 take over a minute: `COMPANIES=20 pytest tests/pay/test_any_files.py`."""
PLAN = Plan(year=True, rule="split", part=30)
EVENTS = ("late", "late", "more", "correct", "correct", "delete", "redate", "refund", "hand_over", "receive")
DAYS = {  # what is settled for everyone, and which part of what is open is confirmed first
    dt.date(2026, 10, 10): (["2026Q3"], 0.0),
    dt.date(2026, 10, 12): ([], 0.6),
    dt.date(2026, 11, 20): (["2026Q3", "2026Q4"], 0.5),
    dt.date(2027, 1, 20): (["2026Q3", "2026Q4", "2027Q1"], 0.6),
    dt.date(2027, 4, 2): (["2026Q3", "2026Q4", "2027Q1"], 1.0),
    dt.date(2027, 4, 3): ([], 1.0),
}


def test_the_path_does_not_matter_in_files(tmp_path: Path) -> None:
    """Some companies, their people and a manager over half a year: each is paid what the oracle says, to the fen."""
    dice, files = random.Random(11), Files(tmp_path / "f", PLAN)
    lives = [Life(random.Random(seed), Typed(), World(dict.fromkeys(QUARTERS, PLAN))) for seed in range(COMPANIES)]
    for day, (asked, part) in DAYS.items():
        for life in lives:
            _events(life, day)
        typed = [{s.id: "confirmed" for s in life.open() if dice.random() < part} for life in lives]
        states = {name: state for mine in typed for name, state in mine.items()}
        for life, mine in zip(lives, typed, strict=True):
            life.see(mine)
        done = files.run([life.world for life in lives], asked, states)
        for life, settled in zip(lives, done, strict=True):
            life.done = settled
            life.saw()
    for at, life in enumerate(lives):
        assert life.paid() == life.should(), "\n".join([who(at, "E1"), *life.trace])


def _events(life: Life, day: dt.date) -> None:
    """What happens up to a day; nothing on the last ones."""
    life.world.today = day
    life.say(day)
    several = 4 if day == min(DAYS) else 3 if day < dt.date(2027, 4, 1) else 0
    for _ in range(several):
        getattr(life, life.dice.choice(EVENTS) if life.world.receipts else "receive")()
    life.world.receipts = {key: _right(r) for key, r in life.world.receipts.items()}


def _right(row: Receipt) -> Receipt:
    """A receipt as a workbook takes it: a refund and nothing else has a minus."""
    if row.amount < 0:
        return replace(row, kind="refund")
    return replace(row, kind="full") if row.kind == "refund" else row
