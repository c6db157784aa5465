"""The writer: one plan gives one whole, sound file that other programs read back."""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import engines
from xltrade.core import dtypes
from xltrade.core.errors import DeclarationError, WriteError
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import LANGS, Lang, Table
from xltrade.declared import choices, tables
from xltrade.files import write
from xltrade.files.write import build
from xltrade.sheets import style
from xltrade.sheets.addresses import address, column_letters
from xltrade.sheets.cell_values import values
from xltrade.sheets.guide import guide_sheet
from xltrade.sheets.home import Home
from xltrade.sheets.lists import choice_range, lists_sheet
from xltrade.sheets.marks import MARKS
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.plan import Book, Cell, ChartPlan, ChartSeries, Name, Sheet, TableBlock
from xltrade.sheets.table_sheets import table_sheet

TRAPS = ("=1+1", "+8613800138000", "@x", "http://example.com", "-5", "000123", "1e5")
DAY = dt.date(2026, 3, 9)


def _fake(table: Table, lang: Lang) -> dict[str, str]:
    name, key = table.label(lang).replace(" ", "_"), table.columns[0].label(lang)
    return {c.key: f'=IF({name}[[#This Row],[{key}]]="","",1)' for c in table.computed}


def _block(table: Table, frame: pd.DataFrame, lang: Lang = "zh", **more: Any) -> TableBlock:
    return TableBlock(table, frame, table.label(lang).replace(" ", "_"), **more)


def _customers(count: int) -> pd.DataFrame:
    rows = [
        {
            "id": f"C{i:03d}",
            "company": TRAPS[i % len(TRAPS)],
            "intent": "clear",
            "created": DAY,
            "stage": "follow_up",
            "credit_limit": 1234.5,
            "phone": "+86138",
            "utc_offset": -5,
        }
        for i in range(count)
    ]
    frame = dtypes.build(tables.CUSTOMERS, rows)
    frame["grade"] = dtypes.typed(["S"] * count, tables.CUSTOMERS["grade"])
    frame["next_followup"] = dtypes.typed([DAY] * count, tables.CUSTOMERS["next_followup"])
    frame["follow_state"] = dtypes.typed(["逾期 3 天"] * count, tables.CUSTOMERS["follow_state"])
    return frame


def _policy() -> TableBlock:
    rows = [
        {"name": "期间", "key": "tier_period", "value": "quarter", "effective_from": DAY},
        {"name": "封顶", "key": "cap", "value": 1.2, "effective_from": DAY},
        {"name": "起始", "key": "since", "value": dt.date(2026, 1, 5), "effective_from": DAY},
    ]
    return _block(tables.POLICY, dtypes.build(tables.POLICY, rows), blank_rows=2, options=(("quarter", "year"), (), ()))


def _book(lang: Lang = "zh", count: int = 7, **more: object) -> Book:
    customers = _block(tables.CUSTOMERS, _customers(count), lang, formulas=_fake(tables.CUSTOMERS, lang), blank_rows=3)
    made = [replace(table_sheet(customers, lang), links=((lang, "guide"),))]
    made += [
        table_sheet(_block(t, dtypes.empty(t), lang, formulas=_fake(t, lang), blank_rows=3), lang)
        for t in tables.ALL
        if t.sheet is None and t.key not in ("customers", "policy")
    ]
    blocks = [_block(t, dtypes.empty(t), lang, formulas=_fake(t, lang), blank_rows=2) for t in tables.PARAMETERS]
    made.append(parameter_sheet(blocks, lang))
    made += [guide_sheet(lang, made, Home("sales"), lambda_cells=True), lists_sheet(lang)]
    book = Book(
        lang,
        DAY,
        tuple(made),
        (Name("as_of", "=DATE(2026,3,9)", "computed for"),),
        "demo",
        ("R&D · 张三", "2026-03-09", "{page} / {pages}"),
    )
    return replace(book, **more)


def _one(sheet: Sheet, **more: object) -> Book:
    return replace(Book("zh", DAY, (sheet, lists_sheet("zh"))), **more)


def _plain(*cells: Cell, **more: object) -> Sheet:
    return replace(Sheet("card", "卡", "卡", "看", "computed", cells=cells), **more)


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


@pytest.fixture(scope="module", params=LANGS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lang, Path]:
    path = tmp_path_factory.mktemp("write") / f"book-{request.param}.xlsx"
    write.write(_book(request.param), path)
    return request.param, path


def test_same_book_same_bytes() -> None:
    assert build(_book()) == build(_book())


def test_excel_would_open_it_without_repair(written: tuple[Lang, Path]) -> None:
    assert engines.audit(written[1]) == []


def test_text_stays_text(written: tuple[Lang, Path]) -> None:
    lang, path = written
    sheet = openpyxl.load_workbook(path)[tables.CUSTOMERS.label(lang)]
    found = [sheet.cell(5 + i, 2) for i in range(len(TRAPS))]
    assert [(c.value, c.data_type, c.hyperlink) for c in found] == [(t, "s", None) for t in TRAPS]


def test_cached_values_and_labels_are_read_back(written: tuple[Lang, Path]) -> None:
    lang, path = written
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(tables.CUSTOMERS.label(lang)).to_python()
    head = rows[HEADER_ROW]
    row = dict(zip(head, rows[HEADER_ROW + 1], strict=True))
    assert head == [c.label(lang) for c in tables.CUSTOMERS.columns]
    column = tables.CUSTOMERS
    assert row[column["grade"].label(lang)] == "S"
    assert row[column["next_followup"].label(lang)] == DAY
    assert row[column["rule_grade"].label(lang)] == ""
    assert row[column["intent"].label(lang)] == choices.INTENT.label("clear", lang)


def test_formula_of_cell_and_column_are_the_given_text(written: tuple[Lang, Path]) -> None:
    lang, path = written
    given = _fake(tables.CUSTOMERS, lang)["grade"]
    book = openpyxl.load_workbook(path)
    sheet = book[tables.CUSTOMERS.label(lang)]
    table = next(iter(sheet.tables.values()))
    texts = {c.name: c.calculatedColumnFormula.attr_text for c in table.tableColumns if c.calculatedColumnFormula}
    assert texts[tables.CUSTOMERS["grade"].label(lang)] == given[1:]
    assert [sheet.cell(r, 3).value for r in (5, 11, 12, 14)] == [given] * 4
    assert table.ref == "A4:" + address(13, len(tables.CUSTOMERS.columns) - 1)


def test_blank_result_is_an_empty_text(written: tuple[Lang, Path]) -> None:
    assert re.search(r'<c r="C12"[^>]* t="str"><f>[^<]+</f><v></v></c>', _part(written[1], "xl/worksheets/sheet1.xml"))


def test_input_and_computed_columns_are_guarded(written: tuple[Lang, Path]) -> None:
    lang, path = written
    book = openpyxl.load_workbook(path)
    rules = book[tables.CUSTOMERS.label(lang)].data_validations.dataValidation
    at = {str(r.sqref): r for r in rules}
    column = {c.key: column_letters(i) for i, c in enumerate(tables.CUSTOMERS.columns)}
    intent = at[f"{column['intent']}5:{column['intent']}2004"]
    assert intent.type == "list" and intent.formula1 == choice_range(choices.INTENT, lang)
    assert at[f"{column['grade']}5:{column['grade']}14"].formula1 == "FALSE"
    assert at[f"{column['created']}5:{column['created']}2004"].errorStyle == "warning"
    assert at["A4"].prompt.endswith(tables.CUSTOMERS["id"].note(lang))
    orders = book[tables.ORDERS.label(lang)].data_validations.dataValidation
    refers = next(r for r in orders if r.type == "list" and r.formula1.startswith("OFFSET"))
    assert f"'{tables.CUSTOMERS.label(lang)}'!$A$5" in refers.formula1 and refers.errorStyle == "warning"


def test_lists_sheet_holds_what_the_ranges_say(written: tuple[Lang, Path]) -> None:
    lang, path = written
    book = openpyxl.load_workbook(path)
    for choice in choices.ALL.values():
        name, area = choice_range(choice, lang).split("!")
        cells = book[name.strip("'")][area.replace("$", "")]
        assert [c[0].value for c in cells] == [c.label(lang) for c in choice.items]
    assert book[name.strip("'")].sheet_state == "hidden"


def test_every_header_has_a_comment(written: tuple[Lang, Path]) -> None:
    lang, path = written
    sheet = openpyxl.load_workbook(path)[tables.RECEIPTS.label(lang)]
    for index, column in enumerate(tables.RECEIPTS.columns, start=1):
        assert sheet.cell(4, index).comment.text.endswith(column.note(lang))


def test_page_set_up(written: tuple[Lang, Path]) -> None:
    lang, path = written
    book = openpyxl.load_workbook(path)
    sheet = book[tables.CUSTOMERS.label(lang)]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.print_title_rows == "$4:$4" and sheet.freeze_panes == "C5"
    assert sheet.print_area.endswith("14") and sheet.print_area.startswith(f"'{sheet.title}'!$A$1:$")
    assert sheet.oddFooter.left.text == "R&&D · 张三" and sheet.oddFooter.right.text == "&P / &N"
    assert sheet.sheet_properties.tabColor.rgb.endswith(style.TAB["input"][1:])
    assert book["说明" if lang == "zh" else "Guide"].page_setup.orientation == "portrait"
    assert book.active.title == sheet.title


def test_styles_of_cells(written: tuple[Lang, Path]) -> None:
    lang, path = written
    sheet = openpyxl.load_workbook(path)[tables.CUSTOMERS.label(lang)]
    index = {c.key: i for i, c in enumerate(tables.CUSTOMERS.columns, start=1)}
    for row in (5, 13):
        assert sheet.cell(row, index["phone"]).number_format == "@"
        assert sheet.cell(row, index["created"]).number_format == "yyyy-mm-dd"
        assert sheet.cell(row, index["credit_limit"]).number_format == "#,##0.00"
        assert sheet.cell(row, index["grade"]).fill.fgColor.rgb.endswith("F3F4F6")
    assert sheet.cell(4, 1).fill.fgColor.rgb.endswith("1E3A5F") and sheet.cell(4, 1).font.b
    assert 'scheme val="minor"' not in _part(path, "xl/styles.xml")


def test_overdue_is_marked(written: tuple[Lang, Path]) -> None:
    lang, path = written
    sheet = openpyxl.load_workbook(path)[tables.CUSTOMERS.label(lang)]
    rules = {(str(area.sqref), rule.text) for area in sheet.conditional_formatting for rule in area.rules}
    assert ("E5:E2004", "逾期" if lang == "zh" else "overdue") in rules


def test_marks_name_columns_that_exist() -> None:
    for mark in MARKS:
        assert mark.column in tables.MASTER[mark.table].by_key
        assert style.mark(mark.style)


@pytest.mark.parametrize("table", tables.ALL, ids=lambda t: t.key)
def test_every_column_has_style_and_width(table: Table) -> None:
    for column in table.columns:
        for computed in (True, False):
            assert style.props(style.cell_style(column, computed))["font_name"] == style.FONT
        for lang in LANGS:
            assert 5 < style.column_width(column, lang) < 60


def test_names_and_recalculation(tmp_path: Path) -> None:
    name = Name("MYFN", "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)", 'adds "one"')
    for recalc in (True, False):
        write.write(_book(names=(name,), recalc=recalc), tmp_path / "a.xlsx")
        text = _part(tmp_path / "a.xlsx", "xl/workbook.xml")
        assert ('fullCalcOnLoad="1"' in text) is recalc and 'calcId="191029"' in text
        assert '<definedName name="MYFN" comment="adds &quot;one&quot;">_xlfn.LAMBDA(' in text


def test_a_name_that_excel_would_refuse_is_refused() -> None:
    for bad in (
        Name("A1", "=1"),
        Name("ok", "=1", "x" * 256),
        Name("ok", "1"),
        Name("ok", "=" + "1+" * 5000),
    ):
        with pytest.raises(DeclarationError):
            build(_one(_plain(), names=(bad,)))


def test_at_signs_in_formulas_are_left_alone(tmp_path: Path) -> None:
    formulas = {"off": '=IF(节假日[[#This Row],[类型]]="@","",1)', "on": "=AGGREGATE(9,6,节假日[日期])"}
    block = _block(tables.HOLIDAYS, dtypes.empty(tables.HOLIDAYS), formulas=formulas, blank_rows=1, blanks={"off": 0})
    write.write(_one(table_sheet(block, "zh")), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["节假日"]
    assert (sheet["F5"].value, sheet["G5"].value) == (formulas["off"], formulas["on"])
    assert "<v>0</v>" in _part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml")


def test_values_of_any_kind_and_their_options(tmp_path: Path) -> None:
    block = _policy()
    sheet = Sheet("policy", "政策", "政策", "改", "settings", blocks=(block,))
    write.write(_one(sheet), tmp_path / "a.xlsx")
    found = openpyxl.load_workbook(tmp_path / "a.xlsx")["政策"]
    assert [found.cell(r, 3).value for r in (5, 6, 7)] == ["quarter", 1.2, dt.datetime(2026, 1, 5)]
    lists = [r for r in found.data_validations.dataValidation if r.formula1 == '"quarter,year"']
    assert [str(r.sqref) for r in lists] == ["C5"]


def test_result_tables_have_no_drop_downs(tmp_path: Path) -> None:
    source = replace(tables.TRANSFERS.columns[0], key="file", zh="来源文件", en="File", kind="text")
    block = _block(
        tables.TRANSFERS,
        dtypes.empty(tables.TRANSFERS).assign(file=[]),
        typed=False,
        columns=(source, *tables.TRANSFERS.columns),
    )
    sheet = table_sheet(block, "zh")
    write.write(_one(sheet), tmp_path / "a.xlsx")
    found = openpyxl.load_workbook(tmp_path / "a.xlsx")["移交"]
    assert found["A4"].value == "来源文件"
    assert {r.type for r in found.data_validations.dataValidation} <= {"custom", None, "none"}


def test_dynamic_array_links_merges_and_charts(tmp_path: Path) -> None:
    cells = (
        Cell(3, 0, 5.0, formula="=_xlfn._xlws.SORT(C4:C5)", array=True),
        Cell(3, 2, 5.0),
        Cell(4, 2, 6.0, style="money"),
        Cell(5, 0, "合", style="box+center"),
        Cell(6, 0, "去", url="sheet:card", style="link"),
    )
    series = (ChartSeries("到款", "='卡'!$C$4:$C$5"), ChartSeries("目标", "='卡'!$C$4:$C$5", True))
    charts = tuple(ChartPlan(k, "图", "='卡'!$A$4:$A$5", series, 8, 0) for k in ("bar", "column", "line"))
    path = tmp_path / "a.xlsx"
    write.write(_one(_plain(*cells, merges=((5, 0, 5, 1),), charts=charts)), path)
    text = _part(path, "xl/worksheets/sheet1.xml")
    assert 'cm="1"><f t="array" ref="A4">_xlfn._xlws.SORT(C4:C5)</f><v>5</v>' in text
    assert '<mergeCell ref="A6:B6"/>' in text and "'卡'!A1" in text
    assert engines.audit(path) == []


def test_wide_parameters_break_between_tables() -> None:
    sheet = _book().sheet("parameters")
    assert sheet and set(sheet.page_columns) <= {b.col - 1 for b in sheet.blocks} and sheet.page_columns


def test_a_missing_list_or_target_is_a_programming_mistake() -> None:
    sheet = table_sheet(_block(tables.CUSTOMERS, _customers(1)), "zh")
    with pytest.raises(DeclarationError, match="lists_sheet"):
        build(Book("zh", DAY, (sheet,)))
    with pytest.raises(DeclarationError, match="nowhere"):
        build(_one(_plain(links=(("去", "nowhere"),))))
    with pytest.raises(DeclarationError, match=r"already exists|in use"):
        build(_one(replace(lists_sheet("zh"), hidden=False)))


def test_unknown_choice_key_is_refused() -> None:
    frame = _customers(1).assign(intent="certain")
    with pytest.raises(DeclarationError, match="certain"):
        build(_one(table_sheet(_block(tables.CUSTOMERS, frame), "zh")))


def test_too_long_text_names_its_cell() -> None:
    with pytest.raises(WriteError, match="卡!C2") as caught:
        build(_one(_plain(Cell(1, 2, "字" * 32_768))))
    assert "卡!C2" in caught.value.text("zh") and "32767" in caught.value.text("zh")
    assert build(_one(_plain(Cell(1, 2, "字" * 32_767))))


def test_infinite_number_names_its_cell() -> None:
    with pytest.raises(WriteError, match="卡!A4"):
        build(_one(_plain(Cell(3, 0, float("inf")))))


def test_dates_excel_cannot_hold_become_text() -> None:
    frame = dtypes.build(tables.FX, [{"date": dt.date(1900, 2, 1)}, {"date": dt.date(1900, 3, 1)}, {}])
    assert values(tables.FX["date"], frame, "zh") == ["1900-02-01", 61, None]


def test_a_crash_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    for name, error in (("replace", PermissionError("open in Excel")), ("fsync", OSError("disk full"))):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, _raise(error))
            with pytest.raises(WriteError) as caught:
                write.write(_one(_plain()), path)
        assert "a.xlsx" in caught.value.text("zh") and "旧文件" in caught.value.text("zh")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _raise(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            write.write(_one(_plain()), path)
    with pytest.raises(DeclarationError):
        write.write(_one(_plain(Cell(0, 0, 1, style="no such style"))), path)
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def _raise(error: BaseException):  # type: ignore[no-untyped-def]
    def call(*_: object) -> None:
        raise error

    return call


def test_an_open_workbook_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    with pytest.raises(WriteError, match=r"a\.xlsx is open in Excel"):
        write.write(_one(_plain()), tmp_path / "a.xlsx")


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        write.write(_one(_plain()), tmp_path / "none" / "a.xlsx")
