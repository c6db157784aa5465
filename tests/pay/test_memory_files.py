"""What settlements remember, through real files: consolidated, confirmed, consolidated again on later days (R212)."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pytest
import small_shop as shops
from small_shop import consolidated, receipts, rows_of, shop
from typed_by_the_manager import opened, put

from xltrade.sheets.look import Look

APRIL, MAY, JULY = dt.date(2026, 4, 20), dt.date(2026, 5, 20), dt.date(2026, 7, 20)


def look(day: dt.date) -> Look:
    return Look("classic", "zh", day, fixed=True)


def workbook(folder: Path, *amounts: float) -> None:
    """P1's receipts of an order that P2 negotiated."""
    shared = tuple({**o, "negotiator": "P2"} for o in broken.GOOD["orders"])
    data = {**broken.GOOD, "orders": shared, "receipts": receipts(*amounts)}
    broken.sales(folder / "1.xlsx", data, settings=shops.person(1))


def pay(master: Path) -> dict[str, Any]:
    return {r["结算编号"]: r["提成金额"] for r in rows_of(master, "结算") if r["结算编号"]}


def confirm(master: Path, *names: str) -> None:
    with opened(master) as book:
        for name in names:
            put(book, "结算", {"结算编号": name}, 结算状态="已确认")


@pytest.mark.parametrize("amounts, base", [((), 0), ((500.0,), 500.0)], ids=["M01 deleted", "M30 corrected"])
def test_a_correction_takes_back_from_each_what_each_was_paid_once(tmp_path: Path, amounts: tuple[float, ...],
                                                                   base: float) -> None:  # fmt: skip
    master, folder = shop(tmp_path / "f"), tmp_path / "f"
    workbook(folder, 1_000.0)
    consolidated(folder, master, look=look(APRIL), period="2026Q1")
    first = pay(master)
    confirm(master, "2026Q1-P1", "2026Q1-P2")
    consolidated(folder, master, look=look(APRIL))
    workbook(folder, *amounts)
    consolidated(folder, master, look=look(MAY), period="2026Q2")
    second = pay(master)
    rate = 7.1234 * 0.02
    assert second["2026Q1-P1"] == first["2026Q1-P1"] == round(1_000 * rate * 0.6, 2)
    assert abs(second["2026Q2-P1"] + (1_000 - base) * rate * 0.6) < 0.011
    assert abs(second["2026Q2-P2"] + (1_000 - base) * rate * 0.4) < 0.011
    confirm(master, "2026Q2-P2")
    consolidated(folder, master, look=look(MAY))
    consolidated(folder, master, look=look(JULY), period="2026Q3")
    assert pay(master) == second, "nothing moves, nothing comes twice"


@cache
def _confirmed() -> bytes:
    """The master of a shop whose first quarter is settled and confirmed."""
    with tempfile.TemporaryDirectory() as name:
        master, folder = shop(Path(name) / "f"), Path(name) / "f"
        consolidated(folder, master, look=look(APRIL), period="2026Q1")
        confirm(master, *pay(master))
        consolidated(folder, master, look=look(APRIL))
        return master.read_bytes()


@pytest.mark.parametrize(
    "change", [{"amount": "€1000"}, {"date": "昨天"}, {"bank_fee": 5_000}], ids=lambda c: next(iter(c))
)
def test_a_rejected_row_takes_nothing_back(tmp_path: Path, change: dict[str, Any]) -> None:
    """R212: a settled receipt whose row can no longer be read is told, not withdrawn."""
    master, folder = shop(tmp_path / "f"), tmp_path / "f"
    master.write_bytes(_confirmed())
    first = pay(master)
    good, *others = receipts(1000.5, 20.25)
    data = {**broken.GOOD, "receipts": ({**good, **change}, *others)}
    broken.sales(folder / "1.xlsx", data, settings=shops.person(1))
    done = consolidated(folder, master, look=look(MAY), period="2026Q2")
    assert [r.table for r in done.rejects if r.severity == "reject"] == ["receipts"]
    assert {k: v for k, v in pay(master).items() if v} == first, "the row is on 退回; nobody pays it back"


def test_a_score_stays_with_the_settlement_that_was_confirmed(tmp_path: Path) -> None:
    """R002, R016: points typed over after the confirmation move P2's review, whose settlement is open, and not P1's."""
    master, folder = shop(tmp_path / "f"), tmp_path / "f"
    with opened(master) as book:
        for who in ("P1", "P2"):
            put(book, "考核", {}, 人员编号=who, 季度="T4", 考核项目="工作态度及方法", 得分=90)
    consolidated(folder, master, look=look(APRIL), period="2026Q1")
    with opened(master) as book:
        put(book, "结算", {"结算编号": "2026Q1-P1"}, 结算状态="已确认")
        for who in ("P1", "P2"):
            put(book, "考核", {"人员编号": who}, 得分=10)
    consolidated(folder, master, look=look(MAY))
    rows = {(r["人员编号"], r["考核季度"]): r for r in rows_of(master, "考核记录")}
    kept, open_ = rows["P1", "T4"], rows["P2", "T4"]
    assert (kept["工作态度及方法"], kept["得分封存于"]) == (90, "2026Q1-P1")
    assert (open_["工作态度及方法"], open_["得分封存于"]) == (10, None)
    page = openpyxl.load_workbook(master, data_only=True)["成绩单"]
    carried = [[c.value for c in row[:4]] for row in page.iter_rows() if row[0].value == "T4"]
    assert [row[3] for row in carried] == [90, 10], "the next card shows the review before"
