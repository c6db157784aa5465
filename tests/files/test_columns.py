"""Sheets and columns that moved, were renamed, added or lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import broken
from read_back import one, told

from xltrade.declared import tables
from xltrade.files.read import read


def test_shuffled_columns_and_mixed_labels(book: Path) -> None:
    order = ["created", "note", "company", "intent", "id"]
    rename = {"company": "COMPANY ", "id": "".join(chr(ord(c) + 0xFEE0) for c in "customer") + "\u3000id"}
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, order=order, rename=rename)
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert reading.tables["customers"]["company"].tolist() == ["Alfa", "Béta"]
    assert {(r.code, r.severity) for r in told(reading)} == {("missing_optional_column", "warning")}


def test_a_missing_sheet(book: Path) -> None:
    reading = read(broken.missing_sheet(book))
    assert (one(reading).code, one(reading).sheet, one(reading).severity) == ("missing_sheet", "订单", "reject")
    assert reading.tables["orders"].empty


def test_a_renamed_sheet_is_read_and_said(book: Path) -> None:
    sheet = broken.Sheet(tables.ORDERS, broken.ORDERS, name="订单表")
    reading = read(broken.sales(book, swap={"orders": sheet}))
    found = one(reading)
    assert (found.code, found.sheet, found.hint, found.severity) == ("read_instead", "订单表", "订单", "warning")
    assert reading.tables["orders"]["id"].tolist() == ["O1"]


def test_a_sheet_without_our_headings_is_hinted(book: Path) -> None:
    sheet = broken.Sheet(tables.ORDERS, broken.ORDERS, name="订单表", order=["po_no"])
    assert one(read(broken.sales(book, swap={"orders": sheet}))).hint == "订单表"


def test_a_renamed_header_rejects_every_row(book: Path) -> None:
    reading = read(broken.renamed_header(book))
    lost = [r for r in told(reading) if r.code == "missing_column"]
    assert [(r.row, r.hint, r.column) for r in lost] == [(5, "公司名字", "公司名称"), (6, "公司名字", "公司名称")]
    assert "公司名字=Alfa" in lost[0].content
    assert (reading.counts["customers"].read, reading.counts["customers"].rejected) == (2, 2)
    unknown = next(r for r in told(reading) if r.code == "unknown_column")
    assert (unknown.column, unknown.hint, unknown.severity) == ("公司名字", "公司名称", "warning")


def test_an_unknown_column_is_kept(book: Path) -> None:
    sheet = broken.Sheet(
        tables.CUSTOMERS, broken.CUSTOMERS, extra={"微信": ["wx1", None], "生日": [date(1990, 5, 1), 7]}
    )
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert reading.tables["customers"]["extra"].tolist() == ["微信=wx1; 生日=1990-05-01", "生日=7"]
    assert [r.code for r in told(reading)] == ["unknown_column"] * 2


def test_content_without_a_heading_is_kept(book: Path) -> None:
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, rename={"company": "", "city": ""})
    reading = read(broken.sales(book, swap={"customers": sheet}))
    lost = next(r for r in told(reading) if r.code == "missing_column")
    assert lost.row == 5 and "B=Alfa" in lost.content


def test_a_heading_wrapped_in_its_cell(book: Path) -> None:
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, rename={"company": "公司\n名称", "created": "Created\n "})
    assert not told(read(broken.sales(book, swap={"customers": sheet})))


def test_headings_with_marks_and_units(book: Path) -> None:
    rename = {"id": "*客户编号", "company": "公司名称：", "credit_limit": "信用额度（元）"}
    reading = read(
        broken.sales(book, swap={"customers": broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, rename=rename)})
    )
    assert not told(reading) and reading.tables["customers"]["credit_limit"][1] == 1200.5


def test_a_unit_makes_no_second_column(book: Path) -> None:
    """A column of one's own, 备注（内部）, stays one beside 备注."""
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, extra={"备注（内部）": ["x", None]})
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert one(reading).code == "unknown_column" and reading.tables["customers"]["extra"][0] == "备注（内部）=x"


def test_a_repeated_column_is_not_guessed(book: Path) -> None:
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, extra={"城市": ["Rome", None]})
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert (one(reading).code, one(reading).row, one(reading).value) == ("duplicate_column", 5, "Rome")
    assert reading.tables["customers"]["id"].tolist() == ["C002"]
