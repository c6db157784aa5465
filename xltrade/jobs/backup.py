"""A dated copy of the old master before it is replaced (R147)."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from xltrade.core.errors import WriteError

FOLDER = "backup"


def backup(master: Path, now: dt.datetime) -> Path | None:
    """A dated copy of the old master in the folder `backup` beside it; None when there is no old one.

    Such as backup/主表 2026-11-21 180000.xlsx. WriteError when it cannot be written.
    """
    if not master.exists():
        return None
    copy = master.parent / FOLDER / f"{master.stem} {now:%Y-%m-%d %H%M%S}{master.suffix}"
    try:
        copy.parent.mkdir(exist_ok=True)
        shutil.copy2(master, copy)
    except OSError as error:
        raise WriteError(
            f"备份写不了：{copy}。请检查文件夹权限。",
            f"The backup {copy} cannot be written. Check the folder's rights.",
        ) from error
    return copy
