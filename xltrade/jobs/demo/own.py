"""Which files of a folder are a demo's own, untouched since: only those may be made anew without a word."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from xltrade.core.errors import OverwriteError
from xltrade.files.lock import content_print
from xltrade.files.write import staged
from xltrade.jobs.replacing import in_the_way

MARK = ".xltrade-demo"
"""The file that says which files a demo made, with the print of each."""


def changed(folder: Path, folders: Sequence[str], now: dt.datetime | None) -> Sequence[Path]:
    """The files of an earlier demo in which somebody worked since; [] where there is no demo yet.

    folders: the names of those for workbooks. OverwriteError when the folder holds something and no demo was made
    there, when other workbooks lie among the demo's, or, without now, when somebody worked in the demo.
    """
    there = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~$"))) if folder.is_dir() else []
    prints = _noted(folder)
    foreign = there if not prints else [p for p in _workbooks(folder, folders) if _name(p, folder) not in prints]
    if foreign:
        raise OverwriteError(*_not_ours(folder, foreign))
    found = [folder / name for name, known in prints.items() if content_print(folder / name) not in ("", known)]
    if found and now is None:
        raise in_the_way(found)
    return found


def note(folder: Path, files: Iterable[Path]) -> None:
    """Remember these files as a demo's own, as they are now."""
    prints = {_name(p, folder): content_print(p) for p in files}
    with staged(json.dumps(prints, ensure_ascii=False, indent=1).encode(), folder / MARK) as put:
        put()


def _noted(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _workbooks(folder: Path, folders: Sequence[str]) -> list[Path]:
    """The workbooks of the folder and of those for workbooks, without lock and hidden files."""
    places = (folder, *(folder / name for name in folders))
    found = (p for place in places if place.is_dir() for p in sorted(place.iterdir()))
    return [p for p in found if p.suffix.lower().startswith(".xls") and not p.name.startswith((".", "~$"))]


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _not_ours(folder: Path, foreign: Sequence[Path]) -> tuple[str, str]:
    named = ", ".join(p.name for p in foreign[:5])
    return (
        f"文件夹 {folder} 里有不是演示的文件（{named}），演示会和它们混在一起。"
        "请换一个新的文件夹：python -m xltrade demo 新文件夹。",
        f"The folder {folder} holds files that are no demo's ({named}); the demo would mix with them. "
        "Choose a new folder: python -m xltrade demo NEW-FOLDER.",
    )
