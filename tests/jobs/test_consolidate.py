"""Many workbooks to one master: nothing lost, nothing trusted, the old master whole (R081, R147, R211, R231)."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pandas as pd
import pytest
from small_shop import LOOK, PEOPLE, RATES, TODAY, person, receipts, shop, write_master
from small_shop import consolidated as run
from small_shop import rows_of as sheet

from xltrade.core import dtypes
from xltrade.core.errors import FileError, PolicyError, WriteError
from xltrade.declared import tables
from xltrade.declared.rejects import catalogue
from xltrade.files import read, write
from xltrade.files.reading import Count
from xltrade.formulas.functions import COMMISSION
from xltrade.jobs import checks
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner


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


BROKEN: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "missing sheet": ("missing_sheet", broken.missing_sheet),
    "renamed header": ("missing_column", broken.renamed_header),
    "text in a money cell": ("bad_number", lambda p: broken.with_cell(p, "orders", "amount", "约500")),
    "unknown grade": ("unknown_choice", lambda p: broken.with_cell(p, "customers", "override", "Z")),
    "impossible date": ("bad_date", lambda p: broken.with_cell(p, "customers", "created", "2024.6.31")),
    "duplicated id": ("duplicate_id", broken.duplicated_id),
    "empty file": ("empty_file", broken.empty),
    "not a workbook": ("not_a_workbook", broken.not_a_workbook),
    "password": ("password_protected", broken.protected),
    "no permission": ("no_permission", broken.sales),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_beside_good_ones(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mistake gives its declared reject in both languages and never stops the good files (R211)."""
    code, make = BROKEN[name]
    master = shop(tmp_path / "f")
    path = make(tmp_path / "f" / "坏.xlsx")
    path.with_suffix(".plain.xlsx").unlink(missing_ok=True)
    if name == "no permission":
        real = Path.open

        def refuse(self: Path, *args: Any, **more: Any) -> Any:
            if self.name == "坏.xlsx":
                raise PermissionError(13, "denied")
            return real(self, *args, **more)

        monkeypatch.setattr(Path, "open", refuse)  # tests may run as root, whom no mode keeps out
    result = run(tmp_path / "f", master)
    found = [r for r in result.rejects if r.code == code]
    assert found and all(r.file == "坏.xlsx" and r.severity == "reject" for r in found)
    for lang, word in (("zh", "“坏.xlsx”"), ("en", "坏.xlsx")):
        assert word in found[0].message(lang) and found[0].todo(lang)
    kept = {r["来源文件"] for r in sheet(master, "到款")}
    assert {"1.xlsx", "2.xlsx"} <= kept
    assert result.total.read == result.total.kept + result.total.rejected
    shown = [r for r in sheet(master, "退回") if r["文件"] == "坏.xlsx" and r["处理"] == "退回"]
    assert shown and any(found[0].reason("zh") == r["问题"] for r in shown)


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


def test_the_managers_input_survives(tmp_path: Path) -> None:
    master = tmp_path / "master.xlsx"
    shop(tmp_path / "f")
    typed = {
        "people": [*PEOPLE, {"id": "M", "name": "王经理", "position": "manager", "note": "=不是公式"}],
        "targets": [
            {
                "month": dt.date(2026, 3, 1),
                "person_id": "P1",
                "area": "sales",
                "kpi": "receipts",
                "amount": 100000.0,
                "effective_from": dt.date(2026, 1, 1),
            }
        ],
        "assessments": [{"person_id": "P1", "quarter": "2026Q1", "dimension": "attitude", "score": 91.0}],
        "risks": [{"id": "K1", "description": "海运涨价", "type": "logistics"}],
    }
    write_master(master, **typed)
    before = read.read(master)
    run(tmp_path / "f", master)
    after = read.read(master)
    for key in ("people", "targets", "assessments", "risks", "fx", "policy", "tiers", "holidays"):
        pd.testing.assert_frame_equal(before.tables[key], after.tables[key])
    target = run(tmp_path / "f", master).dashboard.set_index("person_id").loc["P1", "target"]
    assert target == 100000


def test_a_changed_policy_counts(tmp_path: Path) -> None:
    """What the sheet says wins: a tier of 10 % gives five times the commission (R070)."""
    master = shop(tmp_path / "f")
    low = run(tmp_path / "f", master).dashboard["commission"].sum()
    start = policy.shipped([2026])["tiers"]["effective_from"][0].date()
    write_master(master, tiers=[{"start": 0, "rate": 0.1, "effective_from": start}])
    result = run(tmp_path / "f", master)
    assert result.dashboard["commission"].sum() == pytest.approx(5 * low, abs=0.05)


def test_a_bad_policy_is_refused_by_place_and_the_master_stays(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    book = openpyxl.load_workbook(master)
    book["参数"]["A5"] = 5
    book.save(master)
    before = master.read_bytes()
    with pytest.raises(PolicyError) as caught:
        run(tmp_path / "f", master)
    for text in (caught.value.zh, caught.value.en):
        assert "master.xlsx" in text and "参数!A5" in text
    assert "第一档必须从 0 起" in caught.value.zh and "first tier starts at 0" in caught.value.en
    assert master.read_bytes() == before and not (tmp_path / "backup").exists()


def test_a_bad_row_of_the_managers_own_stops_before_it_is_lost(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    book = openpyxl.load_workbook(master)
    book["人员"]["F5"] = "2024.6.31"
    book.save(master)
    before = master.read_bytes()
    with pytest.raises(PolicyError) as caught:
        run(tmp_path / "f", master)
    assert "2024.6.31" in caught.value.zh and master.read_bytes() == before


@pytest.mark.parametrize(
    "key, score, said",
    [
        ("assessments", 100.5, "“100.5”超出了评分范围（0–100）"),
        ("assessments", -1, "“-1”"),
        ("surveys", 0, "“0”超出了评分范围（1–10）"),
    ],
)
def test_a_score_off_its_scale_is_refused_with_its_cell(tmp_path: Path, key: str, score: float, said: str) -> None:
    """R009, R257: a slip of the finger would reach the scorecard and, through the composite factor, a payslip."""
    master = shop(tmp_path / "f")
    row = {
        "person_id": "P1",
        "quarter": "2026Q1",
        "dimension": "attitude",
        "date": dt.date(2026, 3, 2),
        "customer_id": "C001",
    }
    write_master(master, **{key: [row | {"score": 10}, row | {"score": score}]})
    before = master.read_bytes()
    with pytest.raises(PolicyError) as caught:
        run(tmp_path / "f", master)
    assert said in caught.value.zh and "第 6 行" in caught.value.zh and master.read_bytes() == before
    assert [r.code for r in checks.off_scale(checks.own(read.read(master), TODAY))] == ["off_scale"]


AIM = {"month": dt.date(2026, 3, 1), "kpi": "receipts", "amount": 5, "effective_from": dt.date(2026, 1, 1)}


def test_an_id_of_nobody_in_the_managers_tables_is_pointed_out(tmp_path: Path) -> None:
    """R178: a target for P9 would count for nobody; one for P1, however spelt, is fine."""
    master = shop(tmp_path / "f")
    write_master(master, targets=[{**AIM, "person_id": p} for p in ("p1", "P9", None)])
    told = [r for r in run(tmp_path / "f", master).rejects if r.code == "unknown_reference"]
    assert [(r.file, r.row, r.value) for r in told] == [("master.xlsx", 6, "P9")]
    assert [r["人员编号"] for r in sheet(master, "目标") if r["目标值"]] == ["P1", "P9", None]


def test_somebody_who_joins_in_the_same_consolidation_is_no_stranger(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    write_master(master, targets=[{**AIM, "person_id": "P7"}])
    broken.sales(tmp_path / "f" / "7.xlsx", settings=({"key": "person_id", "value": "P7"},))
    assert not [r for r in run(tmp_path / "f", master).rejects if r.code == "unknown_reference"]


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


def test_a_second_file_of_a_person_is_not_counted_twice(tmp_path: Path) -> None:
    """A copy of a workbook would pay commission twice: its rows are rejected whole."""
    master = shop(tmp_path / "f")
    alone = run(tmp_path / "f", master).dashboard
    (tmp_path / "f" / "1 - 副本.xlsx").write_bytes((tmp_path / "f" / "1.xlsx").read_bytes())
    result = run(tmp_path / "f", master)
    pd.testing.assert_frame_equal(result.dashboard, alone)
    refused = [r for r in result.rejects if r.code == "duplicate_person"]
    assert len(refused) == 1 + 6 and all(
        "1 - 副本.xlsx" in r.message("zh") or "1.xlsx" in r.message("zh") for r in refused
    )
    assert result.total == Count(18, 12, 6)


def test_somebody_new_joins_the_people(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    settings = (
        {"key": "person_id", "value": "P7"},
        {"key": "person_name", "value": "新人"},
        {"key": "hired", "value": dt.date(2026, 2, 2)},
    )
    broken.sales(tmp_path / "f" / "7.xlsx", settings=settings)
    run(tmp_path / "f", master)
    new = read.read(master).tables["people"].iloc[-1]
    assert (new["id"], new["name"], new["hired"]) == ("P7", "新人", pd.Timestamp(2026, 2, 2))


def test_a_missing_workbook_is_pointed_out(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    (tmp_path / "f" / "2.xlsx").unlink()
    warned = [r for r in run(tmp_path / "f", master).rejects if r.code == "missing_workbook"]
    assert [r.value for r in warned] == ["P2 李四"] and warned[0].severity == "warning"


def test_an_id_typed_in_another_case_is_the_same_person(tmp_path: Path) -> None:
    """p1 with spaces is P1 of the People sheet: the numbers are theirs, and nobody new is added."""
    master = shop(tmp_path / "f")
    settings = ({"key": "person_id", "value": " p1 "}, {"key": "person_name", "value": "张三"})
    broken.sales(tmp_path / "f" / "1.xlsx", {**broken.GOOD, "receipts": receipts(1000.5)}, settings=settings)
    result = run(tmp_path / "f", master)
    assert result.dashboard.set_index("person_id").loc["P1", "receipts"] == 7126.96
    assert {r["业务员编号"] for r in sheet(master, "到款")} == {"P1", "P2"} and len(result.dashboard) == 2


def test_a_sheet_without_its_headings_loses_no_row(tmp_path: Path) -> None:
    """Nothing of it can be read, so each row stands in the rejects with its content (R211)."""
    master = shop(tmp_path / "f")
    book = openpyxl.load_workbook(tmp_path / "f" / "1.xlsx")
    book["客户"].delete_rows(4)
    book.save(tmp_path / "f" / "1.xlsx")
    result = run(tmp_path / "f", master)
    assert result.counts["1.xlsx", "customers"] == Count(2, 0, 2)
    rows = [r for r in result.rejects if r.code == "no_header" and r.row]
    assert [r.row for r in rows] == [4, 5] and "A=C001" in rows[0].content and "Alfa" in rows[0].content


def test_other_files_in_the_folder(tmp_path: Path) -> None:
    """Lock files and notes are passed over; a master among the workbooks is named."""
    master = shop(tmp_path / "f")
    (tmp_path / "f" / "~$1.xlsx").write_bytes(b"x")
    (tmp_path / "f" / "readme.txt").write_text("x")
    (tmp_path / "f" / "主表 旧.xlsx").write_bytes(master.read_bytes())
    result = run(tmp_path / "f", master)
    assert [r.code for r in result.rejects if r.severity == "reject"] == ["another_master"]
    assert result.files == ("1.xlsx", "2.xlsx", "主表 旧.xlsx")


def test_no_folder_and_an_empty_folder(tmp_path: Path) -> None:
    for folder, code in ((tmp_path / "none", "no_folder"), (tmp_path, "no_workbooks")):
        with pytest.raises(FileError) as caught:
            run(folder, tmp_path / "master.xlsx")
        assert caught.value.code == code and str(folder) in caught.value.zh


def test_a_salespersons_file_is_not_a_master(tmp_path: Path) -> None:
    shop(tmp_path / "f")
    with pytest.raises(FileError) as caught:
        run(tmp_path / "f", tmp_path / "f" / "1.xlsx")
    assert caught.value.code == "not_a_master"


def test_columns_of_ones_own_are_kept(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    own = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, extra={"生日": ["5月1日", None]})
    broken.sales(tmp_path / "f" / "1.xlsx", settings=person(1), swap={"customers": own})
    run(tmp_path / "f", master)
    assert [r["其他列"] for r in sheet(master, "客户")][:2] == ["生日=5月1日", None]


def test_languages_and_flavours_mix(tmp_path: Path) -> None:
    """A Chinese classic and an English lambda workbook meet in one master."""
    master = shop(tmp_path / "f")
    shared = {**policy.shipped(policy.years_around(TODAY), "en"), "fx": dtypes.build(tables.FX, RATES)}
    data = {t.key: dtypes.build(t, []) for t in tables.SALES}
    data["customers"] = dtypes.build(
        tables.CUSTOMERS, [{"id": "X1", "company": "Xylo", "created": TODAY, "intent": "clear"}]
    )
    write.write(
        salesperson_book(Owner("P2", "李四"), data, shared, Look("lambda", "en", TODAY)), tmp_path / "f" / "2.xlsx"
    )
    result = run(tmp_path / "f", master)
    row = next(r for r in sheet(master, "客户") if r["客户编号"] == "X1")
    assert (row["意向"], row["等级"], row["业务员编号"]) == ("明确", "A", "P2")
    assert not [r for r in result.rejects if r.severity == "reject"]


def test_an_outdated_policy_is_pointed_out(tmp_path: Path) -> None:
    """A workbook with other tiers than the master's shows other numbers: its owner is told to renew it."""
    master = shop(tmp_path / "f")
    shared = policy.shipped(policy.years_around(TODAY))
    for number, rate in ((1, 0.02), (2, 0.05)):
        shared["tiers"].loc[0, "rate"] = rate
        write.write(salesperson_book(Owner(f"P{number}", "x"), None, shared, LOOK), tmp_path / "f" / f"{number}.xlsx")
    warned = [r.file for r in run(tmp_path / "f", master).rejects if r.code == "outdated_policy"]
    assert warned == ["2.xlsx"]


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


def test_every_reject_of_the_catalogue_speaks_both_languages() -> None:
    for problem in catalogue.PROBLEMS:
        assert problem.zh.strip() and problem.en.strip() and problem.todo_zh.strip() and problem.todo_en.strip()


def test_the_master_is_a_sound_zip(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    run(tmp_path / "f", master)
    assert zipfile.ZipFile(master).testzip() is None
