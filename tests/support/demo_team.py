"""The demo team of one day on disk: made once by `xltrade demo` in a process, and what this process makes of it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from places import ROOT
from xltrade.files import write
from xltrade.jobs.consolidate import consolidate
from xltrade.jobs.demo import files
from xltrade.jobs.demo.data import Team
from xltrade.jobs.demo.team import demo_team
from xltrade.sheets.look import Look

DAY = dt.date(2026, 11, 21)
FRESH = "again"
AGAIN = (0, 2, 4, -1)
"""The places of the workbooks that are made again here: one of each flavour, and a newcomer's."""


@dataclass(frozen=True)
class Printed:
    """What `xltrade demo` wrote and printed."""

    folder: Path
    stdout: str
    stderr: str
    returncode: int


def printed(folder: Path) -> Printed:
    """`python -m xltrade demo` of the day, in a process of its own."""
    command = [sys.executable, "-m", "xltrade", "demo", str(folder / "demo"), "--today", DAY.isoformat()]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=env)
    return Printed(folder / "demo", done.stdout, done.stderr, done.returncode)


def made(folder: Path, of: Printed) -> files.Made:
    """The workbooks of that process; of this one a master consolidated from them and, in `FRESH`, those of `AGAIN`."""
    assert of.returncode == 0, of.stderr
    planned, look = demo_team(DAY), Look(files.MIX[0], "zh", DAY, True)
    planned = files.settled(planned, files.shared_tables(planned, "zh"), "zh")
    place = folder / files.FOLDER.text("zh")
    shutil.copytree(of.folder / place.name, place)
    master = folder / f"{files.MASTER.text('zh')}{look.suffix}"
    write.write(files._master(planned, files.shared_tables(planned, "zh"), look, place), master)
    result = consolidate(place, master, look, None, clock=lambda: 0.0)
    found = {path.stem: path for path in place.iterdir()}
    workbooks = tuple(found[f"{m.id} {m.name}"] for m in planned.members)
    _again(folder / FRESH, workbooks, planned)
    return files.Made(workbooks, result)


def _again(folder: Path, paths: Sequence[Path], planned: Team) -> None:
    """Those of the workbooks `paths` that stand at `AGAIN`, made by this process in another folder."""
    folder.mkdir()
    shared = files.shared_tables(planned, "zh")
    for number in AGAIN:
        look = Look(files.MIX[number] if number >= 0 else files.MIX[0], "zh", DAY, True)
        write.write(files._workbook(planned.members[number], planned, shared, look), folder / paths[number].name)
