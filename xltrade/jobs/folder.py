"""What lies in the folder of a consolidation, its sub-folders too: the workbooks, and what is passed over (R004)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltrade.core.errors import FileError
from xltrade.core.schema import LANGS
from xltrade.core.shown import file_name
from xltrade.declared.rejects.files import OPEN_ELSEWHERE, PASSED_OVER
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.files.lock import BACKUP
from xltrade.jobs.statements import FOLDER as STATEMENTS
from xltrade.sheets.weekly_archive import FOLDER as WEEKS

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".xltm", ".et", ".ods")
_OURS = {BACKUP, *(words.text(lang) for words in (STATEMENTS, WEEKS) for lang in LANGS)}
"""Folders that xltrade itself fills."""
_SYSTEM = {"thumbs.db", "desktop.ini"}
_DEEP = 4
"""So many folders below one another are looked into."""
_NAMED = 12
"""So many names a message lists."""
_EXCEL, _LIBRE = "~$", ".~lock."


@dataclass(frozen=True)
class Folder:
    """paths: the workbooks, by name; said: what was passed over, and what somebody still has open."""

    paths: list[Path]
    said: tuple[Reject, ...] = ()


def workbooks(folder: Path, master: Path) -> Folder:
    """The workbooks of a folder and what is below it, without the master and what xltrade itself writes there.

    FileError when there are none.
    """
    if not folder.is_dir():
        raise FileError(
            "no_folder", f"找不到文件夹 {folder}。请检查路径。", f"There is no folder {folder}. Check the path."
        )
    files = [p for p in _files(folder) if p.resolve() != master.resolve()]
    found = [p for p in files if p.suffix.lower() in SUFFIXES and not _hidden(p)]
    if not found:
        raise FileError(
            "no_workbooks",
            f"文件夹 {folder} 里没有业务员工作簿（.xlsx 或 .xlsm）。请先把工作簿放进去。",
            f"There is no workbook (.xlsx or .xlsm) in {folder}. Put the salespeople's files there first.",
        )
    others = [p for p in files if p not in set(found) and not _hidden(p) and p.name.lower() not in _SYSTEM]
    locks = [p for p in files if (opened := _opened(p)) and p.with_name(opened) in set(found)]
    said = [(PASSED_OVER, names(others, folder)), (OPEN_ELSEWHERE, [_opened(p) for p in locks])]
    return Folder(found, tuple(_said(kind, named) for kind, named in said if named))


def _files(folder: Path) -> Iterator[Path]:
    """Every file, the folder's own first; links to folders are not followed."""
    for place, folders, files in os.walk(folder):
        deep = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if f not in _OURS and not f.startswith(".")) if deep < _DEEP else []
        yield from (Path(place, name) for name in sorted(files) if Path(place, name).is_file())


def _hidden(path: Path) -> bool:
    return path.name.startswith((_EXCEL, "."))


def _opened(path: Path) -> str:
    """The name of the file that a lock file of Excel or LibreOffice belongs to; "" for another file."""
    if path.name.startswith(_EXCEL):
        return path.name.removeprefix(_EXCEL)
    return path.name.removeprefix(_LIBRE).removesuffix("#") if path.name.startswith(_LIBRE) else ""


def names(paths: Sequence[Path], folder: Path | None = None) -> list[str]:
    """What messages call these files: their names, with the folder for those that lie deeper than others.

    folder: that of all of them (None = the one that they share).
    """
    top = folder or Path(os.path.commonpath([p.parent.absolute() for p in paths])) if paths else Path()
    return [file_name(p, p.absolute().relative_to(top.absolute()).parent) for p in paths]


def _said(kind: Problem, named: Sequence[str]) -> Reject:
    more = "……" if len(named) > _NAMED else ""
    return Reject(kind, "", value="、".join(named[:_NAMED]) + more, content="\n".join(named), hint=str(len(named)))
