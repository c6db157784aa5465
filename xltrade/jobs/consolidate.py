"""Everybody's workbooks -> one master: read, unite, recompute, report (R004, R081, R211, R231).

One way, and pure until the last step: gather -> renewed -> merge -> settle -> plan -> write, with one value between
each two. The old master stays whole until the new one is complete, and a dated copy of it is kept.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from xltrade.files.write import write as write_file
from xltrade.jobs.backup import backup
from xltrade.jobs.buyers import renewed
from xltrade.jobs.gather import Progress, gather, workbooks
from xltrade.jobs.master import Manager, check_name, manager, settling
from xltrade.jobs.merge import merge
from xltrade.jobs.plan import Draft, plan
from xltrade.jobs.record import Result
from xltrade.jobs.settle import settle
from xltrade.sheets.look import Look


def consolidate(
    folder: Path,
    master: Path,
    look: Look,
    now: dt.datetime | None,
    *,
    period: str = "",
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Read all workbooks of `folder` and write `master` in one step, a dated copy of the old one beside it (R147).

    now: for the name of the copy (None = no copy). period: a quarter to settle for everyone, such as 2026Q3, as if it
    stood in an empty row of Settlements. clock: seconds, for the duration in the report.
    FileError or PolicyError before anything is written, WriteError when the file cannot be replaced: the old master
    is whole in each case.
    """
    elapsed = stopwatch(clock)
    given = settling(manager(master, look), period)
    check_name(master, given.look)
    return write(draft(given, workbooks(folder, master), elapsed, progress), master, now)


def stopwatch(clock: Callable[[], float] = time.perf_counter) -> Callable[[], float]:
    """A function that gives the seconds since now by that clock."""
    start = clock()
    return lambda: clock() - start


def draft(
    given: Manager, paths: Sequence[Path], elapsed: Callable[[], float], progress: Progress | None = None
) -> Draft:
    """The new master worked out from these workbooks; elapsed: seconds since the work began."""
    return plan(settle(merge(renewed(gather(given, paths, progress)))), elapsed)


def write(made: Draft, master: Path, now: dt.datetime | None) -> Result:
    """Last step: the plan becomes the file, after a copy of the old one (now = None: without)."""
    copy = backup(master, now) if now else None
    write_file(made.book, master)
    return made.result(master, copy)
