"""No command destroys: what is not its own stays, --force keeps a copy, a mistyped option is an error (issue 12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pytest
from commands import run
from small_shop import NOW, PEOPLE, shop, write_master

from xltrade.core.dtypes import Frame, build
from xltrade.core.errors import OverwriteError
from xltrade.declared import tables
from xltrade.jobs.backup import copies
from xltrade.jobs.demo import own
from xltrade.jobs.record import settled_now
from xltrade.jobs.replacing import place, rows_held

CARDS = ("业务员工作簿", "workbooks")


# ── --force keeps what was there ──────────────────────────────────────────────────────────────────────────────────


def test_new_with_force_keeps_a_copy_and_says_what_it_held(tmp_path: Path) -> None:
    """B1: two customers, a contact and an order are not lost by a single word."""
    file = broken.sales(tmp_path / "a.xlsx")
    before = file.read_bytes()
    refused = run("new", file, "--id", "P01")
    assert refused.returncode == 2 and file.read_bytes() == before
    assert "--force" in refused.stderr and "backup" in refused.stderr
    done = run("new", file, "--id", "P01", "--force")
    (copy,) = copies(file)
    assert done.returncode == 0 and copy.path.read_bytes() == before != file.read_bytes()
    assert "有 4 行填写的内容，留在" in done.stdout and str(copy.path) in done.stdout
    again = json.loads(run("new", file, "--id", "P01", "--force", "--json").stdout)
    assert again["made"] == str(file) and len(again["kept"]) <= 1


def test_new_all_replaces_no_work_without_a_copy(tmp_path: Path) -> None:
    """A folder of ready-made workbooks, one of them filled in: empty ones give way, that one is kept."""
    filled, empty, other = (tmp_path / f"{n}.xlsx" for n in ("a", "b", "真实"))
    broken.sales(filled)
    broken.sales(empty, {})
    other.write_bytes(b"theirs")
    files = {filled: b"new", empty: b"new"}
    before = filled.read_bytes()
    with pytest.raises(OverwriteError, match=r"a\.xlsx"):
        place(files, None, empty_ones_go=True)
    made = place(files, NOW, empty_ones_go=True)
    assert [(r.file, r.rows) for r in made.replaced] == [(filled, 4)]
    assert made.replaced[0].copy.read_bytes() == before and filled.read_bytes() == empty.read_bytes() == b"new"
    assert place(files, None).replaced == [] and other.read_bytes() == b"theirs"  # says the same: stays


def test_what_cannot_be_read_is_kept_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"mine")
    assert rows_held(file) is None
    (kept,) = place({file: b"new"}, NOW).replaced
    assert kept.rows is None and kept.copy.read_bytes() == b"mine"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A master whose first quarter was settled by the command, and what that printed."""
    master = shop(tmp_path_factory.mktemp("settled") / "f")
    words = ("--master", master, "--settle", "2026q1", "--today", "2026-03-31")
    return master, run("consolidate", master.parent / "f", *words).stdout


def test_a_settlement_is_said_to_the_fen(settled: tuple[Path, str]) -> None:
    """M13: amounts a person and the sum."""
    said = " ".join(settled[1].split())
    assert "结算 2026Q1： P1 张三：提成 145.42，应发 145.42（已计算）" in said and "合计：提成 433.38" in said


def test_statements_that_were_signed_stay(settled: tuple[Path, str], tmp_path: Path) -> None:
    """The same statement again is no change; one that somebody wrote in needs --force, which keeps it."""
    words = ("statements", settled[0], tmp_path)
    one, two = map(Path, json.loads(run(*words, "--json").stdout)["made"])
    assert run(*words).returncode == 0
    book = openpyxl.load_workbook(one)
    book.active["B20"] = "已签字"
    book.save(one)
    signed, whole = one.read_bytes(), two.read_bytes()
    refused = run(*words)
    assert refused.returncode == 2 and one.name in refused.stderr and two.name not in refused.stderr
    assert one.read_bytes() == signed
    assert run(*words, "--force").returncode == 0
    assert copies(one)[0].path.read_bytes() == signed and two.read_bytes() == whole and not copies(two)


# ── the demo ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    """B2: the real master of the README's name, and the folder of real workbooks itself."""
    master = shop(tmp_path / "业务员工作簿").rename(tmp_path / "主表.xlsx")
    before = master.read_bytes()
    for folder in (tmp_path, tmp_path / "业务员工作簿"):
        for words in ((), ("--force",)):
            done = run("demo", folder, *words)
            assert done.returncode == 2 and "不是演示的文件" in done.stderr
    assert master.read_bytes() == before and len(list((tmp_path / "业务员工作簿").iterdir())) == 2


def test_a_demo_is_made_anew_only_where_nobody_worked_in_it(tmp_path: Path) -> None:
    card, master = tmp_path / CARDS[0] / "E1.xlsx", tmp_path / "主表.xlsx"
    card.parent.mkdir()
    for path in (card, master):
        path.write_bytes(b"demo")
    own.note(tmp_path, (card, master))
    (tmp_path / "备注.txt").write_text("mine")
    assert own.changed(tmp_path, CARDS, None) == []
    card.write_bytes(b"worked in")
    with pytest.raises(OverwriteError, match=r"E1\.xlsx"):
        own.changed(tmp_path, CARDS, None)
    assert own.changed(tmp_path, CARDS, NOW) == [card]
    (card.parent / "真实.xlsx").write_bytes(b"theirs")
    for now in (None, NOW):
        with pytest.raises(OverwriteError, match="真实"):
            own.changed(tmp_path, CARDS, now)


def test_an_empty_or_missing_folder_is_free(tmp_path: Path) -> None:
    assert own.changed(tmp_path, CARDS, None) == own.changed(tmp_path / "none", CARDS, None) == []
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert own.changed(tmp_path, CARDS, None) == []


# ── mistyped ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_policy_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """M8: no workbook with the shipped policy instead."""
    for words in (("new", tmp_path / "a.xlsx", "--id", "P1"), ("calc", "=COMMISSION(1)")):
        done = run(*words, "--policy", tmp_path / "主表typo.xlsx")
        assert done.returncode == 2 and "主表typo.xlsx" in done.stderr and not list(tmp_path.iterdir())


def test_a_mistyped_master_is_an_error_and_a_new_one_is_said(tmp_path: Path) -> None:
    """M8: with the real one beside it, named; where there is none the new master is said to be new."""
    master = shop(tmp_path / "f").rename(tmp_path / "主表.xlsx")
    for name in ("主表2.xlsx", "主表.xlsm"):
        done = run("consolidate", tmp_path / "f", "--master", tmp_path / name)
        assert done.returncode == 2 and "主表.xlsx" in done.stderr and name in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f", "主表.xlsx"]
    before = master.read_bytes()
    other = run("consolidate", tmp_path / "f", "--master", tmp_path / "other.xlsx", "--today", "2026-03-31")
    assert other.returncode == 0 and "新建" in other.stdout and master.read_bytes() == before


@pytest.mark.parametrize("settle", ["三季度", "2026-Q3", "2026Q5", "2062Q1"])
def test_a_mistyped_quarter_is_an_error_before_anything(tmp_path: Path, settle: str) -> None:
    """M13: no junk row on 结算 for good."""
    master = tmp_path / "master.xlsx"
    write_master(master)
    before = master.read_bytes()
    done = run("consolidate", tmp_path, "--master", master, "--settle", settle, "--today", "2026-03-31")
    assert done.returncode == 2 and settle in done.stderr and "2026Q3" in done.stderr
    assert master.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["master.xlsx"]


def test_a_folder_that_cannot_be_made_is_a_sentence(settled: tuple[Path, str], tmp_path: Path) -> None:
    """M9: where a file has its name."""
    (tmp_path / "file").write_text("x")
    place_ = tmp_path / "file" / "sub"
    for words in (("demo", place_), ("statements", settled[0], place_), ("new", place_, "--all")):
        done = run(*words)
        assert done.returncode == 2 and "建不了文件夹" in done.stderr and "Traceback" not in done.stderr


# ── what a settlement came to ─────────────────────────────────────────────────────────────────────────────────────


def _rows(*rows: tuple[str | None, str | None, float | None, str | None]) -> Frame:
    keys = ("id", "person_id", "commission", "status")
    made = [{**dict(zip(keys, r, strict=True)), "period": "2026Q1", "total": r[2]} for r in rows]
    return build(tables.SETTLEMENTS, made)


ONE, TWO = ("2026Q1-P1", "P1", 145.42, "calculated"), ("2026Q1-P2", "P2", 287.96, "paid")
RAISED = ("2026Q1-P1", "P1", 200.0, "calculated")
ASKED = (None, None, None, None)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([ASKED], [ONE, TWO], {"2026Q1": [145.42, 287.96]}),
        ([ONE, TWO], [ONE, TWO], {}),
        ([ONE, TWO, ASKED], [ONE, TWO], {"2026Q1": [145.42, 287.96]}),
        ([ONE, TWO], [RAISED, TWO], {"2026Q1": [200.0]}),
        ([ASKED], [], {"2026Q1": []}),
    ],
    ids=["asked", "nothing new", "asked again", "changed", "nothing to settle"],
)
def test_what_a_run_settled(before: list[Any], after: list[Any], said: dict[str, list[float]]) -> None:
    """M13: what was asked for or has changed; a run that settles nothing is silent about it."""
    found = settled_now(_rows(*before), _rows(*after), build(tables.PEOPLE, PEOPLE))
    assert {p: [s.commission for s in rows] for p, rows in found.items()} == said
    assert all(s.name == {"P1": "张三", "P2": "李四"}[s.person_id] for rows in found.values() for s in rows)
