"""What the manager typed survives, or is refused by its cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import broken
import openpyxl
import pandas as pd
import pytest
from small_shop import PEOPLE, TODAY, shop, write_master
from small_shop import consolidated as run
from small_shop import rows_of as sheet

from xltrade.core.errors import PolicyError
from xltrade.files import read
from xltrade.jobs import checks, new
from xltrade.sheets.look import Look, Owner


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
    """R178: a target for P9 would count for nobody; one for P1, however spelt or by name, is fine and gets the ID."""
    master = shop(tmp_path / "f")
    write_master(master, targets=[{**AIM, "person_id": p} for p in ("p1", "P9", "李四", None)])
    told = [r for r in run(tmp_path / "f", master).rejects if r.code == "unknown_reference"]
    assert [(r.file, r.row, r.value) for r in told] == [("master.xlsx", 6, "P9")]
    assert [r["人员编号"] for r in sheet(master, "目标") if r["目标值"]] == ["P1", "P9", "P2", None]


def test_somebody_who_joins_in_the_same_consolidation_is_no_stranger(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    write_master(master, targets=[{**AIM, "person_id": "P7"}])
    broken.sales(tmp_path / "f" / "7.xlsx", settings=({"key": "person_id", "value": "P7"},))
    assert not [r for r in run(tmp_path / "f", master).rejects if r.code == "unknown_reference"]


@pytest.mark.parametrize("older", [True, False])
def test_sheets_that_a_master_of_before_has_not_got_are_no_loss(tmp_path: Path, older: bool) -> None:
    """R081: a master made before 人员变动 and 补登更正 goes on; one that has lost them is refused untouched."""
    master = shop(tmp_path / "f")
    book = openpyxl.load_workbook(master)
    for name in ("人员变动", "补登更正"):
        del book[name]
    if older:
        (heading,) = (c for c in book["提成明细"][4] if c.value == "所依政策")
        heading.value = None
    book.save(master)
    before = master.read_bytes()
    if older:
        assert run(tmp_path / "f", master).total.kept > 0 and "补登更正" in openpyxl.load_workbook(master).sheetnames
        return
    with pytest.raises(PolicyError, match="补登更正"):
        run(tmp_path / "f", master)
    assert master.read_bytes() == before


def test_a_new_workbook_follows_the_row_on_people(tmp_path: Path) -> None:
    """R005: hire date and since when the record begins are the person's on the master, as in a consolidation."""
    since = dt.date(2026, 3, 2)
    write_master(tmp_path / "master.xlsx", people=[{**PEOPLE[0], "records_from": since}])
    look = Look("classic", "zh", TODAY, fixed=True)
    new.empty(tmp_path / "1.xlsx", Owner("p1"), look, tmp_path / "master.xlsx")
    said = read.read(tmp_path / "1.xlsx").settings
    assert said["records_from"] == since and said["hired"] == PEOPLE[0]["hired"]
