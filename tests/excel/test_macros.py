"""The buttons, run on an Excel in memory: the same tables as the command line, nothing half-written (R004, R211)."""

from __future__ import annotations

import ast
import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import broken
import memory
import pandas as pd
import pytest
import small_shop as shops
import xlwings
from open_book import LOOK, NOW, RESULTS, account, assert_equal, both, cells, formula, with_setting
from typed_by_the_manager import type_into

import xltrade
from xltrade.computed import weekly_texts
from xltrade.core import dtypes
from xltrade.core.errors import WriteError
from xltrade.core.parsing import as_text
from xltrade.declared import tables
from xltrade.excel import buttons, patch, redraw
from xltrade.excel import buttons as macros
from xltrade.excel import said as said_module
from xltrade.excel.buttons import check, log_contact, look_up, print_reports, recalculate, weekly_report
from xltrade.excel.open_book import SAID, opened
from xltrade.files import read, write
from xltrade.files.write import build
from xltrade.jobs.consolidate import consolidate
from xltrade.jobs.demo import files
from xltrade.jobs.master import blank
from xltrade.rules import policy
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Sheet
from xltrade.sheets.weekly_archive import archive

TODAY = shops.TODAY


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two workbooks in a folder and a master that names it; gives the master."""
    master = shops.shop(tmp_path / "f")
    master.write_bytes(_master(filled=False))
    return master


@cache
def _master(*, filled: bool) -> bytes:
    """The master of a shop that names its folder, before or after its first consolidation; made once."""
    with tempfile.TemporaryDirectory() as folder:
        master = with_setting(shops.shop(Path(folder) / "f"), folder="f")
        if filled:
            consolidate(master.parent / "f", master, LOOK, None)
        return master.read_bytes()


def same(book: xlwings.Book) -> dict[str, Any]:
    """Everything a macro may change, without the mark that a text was assigned with an apostrophe.

    Not what a formula shows: Excel computes it, the engine here does not.
    """
    return {
        name: ({k: (None if c.formula else c.value, c.formula, c.format, c.link) for k, c in kept.items()}, listed)
        for name, (kept, listed) in memory.snapshot(book).items()
    }


# ── the engine itself ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_engine_reads_and_types_as_excel_does(excel: memory.App) -> None:
    page = memory.opened(excel, None).sheets[0]
    typed = [["=1+1", "+86 138", "3-1", "@SUM(1)", "00123", "true", "'=1", "plain", 5, None, dt.datetime(2026, 3, 9)]]
    page.range("A1").value = typed
    formulas: Any = page.range("A1:K1").formula
    assert formulas[0] == ("=1+1", "=+86 138", 45000.0, "=@SUM(1)", 123.0, True, "=1", "plain", 5.0, "", 46090.0)
    shown = page.range("D1:K1").value
    assert shown == [None, 123.0, True, "=1", "plain", 5.0, None, dt.datetime(2026, 3, 9)]
    page.range("A2").number_format = "@"
    page.range("A2").value = "=1+1"
    assert page.range("A2").value == "=1+1" and isinstance(page.range("E1").value, float)
    with pytest.raises(memory.ExcelError):
        page.range("A3:B3").value = [["x" * 9000, 1]]


def test_only_the_entry_points_know_xlwings() -> None:
    found = set()
    for path in Path(xltrade.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found |= {path.name for n in named if n.split(".")[0] == "xlwings"}
    assert "macros.py" in found and "live.py" not in found and "report.py" not in found


def test_every_button_has_its_function() -> None:
    source = (Path(xltrade.__file__).parent / "vba/sources/xltrade_buttons.bas").read_text("ascii")
    named = set(re.findall(r'XltradeRun "(\w+)"', source))
    assert named == set(buttons.__all__) and all(callable(getattr(macros, n)) for n in named)


def test_messages_speak_both_languages() -> None:
    for said in (said_module.SAID, SAID, weekly_texts.SAID, weekly_texts._PROMPTS):
        for key, words in said.items():
            assert words.zh.strip() and words.en.strip(), key
            assert set(re.findall(r"{\d}", words.zh)) == set(re.findall(r"{\d}", words.en)), key


# ── reading an open book ──────────────────────────────────────────────────────────────────────────────────────────


def _text(value: Any) -> str | None:
    """A cell where anything may stand: Excel hands over floats and datetimes, the file's reader whole numbers too."""
    return None if pd.isna(value) else (as_text(value) or "").removesuffix(" 00:00:00")


def test_an_open_book_reads_as_its_file(excel: memory.App, shop: Path) -> None:
    shop.write_bytes(_master(filled=True))
    here = opened(memory.opened(excel, shop), shop, NOW)
    from_file = read.read(shop)
    for key, frame in from_file.tables.items():
        ours, theirs = (f.map(_text) if key in ("settings", "policy") else f for f in (here.reading.tables[key], frame))
        pd.testing.assert_frame_equal(ours, theirs, obj=key)
    assert here.reading.rejects == from_file.rejects and here.reading.counts == from_file.counts
    assert (here.fixed, here.today) == (True, TODAY) and excel.reads < 80


# ── 汇总 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_team_gives_the_same_tables_as_the_command_line(
    excel: memory.App, made: files.Made, tmp_path: Path
) -> None:
    """The issue's proof: after people left and somebody joined, so that tables shrink, grow and rows come and go."""
    master = shutil.copytree(made.result.master.parent, tmp_path / "demo") / made.result.master.name
    folder = master.parent / made.workbooks[0].parent.name
    first, second, *_ = sorted(folder.iterdir())
    first.unlink()
    broken.with_cell(folder / "new.xlsx", "orders", "amount", "约500")
    book, other = both(excel, master, folder, Look("classic", "zh", dt.date(2026, 11, 21), fixed=True))
    assert_equal(book, other)
    total = read.read(other.impl.path).settings
    told = excel.alerts[-1][0]
    assert f"{total['rows_read']:,}" in told and f"退回 {total['rows_rejected']:,}" in told
    assert excel.alerts[-1][1] == "info" and book.sheets.active.name == "合并报告"
    assert any("汇总 1/15：" + second.name == t for t in excel.told) and excel.told[-1] is False
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
    shop.write_bytes(_master(filled=True))
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


def _bad_policy(book: xlwings.Book, master: Path) -> None:
    book.sheets["参数"].range("A5").value = 5


def _bad_person(book: xlwings.Book, master: Path) -> None:
    book.sheets["人员"].range("F5").number_format = "@"
    book.sheets["人员"].range("F5").value = "2024.6.31"


def _no_folder(book: xlwings.Book, master: Path) -> None:
    shutil.rmtree(master.parent / "f")


def _blank_folder(book: xlwings.Book, master: Path) -> None:
    rows = cells(book, "settings")
    book.sheets["设置"].range((4 + [r[1] for r in rows].index("folder"), 3)).value = None


def _nothing_readable(book: xlwings.Book, master: Path) -> None:
    for path in (master.parent / "f").iterdir():
        path.write_bytes(b"")


def _empty_folder(book: xlwings.Book, master: Path) -> None:
    for path in (master.parent / "f").iterdir():
        path.unlink()


def _lost_column(book: xlwings.Book, master: Path) -> None:
    book.sheets["客户"].range("C4").value = "改了名"


def _text_below(book: xlwings.Book, master: Path) -> None:
    book.sheets["客户"].range("C7").value = "我的备注"


def _lost_table(book: xlwings.Book, master: Path) -> None:
    book.sheets["到款"].impl.listed.clear()


def _backup_in_the_way(book: xlwings.Book, master: Path) -> None:
    (master.parent / "backup").write_text("a file where the folder of copies should be")


def _unsaved(book: xlwings.Book, master: Path) -> None:
    book.impl.path = None


def _in_the_cloud(book: xlwings.Book, master: Path) -> None:
    book.impl.path = "https://d.docs.live.net/1/master.xlsx"


REFUSED: dict[str, tuple[Callable[[xlwings.Book, Path], None], str]] = {
    "bad policy": (_bad_policy, "提成档"),
    "bad person": (_bad_person, "2024.6.31"),
    "missing folder": (_no_folder, "找不到文件夹"),
    "blank folder": (_blank_folder, "folder"),
    "nothing readable": (_nothing_readable, "一个文件也没有读成"),
    "empty folder": (_empty_folder, "没有业务员工作簿"),
    "lost column": (_lost_column, "客户编号"),
    "text below": (_text_below, "第 7 行"),
    "lost table": (_lost_table, "到款"),
    "no backup": (_backup_in_the_way, "备份"),
    "unsaved": (_unsaved, "还没有保存"),
    "cloud": (_in_the_cloud, "网盘"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_why_and_writes_nothing(excel: memory.App, shop: Path, name: str) -> None:
    make, word = REFUSED[name]
    book = memory.opened(excel, shop)
    make(book, shop)
    before, excel.writes = same(book), []
    buttons.consolidate()
    assert same(book) == before and not excel.writes
    ((text, mode),) = excel.alerts
    assert word in text and mode == "critical" and excel.told[-1] is False


def _changed(excel: memory.App, shop: Path) -> xlwings.Book:
    """A filled master, open, whose folder changed so that tables will grow, shrink, and rows come."""
    shop.write_bytes(_master(filled=True))
    (shop.parent / "f" / "2.xlsx").unlink()
    rows = tuple({**broken.CUSTOMERS[0], "id": f"C{i}", "company": f"={i}"} for i in range(9))
    broken.sales(shop.parent / "f" / "9.xlsx", {"customers": rows}, settings=({"key": "person_id", "value": "P9"},))
    return memory.opened(excel, shop)


@cache
def _writes() -> int:
    """How many writes that consolidation takes; two fewer where it takes as many seconds as the one before."""
    with tempfile.TemporaryDirectory() as folder, memory.excel() as app:
        _changed(app, shops.shop(Path(folder) / "f"))
        buttons.consolidate()
        assert app.alerts[-1][1] == "info"
        return len(app.writes)


@pytest.mark.parametrize("write_no", (1, 5, 60, 130, -100, -40, -10, -5, -3))
def test_a_refused_write_puts_everything_back(excel: memory.App, shop: Path, write_no: int) -> None:
    """Whichever write Excel refuses, counted from the first or back from the last."""
    refused = write_no if write_no > 0 else _writes() + write_no
    book = _changed(excel, shop)
    before, excel.fail_at, excel.writes = same(book), refused, []
    buttons.consolidate()
    assert excel.fail_at is None, "the run has fewer writes than that"
    assert same(book) == before and len(excel.books) == 1
    ((text, mode),) = excel.alerts
    assert "已全部恢复原样" in text and "Excel is busy" in text and mode == "critical"
    assert (excel.screen_updating_, excel.calculation_, excel.told[-1]) == (True, "automatic", False)
    assert excel.display_alerts


def test_a_temporary_workbook_that_does_not_open_stops_before_the_first_write(
    excel: memory.App, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = memory.opened(excel, shop)
    before, excel.writes = same(book), []

    def refused(*_: Any) -> None:
        raise memory.ExcelError("policy forbids")

    monkeypatch.setattr(memory.Books, "open", refused)
    buttons.consolidate()
    assert same(book) == before and not excel.writes and not (shop.parent / "backup").exists()
    assert "policy forbids" in excel.alerts[-1][0] and excel.display_alerts


def test_pages_break_where_the_plan_breaks_them_and_no_printer_is_no_reason_to_stop() -> None:
    """The calls that Excel for Windows gets for the printed page, on a sheet that records them or refuses."""

    class Paper:
        broken: list[int]

        def __init__(self, printer: bool) -> None:
            self.broken, self.printer, self.print_area = [], printer, None
            self.api = self.page_setup = self.HPageBreaks = self

        def range(self, place: tuple[int, int]) -> Any:
            return type("Range", (), {"api": place[0]})

        def ResetAllPageBreaks(self) -> None:
            if not self.printer:
                raise memory.ExcelError("no printer")

        def Add(self, row: int) -> None:
            self.broken.append(row)

    plan = Sheet("cards", "x", "x", "", "computed", print_area=(0, 0, 9, 6), page_rows=(4, 8))
    paper = Paper(printer=True)
    redraw.Redraw(paper, None, plan)._page()
    assert (paper.broken, paper.print_area) == ([5, 9], "$A$1:$G$10")
    with pytest.raises(memory.ExcelError):
        redraw.Redraw(Paper(printer=False), None, plan)._page()


def test_when_even_putting_back_fails_it_says_so(excel: memory.App, shop: Path) -> None:
    class Broken:
        def do(self) -> None:
            raise OSError("gone")

        undo = do

    with pytest.raises(WriteError) as caught:
        patch.write(memory.opened(excel, shop).app, [Broken()])
    assert "不保存直接关闭" in caught.value.zh and "without saving" in caught.value.en


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


# ── 检查, 重算 ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_check_lists_problems_and_jumps_to_the_first(excel: memory.App, office: xlwings.Book) -> None:
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
    shop.write_bytes(_master(filled=True))
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


# ── the salesperson's buttons ─────────────────────────────────────────────────────────────────────────────────────

CUSTOMERS = [
    {
        "id": "C1",
        "company": "ABC Trading Co., Ltd.",
        "created": dt.date(2026, 3, 2),
        "intent": "clear",
        "email": "li@abc-trading.com",
        "phone": "+86 755 8888 1234",
        "contact": "Li Lei",
        "address": "1 Road",
        "stage": "negotiate",
    },
    {"id": "C2", "company": "深圳市长城贸易有限公司", "created": dt.date(2026, 4, 6), "intent": "hesitant"},
    {"id": "C3", "company": "Gamma", "created": dt.date(2026, 3, 3), "intent": "unclear"},
]
CONTACTS = [
    {
        "customer_id": "C1",
        "at": dt.datetime(2026, 4, 6, 10),
        "channel": "phone",
        "content": "报价已确认",
        "result": "接受",
        "next_step": "签合同",
    },
    {"customer_id": "C1", "at": dt.datetime(2026, 3, 30, 10), "channel": "phone", "content": "上周的事"},
    {"customer_id": "C3", "at": dt.datetime(2026, 4, 7, 8), "channel": "mass_mail", "content": "不算联系"},
]
INQUIRIES = [
    {
        "id": "Q1",
        "received": dt.datetime(2026, 4, 6, 9),
        "customer_id": "C1",
        "product": "水泵",
        "replied": dt.datetime(2026, 4, 6, 10),
    },
    {"id": "Q2", "received": dt.datetime(2026, 4, 7, 8), "customer_id": "C3", "product": "阀门"},
]
RECEIPTS = [
    {"id": "R1", "date": dt.date(2026, 4, 6), "payer_id": "C1", "kind": "full", "amount": 1234.5, "currency": "CNY"}
]
ISSUES = [{"id": "I1", "opened": dt.date(2026, 4, 1), "description": "交期太长", "status": "open"}]
TYPED = {"customers": CUSTOMERS, "contacts": CONTACTS, "inquiries": INQUIRIES, "receipts": RECEIPTS, "issues": ISSUES}


@pytest.fixture
def office(excel: memory.App, tmp_path: Path) -> xlwings.Book:
    """A salesperson's workbook of 2026-04-07, a Tuesday, open in Excel."""
    path = tmp_path / "P1 张三.xlsx"
    path.write_bytes(_office())
    return memory.opened(excel, path)


@cache
def _office() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return written(Path(folder) / "x.xlsx").read_bytes()


def sold(excel: memory.App, path: Path, **more: list[dict[str, Any]]) -> xlwings.Book:
    return memory.opened(excel, written(path, **more))


def written(path: Path, **more: list[dict[str, Any]]) -> Path:
    data = {t.key: dtypes.build(t, {**TYPED, **more}.get(t.key, [])) for t in tables.SALES}
    shared = policy.shipped(policy.years_around(NOW.date()))
    write.write(salesperson_book(Owner("P1", "张三"), data, shared, Look("classic", "zh", NOW.date())), path)
    return path


def select(book: xlwings.Book, name: str, cell: str) -> None:
    book.sheets[name].activate()
    book.sheets[name].range(cell).select()


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
    shop.write_bytes(_master(filled=True))
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


def test_buttons_of_the_other_workbook(excel: memory.App, office: xlwings.Book, shop: Path) -> None:
    buttons.consolidate()
    memory.opened(excel, shop)
    log_contact()
    weekly_report()
    said = [text for text, _ in excel.alerts]
    assert "在经理的主表里用" in said[0] and all("在业务员的工作簿里用" in t for t in said[1:]) and len(said) == 3


# ── 打印周报 ──────────────────────────────────────────────────────────────────────────────────────────────────────

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
