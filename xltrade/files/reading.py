"""What was read of a workbook: tables, settings, the account of its rows, what is wrong with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from xltrade.core.dtypes import Frames
from xltrade.core.errors import MiscountError
from xltrade.core.schema import Lang
from xltrade.core.shown import file_name
from xltrade.declared import tables as declared
from xltrade.declared.rejects.reject import Reject

EXACT = ("any", "percent")  # kinds read with the cell's own type: the text of a number keeps nine decimals


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of one table: read = kept + rejected, always (R211); MiscountError for anything else."""

    read: int
    kept: int
    rejected: int

    def __post_init__(self) -> None:
        if self.read != self.kept + self.rejected:
            raise MiscountError(self.read, self.kept, self.rejected)


class Over(NamedTuple):
    """A value typed in a computed cell of a row: column key, Excel row, address such as "K5", text."""

    table: str
    column: str
    row: int
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one workbook holds.

    tables: key -> frame of the input columns, int64 `row` (Excel row), str `extra` (unknown columns, "标题=值; …").
    columns: table -> column key -> the letters of its Excel column. saved: when the program that wrote the file says
    it did, with its zone; None where it does not say. shown: what messages call the file, where its name is not enough.
    over: what is typed on grey cells, table by table.
    """

    path: Path
    kind: Literal["sales", "master"]
    lang: Lang
    settings: dict[str, Any]
    person_id: str
    person_name: str
    tables: Frames
    rejects: tuple[Reject, ...]
    counts: dict[str, Count]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    saved: dt.datetime | None = None
    shown: str = ""
    over: tuple[Over, ...] = ()

    @property
    def name(self) -> str:
        """What the file is called, as it can be written anywhere."""
        return self.shown or file_name(self.path)

    @property
    def typed_rows(self) -> int:
        """The rows that somebody typed: settings, policy, holidays and the like left out."""
        others = {declared.SETTINGS.key, *(t.key for t in declared.SHARED)}
        return sum(c.read for key, c in self.counts.items() if key not in others)

    def address(self, table: str, column: str, row: int | None) -> str:
        """Where a cell stands, such as 政策!C5; the table's label alone where that is not known."""
        declared_table = declared.BY_KEY[table]
        sheet = declared.holder(declared_table)
        place = self.columns.get(table, {}).get(column)
        return f"{sheet.label(self.lang)}!{place}{row}" if place and row else declared_table.label(self.lang)
