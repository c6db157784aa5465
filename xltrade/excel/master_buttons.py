"""What the buttons of the master do."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xltrade.core.errors import XltradeError
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.excel import active_book, patch, redraw
from xltrade.excel.active_book import of_kind, owner_of, saved_path, tell
from xltrade.excel.changes import changes_to
from xltrade.excel.open_book import Opened, go
from xltrade.excel.recompute import recomputed
from xltrade.excel.said import SHOWN, error_of, say
from xltrade.files.lock import locked
from xltrade.files.open import OpenBook
from xltrade.files.write import write
from xltrade.jobs.backup import backed_up, thin
from xltrade.jobs.before import before_in
from xltrade.jobs.consolidate import draft, stopwatch
from xltrade.jobs.folder import workbooks
from xltrade.jobs.gone_checks import KINDS
from xltrade.jobs.master import manager_of
from xltrade.jobs.progress import Course
from xltrade.jobs.record import Result, Written
from xltrade.rules import policy
from xltrade.sheets.weekly_archive import FOLDER, archive, file_name, newest_week


def consolidated(book: Opened) -> None:
    """汇总: read the folder, work out the new master, write it into the open one, all or nothing (R147)."""
    elapsed = stopwatch()
    path, app = saved_path(book), book.book.app
    of_kind(book, "master")
    given = replace(manager_of(book.reading, book.look), before=before_in(OpenBook(path, book.blocks)))
    there = workbooks(_folder(book, path), path)

    def progress(name: str, number: int, total: int) -> None:
        app.status_bar = say("reading", book.lang, round(100 * number / total), name)

    with locked(path):
        course = Course(progress, len(there.paths), book.lang)
        made = draft(given, there.paths, elapsed, course, there.said)
        app.status_bar = say("writing", book.lang)
        changes, now = changes_to(book, made.book), active_book.now()
        with redraw.drawn(app, book.book, made.book) as drawn, backed_up(path, now) as copy:
            patch.write(app, [*changes, *drawn])
        thin(path, now, given.rules)
    go(book.spot("report").sheet, 1, 1)
    tell(book, _account(made.result(path, Written(copy), elapsed()), book.lang))


def _folder(book: Opened, path: Path) -> Path:
    """The folder of the Settings sheet, beside the master unless it is a whole path."""
    typed = str(book.reading.settings.get("folder") or "").strip().strip('"“”')
    if not typed:
        raise error_of("no_folder")
    return path.parent / typed


def _account(result: Result, lang: Lang) -> str:
    total = result.total
    warnings = sum(r.severity == "warning" for r in result.rejects)
    lines = [
        say(
            "done",
            lang,
            f"{total.read:,}",
            f"{total.kept:,}",
            f"{total.rejected:,}",
            len(result.files),
            warnings,
            tables.REJECTS.label(lang),
        )
    ]
    if lost := [r.message(lang) for r in result.rejects if r.kind in KINDS]:
        lines += [say("gone", lang), *first(lost, lang)]
    left = int(result.exceptions["handled"].ne("yes").sum())
    lines.append(say("found_too", lang, len(result.changes), left))
    failed = [r.message(lang) for r in result.rejects if r.level == "file" and r.severity == "reject"]
    if failed:
        lines += [say("unreadable", lang), *first(failed, lang)]
    lines += [note.text(lang) for note in result.notes]
    if result.backup:
        lines.append(say("backup", lang, result.backup))
    return "\n".join(lines)


def first(lines: Sequence[str], lang: Lang) -> list[str]:
    """The first lines of a list, and how many more there are."""
    more = [say("more", lang, len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]


def recalculated(book: Opened) -> None:
    """重算: the consolidated tables and all formulas anew, by the policy as it stands."""
    app, is_master = book.book.app, book.reading.kind == "master"
    if is_master:
        patch.write(app, recomputed(book))
    else:
        policy.read({t.key: book.reading.tables[t.key] for t in tables.SHARED}, book.today)
    full = getattr(app.api, "CalculateFull", None)  # Excel for Windows; elsewhere xlwings knows the plain one only
    (full or app.calculate)()
    tell(book, say("recomputed" if is_master else "recalculated", book.lang))


def reports_printed(book: Opened) -> None:
    """打印周报: the newest week's reports of everybody as one PDF (R152)."""
    path, spot = saved_path(book), book.spot("weekly_reports")
    rows = [{**owner_of(book), **r} for r in spot.rows()]
    week = newest_week(rows, book.today)
    if week is None:
        raise error_of("no_reports", spot.sheet.name)
    target = path.parent / FOLDER.text(book.lang) / f"{file_name(week, book.lang)}.pdf"
    if target.exists():
        raise error_of("printed_before", target)
    plan = archive(rows, week, book.lang, book.today)
    try:
        _to_pdf(book.book.app, plan, target)
    except XltradeError:
        raise
    except Exception as error:
        raise error_of("no_print", error) from error
    tell(book, say("printed", book.lang, len(plan.sheets), target))


def _to_pdf(app: Any, plan: Any, target: Path) -> None:
    """Lay the reports out in a workbook of their own and print that; the PDF appears whole or not at all."""
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as place, app.properties(screen_updating=False):
        laid_out, pdf = Path(place) / f"{target.stem}.xlsx", Path(place) / target.name
        write(plan, laid_out)
        copy = app.books.open(str(laid_out))
        try:
            copy.to_pdf(str(pdf))
        finally:
            copy.close()
        os.rename(pdf, target)
