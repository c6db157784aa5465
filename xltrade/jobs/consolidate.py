"""Everybody's workbooks -> one master: read, unite, recompute, report (R004, R081, R211, R231).

One way, and pure until the last step: gather -> renewed -> merge -> settle -> plan -> write, with one value between
each two. The old master stays whole until the new one is complete, and a dated copy of it is kept.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from xltrade.declared.rejects.reject import Reject
from xltrade.files.carried import Carried
from xltrade.files.lock import check_free, content_print, locked, must_be
from xltrade.files.write import staged
from xltrade.jobs.backup import backed_up, thin
from xltrade.jobs.before import before
from xltrade.jobs.buyers import renewed
from xltrade.jobs.carry import carried
from xltrade.jobs.folder import workbooks
from xltrade.jobs.gather import gather
from xltrade.jobs.leavers import with_leavers
from xltrade.jobs.master import Manager, check_name, manager, settling
from xltrade.jobs.merge import merge
from xltrade.jobs.plan import Draft, plan
from xltrade.jobs.progress import Course, Progress
from xltrade.jobs.rates import with_rates
from xltrade.jobs.record import Result, Written
from xltrade.jobs.settle import settle
from xltrade.sheets.look import Look


def consolidate(
    folder: Path,
    master: Path,
    look: Look,
    now: dt.datetime | None,
    *,
    period: str = "",
    force: bool = False,
    rates: Path | None = None,
    dry: bool = False,
    told: Callable[[Draft], None] | None = None,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Read all workbooks of `folder` and write `master` in one step, a dated copy of the old one beside it (R147).

    now: for the name of the copy (None = no copy). period: a quarter to settle for everyone, such as 2026Q3, as if it
    stood in an empty row of Settlements. force: go on although something that the manager added to the master cannot
    be carried over. rates: a file with published exchange rates to take in (R048). dry: work out everything and write
    nothing, no copy either. told: given the new master before it is written, to say what is gone. clock: seconds, for
    the duration in the report and the result.
    FileError or PolicyError before anything is written, OverwriteError naming what would be lost, WriteError when the
    master is open, being worked on, changed meanwhile or cannot be replaced: the old master is whole in each case.
    """
    elapsed = stopwatch(clock)
    if not dry:
        check_free(master)
    with nullcontext() if dry else locked(master):
        as_read = content_print(master)
        given = with_rates(settling(replace(manager(master, look), before=before(master)), period), rates)
        check_name(master, given.look)
        there = workbooks(folder, master)
        course = Course(progress, len(there.paths), given.look.lang)
        made = draft(given, there.paths, elapsed, course, there.said)
        if told:
            told(made)
        course.step("write")
        written = rehearsed(made, master, force=force) if dry else write(made, master, as_read, now, force=force)
        course.done()
        return made.result(master, written, elapsed())


def stopwatch(clock: Callable[[], float] = time.perf_counter) -> Callable[[], float]:
    """A function that gives the seconds since now by that clock."""
    start = clock()
    return lambda: clock() - start


def draft(
    given: Manager, paths: Sequence[Path], elapsed: Callable[[], float], course: Course, said: Sequence[Reject] = ()
) -> Draft:
    """The new master worked out from these workbooks.

    elapsed: seconds since the work began; said: what is to be told of the folder.
    """
    gathered = renewed(with_leavers(gather(given, paths, course.file, said), given.before))
    course.step("merge")
    merged = merge(gathered)
    course.step("settle")
    paid = settle(merged)
    course.step("plan")
    return plan(paid, elapsed)


def rehearsed(made: Draft, master: Path, *, force: bool = False) -> Written:
    """Everything that writing would do and refuse, without a file."""
    return Written(None, _carried(made, master, force=force).sheets, dry=True)


def _carried(made: Draft, master: Path, *, force: bool) -> Carried:
    return carried(made.book, master, force=force, beside=made.paid.merged.given.before.beside)


def write(made: Draft, master: Path, before: str, now: dt.datetime | None, *, force: bool = False) -> Written:
    """Last step: the plan becomes the file, with the manager's own sheets, after a copy of the old one (now = None:
    without).

    before: the print of the master when it was read; WriteError when it is another one by now. OverwriteError naming
    what of the manager's own would be lost, unless forced.
    """
    new = _carried(made, master, force=force)
    with staged(new.data, master) as put:
        check_free(master)
        must_be(master, before)
        with backed_up(master, now) as copy:
            put()
    if now:
        thin(master, now, made.paid.merged.given.rules)
    return Written(copy, new.sheets)
