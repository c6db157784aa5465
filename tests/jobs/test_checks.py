"""One list of row checks for all who check: the command, the button, a consolidation, the refusal of a master."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pandas as pd
import pytest
from broken import Sheet

from xltrade.core import schema
from xltrade.core.errors import DeclarationError, MiscountError, PolicyError
from xltrade.declared import tables
from xltrade.declared.rejects.cells import BAD_DATE
from xltrade.declared.rejects.reject import Reject
from xltrade.excel import buttons
from xltrade.excel.open_book import Opened
from xltrade.files import write
from xltrade.files.read import read
from xltrade.files.reading import Count
from xltrade.jobs import checks
from xltrade.jobs.check import check
from xltrade.jobs.checks import Checked
from xltrade.jobs.consolidate import draft
from xltrade.jobs.gather import gather
from xltrade.jobs.master import Manager, blank, manager
from xltrade.jobs.merge import merge
from xltrade.jobs.progress import Course
from xltrade.rules import policy
from xltrade.rules.policies import Policies
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.look import Look

TODAY = dt.date(2026, 3, 31)
LOOK = Look("classic", "zh", TODAY, fixed=True)
Seen = list[tuple[str, dt.date, Policies]]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """One check more, which rejects row 5 of customers and people; gives what it was shown."""
    seen: Seen = []

    def future(checked: Checked) -> Iterator[Reject]:
        reading = checked.reading
        seen.append((reading.path.name, checked.day, checked.policies))
        for key in {"customers", "people"} & reading.tables.keys():
            sheet = tables.BY_KEY[key].label(reading.lang)
            yield Reject(BAD_DATE, reading.path.name, sheet, key, 5, value="planted")

    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, future))
    return seen


def _planted(found: list[Reject] | tuple[Reject, ...]) -> list[Reject]:
    return [r for r in found if r.value == "planted"]


def _master(path: Path) -> Path:
    return broken.write(path, [Sheet(tables.SETTINGS), Sheet(tables.PEOPLE, ({"id": "P1", "name": "x"},))])


def test_the_command_runs_the_list(planted: Seen, tmp_path: Path) -> None:
    found = check(broken.sales(tmp_path / "1.xlsx"), TODAY).found
    assert len(_planted(found)) == 1 and [(n, d) for n, d, _ in planted] == [("1.xlsx", TODAY)]


def test_the_button_runs_the_list(planted: Seen, tmp_path: Path) -> None:
    """The same problems as the command's, on the cells of the open book."""
    path = broken.sales(tmp_path / "1.xlsx")
    pages = openpyxl.load_workbook(path).worksheets
    blocks = {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in pages}
    opened = Opened(None, path, "zh", dt.datetime.combine(TODAY, dt.time(9)), True, blocks)
    found = buttons._problems(opened)
    assert len(_planted(found)) == 1 and [(n, d) for n, d, _ in planted] == [("1.xlsx", TODAY)]
    assert found == sorted(check(path, TODAY)[0], key=lambda r: r.severity != "reject")


def test_a_consolidation_runs_the_list_and_loses_no_row(planted: Seen, tmp_path: Path) -> None:
    """By the master's policy; the row stays out, counted and with all that was typed in it."""
    given = blank(LOOK)
    made = merge(gather(given, [broken.sales(tmp_path / "1.xlsx")]))
    (found,) = _planted(made.rejects)
    assert found.row == 5 and "公司名称=Alfa" in found.content and "客户编号=C001" in found.content
    assert made.counts["1.xlsx", "customers"] == Count(2, 1, 1) and made.tables["customers"]["id"].tolist() == ["C002"]
    assert planted == [("1.xlsx", TODAY, given.policies)]


def test_the_refusal_of_a_master_runs_the_list(planted: Seen, tmp_path: Path) -> None:
    given = blank(LOOK)
    write.write(master_book(unconsolidated(given.own, given.shared, LOOK)), tmp_path / "m.xlsx")
    with pytest.raises(PolicyError, match=r"1 places(?s:.)*planted"):
        manager(tmp_path / "m.xlsx", LOOK)
    assert [(n, d) for n, d, _ in planted] == [("m.xlsx", TODAY)]


# ── one reading of the policy ─────────────────────────────────────────────────────────────────────────────────────


def test_a_consolidation_checks_and_reads_its_policy_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a day that is asked for, whoever asks: merging, settling, the book."""
    days: dict[str, list[dt.date]] = {"check": [], "unchecked": []}
    for name, seen in days.items():
        monkeypatch.setattr(policy, name, _counted(getattr(policy, name), seen))
    draft(blank(LOOK), [broken.sales(tmp_path / "1.xlsx")], lambda: 0.0, Course(None, 1, "zh"))
    assert days["check"].count(TODAY) == days["unchecked"].count(TODAY) == 1
    assert all(len(seen) == len(set(seen)) for seen in days.values())


def _counted(real: Callable[..., Any], seen: list[dt.date]) -> Callable[..., Any]:
    def run(given: Any, as_of: dt.date) -> Any:
        seen.append(as_of)
        return real(given, as_of)

    return run


def test_a_policy_that_cannot_be_used_says_so_each_time_and_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dt.date] = []
    monkeypatch.setattr(policy, "check", _counted(policy.check, seen))
    policies = Policies(policy.shipped([2026]))
    for _ in range(3):
        with pytest.raises(PolicyError, match="no tier is in force"):
            policies.on(dt.date(2019, 1, 1))
    assert seen == [dt.date(2019, 1, 1)] and policies.on(TODAY) is policies.on(TODAY)


def test_check_finds_a_mistake_in_a_policy_of_a_coming_year(tmp_path: Path) -> None:
    """R060, R070: what will be wrong on a coming day is refused today, not on that day."""
    given = blank(LOOK)
    tiers = given.shared["tiers"].assign(rate=2.0, effective_from=dt.datetime(2027, 1, 1))
    reading = replace(read(_master(tmp_path / "m.xlsx")), rejects=())
    checked = Checked(reading, TODAY, Policies({**given.shared, "tiers": _both(given, tiers)}))
    for day in (None, checks.COMING):
        assert {r.code for r in checks.everything(checked, "zh", day)} == {"bad_policy"}


def _both(given: Manager, tiers: Any) -> Any:
    return pd.concat([given.shared["tiers"], tiers], ignore_index=True)


# ── ranges, counts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_range_stands_on_its_column() -> None:
    found = {(t.key, c.key): c.range for t in tables.ALL for c in t.columns if c.range}
    assert found == {("assessments", "score"): (0, 100), ("surveys", "score"): (1, 10)}


@pytest.mark.parametrize("change", [{"range": (10, 0)}, {"range": (0, 1), "kind": "text"}])
def test_a_range_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    column = replace(tables.SURVEYS["score"], **change)
    with pytest.raises(DeclarationError, match="range"):
        schema.check([schema.Table("t", "表", "Table", "x", "x", (column,))])


@pytest.mark.parametrize(("score", "bad"), [(0, False), (-1, True), (100, False), (101, True)])
def test_the_ends_of_a_range_are_in_it(score: int, bad: bool, tmp_path: Path) -> None:
    row = {"person_id": "P1", "quarter": "2026Q1", "dimension": "attitude", "date": TODAY, "score": score}
    path = broken.write(
        tmp_path / "m.xlsx", [Sheet(tables.SETTINGS), Sheet(tables.PEOPLE), Sheet(tables.ASSESSMENTS, (row,))]
    )
    found = list(checks.off_scale(checks.own(read(path), TODAY)))
    assert [(r.code, r.value, r.hint, r.row) for r in found] == [("off_scale", f"{score}", "0–100", 5)] * bad


def test_rows_that_do_not_add_up_are_an_error_not_an_assertion() -> None:
    """R211: the first promise holds under `python -O` too."""
    with pytest.raises(MiscountError, match="3 rows read, 1 kept, 1 rejected"):
        Count(3, 1, 1)
