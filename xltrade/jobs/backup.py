"""Dated copies of a file in the folder `backup` beside it: made, listed, thinned, brought back (R147)."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltrade.core.errors import FileError, WriteError
from xltrade.files.lock import BACKUP, check_free, content_print, locked, must_be
from xltrade.files.write import staged
from xltrade.rules.policy import Policy

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d{6})(?: (\d+))?")


@dataclass(frozen=True)
class Copy:
    """One dated copy. moment: when it was made, such as 2026-11-21 18:00:00."""

    path: Path
    moment: dt.datetime


@contextlib.contextmanager
def backed_up(file: Path, now: dt.datetime | None) -> Iterator[Path | None]:
    """A dated copy of the file, such as backup/主表 2026-11-21 180000.xlsx; gone again when the block fails.

    None when there is no file, or now is None. WriteError when the copy cannot be written whole.
    """
    if now is None or not file.exists():
        yield None
        return
    copy = _copied(file, now)
    try:
        yield copy
    except BaseException:
        with contextlib.suppress(OSError):
            copy.unlink()
        _without_empty(copy.parent)
        raise


def _copied(file: Path, now: dt.datetime) -> Path:
    folder, named = file.parent / BACKUP, f"{file.stem} {now:%Y-%m-%d %H%M%S}"
    copy = folder / f"{named}{file.suffix}"
    try:
        folder.mkdir(exist_ok=True)
        number = 2
        while copy.exists():
            copy, number = folder / f"{named} {number}{file.suffix}", number + 1
        with staged(file.read_bytes(), copy) as put:
            put()
        shutil.copystat(file, copy)
    except (OSError, WriteError) as error:
        _without_empty(folder)
        raise WriteError(
            f"备份写不了：{copy}。请检查文件夹权限和磁盘空间。",
            f"The backup {copy} cannot be written. Check the folder's rights and the room on the disk.",
        ) from error
    return copy


def _without_empty(folder: Path) -> None:
    """A folder without a copy is no use."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def copies(file: Path) -> list[Copy]:
    """The dated copies of a file, newest first."""
    start, found = f"{file.stem} ", list[tuple[str, int, Path]]()
    folder = file.parent / BACKUP
    for path in folder.iterdir() if folder.is_dir() else ():
        dated = _MOMENT.fullmatch(path.stem.removeprefix(start))
        if path.stem.startswith(start) and path.suffix == file.suffix and dated:
            found.append((dated[1], int(dated[2] or 1), path))
    return [Copy(p, dt.datetime.strptime(m, "%Y-%m-%d %H%M%S")) for m, _, p in sorted(found, reverse=True)]


def spare(found: Sequence[Copy], now: dt.datetime, policy: Policy) -> list[Copy]:
    """Of the copies, newest first, those to take away.

    The newest `backup_number` stay whatever their age; of older ones the last of each day for `backup_days` days.
    """
    always = max(1, int(float(policy["backup_number"])))
    gone, days = list[Copy](), {c.moment.date() for c in found[:always]}
    for copy in found[always:]:
        old = (now - copy.moment).days > float(policy["backup_days"])
        if old or copy.moment.date() in days:
            gone.append(copy)
        days.add(copy.moment.date())
    return gone


def thin(file: Path, now: dt.datetime, policy: Policy) -> None:
    """Take away the copies that are not kept; one that cannot be taken away stays."""
    for copy in spare(copies(file), now, policy):
        with contextlib.suppress(OSError):
            copy.path.unlink()


def restore(file: Path, number: int, now: dt.datetime) -> tuple[Copy, Path | None]:
    """Bring back the copy of that number, from 1, newest first; the file as it was is copied before.

    Gives the copy, and the one that was made of what it replaced. FileError where there is no such copy.
    """
    check_free(file)
    with locked(file):
        found = copies(file)
        if not 1 <= number <= len(found):
            raise FileError(
                "no_copy",
                f"{file.name} 没有第 {number} 份备份。不写编号可以列出全部。",
                f"There is no copy {number} of {file.name}. Without a number all are listed.",
            )
        chosen = found[number - 1]
        before = content_print(file)
        with staged(chosen.path.read_bytes(), file) as put, backed_up(file, now) as copy:
            must_be(file, before)
            put()
    return chosen, copy
