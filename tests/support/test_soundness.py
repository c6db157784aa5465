"""Each fault that Excel repairs or refuses is planted in a workbook of ours, and found."""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import engines
import soundness
from places import WORKBOOKS

MASTER = WORKBOOKS / "master-classic-zh.xlsx"
Edit = Callable[[str], str]


def swapped(old: str, new: str, *, regex: bool = False) -> Edit:
    """The first `old` of a part replaced by `new`; a part without it would plant nothing."""

    def edit(text: str) -> str:
        made, times = re.subn(old if regex else re.escape(old), new if regex else lambda _: new, text, count=1)
        assert times, f"nothing to replace: {old}"
        return made

    return edit


def pattern(old: str, new: str) -> Edit:
    return swapped(old, new, regex=True)


def planted(source: Path, path: Path, part: str, edit: Edit) -> Path:
    """A copy whose first part with `part` as name, or with a text that the edit can change, is edited."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as copy:
        done = False
        for item in archive.infolist():
            data = archive.read(item)
            if not done and re.fullmatch(part, item.filename):
                with contextlib.suppress(AssertionError):
                    data, done = edit(data.decode()).encode(), True
            copy.writestr(item.filename, data)
    assert done, f"no {part} to plant this in"
    return path


SHEET, TABLE, BOOK, STYLES = (
    r"xl/worksheets/sheet\d+\.xml",
    r"xl/tables/table\d+\.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
)
TABLE_2 = "xl/tables/table2.xml"
FAULTS: dict[str, tuple[str, Edit, str]] = {
    "cut in the middle": (SHEET, lambda text: text[: len(text) // 2], "not well-formed"),
    "an attribute twice": (SHEET, pattern(r'<row r="(\d+)"', r'<row r="\1" r="\1"'), "not well-formed"),
    "an unknown attribute": (SHEET, swapped("<sheetData>", '<sheetData fast="1">'), "unknown attribute fast"),
    "an unknown attribute of a cell": (SHEET, pattern(r'<c r="(\w+)"', r'<c r="\1" z="1"'), "unknown attribute z"),
    "a format out of range": (SHEET, pattern(r'(<c r="\w+" s=")\d+', r"\g<1>9999"), "format 9999"),
    "two tables with one id": (TABLE_2, pattern(r' id="2" name', ' id="1" name'), "two tables have the id 1"),
    "a wrong count of columns": (TABLE, pattern(r'<tableColumns count="\d+"', '<tableColumns count="99"'), "says 99"),
    "a wrong type of cell": (SHEET, swapped(' t="s"', ' t="text"'), "of type text"),
    "an unknown element": (SHEET, swapped("<sheetData>", "<sheetDate/><sheetData>"), "sheetDate"),
    "a text out of range": (SHEET, pattern(r't="s"><v>\d+', 't="s"><v>999999'), "'999999' is no value"),
    "a wrong type of validation": (SHEET, swapped('type="list"', 'type="choice"'), "of type choice"),
    # more kinds
    "a relation that leads nowhere": (
        r"xl/worksheets/_rels/.*",
        pattern(r"tables/table\d+", "tables/table777"),
        "table777",
    ),
    "a relation that is not there": (SHEET, pattern(r'<tablePart r:id="\w+"', '<tablePart r:id="rId777"'), "rId777"),
    "two relations of one id": (
        "xl/_rels/workbook.xml.rels",
        swapped('Id="rId2"', 'Id="rId1"'),
        "two relations rId1",
    ),
    "a part without its type": (
        r"\[Content_Types\]\.xml",
        pattern(r'<Override PartName="/xl/tables/table1\.xml"[^>]*>', ""),
        "typed as any",
    ),
    "a type without its part": (
        r"\[Content_Types\]\.xml",
        swapped("/xl/tables/table1.xml", "/xl/tables/table0.xml"),
        "table0.xml",
    ),
    "two sheets of one name": (
        BOOK,
        pattern(r'(<sheet name=")([^"]+)(".*?<sheet name=")[^"]+', r"\1\2\3\2"),
        "two sheets are named",
    ),
    "two sheets of one id": (BOOK, swapped('sheetId="2"', 'sheetId="1"'), "two sheets have the id 1"),
    "a name too long for a sheet": (
        BOOK,
        pattern(r'<sheet name="', '<sheet name="' + "很" * 31),
        "is no name of a sheet",
    ),
    "a name that leads to no sheet": (BOOK, pattern(r"(<definedName [^>]*>)[^<]*", r"\1'没有'!$A$1"), "leads to 没有"),
    "a name defined twice": (BOOK, pattern(r"(<definedName .*?</definedName>)", r"\1\1"), "defined twice"),
    "a name of a sheet that is not there": (
        BOOK,
        pattern(r'localSheetId="\d+"', 'localSheetId="777"'),
        "belongs to a sheet",
    ),
    "a font out of range": (STYLES, pattern(r'fontId="\d+" fillId="0"', 'fontId="777" fillId="0"'), "fontId 777"),
    "a wrong count of formats": (STYLES, pattern(r'<cellXfs count="\d+"', '<cellXfs count="3"'), "cellXfs says 3"),
    "an undeclared number format": (STYLES, pattern(r'<xf numFmtId="\d+"', '<xf numFmtId="999"'), "number format 999"),
    "a wrong count of texts": (
        "xl/sharedStrings.xml",
        pattern(r'uniqueCount="\d+"', 'uniqueCount="1"'),
        "says 1 texts",
    ),
    "a mark out of range": (SHEET, pattern(r'dxfId="\d+"', 'dxfId="777"'), "format 777"),
    "a table over another": ("xl/tables/table\\d+.xml", swapped(' ref="A9:P10"', ' ref="A6:P7"'), "overlap"),
    "a heading unlike its column": (
        TABLE,
        pattern(r'(<tableColumn id="1" name=")[^"]*', r"\1别的"),
        "the column 别的 has the heading",
    ),
    "two columns of one name": (
        TABLE,
        pattern(r'(<tableColumn id="1" (name="[^"]*)".*?<tableColumn id="2" )name="[^"]*', r"\1\2"),
        "two columns are named",
    ),
    "two tables of one name": (
        TABLE_2,
        pattern(r'displayName="[^"]*"', 'displayName="as_of"'),
        "tables or names are called as_of",
    ),
    "a table of its heading only": (
        TABLE,
        pattern(r' ref="([A-Z]+)(\d+):([A-Z]+)\d+"', r' ref="\1\2:\3\2"'),
        "has no row",
    ),
    "a filter beside its table": (
        TABLE,
        pattern(r'<autoFilter ref="[^"]*"', '<autoFilter ref="A1:B2"'),
        "its filter stands at A1:B2",
    ),
    "a merge the wrong way round": (
        SHEET,
        pattern(r'<mergeCell ref="(\w+):(\w+)"', r'<mergeCell ref="\2:\1"'),
        "cannot be merged",
    ),
    "merges that overlap": (
        SHEET,
        pattern(r'(<mergeCells count=")\d+(">)(<mergeCell ref="[^"]*"/>).*(</mergeCells>)', r"\g<1>2\2\3\3\4"),
        "overlap",
    ),
    "a wrong count of merges": (
        SHEET,
        pattern(r'<mergeCells count="\d+"', '<mergeCells count="777"'),
        "mergeCells says 777",
    ),
    "a validation of more than 255 characters": (
        SHEET,
        pattern(r"<formula1>[^<]*", "<formula1>" + "1+" * 130 + "1"),
        "261 characters",
    ),
    "a hint of more than 255 characters": (
        SHEET,
        pattern(r'prompt="[^"]*"', f'prompt="{"长" * 256}"'),
        "prompt has 256",
    ),
    "a validation nowhere": (
        SHEET,
        pattern(r'(<dataValidation .*?sqref=")[^"]*', r"\1A0"),
        "a validation stands at A0",
    ),
    "rows out of order": (SHEET, pattern(r'(<row r=")(\d+)', r"\g<1>1000000"), "after row 1000000"),
    "a cell in another row": (SHEET, pattern(r'<c r="([A-Z]+)\d+"', r'<c r="\g<1>777777"'), "stands in row"),
    "columns out of order": (SHEET, pattern(r'<col min="1" max="\d+"', '<col min="1" max="9999"'), "after 9999"),
    "parts of a sheet out of order": (
        SHEET,
        pattern(r"(<sheetFormatPr[^>]*/>)(.*)(<pageMargins[^>]*/>)", r"\2\3\1"),
        "wrong order",
    ),
    "a number that is none": (SHEET, pattern(r'(<c r="\w+" s="\d+">)<v>[^<]*', r"\1<v>x1"), "'x1' is no value"),
    "a formula of a sheet that is not there": (SHEET, pattern(r"<f>[^<]*", "<f>没有!A1"), "leads to 没有"),
}


@pytest.mark.parametrize("name", sorted(p.name for p in WORKBOOKS.glob("*.xlsx")))
def test_a_ready_made_workbook_is_sound(name: str) -> None:
    assert soundness.findings(WORKBOOKS / name) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, tmp_path: Path) -> None:
    part, edit, said = FAULTS[fault]
    found = soundness.findings(planted(MASTER, tmp_path / "a.xlsx", part, edit))
    assert any(said in line for line in found), found


def test_a_part_twice_is_found(tmp_path: Path) -> None:
    path = planted(MASTER, tmp_path / "a.xlsx", BOOK, str)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(BOOK, archive.read(BOOK))
    assert f"{BOOK}: twice in the file" in soundness.findings(path)


def test_the_audit_says_what_our_own_checks_find(tmp_path: Path) -> None:
    """A row that openxml-audit does not get is judged by ours, and what both miss alone the other finds."""
    path = planted(MASTER, tmp_path / "a.xlsx", TABLE_2, FAULTS["two tables with one id"][1])
    assert engines.audit(path)[0] == "two tables have the id 1"
    path = planted(MASTER, tmp_path / "b.xlsx", SHEET, FAULTS["cut in the middle"][1])
    assert any("not well-formed" in line for line in engines.audit(path))
