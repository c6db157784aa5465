"""Reading and writing, side by side in one run: compare the rows of the table that pytest-benchmark prints.

Run with `python -m pytest tests/benchmarks --benchmark-only`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from xltrade.declared import tables
from xltrade.files import read, write
from xltrade.jobs.demo.team import demo_team
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fullest workbook of the demo team."""
    team = demo_team(TODAY)
    member = max(team.members, key=lambda m: len(m.frames["orders"]))
    shared = {**policy.shipped(policy.years_around(TODAY)), "fx": team.fx}
    path = tmp_path_factory.mktemp("bench") / "full.xlsx"
    write.write(
        salesperson_book(Owner(member.id, member.name, member.hired), member.frames, shared, Look(today=TODAY)), path
    )
    return path


@pytest.mark.benchmark(group="read one workbook into typed tables")
def test_read_ours(benchmark: object, workbook: Path) -> None:
    """Every table typed, checked and accounted for."""
    benchmark(read.read, workbook, tables.SALES)  # type: ignore[operator]


@pytest.mark.benchmark(group="read one workbook into typed tables")
@pytest.mark.parametrize("engine", ["calamine", "openpyxl"])
def test_read_pandas(benchmark: object, workbook: Path, engine: str) -> None:
    """pandas.read_excel of the same sheets: untyped, unchecked."""
    names = [t.zh for t in tables.SALES]
    benchmark(pd.read_excel, workbook, sheet_name=names, header=3, engine=engine)  # type: ignore[operator]
