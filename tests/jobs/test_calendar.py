"""Calendar and exchange rates of a master through consolidation and check: renewed, told, refused (R048, R053)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pytest
from small_shop import LOOK, TODAY, consolidated, rows_of, shop, write_master

from xltrade.core import dtypes
from xltrade.core.errors import PolicyError
from xltrade.declared import tables
from xltrade.declared.rejects.cells import TEXT_DATE
from xltrade.declared.rejects.policy import BAD_POLICY
from xltrade.files import write
from xltrade.jobs.check import check
from xltrade.rules import policy
from xltrade.rules.policy import holidays
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Owner


def _guessed() -> list[dict[str, Any]]:
    """2026 as it was written before its notice and before rows had marks, and a day off that the manager typed."""
    law = holidays.statutory(2026, "zh")
    lieu = {d: f"{n}（补假）" for d, n in holidays.in_lieu(law).items()}
    own = {"date": dt.date(2026, 7, 1), "kind": "off", "name": "厂庆"}
    return [own, *({"date": d, "kind": "off", "name": n} for d, n in (law | lieu).items())]


def test_a_frozen_calendar_grows_and_own_rows_stay(tmp_path: Path) -> None:
    """The year before, this one and the next; what was done is told once, the coming year each time."""
    master = shop(tmp_path / "f")
    write_master(master, holidays=_guessed())
    first = consolidated(tmp_path / "f", master)
    assert [n.zh[:12] for n in first.notes] == ["节假日表补上了 2025", "节假日表更新了 2026", "2027 年放假安排还没"]
    rows = {str(r["日期"].date()): r for r in rows_of(master, "节假日") if r["日期"]}
    assert rows["2026-07-01"]["名称"] == "厂庆" and rows["2026-07-01"]["依据"] is None
    assert (rows["2026-01-03"]["类型"], rows["2026-01-03"]["依据"]) == ("休息", "官方通知")
    assert rows["2026-01-04"]["类型"] == "调休上班" and rows["2027-02-09"]["依据"] == "推测，安排未公布"
    content = master.read_bytes()
    second = consolidated(tmp_path / "f", master)
    assert [n.zh[:4] for n in second.notes] == ["2027"] and second.summary("en")["notes"][0].startswith("There is no")
    assert master.read_bytes() == content


@pytest.mark.parametrize(("rate", "reason"), [(712.34, "单位差了 100 倍"), (1 / 7.1234, "方向反了")])
def test_a_rate_that_cannot_be_meant_is_refused(tmp_path: Path, rate: float, reason: str) -> None:
    """By `check` and by consolidation, with its cell and the likely reason; the master is not touched."""
    master = shop(tmp_path / "f")
    book = openpyxl.load_workbook(master)
    book["汇率"]["C9"] = round(rate, 6)
    book.save(master)
    before = master.read_bytes()
    found = [r for r in check(master, TODAY).found if r.kind is BAD_POLICY]
    assert len(found) == 1 and "汇率!C9" in found[0].message("zh") and reason in found[0].message("zh")
    with pytest.raises(PolicyError) as raised:
        consolidated(tmp_path / "f", master)
    assert reason in raised.value.text("zh") and master.read_bytes() == before


def test_a_text_for_a_date_is_told(tmp_path: Path) -> None:
    """In the master's list and in a salesperson's copy; 0 and words are no dates at all."""
    master = shop(tmp_path / "f")
    book = openpyxl.load_workbook(master)
    book["节假日"]["A5"] = "2025.1.1"
    book.save(master)
    mine = broken.sales(
        tmp_path / "f" / "1.xlsx",
        {**broken.GOOD, "holidays": [{"date": d, "kind": "休息", "name": "x"} for d in ("国庆节", 0, "2026.5.1")]},
        settings=({"key": "person_id", "value": "P1"}, {"key": "person_name", "value": "张三"}),
    )
    told = [r for r in consolidated(tmp_path / "f", master).rejects if r.kind is TEXT_DATE]
    assert {(r.file, r.value) for r in told} == {
        ("master.xlsx", "2025.1.1"), ("1.xlsx", "国庆节"), ("1.xlsx", "0"), ("1.xlsx", "2026.5.1"),
    }  # fmt: skip
    assert all(r.severity == "warning" for r in told) and rows_of(master, "节假日")[0]["日期"] == dt.datetime(
        2025, 1, 1
    )
    assert {r.code for r in check(mine, TODAY).found if r.table == "holidays"} == {"bad_date", "text_date"}


def test_check_says_what_is_provisional_and_finds_no_problem_in_it(tmp_path: Path) -> None:
    """A year that nobody has announced is no mistake of the workbook."""
    path = tmp_path / "1.xlsx"
    write.write(salesperson_book(Owner("P1", "x"), None, policy.shipped([2025, 2026, 2027]), LOOK, ready=1), path)
    examined = check(path, TODAY)
    assert examined.found == [] and [n.zh[:4] for n in examined.notes] == ["2027"]
    assert [n.en[:23] for n in check(path, dt.date(2028, 1, 10)).notes] == ["Holidays ends with 2027"]


def test_a_sheet_of_rates_from_before_there_were_units_is_read_without_a_word(tmp_path: Path) -> None:
    """No column of this year is missed in a workbook of last year."""
    without = {"basis", "written", "unit", "quote"}
    swap = {
        t.key: broken.Sheet(t, order=[c.key for c in t.columns if c.key not in without])
        for t in (tables.HOLIDAYS, tables.FX)
    }
    found = check(broken.sales(tmp_path / "1.xlsx", swap=swap), TODAY).found
    assert [r for r in found if r.table in swap] == []
    assert dtypes.empty(tables.FX).columns.tolist().index("unit") == 3
