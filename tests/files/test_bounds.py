"""What is too much for the reader is seen before it: by what a sheet holds, not by what it says of itself."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import broken
import pytest

from xltrade.declared.rejects.files import TOO_LARGE
from xltrade.files import bounds
from xltrade.files.bounds import problem_of, saved_at

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'


def _book(sheet: str, strings: str = "") -> bytes:
    """The parts that these bounds look at."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if strings:
            archive.writestr("xl/sharedStrings.xml", strings)
    return out.getvalue()


def _cell(address: str) -> str:
    return f'<dimension ref="A1"/><sheetData>{ROW}<row><c r="{address}"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("address", "too_large"),
    [
        ("B2", False),
        ("Z9999", False),
        ("CZ9999", False),
        ("A1048576", False),
        ("H1000000", False),
        ("I1000000", True),
        ("XFD400", False),
        ("XFD500", True),
        ("xfd500", True),
        ("XFD1048576", True),
    ],
)
def test_the_rectangle_of_what_is_filled(address: str, too_large: bool) -> None:
    """B3: the stated size A1 is not believed; eight million cells can be held."""
    assert (problem_of(_book(_cell(address))) is TOO_LARGE) is too_large


def test_a_cell_that_holds_nothing_does_not_count() -> None:
    assert problem_of(_book('<row r="1048576"><c r="XFD1048576" s="1"/></row>')) is None


def test_sheets_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_CELLS", 100_000)
    out = io.BytesIO(_book(_cell("D20000")))
    assert problem_of(out.getvalue()) is None
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", _cell("D20000"))
    assert problem_of(out.getvalue()) is TOO_LARGE


@pytest.mark.parametrize(("cells", "too_large"), [(20, False), (2000, True)])
def test_a_text_counts_for_every_cell_that_shows_it(
    cells: int, too_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long text that a thousand cells show is a thousand texts; a short one beside it is not."""
    monkeypatch.setattr(bounds, "MAX_TEXT", 1_000_000)
    strings = f"<sst><si><t>{'x' * 1000}</t></si><si><t>y</t></si></sst>"
    shown = '<c r="A1" t="s"><v>0</v></c>' * cells + '<c r="A1" t="s"><v>1</v></c>' * 5000
    assert (problem_of(_book(shown, strings)) is TOO_LARGE) is too_large


def test_more_bytes_than_any_workbook_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = broken.sales(tmp_path / "a.xlsx").read_bytes()
    assert problem_of(data) is None
    monkeypatch.setattr(bounds, "MAX_BYTES", 10_000)
    assert problem_of(data) is TOO_LARGE


def test_when_a_file_was_saved_is_what_it_says() -> None:
    out = io.BytesIO(_book(ROW))
    assert saved_at(out.getvalue()) is None
    with zipfile.ZipFile(out, "a") as archive:
        said = '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-03-02T08:00:30Z</dcterms:modified>'
        archive.writestr("docProps/core.xml", f"<cp:coreProperties>{said}</cp:coreProperties>")
    assert saved_at(out.getvalue()) == dt.datetime(2026, 3, 2, 8, 0, 30, tzinfo=dt.UTC)
