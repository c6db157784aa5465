"""The rules: tables of cases that a sales manager can read (tests/cases), and naive restatements under random input."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import CASES
from xltrade.core import dtypes
from xltrade.core.days import to_date, to_day
from xltrade.core.errors import ValueNotComputable, XltradeError
from xltrade.declared import tables
from xltrade.formulas.functions import (
    COMMISSION,
    FXRATE,
    GRADE,
    NEXTFOLLOWUP,
    REPLYSTATUS,
    SCORECARD,
    SHARES,
    TENUREQUARTER,
    TOCNY,
    WORKHOURS,
)
from xltrade.rules import commission, fx, policy, tenure
from xltrade.rules.policy import Policy

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """A case table; the tests name a row by its first columns and its reason."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> pytest.MarkDecorator:
    given_rows = rows(name)
    return pytest.mark.parametrize("row", given_rows, ids=[f"{r['requirement']} {r['why']}" for r in given_rows])


@cache
def rules(**changed: str) -> Policy:
    """The shipped policy of 2025–2027 with other values for some settings, and a few exchange rates."""
    made = policy.shipped(range(2025, 2028))
    for key, value in changed.items():
        made["policy"].loc[made["policy"]["key"] == key, "value"] = value
    made["fx"] = dtypes.build(
        tables.FX,
        [
            {"date": dt.date(2026, 3, 2), "currency": "USD", "rate": 7.1, "kind": "spot"},
            {"date": dt.date(2026, 3, 31), "currency": "USD", "rate": 7.2005, "kind": "spot"},
            {"date": dt.date(2026, 3, 2), "currency": "EUR", "rate": 8.125, "kind": "spot"},
            {"date": dt.date(2026, 1, 1), "currency": "USD", "rate": 7, "kind": "fixed"},
        ],
    )
    return policy.read(made, dt.date(2026, 3, 9))


def settings(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split()) if text else {}


def numbers(text: str) -> list[Any]:
    return [None if t == "-" else float(t) if t.lstrip("-").replace(".", "").isdigit() else t for t in text.split()]


def check(expected: str, call: Callable[[], Any], read: Callable[[str], Any]) -> None:
    """The call gives what the table says: "error" an XltradeError, blank None."""
    if expected == "error":
        with pytest.raises(XltradeError):
            call()
    else:
        assert call() == (read(expected) if expected else None)


# ── the tables ────────────────────────────────────────────────────────────────────────────────────────────────────


@table("commission")
def test_commission(row: Row) -> None:
    """R044–R046, R004, R205, R211: policy.md's worked numbers, each boundary at, one fen below and one above."""
    chosen = {k: row[k] for k in ("tier_boundary", "rounding") if row[k]}
    amount, prior = row["receipts"] or None, row["prior"] or None
    check(row["commission"], lambda: COMMISSION(amount, prior, row["mode"], policy=rules(**chosen)), float)


@table("followup")
def test_next_followup(row: Row) -> None:
    """R053, R058, R059, R120–R123, R127: cadence, promise, rest days, Spring Festival, new customers."""
    args = row["grade"], row["last_contact"], row["entered"], row["promised"]
    check(row["next"], lambda: NEXTFOLLOWUP(*args, policy=rules(**settings(row["policy"]))), dt.date.fromisoformat)


@table("grading")
def test_grading(row: Row) -> None:
    """R034–R038, R060, R115–R118: the two rubrics and the four ways to combine them."""
    chosen = {"grade_scheme": row["grade_scheme"]} if row["grade_scheme"] else {}
    args = row["intent"], row["inquiry_kind"], row["sample_sent"], row["kept_up"]
    check(row["grade"], lambda: GRADE(*args, policy=rules(**chosen)), str)


@table("reply")
def test_reply(row: Row) -> None:
    """R051–R053, R098–R100, R134: two working hours, one day, twelve hours for a fax; exactly and a second more."""
    args = row["received"], row["replied"], row["channel"]
    check(row["status"], lambda: REPLYSTATUS(*args, policy=rules(), lang="en"), str)


@table("workhours")
def test_work_hours(row: Row) -> None:
    """R050–R053: the working clock."""
    check(
        row["hours"],
        lambda: WORKHOURS(row["start"], row["end"], policy=rules()),
        lambda text: pytest.approx(float(text), abs=1e-9),
    )


@table("tenure")
def test_tenure_quarter(row: Row) -> None:
    """R003, R007, R030: by anniversary day, also for people hired on the 31st."""
    check(row["quarter"], lambda: TENUREQUARTER(row["hired"], row["on"]), int)


@table("shares")
def test_shares(row: Row) -> None:
    """R201, R203: parts that sum to the whole to the fen."""
    check(row["parts"], lambda: SHARES(row["total"], numbers(row["weights"])), numbers)


@table("tocny")
def test_to_cny(row: Row) -> None:
    """R048, R211, R248: the rate of the day, never guessed; half up to the fen."""
    chosen = {"fx": row["fx"]} if row["fx"] else {}
    args = row["amount"], row["currency"], row["on"]
    check(row["cny"], lambda: TOCNY(*args, policy=rules(**chosen)), float)


@table("scorecard")
def test_scorecard(row: Row) -> None:
    """R001, R015: weighted ratios, each capped; what has no target is not scored."""
    chosen = {"score_cap": row["score_cap"]} if row["score_cap"] else {}
    args = [numbers(row[k]) for k in ("actual", "target", "weight")]
    check(row["score"], lambda: SCORECARD(*args, policy=rules(**chosen)), float)


def test_every_case_says_why() -> None:
    """R211: a case without a reason and a requirement convinces nobody."""
    for path in CASES.glob("*.csv"):
        made = rows(path.stem)
        assert made and all(r["why"].strip() and r["requirement"].startswith("R") for r in made), path.name
        assert all(None not in r for r in made), f"{path.name}: a comma too many"


# ── restated naively ──────────────────────────────────────────────────────────────────────────────────────────────

FEN = st.integers(-(10**11), 10**11)
TIERS = [(Decimal(0), Decimal("0.02")), (Decimal(1_000_000), Decimal("0.03")), (Decimal(5_000_000), Decimal("0.04"))]


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def naive(total: Decimal, mode: str, boundary: str) -> Decimal:
    """Commission of a total as one would explain it at a table, with exact decimals."""
    if mode == "whole":
        reached = [r for s, r in TIERS if s == 0 or total > s or (total == s and boundary == "lower")]
        exact = total * reached[-1]
    else:
        ends = [s for s, _ in TIERS[1:]] + [None]
        exact = min(total, Decimal(0)) * TIERS[0][1]
        for (start, rate), end in zip(TIERS, ends, strict=True):
            inside = (total if end is None else min(total, end)) - start
            exact += max(inside, Decimal(0)) * rate
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(FEN, FEN, st.sampled_from(["marginal", "whole"]), st.sampled_from(["upper", "lower"]))
def test_commission_is_the_naive_one(amount: int, prior: int, mode: str, boundary: str) -> None:
    """R044–R046: int64 arithmetic against exact decimals, refunds and totals below zero included."""
    found = COMMISSION(yuan(amount), yuan(prior), mode, policy=rules(tier_boundary=boundary))
    assert found == naive(yuan(amount + prior), mode, boundary) - naive(yuan(prior), mode, boundary)


@given(
    st.sampled_from([0, 10**8, 5 * 10**8]),
    st.integers(-200, 200),
    st.sampled_from(["marginal", "whole"]),
    st.sampled_from(["upper", "lower"]),
)
def test_commission_is_the_naive_one_at_every_boundary(start: int, off: int, mode: str, boundary: str) -> None:
    """R044–R046: each fen within two yuan of a boundary."""
    found = COMMISSION(yuan(start + off), mode=mode, policy=rules(tier_boundary=boundary))
    assert found == naive(yuan(start + off), mode, boundary)


@given(FEN, st.integers(0, 10**9))
def test_commission_never_falls_when_more_is_received(total: int, more: int) -> None:
    """R044: each slice at its own rate has no cliff."""
    assert COMMISSION(yuan(total + more)) >= COMMISSION(yuan(total))


PARTS = st.lists(st.integers(-3 * 10**8, 6 * 10**8), min_size=1, max_size=12)


@given(PARTS, st.sampled_from(["marginal", "whole"]), st.sampled_from(["0.01", "0.1", "1"]), st.randoms())
def test_parts_of_a_quarter_sum_to_the_whole_in_any_order(parts: list[int], mode: str, step: str, dice: Any) -> None:
    """R044, R211: whatever the split, the order and the refunds in it, the payments sum to the fen."""
    chosen = rules(rounding=step)

    def paid(order: list[int]) -> Decimal:
        before = np.cumsum([0, *order[:-1]]).tolist()
        return sum(COMMISSION([yuan(p) for p in order], [yuan(b) for b in before], mode, policy=chosen), Decimal(0))

    mixed = dice.sample(parts, len(parts))
    assert paid(parts) == paid(mixed) == COMMISSION(yuan(sum(parts)), mode=mode, policy=chosen)


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from("AB"), st.integers(0, 5)), min_size=1, max_size=9)
)
def test_prior_is_what_came_before_in_the_same_period(receipts: list[tuple[int, str, int]]) -> None:
    """R044: the running base of each period, in the order given, whatever the order of the rows."""
    base, period = np.array([r[0] for r in receipts]), pd.Series([r[1] for r in receipts])
    order = pd.Series([r[2] * 100 + i for i, r in enumerate(receipts)])
    expected = [
        sum(b for b, q, o in zip(base, period, order, strict=True) if q == p and o < mine)
        for p, mine in zip(period, order, strict=True)
    ]
    assert commission.prior(base, period, order).tolist() == expected


@st.composite
def follow_ups(draw: st.DrawFn, latest: dt.date = dt.date(2027, 12, 31)) -> tuple[Any, ...]:
    days = st.dates(dt.date(2025, 1, 1), latest)
    last, created, promised = (draw(st.none() | days) for _ in range(3))
    return draw(st.sampled_from("SABCD")), last, created, promised


def worked(day: dt.date, chosen: Policy) -> bool:
    number = to_day(day)
    rests = chosen.calendar.rest[day.weekday()] and number not in chosen.calendar.on
    return not rests and number not in chosen.calendar.off


def step(day: dt.date, by: int, chosen: Policy) -> dt.date:
    while not worked(day, chosen):
        day += dt.timedelta(days=by)
    return day


CADENCE = {"A": (3, -1), "B": (7, -1), "C": (15, 1), "D": (30, 1), "S": (15, 1)}


def naive_follow_up(
    grade: str, last: dt.date | None, created: dt.date | None, promised: dt.date | None, chosen: Policy
) -> dt.date | None:
    base = last or created
    if base is None:
        return None
    if last:
        days, by = CADENCE[grade]
        days = min(days, 15) if chosen["floor_days"] == "15" else days
        due = step(last + dt.timedelta(days=days), by, chosen)
    else:
        due = step(base + dt.timedelta(days=6 - base.weekday()), -1, chosen)
    if promised and promised > base:
        kept = step(promised, -1, chosen)
        due = kept if chosen["promise_rule"] == "promise" else min(due, kept)
    return due if due > base else step(base + dt.timedelta(days=1), 1, chosen)


@given(
    follow_ups(),
    st.sampled_from(["earlier", "promise"]),
    st.sampled_from(["none", "15"]),
    st.sampled_from(["sunday", "saturday_sunday", "none"]),
)
def test_next_follow_up_is_the_naive_one(case: tuple[Any, ...], promise: str, floor: str, rest: str) -> None:
    """R053, R058, R059, R120–R123, R127: against a walk from day to day."""
    chosen = rules(promise_rule=promise, floor_days=floor, weekly_rest=rest)
    expected = naive_follow_up(*case, chosen)
    if expected and expected.year > 2027:
        with pytest.raises(ValueNotComputable, match="2027"):
            NEXTFOLLOWUP(*case, policy=chosen)
    else:
        assert NEXTFOLLOWUP(*case, policy=chosen) == expected


@given(follow_ups(dt.date(2027, 11, 15)))
def test_next_follow_up_is_a_working_day_after_the_last_contact(case: tuple[Any, ...]) -> None:
    """R053: never on a rest day, never on or before the last contact."""
    due = NEXTFOLLOWUP(*case, policy=rules())
    if due is not None:
        assert worked(due, rules()) and due > (case[1] or case[2])


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31)), st.integers(0, 4000))
def test_tenure_quarter_steps_on_anniversaries_only(hired: dt.date, after: int) -> None:
    """R003, R007: from one day to the next it stays or grows by one, and it grows on hire date + 3 n months."""
    day = hired + dt.timedelta(days=after)
    today, tomorrow = TENUREQUARTER([hired, hired], [day, day + dt.timedelta(days=1)])
    anniversary = (pd.Timestamp(hired) + pd.DateOffset(months=3 * today)).date()
    assert (tomorrow - today) == int(day + dt.timedelta(days=1) == anniversary)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 600))
def test_add_months_is_excels_edate(day: dt.date, months: int) -> None:
    """R007: the same day of a later month, or that month's last."""
    found = tenure.add_months(np.array([to_day(day)]), np.array([months]))[0]
    assert to_date(found) == (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


@given(st.integers(-(10**9), 10**9), st.sampled_from([("USD", "7.1"), ("EUR", "8.125"), ("CNY", "1")]))
def test_to_cny_is_the_naive_one(fen: int, rate: tuple[str, str]) -> None:
    """R048: amount × rate, half up to the fen, once."""
    exact = (yuan(fen) * Decimal(rate[1])).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert TOCNY(yuan(fen), rate[0], dt.date(2026, 3, 2), policy=rules()) == exact


def test_large_amounts_leave_int64_without_a_word() -> None:
    """R048: a product beyond int64 is computed in Python integers, not wrapped around; more is refused."""
    huge = np.array([900_000_000_000_700])
    assert fx.to_fen(huge, np.array([8_125_000_000])).tolist() == [73_125_000_000_057]
    assert TOCNY(Decimal("9000000000.07"), "EUR", dt.date(2026, 3, 2), policy=rules()) == Decimal("73125000000.57")
    with pytest.raises(ValueNotComputable, match="10,000,000,000"):
        TOCNY(Decimal("90000000000.07"), "EUR", dt.date(2026, 3, 2), policy=rules())
    assert FXRATE("EUR", dt.date(2026, 3, 2), policy=rules()) == 8.125


@pytest.mark.parametrize("amount", [1e308, -1e300, 1e11, "$1,200", 5e9])
def test_an_amount_that_cells_cannot_hold_exactly_is_refused(amount: Any) -> None:
    """R044, R048: with an error that says the bound, never a number; 5e9 might earn more than 90,000,000."""
    with pytest.raises(XltradeError):
        COMMISSION(amount)
    assert COMMISSION(-1e9) == -20_000_000.0 and COMMISSION("￥1,200") == 24.0
