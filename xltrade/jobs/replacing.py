"""Files put where other files may stand: nothing that somebody typed goes without being asked for and kept."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltrade.core.errors import OverwriteError, XltradeError
from xltrade.files.lock import check_free, locked
from xltrade.files.read import read
from xltrade.files.write import staged
from xltrade.jobs.backup import backed_up

_SHOWN = 5


@dataclass(frozen=True)
class Replaced:
    """A file that gave way: its dated copy, and how many typed rows it held (None = it could not be read)."""

    file: Path
    copy: Path
    rows: int | None


@dataclass(frozen=True)
class Made:
    """The files that were asked for, and those that gave way to them."""

    files: list[Path]
    replaced: list[Replaced]


def place(made: Mapping[Path, bytes], now: dt.datetime | None, *, empty_ones_go: bool = False) -> Made:
    """Write these files; those there already give way to a `--force` only, each after a dated copy of it.

    now: the moment for the names of the copies; None = without force. A file that says the same stays as it is.
    empty_ones_go: a workbook that holds no typed row needs neither force's copy nor a word. OverwriteError, naming
    them, before the first is written.
    """
    new = {path: data for path, data in made.items() if not _same(path, data)}
    there = [p for p in new if p.exists()]
    if now is None and there:
        raise in_the_way(there)
    for path in new:
        check_free(path)
    found = [_put(path, data, now, empty_ones_go) for path, data in new.items()]
    return Made(list(made), [r for r in found if r is not None])


def _same(path: Path, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        return path.read_bytes() == data
    return False


def _put(path: Path, data: bytes, now: dt.datetime | None, empty_ones_go: bool) -> Replaced | None:
    with locked(path):
        rows = rows_held(path) if path.exists() else 0
        keep = path.exists() and not (empty_ones_go and rows == 0)
        with staged(data, path) as put, backed_up(path, now if keep else None) as copy:
            put()
    return Replaced(path, copy, rows) if copy else None


@contextlib.contextmanager
def kept(files: Sequence[Path], now: dt.datetime) -> Iterator[list[Replaced]]:
    """Dated copies of these files, gone again when the block fails."""
    with contextlib.ExitStack() as stack:
        found = [(f, stack.enter_context(backed_up(f, now))) for f in files]
        yield [Replaced(f, copy, rows_held(f)) for f, copy in found if copy]


def in_the_way(there: Sequence[Path]) -> OverwriteError:
    """What to say of files that stand where others should go."""
    shown = [str(p) for p in there[:_SHOWN]] + (["…"] if len(there) > _SHOWN else [])
    return OverwriteError(
        f"{len(there)} 个文件已经存在：{'、'.join(shown)}。请换一个文件名或文件夹；"
        "加 --force 会换掉它们，旧文件先在旁边的 backup 文件夹里留一份。",
        f"{len(there)} file(s) exist: {', '.join(shown)}. Choose another name or folder; "
        "--force replaces them, after a copy of each in the folder backup beside them.",
    )


def rows_held(file: Path) -> int | None:
    """The rows that somebody typed into a workbook, policy and holidays left out; None when it cannot be read."""
    try:
        return read(file).typed_rows
    except XltradeError:
        return None
