"""A sheet's column -> typed values: fast where every cell is plain, careful where one is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xltrade.core import dtypes, parsing
from xltrade.core.schema import Column

MIDNIGHT = " 00:00:00"


def clean(texts: pa.Array) -> pa.Array:
    """Stripped, blanks as null."""
    texts = pc.utf8_trim(texts, characters=parsing.BLANKS)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type in which a column is read before it becomes its dtype."""
    kind = dtypes.dtype(column)
    return pa.timestamp("us") if kind == dtypes.TEMPORAL else pa.float64() if kind == "float64" else pa.string()


def _only(texts: pa.Array, good: pa.Array) -> pa.Array:
    return pc.if_else(good, texts, pa.scalar(None, texts.type))


def _fast_text(texts: pa.Array, column: Column) -> pa.Array:
    odd = pc.or_(pc.starts_with(texts, "#"), pc.ends_with(texts, MIDNIGHT))
    if column.kind in ("id", "phone"):
        odd = pc.or_(odd, pc.invert(pc.string_is_ascii(texts)))
    return _only(texts, pc.invert(odd))


def _fast_number(texts: pa.Array, column: Column) -> pa.Array:
    places = rf"(\.\d{{1,{column.decimals}}})?" if column.decimals and column.kind != "integer" else ""
    good = pc.match_substring_regex(texts, rf"^-?\d{{1,15}}{places}$")
    return pc.add(pc.cast(_only(texts, good), pa.float64()), 0.0)


def _fast_moment(texts: pa.Array, column: Column) -> pa.Array:
    good = pc.match_substring_regex(texts, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
    try:
        moments = pc.cast(_only(texts, good), pa.timestamp("us"))
    except pa.ArrowInvalid:
        return pa.nulls(len(texts), pa.timestamp("us"))
    first, last = (pa.scalar(d, pa.timestamp("us")) for d in (parsing.FIRST_DATE, parsing.LAST_DATE))
    moments = _only(moments, pc.and_(pc.greater_equal(moments, first), pc.less(moments, last)))
    unit = {"date": "day", "month": "month"}.get(column.kind)
    return pc.floor_temporal(moments, unit=unit) if unit else moments


_FAST: dict[str, Callable[[pa.Array, Column], pa.Array]] = {
    **dict.fromkeys(("id", "phone", "text", "note"), _fast_text),
    **dict.fromkeys(("number", "money", "integer"), _fast_number),
    **dict.fromkeys(("date", "datetime", "month"), _fast_moment),
}


def convert(texts: pa.Array, column: Column) -> tuple[pa.Array, dict[int, str]]:
    """One column of clean texts as typed values, and {position: problem code}."""
    kind = arrow_type(column)
    fast = _FAST[column.kind](texts, column) if column.kind in _FAST else pa.nulls(len(texts), kind)
    left = pc.and_(pc.is_valid(texts), pc.is_null(fast))
    if not pc.any(left).as_py():
        return fast.cast(kind), {}
    values, codes = _careful(texts.filter(left), column, kind)
    places = np.flatnonzero(left.to_numpy(zero_copy_only=False))
    problems = {int(p): code for p, code in zip(places, codes.to_pylist(), strict=True) if code}
    return pc.replace_with_mask(fast.cast(kind), left, values), problems


def _careful(texts: pa.Array, column: Column, kind: pa.DataType) -> tuple[pa.Array, pa.Array]:
    """Each different text once through the cell parser: values and problem codes."""
    coded = texts.dictionary_encode()
    parsed = [parsing.parse(text, column) for text in coded.dictionary.to_pylist()]
    values = pa.array([_storable(p.value, kind) for p in parsed], kind)
    return values.take(coded.indices), pa.array([p.problem for p in parsed], pa.string()).take(coded.indices)


def _storable(value: Any, kind: pa.DataType) -> Any:
    return pd.Timestamp(value).to_pydatetime() if value is not None and pa.types.is_timestamp(kind) else value


def convert_own(values: Sequence[Any], column: Column) -> tuple[list[Any], dict[int, str]]:
    """The same for values with their own types."""
    parsed = [parsing.parse(v, column) for v in values]
    return [p.value for p in parsed], {i: p.problem for i, p in enumerate(parsed) if p.problem}


def shown_value(text: str | None) -> str:
    """A cell's text as people typed it: a bare date without its midnight."""
    return (text or "").removesuffix(MIDNIGHT)
