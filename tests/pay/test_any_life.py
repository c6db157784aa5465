"""The path does not matter (issue 11): random companies, settled on typed rows, against the oracle."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import firms
import lives
import oracle
import pytest
from plans import Plan
from shop import QUARTERS, Move, Order, Receipt, World
from typed import Typed

from places import CASES
from xltrade.pay.rows import fen_of
from xltrade.pay.settlements import Line

COMPANIES, AT_ONCE = 2_000, 100
PATHS = tomllib.loads((CASES / "paths.toml").read_text("utf-8"))["case"]


def test_the_oracle_by_hand() -> None:
    """1,500,000 of which 600,000 is shared 60 : 40, tiers as shipped: policy.md's worked number."""
    rules = oracle.Rules(((0, Fraction(2, 100)), (100_000_000, Fraction(3, 100)), (500_000_000, Fraction(4, 100))),
                         stages={"negotiate": Fraction(2, 5)})  # fmt: skip
    rows = [oracle.Receipt("E1", "R1", firms.DAY, 60_000_000, 0, stages={"negotiate": (("E2", Fraction(1)),)}),
            oracle.Receipt("E1", "R2", firms.DAY, 90_000_000, 1)]  # fmt: skip
    parts = [p for r in rows for p in oracle.divided(r, (("E1", Fraction(1)),))]
    assert oracle.worked_out(parts, rules, {}) == {"E1": 3_500_000 - 480_000, "E2": 480_000}


# ── what was found ────────────────────────────────────────────────────────────────────────────────────────────────


def _row(kind: type, given: dict[str, Any]) -> Any:
    return kind(**{**given, "day": dt.date.fromisoformat(given["day"])})


def _typed(world: World, step: dict[str, Any]) -> None:
    """The rows of a step, in place of those of their numbers."""
    world.today = dt.date.fromisoformat(step["day"])
    for order in (_row(Order, o) for o in step.get("orders", ())):
        world.orders[order.owner, order.number] = order
    for receipt in (_row(Receipt, r) for r in step.get("receipts", ())):
        world.receipts[receipt.key] = receipt
        world.customers = list(dict.fromkeys([*world.customers, (receipt.owner, receipt.customer)]))
    world.moves += [_row(Move, m) for m in step.get("moves", ())]


@pytest.mark.parametrize("case", PATHS, ids=lambda c: c["name"])
def test_what_random_companies_found(case: dict[str, Any]) -> None:
    world, driver, done = World(dict.fromkeys(QUARTERS, Plan(**case.get("plan", {})))), Typed(), []
    world.there = {who: (dt.date.fromisoformat(day), None) for who, day in case.get("hired", {}).items()}
    for step in case["step"]:
        _typed(world, step)
        done = driver.run(world, step.get("asked", []), step.get("typed", {}))
    assert {s.id: (s.fen or 0) / 100 for s in done if s.id} == case["paid"]
    steps = [line.step for lines in driver.lines.values() for line in lines]
    assert steps.count("corrected") + steps.count("late") == case["lines"]


# ── any company ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("first", range(0, COMPANIES, AT_ONCE))
def test_the_path_does_not_matter(first: int) -> None:
    """All quarters together pay what one settlement of each would from the final ledger, to the fen; lines say why."""
    for seed in range(first, first + AT_ONCE):
        driver = Typed()
        life = lives.live(seed, driver)
        made, should = life.finish()
        said = f"company {seed}\n" + "\n".join(life.trace)
        assert made == should, said
        assert not unexplained(driver), said


def unexplained(driver: Typed) -> list[object]:
    """Settlements whose lines do not sum to them, and lines that do not say what they follow from (R211)."""
    lines = {line.key: line for mine in driver.lines.values() for line in mine}
    sums = {n: sum(fen_of(line.amount) for line in mine) for n, mine in driver.lines.items()}
    wrong = [s for s in driver.sheet if s.id and fen_of(s.commission) != sums[s.id]]
    return [*wrong, *(line for line in lines.values() if not _explained(line, lines))]


OVER_SEVERAL = {"assessment_factor", "reserve", "team_part", "team_share", "position_coefficient", "corrected"}


def _explained(line: Line, lines: Mapping[str | None, Line]) -> bool:
    """Whether a line names the receipt by owner and number, and the policy row, or the line that it takes back."""
    named = bool(line.receipt_owner and line.receipt_id) or line.step in OVER_SEVERAL
    if line.step == "tier":
        return named and bool(re.match(r"[\d,]+ 起 [\d.]+%（\d{4}-\d\d-\d\d 生效）|每件提成 0.5", line.rule or ""))
    if line.step == "corrected":
        return named and _takes_back(line, lines)
    return named and bool(line.rule)


def _takes_back(line: Line, lines: Mapping[str | None, Line]) -> bool:
    """Whether a correction of what was settled names the line that paid it: the person's own, of the same receipt."""
    back = re.search(r"已付 \S+（(\S+)）", line.rule or "")
    if back is None:
        return not re.search(r"已结算 (?!0\.00)", line.rule or "")
    paid = lines[back[1]]
    return (paid.person_id, paid.receipt) == (line.person_id, line.receipt)
