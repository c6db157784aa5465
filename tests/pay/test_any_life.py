"""The path does not matter (issue 11): random companies, settled on typed rows, against the oracle."""

from __future__ import annotations

from fractions import Fraction

import firms
import lives
import oracle
import pytest
from typed import Typed

COMPANIES, AT_ONCE = 2_000, 100


def test_the_oracle_by_hand() -> None:
    """1,500,000 of which 600,000 is shared 60 : 40, tiers as shipped: policy.md's worked number."""
    rules = oracle.Rules(((0, Fraction(2, 100)), (100_000_000, Fraction(3, 100)), (500_000_000, Fraction(4, 100))),
                         stages={"negotiate": Fraction(2, 5)})  # fmt: skip
    rows = [oracle.Receipt("E1", "R1", firms.DAY, 60_000_000, 0, stages={"negotiate": (("E2", Fraction(1)),)}),
            oracle.Receipt("E1", "R2", firms.DAY, 90_000_000, 1)]  # fmt: skip
    parts = [p for r in rows for p in oracle.divided(r, (("E1", Fraction(1)),))]
    assert oracle.worked_out(parts, rules, {}) == {"E1": 3_500_000 - 480_000, "E2": 480_000}


@pytest.mark.parametrize("first", range(0, COMPANIES, AT_ONCE))
def test_the_path_does_not_matter(first: int) -> None:
    """All quarters together pay what one settlement of each would from the final ledger, to the fen."""
    for seed in range(first, first + AT_ONCE):
        life = lives.live(seed, Typed())
        made, should = life.finish()
        assert made == should, f"company {seed}\n" + "\n".join(life.trace)
