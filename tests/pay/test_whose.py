"""Whose a receipt is: hand-overs, and numbers that two people use."""

from __future__ import annotations

import datetime as dt

import firms
import pytest
from firms import PERIOD, after, again, paid, receipt, settled
from quarters import confirmed, with_receipts
from worlds import CLASHING, World

from xltrade.declared import tables
from xltrade.jobs import identity_checks
from xltrade.jobs.identity_checks import Owned
from xltrade.pay.lives import Lives

pytestmark = pytest.mark.usefixtures("world")


MOVE = {"date": dt.date(2026, 8, 10), "from_id": "E1", "to_id": "Bob", "customer_id": ("E1", "C1")}


@pytest.mark.parametrize(
    "rule, left, expected",
    [
        ("leaver", dt.date(2026, 8, 20), {"E1": 200, "E2": 100}),
        ("leaver", None, {"E1": 100, "E2": 200}),
        ("successor", dt.date(2026, 8, 20), {"E1": 100, "E2": 200}),
        ("split", dt.date(2026, 8, 20), {"E1": 160, "E2": 140}),
    ],
)
def test_whose_commission_after_a_hand_over(rule: str, left: dt.date | None, expected: dict[str, float]) -> None:
    """Receipts of the customer on 10, 20 and 21 August; the last day of each rule is still the leaver's (R142)."""
    rows = [receipt(i, "E1", 5_000, date=f"2026-08-{d}") for i, d in enumerate((10, 20, 21), 1)]
    rules = firms.shared({"leaver_receipts": rule, "leaver_split": 30})
    people = {"E1": {"left": left}} if left else {}
    company = firms.firm(rows, rules, people=people, transfers=[MOVE])
    assert paid(settled(company)) == expected
    moved = firms.firm([{**r, "owner": "E2", "origin": "E1"} for r in rows], rules, people=people, transfers=[MOVE])
    assert paid(settled(moved)) == expected, "the same, whoever's workbook the receipts stand in"


def test_a_hand_over_of_everything_leaves_the_successors_own_customers_alone() -> None:
    everything = {**MOVE, "customer_id": None}
    rows = [
        receipt(1, "E1", 5_000, day=20, customer="C2"),
        receipt(2, "E2", 5_000, day=0, customer="CX"),
        receipt(3, "E3", 5_000, day=20),
    ]
    assert paid(settled(firms.firm(rows, transfers=[everything]))) == {"E2": 200, "E3": 100}


@pytest.mark.parametrize("customer", [("E1", "C1"), None])
def test_a_hand_over_leaves_the_successors_customer_of_the_same_number_alone(customer: tuple[str, str] | None) -> None:
    """R142: both receipts are of 3 August, before the hand-over of E1's customer (or of all) to Bob on the 10th."""
    rows = [receipt(1, "E1", 5_000), receipt(1, "E2", 5_000)]
    moves = [{**MOVE, "customer_id": customer}]
    assert paid(settled(firms.firm(rows, transfers=moves))) == {"E1": 100, "E2": 100}


def test_a_hand_over_after_the_leavers_quarter_is_confirmed_takes_nothing_from_the_successor() -> None:
    rows = [receipt(1, "E1", 5_000), receipt(1, "E2", 5_000)]
    first = firms.firm(rows)
    done = settled(first, {"period": PERIOD, "person_id": "E1"})
    done = again(after(first, done, S2026Q3_E1="confirmed"))
    moved = after(firms.firm(rows, transfers=[{**MOVE, "customer_id": None}]), done)
    assert paid(settled(moved, {"period": PERIOD, "person_id": "E2"})) == {"E1": 100, "E2": 100}


def test_a_project_plan_is_of_one_persons_order() -> None:
    """R206: 50 % of E1's order; E2's order of that number earns by the tiers, 2 %."""
    rows = [receipt(1, who, 10_000, order={"amount": 10_000}) for who in ("E1", "E2")]
    plans = [{"person_id": "E1", "order_id": ("E1", "O1"), "rate": 0.5}]
    assert paid(settled(firms.firm(rows, order_plans=plans))) == {"E1": 5_000, "E2": 200}


def test_an_order_share_is_of_one_persons_order() -> None:
    """R203: E3 negotiated E1's order (40 % of 200); E2's order of that number is E2's alone."""
    rows = [receipt(1, who, 10_000, order={"amount": 10_000}) for who in ("E1", "E2")]
    given = [{"owner_id": "E1", "order_id": ("E1", "O1"), "stage": "negotiate", "person_id": "E3", "share": 1.0}]
    assert paid(settled(firms.firm(rows, order_shares=given))) == {"E1": 120, "E2": 200, "E3": 80}


def test_a_customer_factor_is_of_one_persons_customer() -> None:
    """R207: E2's C1 is another company."""
    rows = [receipt(1, "E1", 10_000), receipt(1, "E2", 10_000)]
    factors = [{"customer_id": ("E1", "C1"), "person_id": "E1", "factor": 1.5, "effective_from": dt.date(2026, 1, 1)}]
    assert paid(settled(firms.firm(rows, customer_factors=factors))) == {"E1": 300, "E2": 200}


def test_the_same_numbers_settled_corrected_and_deleted() -> None:
    """Each person's R1 is a receipt of its own, settled or not: E1's is corrected, E2's deleted, E3's stays."""
    rows = [receipt(1, who, 100_000) for who in ("E1", "E2", "E3")]
    company, done = confirmed(firms.firm(rows))
    assert paid(done) == {"E1": 2_000, "E2": 2_000, "E3": 2_000}
    now = with_receipts(company, [receipt(1, "E1", 150_000), receipt(1, "E3", 100_000)])
    assert paid(settled(now, {"period": "2026Q4"}), "2026Q4") == {"E1": 1_000, "E2": -2_000}


@pytest.mark.parametrize("table", [named[0] for named in identity_checks.NAMING])
def test_a_number_of_several_people_needs_a_person(table: str, world: World) -> None:
    """Every row of the manager's that names a customer or an order (R203, R206, R207, R257)."""
    names = {"order_id": "O1", "customer_id": "C1", "stage": "negotiate", "person_id": None, "owner_id": None}
    more = {"rate": 0.1, "factor": 2, "share": 1, "date": firms.DAY, "effective_from": firms.DAY, "score": 9}
    row = {k: v for k, v in (names | more).items() if k in {c.key for c in tables.BY_KEY[table].columns}}
    company = firms.firm([receipt(1, who, 100, order={"amount": 100}) for who in ("E1", "E2")], **{table: [row]})
    (number,) = (row[named[1]] for named in identity_checks.NAMING if named[0] == table)
    said = identity_checks.unclear(Owned(company.tables, company, Lives({}), "主表.xlsx"))
    assert [(r.code, r.value) for r in said] == ([("number_of_two", number)] if world is CLASHING else [])
    assert all(f"{who}.xlsx" in r.hint for r in said for who in ("E1", "E2"))
