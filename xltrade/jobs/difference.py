"""One difference between two consolidations, how grave it is, and how the sheet Changes shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xltrade.core.dtypes import Frame, build
from xltrade.core.schema import Column, Lang, Table, Words
from xltrade.core.shown import cut, number
from xltrade.declared import tables
from xltrade.jobs.checks import content

Row = Mapping[str, Any]
_PAID = {
    "receipts": {"id", "date", "order_id", "payer_id", "kind", "amount", "currency", "bank_fee", "owner"},
    "orders": {"id", "customer_id", "date", "amount", "currency", "cost", "quantity", "developer", "negotiator",
               "follower", "owner"},
}  # fmt: skip
"""Columns that decide what is paid to whom."""
_WEIGHTY = ("receipts", "orders", "customers")
_RISKS = ("high", "medium", "low")
_ORDER = {t.key: n for n, t in enumerate(tables.SALES)}
_CUT = Words("……（太长）", "…… (too long)")
_ROWS = Words("共 {0} 行", "{0} rows")


@dataclass(frozen=True)
class Line:
    """A difference of one value, or of a whole row.

    kind: a key of the choices `change`. old, row: the row as it was and as it is, None where there is none; column:
    None for the whole row. commission, money: what it moved, CNY. more: other rows of which the same
    is said.
    """

    table: Table
    kind: str
    old: Row | None
    row: Row | None
    column: Column | None = None
    before: Any = None
    after: Any = None
    commission: float = 0.0
    money: float | None = None
    more: tuple[Row, ...] = ()

    @property
    def count(self) -> int:
        """Of how many rows it speaks."""
        return 1 + len(self.more)

    @property
    def here(self) -> Row:
        """The row, as far as there is one."""
        return self.row or self.old or {}

    @property
    def risk(self) -> str:
        """high, medium or low."""
        key, column = self.table.key, self.column
        if self.kind == "added":
            return "low"
        if column is None:
            return "high" if key in _WEIGHTY else "medium"
        if column.by_manager or column.key in _PAID.get(key, ()) or (column.key == "payment_due" and self.money):
            return "high"
        return "medium" if column.temporal or column.kind == "money" or self.kind == "moved" else "low"

    def rank(self) -> tuple[Any, ...]:
        """What it is sorted by: the riskiest first."""
        here = self.here
        money = (-abs(self.commission), -abs(self.money or 0.0))
        place = (_ORDER[self.table.key], str(here["owner"]), here["source_row"] or 0)
        return _RISKS.index(self.risk), *money, *place

    def record(self, lang: Lang) -> dict[str, Any]:
        """Its row of the sheet Changes."""
        here, before, after = self.here, *self._states(lang)
        return {
            "risk": self.risk,
            "kind": self.kind,
            "owner": here["owner"],
            "owner_name": here["owner_name"],
            "table": self.table.label(lang),
            "id": name_of(self.table, here, lang) if self.count == 1 else None,
            "column": self.column.label(lang) if self.column else None,
            "before": before,
            "after": after,
            "commission": round(self.commission, 2) or None,
            "money": None if self.money is None else round(self.money, 2),
            "file": here["file"],
            "source_row": here["source_row"] if self.count == 1 else None,
        }

    def _states(self, lang: Lang) -> tuple[str | None, str | None]:
        """What stood there and what stands there, in words."""
        if self.column is not None:
            return shown(self.column, self.before, lang), shown(self.column, self.after, lang)
        rows = (self.old, self.row)
        if self.count > 1:
            return tuple(_ROWS.text(lang).format(self.count) if r else None for r in rows)  # type: ignore[return-value]
        return _whole(self.table, self.old, lang), _whole(self.table, self.row, lang)


@dataclass(frozen=True)
class Gone:
    """Rows of one person and table that are not there any more: so many, of how many, and how many there are now.

    person: whether there is any row of this person at all.
    """

    table: Table
    owner: str
    name: str
    file: str
    rows: int
    of: int
    left: int
    person: bool


def framed(lines: Iterable[Line], lang: Lang) -> Frame:
    """The sheet Changes."""
    return build(tables.CHANGES, [line.record(lang) for line in lines])


def name_of(table: Table, row: Row, lang: Lang) -> str:
    """What tells a row apart on sight: its number, else its natural key, such as "C001 2026-03-04 14:30"."""
    keys = [c for c in table.columns if c.key in (table.unique or [c.key for c in table.inputs if c.required])]
    named = [table["id"]] if "id" in table.by_key else keys
    return " ".join(s for s in (shown(c, row.get(c.key), lang) for c in named) if s)


def shown(column: Column | None, value: Any, lang: Lang) -> str | None:
    """A typed value in words; None for a blank."""
    if column is None or value is None or value != value or value == "":
        return None
    if column.choices:
        return column.choices.label(str(value), lang)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value == pd.Timestamp(value).normalize() else f"{value:%Y-%m-%d %H:%M}"
    return number(value) if isinstance(value, float) else cut(str(value), _CUT.text(lang))


def _whole(table: Table, row: Row | None, lang: Lang) -> str | None:
    return None if row is None else cut(content(table, pd.Series(dict(row), dtype="object"), lang), _CUT.text(lang))
