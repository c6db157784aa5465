"""Many workbooks to one master: nothing lost, nothing trusted, the old master whole (R081, R147, R211, R231)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import broken
import openpyxl
import pytest
from small_shop import consolidated as run
from small_shop import person, receipts, shop, write_master
from small_shop import rows_of as sheet

from xltrade.core.errors import WriteError
from xltrade.declared import tables
from xltrade.files import read
from xltrade.files.reading import Count
from xltrade.formulas.functions import COMMISSION
from xltrade.rules import policy


def test_rows_carry_owner_file_and_row(tmp_path: Path) -> None:
    """Every record says whose it is and where it stood (R081, R211)."""
    master = shop(tmp_path / "f")
    result = run(tmp_path / "f", master)
    rows = sheet(master, "客户")
    assert [(r["业务员编号"], r["业务员"], r["来源文件"], r["来源行"], r["客户编号"]) for r in rows] == [
        ("P1", "张三", "1.xlsx", 5, "C001"),
        ("P1", "张三", "1.xlsx", 6, "C002"),
        ("P2", "李四", "2.xlsx", 5, "C001"),
        ("P2", "李四", "2.xlsx", 6, "C002"),
    ]
    assert result.total == Count(12, 12, 0) and len(result.counts) == 2 * len(tables.SALES)


def test_numbers_are_recomputed_not_trusted(tmp_path: Path) -> None:
    """A forged commission in a returned workbook changes nothing (R004, R211)."""
    master = shop(tmp_path / "f")
    forged = tuple({**r, "commission": 99999.0, "base": 1.0, "prior": 5.0} for r in receipts(1000.5, 20.25))
    broken.sales(tmp_path / "f" / "1.xlsx", {**broken.GOOD, "receipts": forged}, settings=person(1))
    run(tmp_path / "f", master)
    first, second = (r for r in sheet(master, "到款") if r["业务员编号"] == "P1")
    base = (7126.96, 144.25)  # 1000.5 and 20.25 USD at 7.1234, half up to the fen
    assert (first["提成基数"], second["提成基数"]) == base
    assert (first["提成"], second["提成"]) == (COMMISSION(base[0]), COMMISSION(base[1], base[0]))


def test_two_owners_with_the_same_ids_do_not_mix(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    result = run(tmp_path / "f", master)
    shown = {r["person_id"]: r["receipts"] for r in result.dashboard.to_dict("records")}
    assert shown == {"P1": 7271.21, "P2": 14398.17}


def test_the_whole_bad_row_stands_in_the_rejects(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    row = {"id": "C9", "company": "=1+1", "created": "2024.6.31", "phone": "+86 138", "needs": "红色"}
    broken.sales(tmp_path / "f" / "1.xlsx", {**broken.GOOD, "customers": (*broken.CUSTOMERS, row)}, settings=person(1))
    run(tmp_path / "f", master)
    bad = next(r for r in sheet(master, "退回") if r["处理"] == "退回")
    assert (bad["工作表"], bad["行号"], bad["列名"], bad["填写的内容"]) == ("客户", 7, "建档日期", "2024.6.31")
    for part in ("客户编号=C9", "公司名称==1+1", "建档日期=2024.6.31", "电话=+86 138", "客户需求=红色"):
        assert part in bad["整行内容"]


def test_outside_text_is_never_a_formula(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    rows = ({**broken.CUSTOMERS[0], "company": '=HYPERLINK("http://x")', "address": "@SUM(1)", "email": "http://a.b"},)
    broken.sales(tmp_path / "f" / "1.xlsx", {**broken.GOOD, "customers": rows}, settings=person(1))
    run(tmp_path / "f", master)
    page = openpyxl.load_workbook(master)["客户"]
    head = {c.value: c.column for c in page[4]}
    for label in ("公司名称", "地址", "邮箱"):
        cell = page.cell(5, head[label])
        assert cell.data_type == "s" and cell.hyperlink is None


def test_a_receipt_without_a_rate_is_rejected(tmp_path: Path) -> None:
    """No rate within the maximum age: the row goes to the rejects, never a guess (R048)."""
    master = shop(tmp_path / "f")
    data = {**broken.GOOD, "receipts": (*receipts(10), {**receipts(5, day=25)[0], "id": "R9"})}
    broken.sales(tmp_path / "f" / "1.xlsx", data, settings=person(1))
    result = run(tmp_path / "f", master)
    assert result.counts["1.xlsx", "receipts"] == Count(2, 1, 1)
    bad = next(r for r in result.rejects if r.code == "no_rate")
    assert (bad.file, bad.row, bad.value) == ("1.xlsx", 6, "USD 2026-03-25") and "到款金额=5" in bad.content


def test_a_changed_policy_counts(tmp_path: Path) -> None:
    """What the sheet says wins: a tier of 10 % gives five times the commission (R070)."""
    master = shop(tmp_path / "f")
    low = run(tmp_path / "f", master).dashboard["commission"].sum()
    start = policy.shipped([2026])["tiers"]["effective_from"][0].date()
    write_master(master, tiers=[{"start": 0, "rate": 0.1, "effective_from": start}])
    result = run(tmp_path / "f", master)
    assert result.dashboard["commission"].sum() == pytest.approx(5 * low, abs=0.05)


def test_twice_the_same_input_gives_the_same_master(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    run(tmp_path / "f", master)
    first = master.read_bytes()
    second = run(tmp_path / "f", master)
    assert master.read_bytes() == first
    assert second.backup and second.backup.read_bytes() == first


def test_a_crash_leaves_the_old_master_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the disk fails in the very last step (R147)."""
    master = shop(tmp_path / "f")
    before = master.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(WriteError):
        run(tmp_path / "f", master)
    assert master.read_bytes() == before and [p.name for p in tmp_path.glob(".*")] == []


def test_an_open_master_is_not_touched(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    master.with_name("~$master.xlsx").write_bytes(b"x")
    with pytest.raises(WriteError) as caught:
        run(tmp_path / "f", master)
    assert "master.xlsx" in caught.value.zh


def test_columns_of_ones_own_are_kept(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    own = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, extra={"生日": ["5月1日", None]})
    broken.sales(tmp_path / "f" / "1.xlsx", settings=person(1), swap={"customers": own})
    run(tmp_path / "f", master)
    assert [r["其他列"] for r in sheet(master, "客户")][:2] == ["生日=5月1日", None]


def test_the_report_accounts_for_every_row(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    broken.with_cell(tmp_path / "f" / "3.xlsx", "orders", "amount", "约500")
    result = run(tmp_path / "f", master)
    rows = sheet(master, "合并报告")
    assert [(r["文件"], r["表"]) for r in rows[:2]] == [("1.xlsx", "客户"), ("1.xlsx", "询盘")]
    assert all(r["读取"] == r["收入"] + r["退回行"] for r in rows)
    assert sum(r["读取"] for r in rows) == result.total.read
    known = read.read(master).settings
    assert (known["rows_read"], known["rows_rejected"], known["fingerprint"]) == (
        result.total.read,
        1,
        result.fingerprint,
    )
    for table in tables.SALES:
        assert sum(c.kept for (_, t), c in result.counts.items() if t == table.key) == len(sheet(master, table.zh))


def test_the_master_is_a_sound_zip(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    run(tmp_path / "f", master)
    assert zipfile.ZipFile(master).testzip() is None
