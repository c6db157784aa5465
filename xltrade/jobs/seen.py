"""What the checks of the sheet Exceptions look at, and how one of them says where a row stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frames, records
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject

Row = Mapping[str, Any]
_FIRST = Words("{place}（{who}，{when} 登记）", "{place} ({who}, entered {when})")
_WHO = Words("{place}（{who}）", "{place} ({who})")


@dataclass(frozen=True)
class Seen:
    """Everybody's rows with computed columns, `owner`, `owner_name`, `file` and `row`; hired: owner -> day."""

    tables: Frames
    context: Context

    @property
    def lang(self) -> Lang:
        return self.context.lang

    @property
    def hired(self) -> Mapping[str, dt.date]:
        return self.context.hired

    def rows(self, key: str, where: pd.Series | NDArray[np.bool_]) -> Iterator[Row]:
        """The rows of a table in which `where` holds."""
        return iter(records(self.tables[key][np.asarray(where, dtype=bool)]))

    def told(self, kind: Problem, key: str, row: Row, value: str, hint: str = "", column: str = "") -> Reject:
        """An exception about a row."""
        table = tables.BY_KEY[key]
        label = table[column].label(self.lang) if column else ""
        who = (str(row.get("origin") or row["owner"]), str(row.get("id") or ""))
        return Reject(
            kind, row["file"], table.label(self.lang), key, int(row["row"]), label, value, hint=hint, identity=who
        )

    def place(self, key: str, row: Row, when: dt.date | None = None) -> str:
        """Where another row stands, whose it is, and when it was entered."""
        sheet = tables.BY_KEY[key].label(self.lang)
        place = Reject(_ANY, row["file"], sheet, key, int(row["row"])).place(self.lang)
        who = f"{row['owner']} {row['owner_name'] or ''}".strip()
        day = f"{when:%Y-%m-%d}" if when is not None else ""
        return (_FIRST if day else _WHO).text(self.lang).format(place=place, who=who, when=day)


_ANY = Problem("", "row", "exception", "", "", "", "")
