"""A master and a salesperson's workbook on which buttons are pressed."""

from __future__ import annotations

from pathlib import Path

import memory
import pytest
import small_shop as shops
import xlwings
from button_books import master_bytes, office_bytes


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two workbooks in a folder and a master that names it; gives the master."""
    master = shops.shop(tmp_path / "f")
    master.write_bytes(master_bytes(filled=False))
    return master


@pytest.fixture
def office(excel: memory.App, tmp_path: Path) -> xlwings.Book:
    """A salesperson's workbook of 2026-04-07, a Tuesday, open in Excel."""
    path = tmp_path / "P1 张三.xlsx"
    path.write_bytes(office_bytes())
    return memory.opened(excel, path)
