"""One formula computed as a cell would: Excel's own functions by an engine, ours by the Python functions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import formualizer

from xltrade.core.errors import ValueNotComputable, XltradeError
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.files.read import typed
from xltrade.formulas.catalogue import CATALOGUE, Function, World
from xltrade.formulas.text import arguments
from xltrade.jobs.master import existing
from xltrade.rules import policy
from xltrade.sheets.look import Look


def world_of(master: Path | None, today: dt.date, lang: Lang = "zh") -> World:
    """Policy, exchange rates and customers of a master on a day, or the shipped policy without rates and customers."""
    if master is None:
        return World(policy.default(today), lang)
    return World(existing(master, Look(today=today)).rules, lang, lambda: typed(master, tables.MASTER["customers"]))


def formula(text: str, world: World) -> Any:
    """The value of a formula such as "=COMMISSION(1500000)*2"; XltradeError with the function's own reason.

    A formula that is one call of ours gives what the Python function gives (dates, lists of rows included).
    """
    text = "=" + text.strip().removeprefix("=")
    calls = _Calls(world)
    value = _evaluated(text, calls)
    if calls.reasons:
        raise calls.reasons[0]
    if isinstance(value, dict) and value.get("type") == "Error":
        kind = value.get("kind", "")
        raise ValueNotComputable(
            f"“{text}”的结果是错误值 {kind}，请检查函数名和参数。",
            f"“{text}” gives the error {kind}; check the function's name and arguments.",
        )
    return calls.results[-1] if _is_one_call(text) and calls.results else value


@dataclass
class _Calls:
    """What our functions gave, and why they failed, during one evaluation."""

    world: World
    results: list[Any] = field(default_factory=list)
    reasons: list[XltradeError] = field(default_factory=list)

    def wrap(self, function: Function) -> Callable[..., Any]:
        least, most = sum(not p.optional for p in function.params), len(function.params)

        def run(*given: Any) -> Any:
            try:
                if not least <= len(given) <= most:
                    raise ValueNotComputable(
                        f"参数个数不对，应为 {function.usage}。", f"Wrong number of arguments: {function.usage}."
                    )
                self.results.append(function.answer(given, self.world))
            except XltradeError as error:
                self.reasons.append(error)
                raise
            return "" if self.results[-1] in (None, []) else self.results[-1]

        return run


def _evaluated(text: str, calls: _Calls) -> Any:
    book = formualizer.Workbook()
    book.add_sheet("S")
    for name, function in CATALOGUE.items():
        book.register_function(name, calls.wrap(function), min_args=0)
    try:
        book.set_formula("S", 1, 1, text)
        return book.evaluate_cell("S", 1, 1)
    except Exception as error:  # the engine's own parser errors have no common type
        raise ValueNotComputable(f"公式“{text}”写得不对：{error}", f"The formula “{text}” is wrong: {error}") from error


def _is_one_call(text: str) -> bool:
    head = re.match(r"=([A-Z]+)\(", text)
    return bool(head and head.group(1) in CATALOGUE and arguments(text, head.end())[1] == len(text))


def shown(value: Any) -> str:
    """A value as a person reads it: whole numbers without a point, dates as 2026-03-09, one line a row of a list."""
    if isinstance(value, (list, tuple)):
        return "\n".join("\t".join(map(shown, v)) if isinstance(v, (list, tuple)) else shown(v) for v in value)
    if isinstance(value, float):
        return f"{value:.10g}" if value != int(value) else f"{int(value)}"
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)
