"""The master's receivables: who owes what for how long, sums that are the list's, in files and in the open book."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import broken
import memory
import pytest
import small_shop
from open_book import assert_equal, both, cells, formula, with_setting
from typed_tables import RATES, TODAY, customer_row, day

import engines
from engines import needs_libreoffice
from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.excel import buttons, open_book, patch
from xltrade.excel.buttons import recalculate
from xltrade.excel.changes import changes_to
from xltrade.files import write
from xltrade.formulas.text import Flavour
from xltrade.jobs.consolidate import draft
from xltrade.jobs.master import blank, manager_of
from xltrade.jobs.progress import Course
from xltrade.rules import policy
from xltrade.sheets import receivables
from xltrade.sheets.books.data import Account, unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.look import Look
from xltrade.sheets.plan import Book

PEOPLE = [{"id": "E1", "name": "甲"}, {"id": "E2", "name": "乙"}, {"id": "E3", "name": "丙"}]


def order(number: int, owner: str, amount: float, due: dt.date | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"O{number}",
        "customer_id": "C1",
        "date": day(1, 5),
        "amount": amount,
        "currency": "CNY",
        "payment_due": due,
        "owner": owner,
        **more,
    }


ORDERS = [
    order(1, "E1", 100.1, day(3, 8)),
    order(2, "E1", 200.2, day(12, 1, 2025)),
    order(3, "E2", 300.3, day(2, 6)),
    order(4, "E2", 400.4, day(4, 1)),
    order(5, "E2", 500.5),
    order(6, "E1", 600.6, day(1, 7)),
    order(7, "E2", 10, day(3, 1), currency="GBP"),
    order(8, "E1", 700, day(3, 1), stage="cancelled"),
    order(9, "E1", -5, day(3, 1)),
    order(10, "E2", 50, day(3, 1)),
    order(11, "E2", 60, day(3, 8)),
    order(12, "E1", 9, day(3, 8)),
]
RECEIPTS = [
    {"id": "P1", "date": day(3, 2), "order_id": "O10", "kind": "full", "amount": 50, "currency": "CNY", "owner": "E2"},
    {"id": "P2", "date": day(3, 2), "order_id": "O11", "kind": "full", "amount": 61, "currency": "CNY", "owner": "E2"},
]
LISTED = ["O2", "O6", "O3", "O7", "O1", "O12", "O4", "O5"]


def merged(lang: Lang = "en") -> tuple[Frames, Frames]:
    """The policy tables, and everybody's tables with their computed columns."""
    shared = policy.shipped(policy.years_around(TODAY), lang) | {"fx": dtypes.build(tables.FX, RATES)}
    typed = {
        "orders": ORDERS,
        "receipts": RECEIPTS,
        "customers": [customer_row(owner="E1", credit_limit=500), customer_row(owner="E2", credit="stop")],
    }
    made = {}
    for table in tables.SALES:
        rows = typed.get(table.key, [])
        made[table.key] = dtypes.build(table, rows).assign(
            owner=dtypes.typed([r["owner"] for r in rows], tables.PEOPLE["id"]),
            owner_name="x",
            file="f.xlsx",
            extra=dtypes.typed([None] * len(rows), tables.PEOPLE["id"]),
        )
    found = recompute.sales(made, Context(policy.read(shared, TODAY), TODAY, {"E1": TODAY, "E2": TODAY}, lang))
    return shared, {k: f.rename(columns={"row": "source_row"}) for k, f in found.items()}


def master(flavour: Flavour = "classic", lang: Lang = "en", people: list[dict[str, Any]] | None = None) -> Book:
    shared, everybody = merged(lang)
    look = Look(flavour, lang, TODAY, True)
    own = blank(look).own | {"people": dtypes.build(tables.PEOPLE, people or PEOPLE)}
    data = unconsolidated(own, shared, look)
    return master_book(replace(data, merged=everybody, account=Account(TODAY, "", 0.0, 14, 14, 0)))


def frame(book: Book, key: str) -> Frame:
    placed = book.block(key)
    assert placed is not None
    return placed[1].frame


def test_the_most_overdue_first() -> None:
    """R157: then by due date, those without one last; settled, overpaid and cancelled orders are not there."""
    found = frame(master(), "receivables")
    assert found["id"].tolist() == LISTED
    assert found["overdue_days"].tolist()[:6] == [98, 61, 31, 8, 1, 1]
    assert found["bucket"].tolist() == [4, 3, 2, 1, 1, 1, 0, 5]
    assert found["ageing"].tolist() == [
        "more than 90 days",
        "61–90 days",
        "31–60 days",
        *["1–30 days"] * 3,
        "not due",
        "no due date",
    ]
    assert found["credit_state"].dropna().tolist() == (
        ["over the limit by 409.90"] * 2
        + ["stopped, an order is open"] * 2
        + ["over the limit by 409.90"] * 2
        + ["stopped, an order is open"] * 2
    )


def test_the_sums_are_the_lists() -> None:
    """R157: to the fen, by person and by bucket; what has no rate is said and not summed."""
    book = master()
    found, owing = frame(book, "receivable_sums"), frame(book, "receivables")
    shown = found.set_index("person_id").drop(columns="name").to_dict("index")
    assert {k: {c: v for c, v in row.items() if v} for k, row in shown.items()} == {
        "E1": {"late_one": 109.1, "late_three": 600.6, "late_four": 200.2, "sum": 909.9},
        "E2": {"not_due": 400.4, "late_two": 300.3, "no_due": 500.5, "sum": 1201.2},
        "E3": {},
    }
    assert round(found["sum"].sum(), 2) == round(owing["outstanding_cny"].sum(), 2) == 2111.1
    sheet = book.sheet("receivables")
    assert sheet is not None
    texts = [c.value for c in sheet.cells]
    assert "8 orders outstanding, 6 overdue, the oldest by 98 days." in texts and "✓" in texts
    assert "Besides 1 without a rate of the day, not in the CNY sums." in texts


def test_a_sum_that_misses_somebody_is_marked() -> None:
    """R211: an owner who is not on the People sheet would be missing from the sums; the mark says so."""
    sheet = master(people=PEOPLE[:1]).sheet("receivables")
    assert sheet is not None and "✗" in [c.value for c in sheet.cells]


@pytest.mark.parametrize(
    ("flavour", "langs"), [pytest.param("classic", ("zh", "en"), marks=needs_libreoffice), ("lambda", ("zh",))]
)
def test_the_sheet_recalculates_to_its_stored_values(flavour: Flavour, langs: tuple[Lang, ...], tmp_path: Path) -> None:
    """R157, R211: LibreOffice and formulon sum the list to what stands there."""
    paths = {tmp_path / f"{lang}.xlsx": lang for lang in langs}
    for path, lang in paths.items():
        write.write(master(flavour, lang), path)
    by_path = (
        {p: engines.libreoffice_values(p, today=TODAY) for p in paths}
        if flavour == "classic"
        else {p: engines.formulon_values(p, today=TODAY, as_addresses=True) for p in paths}
    )
    for path, lang in paths.items():
        found = engines.formula_cells(path)
        assert engines.compare(found, by_path[path]) == []
        assert sum(c.sheet == tables.RECEIVABLES.label(lang) for c in found) == 3 * 8 + 7 + 1 + 4 + 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_master_says_that_nothing_is_there_yet(lang: Lang) -> None:
    look = Look("classic", lang, TODAY)
    shipped = policy.shipped(policy.years_around(TODAY), lang)
    book = master_book(unconsolidated(blank(look).own, shipped, look))
    sheet = book.sheet("receivables")
    assert sheet is not None
    shown = [c.value for c in sheet.cells]
    assert shown[0] == ("还没有汇总。" if lang == "zh" else "Nothing has been consolidated yet.")
    assert receivables._said(frame(book, "receivables"), True, "zh") == "✓ 没有未收的货款。"


# ── in the open book ──────────────────────────────────────────────────────────────────────────────────────────────


def workbook(path: Path, number: int, *amounts: float) -> None:
    placed = tuple(
        {**broken.GOOD["orders"][0], "id": f"O{i}", "amount": a, "payment_due": dt.date(2026, 3, 1 + i)}
        for i, a in enumerate(amounts, 1)
    )
    who = ({"key": "person_id", "value": f"Q{number}"}, {"key": "person_name", "value": f"人{number}"})
    broken.sales(path, {**broken.GOOD, "orders": placed, "receipts": ()}, settings=who)


def shop(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "f"
    folder.mkdir()
    master_file = tmp_path / "master.xlsx"
    small_shop.write_master(master_file)
    return with_setting(master_file, folder="f"), folder


def listed(book: Any) -> list[tuple[Any, Any]]:
    return [(r[0], r[2]) for r in cells(book, "receivables")[1:]]


def test_consolidated_in_the_open_book_it_is_the_files(excel: memory.App, tmp_path: Path) -> None:
    """R157: new people push the list down, fewer orders let it shrink; both writers give the same."""
    master_file, folder = shop(tmp_path)
    for number in range(1, 5):
        workbook(folder / f"{number}.xlsx", number, *range(100, 100 + number))
    first, other = both(excel, master_file, folder)
    assert_equal(first, other)
    assert len(listed(first)) == 10 and len(cells(first, "receivable_sums")) == 1 + 2 + 4
    page = first.sheets[tables.RECEIVABLES.zh]
    assert page.range("A3").value == other.sheets[tables.RECEIVABLES.zh].range("A3").value
    for number in range(1, 4):
        (folder / f"{number}.xlsx").unlink()
    workbook(folder / "4.xlsx", 4, 7)
    buttons.consolidate()
    assert listed(first) == [("Q4", "O1")]
    assert page.range("A3").value == "未收齐的订单 1 笔，逾期 1 笔，最久 29 天。"


def test_a_refused_write_leaves_the_sheet_as_it_was(excel: memory.App, tmp_path: Path) -> None:
    """R147: whichever of its writes Excel refuses."""
    master_file, folder = shop(tmp_path)
    for number in range(1, 4):
        workbook(folder / f"{number}.xlsx", number, 100, 200)
    book = memory.opened(excel, master_file)
    opened = open_book.opened(book, master_file, dt.datetime(2026, 3, 31, 9))
    given = manager_of(opened.reading, opened.look)
    plan = draft(given, sorted(folder.iterdir()), lambda: 0.0, Course(None, 3, "zh")).book
    name = tables.RECEIVABLES.zh
    before = memory.snapshot(book)[name]
    changes = [c for c in changes_to(opened, plan) if _sheet_of(c) == name]
    assert len(changes) >= 3
    for fail_at in range(1, 12):
        excel.writes.clear()
        excel.fail_at = fail_at
        with pytest.raises(Exception, match="Excel"):
            patch.write(xl_app(book), changes)
        assert _plain(memory.snapshot(book)[name]) == _plain(before), fail_at


def xl_app(book: Any) -> Any:
    return book.app


def _sheet_of(change: Any) -> str:
    return str((change.sheet if hasattr(change, "sheet") else change.spot.sheet).name)


def _plain(snapshot: Any) -> Any:
    kept, tables_ = snapshot
    return {k: (c.value, c.formula) for k, c in kept.items() if c.value is not None or c.formula}, tables_


def test_recomputing_under_another_policy_moves_the_buckets(excel: memory.App, tmp_path: Path) -> None:
    """R070, R157: the list follows the bounds as they now stand."""
    master_file, folder = shop(tmp_path)
    workbook(folder / "1.xlsx", 1, 100, 200)
    book = memory.opened(excel, master_file)
    buttons.consolidate()
    assert [r[7] for r in cells(book, "receivables")[1:]] == ["1–30 天"] * 2
    sheet = book.sheets["政策"]
    rows = {r[1]: i for i, r in enumerate(sheet.used_range.value, 1)}
    sheet.range((rows["ageing_1"], 3)).value = 28
    recalculate()
    assert [r[7] for r in cells(book, "receivables")[1:]] == ["29–60 天", "1–28 天"]
    assert formula(book, tables.RECEIVABLES.zh, "C6").startswith("=IF(")
