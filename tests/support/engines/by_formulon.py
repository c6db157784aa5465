"""formulon: the lambda flavour, with LAMBDA names, structured references and dynamic arrays."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import itertools
import types
from collections.abc import Iterator
from pathlib import Path

import formulon._c
import wasmtime

from engines.cells import ErrorValue, Key, Value, formula_cells
from engines.copies import brackets, edited, one_by_one
from engines.references import Addresses, tables_of


def formulon_values(path: Path, *, today: dt.date | None = None, as_addresses: bool = False) -> dict[Key, Value]:
    """Every formula cell after a recalculation by formulon, TODAY() and NOW() being `today` if given.

    formulon 0.18 gets structured references wrong in ROW, OFFSET and a SUMPRODUCT of several arguments: with
    `as_addresses` it reads cell addresses in their place. MAXIFS of two conditions, #VALUE! there, it reads as their
    product. What else it gets wrong stands in `test_engines.TRAPS`.
    """
    with _formulon(path, today, as_addresses) as book:
        sheets = {book.sheet_name(index): index for index in range(book.sheet_count())}
        return {
            cell.key: _from_formulon(book.get_value(sheets[cell.sheet], cell.row, cell.col))
            for cell in formula_cells(path)
        }


def formulon_spills(
    path: Path, sheet: str, *, today: dt.date | None = None
) -> dict[tuple[int, int], list[list[Value]]]:
    """What each formula cell of a sheet spills, by its place: rows of values down and right to the first empty cell."""
    with _formulon(path, today, True) as book:
        index = next(i for i in range(book.sheet_count()) if book.sheet_name(i) == sheet)

        def value(row: int, col: int) -> Value:
            return _from_formulon(book.get_value(index, row, col))

        def line(row: int, col: int) -> list[Value]:
            return list(itertools.takewhile(lambda v: v is not None, (value(row, c) for c in itertools.count(col))))

        places = [(c.row, c.col) for c in formula_cells(path) if c.sheet == sheet]
        return {(r, c): list(itertools.takewhile(len, (line(row, c) for row in itertools.count(r)))) for r, c in places}


@functools.cache
def _compiled_once() -> None:
    """formulon's machine code is kept between processes on this machine; to compile it takes 4.5 s."""
    config = wasmtime.Config()
    config.cache = True
    kept = types.SimpleNamespace(**vars(wasmtime) | {"Engine": lambda: wasmtime.Engine(config)})
    formulon._c.wasmtime = kept  # type: ignore[attr-defined,assignment]


@contextlib.contextmanager
def _formulon(path: Path, today: dt.date | None, as_addresses: bool) -> Iterator[formulon.Workbook]:
    """The workbook recalculated."""
    _compiled_once()
    meant = Addresses(tables_of(path)) if as_addresses else (lambda formula, row: formula)
    data = edited(path, lambda formula, row: one_by_one(brackets(meant(formula, row))))
    with formulon.Workbook.load(data) as book:
        book.set_excel_profile_id("win-365-zh_CN")
        if today is not None:
            book.set_pinned_now(today.year, today.month, today.day)
        book.recalc()
        yield book


def _from_formulon(value: formulon.Value) -> Value:
    if value.error_code is not None:
        return ErrorValue(formulon.error_display_name(value.error_code))
    plain = value.to_python()
    if isinstance(plain, formulon.Value):
        raise TypeError(f"not a cell value: {value.kind.name}")
    return plain
