"""The VBA project of one workbook: the code behind its sheets, xlwings, the functions' wrappers, the buttons' Subs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources

from xltrade.core.errors import DeclarationError
from xltrade.core.installed import xlwings_module, xlwings_text
from xltrade.core.schema import Lang
from xltrade.files.vba.project import WORKBOOK, Module, pack
from xltrade.files.vba.wrappers import HELP, MODULE, OPENING, POLICY_STAMP, PYTHON_MODULE, helps, wrappers
from xltrade.sheets.plan import Book, Macros, code_names

__all__ = [
    "BUTTONS",
    "POLICY",
    "POLICY_SHEET",
    "buttons",
    "modules",
    "project_of",
    "vba_project",
]

BUTTONS = "xltrade_buttons"
POLICY = "xltrade_policy"
POLICY_SHEET = "policy_sheet.cls"
_SUB = re.compile(r'^Public Sub (\w+)\(\)\s+XltradeRun "(\w+)"', re.MULTILINE)


def project_of(book: Book, macros: Macros) -> bytes:
    """The VBA project that a planned book asks for; its sheets' modules are named by `code_names`."""
    names = code_names(len(book.sheets))
    policy = [n for n, s in zip(names, book.sheets, strict=True) if s.key in macros.policy]
    return vba_project(names, policy, lang=book.lang)


def vba_project(
    sheet_code_names: Sequence[str],
    policy_code_names: Sequence[str] = (),
    *,
    functions: bool = True,
    python_module: str = PYTHON_MODULE,
    policy_ranges: Sequence[str] = (POLICY_STAMP,),
    code_page: int = 936,
    lang: Lang = "zh",
) -> bytes:
    """The bytes of `xl/vbaProject.bin` for a workbook: ThisWorkbook, its sheets, xlwings, buttons, functions.

    sheet_code_names: one for every sheet, in the workbook's order, the same as `Worksheet.set_vba_name` gets; the
    workbook's own is `ThisWorkbook`. policy_code_names: those whose change recalculates everything. functions: with
    the wrappers of the Python functions (python_module and policy_ranges as for `wrappers`) and their help in `lang`.

    >>> vba_project(["Sheet1"])[:8].hex()
    'd0cf11e0a1b11ae1'
    """
    made = modules(sheet_code_names, policy_code_names)
    if functions:
        made[0] = Module(WORKBOOK, "document", OPENING)
        made.append(Module(MODULE, "standard", wrappers(python_module=python_module, policy_ranges=policy_ranges)))
        made.append(Module(HELP, "standard", helps(lang)))
    return pack(made, code_page=code_page)


def modules(sheet_code_names: Sequence[str], policy_code_names: Sequence[str] = ()) -> list[Module]:
    """The modules of a workbook but for the functions' wrappers; documents first, as Excel orders them."""
    unknown = set(policy_code_names) - set(sheet_code_names)
    if unknown:
        raise DeclarationError(f"No sheet has the code name {', '.join(sorted(unknown))}.")
    policy = _source(POLICY_SHEET)
    sheets = [Module(n, "document", policy if n in policy_code_names else "") for n in sheet_code_names]
    return [
        Module(WORKBOOK, "document", ""),
        *sheets,
        Module("xlwings", "standard", xlwings_module()),
        Module("Dictionary", "class", xlwings_text("addin", "Dictionary.cls")),
        *(Module(name, "standard", _source(f"{name}.bas")) for name in (BUTTONS, POLICY)),
    ]


def buttons() -> dict[str, str]:
    """Sub that a button runs -> function of `xltrade.macros` that it calls.

    >>> buttons()["XltradePrintReports"]
    'print_reports'
    """
    return dict(_SUB.findall(_source(f"{BUTTONS}.bas")))


def _source(name: str) -> str:
    """A file of our own in `sources`."""
    return resources.files("xltrade.files.vba").joinpath("sources", name).read_text("ascii")
