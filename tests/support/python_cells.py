"""The functions behind the cells of the python flavour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo_team import DAY

from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.excel import cells
from xltrade.files import read
from xltrade.formulas.catalogue import CATALOGUE, Function, World
from xltrade.rules import policy


def python_functions(path: Path, lang: Lang = "zh") -> dict[str, Callable[..., Any]]:
    """The functions with the policy of a workbook, as xlwings hands their answers to cells: dates as serial numbers."""
    found = read.read(path).tables
    world = World(policy.read({t.key: found[t.key] for t in tables.SHARED}, DAY), lang)

    def called(function: Function) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            shown = cells.answer(function, args, world)
            return float((shown - dt.datetime(1899, 12, 30)).days) if isinstance(shown, dt.datetime) else shown

        return run

    return {name: called(function) for name, function in CATALOGUE.items()}
