"""Values typed over the formulas of grey cells, beside what the rules make of them (R211)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from xltrade.core.dtypes import Frames
from xltrade.core.parsing import fold
from xltrade.core.schema import Column, Lang
from xltrade.core.shown import number
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.sheets import TYPED_OVER
from xltrade.files.outside import pieces
from xltrade.files.reading import Over, Reading

_SHOWN = 120
_NEAR = 0.005


def typed_over(readings: Iterable[tuple[str, Reading]], made: Frames) -> Iterator[Reject]:
    """For each sheet the typed values that differ from the computed ones, both shown; made: the computed tables."""
    for name, reading in readings:
        for key, over in groupby(reading.over, key=lambda o: o.table):
            rows = made[key][made[key]["file"] == name].set_index("row").to_dict("index")
            said = [_said(o, rows, reading.lang) for o in over]
            sheet = tables.BY_KEY[key].label(reading.lang)
            for text in pieces([s for s in said if s]):
                short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"
                yield Reject(TYPED_OVER, name, sheet, key, value=short, content=text)


def _said(over: Over, rows: Mapping[Any, Mapping[str, Any]], lang: Lang) -> str:
    """The cell, what is typed and what is right; "" where they are the same."""
    if over.row not in rows:
        return f"{over.place}={over.text}"
    right = _shown(rows[over.row].get(over.column), tables.BY_KEY[over.table][over.column], lang)
    return "" if _same(over.text, right) else f"{over.place}={over.text} → {right}"


def _shown(value: Any, column: Column, lang: Lang) -> str:
    """A computed value as its cell shows it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    if column.choices and value in column.choices.labels(lang):
        return column.choices.label(str(value), lang)
    return number(float(value)).replace(",", "") if isinstance(value, (int, float)) else str(value)


def _same(typed: str, right: str) -> bool:
    try:
        return abs(float(typed) - float(right)) < _NEAR
    except ValueError:
        return fold(typed) == fold(right)
