"""Files that cannot be read, and files that hardly can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import broken
import pytest
from read_back import one

from xltrade.core.errors import FileError
from xltrade.declared.rejects import catalogue
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read


@pytest.mark.parametrize(
    ("code", "make"),
    [(c, m) for c, makers in broken.UNREADABLE.items() for m in makers],
    ids=lambda v: getattr(v, "__name__", v),
)
def test_a_file_that_cannot_be_read(book: Path, code: str, make: Any) -> None:
    with pytest.raises(FileError) as caught:
        read(make(book))
    assert caught.value.code == code
    for lang in ("zh", "en"):
        text = caught.value.text(lang)
        assert book.name in text and Reject(catalogue.of(code), book.name).todo(lang) in text


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for name, code in (("nothing.xlsx", "not_found"), ("folder.xlsx", "not_a_workbook")):
        (tmp_path / "folder.xlsx").mkdir(exist_ok=True)
        with pytest.raises(FileError) as caught:
            read(tmp_path / name)
        assert caught.value.code == code


def test_no_permission(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken.sales(book)

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", refuse)  # tests may run as root, whom no mode keeps out
    with pytest.raises(FileError) as caught:
        read(book)
    assert caught.value.code == "no_permission"


def test_errors_that_only_new_excel_knows(book: Path) -> None:
    broken.new_error(book)
    found = one(read(book))
    assert (found.code, found.row) == ("error_value", 6)


def test_a_million_formatted_empty_rows(book: Path) -> None:
    assert read(broken.formatted(book)).counts["customers"].kept == 2
