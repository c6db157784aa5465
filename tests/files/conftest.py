"""Where a workbook to be read stands."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "张三.xlsx"
