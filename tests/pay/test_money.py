"""What went wrong with somebody's pay, by a table that says what is right: through the settlement and through files."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import firms
import pandas as pd
import pytest
from firms import after, again, settled
from money_cases import JANUARY, TABLE, THEN, Case, company, look, paid, receipts, rules, together, world, write_master
from money_cases import write_workbooks as workbooks
from small_shop import consolidated
from typed_by_the_manager import type_into
from worlds import WORLDS, World

from places import CASES
from xltrade.core.errors import PolicyError
from xltrade.pay.payroll import payroll
from xltrade.pay.settle import Settled
from xltrade.rules import policy

MONEY: list[Case] = TABLE["case"]
REFUSED = [c for c in MONEY if "refused" in c]
SETTLED = [c for c in MONEY if c.get("files") != "only" and c not in REFUSED]
FILED = [c for c in MONEY if c.get("files") is True]
LISTED = """
M01 M02 M04 M05 M06 M07 M08 M11 M12 M13 M15 M18 M19 M27 M28 M30 M31 P1 R1 T17 T34 X2 X3
F1 F1b F5 F11 B3 B4 B5 M3 M4 M5
"""
"""Every case of the examination of pay, and the findings of coverage and of the newcomer that are about pay. F2 and F3
are about what workbooks get back, F4 and F6 about scores."""


@pytest.mark.parametrize("name", LISTED.split())
def test_every_case_has_its_row(name: str) -> None:
    """A case without a row here or in the table named is one that may come back."""
    here = {n for c in MONEY for n in c["id"].replace(",", "").split()}
    if name not in here:
        text = (CASES / TABLE["elsewhere"][name]).read_text("utf-8")
        (cases,) = (v for v in tomllib.loads(text).values() if isinstance(v, list))
        assert any(str(c.get("id", c.get("name", ""))).split(":")[0].split()[0] == name for c in cases)


# ── through the settlement ────────────────────────────────────────────────────────────────────────────────────────────


def quarter(case: Case) -> str:
    return str(case.get("quarter", firms.PERIOD))


def first(case: Case, whole: bool = False) -> tuple[Settled, Any]:
    """The quarter settled on 10 October and confirmed by whom the case says."""
    made = company(case, case["receipts"], firms.TODAY, whole=whole)
    done = settled(made, {"period": quarter(case)})
    states = {f"S{quarter(case)}_{p}": "confirmed" for p in case.get("confirmed", ())}
    return (again(after(made, done, **states)) if states else done), made


@pytest.mark.parametrize("whole", [False, True], ids=["looked up", "every column"])
@pytest.mark.parametrize("case", [c for c in SETTLED if "then" not in c], ids=lambda c: c["id"])
def test_what_is_paid(case: Case, whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """R211: to the fen, and twice the same."""
    monkeypatch.setattr(firms, "world", world(case))
    done, made = first(case, whole)
    assert {k: v for k, v in firms.paid(done, quarter(case)).items() if v} == case["expected"]
    twice = again(after(made, done))
    assert twice.settlements.equals(done.settlements) and twice.lines.equals(done.lines)
    if whole and "orders" in case:
        (row,) = made.tables["orders"][list(case["orders"])].to_dict("records")
        assert row == case["orders"]


@pytest.mark.parametrize("numbers", WORLDS, ids=lambda w: w.name)
@pytest.mark.parametrize("case", [c for c in SETTLED if "then" in c], ids=lambda c: c["id"])
def test_what_is_paid_after_it_was_confirmed(case: Case, numbers: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """R212: the difference is paid to each where it was seen, once, and stays there."""
    monkeypatch.setattr(firms, "world", numbers)
    done, _ = first(case)
    rows = case["receipts"] if case["then"] == "same" else case["then"]
    later = case.get("then_quarter", "2026Q4")
    now = company(case, rows, case.get("then_day", THEN), then=True)
    fourth = settled(after(now, done), {"period": quarter(case)}, {"period": later})
    assert (_nonzero(fourth, quarter(case)), _nonzero(fourth, later)) == (case["expected"], case["later"])
    _sums(fourth)
    states = {f"S{later}_{p}": "confirmed" for p in case.get("confirmed_then", ())}
    fourth = again(after(now, fourth, **states))
    last = settled(after(company(case, rows, JANUARY, then=True), fourth), {"period": "2027Q1"})
    assert (_nonzero(last, quarter(case)), _nonzero(last, later)) == (case["expected"], case["later"])
    assert later == "2027Q1" or _nonzero(last, "2027Q1") == {}, "nothing moves, nothing comes twice"


def _nonzero(done: Settled, period: str) -> dict[str, float]:
    return {k: v for k, v in firms.paid(done, period).items() if v}


def _sums(done: Settled) -> None:
    """R211: lines sum to their settlement."""
    sums = done.lines.groupby("settlement_id")["amount"].sum().round(2)
    amounts = done.settlements.dropna(subset=["id"]).set_index("id")["commission"]
    assert (sums.reindex(amounts.index).fillna(0) == amounts.fillna(0)).all()
    back = done.lines[done.lines["step"].eq("corrected")]
    assert all(re.search(r"20\d\dQ\d-E\d\|\d", rule) for rule in back["rule"]), "a line names the line it takes back"


@pytest.mark.parametrize("case", REFUSED, ids=lambda c: c["id"])
def test_what_is_refused(case: Case) -> None:
    """R210: with the reason."""
    with pytest.raises(PolicyError, match=case["refused"]):
        policy.read(rules(case), firms.TODAY)


# ── through files ─────────────────────────────────────────────────────────────────────────────────────────────────────


def confirm(master: Path, period: str, people: Iterable[str]) -> None:
    for person in people:
        type_into(master, "结算", {"结算编号": f"{period}-{person}"}, 结算状态="已确认")


def all_of(cases: Iterable[Case], key: str) -> dict[str, float]:
    return {person: amount for case in cases for person, amount in case.get(key, {}).items()}


@pytest.mark.parametrize("cases", [[c for c in FILED if "policy" not in c], [c for c in FILED if "policy" in c]],
                         ids=["blockers", "pieces"])  # fmt: skip
def test_what_is_paid_through_files(cases: list[Case], tmp_path: Path) -> None:
    """R212: written, consolidated, confirmed, consolidated on later days; all cases together, each with its people."""
    cases, folder, master = together(cases), tmp_path / "f", tmp_path / "主表.xlsx"
    write_master(master, cases)
    workbooks(folder, cases, "receipts")
    consolidated(folder, master, look=look(firms.TODAY), period=firms.PERIOD)
    confirm(master, firms.PERIOD, [p for c in cases for p in c["confirmed"]])
    consolidated(folder, master, look=look(firms.TODAY))
    workbooks(folder, cases, "then")
    consolidated(folder, master, look=look(THEN), period="2026Q4")
    expected = all_of(cases, "expected"), all_of(cases, "later")
    assert (paid(master, firms.PERIOD), paid(master, "2026Q4")) == expected
    confirm(master, "2026Q4", [p for c in cases for p in c.get("confirmed_then", ())])
    consolidated(folder, master, look=look(JANUARY), period="2027Q1")
    assert (paid(master, firms.PERIOD), paid(master, "2026Q4")) == expected and paid(master, "2027Q1") == {}


def test_what_cannot_be_right_is_said(tmp_path: Path) -> None:
    """R004, R048: with file and row; what is refused earns nothing."""
    cases = together([c for c in MONEY if c.get("files") == "only"])
    folder, master = tmp_path / "f", tmp_path / "主表.xlsx"
    write_master(master, cases)
    workbooks(folder, cases, "receipts")
    done = consolidated(folder, master, look=look(firms.TODAY), period=firms.PERIOD)
    assert paid(master, firms.PERIOD) == all_of(cases, "expected")
    wanted = sorted(kind for case in cases for kind in case["said"])
    said = [r for r in done.rejects if r.code in wanted]
    assert sorted(r.code for r in said) == wanted and all(r.file and r.row for r in said)


# ── beside the table ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("by_days", "paid_"), [("yes", 40.0), ("no", 1200.0)])
def test_base_pay_of_a_started_month(by_days: str, paid_: float) -> None:
    """R041, X3: hired on the last of 30 days."""
    people = {"E2": {"hired": dt.date(2026, 9, 30)}}
    made = firms.firm(receipts([{"who": "E1", "cny": 100}]), firms.shared({"pool_days": by_days}), people=people)
    sheet = payroll(made, settled(made).settlements)
    rows = sheet[(sheet["month"] == pd.Timestamp(2026, 9, 1)) & sheet["person_id"].eq("E2")]
    assert rows["base_salary"].tolist() == [paid_]


def test_a_period_that_is_none_may_be_confirmed() -> None:
    """R042: 三季度 set to 已确认 is said, and nothing else is stopped."""
    made = firms.firm([firms.receipt(1, "E1", 100)])
    done = settled(made, {"period": "三季度", "status": "confirmed"}, {"period": "2026Q3", "person_id": "E1"})
    assert "bad_period" in [r.code for r in done.rejects] and firms.paid(done)["E1"] == 2.0
