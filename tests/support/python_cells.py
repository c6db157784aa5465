"""The functions behind the cells of the python flavour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo_team import DAY

from xltrade import functions, policy, read, tables, udf
from xltrade.schema import Lang


def python_functions(path: Path, lang: Lang = "zh") -> dict[str, Callable[..., Any]]:
    """The functions with the policy of a workbook, as xlwings hands their answers to cells: dates as serial numbers."""
    found = read.read(path).tables
    world = functions.World(policy.read({t.key: found[t.key] for t in tables.SHARED}, DAY), lang)

    def called(function: functions.Function) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            shown = udf.answer(function, args, world)
            return float((shown - dt.datetime(1899, 12, 30)).days) if isinstance(shown, dt.datetime) else shown

        return run

    return {name: called(function) for name, function in functions.CATALOGUE.items()}
