"""formualizer: the python flavour, whose formulas call Python functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import formualizer

from engines.cells import ErrorValue, Key, Value, formula_cells
from engines.copies import edited
from engines.references import Addresses, tables_of

_FORMUALIZER_ERRORS = {"Div": "#DIV/0!", "Na": "#N/A", "Name": "#NAME?"}


def formualizer_values(
    path: Path, functions: Mapping[str, Callable[..., Any]], *, today: dt.date | None = None
) -> dict[Key, Value]:
    """Every formula cell after a recalculation by formualizer, the workbook's functions being Python callables.

    Its built-in functions are not a judge: YEAR, MONTH, INT, ROUND, SEARCH of a whole column fail in SUMPRODUCT.

    A callable gets None for an empty cell, floats (dates as serials), str, bool, and a list of rows for a range. None
    becomes "" as under xlwings, and what it raises #VALUE!. Structured references arrive as cell addresses.
    """
    book = formualizer.Workbook.from_bytes(edited(path, Addresses(tables_of(path))))
    book.set_temporal_egress("serial")
    for name, function in functions.items():
        book.register_function(name, _blank_as_text(function))
    if today is not None:
        book.set_deterministic_clock(dt.datetime.combine(today, dt.time(), dt.UTC))
    book.evaluate_all()
    return {
        cell.key: _from_formualizer(book.get_value(cell.sheet, cell.row + 1, cell.col + 1))
        for cell in formula_cells(path)
    }


def _blank_as_text(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        result = function(*args)
        return "" if result is None else result

    return call


def _from_formualizer(value: Any) -> Value:
    if isinstance(value, dict):
        return ErrorValue(_FORMUALIZER_ERRORS.get(value["kind"], f"#{value['kind'].upper()}!"))
    return value
