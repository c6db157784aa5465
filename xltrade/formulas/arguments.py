"""What Excel hands over -> arrays, and back: blanks, ranges, dates, money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.core import parsing
from xltrade.core.days import DAY, EXCEL_EPOCH, to_day
from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import UNIT, bounded, units
from xltrade.core.schema import Column, Kind
from xltrade.declared import choices
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.rules import followup
from xltrade.rules import policy as policies
from xltrade.rules.policy import Policy


def blank(value: Any) -> bool:
    """Whether a value is an empty cell: None, NaN, NaT or a text of blanks."""
    return (
        value is None
        or value is pd.NaT
        or (isinstance(value, float) and value != value)
        or (isinstance(value, str) and not value.strip())
    )


def _moment(value: Any) -> int:
    """A date, datetime, Excel serial or written date as whole seconds since 1970-01-01."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, str):
        value = _written(value, "datetime")
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + round(value.microsecond / 1e6)
        return to_day(value.date()) * DAY + seconds
    if isinstance(value, date):
        return to_day(value) * DAY
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return EXCEL_EPOCH * DAY + round(float(value) * DAY)
    raise ValueNotComputable(f"「{value}」不是日期。", f"{value!r} is not a date.")


def _written(value: str, kind: Kind) -> Any:
    parsed = parsing.parse(value, Column("value", "值", "Value", kind, "", "", decimals=9))
    if parsed.problem:
        raise ValueNotComputable(f"「{value}」不是日期或数字。", f"{value!r} is not a date or a number.")
    return parsed.value


def money(value: Any, scale: int = UNIT) -> int:
    """A number or a written amount as whole units of 1/scale yuan; ValueNotComputable for what is none or too large."""
    if isinstance(value, bool):
        raise ValueNotComputable(f"「{value}」不是数字。", f"{value!r} is not a number.")
    if isinstance(value, str):
        if parsing.foreign_sign(value, "CNY"):
            raise ValueNotComputable(
                f"「{value}」带外币符号，请只写数字。", f"{value!r} has a foreign sign; write digits."
            )
        value = _written(value, "number")
    if not isinstance(value, (int, float, Decimal, np.integer, np.floating)):
        raise ValueNotComputable(f"「{value}」不是数字。", f"{value!r} is not a number.")
    number = value if isinstance(value, (Decimal, float, np.floating)) else int(value)
    return bounded(units(number, scale), scale, value)


_YES = {choices.YESNO.get("yes").key, choices.YESNO.get("yes").zh, choices.YESNO.get("yes").en}
"""What a formula takes for yes; a sheet's reader knows more words for it."""


def _true(value: Any) -> bool:
    return (
        value is True
        or (not isinstance(value, str) and not blank(value) and value == 1)
        or (isinstance(value, str) and value.strip().casefold() in _YES)
    )


_TAKE: dict[str, Callable[[Any], Any]] = {
    "money": money,
    "date": lambda v: _moment(v) // DAY,
    "datetime": _moment,
    "choice": _true,
    "text": str,
}
_EMPTY: dict[str, Any] = {"money": 0, "date": followup.NONE, "datetime": followup.NONE, "choice": False, "text": None}


def _column(values: NDArray[np.object_], kind: str) -> NDArray[Any]:
    take = _TAKE[kind]
    made = [_EMPTY[kind] if blank(v) else take(v) for v in values.tolist()]
    return np.array(made, dtype={"text": object, "choice": bool}.get(kind, np.int64))


def objects(value: Any) -> NDArray[np.object_]:
    """A scalar, list of rows or array as an object array of the same shape."""
    if isinstance(value, (pd.Series, np.ndarray)):
        return np.asarray(value, dtype=object)
    if isinstance(value, (list, tuple)):
        rows = [list(r) if isinstance(r, (list, tuple)) else r for r in value]
        return np.array(rows, dtype=object)
    return np.array(value, dtype=object)


def like(values: list[Any], shape: tuple[int, ...], given: Sequence[Any]) -> Any:
    """`values` in the shape and container of the first argument that is not a scalar."""
    model = next((g for g in given if isinstance(g, (list, tuple, pd.Series, np.ndarray))), None)
    if model is None:
        return values[0]
    made = np.empty(len(values), dtype=object)
    made[:] = values
    made = made.reshape(shape)
    if isinstance(model, pd.Series):
        return pd.Series(made, index=model.index, dtype=object)
    return made if isinstance(model, np.ndarray) else made.tolist()


def each(name: str, given: tuple[Any, ...], rule: Callable[..., Sequence[Any]], *, blanks: bool = False) -> Any:
    """Apply an array rule cell by cell: broadcast, convert, shape back.

    A row with a blank required cell gives None, unless the rule says itself what `blanks` mean.
    """
    params = CATALOGUE[name].params
    arrays = np.broadcast_arrays(*[objects(g) for g in given])
    shape, flat = arrays[0].shape, [a.reshape(-1) for a in arrays]
    full = np.array(
        [
            blanks or not any(blank(v) and not p.optional for p, v in zip(params, row, strict=True))
            for row in zip(*flat, strict=True)
        ],
        dtype=bool,
    )
    out: list[Any] = [None] * full.size
    if full.any():
        made = rule(*[_column(f[full], p.kind) for f, p in zip(flat, params, strict=True)])
        for i, value in zip(np.flatnonzero(full), made, strict=True):
            out[i] = value
    return like(out, shape, given)


def in_policy(given: Policy | None) -> Policy:
    """The policy given, else the shipped one."""
    return given or policies.default()


def yuan(fen: Iterable[int], given: tuple[Any, ...]) -> list[Any]:
    """Amounts in fen as they were given: Decimal where one of the arguments was, float otherwise."""
    exact = any(isinstance(v, Decimal) for g in given for v in objects(g).reshape(-1).tolist())
    return [Decimal(int(f)).scaleb(-2) if exact else int(f) / 100 for f in fen]


def lone(name: str, value: Any) -> Any:
    """A scalar, or the only cell of a range; XltradeError for more cells."""
    cells_of = objects(value).reshape(-1).tolist()
    if len(cells_of) > 1:
        raise ValueNotComputable(f"{name} 一次只能算一个单元格。", f"{name} takes one cell at a time.")
    return cells_of[0] if cells_of else None


def one_cell(param: str, then: str) -> str:
    """`then` for a lone cell; the error that Python raises too for a range, nothing for nothing."""
    size = f"IFERROR(ROWS({{{param}}}),1)*IFERROR(COLUMNS({{{param}}}),1)"
    return f'IF({size}>1,NA(),IF(TRIM({{{param}}}&"")="","",{then}))'
