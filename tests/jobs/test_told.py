"""What a consolidation shows, remembers and names before it writes; `check` says the same (issue 12)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import broken
import openpyxl
import pytest
import small_shop
from openpyxl.comments import Comment
from small_shop import LOOK, TODAY, consolidated, shop

from xltrade.core.errors import OverwriteError
from xltrade.jobs.check import check, check_folder
from xltrade.jobs.plan import Draft
from xltrade.jobs.record import Result


def _said(result: Result) -> Counter[str]:
    """Every sentence on Exceptions and of the rejects."""
    return Counter([*(r.message() for r in result.rejects), *result.exceptions["problem"]])


def test_a_dry_run_shows_everything_and_writes_nothing(tmp_path: Path) -> None:
    """And what is gone is told before the master is written."""
    folder, master = tmp_path / "f", shop(tmp_path / "f")
    consolidated(folder, master)
    before = master.read_bytes(), sorted(tmp_path.rglob("*"))
    rows = {**broken.GOOD, "receipts": small_shop.receipts(1000.5, 20.26), "contacts": ()}
    broken.sales(folder / "1.xlsx", rows, settings=small_shop.person(1))
    told: list[tuple[bytes, list[str]]] = []

    def tell(made: Draft) -> None:
        told.append((master.read_bytes(), [r.code for r in made.paid.rejects if r.code.endswith("_gone")]))

    shown = consolidated(folder, master, dry=True, told=tell)
    assert (master.read_bytes(), sorted(tmp_path.rglob("*"))) == before
    assert shown.dry and told == [(before[0], ["table_gone"])]
    first = shown.changes.iloc[0]
    assert (first["column"], first["before"], first["after"]) == ("到款金额", "20.25", "20.26")
    real = consolidated(folder, master)
    assert real.changes.equals(shown.changes) and _said(real) == _said(shown)
    assert consolidated(folder, master).changes["after"].tolist() == real.changes["after"].tolist(), "the same input"


def test_check_says_what_the_consolidation_says(tmp_path: Path) -> None:
    folder, master = tmp_path / "f", shop(tmp_path / "f")
    first = consolidated(folder, master)
    wanted = [r.message() for r in first.rejects if r.file == "2.xlsx"]
    found = check(folder / "2.xlsx", TODAY, master=master).found
    assert [r.message() for r in found if r.severity != "exception"] == wanted
    whole = check_folder(folder, TODAY, master=master)
    assert [r.message() for r in whole["2.xlsx"]] == [r.message() for r in found]
    both = {"customer_of_two", "order_of_two", "receipts_alike"}
    assert {r.code for r in found} >= {*both, "order_overpaid", "no_grade"}
    alone = {r.code for r in check(folder / "2.xlsx", TODAY).found}
    assert {"no_rate", "no_grade"} <= alone and not alone & both, "by the rates of the workbook itself: it has none"


def test_ticks_are_remembered_and_remarks_named(tmp_path: Path) -> None:
    """A ticked exception goes to the end and stays ticked; what the manager wrote beside our tables is named first."""
    folder, master = tmp_path / "f", shop(tmp_path / "f")
    consolidated(folder, master)
    book = openpyxl.load_workbook(master)
    page = book["异常"]
    ticked = page["G5"].value
    page["B5"], page["K5"], book["客户"]["D6"].comment = "是", "并到 1", Comment("嗯", "经理")
    book["变更"]["F3"], book["客户"].cell(9, 4).value = "看一下", "手写的公司"
    book.save(master)
    with pytest.raises(OverwriteError) as named:
        consolidated(folder, master)
    said, places = named.value.text("zh"), ("“变更”表格以外写的字： F3", "“客户”自己加的批注： D6", "共 1")
    assert all(place in said for place in places), said
    again = consolidated(folder, master, force=True).exceptions
    assert again[["problem", "handled", "remark"]].to_numpy().tolist()[-1] == [ticked, "yes", "并到 1"]
    assert again["handled"].notna().sum() == 1
    assert LOOK.today == TODAY == dt.date(2026, 3, 31)
