"""变更 lists every typed value that differs from the last consolidation, nothing more and nothing less (R211)."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import broken
import edits
import openpyxl
import pandas as pd
import pytest
import small_shop

from engines.by_libreoffice import needs_libreoffice, saved
from xltrade.core.dtypes import records
from xltrade.files.reading import Count
from xltrade.jobs.before import Before, before
from xltrade.jobs.gather import gather
from xltrade.jobs.leavers import with_leavers
from xltrade.jobs.master import Manager, manager
from xltrade.jobs.merge import Merged, merge

LISTS = int(os.environ.get("XLTRADE_EDITS", "10"))
"""How many random lists of edits; 500 by hand."""
AT_ONCE = 10
"""So many people, each with a list of edits, are consolidated together."""
DAY = dt.date(2026, 3, 9)
CUSTOMER = {"id": "C1", "company": "Alfa", "created": dt.date(2026, 1, 5), "intent": "明确", "credit_limit": 100_000}
ORDER = {"id": "O1", "customer_id": "C1", "date": dt.date(2026, 3, 5), "amount": 80_000, "currency": "CNY"}
DUE = {**ORDER, "payment_due": dt.date(2026, 3, 10)}
RECEIPT = {"id": "R1", "date": DAY, "order_id": "O1", "kind": "定金", "currency": "CNY", "amount": 24_000}
SHOP: dict[str, Any] = {"customers": [CUSTOMER], "orders": [DUE], "receipts": [RECEIPT]}


@dataclass(frozen=True)
class Team:
    """A folder with everybody's workbook: E0 to E9 with the rows to edit, 张三 and 李四 with a small shop; and what the
    manager's master holds after its consolidation.
    """

    folder: Path
    given: Manager
    who: tuple[str, ...]

    @cached_property
    def untouched(self) -> Merged:
        """The consolidation of the files as they were: it gives no line."""
        return self.merged({})

    def merged(self, changed: Mapping[str, Path | None], **people: Any) -> Merged:
        """A consolidation with other files (None = without one) of some people; people: columns of People."""
        files = {who: self.folder / f"{who}.xlsx" for who in self.who} | dict(changed)
        own = {**self.given.own, "people": self.given.own["people"].assign(**people)}
        given = replace(self.given, own=own)
        return merge(with_leavers(gather(given, [p for p in files.values() if p]), given.before))


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    folder = tmp_path_factory.mktemp("team") / "f"
    folder.mkdir()
    for who in _editors():
        broken.sales(folder / f"{who}.xlsx", edits.rows(), settings=_person(who))
    for who, company in (("P1", "Alfa"), ("P2", "Zeta")):
        _shop(folder / f"{who}.xlsx", who, customers=[{**CUSTOMER, "company": company}])
    master = folder.parent / "master.xlsx"
    small_shop.write_master(master, people=[{"id": w, "name": w} for w in (*_editors(), "P1", "P2")])
    small_shop.consolidated(folder, master)
    return Team(folder, replace(manager(master, small_shop.LOOK), before=before(master)), (*_editors(), "P1", "P2"))


@pytest.fixture(scope="module")
def pair(team: Team) -> Team:
    """The two small shops of it."""
    held = team.given.before
    frames = {k: f[f["owner"].isin(["P1", "P2"])].reset_index(drop=True) for k, f in held.frames.items()}
    return Team(team.folder, replace(team.given, before=replace(held, frames=frames)), ("P1", "P2"))


def _editors() -> list[str]:
    return [f"E{n}" for n in range(AT_ONCE)]


def _person(who: str) -> tuple[dict[str, Any], ...]:
    return ({"key": "person_id", "value": who}, {"key": "person_name", "value": who})


def _shop(path: Path, who: str, **typed: Any) -> Path:
    return broken.sales(path, {**SHOP, **typed}, settings=_person(who))


def _commission(made: Merged, who: str) -> float:
    receipts = made.tables["receipts"]
    return float(receipts.loc[receipts["owner"] == who, "commission"].sum())


def _compare(team: Team, lists: Mapping[str, edits.Edited], files: Mapping[str, Path]) -> None:
    """Everybody's lines are their edits; their commissions sum to what the commission moved, to the fen."""
    then, now = team.untouched, team.merged(files)
    assert not [r.message() for r in now.rejects if r.severity == "reject"] and then.changes.lines == ()
    for who, made in lists.items():
        lines = [line for line in now.changes.lines if line.here["owner"] == who]
        assert Counter(map(edits.named, lines)) == made.changes, who
        moved = _commission(now, who) - _commission(then, who)
        assert round(sum(line.commission for line in lines), 2) == round(moved, 2), who


def test_random_lists_of_edits_are_what_is_listed(team: Team, tmp_path: Path) -> None:
    """By openpyxl; a consolidation of the untouched files gives no line."""
    for first in range(0, LISTS, AT_ONCE):
        lists = {who: edits.edited(first + n) for n, who in enumerate(_editors())}
        files = {w: edits.typed(team.folder / f"{w}.xlsx", made, tmp_path / f"{w}.xlsx") for w, made in lists.items()}
        _compare(team, lists, files)


@needs_libreoffice
def test_the_same_through_libreoffice(team: Team, tmp_path: Path) -> None:
    """Saved by LibreOffice after the edits, and a workbook that nobody edited."""
    lists = {f"E{n}": edits.edited(1000 + n) for n in range(min(AT_ONCE - 1, 1 + LISTS // 50))} | {
        "E9": edits.untouched()
    }
    files = {w: edits.typed(team.folder / f"{w}.xlsx", made, tmp_path / f"{w}.xlsx") for w, made in lists.items()}
    _compare(team, lists, {who: saved(path, tmp_path / f"saved-{path.name}") for who, path in files.items()})


def test_a_round_trip_and_a_sort_give_no_line(team: Team, tmp_path: Path) -> None:
    """Saved by openpyxl, all rows the other way round, or moved down with gaps between them."""
    same = edits.Edited({k: list(reversed(some)) for k, some in edits.rows().items()})
    files = {w: edits.typed(team.folder / f"{w}.xlsx", same, tmp_path / f"{w}.xlsx") for w in ("E0", "E1")}
    book = openpyxl.load_workbook(files["E1"])
    for page in book.worksheets[1:]:
        page.insert_rows(broken.HEADER + 2, 3)
    book.save(files["E1"])
    assert team.merged(files).changes.lines == ()


# ── the cases of the issue ────────────────────────────────────────────────────────────────────────────────────────


def test_what_passed_without_a_word_stands_on_top(pair: Team, tmp_path: Path) -> None:
    """A receipt raised, an own limit times ten, the due date of an unpaid order erased: 480 became 840 (issue 12)."""
    bold = {"customers": [{**CUSTOMER, "credit_limit": 1_000_000}], "orders": [ORDER]}
    path = _shop(tmp_path / "P1.xlsx", "P1", receipts=[{**RECEIPT, "amount": 42_000}], **bold)
    made = pair.merged({"P1": path})
    said = [(*edits.named(line)[2:], line.risk, line.commission, line.money) for line in made.changes.lines]
    assert said == [
        ("amount", "24,000", "42,000", "high", 360.0, 18_000.0),
        ("credit_limit", "100,000", "1,000,000", "high", 0.0, 900_000.0),
        ("payment_due", "2026-03-10", "", "high", 0.0, 38_000.0),
    ]
    assert _of(made, "customers", "P1")["credit_limit"] == 100_000  # the master's counts
    (exception,) = (r for r in made.exceptions if r.code == "own_credit")
    assert (exception.value, exception.hint) == ("1,000,000", "100,000")


def _of(made: Merged, table: str, who: str) -> Mapping[str, Any]:
    frame = made.tables[table]
    (row,) = records(frame[frame["owner"] == who])
    return row


def test_the_managers_limit_counts_and_is_no_change(pair: Team) -> None:
    """Typed in the master, also as a blank; the salesperson typed nothing new."""
    held, decided = pair.given.before, {"P1": 50_000.0, "P2": None}
    customers = held.frames["customers"].copy()
    for who, typed in decided.items():
        customers.loc[customers["owner"] == who, "credit_limit"] = typed
    given = replace(pair.given, before=replace(held, frames={**held.frames, "customers": customers}))
    made = replace(pair, given=given).merged({})
    rows = {who: _of(made, "customers", who) for who in decided}
    assert {w: r["credit_limit"] for w, r in rows.items()} == decided and made.changes.lines == ()
    assert {r["typed_credit_limit"] for r in rows.values()} == {100_000}


def test_a_leaver_keeps_rows(pair: Team) -> None:
    """P2's workbook is not there: with a leave date the rows stay and are marked."""
    left = [pd.Timestamp(2026, 3, 20) if w == "P2" else None for w in pair.given.own["people"]["id"]]
    made = pair.merged({"P2": None}, left=left)
    assert made.changes.lines == () and _of(made, "orders", "P2")["file"] == "P2.xlsx（上次主表）"
    assert made.counts["P2.xlsx（上次主表）", "orders"] == Count(1, 1, 0)
    assert [r.hint for r in made.rejects if r.code == "leaver_carried"] == ["3"]


def test_somebody_missed_and_a_mistake(pair: Team, tmp_path: Path) -> None:
    """P2 is said to be gone, with all counts; P1's receipt is rejected and not gone, the customers' sheet is empty."""
    path = _shop(tmp_path / "P1.xlsx", "P1", receipts=[{**RECEIPT, "amount": "约24000"}], customers=[])
    made = pair.merged({"P1": path, "P2": None})
    said = {(line.table.key, line.kind, line.here["owner"]): line.commission for line in made.changes.lines}
    assert said == {
        ("receipts", "rejected", "P1"): -480.0,
        ("customers", "gone", "P1"): 0.0,
        **{(t, "gone", "P2"): c for t, c in (("customers", 0.0), ("orders", 0.0), ("receipts", -480.0))},
    }
    found = [(r.code, r.table, r.value, r.hint) for r in made.rejects if r.code.endswith("_gone")]
    assert found == [
        ("person_gone", "", "P2 P2", "3 行（客户 1、订单 1、到款 1）"),
        ("table_gone", "customers", "1", "1"),
    ]


def test_the_first_consolidation_has_nothing_to_compare() -> None:
    assert not Before().known
