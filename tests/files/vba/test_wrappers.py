"""Wrappers of the functions, texts of the function wizard and subs of the buttons, held against xlwings' own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

import pytest
from vba_projects import of_xlwings, read_by_oletools, whole_project, written

import engines
from xltrade.core.errors import DeclarationError
from xltrade.core.installed import xlwings_module, xlwings_version
from xltrade.core.schema import LANGS, Lang
from xltrade.files.vba.project import Module, pack
from xltrade.files.vba.workbook import buttons, vba_project
from xltrade.files.vba.workbook import modules as workbook_modules
from xltrade.files.vba.wrappers import POLICY_STAMP, parameter, wrappers
from xltrade.formulas.catalogue import CATALOGUE


def test_a_policy_sheet_recalculates_everything_and_must_be_a_sheet() -> None:
    texts = read_by_oletools(whole_project())
    assert [n for n, text in texts.items() if "    XltradePolicyChanged" in text] == ["Sheet11", "Sheet12"]
    assert "    Application.CalculateFull" in texts["xltrade_policy"]
    with pytest.raises(DeclarationError, match="Sheet9"):
        vba_project(["Sheet1"], ["Sheet9"])


def test_the_xlwings_module_is_that_of_the_installed_package() -> None:
    assert xlwings_version() == metadata.version("xlwings")
    assert Module("xlwings", "standard", xlwings_module()).text.encode() == of_xlwings("xlwings.bas")
    assert f'Lib "xlwings64-{xlwings_version()}.dll"' in xlwings_module()


GENERATOR = """
import io, sys, types
from unittest import mock
for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[name] = mock.MagicMock()
from xlwings import udfs
module = types.ModuleType("made")
for name, signature, hidden, volatile in eval(sys.argv[1]):
    space = {}
    exec(f"def {name}({signature}): pass", space)
    made = space[name]
    for key, vba in hidden:
        made = udfs.xlarg(key, vba=vba)(made)
    made = udfs.xlfunc(made, volatile=volatile)
    setattr(module, name, made)
book, out = mock.MagicMock(), io.StringIO()
book.Name = "book.xlsm"
udfs.generate_vba_wrapper("xltrade.udf", module, out, book)
print(out.getvalue())
"""


HIDDEN = 'ThisWorkbook.Names("tiers").RefersToRange'


OURS_FOR_XLWINGS: Mapping[str, str] = {
    "Public Function": "Function",  # said aloud
    "If TypeOf Application.Caller Is Range Then On Error GoTo failed": "",  # a failure is #VALUE! for every caller
    "On Error GoTo failed": "",
    "CVErr(xlErrValue)": "Err.Description",  # an error, which SUM does not skip
}


def generated_by_xlwings(functions: Sequence[tuple[str, str, list[tuple[str, str]], bool]]) -> str:
    """What xlwings' own code writes on Windows, run here with pywin32 stubbed, in a process of its own."""
    command = [sys.executable, "-c", GENERATOR, repr(functions)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def comparable(text: str) -> dict[str, list[str]]:
    """Function -> its lines, with `OURS_FOR_XLWINGS` replaced."""
    for ours, theirs in OURS_FOR_XLWINGS.items():
        text = text.replace(ours, theirs)
    found = re.findall(r"^(Function (\w+).*?^End Function)", text, re.MULTILINE | re.DOTALL)
    return {name: [line.strip() for line in lines.splitlines() if line.strip()] for lines, name in found}


@pytest.mark.parametrize("hidden", [[], [HIDDEN]])
def test_wrappers_are_those_of_xlwings(hidden: list[str]) -> None:
    functions = []
    for function in CATALOGUE.values():
        shown = ", ".join(parameter(p.key) + ("=None" if p.optional else "") for p in function.params)
        unseen = [(f"hidden{n}", vba) for n, vba in enumerate(hidden)]
        signature = ", ".join([shown, *(f"{key}=None" for key, _ in unseen)])
        functions.append((function.name, signature, unseen, function.volatile))
    theirs, ours = comparable(generated_by_xlwings(functions)), comparable(wrappers(policy_ranges=hidden))
    assert len(ours) == len(CATALOGUE) and ours == theirs


def test_wrappers_end_in_an_error_and_stay_ascii() -> None:
    text = wrappers(policy_ranges=[f'ThisWorkbook.Names("policy_table_{n}").RefersToRange' for n in range(40)])
    assert text.isascii() and "Err.Description" not in text
    assert text.count("= CVErr(xlErrValue)") == len(CATALOGUE)
    assert max(map(len, text.splitlines())) < 1023 and text.count(" _\n") <= 24 * 2 * len(CATALOGUE)
    pack([Module("u", "standard", text)])


@pytest.mark.parametrize("lang", LANGS)
def test_the_function_wizard_has_every_text(lang: Lang) -> None:
    """MacroOptions, as xlwings calls it on importing: description, category, one text for each argument shown."""
    text = vba_project(["Sheet1"], lang=lang)
    module = read_by_oletools(text)["xltrade_help"]
    assert "    XltradeHelp\r\n" in read_by_oletools(text)["ThisWorkbook"] and 'Category:="xltrade"' in module
    joined = module.replace(" _\r\n", " ")
    calls = re.findall(r'Describe "(\w+)", *XltradeText\("(.*?)"\), *Array\((.*?)\)\r', joined)
    assert [name for name, *_ in calls] == list(CATALOGUE)
    for name, said, arguments in calls:
        shown = [decoded(t) for t in (said, *re.findall(r'XltradeText\("(.*?)"\)', arguments))]
        function = CATALOGUE[name]
        assert shown == [function.help(lang), *(p.help(lang) for p in function.params)]
        assert max(map(len, shown)) <= 255, "Excel's limit"


def test_without_python_a_button_says_so_in_chinese() -> None:
    """xlwings' RunPython gives -1 or raises; then our own message follows, on any code page, doctor's name in it."""
    text = next(m.source for m in workbook_modules(["Sheet1"]) if m.name == "xltrade_buttons")
    said = decoded("".join(re.findall(r'"([^"]*\\u[^"]*)"', text)))
    assert said == "没有能运行 Python。请在命令行运行 python -m xltrade doctor，它会说明缺什么、怎么办。"
    assert "RunPython = -1" in xlwings_module() and text.count("XltradeNoPython") == 3


def decoded(text: str) -> str:
    return re.sub(r"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), text.replace('""', '"'))


def test_the_functions_get_the_stamp_that_python_asks_for() -> None:
    """`xltrade.udf` takes a hidden last argument; the function that gives it is in the project."""
    texts = read_by_oletools(whole_project())
    assert f"Public Function {POLICY_STAMP}" in texts["xltrade_policy"]
    assert texts["xltrade_udfs"].count(f", {POLICY_STAMP})") == 2 * len(CATALOGUE)


def test_no_parameter_is_a_word_of_vba() -> None:
    keys = {p.key for f in CATALOGUE.values() for p in f.params}
    assert {"on", "end", "currency"} <= keys, "the catalogue still has such parameters"
    assert {parameter(k) for k in ("on", "end", "currency")} == {"on_", "end_", "currency_"}


def test_every_button_is_known_to_the_ribbon() -> None:
    text = next(m.source for m in workbook_modules(["Sheet1"]) if m.name == "xltrade_buttons")
    subs = {
        "XltradeConsolidate",
        "XltradeCheck",
        "XltradeRecalculate",
        "XltradePrintReports",
        "XltradeLogContact",
        "XltradeLookUp",
        "XltradeWeeklyReport",
    }
    assert set(buttons()) == subs == set(re.findall(r'Case "(\w+)": (?=\1$)', text, re.MULTILINE))
    assert text.isascii() and set(re.findall(r"^Public Sub (\w+)\(\)", text, re.MULTILINE)) == subs


def test_a_workbook_with_the_project_opens_without_repair(tmp_path: Path) -> None:
    path = written(vba_project(["Sheet1", "Sheet2"], ["Sheet2"]), tmp_path / "book.xlsm", ["Sheet1", "Sheet2"])
    assert engines.audit(path) == []
