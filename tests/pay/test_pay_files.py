"""Settlements through files: typed by the manager, answered in a workbook, printed as statements, by command."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pytest
import small_shop as shops
from small_shop import consolidated as run
from small_shop import receipts, shop
from small_shop import rows_of as sheet
from typed_by_the_manager import type_into as typed

from xltrade.core.errors import FileError, PolicyError
from xltrade.jobs import statements
from xltrade.jobs.check import check
from xltrade.jobs.record import Result
from xltrade.sheets.look import Look

PERIOD = "2026Q1"
LATER = dt.date(2026, 4, 20)
LOOK = Look("classic", "zh", LATER, fixed=True)


def settlements(master: Path) -> dict[str, dict[str, Any]]:
    return {r["结算编号"]: r for r in sheet(master, "结算")}


def settle(folder: Path, master: Path) -> Result:
    return run(folder, master, look=LOOK)


@pytest.fixture
def settled(tmp_path: Path) -> tuple[Path, Path]:
    """Two workbooks and a master in which the first quarter is settled; folder and master."""
    master = shop(tmp_path / "f")
    master.write_bytes(_settled())
    return tmp_path / "f", master


@cache
def _settled() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        master = shop(Path(name) / "f")
        run(Path(name) / "f", master, look=LOOK, period="2026q1")
        return master.read_bytes()


def test_a_quarter_typed_into_an_empty_row_is_settled(tmp_path: Path) -> None:
    master, other = shop(tmp_path / "f"), tmp_path / "other" / "master.xlsx"
    other.parent.mkdir()
    other.write_bytes(master.read_bytes())
    typed(master, "结算", {}, 期间="2026 q1")
    settle(tmp_path / "f", master)
    run(tmp_path / "f", other, look=LOOK, period=PERIOD)
    rows = settlements(master)
    assert rows.keys() == {"2026Q1-P1", "2026Q1-P2"} and rows == settlements(other)
    lines = [r for r in sheet(master, "提成明细") if r["结算编号"] == "2026Q1-P1"]
    assert [r["到款编号"] for r in lines] == ["R1", "R2"]
    assert round(sum(r["提成金额"] for r in lines), 2) == rows["2026Q1-P1"]["提成金额"] == 145.42
    assert "0 起 2%（2020-01-01 生效）" in lines[0]["依据"]
    for _ in range(2):
        settle(tmp_path / "f", master)
        assert settlements(master) == rows


def test_the_answer_of_the_workbook_reaches_the_master_and_what_is_confirmed_stays(settled: tuple[Path, Path]) -> None:
    folder, master = settled
    answer = ({"settlement_id": "2026q1-p1", "amount": 145.42, "answer": "确认"},)
    data = {**broken.GOOD, "receipts": receipts(1000.5, 20.25), "confirmations": answer}
    broken.sales(folder / "1.xlsx", data, settings=shops.person(1))
    settle(folder, master)
    assert settlements(master)["2026Q1-P1"]["结算状态"] == "业务员确认"
    typed(master, "结算", {"结算编号": "2026Q1-P1"}, 结算状态="已确认")
    settle(folder, master)
    row = settlements(master)["2026Q1-P1"]
    assert row["确认日期"].date() == LATER and row["封存码"]
    changed = {**broken.GOOD, "receipts": receipts(2000.5, 20.25)}
    broken.sales(folder / "1.xlsx", changed, settings=shops.person(1))
    result = settle(folder, master)
    assert settlements(master)["2026Q1-P1"] == row | {"业务员答复": "确认"}
    (told,) = (r for r in result.rejects if r.code == "settled_changed")
    assert (told.file, told.row, told.value) == ("1.xlsx", 5, "R1") and "(2026Q2)" in told.message()
    run(folder, master, look=LOOK, period="2026Q2")
    late = settlements(master)["2026Q2-P1"]
    assert late["到款基数"] == 7123.4 and late["提成金额"] == 142.47


@pytest.mark.parametrize("column, value", [("提成金额", 9999), ("额外奖金", 500)])
def test_a_changed_settlement_stops_the_consolidation(settled: tuple[Path, Path], column: str, value: float) -> None:
    folder, master = settled
    typed(master, "结算", {"结算编号": "2026Q1-P2"}, 结算状态="已确认")
    settle(folder, master)
    typed(master, "结算", {"结算编号": "2026Q1-P2"}, **{column: value})
    whole = master.read_bytes()
    with pytest.raises(PolicyError) as error:
        settle(folder, master)
    assert "2026Q1-P2" in error.value.text("zh") and "backup" in error.value.text("zh")
    assert master.read_bytes() == whole
    with pytest.raises(PolicyError):
        statements.write_all(master, None, "", "zh")


def test_shares_that_do_not_sum_to_100_are_refused_with_their_cell(settled: tuple[Path, Path]) -> None:
    folder, master = settled
    book = openpyxl.load_workbook(master)
    page = book["提成方案"]
    col = next(c.column for c in page[4] if c.value == "环节")
    for row, share in ((5, 0.5), (6, 0.4)):
        for offset, value in enumerate(("O1", "P1", "谈判", f"P{row - 4}", share)):
            page.cell(row, col - 2 + offset).value = value
    factor = next(c.column for c in page[4] if c.value == "项目比例")
    page.cell(5, factor - 2).value, page.cell(5, factor).value, page.cell(5, factor + 1).value = "O1", 0.05, 100
    book.save(master)
    whole = master.read_bytes()
    with pytest.raises(PolicyError) as error:
        settle(folder, master)
    said = error.value.text("zh")
    assert "90.0000%" in said and "第 6 行" in said and "“占比”" in said and "固定金额" in said
    assert master.read_bytes() == whole
    problems = check(master, shops.TODAY, "zh").found
    assert [r.code for r in problems] == ["bad_share_sum", "bad_order_plan"]


def test_a_plan_for_a_number_of_two_people_names_whose_it_is(settled: tuple[Path, Path]) -> None:
    """B4, M27: both have an order O1. Without a person the plan is refused with both places; with one it is theirs."""
    folder, master = settled
    book = openpyxl.load_workbook(master)
    page = book["提成方案"]
    rate = next(c.column for c in page[4] if c.value == "项目比例")
    page.cell(5, rate - 2).value, page.cell(5, rate).value = "O1", 0.5
    book.save(master)
    whole = master.read_bytes()
    with pytest.raises(PolicyError) as error:
        settle(folder, master)
    said = error.value.text("zh")
    assert "“O1”" in said and "1.xlsx" in said and "2.xlsx" in said and "“人员编号”" in said
    assert master.read_bytes() == whole
    before = settlements(master)["2026Q1-P2"]["提成金额"]
    page.cell(5, rate - 1).value = "P1"
    book.save(master)
    settle(folder, master)
    mine, theirs = (settlements(master)[f"2026Q1-P{n}"] for n in (1, 2))
    assert theirs["提成金额"] == before and mine["提成金额"] == pytest.approx(mine["到款基数"] / 2, abs=0.01)


def test_statements_are_files_of_their_own(settled: tuple[Path, Path]) -> None:
    folder, master = settled
    made = statements.write_all(master, None, "", "zh").files
    assert [p.name for p in made] == ["2026Q1-P1 张三.xlsx", "2026Q1-P2 李四.xlsx"]
    assert {p.parent.name for p in made} == {"结算单"}
    page = openpyxl.load_workbook(made[0]).active
    shown = [c.value for row in page.iter_rows() for c in row if c.value is not None]
    assert "张三" in shown and "李四" not in shown and shown.count("R1") == 1 and 145.42 in shown
    assert any(str(v).startswith("✓") for v in shown) and not any(str(v).startswith("=") for v in shown)
    typed(master, "结算", {"结算编号": "2026Q1-P1"}, 结算状态="作废")
    settle(folder, master)
    assert [p.name for p in statements.write_all(master, folder.parent / "s", PERIOD, "zh").files] == [
        "2026Q1-P2 李四.xlsx"
    ]
    with pytest.raises(FileError, match="no settlement"):
        statements.write_all(master, None, "2025Q1", "zh")
    with pytest.raises(FileError, match="not a master"):
        statements.write_all(folder / "1.xlsx", None, "", "zh")


def test_the_commands(settled: tuple[Path, Path]) -> None:
    folder, master = settled

    def command(*words: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "xltrade", *map(str, words)]
        return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)

    whole = master.read_bytes()
    for wrong in ("2026Q9", "三季度", "2062Q1"):
        done = command("consolidate", folder, "--master", master, "--settle", wrong, "--today", LATER, "--json")
        assert done.returncode == 2 and wrong in json.loads(done.stdout)["error"] and master.read_bytes() == whole
    done = command("statements", master, folder.parent / "out", "--json")
    assert done.returncode == 0 and len(json.loads(done.stdout)["made"]) == 2
    done = command("statements", folder / "1.xlsx", "--lang", "en")
    assert done.returncode == 2 and "is not a master" in done.stderr and "Traceback" not in done.stderr


def test_names_from_outside_stay_text_in_statements(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    data = {**broken.GOOD, "receipts": receipts(1000.5)}
    data["customers"] = tuple({**c, "company": "=1+1"} for c in broken.CUSTOMERS)
    broken.sales(tmp_path / "f" / "1.xlsx", data, settings=shops.person(1))
    run(tmp_path / "f", master, look=LOOK, period=PERIOD)
    page = openpyxl.load_workbook(statements.write_all(master, None, "", "zh").files[0]).active
    (cell,) = (c for row in page.iter_rows() for c in row if c.value == "=1+1")
    assert cell.data_type == "s"
