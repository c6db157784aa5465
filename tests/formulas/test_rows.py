"""EXPLAIN and FINDCUSTOMER, the functions that answer in rows: exact to the fen, and the same spilled by the LAMBDA."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_customers import CUSTOMERS

import engines
from xltrade.core import dtypes
from xltrade.core.errors import DeclarationError, ValueNotComputable
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.bodies import bodies
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.formulas.functions import COMMISSION, EXPLAIN, FINDCUSTOMER
from xltrade.formulas.text import Twins
from xltrade.rules import policy, same_customer
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Cell, Sheet

TODAY = dt.date(2026, 3, 9)
STARTS = (0, 250_000, 1_000_000, 1_000_000.5)
RATES = (0.015, 0.0225, 0.03, 0.01)


def rules(**changed: Any) -> policy.Policy:
    """The shipped policy with other settings and, beside three rates, awkward tiers."""
    made = policy.shipped([2026])
    for key, value in changed.items():
        listed = policy.settings()[key].choices
        label = listed.label(str(value), "zh") if listed and key != "rounding" else value
        made["policy"].loc[made["policy"]["key"] == key, "value"] = label
    day = dt.date(2020, 1, 1)
    rows = [{"start": s, "rate": r, "effective_from": day} for s, r in zip(STARTS, RATES, strict=True)]
    return policy.read(made | {"tiers": dtypes.build(tables.TIERS, rows)}, TODAY)


POLICIES = [
    rules(tier_mode=mode, tier_boundary=boundary, rounding=step)
    for mode in ("marginal", "whole")
    for boundary in ("upper", "lower")
    for step in (0.01, 0.1, 1.0)
]
_CENTS = st.decimals(-(10**7), 10**7, places=2)
_EDGES = st.sampled_from([Decimal(repr(s)) + d for s in STARTS for d in (Decimal("-0.01"), 0, Decimal("0.01"))])


# ── EXPLAIN ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((1_500_000,), [[0.0, 0.02, 1e6, 20_000.0], [1e6, 0.03, 500_000.0, 15_000.0], [5e6, 0.04, 0.0, 0.0]]),
        ((500_000, 5_900_000), [[0.0, 0.02, 0.0, 0.0], [1e6, 0.03, 0.0, 0.0], [5e6, 0.04, 500_000.0, 20_000.0]]),
        ((-1000, 1_000_400), [[0.0, 0.02, -600.0, -12.0], [1e6, 0.03, -400.0, -12.0], [5e6, 0.04, 0.0, 0.0]]),
        ((-5,), [[0.0, 0.02, -5.0, -0.1], [1e6, 0.03, 0.0, 0.0], [5e6, 0.04, 0.0, 0.0]]),
    ],
)
def test_worked_rows(args: tuple[float, ...], expected: list[list[float]]) -> None:
    """R044–R046: start, rate, amount inside, commission; one row for every tier, whatever the amount."""
    assert EXPLAIN(*args) == expected


def test_the_whole_amount_at_the_tier_it_reaches() -> None:
    """R205: under "whole" earlier receipts leave their tier, which shows with a minus."""
    whole = rules(tier_mode="whole")
    assert [r[2:] for r in EXPLAIN(200_000, 100_000, policy=whole)] == [
        [-100_000.0, -1500.0],
        [300_000.0, 6750.0],
        [0.0, 0.0],
        [0.0, 0.0],
    ]
    assert [r[2:] for r in EXPLAIN(100, 100_000, policy=whole)] == [[100.0, 1.5], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]


@given(_CENTS | _EDGES, _CENTS | _EDGES, st.sampled_from(POLICIES))
@settings(max_examples=400)
def test_the_rows_sum_to_the_amount_and_to_the_commission(amount: Decimal, prior: Decimal, law: policy.Policy) -> None:
    """R211: to the fen, always: refunds, boundaries, both modes, every step; each row near its slice times its rate."""
    rows = EXPLAIN(amount, prior, policy=law)
    assert rows is not None and [float(r[0]) for r in rows] == list(STARTS)
    assert sum(r[2] for r in rows) == amount
    assert sum(r[3] for r in rows) == COMMISSION(amount, prior, policy=law)
    step = Decimal(str(law["rounding"]))
    assert all(abs(r[3] - r[1] * r[2]) <= step for r in rows)


def test_blanks_words_ranges_and_decimals() -> None:
    """R104: blank in, blank out; one amount at a time, also as a range of one cell; Decimal in, Decimal out."""
    assert EXPLAIN(None) is None and EXPLAIN("  ") is None and EXPLAIN(((None,),)) is None
    assert EXPLAIN(((1000.0,),), None) == EXPLAIN("1,000") == EXPLAIN(1000, 0)
    assert all(isinstance(v, Decimal) for row in EXPLAIN(Decimal(5)) or [] for v in row)
    for bad in (lambda: EXPLAIN("many"), lambda: EXPLAIN([1, 2]), lambda: EXPLAIN(1, [1, 2]), lambda: EXPLAIN(True)):
        with pytest.raises(ValueNotComputable):
            bad()


# ── FINDCUSTOMER ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_find_customer_is_the_look_up() -> None:
    """R125: the rows of `lookup.find`, the reasons in words."""
    found = FINDCUSTOMER("sales@abc-trading.com", customers=CUSTOMERS)
    assert found == [["C1", CUSTOMERS["company"][0], "邮箱域名相同"]]
    assert FINDCUSTOMER("ABC trading", customers=CUSTOMERS, lang="en")[0][2] == "same company name"  # type: ignore[index]
    for text in ("深圳市長城貿易有限公司", "Zeta GmbH", "8888 1234", "li@abc-trading.com ABC Trading"):
        ids = [m.id for m in same_customer.find(text, CUSTOMERS)]
        assert [r[0] for r in FINDCUSTOMER(text, customers=CUSTOMERS) or []] == ids


def test_blank_texts_numbers_and_no_customers() -> None:
    """R104: a phone number that Excel hands over as a float is one; without customers there is nothing to look in."""
    assert FINDCUSTOMER(None, customers=CUSTOMERS) is None and FINDCUSTOMER(((" ",),), customers=CUSTOMERS) is None
    assert [r[0] for r in FINDCUSTOMER(75588881234.0, customers=CUSTOMERS) or []] == ["C1"]
    for bad in (lambda: FINDCUSTOMER("abc"), lambda: FINDCUSTOMER(["a", "b"], customers=CUSTOMERS)):
        with pytest.raises(ValueNotComputable):
            bad()


# ── spilled by the LAMBDA ─────────────────────────────────────────────────────────────────────────────────────────

SAME = (
    "li@abc-trading.com",
    "LI@ABC-Trading.com",
    "ｌｉ＠ａｂｃ－ｔｒａｄｉｎｇ．ｃｏｍ",
    "sales@abc-trading.com",
    "b@sgh.fr",
    "http://www.abc-trading.com/about",
    "www.abc-trading.com",
    "0755-88881234",
    "8888 1234",
    "greatwall@qq.com",
    "００８６－７５５－８８８８１２３４",
    "0755-2600 1234",
    "138 0013 8000",
    "长城贸易",
    "someone@qq.com",
    "new@other.com.cn",
    "x@mail.majujaya.co.id",
    "Zeta GmbH",
    "abc",
    "123 4567",
    "co.uk",
    "gmail.com",
    "ABC Trading Co., Ltd.",
    "深圳市长城贸易有限公司",
)
"""Texts for which the LAMBDA must say what Python says, to the word."""
FOUND = {
    "ＡＢＣ Trading Co., Ltd.": ["C1"],
    "abc trading co ltd": ["C1"],
    "A.B.C. TRADING": ["C1"],
    "abc　trading": ["C1"],
    "maschinenbau": ["C4"],
    "Maju*Jaya?": ["C5"],
    "TRADING": ["C1"],
    "": [],
}
"""What it finds by the name; Python leaves legal forms out, so its reason may be a surer one."""
NOT_FOUND = ("Shenzhen Shi Changcheng Maoyi", "深圳市長城貿易有限公司", "ABC Tradng Co Ltd", "Muller Maschinenbau Ltd")
"""Pinyin, other characters, alike, another legal form: only Python knows them, as the help says."""


def lambda_book(lang: Lang, formulas: list[str], typed: list[Any], path: Path, known: int = 5) -> Path:
    """A salesperson's workbook with the planted customers and a sheet of calls, eight rows each, on the cell beside."""
    rows = [
        {**{str(k): same_customer.plain(v) for k, v in r.items() if v == v}, "created": TODAY}
        for r in CUSTOMERS.to_dict("records")[:known]
    ]
    data = {t.key: dtypes.build(t, rows if t.key == "customers" else []) for t in tables.SALES}
    look = Look("lambda", lang, TODAY, fixed=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)
        book = salesperson_book(Owner("P1", "张三"), data, policy.shipped(policy.years_around(TODAY), lang), look)
    twins = Twins(bodies(), "lambda", lang)
    cells = [Cell(8 * i, 0, t) for i, t in enumerate(typed)] + [
        Cell(8 * i, 2, "?", twins.formula(f.format(f"A{8 * i + 1}")), array=True) for i, f in enumerate(formulas)
    ]
    write.write(
        replace(book, sheets=(*book.sheets, Sheet("cases", "cases", "", "", "input", cells=tuple(cells)))), path
    )
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lambda_finds_customers(lang: Lang, tmp_path: Path) -> None:
    """R125: formulon spills the rows that Python gives; what only Python finds is not found, never a wrong answer."""
    asked = [*SAME, *FOUND, *NOT_FOUND]
    path = lambda_book(lang, ["FINDCUSTOMER({})"] * len(asked), list(asked), tmp_path / "find.xlsx")
    spilled = engines.formulon_spills(path, "cases", today=TODAY)
    got = {text: [] if (rows := spilled[8 * i, 2]) == [[""]] else rows for i, text in enumerate(asked)}
    for text in SAME:
        assert got[text] == (FINDCUSTOMER(text, customers=CUSTOMERS, lang=lang) or []), text
    for text, ids in FOUND.items():
        python = FINDCUSTOMER(text, customers=CUSTOMERS) or []
        assert [r[0] for r in got[text]] == ids == [r[0] for r in python], text
    for text in NOT_FOUND:
        assert got[text] == [] and FINDCUSTOMER(text, customers=CUSTOMERS), text


def test_the_lambda_spills_the_rows_of_a_commission(tmp_path: Path) -> None:
    """R211: three rows of four; they sum in a cell too; nothing for nothing, an error for words and for a range."""
    calls = [
        "EXPLAIN({})",
        "SUM(INDEX(EXPLAIN({},500000),0,4))-COMMISSION(1500000,500000)",
        "EXPLAIN({})",
        "EXPLAIN({})",
        "EXPLAIN(A1:A2)",
        "EXPLAIN({},500000)",
    ]
    typed = [1_500_000, 1_500_000, None, "很多", None, -20_000.55]
    path = lambda_book("zh", calls, typed, tmp_path / "explain.xlsx")
    found = engines.formulon_spills(path, "cases", today=TODAY)
    assert found[0, 2] == EXPLAIN(1_500_000) and found[8, 2] == [[0.0]] and found[16, 2] == [[""]]
    assert [type(found[row, 2][0][0]) for row in (24, 32)] == [engines.ErrorValue] * 2, found
    assert found[40, 2] == EXPLAIN(-20_000.55, 500_000)


def test_no_customers_and_none_with_a_name(tmp_path: Path) -> None:
    """R125: an empty workbook finds nobody and shows no error."""
    path = lambda_book("zh", ["FINDCUSTOMER({})"], ["abc trading"], tmp_path / "empty.xlsx", known=0)
    assert engines.formulon_spills(path, "cases", today=TODAY) == {(0, 2): [[""]]}


@pytest.mark.parametrize("name", [n for n, f in CATALOGUE.items() if f.no_classic])
def test_what_classic_has_not_says_why(name: str) -> None:
    """R104: a reason in both languages, and no formula of the classic flavour can call it by mistake."""
    reason = CATALOGUE[name].no_classic
    assert reason and all(reason) and reason[0] != reason[1]
    with pytest.raises(DeclarationError, match=name):
        Twins(bodies(), "classic", "zh").formula(f"{name}(1)")
