"""提成 and 提成明细: the way to the next tier, cliffs, changed terms, and slices that sum to the fen."""

from __future__ import annotations

import csv
import datetime as dt
import random
import zipfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_pages import HAN, cell_at, own_texts, page
from hypothesis import given
from hypothesis import strategies as st
from python_cells import python_functions
from typed_tables import RATES, customer_row, day, receipt_row

import engines
from engines import needs_libreoffice
from places import CASES
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.core.rounding import RATE, UNIT, unit_array
from xltrade.core.schema import Lang
from xltrade.core.tiers import within
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.functions import COMMISSION
from xltrade.formulas.text import Flavour
from xltrade.jobs.check import check
from xltrade.jobs.demo.team import demo_team
from xltrade.rules import commission, policy
from xltrade.rules.policy import Policy
from xltrade.sheets import commission_details
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.commission import PAY_SHEET
from xltrade.sheets.details import layout
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.next_tier import PAY_ROW
from xltrade.sheets.plan import Book

TODAY = dt.date(2026, 3, 9)
NEW_YEAR, FEBRUARY = day(1, 1), day(2, 2)
SENTENCES = list(csv.DictReader((CASES / "next_tier.csv").open(encoding="utf-8")))
Tiers = tuple[tuple[float, float], ...]
SHIPPED: Tiers = ((0, 0.02), (1_000_000, 0.03), (5_000_000, 0.04))
CLIFFS: Tiers = ((0, 0.03), (250_000, 0.0225), (1_000_000, 0.035), (1_000_000.5, 0.01), (2_000_000, 0.04))
SIX: Tiers = tuple((i * 100_000.0, 0.01 * (i + 1)) for i in range(6))


def shared(lang: Lang = "zh", tiers: Tiers | None = None, since: dt.date = NEW_YEAR, **changed: Any) -> Frames:
    """The shipped policy with settings changed, and with tiers in force since a day."""
    made = policy.shipped(policy.years_around(TODAY), lang) | {"fx": dtypes.build(tables.FX, RATES)}
    for key, value in changed.items():
        listed = policy.settings()[key].choices
        shown = listed.label(str(value), lang) if listed else value
        made["policy"].loc[made["policy"]["key"] == key, "value"] = float(shown) if key == "rounding" else shown
    if tiers:
        made["tiers"] = dtypes.build(
            tables.TIERS,
            [
                *made["tiers"][["start", "rate", "effective_from"]].to_dict("records"),
                *({"start": s, "rate": r, "effective_from": since} for s, r in tiers),
            ],
        )
    return made


def receipts(*amounts: float, on: dt.date = FEBRUARY) -> list[dict[str, Any]]:
    return [receipt_row(i, on, a, order_id="O1") for i, a in enumerate(amounts, 1)]


MIXED = [
    *receipts(300_000, 1_200_000.55, -400_000.01, 9_000_000, -4_000_000),
    receipt_row(6, day(3, 3), 1_000, currency="USD", bank_fee=20),
    receipt_row(7, day(3, 4), 500, kind="sample_fee"),
    receipt_row(8, day(3, 5), 700, currency="EUR"),
    receipt_row(9, day(11, 5, 2025), 250_000, order_id="O2"),
    receipt_row(10, day(12, 5, 2025), 750_000.5, order_id="O2"),
    receipt_row(11, day(3, 6), -500, order_id="O2"),
]


def many(count: int) -> list[dict[str, Any]]:
    dice = random.Random(count)
    return [
        receipt_row(
            i,
            dt.date(2026, 1, 1) + dt.timedelta(days=dice.randrange(60)),
            dice.choice((1, 1, 1, -1)) * dice.randrange(1, 9_000_000) / 100,
        )
        for i in range(count)
    ]


def book(rows: list[dict[str, Any]], given_: Frames, flavour: Flavour = "classic", lang: Lang = "zh") -> Book:
    typed = {"customers": [customer_row()], "receipts": rows}
    typed["orders"] = (
        [{"id": o, "customer_id": "C1", "date": day(1, 1), "amount": 9e6, "currency": "CNY"} for o in ("O1", "O2")]
        if rows
        else []
    )
    if not rows:
        typed = {}
    return salesperson_book(
        Owner("E1", "甲", dt.date(2025, 3, 31)),
        {t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES},
        given_,
        Look(flavour, lang, TODAY, True),
    )


# ── 提成 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def tiers_of(text: str) -> Tiers:
    return tuple((float(s), float(r) / 100) for s, r in (part.split(":") for part in text.split()))


@pytest.mark.parametrize("case", SENTENCES, ids=lambda c: f"{c['mode']} {c['boundary']} {c['receipts']}")
def test_the_way_to_the_next_tier(case: dict[str, str]) -> None:
    """R044–R046: on each start, a fen below and above; what crossing gains or costs in whole mode."""
    given_ = shared(tiers=tiers_of(case["tiers"]), tier_mode=case["mode"], tier_boundary=case["boundary"])
    sheet = page(book(receipts(float(case["receipts"])), given_), "commission")
    assert cell_at(sheet, PAY_ROW, 6).value == case["sentence"]
    if "进入" in case["sentence"]:
        _says_what_commission_says(case, given_)


def _says_what_commission_says(case: dict[str, str], given_: Frames) -> None:
    """One fen less than the sentence asks for stays in the old tier; the gain is the difference of the two totals."""
    rules = policy.read(given_, TODAY)
    left = float(case["sentence"].split("再到款 ")[1].split(" 元")[0].replace(",", ""))
    total = round(float(case["receipts"]) + left, 2)
    rate = float(case["sentence"].split("进入 ")[1].split("%")[0]) / 100
    inside = within(
        unit_array(np.array([total, round(total + 1, 2), total - 0.01])),
        rules.tier_starts,
        case["mode"],
        str(rules["tier_boundary"]),
    )
    tier = rules.tier_rates.tolist().index(round(rate * RATE))
    assert inside[1, tier] > 0 and inside[2, tier] <= 0
    if case["mode"] == "whole":
        assert inside[0, tier] == round(total * UNIT)
        gain = COMMISSION(total, policy=rules) - COMMISSION(round(total - 0.01, 2), policy=rules)
        assert f"{abs(gain):,.2f}" in case["sentence"] and ("少" in case["sentence"]) == (gain < 0)


def cliffs(sheet: Any) -> list[str]:
    first = PAY_ROW + 5
    return [str(cell_at(sheet, row, 0).value) for row in range(first, first + 4)]


def test_cliffs_are_warned_of_in_whole_mode_only() -> None:
    """R045: every start from which on the total is less than before it, with how much less."""

    def shown(**more: Any) -> list[str]:
        return cliffs(page(book([], shared(tiers=CLIFFS, **more)), "commission"))

    assert shown(tier_mode="whole") == [
        "⚠ 超过 250,000.00 元，全部金额只按 2.25%，总提成反而少 1,875.00 元",
        "⚠ 超过 1,000,000.50 元，全部金额只按 1.0%，总提成反而少 25,000.01 元",
        "",
        "",
    ]
    assert shown(tier_mode="whole", tier_boundary="lower")[0].startswith("⚠ 满 250,000.00 元，全部金额只按 2.25%")
    assert shown(tier_mode="marginal") == [""] * 4
    assert cliffs(page(book([], shared(tier_mode="whole")), "commission")) == [""] * 4


@pytest.mark.parametrize(
    ("mode", "since", "noted"),
    [
        ("calendar_quarter", day(3, 1), [False, True, True, True]),
        ("calendar_quarter", day(12, 31, 2025), [0, 0, 1, 1]),
        ("calendar_quarter", day(1, 1), [0, 1, 1, 1]),
        ("calendar_quarter", day(3, 10), [0, 0, 0, 0]),
        ("year_to_date", day(1, 1), [0, 1, 1, 1]),
        ("year_to_date", day(12, 31, 2025), [0, 0, 1, 1]),
        ("tenure_quarter", day(12, 30, 2025), [0, 0, 1, 1]),
        ("tenure_quarter", day(12, 31, 2025), [0, 1, 1, 1]),
    ],
)
def test_a_period_that_ended_before_the_terms_changed_is_noted(mode: str, since: dt.date, noted: list[bool]) -> None:
    """R212: on its last day and a day later; terms not in force yet change nothing. Hired on 31 March 2025."""
    sheet = page(book(receipts(5), shared(tiers=SIX, since=since, tier_period=mode)), "commission")
    assert [bool(cell_at(sheet, PAY_ROW + i, 7).value) for i in range(4)] == [bool(n) for n in noted]


def test_a_changed_setting_is_noted_too() -> None:
    """R212: the mode changed, the tiers did not."""
    given_ = shared()
    row = given_["policy"][given_["policy"]["key"] == "tier_mode"].assign(
        effective_from=np.datetime64("2026-02-01"), value="全额按档"
    )
    given_["policy"] = dtypes.build(tables.POLICY, [*given_["policy"].to_dict("records"), *row.to_dict("records")])
    sheet = page(book(receipts(5), given_), "commission")
    assert [cell_at(sheet, PAY_ROW + i, 7).value for i in range(2)] == ["", "政策已变，以结算单为准"]
    assert cell_at(sheet, 2, 6).value == "现行提成政策生效于 2026-02-01"


# ── slices ────────────────────────────────────────────────────────────────────────────────────────────────────────

MODES = st.sampled_from(["marginal", "whole"])


def rules(tiers: Tiers, boundary: str) -> Policy:
    return policy.read(shared(tiers=tiers, tier_boundary=boundary), TODAY)


ALL_RULES = {(t, b): rules(t, b) for t in (SHIPPED, CLIFFS, SIX) for b in ("upper", "lower")}
TOTALS = st.integers(-(10**10), 10**10) | st.sampled_from(
    [s * UNIT + k * 100 for t in (SHIPPED, CLIFFS) for s in (int(x) for x, _ in t) for k in (-1, 0, 1)]
)


@given(total=TOTALS, prior=TOTALS, mode=MODES, key=st.sampled_from(sorted(ALL_RULES, key=str)))
def test_slices_times_rates_are_the_exact_commission(total: int, prior: int, mode: str, key: Any) -> None:
    """R044, R045, R211: and the slices of a total sum to it."""
    found = ALL_RULES[key]
    slices = within(np.array([prior, total]), found.tier_starts, mode, str(found["tier_boundary"]))
    assert slices.sum(axis=1).tolist() == [prior, total]
    exact = [Fraction(int((row * found.tier_rates).sum()), UNIT * RATE) for row in slices]
    for amount, value in zip((prior, total), exact, strict=True):
        earned = Fraction(int(commission.earned(np.array([amount]), mode, found)[0]), 100)
        assert abs(earned - value) <= Fraction(1, 200)


# ── 提成明细 ──────────────────────────────────────────────────────────────────────────────────────────────────────

PAID, FIRST = layout.PAID_COL, layout.TIER_COL


def column(sheet: Any, col: int) -> list[Any]:
    rows = range(layout.LIST_ROW, layout.REST_ROW + 1)
    found = {c.row: c.value for c in sheet.cells if c.col == col}
    return [v for r in rows if (v := found.get(r)) not in ("", None)]


@pytest.mark.parametrize("mode", ["marginal", "whole"])
@pytest.mark.parametrize("rows", [MIXED, many(80), many(81), many(200)], ids=["mixed", "80", "81", "200"])
def test_the_column_sums_to_the_periods_commission(rows: list[dict[str, Any]], mode: str) -> None:
    """R211: line by line, by tiers and in all; the check is ticked; what does not fit is the last line."""
    made = book(rows, shared(tier_mode=mode))
    sheet, pay = page(made, "details"), page(made, "commission")
    paid = cell_at(pay, PAY_ROW, 2).value
    assert round(sum(column(sheet, PAID)), 2) == paid == cell_at(sheet, layout.SUM_ROW, PAID).value
    assert cell_at(sheet, layout.SUM_ROW, PAID + 1).value == "✓"
    exact = cell_at(sheet, layout.SUM_ROW + 1, PAID).value
    assert isinstance(exact, float) and abs(exact - float(paid)) <= 0.005 + 1e-6  # type: ignore[arg-type]
    base = cell_at(pay, PAY_ROW, 1).value
    assert round(sum(cell_at(sheet, layout.SUM_ROW, FIRST + i).value for i in range(3)), 2) == base  # type: ignore
    rest = cell_at(sheet, layout.REST_ROW, 1).value
    assert rest == {81: "其余 1 笔", 200: "其余 120 笔"}.get(len(rows), "")


def test_what_each_line_says() -> None:
    """R004, R048: in order, with rate, fee and what does not count; without a rate it is counted at the top."""
    sheet = page(book(MIXED, shared()), "details")
    assert column(sheet, 1) == ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P11"]
    assert column(sheet, 5)[5:7] == ["尾款", "样品费（不计）"]
    assert column(sheet, 8)[5] == 7.1 and column(sheet, 9) == [20.0]
    assert cell_at(sheet, 3, 6).value == "另有 1 笔缺汇率，没有算进来。"
    assert column(sheet, FIRST)[:3] == [300_000, 700_000, 0]
    assert column(sheet, FIRST + 1)[:3] == [0, 500_000.55, -400_000.01]
    assert cell_at(sheet, layout.LABEL[0], layout.LABEL[1]).value == "2026Q1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_book_says_what_to_type_first(lang: Lang) -> None:
    sheet = page(book([], shared(lang), lang=lang), "details")
    assert str(cell_at(sheet, 2, 6).value).startswith("先在“到款”表" if lang == "zh" else "Enter receipts")
    assert not [c for c in sheet.cells if c.value == 0 and layout.SUM_ROW <= c.row <= layout.REST_ROW]
    assert page(book(receipts(5, on=day(11, 1, 2025)), shared(lang), lang=lang), "details")


def test_it_prints_one_page_wide_with_its_headings() -> None:
    sheet = page(book(MIXED, shared()), "details")
    assert not sheet.portrait and sheet.print_area and sheet.print_area[3] == PAID + 1 and sheet.print_rows == (4, 5)
    assert [
        t for t in own_texts(book(MIXED, shared("en"), lang="en")) if HAN.search(t) and t != "甲" and "甲 E1" not in t
    ] == []


# ── on the engines ────────────────────────────────────────────────────────────────────────────────────────────────

WHOLE = {"tier_mode": "whole"}
PLANS: dict[str, tuple[Flavour, Lang, list[dict[str, Any]], Frames]] = {
    "classic": ("classic", "zh", MIXED, shared()),
    "classic-empty": ("classic", "zh", [], shared()),
    "classic-whole": ("classic", "en", MIXED, shared("en", CLIFFS, refund="reopen", **WHOLE)),
    "classic-many": ("classic", "zh", many(120), shared(tiers=CLIFFS, tier_boundary="lower", rounding="1", **WHOLE)),
    "classic-tenure": ("classic", "en", MIXED, shared("en", SIX, day(12, 31, 2025), tier_period="tenure_quarter")),
    "lambda": ("lambda", "zh", MIXED, shared()),
    "lambda-whole": ("lambda", "en", many(90), shared("en", CLIFFS, tier_period="year_to_date", **WHOLE)),
    "lambda-empty": ("lambda", "en", [], shared("en", CLIFFS, tier_boundary="lower", **WHOLE)),
    "python": ("python", "zh", MIXED, shared(tiers=CLIFFS, refund="ignore", **WHOLE)),
    "python-many": ("python", "en", many(90), shared("en", tier_period="tenure_quarter")),
}
CHOSEN = {"classic-chosen": "classic", "lambda-chosen": "lambda"}
"""Copies of these in which somebody picked another period."""


@pytest.fixture(scope="module")
def files(once: Callable[..., Any]) -> dict[str, Path]:
    made: dict[str, Path] = once("explain", _files)
    return made


def _files(folder: Path) -> dict[str, Path]:
    made: dict[str, Path] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)
        for key, (flavour, lang, rows, given_) in PLANS.items():
            made[key] = folder / f"{key}{Look(flavour).suffix}"
            write.write(book(rows, given_, flavour, lang), made[key])
    for key, of in CHOSEN.items():
        made[key] = chosen(made[of], "2025Q4", folder / f"{key}.xlsx")
    return made


Values = Mapping[engines.Key, engines.Value]


@cache
def by_libreoffice(*paths: Path) -> Mapping[Path, Values]:
    """All classic files in one start."""
    return engines.libreoffice_batch(paths, today=TODAY)


def recalculated(path: Path, files: dict[str, Path]) -> Values:
    if path.name.startswith("lambda"):
        return engines.formulon_values(path, today=TODAY, as_addresses=True)
    if path.name.startswith("python"):
        return engines.formualizer_values(path, python_functions(path), today=TODAY)
    return by_libreoffice(*(p for p in files.values() if p.name.startswith("classic")))[path]


@pytest.mark.parametrize("flavour", [pytest.param("classic", marks=needs_libreoffice), "lambda", "python"])
def test_every_cell_gives_its_stored_value(flavour: str, files: dict[str, Path]) -> None:
    """R044, R045, R211, R212: LibreOffice, formulon and formualizer compute what the rules gave."""
    for path in (p for k, p in files.items() if k.startswith(flavour) and k not in CHOSEN):
        cells = engines.formula_cells(path)
        assert engines.compare(cells, recalculated(path, files)) == [], path.name
        assert not any(isinstance(c.cached, engines.ErrorValue) for c in cells), path.name


def chosen(path: Path, label: str, to: Path) -> Path:
    """A copy of a workbook in which somebody picked this period."""
    row, col = layout.CHOSEN
    place = f"{'ABCDEFG'[col]}{row + 1}"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w") as copy:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet") and b"MATCH($F$3" in data:
                text = data.decode()
                start = text.index(f'<c r="{place}"')
                end = text.index("/>", start) + 2
                style = text[start:end].split('s="')[1].split('"')[0]
                typed = f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{label}</t></is></c>'
                data = (text[:start] + typed + text[end:]).encode()
            copy.writestr(item, data)
    return to


@pytest.mark.parametrize("key", [pytest.param("classic-chosen", marks=needs_libreoffice), "lambda-chosen"])
def test_a_chosen_period_is_listed(key: str, files: dict[str, Path]) -> None:
    """R211: any of the last four; its column sums to what 提成 shows of it."""
    values = recalculated(files[key], files)
    name, pay = commission_details.NAME.zh, PAY_SHEET.zh
    assert values[name, *layout.LABEL] == "2025Q4"
    listed = [values[name, layout.LIST_ROW + i, 1] for i in range(3)]
    assert listed == ["P9", "P10", ""] or listed == ["P9", "P10", None]
    assert values[name, layout.SUM_ROW, PAID] == values[pay, PAY_ROW + 1, 2] == 20_000.02
    assert values[name, layout.SUM_ROW, PAID + 1] == "✓"


@pytest.mark.parametrize(("tiers", "cells"), [(SHIPPED, []), (CLIFFS, ["参数!B9", "参数!B11"]), (CLIFFS[:1], [])])
def test_check_points_out_descending_rates(tiers: Tiers, cells: list[str], tmp_path: Path) -> None:
    """R045: a warning by cell address, in both languages, never a refusal."""
    path = tmp_path / "甲.xlsx"
    write.write(book([], shared(tiers=tiers)), path)
    for lang, words in (("zh", "比例反而低"), ("en", "lower rate")):
        found, _ = check(path, dt.date(2026, 11, 21), lang)  # type: ignore[arg-type]
        assert [r.value.split()[0] for r in found] == cells
        assert all(r.severity == "warning" and words in r.message(lang) for r in found)  # type: ignore[arg-type]


def test_the_demo_team_is_explained() -> None:
    """R211: every salesperson of the demo, both modes."""
    team = demo_team(dt.date(2026, 11, 21), 1996)
    for mode in ("marginal", "whole"):
        for member in team.members[:3]:
            given_ = shared(tier_mode=mode) | {"fx": team.fx}
            made = salesperson_book(
                Owner(member.id, member.name, member.hired),
                member.frames,
                given_,
                Look("classic", "zh", dt.date(2026, 11, 21), True),
            )
            assert cell_at(page(made, "details"), layout.SUM_ROW, PAID + 1).value == "✓"
