"""Run xlwings' own UDF code on Linux, with pywin32 stubbed, over `xltrade.udf`: one JSON answer on stdout.

Started in a process of its own: argv[1] is a workbook whose policy and customers answer, argv[2] the day, argv[3] a
JSON list of [function, arguments], a date being written {"date": "2026-03-02"}, with a time {"date":
"2026-03-02T09:00"}; or "serve": then calls come over a socket, one JSON list [function, arguments, stamp] a line.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import io
import json
import socket
import sys
import types
from pathlib import Path
from typing import Any
from unittest import mock

MODULES = (
    "pythoncom",
    "pywintypes",
    "win32com",
    "win32com.client",
    "win32com.client.dynamic",
    "win32com.server",
    "win32com.server.util",
    "win32com.server.dispatcher",
    "win32com.server.policy",
    "win32com.util",
    "win32api",
    "win32con",
    "win32event",
    "win32gui",
    "win32process",
    "win32timezone",
    "winerror",
)
for name in MODULES:
    sys.modules[name] = mock.MagicMock()
sys.modules["pywintypes"].TimeType = type("TimeType", (dt.datetime,), {})  # type: ignore[attr-defined]
sys.modules["pywintypes"].com_error = type("com_error", (Exception,), {})  # type: ignore[attr-defined]
sys.modules["win32com.client"].CDispatch = type("CDispatch", (), {})  # type: ignore[attr-defined]
sys.modules["win32timezone"].TimeZoneInfo.utc.return_value = dt.UTC  # type: ignore[attr-defined]
sys.modules["win32timezone"].TimeZoneInfo.local.return_value = dt.UTC  # type: ignore[attr-defined]
sys.modules["pythoncom"].__file__ = "pythoncom"
real, ctypes.PyDLL = ctypes.PyDLL, mock.MagicMock()  # type: ignore[misc]
ctypes.oledll, ctypes.windll = mock.MagicMock(), mock.MagicMock()  # type: ignore[attr-defined]

import xlwings  # noqa: E402
from xlwings import _xlwindows, udfs  # noqa: E402

ctypes.PyDLL = real  # type: ignore[misc]

from xltrade.declared import tables  # noqa: E402
from xltrade.excel import cells  # noqa: E402
from xltrade.files import read  # noqa: E402
from xltrade.formulas import catalogue  # noqa: E402
from xltrade.formulas.catalogue import World  # noqa: E402
from xltrade.rules import policy  # noqa: E402

xlwings._xlwindows = _xlwindows  # type: ignore[attr-defined]
xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))


def value(given: Any) -> Any:
    """A JSON value as Excel hands it over: floats for numbers, tuples of tuples for ranges, datetimes for dates."""
    if isinstance(given, list):
        return tuple(tuple(value(v) for v in row) for row in given)
    if isinstance(given, dict):
        return dt.datetime.fromisoformat(given["date"])
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return float(given)
    return -2147352572 if given == "missing" else given


def plain(result: Any) -> Any:
    if isinstance(result, (list, tuple)):
        return [plain(v) for v in result]
    return result.replace(tzinfo=None).isoformat() if isinstance(result, dt.datetime) else result


def worn(workbook: Path, today: dt.date) -> types.ModuleType:
    """`xltrade.udf` in xlwings' own decorators, answering with the policy and the customers of a workbook."""
    frames = read.read(workbook).tables
    rules = policy.read({t.key: frames[t.key] for t in tables.SHARED}, today)
    here = cells.Known("", World(rules, "zh", lambda: frames["customers"]))
    cells.known = lambda book, stamp: here
    cells.xlwings.Book = mock.MagicMock()  # the caller's book: its policy is given above
    module = types.ModuleType("xltrade.udf_worn")
    for name, call in cells.declare(udfs.xlfunc, udfs.xlarg).items():
        setattr(module, name, call)
    return module


def main(workbook: str, today: str, calls: str) -> None:
    module = worn(Path(workbook), dt.date.fromisoformat(today))
    if calls == "serve":
        serve(module)
        return
    out, book = io.StringIO(), mock.MagicMock()
    book.Name = "book.xlsm"
    udfs.generate_vba_wrapper("xltrade.udf", module, out, book)
    answers = [answer(module, function, args) for function, args in json.loads(calls)]
    declared = {f: module.__dict__[f].__xlfunc__ for f in catalogue.CATALOGUE}
    said = {
        "wrapper": out.getvalue(),
        "answers": answers,
        "category": {f: d["category"] for f, d in declared.items()},
        "volatile": [f for f, d in declared.items() if d["volatile"]],
        "help": {
            f: [module.__dict__[f].__doc__, *(a["doc"] for a in d["args"] if not a["vba"])] for f, d in declared.items()
        },
    }
    print(json.dumps(said))


def serve(module: types.ModuleType) -> None:
    """Answer calls, one for each connection, until killed; the port is printed first."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as line:
                line.write(json.dumps(answer(module, *json.loads(line.readline()))) + "\n")


def answer(module: types.ModuleType, function: str, args: list[Any], stamp: str = "0 2026-11-21") -> Any:
    given = [value(a) for a in args]
    wanted = len(catalogue.CATALOGUE[function].params)
    given += [-2147352572] * (wanted - len(given))
    with mock.patch.object(udfs, "get_udf_module", lambda *_: module):
        try:
            return plain(udfs.call_udf("xltrade.udf", function, (*given, stamp)))
        except Exception as error:  # what reaches VBA as an error and there becomes #VALUE!
            return {"error": f"{type(error).__name__}: {error}"}


main(*sys.argv[1:])
