"""The Excel in memory reads and types as Excel does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import memory
import pytest


def test_the_engine_reads_and_types_as_excel_does(excel: memory.App) -> None:
    page = memory.opened(excel, None).sheets[0]
    typed = [["=1+1", "+86 138", "3-1", "@SUM(1)", "00123", "true", "'=1", "plain", 5, None, dt.datetime(2026, 3, 9)]]
    page.range("A1").value = typed
    formulas: Any = page.range("A1:K1").formula
    assert formulas[0] == ("=1+1", "=+86 138", 45000.0, "=@SUM(1)", 123.0, True, "=1", "plain", 5.0, "", 46090.0)
    shown = page.range("D1:K1").value
    assert shown == [None, 123.0, True, "=1", "plain", 5.0, None, dt.datetime(2026, 3, 9)]
    page.range("A2").number_format = "@"
    page.range("A2").value = "=1+1"
    assert page.range("A2").value == "=1+1" and isinstance(page.range("E1").value, float)
    with pytest.raises(memory.ExcelError):
        page.range("A3:B3").value = [["x" * 9000, 1]]
