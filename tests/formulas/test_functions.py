"""The public contract: what `from xltrade.functions import …` promises to people and to tests outside the project."""

from __future__ import annotations

import datetime as dt
import inspect
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrade import functions
from xltrade.core import dtypes
from xltrade.core.errors import ValueNotComputable, XltradeError
from xltrade.declared import choices, tables
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.formulas.functions import (
    COMMISSION,
    COMMISSIONAT,
    FXRATE,
    FXRATEAT,
    GRADE,
    NEXTFOLLOWUP,
    REPLYSTATUS,
    SCORECARD,
    SHARES,
    TENUREQUARTER,
    TOCNY,
    TOCNYAT,
    WORKHOURS,
)
from xltrade.rules import policy

MONDAY, NINE, ELEVEN = dt.date(2026, 3, 2), dt.datetime(2026, 3, 2, 9), dt.datetime(2026, 3, 2, 11)
CONTRACT = {
    "GRADE": ("intent", "inquiry_kind=None", "sample_sent=None", "kept_up=None"),
    "NEXTFOLLOWUP": ("grade", "last_contact", "created=None", "promised=None"),
    "COMMISSION": ("amount", "prior=0", "mode=None"),
    "COMMISSIONAT": ("amount", "on", "prior=0", "mode=None"),
    "SCORECARD": ("actual", "target", "weight"),
    "SHARES": ("total", "weights"),
    "REPLYSTATUS": ("received", "replied", "channel=None"),
    "WORKHOURS": ("start", "end"),
    "TENUREQUARTER": ("hired", "on"),
    "FXRATE": ("currency", "on"),
    "FXRATEAT": ("currency", "on", "by"),
    "TOCNY": ("amount", "currency", "on"),
    "TOCNYAT": ("amount", "currency", "on", "by"),
    "EXPLAIN": ("amount", "prior=0"),
    "FINDCUSTOMER": ("text",),
}
"""What was promised, written a second time, so that a changed order or default is seen."""


def test_every_function_is_promised() -> None:
    """R104: a function that CONTRACT or the calls below lack would be tested by nothing here."""
    assert (CATALOGUE.keys() - CONTRACT.keys(), CONTRACT.keys() - CATALOGUE.keys()) == (set(), set())
    called = SCALAR.keys() | WHOLE
    assert (CATALOGUE.keys() - called, called - CATALOGUE.keys()) == (set(), set())


@pytest.mark.parametrize("name", CONTRACT)
def test_names_order_and_defaults(name: str) -> None:
    """R104: positional parameters as the design says; `policy` (and `lang`) by keyword only."""
    parameters = inspect.signature(getattr(functions, name)).parameters.values()
    shown = [
        p.name if p.default is p.empty else f"{p.name}={p.default}" for p in parameters if p.kind != p.KEYWORD_ONLY
    ]
    assert tuple(shown) == CONTRACT[name]
    extra = {p.name for p in parameters if p.kind == p.KEYWORD_ONLY}
    assert extra - {"lang", "customers"} == {"policy"}


@pytest.mark.parametrize("name", CATALOGUE)
def test_catalogue_and_python_say_the_same(name: str) -> None:
    """R104: names, order and optionality of the Excel function are the Python function's."""
    entry, call = CATALOGUE[name], getattr(functions, name)
    positional = [p for p in inspect.signature(call).parameters.values() if p.kind != p.KEYWORD_ONLY]
    assert [(p.key, p.optional) for p in entry.params] == [(p.name, p.default is not p.empty) for p in positional]
    assert entry.call is call and name in functions.__all__
    assert call.__doc__ and ">>>" in call.__doc__, "a doctest shows how it is called"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: COMMISSION(600_000), 12_000.0),
        (lambda: COMMISSION(1_000_000), 20_000.0),
        (lambda: COMMISSION(1_500_000), 35_000.0),
        (lambda: COMMISSION(5_000_000), 140_000.0),
        (lambda: COMMISSION(6_000_000), 180_000.0),
        (lambda: COMMISSION(600_000, 0, "whole"), 12_000.0),
        (lambda: COMMISSION(1_000_000, 0, "whole"), 20_000.0),
        (lambda: COMMISSION(1_500_000, 0, "whole"), 45_000.0),
        (lambda: COMMISSION(5_000_000, 0, "whole"), 150_000.0),
        (lambda: COMMISSION(6_000_000, 0, "whole"), 240_000.0),
        (lambda: NEXTFOLLOWUP("A", MONDAY), dt.date(2026, 3, 5)),
        (lambda: NEXTFOLLOWUP("B", MONDAY), dt.date(2026, 3, 9)),
        (lambda: NEXTFOLLOWUP("C", MONDAY), dt.date(2026, 3, 17)),
        (lambda: NEXTFOLLOWUP("D", MONDAY), dt.date(2026, 4, 1)),
        (lambda: NEXTFOLLOWUP("A", dt.date(2026, 3, 5)), dt.date(2026, 3, 7)),
    ],
)
def test_worked_numbers_without_a_workbook(call: Any, expected: Any) -> None:
    """R044–R046, R053, R120–R123: policy.md's worked numbers come out of a bare call, no policy given."""
    assert call() == expected


# name -> a call on one scalar (the others fixed), a value for it, what comes out
SCALAR: dict[str, tuple[Any, Any, Any]] = {
    "GRADE": (lambda x: GRADE(x), "明确", "A"),
    "NEXTFOLLOWUP": (lambda x: NEXTFOLLOWUP("A", x), MONDAY, dt.date(2026, 3, 5)),
    "COMMISSION": (lambda x: COMMISSION(x), 1_500_000, 35_000.0),
    "COMMISSIONAT": (lambda x: COMMISSIONAT(x, MONDAY), 1_500_000, 35_000.0),
    "REPLYSTATUS": (lambda x: REPLYSTATUS(NINE, x), ELEVEN, "达标"),
    "WORKHOURS": (lambda x: WORKHOURS(NINE, x), ELEVEN, 2.0),
    "TENUREQUARTER": (lambda x: TENUREQUARTER(dt.date(2026, 1, 31), x), MONDAY, 1),
    "FXRATE": (lambda x: FXRATE(x, MONDAY), "CNY", 1.0),
    "FXRATEAT": (lambda x: FXRATEAT(x, MONDAY, MONDAY), "CNY", 1.0),
    "TOCNY": (lambda x: TOCNY(x, "CNY", MONDAY), 12.345, 12.35),
    "TOCNYAT": (lambda x: TOCNYAT(x, "CNY", MONDAY, MONDAY), 12.345, 12.35),
}
WHOLE = {"SCORECARD", "SHARES", "EXPLAIN", "FINDCUSTOMER"}
"""Functions that take whole ranges or answer in rows; they have tests of their own."""


@pytest.mark.parametrize("name", SCALAR)
def test_shape_in_shape_out(name: str) -> None:
    """R104: scalar, list, rows of lists, tuple of tuples (as Excel hands a range), array and Series."""
    call, value, result = SCALAR[name]
    assert call(value) == result and type(call(value)) is type(result)
    assert call([value, None]) == [result, None]
    assert call([[value, None], [None, value]]) == [[result, None], [None, result]]
    assert call(((value,), (None,))) == [[result], [None]]
    array = np.array([[value], [None]], dtype=object)
    assert isinstance(call(array), np.ndarray) and call(array).tolist() == [[result], [None]]
    series = pd.Series([value, None], index=["x", "y"], dtype=object)
    assert isinstance(call(series), pd.Series)
    assert call(series).index.tolist() == ["x", "y"] and call(series).tolist() == [result, None]
    assert call([]) == []


@pytest.mark.parametrize("blank", [None, "", "  ", float("nan"), np.nan, pd.NaT])
@pytest.mark.parametrize("name", SCALAR)
def test_blank_in_blank_out(name: str, blank: Any) -> None:
    """R104: an empty cell, however it is handed over, gives an empty cell, never 0 and never an error."""
    assert SCALAR[name][0](blank) is None


def test_scalars_spread_over_columns() -> None:
    """R104: one mode for a column of amounts, one day for a column of hire dates."""
    assert COMMISSION([500_000, 500_000], [0, 1_000_000], "marginal") == [10_000.0, 15_000.0]
    assert TENUREQUARTER([dt.date(2026, 1, 31), dt.date(2025, 12, 1)], dt.date(2026, 3, 2)) == [1, 2]
    assert COMMISSION([[100], [200]], [[0, 1_000_000]]) == [[2.0, 3.0], [4.0, 6.0]]


@pytest.mark.parametrize(
    "call",
    [
        lambda: GRADE("也许"),
        lambda: GRADE(None, "随便"),
        lambda: GRADE("明确", "随便"),
        lambda: NEXTFOLLOWUP("E", MONDAY),
        lambda: NEXTFOLLOWUP("A", "soon"),
        lambda: NEXTFOLLOWUP("A", True),
        lambda: COMMISSION("many"),
        lambda: COMMISSION(True),
        lambda: COMMISSION(1, False),
        lambda: COMMISSION(1, 0, "both"),
        lambda: COMMISSION(float("inf")),
        lambda: COMMISSION([1, "x"]),
        lambda: COMMISSION(MONDAY),
        lambda: REPLYSTATUS(NINE, ELEVEN, "飞鸽"),
        lambda: REPLYSTATUS(ELEVEN, NINE),
        lambda: WORKHOURS(ELEVEN, NINE),
        lambda: WORKHOURS(NINE, "later"),
        lambda: TENUREQUARTER(MONDAY, dt.date(2026, 3, 1)),
        lambda: TENUREQUARTER("去年", MONDAY),
        lambda: FXRATE("USD", MONDAY),
        lambda: TOCNY(1, "USD", MONDAY),
        lambda: TOCNY("一千", "CNY", MONDAY),
        lambda: SHARES(100, [-1, 2]),
        lambda: SHARES(100, [0, 0]),
        lambda: SHARES(100, [None]),
        lambda: SHARES("一百", [1]),
        lambda: SHARES(100, [True]),
        lambda: SCORECARD(["多"], [1], [1]),
        lambda: SCORECARD([1, 2], [1], [1]),
        lambda: SCORECARD([1], [True], [1]),
    ],
)
def test_what_cannot_be_computed_raises(call: Any) -> None:
    """R048, R060, R099, R201: never a guess, never 0, never a text that SUM would skip."""
    with pytest.raises(XltradeError) as caught:
        call()
    assert isinstance(caught.value, ValueNotComputable)
    assert caught.value.text("zh") != caught.value.text("en")
    assert str(caught.value) == caught.value.text("en")


def serial(moment: dt.datetime | dt.date) -> float:
    """What Excel hands over for a date."""
    whole = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    return (whole - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)


@pytest.mark.parametrize(
    "shape",
    [
        lambda d: d,
        lambda d: dt.datetime.combine(d, dt.time(23, 59)),
        lambda d: serial(d),
        lambda d: int(serial(d)),
        lambda d: serial(d) + 0.75,
        lambda d: pd.Timestamp(d),
        lambda d: np.datetime64(d),
        lambda d: d.isoformat(),
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"{d.year}/{d.month}/{d.day}",
        lambda d: np.float64(serial(d)),
    ],
)
def test_dates_as_excel_and_people_hand_them_over(shape: Any) -> None:
    """R058, R099: dates, moments, serial numbers and written dates mean the same day."""
    assert NEXTFOLLOWUP("A", shape(MONDAY)) == dt.date(2026, 3, 5)
    assert TENUREQUARTER(shape(dt.date(2026, 1, 31)), shape(dt.date(2026, 4, 30))) == 2
    assert FXRATE("CNY", shape(MONDAY)) == 1.0


@pytest.mark.parametrize(
    "amount",
    [
        1_500_000,
        1_500_000.0,
        "1500000",
        "1,500,000.00",
        "１５０００００",
        np.int64(1_500_000),
        np.float64(1.5e6),
        Decimal("1500000"),
    ],
)
def test_amounts_as_excel_and_people_hand_them_over(amount: Any) -> None:
    """R044: floats for whole numbers, numbers as text, full-width digits."""
    assert COMMISSION(amount) == 35_000


def test_moments_are_taken_to_the_second() -> None:
    """R100: Excel's serial of 11:00:00 is a hair off; it is still eleven o'clock."""
    noisy = serial(ELEVEN) + 3e-10
    assert REPLYSTATUS(serial(NINE), noisy) == "达标"
    assert WORKHOURS(serial(NINE), noisy) == 2.0


@pytest.mark.parametrize("yes", ["是", "yes", "YES", True, 1, 1.0, np.True_])
@pytest.mark.parametrize("no", ["否", "no", False, 0, None, "", 2])
def test_yes_and_no_in_every_spelling(yes: Any, no: Any) -> None:
    """R035: a sample sent and followed up is A, one of the two is not."""
    assert GRADE(None, "统一询价", yes, yes) == "A"
    assert GRADE(None, "统一询价", yes, no) == GRADE(None, "统一询价", no, yes) == "C"


@pytest.mark.parametrize("spelling", ["明确", "clear", "CLEAR", " clear "])
def test_words_in_every_spelling(spelling: str) -> None:
    """R115: Chinese, English and the key, in any case."""
    assert GRADE(spelling) == "A"


def test_grades_and_currencies_in_small_letters() -> None:
    """R048, R120: as Excel compares, so Python."""
    assert NEXTFOLLOWUP("a", MONDAY) == dt.date(2026, 3, 5)
    assert FXRATE("cny", MONDAY) == 1.0


def test_decimal_in_decimal_out() -> None:
    """R211: who computes with Decimal gets Decimal, to the fen."""
    for found in (COMMISSION(Decimal("1500000")), COMMISSION(1_500_000, Decimal(0))):
        assert isinstance(found, Decimal) and found == 35_000 and found.as_tuple().exponent == -2
    assert SHARES(Decimal("0.05"), [1, 1]) == [Decimal("0.03"), Decimal("0.02")]
    assert TOCNY(Decimal("12.345"), "CNY", MONDAY) == Decimal("12.35")
    assert isinstance(COMMISSION(1_500_000), float)


def test_shares_keeps_the_shape_of_its_weights() -> None:
    """R201: a column from Excel comes back as a column."""
    assert SHARES(100, ((1,), (1,), (1,))) == [[33.34], [33.33], [33.33]]
    assert SHARES(None, [1, 1]) == [None, None] and SHARES(None, ((1,), (1,))) == [[None], [None]]
    series = SHARES(100, pd.Series([1, 3], index=["甲", "乙"]))
    assert series.to_dict() == {"甲": 25.0, "乙": 75.0}
    assert SHARES(100, 5) == 100.0


def test_scorecard_of_columns_as_excel_hands_them_over() -> None:
    """R001, R015: three ranges, with blanks; one number."""
    assert SCORECARD(((90.0,), (80.0,), (130.0,)), ((100.0,),) * 3, ((60.0,), (25.0,), (15.0,))) == 92.0
    assert SCORECARD(((None,), (80.0,)), ((100.0,),) * 2, ((60.0,), (40.0,))) == 80.0
    assert SCORECARD([None], [None], [None]) is None and SCORECARD(5, 10, 100) == 50.0


def test_reply_status_speaks_both_languages() -> None:
    """R100: the three words, from the one list of choices."""
    later = [ELEVEN, dt.datetime(2026, 3, 3, 9), dt.datetime(2026, 3, 3, 9, 0, 1)]
    assert REPLYSTATUS(NINE, later) == [c.zh for c in choices.REPLY.items]
    assert REPLYSTATUS(NINE, later, lang="en") == [c.en for c in choices.REPLY.items]


def test_a_policy_is_what_counts() -> None:
    """R070: no number of a rule is in the code: another sheet, another result."""
    made = policy.shipped([2026])
    made["tiers"] = dtypes.build(tables.TIERS, [{"start": 0, "rate": 0.5, "effective_from": dt.date(2020, 1, 1)}])
    made["grades"].loc[made["grades"]["grade"] == "A", "days"] = 1
    made["channels"].loc[made["channels"]["channel"] == "email", "target_hours"] = 1
    made["rubrics"].loc[made["rubrics"]["answer"] == "clear", "grade"] = "D"
    made["policy"].loc[made["policy"]["key"] == "score_cap", "value"] = 3.0
    other = policy.read(made, MONDAY)
    assert COMMISSION(100, policy=other) == 50.0
    assert NEXTFOLLOWUP("A", MONDAY, policy=other) == dt.date(2026, 3, 3)
    assert REPLYSTATUS(NINE, ELEVEN, policy=other) == "按时"
    assert GRADE("明确", policy=other) == "D"
    assert SCORECARD(3, 1, 100, policy=other) == 300.0


@given(st.lists(st.floats(-1e9, 1e9) | st.none(), max_size=8))
def test_a_column_is_its_cells(amounts: list[float | None]) -> None:
    """R044: computing a column at once and cell by cell is the same."""
    assert COMMISSION(amounts, 750_000) == [COMMISSION(a, 750_000) for a in amounts]


WEIGHTS = st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=30).filter(any)


@given(st.decimals(-(10**8), 10**8, places=2), WEIGHTS)
def test_shares_sum_to_the_total(total: Decimal, weights: list[Decimal]) -> None:
    """R201: to the fen, refunds and many people included."""
    parts = SHARES(total, weights)
    assert sum(parts) == total
    assert all(p == round(p, 2) and p * total >= 0 for p in parts)


@given(st.decimals(-(10**4), 10**4, places=2), st.integers(1, 60))
def test_equal_weights_differ_by_a_fen(total: Decimal, people: int) -> None:
    """R201: nobody gets more than a fen above another."""
    parts = SHARES(total, [1] * people)
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(st.lists(st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2027, 1, 1)), min_size=3, max_size=3))
def test_work_hours_add_up(moments: list[dt.datetime]) -> None:
    """R050: from a to c is from a to b and from b to c."""
    a, b, c = sorted(m.replace(microsecond=0) for m in moments)
    assert WORKHOURS(a, b) + WORKHOURS(b, c) == pytest.approx(WORKHOURS(a, c), abs=1e-9)
    assert 0 <= WORKHOURS(a, c) <= (c - a) / dt.timedelta(hours=1)


@given(st.floats(0, 1e6), st.floats(0.01, 1e6), st.floats(0.01, 100))
def test_one_line_scores_its_capped_ratio(actual: float, target: float, weight: float) -> None:
    """R001: never above the cap, never below nothing."""
    found = SCORECARD(actual, round(target, 2), round(weight, 2))
    assert found == pytest.approx(min(actual / round(target, 2), 1.2) * round(weight, 2), abs=1e-3, rel=1e-4)
    assert 0 <= found <= 1.2 * round(weight, 2) + 1e-6
