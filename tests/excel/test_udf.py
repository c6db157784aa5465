"""The functions as Excel calls them: xlwings' own code on stubs, an open book's policy, formualizer over the files."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import memory
import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from python_cells import python_functions
from udf_calls import CALLS, PLANTED, plainly

import engines
from places import ROOT, SUPPORT
from xltrade.core.errors import ValueNotComputable
from xltrade.declared import tables
from xltrade.excel import cells as udf
from xltrade.files import read, write
from xltrade.files.vba import workbook as vba
from xltrade.files.vba import wrappers
from xltrade.formulas import functions
from xltrade.formulas.catalogue import CATALOGUE, World
from xltrade.jobs.consolidate import consolidate
from xltrade.jobs.demo.team import demo_team
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.pen import TODAY_VBA

TODAY = dt.date(2026, 11, 21)
STUBS = SUPPORT / "udf_on_stubs.py"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python workbook of the demo's smallest salesperson with orders."""
    made = demo_team(TODAY)
    member = min(made.members[:9], key=lambda m: len(m.frames["orders"]))
    shared = {**policy.shipped(policy.years_around(TODAY)), "fx": made.fx}
    path = tmp_path_factory.mktemp("python") / "small.xlsm"
    look = Look("python", "zh", TODAY, True)
    write.write(salesperson_book(Owner(member.id, member.name, member.hired), member.frames, shared, look), path)
    return path


def rules(path: Path) -> policy.Policy:
    found = read.read(path).tables
    return policy.read({t.key: found[t.key] for t in tables.SHARED}, TODAY)


@pytest.fixture(scope="module")
def stubbed(workbook: Path) -> dict[str, Any]:
    """What xlwings' own `generate_vba_wrapper` and `call_udf` give, in a process of their own."""
    done = subprocess.run(
        [sys.executable, str(STUBS), str(workbook), str(TODAY), json.dumps(CALLS)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_excel_shaped_calls_equal_the_plain_functions(stubbed: dict[str, Any], workbook: Path) -> None:
    """Scalars, one-cell and longer ranges, blanks, dates, missing arguments; what cannot be computed is an error."""
    found = read.read(workbook).tables
    given = World(rules(workbook), "zh", lambda: found["customers"])
    assert functions.FINDCUSTOMER(PLANTED, customers=found["customers"]), "the planted customer is in the workbook"
    for (function, args), answer in zip(CALLS, stubbed["answers"], strict=True):
        expected = plainly(function, args, given)
        got = "error" if isinstance(answer, dict) else answer
        got = got[0][0] if isinstance(got, list) and not isinstance(expected, list) and len(got) == 1 else got
        assert got == expected, (function, args)
    assert sum(isinstance(a, dict) for a in stubbed["answers"]) == 7


def test_wrappers_of_xlwings_and_ours_agree(stubbed: dict[str, Any]) -> None:
    """Same names, argument order and hidden argument for every function of the catalogue."""
    pattern = re.compile(
        r'Function (\w+)\(([^)]*)\)[\s\S]*?CallUDF\("xltrade\.udf", "\w+", Array\(([^\n]*)\), ThisWorkbook'
    )

    def found(text: str) -> dict[str, tuple[list[str], list[str]]]:
        return {
            n: (
                [a.strip().replace("_", "") for a in shown.split(",")],
                [a.strip().replace("_", "") for a in whole.split(",")],
            )
            for n, shown, whole in pattern.findall(text)
        }

    theirs, ours = (
        found(stubbed["wrapper"]),
        found(wrappers.wrappers(policy_ranges=[udf.STAMP_VBA]).replace("Public ", "")),
    )
    assert set(theirs) == set(ours) == set(CATALOGUE)
    assert {n: [a.replace("underscore", "") for a in v[1]] for n, v in theirs.items()} == {
        n: v[1] for n, v in ours.items()
    }
    assert {n: v[0] for n, v in theirs.items()} == {n: v[0] for n, v in ours.items()}
    assert set(stubbed["category"].values()) == {"xltrade"}
    assert stubbed["volatile"] == [n for n, f in CATALOGUE.items() if f.volatile] == ["FINDCUSTOMER"]
    for name, function in CATALOGUE.items():
        assert stubbed["help"][name][0].startswith(function.zh)
        assert [h.split(" ")[0] for h in stubbed["help"][name][1:]] == [p.zh.split(" ")[0] for p in function.params]


def test_a_changed_policy_reaches_the_functions(workbook: Path) -> None:
    """The open book's policy counts; it is read again when the stamp changes, and only then (R070)."""
    with memory.excel() as app:
        book = memory.opened(app, workbook)
        udf.forget()
        first = udf.known(book, "0 2026-11-21")
        assert udf.called(CATALOGUE["COMMISSION"], [((1000000.0,),)], first) == 20000
        page = book.sheets["参数"]
        page.range("B5").value = 0.1
        assert udf.known(book, "0 2026-11-21") is first
        again = udf.known(book, "1 2026-11-21")
        assert udf.called(CATALOGUE["COMMISSION"], [((1000000.0,),)], again) == 100000


def test_find_customer_sees_the_open_book_as_it_stands(workbook: Path) -> None:
    """R125: a row typed a moment ago is found, one with a mistake too; other answers are kept under their stamp."""
    with memory.excel() as app:
        book = memory.opened(app, workbook)
        udf.forget()
        here, find = udf.known(book, "0"), CATALOGUE["FINDCUSTOMER"]
        assert udf.called(find, [[["Nagelneu GmbH"]]], here) == ""
        page = book.sheets["客户"]
        row = next(r for r in range(5, 500) if page.range((r, 1)).value is None)
        page.range((row, 1)).value = [["C999", "Nagelneu AG"]]
        assert udf.called(find, [[["Nagelneu GmbH"]]], here) == [["C999", "Nagelneu AG", "公司名称相同"]]
        assert udf.called(find, [[["NAGELNEU"]]], here)[0][0] == "C999" and not here.answers
        commission = CATALOGUE["COMMISSION"]
        assert [udf.called(commission, [[[v]]], here) for v in (1.0, 100.0, 1.0)] == [0.02, 2.0, 0.02]
        assert len(here.answers) == 2
        with pytest.raises(ValueNotComputable):
            udf.called(commission, [[[True]]], here)


def test_two_workbooks_of_one_name_follow_their_own_policies(workbook: Path, tmp_path: Path) -> None:
    """R070: the policy is that of the workbook whose cell calls: two files of one name, one closed and opened again."""
    other = tmp_path / workbook.name
    shutil.copy2(workbook, other)

    def commission(book: Any) -> Any:
        return udf.called(CATALOGUE["COMMISSION"], [[[1_000_000.0]]], udf.known(book, "0"))

    with memory.excel() as app:
        udf.forget()
        first = memory.opened(app, workbook)
        second = memory.opened(app, other)
        second.sheets["参数"].range("B5").value = 0.1
        assert [commission(b) for b in (first, second, first, second)] == [20_000, 100_000, 20_000, 100_000]
        kept = udf.known(second, "0")
        assert udf.known(second, "0") is kept, "read once an opening"
        second.close()
        again = memory.opened(app, other)
        assert commission(again) == 20_000, "what was typed and not saved is gone with the book"
        first.close()
        assert udf.known(again, "1").book is again.impl and [k.book for k in udf._books.values()] == [again.impl]


def test_a_workbook_in_the_cloud_computes_too(workbook: Path) -> None:
    """R104: Excel's own full name is asked for; xlwings cannot say the path of a OneDrive file."""
    with memory.excel() as app:
        book = memory.opened(app, workbook)
        book.impl.path = "https://d.docs.live.net/1/small.xlsm"
        udf.forget()
        assert udf.known(book, "0").world.lang == "zh"


def test_an_english_workbook_answers_in_english(tmp_path: Path) -> None:
    """R100: cells = cached, words among them, in English too."""
    made = demo_team(TODAY)
    member = min(made.members, key=lambda m: len(m.frames["orders"]))
    shared = {**policy.shipped(policy.years_around(TODAY), "en"), "fx": made.fx}
    path = tmp_path / "small.xlsm"
    owner = Owner(member.id, member.name, member.hired)
    write.write(salesperson_book(owner, member.frames, shared, Look("python", "en", TODAY, True)), path)
    values = engines.formualizer_values(path, python_functions(path, "en"), today=TODAY)
    cells = engines.formula_cells(path)
    assert any("REPLYSTATUS(" in c.formula and c.cached in ("on target", "in time", "late") for c in cells)
    assert engines.compare(cells, values) == []
    with memory.excel() as app:
        udf.forget()
        assert udf.known(memory.opened(app, path), "0").world.lang == "en"


def test_every_formula_of_the_file_by_python(workbook: Path) -> None:
    """formualizer recalculates the shipped formulas, calling the Python functions as Excel would: cells = cached."""
    values = engines.formualizer_values(workbook, python_functions(workbook), today=TODAY)
    cells = engines.formula_cells(workbook)
    assert len(cells) > 9000 and engines.compare(cells, values) == []


def test_the_file_carries_its_macros(workbook: Path) -> None:
    """All modules present, code names on both sides, buttons bound to Subs that exist; nothing computed on load."""
    modules = {m[2].split("/")[-1].split(".")[0] for m in VBA_Parser(str(workbook)).extract_macros()}
    book = openpyxl.load_workbook(workbook, keep_vba=True)
    names = [page.sheet_properties.codeName for page in book]
    assert {
        "ThisWorkbook",
        "xlwings",
        "xltrade_udfs",
        "xltrade_buttons",
        *names,
    } <= modules and book.code_name == "ThisWorkbook"
    with zipfile.ZipFile(workbook) as archive:
        drawn = "".join(archive.read(n).decode() for n in archive.namelist() if "vmlDrawing" in n)
        assert b"fullCalcOnLoad" not in archive.read("xl/workbook.xml")
    bound = set(re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawn))
    assert bound == {"XltradeLogContact", "XltradeLookUp", "XltradeWeeklyReport", "XltradeCheck"} <= set(vba.buttons())
    assert engines.audit(workbook) == []


_VOLATILE = re.compile(r"\b(TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|CELL|INFO)\(")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_opening_calls_no_python(lang: str, tmp_path: Path) -> None:
    """R104: nothing volatile stands in a cell, so cached values stand at opening until a day or a cell changes."""
    shared = policy.shipped(policy.years_around(TODAY), lang)  # type: ignore[arg-type]
    look = Look("python", lang, TODAY)  # type: ignore[arg-type]
    path = tmp_path / "live.xlsm"
    write.write(salesperson_book(Owner("P1", "张三", TODAY), None, shared, look), path)
    cells = engines.formula_cells(path)
    assert [c.address for c in cells if _VOLATILE.search(c.formula)] == []
    volatile = [n for n, f in CATALOGUE.items() if f.volatile]
    assert [c.address for c in cells if any(f"{n}(" in c.formula for n in volatile)] == []
    day = [c for c in cells if c.formula == f"{TODAY_VBA}()"]
    assert len(day) == 1 and day[0].cached == 46347
    code = {m[1].rpartition("/")[2]: m[3] for m in VBA_Parser(str(path)).extract_macros()}
    assert code["ThisWorkbook"].count("XltradeNewDay") == 3 and "Public Function XltradeToday" in code["xltrade_policy"]
    assert "Application.Volatile" in code["xltrade_udfs"] and code["xltrade_udfs"].count("Volatile") == len(volatile)
    with zipfile.ZipFile(path) as archive:
        assert b"fullCalcOnLoad" not in archive.read("xl/workbook.xml") and "xl/calcChain.xml" not in archive.namelist()


@engines.needs_libreoffice
def test_libreoffice_opens_it(workbook: Path, tmp_path: Path) -> None:
    """Every page has something on it, customers too; an error only where LibreOffice asks Python, which it lacks."""
    assert engines.render(workbook, tmp_path, pictures=False)
    text = engines.printed_text(tmp_path / f"{workbook.stem}.pdf")
    assert PLANTED in text.lower()
    assert set(re.findall(r"#(?:NAME|VALUE|REF|DIV/0|NUM|NULL|N/A)[?!]?|Err:\d+", text)) <= {"#VALUE!"}
    asked = [c for c in engines.formula_cells(workbook) if "SCORECARD(" in c.formula]
    assert text.count("#VALUE!") <= 2 * len(asked)


def test_a_python_master_consolidates(tmp_path: Path, workbook: Path) -> None:
    (tmp_path / "f").mkdir()
    shutil.copy2(workbook, tmp_path / "f")
    for _ in range(2):  # made, then read and made again
        done = consolidate(tmp_path / "f", tmp_path / "主表.xlsm", Look("python", "zh", TODAY, True), None)
        assert done.total.kept > 400 and {r.code for r in done.rejects} <= {"no_rate", "new_person"}
    macros = re.findall(
        r"\[0\]!(\w+)",
        "".join(
            zipfile.ZipFile(done.master).read(n).decode()
            for n in zipfile.ZipFile(done.master).namelist()
            if "vmlDrawing" in n
        ),
    )
    assert set(macros) == {"XltradeConsolidate", "XltradeCheck", "XltradeRecalculate", "XltradePrintReports"}
