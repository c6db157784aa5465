"""A planned book -> a file, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from xltrade.core.errors import WriteError
from xltrade.files.book_writer import Writer
from xltrade.files.lock import check_free, helper, unwritable
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
    check_free(path)
    with staged(build(book, project=project), path) as put:
        put()


def build(book: Book, *, project: bytes | None = None) -> bytes:
    """The file's bytes; project as for `write`."""
    with strict("the workbook"):
        buffer = io.BytesIO()
        workbook = ExactWorkbook(buffer, book)
        Writer(workbook, book).run(project)
        workbook.close()
        return buffer.getvalue()


@contextlib.contextmanager
def staged(data: bytes, path: Path) -> Iterator[Callable[[], None]]:
    """The bytes lie whole on the disk beside `path`, under a name that nobody can foresee; the call puts them there.

    Whatever happens in between, the old file is whole until the call, and nothing is left behind. WriteError when
    either step fails.
    """
    path = path.resolve() if path.exists() else path
    temporary = helper(path, f"{secrets.token_hex(8)}.tmp")

    def put() -> None:
        try:
            os.replace(temporary, path)
        except OSError as error:
            raise unwritable(path) from error

    try:
        _write(data, temporary, path)
        yield put
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write(data: bytes, temporary: Path, path: Path) -> None:
    """A new file, never one that is there already or where a link leads, with the rights of the old one."""
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
    except OSError as error:
        raise unwritable(path) from error


def made_folder(folder: Path) -> Path:
    """The folder, made where it is missing; WriteError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(
            f"建不了文件夹 {folder}。请换一个能写的位置（也可能已有同名文件）。",
            f"The folder {folder} cannot be made. Choose a place that can be written (or a file has that name).",
        ) from error
    return folder
