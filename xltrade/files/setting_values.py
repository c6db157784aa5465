"""The settings of a workbook as what they have to be: days as days, positions among those that there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from xltrade.core import parsing
from xltrade.core.dtypes import Frame
from xltrade.declared.tables.settings import SETTING_COLUMNS


def typed_settings(frame: Frame) -> Iterator[tuple[int, str]]:
    """Give each setting of a known kind its type, in place; position and code of those that have not got it.

    What cannot be read is blank afterwards. A choice stays as it is typed.
    """
    for i, (key, value) in enumerate(zip(frame["key"], frame["value"], strict=True)):
        column = SETTING_COLUMNS.get(key) if isinstance(key, str) else None
        if column is None or value is None or value is pd.NA:
            continue
        found = parsing.parse(value, column)
        if column.kind == "id" and isinstance(value, (bool, datetime)):
            found = parsing.Parsed(problem="bad_id")
        if found.problem:
            yield i, found.problem
        frame.at[i, "value"] = _kept(value, found)


def _kept(value: Any, found: parsing.Parsed) -> Any:
    return None if found.problem else value if isinstance(found.value, str) else found.value
