"""Rows and their cells: what people type, and what sends a row back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pandas as pd
import pytest
from read_back import one, told

from xltrade.declared import tables
from xltrade.files.read import read


@pytest.mark.parametrize(("header", "left"), [(4, 3), (12, 30), (3, 1)])
def test_row_numbers_wherever_the_table_stands(book: Path, header: int, left: int) -> None:
    sheet = broken.Sheet(
        tables.CUSTOMERS, ({}, broken.CUSTOMERS[0], {}, {}, broken.CUSTOMERS[1]), header=header, left=left
    )
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert reading.tables["customers"]["row"].tolist() == [header + 2, header + 5]
    assert not told(reading)


def test_rows_far_below_the_table_are_read(book: Path) -> None:
    broken.sales(book)
    opened = openpyxl.load_workbook(book)
    row = opened["客户"].max_row + 500
    for title, value in (("客户编号", "C999"), ("公司名称", "Late"), ("建档日期", "2026.3.9")):
        column = next(c.column for c in opened["客户"][broken.HEADER] if c.value == title)
        opened["客户"].cell(row, column, value)
    opened.save(book)
    assert read(book).tables["customers"].iloc[-1][["id", "row"]].tolist() == ["C999", row]


def test_formulas_are_neither_read_nor_rows(book: Path) -> None:
    rows = (*broken.CUSTOMERS, {"grade": "=A1"}, {"grade": "#VALUE!"})
    reading = read(broken.sales(book, {**broken.GOOD, "customers": rows}))
    assert reading.counts["customers"].read == 2 and not told(reading)
    assert "grade" not in reading.tables["customers"]


def test_what_is_typed_on_grey_cells_is_told(book: Path) -> None:
    """M2, M4: in a row it is a value that the master computes anew; in an empty row nobody would see it again."""
    rows = ({**broken.CUSTOMERS[0], "grade": "B"}, {"grade": "A", "next_followup": date(2026, 1, 1)})
    reading = read(broken.sales(book, {**broken.GOOD, "customers": rows}))
    assert [tuple(o) for o in reading.over] == [("customers", "grade", 5, "C5", "B")]
    found = one(reading)
    assert (found.code, found.severity, found.content) == ("outside_table", "reject", "C6=A; D6=2026-01-01")
    assert reading.counts["customers"].read == 1


@pytest.mark.parametrize(
    ("table", "key", "value", "expected"),
    [
        ("customers", "credit_limit", "1,234.50", 1234.5),
        ("customers", "credit_limit", "¥1,200", 1200.0),
        ("customers", "credit_limit", "\uff11\uff12\uff0e\uff15", 12.5),
        ("customers", "created", "\uff12\uff10\uff12\uff14.6.11", pd.Timestamp(2024, 6, 11)),
        ("customers", "created", "2024.6.11", pd.Timestamp(2024, 6, 11)),
        ("customers", "created", "2024年6月11日", pd.Timestamp(2024, 6, 11)),
        ("customers", "created", 45454, pd.Timestamp(2024, 6, 11)),
        ("customers", "phone", "\uff0b86 138", "+86 138"),
        ("customers", "phone", 13800138000.0, "13800138000"),
        ("customers", "intent", "CLEAR", "clear"),
        ("customers", "quality", True, "yes"),
        ("customers", "needs", " a\nb ", "a\nb"),
        ("customers", "city", date(2024, 6, 11), "2024-06-11"),
        ("customers", "note", 5, "5"),
        ("customers", "utc_offset", -5, -5.0),
        ("orders", "amount", 0.1 + 0.2, 0.3),
        ("orders", "amount", "12.3456", 12.3456),
    ],
)
def test_what_people_type(book: Path, table: str, key: str, value: Any, expected: Any) -> None:
    reading = read(broken.with_cell(book, table, key, value))
    assert not told(reading)
    assert reading.tables[table][key].iloc[-1] == expected


@pytest.mark.parametrize(
    ("table", "key", "value", "code", "shown"),
    [
        ("customers", "credit_limit", "约500", "bad_number", "约500"),
        ("customers", "credit_limit", "12万", "bad_number", "12万"),
        ("customers", "credit_limit", date(2024, 6, 11), "bad_number", "2024-06-11"),
        ("customers", "credit_limit", True, "bad_number", "true"),
        ("customers", "credit_limit", 1.005, "too_many_decimals", "1.005"),
        ("customers", "credit_limit", "#DIV/0!", "error_value", "#DIV/0!"),
        ("customers", "created", "2024.6.31", "bad_date", "2024.6.31"),
        ("customers", "created", 3, "bad_date", "3"),
        ("customers", "created", "#N/A", "error_value", "#N/A"),
        ("customers", "created", None, "missing_required", ""),
        ("customers", "company", " \u3000", "missing_required", ""),
        ("customers", "id", "#REF!", "error_value", "#REF!"),
    ],
)
def test_a_bad_cell_sends_its_row_back(book: Path, table: str, key: str, value: Any, code: str, shown: str) -> None:
    reading = read(broken.with_cell(book, table, key, value))
    found, count = one(reading), reading.counts[table]
    assert (found.code, found.row, found.value, found.severity) == (code, 7, shown, "reject")
    assert (count.read, count.kept, count.rejected) == (3, 2, 1)
    for part in (book.name, "客户", "7", tables.BY_KEY[table][key].zh, shown, found.todo("zh")):
        assert part in found.message("zh")
    assert "Alfa" in found.content or key == "company"
    assert found.message("en").startswith("File “张三.xlsx”")


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("override", "E", "unknown_choice"),
        ("city", "#NAME?", "error_value"),
        ("utc_offset", "UTC+99", "bad_offset"),
        ("source", "隔壁老王", "unknown_choice"),
    ],
)
def test_a_bad_cell_that_is_not_needed_costs_the_cell(book: Path, key: str, value: str, code: str) -> None:
    """The row counts; no choice stands in the way of a customer."""
    reading = read(broken.with_cell(book, "customers", key, value))
    found = one(reading)
    assert (found.code, found.row, found.value, found.severity) == (code, 7, value, "warning")
    assert "这一行照样算" in found.message("zh") and "the row is kept" in found.message("en")
    assert f"={value}" in found.content and reading.counts["customers"].kept == 3
    assert pd.isna(reading.tables["customers"][key].iloc[-1])


def test_a_currency_is_never_left_out(book: Path) -> None:
    row = {"id": "Q1", "customer_id": "C001", "date": date(2026, 3, 9), "product": "x", "price": 5, "currency": "块"}
    reading = read(broken.sales(book, {**broken.GOOD, "quotations": (row,)}))
    assert (one(reading).code, one(reading).severity) == ("unknown_choice", "reject")


def test_a_day_with_a_time_is_said_once_a_column(book: Path) -> None:
    """What web pages export as 23:59:17 means the next day."""
    late = ({**broken.CUSTOMERS[0], "created": datetime(2026, 3, 10, 23, 59, 17)}, *broken.CUSTOMERS[1:])
    reading = read(broken.sales(book, {**broken.GOOD, "customers": (*late, {**late[0], "id": "C9"})}))
    found = one(reading)
    assert (found.code, found.column, found.value, found.hint) == (
        "time_dropped",
        "建档日期",
        "2026-03-10 23:59:17",
        "2",
    )
    assert reading.tables["customers"]["created"][0] == pd.Timestamp(2026, 3, 10)


def test_choices_are_named(book: Path) -> None:
    assert "明确 / 犹豫 / 长线 / 不明确" in one(read(broken.with_cell(book, "customers", "intent", "很明确"))).todo(
        "zh"
    )


def test_two_problems_of_a_row_count_once(book: Path) -> None:
    row = {**broken.CUSTOMERS[0], "id": "C009", "credit_limit": "约500", "created": "2024.6.31"}
    reading = read(broken.sales(book, {**broken.GOOD, "customers": (*broken.CUSTOMERS, row)}))
    assert {r.code for r in told(reading)} == {"bad_number", "bad_date"}
    assert reading.counts["customers"].rejected == 1 and len({r.content for r in told(reading)}) == 1
    assert "信用额度=约500" in told(reading)[0].content and "建档日期=2024.6.31" in told(reading)[0].content


def test_a_duplicated_id_keeps_the_first(book: Path) -> None:
    reading = read(broken.duplicated_id(book))
    assert (one(reading).code, one(reading).row, one(reading).hint) == ("duplicate_id", 7, "5")
    assert reading.tables["customers"]["id"].tolist() == ["C001", "C002"]


def test_a_rejected_row_does_not_take_the_id(book: Path) -> None:
    rows = ({**broken.CUSTOMERS[0], "created": "2024.6.31"}, *broken.CUSTOMERS)
    reading = read(broken.sales(book, {"customers": rows}))
    assert [r.code for r in told(reading)] == ["bad_date"] and reading.tables["customers"]["row"].tolist() == [6, 7]


def test_dates_as_identity(book: Path) -> None:
    weeks = ({"week": date(2026, 3, 2)}, {"week": "2026.3.2"}, {"week": date(2026, 3, 9)})
    assert one(read(broken.sales(book, {"weekly_reports": weeks}))).row == 6


def test_an_unknown_reference_warns_and_keeps(book: Path) -> None:
    contacts = ({**broken.CONTACTS[0], "customer_id": "C777"}, {**broken.CONTACTS[0], "customer_id": "\uff43001"})
    reading = read(broken.sales(book, {**broken.GOOD, "contacts": contacts}))
    assert (one(reading).code, one(reading).severity, one(reading).row) == ("unknown_reference", "warning", 5)
    assert reading.tables["contacts"]["customer_id"].tolist() == ["C777", "C001"], "the customer table's spelling"


def test_references_into_a_sheet_that_is_not_there(book: Path) -> None:
    reading = read(broken.sales(book, without=("customers",)))
    assert [r.code for r in told(reading)] == ["missing_sheet"]


def test_what_is_typed_outside_a_masters_rows_is_told(book: Path) -> None:
    """M1: a person below a second row of headings, a remark on a policy sheet: nothing of a master goes in silence."""
    people, policy = broken.Sheet(tables.PEOPLE, ({"id": "P1", "name": "x"},)), broken.Sheet(tables.POLICY)
    broken.write(book, [broken.Sheet(tables.SETTINGS), people, policy])
    opened = openpyxl.load_workbook(book)
    for cell in list(opened["人员"][broken.HEADER]):
        opened["人员"].cell(9, cell.column, cell.value)
    opened["人员"]["A10"], opened["人员"]["B10"], opened["政策"]["C3"] = "P2", "y", "记一下"
    opened.save(book)
    reading = read(book)
    assert reading.tables["people"]["id"].tolist() == ["P1", "P2"]
    found = {r.sheet: r.content for r in reading.rejects if r.code == "outside_table"}
    assert found["政策"] == "C3=记一下" and "A9=人员编号" in found["人员"]
