"""A planned book -> a file, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from pathlib import Path

from xltrade.core.errors import WriteError
from xltrade.files.book_writer import Writer
from xltrade.files.packaging import ExactWorkbook
from xltrade.files.strict import strict
from xltrade.sheets.plan import Book


def write(book: Book, path: Path, *, project: bytes | None = None) -> None:
    """Write `book` to `path`, replacing what is there in one step.

    project: a packed VBA project to put into the file instead of the one that the book asks for. Raises WriteError
    when the file is open or cannot be written or a value does not fit in a cell, DeclarationError when the plan itself
    is wrong; in each case an older file stays whole.
    """
    path = Path(path)
    _check_free(path)
    _replace(path, build(book, project=project))


def build(book: Book, *, project: bytes | None = None) -> bytes:
    """The file's bytes; project as for `write`."""
    with strict("the workbook"):
        buffer = io.BytesIO()
        workbook = ExactWorkbook(buffer, book)
        Writer(workbook, book).run(project)
        workbook.close()
        return buffer.getvalue()


def _check_free(path: Path) -> None:
    lock = path.with_name(f"~${path.name}")
    if lock.exists():
        raise WriteError(
            f"{path.name} 正在 Excel 里打开着。请关闭它再试（若没有打开，请删除旁边的 {lock.name}）。",
            f"{path.name} is open in Excel. Close it and try again (if it is not open, delete {lock.name} beside it).",
        )
    if path.exists() and not os.access(path, os.W_OK):
        raise WriteError(
            f"{path} 是只读的。请去掉只读属性或换一个文件名。",
            f"{path} is read-only. Make it writable or choose another name.",
        )


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except OSError as error:
        raise WriteError(
            f"写不了 {path}：文件可能正打开着，或文件夹不能写入。请关闭文件或换一个位置再试。",
            f"Cannot write {path}: it may be open, or the folder is not writable. Close it or choose another place.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
