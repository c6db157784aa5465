"""The master is safe: one run at a time, nothing overwritten unseen, copies whole, nothing left behind (R147)."""

from __future__ import annotations

import datetime as dt
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from commands import run as command
from small_shop import LOOK, NOW, shop
from small_shop import consolidated as run

from places import ROOT
from xltrade.core.errors import FileError, WriteError
from xltrade.files.lock import content_print, locked
from xltrade.files.write import build, staged
from xltrade.jobs import consolidate
from xltrade.jobs.backup import Copy, copies, restore, spare
from xltrade.jobs.master import manager
from xltrade.jobs.plan import Draft
from xltrade.jobs.progress import Course
from xltrade.rules import policy
from xltrade.sheets.plan import Book, Cell, Sheet

unix = pytest.mark.skipif(sys.platform == "win32", reason="processes, limits and signals of Unix")
POLICY = policy.default(NOW.date())
AFTER = Sheet("card", "卡", "卡", "看", "computed", cells=(Cell(3, 0, "x"),))
BEFORE = build(Book("zh", NOW.date(), (replace(AFTER, cells=()),)))


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """A consolidation worked out, whose book is a small one: what follows is about writing it."""
    master = shop(tmp_path_factory.mktemp("draft") / "f")
    given = manager(master, LOOK)
    made = consolidate.draft(given, [master.parent / "f" / "1.xlsx"], lambda: 0.0, Course(None, 1, "zh"))
    return replace(made, book=Book("zh", NOW.date(), (AFTER,)))


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A file that gives way to the draft."""
    path = tmp_path / "master.xlsx"
    path.write_bytes(BEFORE)
    return path


def written(draft: Draft, master: Path, now: dt.datetime = NOW) -> Path | None:
    """The last step of a consolidation, in which the master is replaced."""
    with locked(master):
        return consolidate.write(draft, master, content_print(master), now).backup


def left(folder: Path) -> list[str]:
    """Everything in a folder but the workbooks of the shop."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.parent.name != "f")


# ── seen before the work ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lock", "program"), [("~$master.xlsx", "Excel"), (".~lock.master.xlsx#", "LibreOffice")])
def test_an_open_master_is_seen_before_anything_is_read(tmp_path: Path, lock: str, program: str) -> None:
    master = shop(tmp_path / "f")
    (tmp_path / lock).write_bytes(b"")
    before, seen = master.read_bytes(), list[str]()
    with pytest.raises(WriteError, match=program):
        run(tmp_path / "f", master, progress=lambda name, done, total: seen.append(name))
    assert seen == [] and master.read_bytes() == before and left(tmp_path) == sorted([lock, "master.xlsx"])


def test_a_second_run_is_refused_while_one_works(tmp_path: Path) -> None:
    master = shop(tmp_path / "f")
    before = master.read_bytes()
    with locked(master), pytest.raises(WriteError) as caught:
        run(tmp_path / "f", master)
    assert "另一次运行" in caught.value.zh and master.read_bytes() == before and left(tmp_path) == ["master.xlsx"]
    with locked(master):
        assert left(tmp_path) == [".master.xlsx.lock", "master.xlsx"]
    assert left(tmp_path) == ["master.xlsx"]


def test_a_save_during_the_run_is_not_overwritten(tmp_path: Path) -> None:
    """The manager saves in Excel while a run works: the run is refused, what was saved stands, no copy is made."""
    master = shop(tmp_path / "f")
    saved = list[bytes]()

    def save(name: str, done: int, total: int) -> None:
        if name == "写主表":
            book = openpyxl.load_workbook(master)
            book["人员"]["B7"] = "刚来的人"
            book.save(master)
            saved.append(master.read_bytes())

    with pytest.raises(WriteError, match="changed meanwhile"):
        run(tmp_path / "f", master, progress=save)
    assert [master.read_bytes()] == saved and left(tmp_path) == ["master.xlsx"]


@pytest.mark.parametrize("before", ["", "0" * 64])
def test_another_file_than_was_read_is_not_overwritten(draft: Draft, master: Path, before: str) -> None:
    """Changed, or come up where none was."""
    with pytest.raises(WriteError, match="changed meanwhile"):
        consolidate.write(draft, master, before, NOW)
    assert master.read_bytes() == BEFORE and left(master.parent) == ["master.xlsx"]


def test_progress_goes_through_every_step_to_the_end(tmp_path: Path) -> None:
    """Also where the work is long: nobody presses Ctrl-C because nothing moves."""
    told = list[tuple[str, int, int]]()
    ticks = iter(range(100))
    done = run(tmp_path / "f", shop(tmp_path / "f"), progress=lambda *t: told.append(t), clock=lambda: next(ticks))
    assert [t[0] for t in told] == ["1.xlsx", "2.xlsx", "合并、核对", "结算提成", "排版各表", "写主表", ""]
    shares = [now / total for _, now, total in told]
    assert shares == sorted(set(shares)) and shares[0] == 0 and shares[-1] == 1 and shares[2] < 0.2
    assert done.seconds == 2.0 and "seconds" in done.summary()  # of three looks at the clock the last


# ── written whole or not at all ───────────────────────────────────────────────────────────────────────────────────


def _in_a_process(work: Callable[[], None]) -> int:
    """Run in a child of its own, whose limits and death are its own; gives 0, 9 for killed, 3 for a WriteError."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except WriteError:
            os._exit(3)
        except BaseException:
            os._exit(4)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _full_disk(bytes_left: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))


@unix
@pytest.mark.parametrize("room", [0, 1_000])
def test_a_full_disk_leaves_master_and_copies_as_they_were(draft: Draft, master: Path, room: int) -> None:
    def work() -> None:
        _full_disk(room)
        written(draft, master)

    assert _in_a_process(work) == 3
    assert master.read_bytes() == BEFORE and left(master.parent) == ["master.xlsx"]


def test_no_room_for_the_copy_leaves_the_old_master(
    draft: Draft, master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltrade.jobs.backup.staged", _no_room)
    with pytest.raises(WriteError, match="backup"):
        written(draft, master)
    assert master.read_bytes() == BEFORE and left(master.parent) == ["master.xlsx"]
    assert not (master.parent / "backup").exists()


def _no_room(*_: object) -> None:
    raise OSError("no space left on device")


def test_a_folder_that_cannot_be_written_is_a_sentence_before_the_work(tmp_path: Path) -> None:
    """One that is not there, and a file where the folder should be."""
    shop(tmp_path / "f")
    for place in (tmp_path / "none", tmp_path / "f" / "1.xlsx"):
        with pytest.raises(WriteError) as caught:
            run(tmp_path / "f", place / "master.xlsx", progress=pytest.fail)
        assert str(place) in caught.value.zh


@unix
def test_a_killed_run_leaves_a_whole_master(draft: Draft, master: Path) -> None:
    """SIGKILL at many moments of writing: a whole master, only whole copies, and the next run tidies up."""
    began = time.perf_counter()
    written(draft, master)
    took, whole = time.perf_counter() - began, {BEFORE, master.read_bytes()}
    ends = [_in_a_process(lambda at=k: _killed(draft, master, took * at / KILLS)) for k in range(KILLS)]  # type: ignore[misc]
    assert signal.SIGKILL in ends and master.read_bytes() in whole
    assert all(c.path.read_bytes() in whole for c in copies(master))
    (master.parent / f".master.xlsx.{'0' * 16}.tmp").write_bytes(b"half")  # of a kill in the middle of writing
    (master.parent / "backup" / f".master 2026-03-31.xlsx.{'0' * 16}.tmp").write_bytes(b"half")
    written(draft, master)
    assert [n for n in left(master.parent) if n.endswith((".tmp", ".lock"))] == []


KILLS = 20


def _killed(draft: Draft, master: Path, late: float) -> None:
    """The master is written by a process that is killed so many seconds after it began."""
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, 0.0001 + late)
    written(draft, master)


PROGRAM = """
import sys
from pathlib import Path
import small_shop
small_shop.consolidated(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_two_runs_at_once_leave_one_truth(tmp_path: Path) -> None:
    """Of two processes one may be refused; the master is that of a run that ended well."""
    master = shop(tmp_path / "f")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests/support", ROOT / "tests")))}
    line = [sys.executable, "-c", PROGRAM, str(tmp_path / "f"), str(master)]
    both = [subprocess.Popen(line, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in "12"]
    errors = [p.communicate()[1] for p in both]
    refused = [e for p, e in zip(both, errors, strict=True) if p.returncode]
    assert len(refused) < 2 and all("Another run" in e for e in refused)
    assert len(copies(master)) == 2 - len(refused) and len(openpyxl.load_workbook(master).sheetnames) > 20
    assert [n for n in left(tmp_path) if n.endswith((".tmp", ".lock"))] == []


def test_the_temporary_file_follows_no_link_and_takes_no_name_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may write beside the master cannot have another file overwritten: the name cannot be foreseen."""
    victim, target = tmp_path / "victim.txt", tmp_path / "a.xlsx"
    victim.write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda n: "0" * 2 * n)
    (tmp_path / f".a.xlsx.{'0' * 16}.tmp").symlink_to(victim)
    with pytest.raises(WriteError), staged(b"data", target):
        pytest.fail("a name in use was taken")
    assert victim.read_text() == "mine" and not target.exists()


def test_a_master_behind_a_link_stays_behind_it(draft: Draft, master: Path) -> None:
    linked = master.parent / "here" / "linked.xlsx"
    linked.parent.mkdir()
    linked.symlink_to(master)
    written(draft, linked)
    assert linked.is_symlink() and master.read_bytes() == linked.read_bytes() != BEFORE


# ── copies ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_copies_of_one_second_have_numbers(draft: Draft, master: Path) -> None:
    for _ in range(3):
        written(draft, master)
    named = [c.path.name for c in copies(master)]
    assert named == [f"master 2026-03-31 093000{n}.xlsx" for n in (" 3", " 2", "")]


def test_copies_are_thinned_by_number_and_age() -> None:
    """R147: the newest 20 stay; of older ones the last of each day for a year."""
    moments = [NOW - dt.timedelta(hours=6 * n) for n in range(4 * 400)]
    found = [Copy(Path(str(n)), m) for n, m in enumerate(moments)]
    gone = {c.path.name for c in spare(found, NOW, POLICY)}
    stay = [c for c in found if c.path.name not in gone]
    assert [c.path.name for c in stay[:20]] == [str(n) for n in range(20)] and len(gone) == len(found) - len(stay)
    days = [c.moment.date() for c in stay[20:]]
    assert len(days) == len(set(days)) and (NOW - stay[-1].moment).days == 365
    assert all(c.moment == max(m for m in moments if m.date() == c.moment.date()) for c in stay[20:])


def test_only_our_own_copies_are_taken_away(draft: Draft, master: Path) -> None:
    folder = master.parent / "backup"
    folder.mkdir()
    for name in ("master 2001-01-01 000000.xlsx", "master 旧.xlsx", "other 2001-01-01 000000.xlsx", "说明.txt"):
        (folder / name).write_bytes(b"x")
    for number in range(20):
        (folder / f"master 2026-03-30 0000{number:02}.xlsx").write_bytes(b"x")
    written(draft, master)
    assert len(copies(master)) == 20 and copies(master)[0].moment == NOW
    assert {"master 旧.xlsx", "other 2001-01-01 000000.xlsx", "说明.txt"} < {p.name for p in folder.iterdir()}


def test_a_copy_comes_back_and_what_it_replaces_is_copied(draft: Draft, master: Path) -> None:
    written(draft, master)
    after = master.read_bytes()
    chosen, before = restore(master, 1, NOW + dt.timedelta(hours=1))
    assert master.read_bytes() == BEFORE == chosen.path.read_bytes()
    assert before and before.read_bytes() == after and len(copies(master)) == 2
    with pytest.raises(FileError, match="no copy 3"):
        restore(master, 3, NOW)
    master.with_name("~$master.xlsx").write_bytes(b"")
    with pytest.raises(WriteError):
        restore(master, 1, NOW)


def test_the_command_lists_copies_and_brings_one_back(draft: Draft, master: Path) -> None:
    """R147: also of a master that is gone altogether."""
    assert "没有备份" in command("restore", master).stdout
    written(draft, master)
    shown = command("restore", master).stdout
    assert "1  2026-03-31 09:30:00" in shown and f"restore {master} 1" in shown
    master.unlink()
    done = command("restore", master, 1)
    assert done.returncode == 0 and master.read_bytes() == BEFORE
    assert command("restore", master, 9).returncode == 2
