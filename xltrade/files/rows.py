"""The rows of one table on a sheet: which are filled, what they hold, what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xltrade.core import dtypes, parsing
from xltrade.core.dtypes import Frame
from xltrade.core.identity import folded
from xltrade.core.schema import Column, Lang, Table
from xltrade.core.shown import CELL_LIMIT, units
from xltrade.declared import tables as declared
from xltrade.declared.rejects.cells import ERROR_VALUE
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.files.blocks import Block, one_line
from xltrade.files.columns import clean, shown_value


class Rows:
    """The rows of one block that hold something, as clean text columns by Excel column; file: what messages call it."""

    def __init__(self, block: Block, file: str) -> None:
        self.block, self.file = block, file
        first = block.header + 1
        used = [*block.inputs.values(), *block.repeated]
        texts = {i: clean(block.grid.columns[i].slice(first)) for i in used}
        filled = np.zeros(max(block.grid.height - first, 0), dtype=bool)
        for column in texts.values():
            filled |= pc.is_valid(column).to_numpy(zero_copy_only=False)
        filled[[row - first for row in block.again]] = False
        if block.end is not None:
            filled[block.end - first :] = False
        self.at = np.flatnonzero(filled)
        keep = pa.array(self.at)
        self.texts = {i: column.take(keep) for i, column in texts.items()}
        self.texts |= {i: clean(block.grid.columns[i].slice(first)).take(keep) for i in block.unknown}
        self.excel = (self.at + first + 1).astype("int64")

    def __len__(self) -> int:
        return len(self.at)

    def text(self, row: int, key: str) -> str:
        index = self.block.inputs.get(key)
        return "" if index is None else shown_value(self.texts[index][row].as_py())

    def reject(self, row: int, kind: Problem, column: str, value: str, hint: str = "") -> Reject:
        """A reject of that row, with all that is typed in it."""
        place = (self.file, self.block.grid.name, self.block.table.key, int(self.excel[row]), column)
        return Reject(kind, *place, value, self.content(row), hint, (self.text(row, "origin"), self.text(row, "id")))

    def not_calculated(self, key: str) -> list[int]:
        """The positions of the rows whose cell is a formula without a stored value."""
        blank, index = self.block.seen.blank, self.block.inputs.get(key)
        if index is None or not blank:
            return []
        return [i for i, row in enumerate(self.excel) if (int(row) - 1, index) in blank]

    def content(self, row: int) -> str:
        """Everything typed in the row, "标题=值; …"."""
        shown = ((one_line(self.block.titles[i]), self.texts[i][row].as_py()) for i in sorted(self.texts))
        return "; ".join(f"{title}={shown_value(text)}" for title, text in shown if text is not None)

    def typed(self, row: int) -> tuple[tuple[str, str], ...]:
        """What is typed under the table's own headings, by column, however the sheet orders them."""
        return tuple((key, text) for key in sorted(self.block.inputs) if (text := self.text(row, key)))

    def extra(self) -> pa.Array:
        """The unknown columns' content of each row, null where there is none."""
        if not self.block.unknown:
            return pa.nulls(len(self), pa.string())
        titles = [one_line(self.block.titles[i]) for i in self.block.unknown]
        rows = zip(*(self.texts[i].to_pylist() for i in self.block.unknown), strict=True)
        told = [[f"{t}={shown_value(v)}" for t, v in zip(titles, row, strict=True) if v is not None] for row in rows]
        return pa.array(["; ".join(t) or None for t in told], pa.string())


def nothing(table: Table) -> Frame:
    """A table without rows, with the columns that reading adds."""
    return _empty(table.key).copy()


@cache
def _empty(key: str) -> Frame:
    empty = dtypes.empty(declared.BY_KEY[key])
    return pd.DataFrame({**empty, "row": pd.Series(dtype="int64"), "extra": pd.Series(dtype="str")})


def where(mask: pa.Array) -> list[int]:
    """The positions at which a mask is true."""
    found: list[int] = np.flatnonzero(mask.to_numpy(zero_copy_only=False)).tolist()
    return found


def own_values(raw: list[list[Any]], excel_rows: np.ndarray, index: int, texts: pa.Array) -> list[Any]:
    """The cells with their own types; the text where that reader shows nothing (errors)."""
    found = []
    for row, text in zip(excel_rows, texts.to_pylist(), strict=True):
        line = raw[row - 1] if row <= len(raw) else []
        value = line[index] if index < len(line) else ""
        found.append(text if value == "" and isinstance(value, str) else value)
    return found


def long_texts(values: Frame) -> list[tuple[int, str, str]]:
    """Position, column and text of whatever is longer than a cell may be."""
    found = []
    for key in values.columns[values.dtypes == "str"]:
        for i in np.flatnonzero((values[key].str.len() > CELL_LIMIT // 2).fillna(False).to_numpy(dtype=bool)):
            text = str(values[key].iloc[i])
            if units(text) > CELL_LIMIT:
                found.append((int(i), str(key), text))
    return found


def first_of(groups: np.ndarray) -> np.ndarray:
    """For each position the first one of the same group."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return first[inverse]


def comparable(values: pd.Series, column: Column) -> pd.Series:
    """Values as identities are compared."""
    return folded(values) if column.kind in ("id", "text") else values


def closest(words: Iterable[str], among: Iterable[str]) -> str:
    """The candidate most like one of `words`, or ""."""
    among = list(among)
    scored = (
        (difflib.SequenceMatcher(None, parsing.fold(w), parsing.fold(a)).ratio(), a) for w in words for a in among
    )
    best = max(scored, default=(0.0, ""), key=lambda s: s[0])
    return best[1] if best[0] >= 0.4 else ""


_LISTED = 20
"""So many choices a message names; of the currencies the first ones."""


def allowed(column: Column, lang: Lang) -> str:
    """The values of a choice column as a hint, in the language of the workbook."""
    labels = list(column.choices.labels(lang).values()) if column.choices else []
    return " / ".join(labels if len(labels) <= _LISTED else [*labels[:_LISTED], "…"])


def currency_of(values: Frame, row: int) -> str:
    """The currency of a row's amounts: its own, CNY in a table that has none."""
    typed = values["currency"].iloc[row] if "currency" in values else "CNY"
    return typed if isinstance(typed, str) else ""


_TOTALS = frozenset({"汇总", "合计", "总计", "小计", "共计", "total", "totals", "subtotal", "grand total", "sum"})


def totals(rows: Rows, among: Iterable[int]) -> dict[int, str]:
    """Of these rows the ones of totals, as Excel adds them below a table: position -> the word that says so."""
    found = {}
    for i in among:
        words = (text for _, text in rows.typed(i) if parsing.fold(text).rstrip(":") in _TOTALS)
        if word := next(words, ""):
            found[i] = word
    return found


_NEVER_SPARED = ("id", "money", "date", "datetime", "month")
"""Kinds of which a cell that cannot be read takes its row out, wanted or not."""


def sparable(column: Column, table: Table, code: str) -> bool:
    """Whether a cell that cannot be read costs the cell and not the row: an optional one without money, day or number
    of anything. Of the manager's own rows, which are written anew, only an error where words belong is let go.
    """
    if table is declared.SETTINGS:
        return not column.required
    if column.required or table.role != "input" or column.kind in _NEVER_SPARED or column.key == "currency":
        return False
    return table.place == "sales" or (code == ERROR_VALUE.code and column.kind in ("text", "note"))


_CELL_OF_A_DATE = r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d+(\.\d+)?)$"


def text_dates(block: Block, rows: Rows) -> list[tuple[int, str]]:
    """Position and column of each date of a policy table that is typed as text: read here, passed over by formulas."""
    found = []
    for key, index in block.inputs.items() if block.table.role == "settings" else ():
        if block.table[key].kind == "date":
            typed = pc.match_substring_regex(rows.texts[index], _CELL_OF_A_DATE)
            found += [(i, key) for i in where(pc.invert(pc.fill_null(typed, True)))]
    return found


def foreign_signs(block: Block, rows: Rows, values: Frame) -> list[tuple[int, str]]:
    """Position and column of each amount typed with the sign of another currency than the row's (R048)."""
    found = []
    for key, index in block.inputs.items():
        if block.table[key].kind in ("money", "number"):
            signed = where(pc.match_substring_regex(rows.texts[index], "[¥￥$＄€£￡]"))
            texts = ((i, rows.texts[index][i].as_py()) for i in signed)
            found += [(i, key) for i, text in texts if parsing.foreign_sign(text, currency_of(values, i))]
    return found
