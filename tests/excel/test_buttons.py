"""Every button: known to the ribbon, in both languages, in the right workbook; 检查 and 重算."""

from __future__ import annotations

import re
from pathlib import Path

import memory
import pytest
import small_shop as shops
import xlwings
from button_books import TODAY, master_bytes, same
from open_book import RESULTS, account, cells

import xltrade
from xltrade.computed import weekly_texts
from xltrade.declared import tables
from xltrade.excel import buttons
from xltrade.excel import buttons as macros
from xltrade.excel import said as said_module
from xltrade.excel.buttons import check, log_contact, recalculate, weekly_report
from xltrade.excel.open_book import SAID
from xltrade.files import write
from xltrade.jobs.master import blank
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.look import Look


def test_every_button_has_its_function() -> None:
    source = (Path(xltrade.__file__).parent / "files/vba/sources/xltrade_buttons.bas").read_text("ascii")
    named = set(re.findall(r'XltradeRun "(\w+)"', source))
    assert named == set(buttons.__all__) and all(callable(getattr(macros, n)) for n in named)


def test_messages_speak_both_languages() -> None:
    for said in (said_module.SAID, SAID, weekly_texts.SAID, weekly_texts._PROMPTS):
        for key, words in said.items():
            assert words.zh.strip() and words.en.strip(), key
            assert set(re.findall(r"{\d}", words.zh)) == set(re.findall(r"{\d}", words.en)), key


def test_the_add_ins_button_works_on_the_active_book(excel: memory.App, shop: Path) -> None:
    """The button is in the add-in, which is the caller; the book is the active one."""
    memory.opened(excel, None)
    impl = excel.books.open(str(shop))
    buttons.consolidate()
    assert excel.alerts[-1][1] == "info" and account(xlwings.Book(impl=impl)).startswith("读取 12 行")


def test_a_strange_workbook(excel: memory.App) -> None:
    memory.opened(excel, None)
    for name in buttons.__all__:
        getattr(macros, name)()
    assert [("设置" in text, mode) for text, mode in excel.alerts] == [(True, "critical")] * len(buttons.__all__)


def test_english_books_hear_english(excel: memory.App, tmp_path: Path) -> None:
    look = Look("classic", "en", TODAY, fixed=True)
    given = blank(look)
    plan = master_book(unconsolidated(given.own, given.shared, look, settings={"folder": "f"}))
    shops.shop(tmp_path / "f")
    write.write(plan, tmp_path / "m.xlsx")
    book = memory.opened(excel, tmp_path / "m.xlsx")
    buttons.consolidate()
    assert excel.alerts[-1][0].startswith("Consolidated: 12 rows read") and book.sheets.active.name == tables.REPORT.en
    assert cells(book, "customers", "en")[1][2] == "C001"


def test_check_lists_problems_and_jumps_to_the_first(excel: memory.App, office: xlwings.Book) -> None:
    check()
    assert "第 5 行，“订单编号”列：到款“R1”计入业绩，但没有写订单" in excel.alerts[-1][0]
    page = office.sheets["到款"]
    page.range((5, cells(office, "receipts")[0].index("到款类型") + 1)).value = "样品费"
    check()
    assert excel.alerts[-1][0].startswith("没有问题")
    page = office.sheets["客户"]
    column = cells(office, "customers")[0].index("建档日期") + 1
    page.range((6, column)).number_format = "@"
    page.range((6, column)).value = "2024.6.31"
    check()
    assert "2024.6.31" in excel.alerts[-1][0] and "第 6 行" in excel.alerts[-1][0]
    assert (excel.selected.row, excel.selected.column, office.sheets.active.name) == (6, column, "客户")


def test_check_names_a_bad_policy(excel: memory.App, office: xlwings.Book) -> None:
    office.sheets["参数"].range("A5").value = 5
    check()
    assert "提成档" in excel.alerts[-1][0]


def test_recalculate_applies_the_policy_as_it_stands(excel: memory.App, shop: Path) -> None:
    """Five times the rate gives five times the commission; the same policy changes nothing (R070)."""
    shop.write_bytes(master_bytes(filled=True))
    book = memory.opened(excel, shop)
    before = {k: cells(book, k) for k in RESULTS}
    recalculate()
    assert {k: cells(book, k) for k in RESULTS} == before and excel.calculated == 1
    book.sheets["参数"].range("B5").value = 0.1
    recalculate()
    head, *old = before["receipts"]
    at = head.index("提成")
    assert [r[at] for r in cells(book, "receipts")[1:]] == [pytest.approx(5 * r[at], abs=0.05) for r in old]
    book.sheets["参数"].range("A5").value = 5
    untouched = same(book)
    recalculate()
    assert same(book) == untouched and "提成档" in excel.alerts[-1][0]


def test_buttons_of_the_other_workbook(excel: memory.App, office: xlwings.Book, shop: Path) -> None:
    buttons.consolidate()
    memory.opened(excel, shop)
    log_contact()
    weekly_report()
    said = [text for text, _ in excel.alerts]
    assert "在经理的主表里用" in said[0] and all("在业务员的工作簿里用" in t for t in said[1:]) and len(said) == 3
