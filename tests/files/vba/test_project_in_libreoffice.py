"""Our VBA project held against what LibreOffice writes of it, and run there.

LibreOffice's export of our modules is the second model; what we write otherwise stands in `DIFFERENCES`.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from basic_driver import Soffice
from vba_projects import lines, modules_in, opened, records, stream, text_in, written

import engines
from xltrade.files.vba.compression import compress, decompress
from xltrade.files.vba.project import Module, decrypted, pack
from xltrade.files.vba.workbook import modules as workbook_modules
from xltrade.files.vba.wrappers import POLICY_STAMP, wrappers

DIFFERENCES = {
    "ID": "LibreOffice makes up a new id each time; ours comes from the content, so that the bytes stay the same",
    "CMG, DPB, GC": "encrypted with that id and a random seed; decrypted they are equal (compared so)",
    "Class=": "LibreOffice forgets the line of a class module; Excel writes it (xlwings' own workbooks), so do we",
    "[Workspace]": "LibreOffice opens a window for each standard module; ours are closed, as EPPlus writes them",
    "class text": "LibreOffice loses the attributes of a class and of its members and puts Option ClassModule there; "
    "we keep what Excel exported",
    "blank line": "LibreOffice ends every module with one more empty line",
    "order": "LibreOffice puts documents last; Excel and EPPlus put them first, so does vba_project; the "
    "comparison packs ours in LibreOffice's order, so that record follows record",
}


TEST_MODULE = """\
Public Function FakeCall(python_module, python_function, arguments, Optional book, Optional caller)
    If python_function = "GRADE" Then Err.Raise 5, , "as if Python had failed"
    FakeCall = python_function & (UBound(arguments) + 1) & arguments(UBound(arguments))
End Function

Public Function RunPython(command)
    Sheets(1).Range("C3").Value = command
End Function

Public Sub SetCells()
    Sheets(1).Range("C1").Value = "提成" ' 中文注释
    Sheets(1).Range("C2").Value = Len("提成")
End Sub
"""


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Soffice:
    return Soffice(tmp_path_factory.mktemp("soffice"))


@pytest.fixture(scope="module")
def exported(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Our project of a workbook, modules in LibreOffice's order, and LibreOffice's export of it."""
    made = [
        *workbook_modules(["Sheet1", "Sheet2"], ["Sheet2"]),
        Module("xltrade_udfs", "standard", wrappers()),
        Module("zhongwen", "standard", TEST_MODULE),
    ]
    path = tmp_path_factory.mktemp("exported") / "book.xlsm"
    theirs = soffice.export(written(pack(made), path, ["Sheet1", "Sheet2"]))
    order = list(modules_in(theirs))
    return pack(sorted(made, key=lambda m: order.index(m.name))), theirs


@engines.needs_libreoffice
def test_libreoffice_lists_and_reads_every_module(exported: tuple[bytes, bytes]) -> None:
    ours, theirs = exported
    assert list(modules_in(ours)) == list(modules_in(theirs))
    for name in modules_in(ours):
        expected = text_in(ours, name)
        if name == "Dictionary":
            expected = b'Attribute VB_Name = "Dictionary"\r\nOption ClassModule\r\n' + _without_attributes(expected)
        assert text_in(theirs, name).rstrip(b"\r\n") == expected.rstrip(b"\r\n")


def _without_attributes(text: bytes) -> bytes:
    return re.sub(rb"^Attribute .*\r\n", b"", text, flags=re.MULTILINE)


@engines.needs_libreoffice
def test_records_are_those_that_libreoffice_writes(exported: tuple[bytes, bytes]) -> None:
    ours, theirs = exported
    assert records(ours) == records(theirs)
    assert stream(ours, "PROJECTwm") == stream(theirs, "PROJECTwm")
    assert stream(ours, "VBA/_VBA_PROJECT") == stream(theirs, "VBA/_VBA_PROJECT")
    assert sorted(opened(ours).listdir()) == sorted(opened(theirs).listdir())


@engines.needs_libreoffice
def test_compression_is_that_of_libreoffice(exported: tuple[bytes, bytes]) -> None:
    _, theirs = exported
    for name in ["dir", *modules_in(theirs)]:
        packed = stream(theirs, f"VBA/{name}")
        assert compress(decompress(packed)) == packed


@engines.needs_libreoffice
def test_project_lines_are_those_that_libreoffice_writes(exported: tuple[bytes, bytes]) -> None:
    ours, theirs = (list(map(_excused, lines(data))) for data in exported)
    ours.remove("Class=Dictionary")
    assert ours == theirs


def _excused(line: str) -> str:
    """A line of PROJECT without what `DIFFERENCES` excuses."""
    key, _, value = line.partition("=")
    if key == "ID":
        return "ID={}"
    if key in {"CMG", "DPB", "GC"}:
        return f"{key}={decrypted(value.strip(chr(34)))[1].hex()}"
    return f"{key}=window" if re.fullmatch(r"-?\d+, \d+, \d+, \d+, C?", value) else line


@engines.needs_libreoffice
def test_libreoffice_runs_our_functions_and_subs(exported: object, soffice: Soffice, tmp_path: Path) -> None:
    """Our own text with FakeCall for XLPy.CallUDF; without xlwings (Windows DLLs) and its Dictionary.

    Dictionary stops LibreOffice, out of xlwings' own workbook just as out of ours.
    """
    names = ["Sheet1", "Sheet2"]
    kept = [m for m in workbook_modules(names, ["Sheet2"]) if m.name not in {"xlwings", "Dictionary"}]
    functions = wrappers(policy_ranges=[POLICY_STAMP]).replace("XLPy.CallUDF(", "FakeCall(")
    made = [*kept, Module("xltrade_udfs", "standard", functions), Module("zhongwen", "standard", TEST_MODULE)]
    formulas = ["=COMMISSION(1000)", "=COMMISSION(1000,2,3)", '=GRADE("x")', "=TENUREQUARTER(1,2)"]
    path = written(pack(made), tmp_path / "run.xlsm", names, formulas)
    days = [dt.date.today()]
    with soffice.run(path, "zhongwen.SetCells", "xltrade_buttons.XltradeCheck") as ods:
        basic = {Path(n).stem for n in ods.namelist() if n.startswith("Basic/VBAProject/")}
        shown = re.findall(r"<text:p>(.*?)</text:p>", ods.read("content.xml").decode())
    days.append(dt.date.today())  # midnight may lie between
    stamp = next((s for s in (f"0 {day}" for day in days) if f"COMMISSION4{s}" in shown), "of neither day")
    assert {m.name for m in made} <= basic
    assert shown == [
        f"COMMISSION4{stamp}",
        "提成",
        f"COMMISSION4{stamp}",
        "2",
        "Error 2015",
        "from xltrade import macros; macros.check()",
        f"TENUREQUARTER3{stamp}",
    ]
