"""Reading workbooks, sound and broken."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import broken
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltrade.core import dtypes
from xltrade.core.errors import FileError
from xltrade.core.parsing import as_text
from xltrade.declared import tables
from xltrade.declared.rejects import catalogue
from xltrade.declared.rejects import problem as rejects
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.files.reading import Reading

FLAT = {"missing_settings_sheet"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "张三.xlsx"


def told(reading: Reading) -> list[Reject]:
    """Rejects and warnings, without those on the policy sheets that the small workbooks leave out."""
    return [r for r in reading.rejects if r.code not in FLAT]


def one(reading: Reading) -> Reject:
    found = told(reading)
    assert len(found) == 1, found
    return found[0]


def test_a_good_workbook(book: Path) -> None:
    reading = read(broken.sales(book))
    assert (reading.kind, reading.lang, reading.person_id, reading.person_name) == ("sales", "zh", "P01", "张三")
    assert reading.settings["person_id"] == "P01" and reading.path == book
    assert not told(reading)
    assert (
        set(reading.tables) == {t.key for t in (*tables.SALES, *tables.SHARED, tables.SETTINGS)} == set(reading.counts)
    )
    customers = reading.tables["customers"]
    assert customers["row"].tolist() == [5, 6] and customers["phone"][0] == "13800138000"
    assert customers["created"].tolist() == [pd.Timestamp(2026, 3, 2), pd.Timestamp(2026, 3, 3)]
    assert customers["intent"][0] == "clear" and customers["credit_limit"][1] == 1200.5
    assert reading.tables["contacts"]["at"][0] == pd.Timestamp(2026, 3, 4, 14, 30)


def test_every_frame_has_the_declared_shape(book: Path) -> None:
    for path in (broken.sales(book), broken.sales(book.with_name("empty tables.xlsx"), {})):
        for key, frame in read(path).tables.items():
            table = tables.BY_KEY[key]
            assert list(frame) == [c.key for c in table.inputs] + ["row", "extra"]
            assert [str(frame[c.key].dtype) for c in table.inputs] == [dtypes.dtype(c) for c in table.inputs]
            assert (str(frame["row"].dtype), str(frame["extra"].dtype)) == ("int64", "str")


def test_an_english_workbook(book: Path) -> None:
    reading = read(broken.sales(book, lang="en"))
    assert reading.lang == "en" and not told(reading) and reading.counts["customers"].kept == 2


def test_shuffled_columns_and_mixed_labels(book: Path) -> None:
    order = ["created", "note", "company", "intent", "id"]
    rename = {"company": "COMPANY ", "id": "".join(chr(ord(c) + 0xFEE0) for c in "customer") + "\u3000id"}
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, order=order, rename=rename)
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert reading.tables["customers"]["company"].tolist() == ["Alfa", "Béta"]
    assert {(r.code, r.severity) for r in told(reading)} == {("missing_optional_column", "warning")}


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


def test_computed_cells_are_neither_read_nor_rows(book: Path) -> None:
    rows = (
        *broken.CUSTOMERS,
        {"grade": "A", "contacts_month": 0, "next_followup": date(2026, 1, 1)},
        {"grade": "#VALUE!"},
    )
    reading = read(broken.sales(book, {**broken.GOOD, "customers": rows}))
    assert reading.counts["customers"].read == 2 and not told(reading)
    assert "grade" not in reading.tables["customers"]


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
        ("customers", "created", datetime(2024, 6, 11, 9), pd.Timestamp(2024, 6, 11)),
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
        ("customers", "override", "E", "unknown_choice", "E"),
        ("customers", "created", "2024.6.31", "bad_date", "2024.6.31"),
        ("customers", "created", 3, "bad_date", "3"),
        ("customers", "created", "#N/A", "error_value", "#N/A"),
        ("customers", "created", None, "missing_required", ""),
        ("customers", "company", " \u3000", "missing_required", ""),
        ("customers", "id", "#REF!", "error_value", "#REF!"),
        ("customers", "city", "#NAME?", "error_value", "#NAME?"),
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


def test_a_missing_sheet(book: Path) -> None:
    reading = read(broken.missing_sheet(book))
    assert (one(reading).code, one(reading).sheet, one(reading).severity) == ("missing_sheet", "订单", "reject")
    assert reading.tables["orders"].empty


def test_a_renamed_sheet_is_hinted(book: Path) -> None:
    sheet = broken.Sheet(tables.ORDERS, broken.ORDERS, name="订单表")
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


def test_a_repeated_column_is_not_guessed(book: Path) -> None:
    sheet = broken.Sheet(tables.CUSTOMERS, broken.CUSTOMERS, extra={"城市": ["Rome", None]})
    reading = read(broken.sales(book, swap={"customers": sheet}))
    assert (one(reading).code, one(reading).row, one(reading).value) == ("duplicate_column", 5, "Rome")
    assert reading.tables["customers"]["id"].tolist() == ["C002"]


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


PARAMETERS = (
    broken.Sheet(
        tables.TIERS,
        (
            {"start": 0, "rate": "1%", "effective_from": date(2026, 1, 1)},
            {"start": 1e6, "rate": 1 / 3, "effective_from": date(2026, 1, 1), "step": 7},
        ),
        left=0,
    ),
    broken.Sheet(
        tables.WORKTIME,
        ({"start": 8 / 24, "end": 0.5}, {"start": "13:00", "end": "17:30"}, {"start": "x", "end": 1}),
        left=10,
    ),
    broken.Sheet(tables.RECEIPT_KINDS, ({"kind": "定金", "counted": "是"},), left=20),
    broken.Sheet(
        tables.RUBRICS, ({"rubric": "意向", "answer": "clear", "zh": "明确", "en": "clear", "grade": "A"},), left=30
    ),
)


def test_tables_side_by_side(book: Path) -> None:
    reading = read(broken.sales(book, {}, parameters=PARAMETERS))
    assert reading.tables["tiers"]["rate"].tolist() == [0.01, 1 / 3]
    assert reading.tables["worktime"]["start"].tolist() == [8 / 24, 13 / 24]
    assert reading.tables["receipt_kinds"]["kind"].tolist() == ["deposit"] and reading.counts["rubrics"].kept == 1
    found = next(r for r in told(reading) if r.level == "cell")
    assert (found.code, found.row, found.sheet, found.content) == ("bad_time", 7, "参数", "上班=x; 下班=1")
    assert {r.table for r in told(reading) if r.code == "no_header"} == {
        "grades",
        "channels",
        "positions",
        "assessment_factors",
    }


def test_values_of_any_kind_keep_their_type(book: Path) -> None:
    rows = [
        {"name": "n", "key": k, "value": v, "effective_from": date(2026, 1, 1)}
        for k, v in (
            ("a", 5),
            ("b", "007"),
            ("c", 1 / 3),
            ("d", True),
            ("e", date(2026, 1, 2)),
            ("f", None),
            ("g", "#N/A"),
        )
    ]
    reading = read(broken.sales(book, {"policy": rows}))
    values = dict(zip(reading.tables["policy"]["key"], reading.tables["policy"]["value"], strict=True))
    assert [values[k] for k in "abcf"] == [5, "007", 1 / 3, None] and values["d"] is True
    assert pd.Timestamp(values["e"]) == pd.Timestamp(2026, 1, 2)
    assert one(reading).code == "error_value"


def test_a_master(book: Path) -> None:
    people = ({"id": "P01", "name": "张三", "hired": date(2020, 1, 1)},)
    alone = tuple(t for t in tables.MANAGER if not t.sheet)
    plain = (tables.SETTINGS, *alone, tables.POLICY, tables.HOLIDAYS, tables.FX, tables.CUSTOMERS)
    reading = read(
        broken.write(
            book,
            [broken.Sheet(t, people if t is tables.PEOPLE else ()) for t in plain],
            plan=[broken.Sheet(t, left=10 * i) for i, t in enumerate(tables.PLAN)],
        )
    )
    assert reading.kind == "master" and reading.counts["people"].kept == 1 and "customers" not in reading.tables
    assert not told(reading)


def test_only_the_wanted_tables(book: Path) -> None:
    assert set(read(broken.sales(book), [tables.ORDERS]).tables) == {"settings", "orders"}


def test_a_person_is_needed(book: Path) -> None:
    assert one(read(broken.sales(book, settings=({"key": "person_id", "value": " "},)))).code == "no_person"
    assert read(broken.sales(book, settings=({"key": "person_id", "value": 7},))).person_id == "7"


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


GARBAGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(-1e9, 1e9),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)),
    st.sampled_from(broken.ERRORS),
    st.sampled_from(
        [
            "C001",
            "c001",
            "2024.6.31",
            "约500",
            "是",
            "明确",
            " ",
            "\u3000",
            "2024年6月11日",
            "1,200",
            "USD",
            "定金",
            "=1+1",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=("Cs", "Cc", "Cn")), max_size=6),
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_row_is_lost_whatever_is_typed(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from((*tables.SALES, tables.POLICY, tables.FX)))
    row = st.fixed_dictionaries({}, optional={c.key: GARBAGE for c in table.columns})
    rows = data.draw(st.lists(row, max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        reading = read(broken.sales(Path(folder) / "x.xlsx", {table.key: rows}))
    count = reading.counts[table.key]
    assert count.read == count.kept + count.rejected
    assert count.kept == len(reading.tables[table.key])
    told_rows = {r.row for r in reading.rejects if r.table == table.key and r.severity == "reject" and r.row}
    assert len(told_rows) == count.rejected
    assert not told_rows & set(reading.tables[table.key]["row"])
    filled = {n + broken.HEADER + 1 for n, r in enumerate(rows) if any(_shows(r.get(c.key)) for c in table.inputs)}
    assert told_rows | set(reading.tables[table.key]["row"]) == filled


def _shows(value: Any) -> bool:
    return as_text(value) is not None


@pytest.mark.parametrize("problem", catalogue.PROBLEMS, ids=lambda p: p.code)
def test_every_problem_speaks_both_languages(problem: rejects.Problem) -> None:
    whole = Reject(problem, "f.xlsx", "客户", "customers", 7, "电话", "{typed}", "a=1", "h")
    for lang in ("zh", "en"):
        assert whole.reason(lang) and whole.todo(lang)
        for part in ("f.xlsx", "客户", "7", "电话", whole.todo(lang)):
            assert part in whole.message(lang)
        assert Reject(problem, "f.xlsx").message(lang)
    assert whole.severity in ("reject", "warning") and whole.level == problem.level
    assert not _chinese(problem.en + problem.todo_en) and _chinese(problem.zh) and _chinese(problem.todo_zh)


def _chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
