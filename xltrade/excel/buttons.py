"""What the buttons and the ribbon run, on the workbook that is open, through xlwings.

Each public function is called without arguments by the VBA Sub of the same meaning and says by itself what it did or
why not, in the workbook's language. It works everything out first, writes last, and all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from xltrade.core.errors import XltradeError
from xltrade.declared.rejects.reject import Reject
from xltrade.excel import active_book
from xltrade.excel.active_book import book_in_front, fullname, tell
from xltrade.excel.master_buttons import consolidated, first, recalculated, reports_printed
from xltrade.excel.open_book import Opened, go, language, opened, ours
from xltrade.excel.said import TITLE, error_of, say
from xltrade.excel.salesperson_buttons import contact_logged, looked_up, week_written
from xltrade.jobs.check import calendar_notes, problems

__all__ = ["check", "consolidate", "log_contact", "look_up", "print_reports", "recalculate", "weekly_report"]


def consolidate() -> None:
    """汇总: all workbooks of the folder named on the Settings sheet, into the open master (R004, R081, R211)."""
    _run(consolidated)


def check() -> None:
    """检查: everything wrong with the open workbook, and a jump to the first place."""
    _run(checked)


def recalculate() -> None:
    """重算: every formula; in a master the consolidated rows too, with the policy as it now stands (R070)."""
    _run(recalculated)


def print_reports() -> None:
    """打印周报: the newest week's reports as one PDF in the archive beside the workbook, never overwritten (R064)."""
    _run(reports_printed)


def log_contact() -> None:
    """记录跟进: a new row on 跟进 for the customer of the selected row, with the time and the suggested channel."""
    _run(contact_logged)


def look_up() -> None:
    """查重: have we met this customer, under any spelling, and what did they ask for? (R125, R126)"""
    _run(looked_up)


def weekly_report() -> None:
    """生成周报: counts and key customers of the week into this week's row, prompts elsewhere (R065–R069)."""
    _run(week_written)


def _run(action: Callable[[Opened], None]) -> None:
    """Open the book for the action; a user's mistake becomes a message, the status bar is given back in each case."""
    book = book_in_front()
    app = book.app
    try:
        if not ours(book):
            raise error_of("not_ours")
        action(opened(book, Path(fullname(book)), active_book.now()))
    except XltradeError as error:
        app.alert(error.text(language(book)), title=TITLE, mode="critical")
    finally:
        app.status_bar = False


def checked(book: Opened) -> None:
    """检查: everything that is wrong with the open workbook, by the list that all checks run."""
    found, rows = _problems(book), book.reading.typed_rows
    notes = [n.text(book.lang) for n in calendar_notes(book.reading, book.today)]
    if not found:
        tell(book, "\n".join([say("fine", book.lang, rows), *notes]))
        return
    show(book, found)
    bad = sum(r.severity == "reject" for r in found)
    head = say("found", book.lang, len(found), bad, len(found) - bad, rows)
    tell(book, "\n".join([head, *first([r.message(book.lang) for r in found], book.lang), *notes]))


def _problems(book: Opened) -> list[Reject]:
    """Everything wrong with the workbook, what was rejected first."""
    found = problems(book.reading, book.today, book.lang)
    return sorted(found, key=lambda r: r.severity != "reject")


def show(book: Opened, found: Sequence[Reject]) -> None:
    """Jump to the first problem that has a place."""
    first = next((r for r in found if r.sheet in book.blocks and r.row), None)
    if first and first.row:
        heads = {
            str(v).strip(): i
            for line in reversed(book.blocks[first.sheet][: first.row - 1])
            for i, v in enumerate(line, 1)
            if v is not None
        }
        go(book.book.sheets[first.sheet], first.row, heads.get(first.column, 1))
