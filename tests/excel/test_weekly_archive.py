"""打印周报: one file a week, never overwritten (R064)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import broken
import memory
import small_shop as shops
import xlwings
from button_books import TODAY, same
from open_book import LOOK

from xltrade.excel.buttons import print_reports, weekly_report
from xltrade.files.write import build
from xltrade.jobs.consolidate import consolidate
from xltrade.sheets.weekly_archive import archive

REPORTS = [
    {"week": dt.date(2026, 3, 23), "review": "旧的"},
    {"week": dt.date(2026, 3, 30), "review": "一\n二", "mindset": "=好"},
]


def reported(shop: Path) -> Path:
    for number in (1, 2):
        broken.sales(
            shop.parent / "f" / f"{number}.xlsx",
            {**broken.GOOD, "weekly_reports": REPORTS},
            settings=shops.person(number),
        )
    consolidate(shop.parent / "f", shop, LOOK, None)
    return shop


def test_print_reports_makes_one_file_a_week_and_never_overwrites(excel: memory.App, shop: Path) -> None:
    """Both people's reports of the newest week, every section in full; the second time refuses (R064)."""
    book = memory.opened(excel, reported(shop))
    before = same(book)
    print_reports()
    target = shop.parent / "周报存档" / "周报 2026-W14.pdf"
    assert list(target.parent.iterdir()) == [target] and str(target) in excel.alerts[-1][0]
    pages = excel.printed[target.name]
    assert list(pages) == ["P1 张三", "P2 李四"]
    shown = [c.value for c in pages["P1 张三"].values() if c.value]
    assert {"一", "二", "=好", "本周回顾", "心态感受"} <= set(shown) and "旧的" not in shown
    assert same(book) == before and len(excel.books_) == 1
    first = target.read_bytes()
    print_reports()
    assert target.read_bytes() == first and "没有覆盖" in excel.alerts[-1][0] and excel.alerts[-1][1] == "critical"


def test_a_failed_print_leaves_no_file(excel: memory.App, shop: Path) -> None:
    memory.opened(excel, reported(shop))
    excel.fail_at = 1
    print_reports()
    assert "PDF 没有生成" in excel.alerts[-1][0] and len(excel.books_) == 1
    assert not list((shop.parent / "周报存档").iterdir())


def test_nothing_to_print(excel: memory.App, shop: Path) -> None:
    memory.opened(excel, shop)
    print_reports()
    assert "还没有周报" in excel.alerts[-1][0]


def test_a_salesperson_prints_the_own_report(excel: memory.App, office: xlwings.Book) -> None:
    weekly_report()
    print_reports()
    assert list(excel.printed["周报 2026-W15.pdf"]) == ["P1 张三"]


def test_a_report_prints_whatever_it_holds() -> None:
    """Names that no sheet may have, two people of one name, long texts on as many lines as they need."""
    rows = [
        {"week": dt.date(2026, 3, 30), "owner": o, "owner_name": "[a/b]" * 9, "review": "长" * 3000}
        for o in ("P1", "p1")
    ]
    plan = archive(rows, dt.date(2026, 3, 30), "zh", TODAY)
    assert len({s.name.casefold() for s in plan.sheets}) == 2 and all(len(s.name) <= 31 for s in plan.sheets)
    assert build(plan) and max(plan.sheets[0].heights.values()) <= 409
