"""The VBA project of one workbook: the code behind its sheets, xlwings, the functions' wrappers, the buttons' Subs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources

from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Lang
from xltrade.files.vba.project import WORKBOOK, Module, pack
from xltrade.files.vba.wrappers import HELP, MODULE, OPENING, POLICY_STAMP, PYTHON_MODULE, helps, wrappers

__all__ = [
    "BUTTONS",
    "POLICY",
    "POLICY_SHEET",
    "buttons",
    "modules",
    "vba_project",
    "xlwings_module",
    "xlwings_version",
]

BUTTONS = "xltrade_buttons"
POLICY = "xltrade_policy"
POLICY_SHEET = "policy_sheet.cls"
_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = "([\d.]+)"', re.MULTILINE)
_SUB = re.compile(r'^Public Sub (\w+)\(\)\s+XltradeRun "(\w+)"', re.MULTILINE)


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
        Module("Dictionary", "class", _of_xlwings("addin", "Dictionary.cls")),
        *(Module(name, "standard", _source(f"{name}.bas")) for name in (BUTTONS, POLICY)),
    ]


def buttons() -> dict[str, str]:
    """Sub that a button runs -> function of `xltrade.macros` that it calls.

    >>> buttons()["XltradePrintReports"]
    'print_reports'
    """
    return dict(_SUB.findall(_source(f"{BUTTONS}.bas")))


def xlwings_module() -> str:
    r"""The standalone module of the installed xlwings, lines ended by \n; it names DLLs of its own version only."""
    return _of_xlwings("xlwings.bas")


def xlwings_version() -> str:
    """The version that the module states, which a workbook keeps; DeclarationError when it states none."""
    found = _VERSION.search(xlwings_module())
    if not found:
        raise DeclarationError("xlwings.bas of the installed xlwings does not say its version.")
    return found[1]


def _of_xlwings(*path: str) -> str:
    """A text file of the installed xlwings package."""
    return resources.files("xlwings").joinpath(*path).read_text("ascii")


def _source(name: str) -> str:
    """A file of our own in `sources`."""
    return resources.files("xltrade.files.vba").joinpath("sources", name).read_text("ascii")
