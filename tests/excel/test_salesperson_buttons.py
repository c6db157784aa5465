"""The salesperson's buttons: 记录联系, 查重 and 周报."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import memory
import pytest
import xlwings
from button_books import master_bytes, same, select, sold
from open_book import cells, formula

from xltrade.excel.buttons import log_contact, look_up, weekly_report


def test_log_contact_adds_one_row(excel: memory.App, office: xlwings.Book) -> None:
    before = cells(office, "contacts")
    select(office, "客户", "D5")
    log_contact()
    after = cells(office, "contacts")
    new = dict(zip(after[0], after[4], strict=True))
    assert [r for i, r in enumerate(after) if i != 4] == [r for i, r in enumerate(before) if i != 4]
    assert (new["客户编号"], new["联系时间"], new["渠道"]) == ("C1", dt.datetime(2026, 4, 7, 9, 41), "电话")
    assert after[0][excel.selected.column - 1] == "联系内容"
    assert (office.sheets.active.name, excel.selected.row) == ("跟进", 8)
    assert not excel.alerts and formula(office, "跟进", "B8").startswith("=")


def test_log_contact_from_another_sheet_and_for_another_grade(excel: memory.App, office: xlwings.Book) -> None:
    select(office, "询盘", "C6")
    log_contact()
    new = dict(zip(*(cells(office, "contacts")[i] for i in (0, 4)), strict=True))
    assert new["客户编号"] == "C3" and new["渠道"] == "邮件"


def test_log_contact_where_the_table_is_full(excel: memory.App, tmp_path: Path) -> None:
    """The table grows by the new row and its computed columns with it."""
    book = sold(excel, tmp_path / "x.xlsx")
    page = book.sheets["跟进"]
    table = page.tables["跟进"]
    table.resize(page.range((4, 1), (7, table.range.shape[1])))
    select(book, "客户", "A6")
    log_contact()
    assert table.range.last_cell.row == 8 and page.range("A8").value == "C2"
    assert formula(book, "跟进", "B8").startswith("=")


@pytest.mark.parametrize(("name", "cell"), (("客户", "A2"), ("客户", "A60"), ("设置", "A5"), ("说明", "A5"), ("", "")))
def test_log_contact_without_a_customer(excel: memory.App, office: xlwings.Book, name: str, cell: str) -> None:
    if name:
        select(office, name, cell)
    before = same(office)
    log_contact()
    assert same(office) == before and "请先选中" in excel.alerts[-1][0]


def test_log_contact_of_an_unknown_customer(excel: memory.App, office: xlwings.Book) -> None:
    office.sheets["询盘"].range("C6").value = "C99"
    select(office, "询盘", "A6")
    log_contact()
    assert "C99" in excel.alerts[-1][0] and "查重" in excel.alerts[-1][0]


PLANTED = ("ＡＢＣ Trading Co., Ltd.", "abc trading co ltd", "sales@abc-trading.com", "0755-88881234")


@pytest.mark.parametrize("text", PLANTED)
def test_look_up_finds_the_planted_doubles(excel: memory.App, office: xlwings.Book, text: str) -> None:
    """Under every spelling, with what they asked for and how things stand (R125)."""
    excel.answers = [text]
    before = same(office)
    look_up()
    told = excel.alerts[-1][0]
    assert "C1 ABC Trading Co., Ltd." in told and "水泵 2026-04-06（询盘）" in told and "等级：A" in told
    assert (office.sheets.active.name, excel.selected.row) == ("客户", 5) and same(office) == before


def test_look_up_proposes_the_selected_cell_and_finds_pinyin(excel: memory.App, office: xlwings.Book) -> None:
    office.sheets["询盘"].range("J5").value = "shenzhenshi changcheng maoyi"
    select(office, "询盘", "J5")
    look_up()
    assert excel.asked[-1][1] == "shenzhenshi changcheng maoyi" and "拼音相同" in excel.alerts[-1][0]
    select(office, "客户", "B5")
    look_up()
    assert "除了“C1”本身" in excel.alerts[-1][0]


def test_look_up_finds_a_customer_whose_row_is_wrong(excel: memory.App, office: xlwings.Book) -> None:
    """A row with a mistake is no reason to enter the customer a second time."""
    column = cells(office, "customers")[0].index("建档日期") + 1
    office.sheets["客户"].range((7, column)).value = "'2024.6.31"
    excel.answers = ["gamma inc."]
    look_up()
    assert "C3 Gamma" in excel.alerts[-1][0]


def test_look_up_of_somebody_new(excel: memory.App, office: xlwings.Book) -> None:
    """Only then may a customer be added: it goes to the free row when asked to (R126)."""
    excel.answers, excel.pressed = ["Zeta GmbH", "Zeta GmbH", False], ["no", "yes"]
    select(office, "今日", "A1")
    look_up()
    assert office.sheets.active.name == "今日" and "没有找到“Zeta GmbH”" in excel.alerts[-1][0]
    look_up()
    assert (office.sheets.active.name, excel.selected.row) == ("客户", 8)
    look_up()
    assert len(excel.alerts) == 2


def test_look_up_in_a_master_names_the_salesperson(excel: memory.App, shop: Path) -> None:
    shop.write_bytes(master_bytes(filled=True))
    memory.opened(excel, shop)
    excel.answers = ["ALFA Ltd"]
    look_up()
    assert "这 2 个客户" in excel.alerts[-1][0] and "业务员：张三" in excel.alerts[-1][0]


def weekly(book: xlwings.Book, row: int = 5) -> dict[str, Any]:
    rows = cells(book, "weekly_reports")
    return dict(zip(rows[0], rows[row - 4], strict=True))


def test_weekly_report_fills_its_three_sections(excel: memory.App, office: xlwings.Book) -> None:
    """Counts (R065), key customers with their details (R066, R067), prompts for the rest (R068, R069)."""
    weekly_report()
    made = weekly(office)
    assert made["周一日期"] == dt.datetime(2026, 4, 6)
    assert made["本周回顾"].splitlines() == [
        "有效跟进 1 次，涉及 1 个客户；新建客户 1 个。",
        "收到询盘 2 条，已回复 1 条。",
        "还没有回复的询盘：Q2。",
        "本周到款 1,234.50 元（人民币）。",
    ]
    for part in (
        "【重点开发】",
        "深圳市长城贸易有限公司（C2",
        "【重点跟进】",
        "ABC Trading Co., Ltd.（C1",
        "地址：1 Road",
        "主要联系人：Li Lei",
        "电话：+86 755 8888 1234",
        "邮箱：li@abc-trading.com",
        "04-06 电话：报价已确认；客户反应：接受；下一步：签合同",
    ):
        assert part in made["重点客户"]
    assert "Gamma" not in made["重点客户"] and "上周的事" not in made["重点客户"]
    assert "I1 交期太长（6 天）" in made["公司问题"]
    assert all(made[k].startswith("【请填写】") for k in ("公司问题", "自身问题", "改进方法", "希望支持", "心态感受"))
    assert made["提交给"] is None and (office.sheets.active.name, excel.selected.row) == ("周报", 5)


def test_weekly_report_never_overwrites(excel: memory.App, tmp_path: Path) -> None:
    """This week's row is found by any day of it; what is typed stays, also the second time."""
    typed: list[dict[str, Any]] = [
        {"week": dt.date(2026, 4, 8), "review": "自己写的", "mindset": "很好"},
        {"week": dt.date(2026, 3, 30)},
    ]
    book = sold(excel, tmp_path / "x.xlsx", weekly_reports=typed)
    weekly_report()
    made = weekly(book)
    assert (made["本周回顾"], made["心态感受"]) == ("自己写的", "很好") and "【重点跟进】" in made["重点客户"]
    assert weekly(book, 6)["本周回顾"] is None and weekly(book, 7)["周一日期"] is None
    before = same(book)
    weekly_report()
    assert same(book) == before and "没有改动" in excel.alerts[-1][0]
