"""The command line as a person uses it: what it prints, where, and how it ends."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import broken
import demo_team
import pandas as pd
import pytest
from commands import apart, run

from places import ROOT
from xltrade.cli import said
from xltrade.cli.main import main
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.jobs.demo import files

DAY = dt.date(2026, 3, 2)


Here = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """`run` without a process of its own, which would spend its time on loading pandas."""

    def ran(*args: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["xltrade", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(args, int(ended.value.code or 0), said.out, said.err)

    return ran


def test_help_starts_without_the_heavy_libraries() -> None:
    """`--help` loads neither pandas nor a writer: heavy imports happen in the commands that need them."""
    code = (
        "import sys; sys.argv = ['xltrade', '--help']\nfrom xltrade import cli\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "heavy = ('pandas', 'numpy', 'pyarrow', 'xlsxwriter', 'openpyxl', 'fastexcel', 'holidays', 'xlwings')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip().endswith("[]")
    for command in ("demo", "new", "consolidate", "check", "calc", "reference"):
        assert command in done.stdout


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=COMMISSION(1500000)", "35000"),
        ('=COMMISSION(1500000,0,"whole")', "45000"),
        ("COMMISSION(1000000)/2", "10000"),
        ('=NEXTFOLLOWUP("A",DATE(2026,3,5))', "2026-03-07"),
        ('=GRADE("明确")', "A"),
        ("=SHARES(100,{1;1;1})", "33.34\n33.33\n33.33"),
        ("=EXPLAIN(1500000)", "0\t0.02\t1000000\t20000\n1000000\t0.03\t500000\t15000\n5000000\t0.04\t0\t0"),
        ("=SUM(INDEX(EXPLAIN(1500000),0,4))", "35000"),
        ("=TENUREQUARTER(DATE(2026,1,31),DATE(2026,4,30))", "2"),
    ],
)
def test_calc(formula: str, shown: str, here: Here) -> None:
    done = here("calc", formula)
    assert (done.returncode, done.stdout.strip()) == (0, shown)


def test_calc_in_a_process_of_its_own() -> None:
    for formula, code in (("=COMMISSION(1500000)", 0), ("=FOO(1)", 2)):
        done = apart("calc", formula)
        assert done.returncode == code and done.stdout.strip() == ("" if code else "35000")


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ('=GRADE("xx")', "xx", "xx"),
        ("=FOO(1)", "错误值 Name", "error Name"),
        ("=COMMISSION(", "检查函数名", "check the function"),
        ("=COMMISSION()", "COMMISSION(amount, [prior], [mode])", "COMMISSION(amount, [prior], [mode])"),
        ('=TOCNY(5,"USD",DATE(2026,1,1))', "没有 USD 的汇率", "no USD rate"),
        ('=COMMISSION("约500")', "约500", "约500"),
        ('=FINDCUSTOMER("abc")', "哪份工作簿", "which workbook"),
    ],
)
def test_calc_says_what_is_wrong(formula: str, zh: str, en: str, here: Here) -> None:
    for lang, words in (("zh", zh), ("en", en)):
        done = here("calc", formula, "--lang", lang)
        assert done.returncode == 2 and words in done.stderr and not done.stdout and "Traceback" not in done.stderr


def test_new_check_and_consolidate(tmp_path: Path) -> None:
    """A new team's first day: a master, a workbook with the master's policy, check, consolidate."""
    assert apart("new", "master.xlsx", "--master", "--today", "2026-03-02", cwd=tmp_path).returncode == 0
    (tmp_path / "team").mkdir()
    made = apart(
        "new",
        "team/z.xlsx",
        "--id",
        "P1",
        "--name",
        "张三",
        "--hired",
        "2026.1.5",
        "--policy",
        "master.xlsx",
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    checked = apart("check", "team/z.xlsx", cwd=tmp_path)
    assert checked.returncode == 0 and "没有问题" in checked.stdout
    done = apart("consolidate", "team", "--master", "master.xlsx", "--json", cwd=tmp_path)
    summary = json.loads(done.stdout)
    assert done.returncode == 0 and summary["read"] == summary["kept"] + summary["rejected"] == 0
    assert summary["files"] == ["z.xlsx"] and summary["people"][0]["name"] == "张三" and summary["backup"]


def _summary(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(done.stdout)


def test_strict_and_check_end_with_1(tmp_path: Path) -> None:
    """Exit 1: rejects under --strict, or problems found by check; the rows balance in the JSON."""
    (tmp_path / "f").mkdir()
    broken.with_cell(tmp_path / "f" / "a.xlsx", "customers", "created", "2024.6.31")
    args = ("consolidate", tmp_path / "f", "--master", tmp_path / "m.xlsx", "--today", "2026-03-31")
    assert run(*args).returncode == 0
    strict = run(*args, "--strict", "--json")
    assert strict.returncode == 1
    for row in (summary := _summary(strict))["tables"]:
        assert row["read"] == row["kept"] + row["rejected"]
    assert summary["rejected"] == 1 and {t["table"] for t in summary["tables"]} == {t.key for t in tables.SALES}
    bad = summary["rejects"][0]
    assert (bad["code"], bad["sheet"], bad["row"], bad["value"]) == ("bad_date", "客户", 7, "2024.6.31")
    checked = run("check", tmp_path / "f" / "a.xlsx", "--lang", "en")
    assert checked.returncode == 1 and "2024.6.31" in checked.stdout and "row 7" in checked.stdout


def test_nothing_readable_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    broken.empty(tmp_path / "f" / "a.xlsx")
    done = run("consolidate", tmp_path / "f", "--master", tmp_path / "m.xlsx")
    assert done.returncode == 2 and "a.xlsx" in done.stderr and not (tmp_path / "m.xlsx").exists()
    for args in (
        ("consolidate", tmp_path / "none", "--master", tmp_path / "m.xlsx"),
        ("check", tmp_path / "none.xlsx"),
        ("check", tmp_path / "f" / "a.xlsx"),
        ("nonsense",),
        ("demo", "--today", "2026-02-30"),
        ("consolidate",),
    ):
        done = run(*args)
        assert done.returncode == 2 and done.stderr.strip() and "Traceback" not in done.stderr, args


def test_new_does_not_replace_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"mine")
    done = run("new", file)
    assert done.returncode == 2 and file.read_bytes() == b"mine" and "--force" in done.stderr
    assert run("new", file, "--force").returncode == 0 and file.read_bytes() != b"mine"


def test_demo_prints_what_a_manager_wants_first(made: files.Made, printed: demo_team.Printed) -> None:
    """Per salesperson: receipts of the quarter, commission, customers by grade, follow-ups overdue (R072).

    The same seed and day give the same bytes in the process of the tests: the master, and a workbook of each flavour.
    """
    done = printed
    assert done.returncode == 0 and not done.stderr.strip()
    account = "读取 8778 行 = 收入 8778 行 + 退回 0 行"
    for words in (account, "E4 Margaret Peacock", "客户 S/A/B/C/D", "逾期", "主表.xlsx"):
        assert words in done.stdout
    assert done.stdout.count("：撞单：") == 1, "a line a kind of exception"
    fresh = sorted((made.result.master.parent / demo_team.FRESH).iterdir())
    assert len(fresh) == len(demo_team.AGAIN)
    for path in (*fresh, made.result.master):
        place = printed.folder if path == made.result.master else printed.folder / made.workbooks[0].parent.name
        assert (place / path.name).read_bytes() == path.read_bytes(), path.name
    assert len(list(printed.folder.rglob("*.xls?"))) == len(made.workbooks) + 1
    found = run("calc", '=FINDCUSTOMER("BERGLUNDS")', "--policy", made.result.master)
    assert found.stdout.splitlines() and all("\tBerglunds snabbköp\t" in line for line in found.stdout.splitlines())


@pytest.mark.parametrize(("lang", "more"), [("zh", "（同类还有 1 条）"), ("en", " (1 more of this kind)")])
def test_exceptions_are_said_a_line_a_kind(lang: Lang, more: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Issue 12: names and numbers aside, what is alike is one line with how many more there are."""
    problems = ("撞单：“甲”也是", "低于底价：5 < 7.", "撞单：“乙 2”也是", "没有等级")
    rows = [{"level": "high", "place": f"第 {n} 行", "problem": p} for n, p in enumerate(problems, 5)]
    said._exceptions(pd.DataFrame(rows).assign(handled=None), lang)
    stop = "：" if lang == "zh" else ": "
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"  第 5 行{stop}撞单：“甲”也是{more}",
        f"  第 6 行{stop}低于底价：5 < 7.",
        f"  第 8 行{stop}没有等级",
    ]


def test_reference_names_everything() -> None:
    """The reference follows from the declarations: each function, table, column and setting is in it."""
    from xltrade.declared.rejects import catalogue
    from xltrade.formulas.catalogue import CATALOGUE
    from xltrade.rules import policy
    from xltrade.sheets.books.salesperson import salesperson_book
    from xltrade.sheets.look import Look, Owner

    for lang in ("zh", "en"):
        page = run("reference", "--lang", lang).stdout
        for name in CATALOGUE:
            assert f"### `{name}(" in page
        for function in CATALOGUE.values():
            assert all(f"- → `{c.key}`: {c.help(lang)}" in page for c in function.columns)
            assert not function.no_classic or function.no_classic[lang == "en"] in page
        for table in tables.ALL:
            assert all(f"**{c.label(lang)}** `{c.key}`" in page for c in table.columns)
        assert all(f"`{key}`" in page for key in policy.settings())
        book = salesperson_book(Owner("P1", "张三"), None, policy.shipped([2026]), Look("lambda", lang, DAY))
        assert {n.name for n in book.names} >= {"as_of", *CATALOGUE}
        assert all(f"- `{n.name}`: " in page for n in book.names)
        assert all(n.comment.startswith(n.name) for n in book.names if n.name not in ("as_of", "rough_rates"))
        assert all(f"`{p.code}`" in page for p in catalogue.PROBLEMS)
    assert json.loads(run("reference", "--json").stdout)["functions"][0]["name"] == "GRADE"
