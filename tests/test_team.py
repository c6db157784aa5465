"""The demo team on disk: a real company's totals arrive, every cell is right, the same day gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import engines
from xltrade import functions, policy, read, tables, team, udf
from xltrade.functions import COMMISSION

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> team.Made:
    return team.make(tmp_path_factory.mktemp("team"), TODAY)


def every(made: team.Made) -> list[Path]:
    return [*made.workbooks, made.result.master]


NEWCOMERS = {f"E{n}" for n in range(10, 16)}


def column(path: Path, sheet: str, label: str) -> list[object]:
    """The values below a heading of the master."""
    page = openpyxl.load_workbook(path, read_only=True, data_only=True)[sheet]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    at = rows[0].index(label)
    return [r[at] for r in rows[1:] if any(v not in (None, "") for v in r)]


def test_northwinds_totals_arrive_in_the_master(made: team.Made) -> None:
    """830 orders, 1,265,793.0395 dollars, and each employee's count as in the CSV (R023)."""
    master = made.result.master
    owners = column(master, "订单", "业务员编号")
    amounts = [a for a, o in zip(column(master, "订单", "订单金额"), owners, strict=True) if o not in NEWCOMERS]
    assert len(amounts) == 830
    assert sum(Decimal(repr(a)) for a in amounts) == Decimal("1265793.0395")
    with resources.files("xltrade").joinpath("data/northwind/orders.csv").open(encoding="utf-8") as file:
        expected = Counter(f"E{r['employee_id']}" for r in csv.DictReader(file))
    assert Counter(o for o in owners if o not in NEWCOMERS) == expected


def test_rows_read_are_rows_kept(made: team.Made) -> None:
    """Nothing of a sound team is rejected; the sheets hold exactly the rows that were read."""
    result = made.result
    assert result.total.rejected == 0 and not result.rejects
    for table in tables.SALES:
        kept = sum(c.kept for (_, t), c in result.counts.items() if t == table.key)
        assert kept == len(column(result.master, table.zh, table.columns[0].zh)) > 0


def test_flavours_are_mixed(made: team.Made) -> None:
    assert Counter(map(_flavour, made.workbooks)) == {"classic": 5, "lambda": 5, "python": 5}


def test_the_same_seed_and_day_give_the_same_bytes(made: team.Made, tmp_path: Path) -> None:
    again = team.make(tmp_path, TODAY)
    for first, second in zip(every(made), every(again), strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_commission_of_a_quarter_is_the_sum_of_its_receipts(made: team.Made) -> None:
    """What the manager sees per person equals the whole quarter computed at once, to the fen (R044, R211)."""
    for row in made.result.dashboard.to_dict("records"):
        assert row["commission"] == COMMISSION(row["receipts"])
    assert made.result.dashboard["overdue"].sum() > 0
    assert (made.result.dashboard[["grade_s", "grade_a", "grade_b", "grade_c", "grade_d"]].sum() > 0).all()


def test_every_file_is_sound(made: team.Made) -> None:
    """openxml-audit predicts that Excel opens each without repair."""
    for path in every(made):
        assert engines.audit(path) == [], path.name


def test_no_cell_shows_an_error(made: team.Made) -> None:
    for path in every(made):
        wrong = [c for c in engines.formula_cells(path) if isinstance(c.cached, engines.ErrorValue)]
        assert wrong == [], path.name


def _flavour(path: Path) -> str:
    if path.suffix == ".xlsm":
        return "python"
    return "lambda" if "COMMISSION" in openpyxl.load_workbook(path, read_only=True).defined_names else "classic"


@engines.needs_libreoffice
def test_classic_cells_equal_their_cached_values(made: team.Made) -> None:
    """LibreOffice recalculates every formula of every classic file, the master among them."""
    classic = [p for p in every(made) if _flavour(p) == "classic"]
    values = engines.libreoffice_batch(classic, today=TODAY)
    for path in classic:
        cells = engines.formula_cells(path)
        assert len(cells) > 100 and engines.compare(cells, values[path]) == [], path.name


def test_lambda_cells_equal_their_cached_values(made: team.Made) -> None:
    """formulon recalculates every formula of every lambda file."""
    for path in (p for p in made.workbooks if _flavour(p) == "lambda"):
        values = engines.formulon_values(path, today=TODAY, as_addresses=True)
        assert engines.compare(engines.formula_cells(path), values) == [], path.name


def test_python_cells_equal_their_cached_values(made: team.Made) -> None:
    """formualizer recalculates every formula of every python file, calling the Python functions as Excel would."""
    for path in (p for p in made.workbooks if _flavour(p) == "python"):
        values = engines.formualizer_values(path, python_functions(path), today=TODAY)
        assert engines.compare(engines.formula_cells(path), values) == [], path.name


def python_functions(path: Path) -> dict[str, Callable[..., Any]]:
    """The functions with the policy of a workbook, as xlwings hands their answers to cells: dates as serial numbers."""
    found = read.read(path).tables
    rules = policy.read({t.key: found[t.key] for t in tables.SHARED}, TODAY)

    def called(function: functions.Function) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            shown = udf.answer(function, args, rules)
            return float((shown - dt.datetime(1899, 12, 30)).days) if isinstance(shown, dt.datetime) else shown

        return run

    return {name: called(function) for name, function in functions.CATALOGUE.items()}
