"""汇总 in the open master: the same tables as the command line (R004, R211)."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import broken
import demo_team
import memory
import small_shop as shops
from button_books import master_bytes, same
from open_book import assert_equal, both, cells
from typed_by_the_manager import type_into

from xltrade.excel import buttons
from xltrade.files import read
from xltrade.jobs.demo import files
from xltrade.sheets.look import Look


def test_the_demo_team_gives_the_same_tables_as_the_command_line(
    excel: memory.App, made: files.Made, tmp_path: Path
) -> None:
    """The issue's proof: after people left and somebody joined, so that tables shrink, grow and rows come and go.

    Four of the fifteen stay, one of each flavour and a newcomer: every sheet and state is among their rows.
    """
    folder = tmp_path / made.workbooks[0].parent.name
    folder.mkdir()
    master = Path(shutil.copy2(made.result.master, tmp_path))
    for number in demo_team.AGAIN:
        shutil.copy2(made.workbooks[number], folder)
    first, *_ = sorted(folder.iterdir())
    broken.with_cell(folder / "new.xlsx", "orders", "amount", "约500")
    book, other = both(excel, master, folder, Look("classic", "zh", dt.date(2026, 11, 21), fixed=True))
    assert_equal(book, other)
    total = read.read(other.impl.path).settings
    alert = excel.alerts[-1][0]
    assert f"{total['rows_read']:,}" in alert and f"退回 {total['rows_rejected']:,}" in alert
    assert excel.alerts[-1][1] == "info" and book.sheets.active.name == "合并报告"
    assert "汇总 0%：" + first.name in excel.told and excel.told[-1] is False
    assert [t for t in excel.told if t][-4:] == [
        "汇总 29%：合并、核对",
        "汇总 47%：结算提成",
        "汇总 59%：排版各表",
        "正在写入主表……",
    ]
    assert excel.modes == {(False, "manual")} and (excel.screen_updating_, excel.calculation_) == (True, "automatic")
    assert next((master.parent / "backup").iterdir()).read_bytes() == master.read_bytes()


def test_a_quarter_is_settled_by_the_button_as_by_the_command(excel: memory.App, shop: Path) -> None:
    """R210, R211: typed into the master, answered in a workbook, confirmed, corrected in the next quarter."""
    folder = shop.parent / "f"
    answer = {"confirmations": ({"settlement_id": "2026q1-p1", "amount": 145.42, "answer": "确认"},)}
    first = {**broken.GOOD, "receipts": shops.receipts(1000.5, 20.25)}
    changed = {**first, "receipts": shops.receipts(2000.5, 20.25)}
    steps = (
        (first | answer, {}, {"期间": "2026Q1"}, "业务员确认"),
        (first | answer, {"结算编号": "2026Q1-P1"}, {"结算状态": "已确认"}, "已确认"),
        (changed | answer, {}, {"期间": "2026Q2"}, "已确认"),
    )
    shop.write_bytes(master_bytes(filled=True))
    for data, at, typed, state in steps:
        broken.sales(folder / "1.xlsx", data, settings=shops.person(1))
        if typed:
            type_into(shop, "结算", at, **typed)
        book, other = both(excel, shop, folder)
        assert_equal(book, other)
        head, *body = cells(book, "settlements")
        found = {r[0]: r[head.index("结算状态")] for r in body if r[0]}
        assert found["2026Q1-P1"] == state, found
        shop.write_bytes(Path(other.fullname).read_bytes())
        shutil.rmtree(other.fullname.rpartition("/")[0])
    assert found.keys() == {"2026Q1-P1", "2026Q1-P2", "2026Q2-P1"}  # nothing of P2 in the second quarter
    assert any(r[0] == "2026Q2-P1" for r in cells(book, "settlement_lines"))


def test_twice_the_button_changes_nothing_more(excel: memory.App, shop: Path) -> None:
    book = memory.opened(excel, shop)
    buttons.consolidate()
    once = same(book)
    buttons.consolidate()
    assert same(book) == once


def test_the_first_consolidation_and_a_new_person(excel: memory.App, shop: Path) -> None:
    """Empty tables fill; an unknown person comes to People and to the dashboard, whose formulas stay formulas."""
    settings = (
        {"key": "person_id", "value": "007"},
        {"key": "person_name", "value": "=新人"},
        {"key": "hired", "value": dt.date(2026, 2, 2)},
    )
    broken.sales(shop.parent / "f" / "7.xlsx", settings=settings)
    book, other = both(excel, shop, shop.parent / "f")
    assert_equal(book, other)
    new = next(r for r in cells(book, "people") if r[0] == "007")
    assert (new[1], new[5]) == ("=新人", dt.datetime(2026, 2, 2))
    table = book.sheets["看板"].tables["看板"]
    body = table.range.options(ndim=2).formula
    assert [r[0] for r in body[1:]] == ["P1", "P2", "007"] and all(str(r[2]).startswith("=") for r in body[1:])


def test_what_the_manager_typed_stays(excel: memory.App, shop: Path) -> None:
    book = memory.opened(excel, shop)
    page = book.sheets["人员"]
    page.range("D5").value = "一组"
    book.sheets["风险"].range("A5").value = [["K1", "物流", "海运涨价"]]
    before = same(book)
    buttons.consolidate()
    after = same(book)
    assert all(after[n] == before[n] for n in ("人员", "风险", "目标", "政策", "参数", "节假日", "汇率", "说明"))


ODD = ("=1+1", "+86 138 0013", "3-1", "@SUM(1)", "-5", "'quoted", "00123", "TRUE", "1e5", "5%", "2026年3月1日", "#N/A!")


def test_outside_text_stays_text_in_the_open_book(excel: memory.App, shop: Path) -> None:
    rows = tuple(
        {"id": f"C{i}", "company": t, "created": dt.date(2026, 3, 2), "address": t, "needs": t * 900}
        for i, t in enumerate(ODD)
    )
    broken.sales(shop.parent / "f" / "1.xlsx", {"customers": rows}, settings=shops.person(1))
    book, other = both(excel, shop, shop.parent / "f")
    assert_equal(book, other)
    head, *body = cells(book, "customers")
    mine = [r for r in body if r[0] == "P1"]
    for label in ("公司名称", "地址"):
        assert [r[head.index(label)] for r in mine] == list(ODD)
    page = book.sheets["客户"].impl
    assert not [c for c in page.cells_by_place.values() if c.formula]


def test_a_locked_workbook_does_not_stop_the_others(excel: memory.App, shop: Path) -> None:
    broken.truncated(shop.parent / "f" / "坏.xlsx")
    book, other = both(excel, shop, shop.parent / "f")
    assert_equal(book, other)
    assert "没有读成的文件" in excel.alerts[-1][0] and "坏.xlsx" in excel.alerts[-1][0]
    assert any(r[1] == "坏.xlsx" and r[0] == "退回" for r in cells(book, "rejects"))
