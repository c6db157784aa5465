"""The demo team on disk: a real company's totals arrive, every cell is right, the same day gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
from collections import Counter
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_cells import python_functions

import engines
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.functions import COMMISSION
from xltrade.jobs.consolidate import consolidate
from xltrade.jobs.demo import files as team
from xltrade.jobs.demo.team import demo_team
from xltrade.sheets.look import Look

TODAY = dt.date(2026, 11, 21)


def every(made: team.Made) -> list[Path]:
    return [*made.workbooks, made.result.master]


NEWCOMERS = {f"E{n}" for n in range(10, 16)}


@functools.cache
def opened(path: Path, data_only: bool = True) -> Any:
    """A file that nobody changes, read once."""
    return openpyxl.load_workbook(path, data_only=data_only)


def column(path: Path, sheet: str, label: str) -> list[object]:
    """The values below a heading of the master."""
    page = opened(path)[sheet]
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
    with resources.files("xltrade").joinpath("jobs/demo/northwind/orders.csv").open(encoding="utf-8") as file:
        expected = Counter(f"E{r['employee_id']}" for r in csv.DictReader(file))
    assert Counter(o for o in owners if o not in NEWCOMERS) == expected


def test_rows_read_are_rows_kept(made: team.Made) -> None:
    """Nothing of a sound team is rejected; the sheets hold exactly the rows that were read."""
    result = made.result
    assert result.total.rejected == 0 and {r.code for r in result.rejects} == {"disputed"}
    for table in tables.SALES:
        kept = sum(c.kept for (_, t), c in result.counts.items() if t == table.key)
        assert kept == len(column(result.master, table.zh, table.columns[0].zh)) > 0


def test_flavours_are_mixed(made: team.Made) -> None:
    assert Counter(map(_flavour, made.workbooks)) == {"classic": 9, "lambda": 3, "python": 3}


def test_an_english_team(tmp_path: Path) -> None:
    """The same numbers in English: the smallest member's workbook and a master, written and consolidated."""
    made = demo_team(TODAY, lang="en")
    small = min(made.members, key=lambda m: len(m.frames["contacts"]))
    shared, look = team.shared_tables(made, "en"), Look("classic", "en", TODAY, True)
    (tmp_path / "workbooks").mkdir()
    write.write(team._workbook(small, made, shared, look), tmp_path / "workbooks" / "one.xlsx")
    write.write(team._master(made, shared, look, tmp_path / "workbooks"), tmp_path / "master.xlsx")
    done = consolidate(tmp_path / "workbooks", tmp_path / "master.xlsx", look, None)
    assert done.total.rejected == 0 < done.total.kept == sum(len(f) for f in small.frames.values())
    head = {c.value for c in openpyxl.load_workbook(done.master, read_only=True)["Ranking"][4]}
    assert {"Rank", "Promotion"} <= head


def test_commission_of_a_quarter_is_the_sum_of_its_receipts(made: team.Made) -> None:
    """What the manager sees per person equals the whole quarter computed at once, to the fen (R044, R211)."""
    for row in made.result.dashboard.to_dict("records"):
        assert row["commission"] == COMMISSION(row["receipts"])
    assert made.result.dashboard["overdue"].sum() > 0
    assert (made.result.dashboard[["grade_s", "grade_a", "grade_b", "grade_c", "grade_d"]].sum() > 0).all()


def test_every_file_has_its_own_tests(made: team.Made) -> None:
    assert len(every(made)) == 16 and len(SLOW) == sum(_flavour(p) == "lambda" for p in every(made))


@pytest.mark.parametrize("number", [0, 1, 4, 9, 15])
def test_a_file_is_sound(made: team.Made, number: int) -> None:
    """openxml-audit predicts that Excel opens it without repair: one of each flavour, a newcomer's, the master."""
    path = every(made)[number]
    assert engines.audit(path) == [], path.name


@pytest.mark.skipif(not engines.MISSING_PROGRAMS, reason="implied: an error is a difference to `compare`")
def test_no_cell_shows_an_error(made: team.Made) -> None:
    for path in every(made):
        wrong = [c for c in engines.formula_cells(path) if isinstance(c.cached, engines.ErrorValue)]
        assert wrong == [], path.name


@functools.cache
def _flavour(path: Path) -> str:
    if path.suffix == ".xlsm":
        return "python"
    return "lambda" if "COMMISSION" in openpyxl.load_workbook(path, read_only=True).defined_names else "classic"


@engines.needs_libreoffice
def test_classic_cells_equal_their_cached_values(made: team.Made) -> None:
    """LibreOffice recalculates every formula of every classic file, the master among them."""
    classic = [p for p in every(made) if _flavour(p) == "classic"]
    for path in classic:
        cells, values = engines.formula_cells(path), engines.libreoffice_values(path, today=TODAY)
        assert len(cells) > 100 and engines.compare(cells, values) == [], path.name


SLOW = range(3)
"""The places among the lambda workbooks: formulon takes longest, so that each is a test of its own."""


@pytest.mark.parametrize("number", SLOW)
def test_lambda_cells_equal_their_cached_values(made: team.Made, number: int) -> None:
    """formulon recalculates every formula of every lambda file."""
    path = [p for p in made.workbooks if _flavour(p) == "lambda"][number]
    values = engines.formulon_values(path, today=TODAY, as_addresses=True)
    assert engines.compare(engines.formula_cells(path), values) == [], path.name


def test_python_cells_equal_their_cached_values(made: team.Made) -> None:
    """formualizer recalculates every formula of every python file, calling the Python functions as Excel would."""
    for path in (p for p in made.workbooks if _flavour(p) == "python"):
        values = engines.formualizer_values(path, python_functions(path), today=TODAY)
        assert engines.compare(engines.formula_cells(path), values) == [], path.name


# ── scorecards of the team ────────────────────────────────────────────────────────────────────────────────────────

Block = list[list[object]]


def blocks(page: Any) -> dict[str, Block]:
    """Person -> the rows of their card, from "人员编号" to the line before the next card."""
    found: dict[str, Block] = {}
    for row in page.iter_rows(max_col=7, values_only=True):
        if row[0] == "人员编号":
            found[str(row[1])] = []
        if found:
            found[list(found)[-1]].append([None if v == "" else v for v in row])
    return found


@pytest.fixture(scope="module")
def cards(made: team.Made) -> tuple[dict[str, Block], dict[str, Block]]:
    """Everybody's card in the master, and in their own workbook."""
    master = blocks(opened(made.result.master)["成绩单"])
    own: dict[str, Block] = {}
    for path in made.workbooks:
        own |= blocks(opened(path)["成绩"])
    return master, own


def test_master_and_workbooks_show_the_same_score(cards: tuple[dict[str, Block], dict[str, Block]]) -> None:
    """R001, R002: every figure of every card, the total among them; each engine recalculated both (tests above)."""
    master, own = cards
    assert master.keys() == own.keys() and len(master) == 15
    for person, rows in master.items():
        total = next(r[5] for r in rows if r[0] == "总分")
        assert isinstance(total, float) and 20 < total <= 120, person
        for shown, mine in zip(rows, own[person], strict=False):
            for one, other in zip(shown[:6], mine[:6], strict=True):
                same = one == pytest.approx(other) if isinstance(one, float) else one == other
                assert same, (person, shown, mine)


def test_everybody_has_a_plausible_card(cards: tuple[dict[str, Block], dict[str, Block]]) -> None:
    """R003–R006: each tenure quarter, a warning, a dismissal and a second chance stand in the demo."""
    head = {p: (rows[1][1], rows[2][1]) for p, rows in cards[0].items()}
    assert {label for label, _ in head.values()} == {"T1", "T2", "T3", "T4", "2026Q4"}
    assert {state for _, state in head.values()} == {"正常", "预警", "辞退", "二次机会"}


@pytest.mark.parametrize("which", [0, 1], ids=["master", "workbooks"])
def test_evidence_links_point_at_the_right_rows(
    made: team.Made, cards: tuple[dict[str, Block], dict[str, Block]], which: int
) -> None:
    """R003, R020, R030: the row named is the first one that counts; the engines compute the same row."""
    paths = made.workbooks if which else (made.result.master,)
    files = [opened(path) for path in paths]
    books = dict(zip(cards[1], files if which else files * len(cards[1]), strict=True))
    seen = 0
    for person, rows in cards[which].items():
        for row in rows:
            said = re.match(r"(\S+) → 第 (\d+) 行起", str(row[6]))
            if not said:
                continue
            page, at = books[person][said[1]], int(said[2])
            titles = [c.value for c in page[4]]
            column = titles.index("考核依据") + 1
            key = f"{person} {row[4]}" if which == 0 else row[4]
            values = [page.cell(n, column).value for n in range(5, page.max_row + 1)]
            assert values.index(key) + 5 == at
            assert which == 1 or page.cell(at, titles.index("业务员编号") + 1).value == person
            assert values.count(key) == row[1] or row[0] == "第三季：每月成交"
            seen += 1
    assert seen >= 11


def test_evidence_is_a_hyperlink_to_the_sheet(made: team.Made) -> None:
    page = opened(made.result.master, False)["成绩单"]
    links = [c.value for c in page["G"] if isinstance(c.value, str) and "HYPERLINK(" in c.value]
    assert len(links) == 15 * 4 and all(re.search(r"HYPERLINK\(\"#'(到款|样品|订单)'!A\"&", f) for f in links)


def test_printed_cards_begin_on_a_page_of_their_own(made: team.Made) -> None:
    page = opened(made.result.master, False)["成绩单"]
    heads = [c.row for c in page["A"] if c.value == "人员编号"]
    assert [b.id for b in page.row_breaks.brk] == [row - 1 for row in heads[1:]]
