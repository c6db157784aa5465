"""Workbooks in the binary formats are read like others, and what is too much for the reader is seen before it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import broken
import old_books
import pytest
from read_back import one, told

from xltrade.core.errors import FileError
from xltrade.declared.rejects.files import LOCKED_OR_UNREADABLE, NOT_A_WORKBOOK, PASSWORD_PROTECTED, TOO_LARGE
from xltrade.files import bounds
from xltrade.files.bounds import problem_of
from xltrade.files.read import read
from xltrade.files.vba import cfb

ONE = {"a": [["x"]]}


@pytest.mark.parametrize(
    ("name", "put", "format_"),
    [
        ("张三.xls", old_books.put_xls, ".xls"),
        ("张三.et", old_books.put_xls, ".xls"),
        ("张三.xlsb", old_books.put_xlsb, ".xlsb"),
        ("张三.xlsb", old_books.put_short_xlsb, ".xlsb"),
        ("张三.xlsx", old_books.put_xls, ".xls"),
    ],
)
def test_every_value_is_read(tmp_path: Path, name: str, put: Callable[[Path], Path], format_: str) -> None:
    """By what the file holds, whatever it is called; what such a file cannot tell is said."""
    expected, found = read(broken.sales(tmp_path / "x.xlsx")), read(put(tmp_path / name))
    assert (one(found).code, one(found).value, one(found).severity) == ("old_format", format_, "warning")
    assert found.counts == expected.counts and found.person_name == "张三"
    assert all(found.tables[key].equals(frame) for key, frame in expected.tables.items())


def test_a_long_text_that_goes_on_in_the_next_record(tmp_path: Path) -> None:
    """The lengths are those of the texts: a workbook of long notes is no bomb."""
    rows = ({**broken.CUSTOMERS[0], "note": "长" * 30_000}, {**broken.CUSTOMERS[1], "note": "文" * 29_999})
    cells = old_books.cells_of(broken.sales(tmp_path / "x.xlsx", {"customers": rows}))
    (tmp_path / "y.xls").write_bytes(old_books.xls(cells))
    notes = read(tmp_path / "y.xls").tables["customers"]["note"].tolist()
    assert notes == ["长" * 30_000, "文" * 29_999]


def _record(kind: int, *values: int, form: str) -> bytes:
    data = struct.pack(form, *values)
    return struct.pack("<HH", kind, len(data)) + data


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        (b"", None),
        (_record(0x203, 65_535, 100, 0, 0, form="<HHHq"), None),
        (_record(0x203, 65_535, 200, 0, 0, form="<HHHq"), TOO_LARGE),
        (_record(0xBD, 65_535, 0, 0, 0, 200, form="<HHHIH"), TOO_LARGE),
        (_record(0x200, 0, 2**31, 0, 200, 0, form="<IIHHH"), TOO_LARGE),
        (_record(0x2F, 1, form="<H"), PASSWORD_PROTECTED),
        (_record(0xFC, 2**31, 2**31, form="<II"), LOCKED_OR_UNREADABLE),
    ],
)
def test_what_an_xls_holds(extra: bytes, problem: object) -> None:
    assert problem_of(old_books.xls(ONE, extra=extra)) is problem


@pytest.mark.parametrize(("row", "too_large"), [(79_999, False), (80_000, True)])
def test_what_an_xlsb_holds(tmp_path: Path, row: int, too_large: bool) -> None:
    rows = [*[[]] * row, [*[None] * 99, 1]]
    data = old_books.xlsb(tmp_path / "x.xlsb", {"a": rows}).read_bytes()
    assert (problem_of(data) is TOO_LARGE) is too_large


def test_a_text_counts_for_every_cell_that_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = old_books.xls({"a": [["x" * 1000] * 200]})
    assert problem_of(data) is None
    monkeypatch.setattr(bounds, "MAX_TEXT", 300_000)
    assert problem_of(data) is TOO_LARGE


def test_another_document_of_office(tmp_path: Path) -> None:
    (tmp_path / "x.xls").write_bytes(cfb.write({"WordDocument": b"x" * 4096}))
    assert problem_of((tmp_path / "x.xls").read_bytes()) is NOT_A_WORKBOOK
    with pytest.raises(FileError):
        read(tmp_path / "x.xls")


def test_a_copied_sheet_is_seen_in_old_formats_too(tmp_path: Path) -> None:
    cells = old_books.cells_of(broken.copied_sheet(tmp_path / "x.xlsx"))
    (tmp_path / "x.xls").write_bytes(old_books.xls(cells))
    lost = [r for r in told(read(tmp_path / "x.xls")) if r.code == "extra_sheet" and r.row]
    assert [(r.sheet, "O2" in r.content) for r in lost] == [("订单 (2)", True)]
