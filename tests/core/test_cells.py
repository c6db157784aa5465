"""One raw cell to one typed value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrade.core.parsing import FIRST_DATE, LAST_DATE, Parsed, as_text, parse
from xltrade.core.schema import Choices, Column
from xltrade.declared import choices
from xltrade.declared.rejects import catalogue

KINDS = (
    "id",
    "text",
    "note",
    "phone",
    "choice",
    "number",
    "integer",
    "money",
    "percent",
    "date",
    "datetime",
    "month",
    "time",
    "any",
)


def column(kind: Any, decimals: int = 2, listed: Choices = choices.INTENT) -> Column:
    return Column("x", "甲", "X", kind, "说明", "note", choices=listed if kind == "choice" else None, decimals=decimals)


GOOD: list[tuple[str, Any, Any]] = [
    *((kind, blank, None) for kind in KINDS for blank in (None, "", "  ", "\u3000", "\xa0\u200b\n")),
    ("money", 1200, 1200.0),
    ("money", 1200.5, 1200.5),
    ("money", "1,234.50", 1234.5),
    ("money", "¥1,200", 1200.0),
    ("money", "1,234.50", 1234.5),
    ("money", " 12 ", 12.0),
    ("money", "-¥5.20", -5.2),
    ("money", "$-5", -5.0),
    ("money", "\u22125", -5.0),
    ("money", "1e3", 1000.0),
    ("money", 0.1 + 0.2, 0.3),
    ("money", 123456789.1 + 0.2, 123456789.3),
    ("money", -0.0, 0.0),
    ("money", Decimal("3.20"), 3.2),
    ("integer", 3, 3),
    ("integer", 3.0, 3),
    ("integer", "3", 3),
    ("number", "1,000,000", 1_000_000.0),
    ("percent", "3%", 0.03),
    ("percent", "3.5%", 0.035),
    ("percent", 0.03, 0.03),
    ("percent", "0.123456", 0.123456),
    ("percent", 1 / 3, 1 / 3),
    *(
        ("date", text, date(2024, 6, 11))
        for text in (
            "2024.6.11",
            "2024年6月11日",
            "2024/6/11",
            "2024-06-11",
            "2024-06-11",
            "2024年6月11日",
            "2024。6。11",
            "2024年6月11号",
            "2024-06-11 14:30",
            "2024.6.11 下午2:30",
            date(2024, 6, 11),
            datetime(2024, 6, 11, 14, 30),
            45454,
            45454.0,
            "45454",
            45454.6,
            20240611,
            "20240611",
            "2024-06-11T00:00:00Z",
            "2024-06-10T16:00:00.000Z",
            "2024-06-10 23:30:00 -0100",
        )
    ),
    *(
        ("datetime", text, datetime(2024, 6, 11, 14, 30))
        for text in (
            "2024.6.11 14:30",
            "2024-06-11 14:30:00",
            "2024-06-11T14:30:00",
            "2024年6月11日14:30",
            "2024年6月11日下午2:30",
            "2024/6/11 2:30 PM",
            "2024.6.11 14:30",
            datetime(2024, 6, 11, 14, 29, 59, 999_900),
            "2024-06-11T06:30:00Z",
            "2024-06-11T14:30:00+08:00",
            "2024-06-11T01:30:00.000-0500",
            45454 + 14.5 / 24,
        )
    ),
    ("datetime", "2024.6.11 14:30:05", datetime(2024, 6, 11, 14, 30, 5)),
    ("datetime", "2024.6.11", datetime(2024, 6, 11)),
    ("datetime", "2024.6.11 上午12:05", datetime(2024, 6, 11, 0, 5)),
    *(
        ("month", text, date(2026, 3, 1))
        for text in ("2026-03", "2026年3月", "2026/3", "2026.03", "2026-03-17", date(2026, 3, 17), "2026年3月")
    ),
    ("time", "08:30", 8.5 / 24),
    ("time", time(8, 30), 8.5 / 24),
    ("time", 0.354166666666667, 8.5 / 24),
    ("time", "8:30", 8.5 / 24),
    ("time", "1899-12-31 08:30:00", 8.5 / 24),
    ("time", "下午5:30", 17.5 / 24),
    ("time", 0, 0.0),
    ("time", "24:00", 1.0),
    ("time", timedelta(hours=8, minutes=30), 8.5 / 24),
    ("choice", "明确", "clear"),
    ("choice", "CLEAR", "clear"),
    ("choice", " Clear ", "clear"),
    ("choice", "Long-Term", "long_term"),
    ("phone", 13800138000.0, "13800138000"),
    ("id", 7, "7"),
    ("id", " C001 ", "C001"),
    ("id", "客户1", "客户1"),
    ("id", 1.5, "1.5"),
    ("text", " a b ", "a b"),
    ("text", "10²,约", "10²,约"),
    ("text", date(2024, 6, 11), "2024-06-11"),
    ("any", " x ", "x"),
    ("any", 5.0, 5),
    ("any", 0.05, 0.05),
    ("any", True, True),
    ("any", date(2024, 6, 11), date(2024, 6, 11)),
    ("any", "007", "007"),
]
BAD: list[tuple[str, Any, str]] = [
    *((kind, error, "error_value") for kind in KINDS for error in ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#value!")),
    *(
        (kind, number, "error_value")
        for kind in KINDS
        for number in (float("nan"), float("inf"), float("-inf"), 10**400)
    ),
    *(
        ("money", text, "bad_number")
        for text in (
            "12万",
            "约500",
            "1,23",
            "1.234,50",
            "1 2",
            "3%",
            "--5",
            "-¥-5",
            "(5)",
            "十",
            "10²",
            "½",
            True,
            date(2024, 6, 11),
            "1e999",
            "5元",
            "٣",
        )
    ),
    ("integer", 3.5, "not_whole"),
    ("integer", "¥3", "bad_number"),
    ("percent", "¥3", "bad_number"),
    ("money", 1.005, "too_many_decimals"),
    ("money", "1.005", "too_many_decimals"),
    ("money", 0.001, "too_many_decimals"),
    *(
        ("date", text, "bad_date")
        for text in (
            "2024.6.31",
            "2024-02-30",
            "2024.13.1",
            "24.6.11",
            "6/11",
            "2024.6/11",
            "明天",
            3,
            -5,
            99_999,
            20241311,
            "20240631",
            "2024.6.11 25:00",
            "3024-06-11",
            "1024-06-11",
            date(1899, 12, 31),
            True,
            "2024.6.11 14:60",
            "2024-06-1114:30",
            1e300,
        )
    ),
    *(("month", text, "bad_month") for text in ("2026-13", "三月", 2026.1, "2026.1", 202603)),
    *(
        ("time", text, "bad_time")
        for text in ("25:00", "8:60", "8点半", 1.5, datetime(2024, 6, 11, 8, 30), -0.1, "上午14:00")
    ),
    ("choice", "很明确", "unknown_choice"),
    ("choice", True, "unknown_choice"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), GOOD)
def test_good(kind: str, raw: Any, value: Any) -> None:
    parsed = parse(raw, column(kind))
    assert parsed == Parsed(value) and type(parsed.value) is type(value)


@pytest.mark.parametrize(("kind", "raw", "code"), BAD)
def test_bad(kind: str, raw: Any, code: str) -> None:
    assert parse(raw, column(kind)) == Parsed(problem=code)
    assert code in catalogue.CATALOGUE


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("money", "1,234.50", 1234.5),
        ("date", "2024.6.11", date(2024, 6, 11)),
        ("date", "2024-06-11", date(2024, 6, 11)),
        ("datetime", "2024/6/11 14:30", datetime(2024, 6, 11, 14, 30)),
        ("time", "08:30", 8.5 / 24),
        ("percent", "3%", 0.03),
        ("month", "2026-03", date(2026, 3, 1)),
        ("id", "C001", "C001"),
        ("phone", "+86 138", "+86 138"),
        ("integer", "12", 12),
    ],
)
def test_full_width(kind: str, raw: str, value: Any) -> None:
    assert _wide(raw) != raw and parse(_wide(raw), column(kind)) == Parsed(value)


@pytest.mark.parametrize(("raw", "key"), [(True, "yes"), (False, "no"), ("是", "yes"), ("NO", "no"), ("TRUE", "yes")])
def test_yes_and_no(raw: Any, key: str) -> None:
    assert parse(raw, column("choice", listed=choices.YESNO)) == Parsed(key)


@pytest.mark.parametrize(
    ("listed", "raw", "key"),
    [
        (choices.YESNO, "√", "yes"),
        (choices.YESNO, "✔", "yes"),
        (choices.YESNO, "Ｙ", "yes"),
        (choices.YESNO, 1, "yes"),
        (choices.YESNO, 0, "no"),
        (choices.YESNO, "×", "no"),
        (choices.SOURCE, "阿里", "alibaba"),
        (choices.SOURCE, "阿里巴巴", "alibaba"),
        (choices.CURRENCY, "美元", "USD"),
        (choices.CURRENCY, "美金", "USD"),
        (choices.CURRENCY, "rmb", "CNY"),
        (choices.CURRENCY, "人民币", "CNY"),
        (choices.RECEIPT_KIND, "订金", "deposit"),
        (choices.TERMS, "TT", "tt"),
    ],
)
def test_everyday_spellings(listed: Choices, raw: Any, key: str) -> None:
    assert parse(raw, column("choice", listed=listed)) == Parsed(key)


def test_marks_of_direction_are_no_part_of_an_id() -> None:
    assert parse("\u202dE01\u202c", column("id")) == parse("E\u200e01", column("id")) == Parsed("E01")
    assert parse("\u202d", column("phone")) == Parsed()


@pytest.mark.parametrize("listed", choices.ALL.values(), ids=lambda c: c.key)
def test_every_spelling_of_every_choice(listed: Choices) -> None:
    for item in listed.items:
        for word in (item.key, item.zh, item.en, item.en.upper(), _wide(item.en)):
            assert parse(word, column("choice", listed=listed)) == Parsed(item.key)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    ("value", "decimals", "good"), [(1.123456, 6, True), (1.1234567, 6, False), (5.5, 0, False), (5, 0, True)]
)
def test_decimals_of_the_column(value: float, decimals: int, good: bool) -> None:
    assert (parse(value, column("number", decimals)).problem is None) == good


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
    st.binary(),
    st.complex_numbers(),
    st.fractions(),
    st.just(pd.NaT),
    st.from_regex(r"\A[0-9\uff10-\uff19¥,.%年月日/:\- ]{0,14}\Z"),
)


@given(scalars, st.sampled_from(KINDS))
def test_never_raises(raw: Any, kind: str) -> None:
    parsed = parse(raw, column(kind))
    assert parsed.problem is None or (parsed.value is None and parsed.problem in catalogue.CATALOGUE)


@given(scalars, st.sampled_from(KINDS))
def test_text_of_a_value_reads_like_the_value(raw: Any, kind: str) -> None:
    if kind != "any":
        assert parse(as_text(raw), column(kind)) == parse(raw, column(kind))


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{:.2f}", "{:,.2f}", "¥{:,.2f}", " {:.2f}\u3000"]))
def test_a_rendered_amount_parses_back(fen: int, shape: str) -> None:
    assert parse(shape.format(fen / 100), column("money")).value == fen / 100
    assert parse(_wide(shape.format(fen / 100)), column("money")).value == fen / 100


@given(
    st.datetimes(FIRST_DATE, LAST_DATE - timedelta(seconds=1)),
    st.sampled_from(
        ["{:%Y-%m-%d %H:%M:%S}", "{:%Y.%m.%d %H:%M:%S}", "{:%Y年%m月%d日 %H:%M:%S}", "{:%Y/%m/%d %I:%M:%S %p}"]
    ),
)
def test_a_rendered_moment_parses_back(moment: datetime, shape: str) -> None:
    whole = moment.replace(microsecond=0)
    assert parse(shape.format(whole), column("datetime")).value == whole
    assert parse(shape.format(whole), column("date")).value == whole.date()
