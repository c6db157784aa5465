"""提成 and 提成明细 recalculated by the engines, and told by check and the demo."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from drawn_pages import cell_at, page
from explained import CLIFFS, MIXED, PAID, SHIPPED, SIX, TODAY, Tiers, book, many, shared
from python_cells import python_functions
from typed_tables import day

import engines
from engines import needs_libreoffice
from xltrade.core.dtypes import Frames
from xltrade.core.schema import Lang
from xltrade.files import write
from xltrade.formulas.text import Flavour
from xltrade.jobs.check import check
from xltrade.jobs.demo.team import demo_team
from xltrade.sheets import commission_details
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.commission import PAY_SHEET
from xltrade.sheets.details import layout
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.next_tier import PAY_ROW

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


def recalculated(path: Path) -> Values:
    if path.name.startswith("lambda"):
        return engines.formulon_values(path, today=TODAY, as_addresses=True)
    if path.name.startswith("python"):
        return engines.formualizer_values(path, python_functions(path), today=TODAY)
    return engines.libreoffice_values(path, today=TODAY)


@pytest.mark.parametrize("flavour", [pytest.param("classic", marks=needs_libreoffice), "lambda", "python"])
def test_every_cell_gives_its_stored_value(flavour: str, files: dict[str, Path]) -> None:
    """R044, R045, R211, R212: LibreOffice, formulon and formualizer compute what the rules gave."""
    for path in (p for k, p in files.items() if k.startswith(flavour) and k not in CHOSEN):
        cells = engines.formula_cells(path)
        assert engines.compare(cells, recalculated(path)) == [], path.name
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
    values = recalculated(files[key])
    name, pay = commission_details.NAME.zh, PAY_SHEET.zh
    assert values[name, *layout.LABEL] == "2025Q4"
    listed = [values[name, layout.LIST_ROW + i, 1] for i in range(3)]
    assert listed == ["P9", "P10", ""] or listed == ["P9", "P10", None]
    assert values[name, layout.SUM_ROW, PAID] == values[pay, PAY_ROW + 1, 2] == 20_000.02
    assert values[name, layout.SUM_ROW, PAID + 1] == "✓"


KEPT = {"zh": "仍然有效", "en": "stays in force"}


@pytest.mark.parametrize(
    ("tiers", "lower", "kept"),
    [(SHIPPED, [], []), (CLIFFS, ["参数!B9", "参数!B11"], ["参数!A7"]), (CLIFFS[:1], [], [])],
)
def test_check_points_out_descending_rates(tiers: Tiers, lower: list[str], kept: list[str], tmp_path: Path) -> None:
    """R045: a warning by cell address, in both languages, never a refusal; so is a threshold that a new set leaves."""
    path = tmp_path / "甲.xlsx"
    write.write(book([], shared(tiers=tiers)), path)
    for lang, words in (("zh", "比例反而低"), ("en", "lower rate")):
        found = check(path, dt.date(2026, 11, 21), lang).found  # type: ignore[arg-type]
        assert [r.value.split()[0] for r in found if words in r.message(lang)] == lower  # type: ignore[arg-type]
        assert [r.value.split()[0] for r in found if KEPT[lang] in r.message(lang)] == kept  # type: ignore[arg-type]
        assert len(found) == len(lower) + len(kept) and all(r.severity == "warning" for r in found)


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
