"""Sheets of the manager's own live on in the next master; what cannot is named before anything is replaced (R147)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

import engines
from xltrade.core.errors import OverwriteError
from xltrade.files.carried import carry
from xltrade.files.write import build
from xltrade.jobs.carry import carried
from xltrade.sheets.plan import Book, Cell, Sheet

DAY = dt.date(2026, 3, 31)
OURS = Book("zh", DAY, (Sheet("card", "卡", "卡", "看", "computed", cells=(Cell(3, 0, 5.0, style="money"),)),))


def with_own(path: Path) -> Path:
    """The workbook with two sheets of one's own, one hidden: formats, formulas, chart, note, table, rules, a name."""
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("我的分析", 0)
    for row in (["国家", "金额"], ["德国", 10], ["法国", 20], ["  空格 ", 30]):
        page.append(row)
    page["A1"].font, page["B3"].fill = Font(bold=True, color="FF0000", name="宋体"), PatternFill("solid", "00FF00")
    page["B2"].number_format = '0.000 "元"'
    page["D1"], page["D2"], page["D3"] = "=SUM(B2:B4)", "=SUM(我的名)", dt.date(2026, 3, 1)
    page["D1"].comment = Comment("我的批注", "我")
    page["E2"], page["E2"].hyperlink = "链接", "https://example.com/?a=1&b=2"
    page.conditional_formatting.add("B2:B4", CellIsRule(operator="greaterThan", formula=["15"], font=Font(bold=True)))
    page.add_table(Table(displayName="我的表", ref="A1:B4"))
    page.add_data_validation(DataValidation(type="list", formula1='"甲,乙"', sqref="F1"))
    chart = BarChart()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    page.add_chart(chart, "H2")
    page.merge_cells("A6:B6")
    book.defined_names["我的名"] = DefinedName("我的名", attr_text="我的分析!$B$2:$B$4")
    book.create_sheet("隐藏的").sheet_state = "hidden"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("carried") / "old.xlsx"
    path.write_bytes(build(OURS))
    return with_own(path).read_bytes()


def _opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_what_a_sheet_holds_is_there_again(old: bytes) -> None:
    made = carry(old, build(OURS))
    assert (made.sheets, made.lost) == (("我的分析", "隐藏的"), ())
    book = _opened(made.data)
    page, before = book["我的分析"], _opened(old)["我的分析"]
    for cell in (c for row in before.iter_rows() for c in row):
        there = page[cell.coordinate]
        assert (there.value, there.number_format, there.font.b, there.font.name, there.fill.fgColor.rgb) == (
            cell.value,
            cell.number_format,
            cell.font.b,
            cell.font.name,
            cell.fill.fgColor.rgb,
        )
    assert page["A4"].value == "  空格 " and page["D1"].comment.text == "我的批注"
    assert page["E2"].hyperlink.target == "https://example.com/?a=1&b=2" and str(page.merged_cells) == "A6:B6"
    assert len(page._charts) == 1 and list(page.tables) == ["我的表"]
    assert page.data_validations.dataValidation[0].formula1 == '"甲,乙"'
    ((_, (rule,)),) = page.conditional_formatting._cf_rules.items()
    assert rule.dxf.font.b and book["隐藏的"].sheet_state == "hidden"
    assert book.defined_names["我的名"].attr_text == "我的分析!$B$2:$B$4" and book.active.title == "卡"


def test_the_new_workbook_is_sound_and_ours_is_as_it_was(old: bytes, tmp_path: Path) -> None:
    new, path = build(OURS), tmp_path / "a.xlsx"
    path.write_bytes(carry(old, new).data)
    assert engines.audit(path) == []
    with zipfile.ZipFile(io.BytesIO(new)) as one, zipfile.ZipFile(path) as two:
        assert one.read("xl/worksheets/sheet1.xml") == two.read("xl/worksheets/sheet1.xml")
    assert [c.number_format for c in _opened(path.read_bytes())["卡"][4]] == ["#,##0.00"]


def test_carried_again_nothing_changes(old: bytes) -> None:
    """Twice the same input gives the same master, also with sheets of one's own."""
    first = carry(old, build(OURS)).data
    assert carry(first, build(OURS)).data == first
    assert carry(build(OURS), build(OURS)).data == build(OURS)


def _with_part(data: bytes, part: str, was: str, now: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(was.encode(), now.encode()) if name == part else text)
    return out.getvalue()


SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"


@pytest.mark.parametrize(
    ("part", "was", "now", "lost"),
    [
        (RELATIONS, "relationships/table", "relationships/pivotTable", "pivotTable"),
        (RELATIONS, "relationships/drawing", "relationships/slicer", "slicer"),
        (SHEET, "<f>SUM(B2:B4)</f>", "<f>[1]甲!A1</f>", "externalLink"),
        (SHEET, '<c r="B2"', '<c vm="1" r="B2"', "richValue"),
        (SHEET, "<sheetData>", "<sheetData><c s='999'/>", ""),
        ("xl/workbook.xml", "<sheets>", "<sheets><sheet/>", ""),
    ],
)
def test_what_cannot_move_is_named(old: bytes, part: str, was: str, now: str, lost: str) -> None:
    """What hangs on the workbook as a whole, or a sheet that is not as sheets are."""
    changed = _with_part(old, part, was, now)
    assert changed != old and lost in {what for _, what in carry(changed, build(OURS)).lost}


def test_a_table_named_as_one_of_ours_is_named(old: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltrade.files.carried._table_names", lambda _: {"我的表"})
    assert carry(old, build(OURS)).lost == (("我的分析", "table"),)


def test_what_would_be_lost_is_refused_by_name(old: bytes, tmp_path: Path) -> None:
    """M10, F8: before anything is replaced; --force goes on."""
    master = tmp_path / "master.xlsx"
    assert carried(OURS, master, force=False).sheets == ()  # there is no old one
    master.write_bytes(old)
    assert carried(OURS, master, force=False).sheets == ("我的分析", "隐藏的")
    master.write_bytes(_with_part(old, SHEET, "<f>SUM(B2:B4)</f>", "<f>[1]甲!A1</f>"))
    with pytest.raises(OverwriteError) as caught:
        carried(OURS, master, force=False)
    assert "“我的分析”引用别的文件的公式" in caught.value.zh and "--force" in caught.value.zh
    assert "formulas that lead to other files" in caught.value.en
    assert carried(OURS, master, force=True).sheets == ("我的分析", "隐藏的")
