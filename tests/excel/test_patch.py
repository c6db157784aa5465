"""Refusals and failures: nothing is written, or everything is put back (R211)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import broken
import memory
import pytest
import small_shop as shops
import xlwings
from button_books import master_bytes, same
from open_book import cells

from xltrade.core.errors import WriteError
from xltrade.excel import buttons, patch


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
    shop.write_bytes(master_bytes(filled=True))
    (shop.parent / "f" / "2.xlsx").unlink()
    (shop.parent / "f" / "9.xlsx").write_bytes(_new_person())
    return memory.opened(excel, shop)


@cache
def _new_person() -> bytes:
    rows = tuple({**broken.CUSTOMERS[0], "id": f"C{i}", "company": f"={i}"} for i in range(9))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "9.xlsx"
        broken.sales(path, {"customers": rows}, settings=({"key": "person_id", "value": "P9"},))
        return path.read_bytes()


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


def test_when_even_putting_back_fails_it_says_so(excel: memory.App, shop: Path) -> None:
    class Broken:
        def do(self) -> None:
            raise OSError("gone")

        undo = do

    with pytest.raises(WriteError) as caught:
        patch.write(memory.opened(excel, shop).app, [Broken()])
    assert "不保存直接关闭" in caught.value.zh and "without saving" in caught.value.en
