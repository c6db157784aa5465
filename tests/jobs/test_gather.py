"""The files of a folder: broken ones beside good ones, doubles, strangers, people (R211)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pandas as pd
import pytest
from small_shop import LOOK, RATES, TODAY, person, receipts, shop
from small_shop import consolidated as run
from small_shop import rows_of as sheet

from xltrade.core import dtypes
from xltrade.core.errors import FileError
from xltrade.declared import tables
from xltrade.files import read, write
from xltrade.files.reading import Count, Reading
from xltrade.jobs.choose import choose
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

BROKEN: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "missing sheet": ("missing_sheet", broken.missing_sheet),
    "renamed header": ("missing_column", broken.renamed_header),
    "text in a money cell": ("bad_number", lambda p: broken.with_cell(p, "orders", "amount", "约500")),
    "unknown currency": ("unknown_choice", lambda p: broken.with_cell(p, "orders", "currency", "块")),
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


def _copies(tmp_path: Path, *others: tuple[str, int, dict[str, Any]]) -> list[Reading]:
    """Readings of P1's workbooks, each with the year in which its program saved it (0 = it does not say)."""
    made = []
    for name, year, typed in others:
        path = broken.sales(tmp_path / name, {**broken.GOOD, **typed}, settings=person(1))
        saved = dt.datetime(year, 3, 2, 8, tzinfo=dt.UTC) if year else None
        made.append(replace(read.read(path), saved=saved))
    return made


CHANGED = {"receipts": receipts(777)}


def test_of_two_files_the_one_saved_last_counts(tmp_path: Path) -> None:
    """M8, M10, F7: not the one that sorts first, as every (1) does; one line, dates, the rows only it has."""
    readings = _copies(tmp_path, ("1 (1).xlsx", 2023, CHANGED), ("1.xlsx", 2026, {}), ("1 - 副本.xlsx", 2026, {}))
    found = {r.file: r for r in choose(readings, "newest").values()}
    assert {name: r.code for name, r in found.items()} == {
        "1 (1).xlsx": "older_file",
        "1 - 副本.xlsx": "identical_copy",
    }
    older = found["1 (1).xlsx"]
    assert "2023-03-02" in older.message() and "1.xlsx（2026-03-02" in older.message() and older.row is None
    assert older.content.startswith("到款: 到款编号=R1") and "777" in older.content and "\n" not in older.content
    assert "“1.xlsx（2026-03-02" in found["1 - 副本.xlsx"].message()


def test_where_no_file_says_when_the_files_own_time_decides(tmp_path: Path) -> None:
    readings = _copies(tmp_path, ("1.xlsx", 0, CHANGED), ("1 (1).xlsx", 0, {}))
    for name, year in (("1.xlsx", 2024), ("1 (1).xlsx", 2025)):
        moment = dt.datetime(year, 1, 1).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    assert [p.name for p in choose(readings, "newest")] == ["1.xlsx"]


def test_the_policy_may_ask_first(tmp_path: Path) -> None:
    """Identical files are no question."""
    readings = _copies(tmp_path, ("1.xlsx", 2026, CHANGED), ("1 (1).xlsx", 2025, {}), ("1 (2).xlsx", 2024, {}))
    with pytest.raises(FileError) as caught:
        choose(readings, "ask")
    assert "1.xlsx（2026" in caught.value.zh and "1 (1).xlsx" in caught.value.zh and "1 (1).xlsx" in caught.value.en
    assert [r.code for r in choose(readings[1:], "ask").values()] == ["identical_copy"]


def test_somebody_new_with_a_copy_of_the_workbook(tmp_path: Path) -> None:
    """B1: not on 人员 yet, twice in the folder: once taken, once said, everybody consolidated."""
    master = shop(tmp_path / "f")
    for name, who in (("7.xlsx", "P7"), ("7 (1).xlsx", "p7")):
        broken.sales(
            tmp_path / "f" / name, {"customers": broken.CUSTOMERS}, settings=({"key": "person_id", "value": who},)
        )
    result = run(tmp_path / "f", master)
    assert [p["person_id"] for p in result.dashboard.to_dict("records")].count("P7") <= 1
    assert [str(p).upper() for p in result.dashboard["person_id"]] == ["P1", "P2", "P7"]
    copies = [r.file for r in result.rejects if r.code == "identical_copy"]
    assert copies == ["7 (1).xlsx"] and not [r for r in result.rejects if r.severity == "reject" and r.row]
    assert result.total == Count(14, 14, 0) and "7 (1).xlsx" in result.files


LONG = "字" * 32_000


def test_a_bad_row_full_of_text_stops_nobody(tmp_path: Path) -> None:
    """B2: two long notes and a bad date, a long column of one's own: cut with a mark, the row named."""
    master = shop(tmp_path / "f")
    rows = (
        {**broken.CUSTOMERS[0], "needs": LONG, "note": LONG, "created": "2024.6.31"},
        {**broken.CUSTOMERS[1], "id": "C3"},
    )
    own = broken.Sheet(tables.CUSTOMERS, rows, extra={"标题": [None, "x" * 32_767]})
    broken.sales(tmp_path / "f" / "1.xlsx", settings=person(1), swap={"customers": own})
    os.rename(tmp_path / "f" / "1.xlsx", os.fsencode(tmp_path / "f") + b"/\xd5\xc5.xlsx")  # a name in GBK
    result = run(tmp_path / "f", master)
    bad, cut = (next(r for r in result.rejects if r.code == c) for c in ("bad_date", "text_cut"))
    assert (bad.file, bad.row, cut.row) == (r"\xd5\xc5.xlsx", 5, 6) and "32770" in cut.message()
    (shown,) = (r["整行内容"] for r in sheet(master, "退回") if r["列名"] == "建档日期")
    assert len(shown) == 32_767 and shown.endswith("……（太长，完整的在原文件这一行）")
    assert {r["来源文件"] for r in sheet(master, "客户")} == {r"\xd5\xc5.xlsx", "2.xlsx"}
    (kept,) = (r["其他列"] for r in sheet(master, "客户") if r["其他列"])
    assert len(kept) == 32_767 and kept.endswith("x……")


def test_a_full_master_is_not_emptied_by_files_of_nobody(tmp_path: Path) -> None:
    """M7: the only workbook has no person any more."""
    master = shop(tmp_path / "f")
    before = master.read_bytes()
    (tmp_path / "f" / "2.xlsx").unlink()
    broken.sales(tmp_path / "f" / "1.xlsx", settings=())
    with pytest.raises(FileError) as caught:
        run(tmp_path / "f", master)
    assert "1.xlsx" in caught.value.zh and "人员编号" in caught.value.zh and master.read_bytes() == before


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
    told = {r.code: r.value for r in result.rejects if r.severity == "warning"}
    assert (told["passed_over"], told["open_elsewhere"]) == ("readme.txt", "1.xlsx")
    said = [r.message("zh") for r in result.rejects if r.code == "passed_over"]
    assert said[0].startswith("文件夹里有 1 个文件不是工作簿"), "a sentence without a place begins with no colon"


def test_sub_folders_are_read(tmp_path: Path) -> None:
    """Two files of one name are told apart; what xltrade writes itself is no workbook of anybody's."""
    master = shop(tmp_path / "f")
    for folder in ("华东", "华南/广州", "backup", "结算单", ".cache"):
        (tmp_path / "f" / folder).mkdir(parents=True)
    (tmp_path / "f" / "1.xlsx").rename(tmp_path / "f" / "华东" / "新.xlsx")
    (tmp_path / "f" / "2.xlsx").rename(tmp_path / "f" / "华南" / "广州" / "新.xlsx")
    for folder in ("backup", "结算单", ".cache"):
        (tmp_path / "f" / folder / "旧.xlsx").write_bytes((tmp_path / "f" / "华东" / "新.xlsx").read_bytes())
    for name in ("导出.csv", "a.xlsx.crdownload", "Thumbs.db"):
        (tmp_path / "f" / "华东" / name).write_text("x")
    result = run(tmp_path / "f", master)
    assert result.files == ("华东/新.xlsx", "华南/广州/新.xlsx")
    assert {r["来源文件"] for r in sheet(master, "到款")} == set(result.files)
    assert result.counts["华东/新.xlsx", "receipts"] == result.counts["华南/广州/新.xlsx", "receipts"] == Count(2, 2, 0)
    passed = [r.value for r in result.rejects if r.code == "passed_over"]
    assert passed == ["华东/a.xlsx.crdownload、华东/导出.csv"]


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
    """A workbook with other tiers than the master's shows other numbers: its owner is told to renew it.

    Not where the copy differs in what no cell reads, such as how many backups the manager keeps.
    """
    master = shop(tmp_path / "f")
    shared = policy.shipped(policy.years_around(TODAY))
    shared["policy"].loc[shared["policy"]["key"] == "backup_number", "value"] = 5
    for number, rate in ((1, 0.02), (2, 0.05)):
        shared["tiers"].loc[0, "rate"] = rate
        write.write(salesperson_book(Owner(f"P{number}", "x"), None, shared, LOOK), tmp_path / "f" / f"{number}.xlsx")
    warned = [r.file for r in run(tmp_path / "f", master).rejects if r.code == "outdated_policy"]
    assert warned == ["2.xlsx"]
