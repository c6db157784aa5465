"""The wrappers run for real: cells of LibreOffice compute =COMMISSION() and the rest of the catalogue in Python.

The workbook's own wrappers run, with one change: `XLPy.CallUDF(`, which is a Windows DLL, is `CallPython(` below. It
hands the arguments through LibreOffice's Python bridge and a socket to xlwings' own `call_udf`
(support/udf_on_stubs.py).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from odd_customers import CUSTOMERS
from udf_calls import CALLS, PLANTED, plainly

import engines
from engines.office import CLEAN, UNO, without
from places import ROOT, SUPPORT
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.excel import cells as udf
from xltrade.files import read, write
from xltrade.files.vba import project as vba
from xltrade.files.vba import wrappers
from xltrade.files.vba.project import Module
from xltrade.files.vba.workbook import modules as workbook_modules
from xltrade.files.vba.wrappers import HELP, OPENING
from xltrade.formulas.bodies import bodies
from xltrade.formulas.catalogue import CATALOGUE, World
from xltrade.formulas.text import Twins
from xltrade.rules import policy, same_customer
from xltrade.sheets.addresses import address
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.cell_values import serial
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.pen import TODAY_VBA
from xltrade.sheets.plan import Cell, Sheet, code_names

TODAY = dt.date(2026, 11, 21)
SCRIPT = "vnd.sun.star.script:bridge.py${}?language=Python&location=user"
STUBS = SUPPORT / "udf_on_stubs.py"
SAID = 12
STEP, ROWS, COLUMNS, SUMMED = 6, 3, 4, 4
"""Each call has an area of three rows and four columns, and its sum in the row after next."""
Places = dict[tuple[int, int], tuple[str, list[Any]]]
Computed = tuple[Path, Places, Mapping[engines.Key, engines.Value]]
SHIM = """\
Public Function CallPython(python_module, python_function, arguments, Optional book, Optional caller)
    Dim given(), i, answer, out(), r, c
    ReDim given(UBound(arguments))
    For i = 0 To UBound(arguments)
        If IsMissing(arguments(i)) Then
            given(i) = "<missing>"
        ElseIf IsObject(arguments(i)) Then
            given(i) = arguments(i).Value
        Else
            given(i) = arguments(i)
        End If
    Next
    provider = CreateUnoService("com.sun.star.script.provider.MasterScriptProviderFactory").createScriptProvider("user")
    Set script = provider.getScript("vnd.sun.star.script:bridge.py$call?language=Python&location=user")
    answer = script.invoke(Array(python_function, given), Array(), Array())
    If Not IsArray(answer) Then
        CallPython = answer
        Exit Function
    End If
    ReDim out(1 To UBound(answer) + 1, 1 To UBound(answer(0)) + 1)
    For r = 0 To UBound(answer)
        For c = 0 To UBound(answer(0))
            out(r + 1, c + 1) = answer(r)(c)
        Next
    Next
    CallPython = out
End Function
"""
"""VBA of the test alone. The script must have been called once from outside, else its first calls give nothing."""
BRIDGE = """\
import datetime, json, socket


def call(function, arguments):
    *own, stamp = arguments
    with socket.create_connection(("127.0.0.1", PORT)) as there, there.makefile("rw", encoding="utf-8") as line:
        line.write(json.dumps([function, [plain(a) for a in own], stamp]) + "\\n")
        line.flush()
        answer = json.loads(line.readline())
    if isinstance(answer, dict):
        raise ValueError(answer["error"])
    return tuple(tuple(map(shown, row)) for row in answer) if isinstance(answer, list) else shown(answer)


def shown(value):  # a date as the number that a cell holds
    try:
        moment = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return (moment - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1)


def warm():
    return 1


def plain(value):
    if isinstance(value, (tuple, list)):
        return [[plain(v) for v in row] for row in value]
    if value == "<missing>":
        return "missing"
    return value if value is None or isinstance(value, (bool, int, float, str)) else repr(value)


g_exportedScripts = call, warm
"""


def made(path: Path) -> tuple[Path, Places]:
    """A salesperson's python workbook and a sheet of calls: arguments in cells, formulas beside them."""
    rows = [
        {**{str(k): same_customer.plain(v) for k, v in r.items() if v == v}, "created": TODAY}
        for r in CUSTOMERS.to_dict("records")[:5]
    ]
    rows.append({"id": "C7", "company": PLANTED.upper(), "created": TODAY})
    data = {t.key: dtypes.build(t, rows if t.key == "customers" else []) for t in tables.SALES}
    shared = policy.shipped(policy.years_around(TODAY))
    rates = [{"date": dt.date(2026, 11, 2), "currency": c, "rate": 7.1, "kind": "spot"} for c in ("USD", "EUR")]
    shared["fx"] = dtypes.build(tables.FX, rates)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)
        book = salesperson_book(
            Owner("P1", "张三", dt.date(2026, 1, 5)), data, shared, Look("python", "zh", TODAY, True)
        )
    cells, places = calls()
    cells.append(Cell(0, SAID, "?", r'=XltradeText("\u5BA2\u6237 A\u8D38\uFF09")'))
    cells.append(Cell(1, SAID, "?", f"={TODAY_VBA}()"))
    plan = Sheet("cases", "cases", "", "", "input", cells=tuple(cells))
    names = code_names(len(book.sheets) + 1)
    own = [m for m in workbook_modules(names)[1:] if m.name not in {"xlwings", "Dictionary"}]
    own = [Module(vba.WORKBOOK, "document", OPENING), *own, Module(HELP, "standard", wrappers.helps())]
    text = wrappers.wrappers(policy_ranges=[udf.STAMP_VBA]).replace("XLPy.CallUDF(", "CallPython(")
    assert text.count("CallPython(") == 2 * len(CATALOGUE)
    project = vba.pack([*own, Module("xltrade_udfs", "standard", text), Module("shim", "standard", SHIM)])
    write.write(replace(book, sheets=(*book.sheets, plan)), path, project=project)
    return path, places


def calls() -> tuple[list[Cell], Places]:
    """Each case of test_udf: its arguments as cells and ranges, and what it gives cell by cell."""
    twins = Twins(bodies(), "python", "zh")
    cells: list[Cell] = []
    places: Places = {}
    for number, (function, args) in enumerate(CALLS):
        top, shown = number * STEP, []
        for col, arg in enumerate(a for a in args if a != "missing"):
            column = [row[0] for row in arg] if isinstance(arg, list) else [arg]
            cells += [Cell(top + i, col, typed(v)) for i, v in enumerate(column) if v is not None]
            shown.append(f"{address(top, col)}:{address(top + len(column) - 1, col)}".split(":"))
        call = f"{function}({','.join(':'.join(dict.fromkeys(a)) for a in shown)})"
        cells.append(Cell(top, 5, "?", twins.formula(call), array=True))
        cells.append(Cell(top + SUMMED, 5, "?", twins.formula(f"SUM({call})")))
        places[top, 5] = function, args
    return cells, places


def typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    moment = dt.datetime.fromisoformat(value["date"])
    return moment if moment.time() != dt.time() else moment.date()


def areas(path: Path, places: Places) -> None:
    """Give each call its area: LibreOffice 7.4 does not spill by itself."""
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    name = next(n for n, data in parts.items() if b'<f t="array"' in data and b'ref="F1"' in data)
    text = parts[name].decode()
    for row, col in places:
        area = f"{address(row, col)}:{address(row + ROWS - 1, col + COLUMNS - 1)}"
        text = text.replace(f'ref="{address(row, col)}"', f'ref="{area}"')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in (parts | {name: text.encode()}).items():
            archive.writestr(part, data)


# ── LibreOffice ───────────────────────────────────────────────────────────────────────────────────────────────────


def _missing() -> list[str]:
    """What this machine lacks for the bridge."""
    if engines.MISSING_PROGRAMS:
        return engines.MISSING_PROGRAMS
    return ["python3-uno, libreoffice-script-provider-python"] if without("uno", "pythonscript") else []


needs_bridge = pytest.mark.skipif(bool(_missing()), reason=f"not on this machine: {', '.join(_missing())}")


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Places, Mapping[engines.Key, engines.Value]]:
    """The workbook, its calls by place, and what LibreOffice with Python behind it made of every cell."""
    folder = tmp_path_factory.mktemp("bridge")
    path, places = made(folder / "book.xlsm")
    areas(path, places)
    command = [sys.executable, str(STUBS), str(path), str(TODAY), "serve"]
    python = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=CLEAN | {"PYTHONPATH": str(ROOT)})
    assert python.stdout is not None
    try:
        scripts = folder / "profile" / "user" / "Scripts" / "python"
        scripts.mkdir(parents=True)
        (scripts / "bridge.py").write_text(BRIDGE.replace("PORT", python.stdout.readline().strip()))
        drive(folder, path, folder / "out.xlsx")
    finally:
        python.kill()
        python.wait()
    return path, places, {k: v for k, _, v in engines.cells_of(folder / "out.xlsx")}


def drive(folder: Path, source: Path, target: Path) -> None:
    """LibreOffice with a profile of its own opens the source with its macros, calculates, stores; then it is ended."""
    pipe = f"xltrade-{os.getpid()}"
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    soffice = subprocess.Popen(command, start_new_session=True, env=CLEAN | {"HOME": str(folder)}, **quiet)
    try:
        driver = [UNO, str(SUPPORT / "uno_driver.py"), pipe, SCRIPT.format("warm"), source.as_uri(), target.as_uri()]
        subprocess.run(driver, check=True, timeout=180, env=CLEAN)
    finally:
        os.killpg(soffice.pid, signal.SIGKILL)
        soffice.wait()


@needs_bridge
def test_cells_of_libreoffice_are_computed_in_python(computed: Computed) -> None:
    """Every function: scalars, ranges, blanks, dates, missing arguments, rows; a failure is an error, never a 0."""
    path, places, values = computed
    found = read.read(path).tables
    rules = policy.read({t.key: found[t.key] for t in tables.SHARED}, TODAY)
    world = World(rules, "zh", lambda: found["customers"])
    assert {f for f, _ in places.values()} == set(CATALOGUE)
    failed = 0
    for (row, col), (function, args) in places.items():
        expected = plainly(function, args, world)
        got = [[values.get(("cases", row + i, col + j)) for j in range(COLUMNS)] for i in range(ROWS)]
        total = values["cases", row + SUMMED, col]
        if expected == "error":
            failed += 1
            assert got[0][0] == "Error 2015", "how LibreOffice shows CVErr(xlErrValue)"
            assert isinstance(total, engines.ErrorValue), "and SUM does not skip it"
        else:
            assert_shown(expected, got, (function, args))
    assert failed == 7
    assert abs(values["cases", 1, SAID] - serial(dt.date.today())) <= 1, "XltradeToday"
    assert values["cases", 0, SAID] == "客户 A贸）", "the help in the function wizard speaks Chinese"


def assert_shown(expected: Any, got: list[list[Any]], what: Any) -> None:
    rows = expected if isinstance(expected, list) else [[expected]]
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            assert got[i][j] == as_cell(value), what


def as_cell(value: Any) -> Any:
    """A value as the file stores it: nothing for nothing, a number for a date."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
        return serial(dt.datetime.fromisoformat(value))
    return None if value == "" else value


@needs_bridge
def test_the_workbooks_own_cells_are_computed_in_python(computed: Computed) -> None:
    """Each formula of the file as shipped, dozens of them calls of ours, equals the value stored beside it."""
    path, _, values = computed
    own = [c for c in engines.formula_cells(path) if c.sheet != "cases"]
    calls = [c for c in own if re.search(rf"\b({'|'.join(CATALOGUE)})\(", c.formula)]
    assert len(own) > 1000 and len(calls) > 100
    assert engines.compare(own, values) == []
