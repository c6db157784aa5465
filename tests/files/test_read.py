"""Workbooks read whole, in either language, and no row lost whatever is typed."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import broken
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_back import one, told

from xltrade.core import dtypes
from xltrade.core.parsing import as_text
from xltrade.declared import tables
from xltrade.files.read import read


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
