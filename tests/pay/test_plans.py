"""The ten ways to share commission and mixes of them (R199–R210): the cases of plans.toml, and what holds for any."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import firms
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World

from places import CASES
from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import apportioned, running, whole_half_up
from xltrade.formulas.functions import COMMISSION
from xltrade.pay.company import Company
from xltrade.rules import commission_steps, policy
from xltrade.rules.commission_steps import FUND, POOL, Crew, Earning
from xltrade.rules.policy import Policy

PLANS = tomllib.loads((CASES / "plans.toml").read_text("utf-8"))["case"]
PEOPLE = ("E1", "E2", "E3")


def company(case: dict[str, Any]) -> Company:
    """The company of a case."""
    rows = [firms.receipt(i, **r) for i, r in enumerate(case["receipts"], 1)]
    order = next((r["order_id"] for r in rows if r["order_id"]), None)
    owner = order and order[0]
    people: dict[str, dict[str, Any]] = {p: {} for p in PEOPLE}
    for who, position in case.get("people", {}).items():
        people[who]["position"] = position
    for who, day in case.get("hired", {}).items():
        people[who]["hired"] = dt.date.fromisoformat(day)
    return firms.firm(
        rows,
        firms.shared({**case.get("policy", {}), **_basis(case)}, case.get("bands", ())),
        people=people,
        customer_factors=[
            {
                "customer_id": ("E1", f["customer"]),
                "person_id": f.get("who", "E1"),
                "factor": f["factor"],
                "effective_from": dt.date.fromisoformat(f.get("since", "2020-01-01")),
            }
            for f in case.get("factors", ())
        ],
        order_plans=[{"person_id": owner, "order_id": order, **case["project"]}] if "project" in case else [],
        order_shares=[
            {"owner_id": owner, "order_id": order, "stage": s["stage"], "person_id": s["who"], "share": s["share"]}
            for s in case.get("shares", ())
        ],
        team_weights=[
            {"person_id": w["who"], "role_weight": w["role"], "contribution": w["contribution"]}
            for w in case.get("weights", ())
        ],
        assessments=[
            {"person_id": p, "quarter": "2026Q3", "dimension": "attitude", "score": s}
            for p, s in case.get("scores", {}).items()
        ],
    )


def _basis(case: dict[str, Any]) -> dict[str, str]:
    """Scores of a case are typed ones; those of scorecards are in test_scores."""
    return {"score_basis": "typed"} if "scores" in case else {}


@pytest.mark.parametrize("case", PLANS, ids=lambda c: c["name"])
def test_the_ten_ways(case: dict[str, Any], world: World) -> None:
    start = company(case)
    done = firms.settled(start)
    assert firms.paid(done) == case["expected"], [r.message() for r in done.rejects]
    sums = done.lines.groupby("settlement_id")["amount"].sum().round(2)
    amounts = done.settlements.set_index("id")["commission"]
    assert (sums.reindex(amounts.index) == amounts).all(), "the lines sum to the payslip amount (R211)"
    assert done.lines["rule"].str.len().gt(0).all() and not done.lines["rule"].str.contains("[{}]").any()
    again = firms.again(firms.after(start, done))
    assert again.settlements.equals(done.settlements) and again.lines.equals(done.lines), "twice changes nothing"


def test_every_way_has_a_case() -> None:
    named = {r for c in PLANS for r in c["req"].split()}
    assert {f"R{n}" for n in (*range(199, 211),)} <= named


# ── at the boundaries ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", ["marginal", "whole"])
@pytest.mark.parametrize("boundary", ["upper", "lower"])
@pytest.mark.parametrize("start", [1_000_000, 5_000_000])
@pytest.mark.parametrize("fen", [-1, 0, 1])
def test_a_tier_start_and_a_fen_on_either_side(mode: str, boundary: str, start: int, fen: int) -> None:
    """R044–R046: the settlement is what the cell's function gives, at, below and above each start."""
    rules = firms.shared({"tier_mode": mode, "tier_boundary": boundary})
    amount = start + fen / 100
    done = firms.settled(firms.firm([firms.receipt(1, "E1", amount)], rules))
    reached = start if fen > 0 or (fen == 0 and boundary == "lower") else start - 1
    rate = {1_000_000: (0.02, 0.03), 5_000_000: (0.03, 0.04)}[start][reached == start]
    by_hand = {"whole": amount * rate, "marginal": {1_000_000: 20_000, 5_000_000: 140_000}[start] + fen / 100 * rate}
    assert firms.paid(done)["E1"] == COMMISSION(amount, policy=policy.read(rules, firms.TODAY))
    assert firms.paid(done)["E1"] == round(by_hand[mode] + 1e-9, 2)


def test_a_quarter_of_ten_thousand_receipts() -> None:
    """R211: 10,000 receipts sum to the quarter at once, to the fen, and each line is what its cell shows."""
    rng = np.random.default_rng(7)
    fen = rng.integers(-50_000, 150_000, 10_000)
    rows = [firms.receipt(i, "E1", f / 100, day=i % 50) for i, f in enumerate(fen.tolist())]
    company = firms.firm(rows, whole=True)
    done = firms.settled(company)
    assert firms.paid(done) == {"E1": COMMISSION(int(fen.sum()) / 100)}
    cells = company.tables["receipts"].set_index("id")["commission"]
    lines = done.lines.groupby("receipt_id")["amount"].sum().round(2)
    assert (lines == cells.reindex(lines.index).round(2)).all() and len(lines) > 9_900


# ── for any amounts, weights and people ───────────────────────────────────────────────────────────────────────────

FEN = st.one_of(st.integers(-(10**9), 10**9), st.sampled_from([0, 1, -1, 5000, -5000]))
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any)


def policies(**changes: Any) -> Policy:
    return policy.read(firms.shared(changes), firms.TODAY)


SHARED = policies(blend_individual=60, blend_team=40, reserve_rate=0.07)
STEPS = [
    policies(),
    policies(tier_mode="whole"),
    policies(tier_scope="team"),
    SHARED,
    policies(rounding=1),
    policies(blend_individual=0, blend_team=100),
    policies(reserve_rate=1),
]


@st.composite
def quarters(draw: st.DrawFn) -> tuple[list[Earning], Crew]:
    """Receipts of a few people, stages, factors and weights; money in either direction."""
    people = [f"E{i}" for i in range(1, draw(st.integers(1, 5)) + 1)]
    who = st.sampled_from(people)
    part = st.lists(st.tuples(who, st.integers(1, 999).map(Fraction)), min_size=1, max_size=3).map(tuple)
    stages = st.dictionaries(st.sampled_from(commission_steps.STAGES), part, max_size=3)
    earnings = [
        Earning(f"R{i}", w, w, b, factor=Fraction(f, 10), stages=s)
        for i, (w, b, f, s) in enumerate(draw(st.lists(st.tuples(who, FEN, st.integers(0, 30), stages), max_size=8)))
    ]
    weights = draw(st.lists(st.integers(1, 10**4), min_size=len(people), max_size=len(people)))
    return earnings, Crew(team=tuple(zip(people, map(Fraction, weights), strict=True)))


@settings(max_examples=300)
@given(quarters(), st.sampled_from(STEPS))
def test_nothing_is_made_or_lost_by_sharing(quarter: tuple[list[Earning], Crew], rules: Policy) -> None:
    """R201, R209: pool = shares + reserve, and the people's amounts sum to what was earned, to the rounding step."""
    earnings, people = quarter
    postings = commission_steps.run(earnings, people, rules)
    made = sum((p.amount for p in postings if not p.other), Fraction(0))
    assert sum((p.amount for p in postings), Fraction(0)) == made
    assert sum((p.amount for p in postings if p.account == POOL), Fraction(0)) == 0
    amounts = commission_steps.amounts(postings, rules)
    linked = commission_steps._linked(postings)
    for head in {linked[a] for a in amounts}:
        group = [a for a in amounts if linked[a] == head]
        exact = sum((p.amount for p in postings if p.account in group), Fraction(0))
        assert sum(amounts[a] for a in group) == whole_half_up(exact / rules.rounding_fen) * rules.rounding_fen
    for account, total in amounts.items():
        exact = sum((p.amount for p in postings if p.account == account), Fraction(0))
        assert abs(total - exact) < rules.rounding_fen, "nobody is more than a step from the exact share"
        lines = commission_steps.lines([p for p in postings if p.account == account], total, rules)
        assert sum(fen for _, fen in lines) == total


@settings(max_examples=400)
@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_a_pool_is_its_shares(fen: int, weights: list[int]) -> None:
    exact = [Fraction(fen * w, sum(weights)) for w in weights]
    parts = apportioned(fen, exact)
    assert sum(parts) == fen and all(abs(p - x) < 1 for p, x in zip(parts, exact, strict=True))
    assert [-p for p in parts] == apportioned(-fen, [-x for x in exact])
    assert sum(running(fen, exact)) == fen


@settings(max_examples=150)
@given(st.lists(FEN, min_size=1, max_size=8), st.randoms(use_true_random=False), st.sampled_from(STEPS[:2]))
def test_the_order_of_receipts_does_not_change_the_quarter(bases: list[int], random: Any, rules: Policy) -> None:
    def total(order: Sequence[int]) -> dict[str, int]:
        return commission_steps.amounts(
            commission_steps.run([Earning(f"R{i}", "E1", "E1", bases[i]) for i in order], Crew(), rules), rules
        )

    order = list(range(len(bases)))
    random.shuffle(order)
    assert total(order) == total(range(len(bases)))


@settings(max_examples=150)
@given(st.lists(FEN, min_size=1, max_size=8), st.integers(0, 7), st.sampled_from(STEPS))
def test_a_reversal_brings_everything_back(bases: list[int], which: int, rules: Policy) -> None:
    """A receipt and its refund in full leave the quarter as it was without both."""
    crew = Crew(team=(("E1", Fraction(2)), ("E2", Fraction(1))))
    once = [Earning(f"R{i}", "E1", "E1", b) for i, b in enumerate(bases)]
    back = [
        *once,
        Earning("X", "E1", "E1", bases[which % len(bases)]),
        Earning("Y", "E1", "E1", -bases[which % len(bases)]),
    ]
    assert commission_steps.amounts(commission_steps.run(back, crew, rules), rules) == commission_steps.amounts(
        commission_steps.run(once, crew, rules), rules
    ) or (not any(bases))


@settings(max_examples=300)
@given(st.integers(0, 10**9))
def test_marginal_is_never_more_than_whole(fen: int) -> None:
    """R205: at or above the last crossed start, the whole amount at its tier's rate is at least the slices."""
    marginal, whole = (
        commission_steps.amounts(commission_steps.run([Earning("R", "E1", "E1", fen)], Crew(), r), r).get("E1", 0)
        for r in STEPS[:2]
    )
    assert marginal <= whole


@settings(max_examples=100)
@given(FEN, st.integers(-(10**9), 10**9), st.sampled_from(["marginal", "whole"]))
def test_slices_sum_to_the_receipt_and_its_commission(fen: int, before: int, mode: str) -> None:
    rules = policies(tier_mode=mode)
    found = commission_steps.slices(before, before + fen, mode, rules)
    assert sum(p for _, _, p in found) == fen
    money = sum(Fraction(p * r, 1_000_000) for _, r, p in found)
    assert abs(money - round(100 * COMMISSION(fen / 100, before / 100, mode))) <= 1


def test_a_team_of_nobody_is_said() -> None:
    with pytest.raises(ValueNotComputable, match="Nobody shares"):
        commission_steps.run([Earning("R", "E1", "E1", 100_000)], Crew(), SHARED)


def test_the_fund_is_an_account_of_its_own() -> None:
    rules = policies(reserve_rate=0.1)
    amounts = commission_steps.amounts(commission_steps.run([Earning("R", "E1", "E1", 12_345)], Crew(), rules), rules)
    assert amounts == {"E1": 222, FUND: 25}
