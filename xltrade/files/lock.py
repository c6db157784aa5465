"""Whether a file may be worked on: by one run at a time, while no program has it open, unchanged since it was read."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from xltrade.core.errors import WriteError

BACKUP = "backup"
"""The folder of dated copies, beside the file."""
_LONGEST = 60
"""Letters of a file's name that the names of its helpers begin with: a whole long one could be too long."""


def helper(path: Path, ending: str) -> Path:
    """A hidden file beside `path` that belongs to it, such as .主表.xlsx.lock."""
    return path.with_name(f".{path.name[:_LONGEST]}.{ending}")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """No other run of ours works on `path` meanwhile, and what a killed one left beside it is gone.

    WriteError when another run has it, or its folder cannot be written.
    """
    path = path.resolve()
    if not path.parent.is_dir():  # the lock would make it
        raise unwritable(path)
    lock = FileLock(helper(path, "lock"), timeout=0)
    _taken(lock, path)
    try:
        _sweep(path)
        yield
    finally:
        with contextlib.suppress(OSError):
            Path(lock.lock_file).unlink()  # while it is held: who waits for it sees that it is gone
        lock.release()


def _taken(lock: FileLock, path: Path) -> None:
    try:
        lock.acquire()
    except Timeout as error:
        raise WriteError(
            f"另一次运行正在处理 {path.name}。请等它结束再试。",
            f"Another run is working on {path.name}. Wait until it has ended.",
        ) from error
    except (OSError, NotImplementedError) as error:
        raise unwritable(path) from error


def _sweep(path: Path) -> None:
    """Take away what a run left half written when it was killed; nobody writes now, for we hold the lock."""
    copy = f".{f'{path.stem} '[:_LONGEST]}"
    for folder, start in ((path.parent, helper(path, "").name), (path.parent / BACKUP, copy)):
        for left in folder.glob(f"{glob.escape(start)}*.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()


def unwritable(path: Path) -> WriteError:
    """What to say when `path` or its folder cannot be written."""
    if not path.parent.is_dir():
        return WriteError(
            f"找不到文件夹 {path.parent}，{path.name} 没有地方放。请检查路径，或先建好文件夹。",
            f"There is no folder {path.parent} for {path.name}. Check the path or make the folder first.",
        )
    return WriteError(
        f"写不了 {path}：文件可能正打开着，磁盘满了，或文件夹不能写入。请关闭文件、腾出空间或换一个位置再试。",
        f"Cannot write {path}: it may be open, the disk full or the folder read-only. "
        "Close it, make room or choose another place.",
    )


def check_free(path: Path) -> None:
    """WriteError when a program has the file open (Excel, WPS, LibreOffice say so beside it) or it is read-only."""
    for program, lock in (("Excel", f"~${path.name}"), ("LibreOffice", f".~lock.{path.name}#")):
        if path.with_name(lock).exists():
            raise WriteError(
                f"{path.name} 正在 {program} 里打开着。请关闭它再试（若哪台电脑上都没有打开，请移走旁边的 {lock}）。",
                f"{path.name} is open in {program}. Close it and try again "
                f"(if it is open on no computer, move {lock} beside it away).",
            )
    if path.exists() and not os.access(path, os.W_OK):
        raise WriteError(
            f"{path} 是只读的。请去掉只读属性或换一个文件名。",
            f"{path} is read-only. Make it writable or choose another name.",
        )


def content_print(path: Path) -> str:
    """A print of a file's bytes, "" where there is none: whether it is still the one that was read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise unwritable(path) from error


def must_be(path: Path, before: str) -> None:
    """WriteError when `path` is no longer the file whose print was `before`."""
    if content_print(path) != before:
        raise WriteError(
            f"{path.name} 在这段时间里被改过（在 Excel 里保存了，或另一次运行写了它）。没有覆盖，请再运行一次。",
            f"{path.name} was changed meanwhile (saved in Excel, or written by another run). "
            "Nothing was overwritten; run it again.",
        )
