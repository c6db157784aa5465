"""One declaration, three flavours, one number: the Python function, the LAMBDA (formulon), the formula (LibreOffice).

Every input is a real cell of a workbook made as the product makes it: its own policy, parameter, holiday and exchange
rate sheets, plus one sheet a function with a row for each case. Boundaries first, then seeded random inputs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from function_bench import FAILED, POLICIES, Bench, python, shared
from function_cases import ELSEWHERE, GENERATORS, LEAST, OF_A_DAY, TODAY, cases
from typed_tables import edges

import engines
from engines import ErrorValue, needs_libreoffice
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.bodies import bodies
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.formulas.text import Flavour, Twins
from xltrade.jobs.demo.data import Team
from xltrade.jobs.demo.team import demo_team
from xltrade.rules import policy
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

FEW = 70
"""And for each function under each other policy."""
ENGINES: dict[Flavour, str] = {"lambda": "formulon", "classic": "LibreOffice"}


# ── the workbooks ─────────────────────────────────────────────────────────────────────────────────────────────────


Benches = Callable[[str, Flavour], tuple[Bench, Path]]
Values = Mapping[engines.Key, engines.Value]


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> Benches:
    """A policy in a flavour, written when first asked for."""
    folder = tmp_path_factory.mktemp("flavours")

    @cache
    def made(key: str, flavour: Flavour) -> tuple[Bench, Path]:
        lang, given = POLICIES[key]
        bench = Bench(given(), lang, flavour)
        bench.add(cases(LEAST, 0) if key == "default" else cases(FEW, list(POLICIES).index(key), spread=True))
        path = folder / f"{key}-{flavour}.xlsx"
        write.write(bench.book, path)
        return bench, path

    return made


@cache
def _team() -> Team:
    return demo_team(TODAY)


def sales_book(key: str, folder: Path) -> Path:
    """The smallest workbook of the demo team or one of awkward rows, as `BOOKS[key]` says."""
    team = _team()
    member = min(team.members, key=lambda m: sum(map(len, m.frames.values())))
    owner = Owner(member.id, member.name, member.hired, member.position)
    flavour, lang, changed = BOOKS[key]
    awkward = key.startswith("edges")
    given = shared(lang, **changed) | ({} if awkward else {"fx": team.fx})
    path = folder / f"{key}.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)  # 20 ready rows a table instead of 200: they hold the same formula again
        look = Look(flavour, lang, TODAY, True)
        typed = edges() if awkward else member.frames
        write.write(salesperson_book(owner, typed, given, look, {"alibaba_use": 88.0}), path)
    return path


OTHER: dict[str, str | float] = {
    "tier_mode": "whole",
    "tier_boundary": "lower",
    "rounding": 1,
    "grade_scheme": "better_of",
    "floor_days": "15",
    "promise_rule": "promise",
    "fx": "month_average",
    "deduct_bank_fee": "no",
    "tier_period": "year_to_date",
    "refund": "ignore",
    "sample_counts": "fee_paid",
    "closed_grade": "same",
    "grade_override": "forbidden",
    "weekly_rest": "saturday_sunday",
    "forecast_lock_day": 1,
    "zero_forecast": "zero",
    "a_list": "off",
    "score_cap": 1,
}


TENURE = OTHER | {"tier_period": "tenure_quarter"}
BOOKS: dict[str, tuple[Flavour, Lang, dict[str, str | float]]] = {
    "lambda": ("lambda", "zh", {}),
    "classic": ("classic", "zh", {}),
    "english": ("classic", "en", {}),
    "other": ("classic", "zh", OTHER),
    "tenure": ("classic", "en", TENURE),
    "edges-lambda": ("lambda", "en", {}),
    "edges-classic": ("classic", "zh", {}),
    "edges-lambda-other": ("lambda", "zh", TENURE),
    "edges-classic-other": ("classic", "en", OTHER),
}
"""Workbooks in both flavours, both languages, and under two policies."""


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """One of `BOOKS`, written when first asked for."""
    folder = tmp_path_factory.mktemp("demo")
    return cache(lambda key: sales_book(key, folder))


@cache
def by_formulon(path: Path) -> Values:
    return engines.formulon_values(path, today=TODAY, as_addresses=True)


@cache
def by_libreoffice(path: Path) -> Values:
    return engines.libreoffice_values(path, today=TODAY)


# ── the proofs ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_enough_cases_and_every_function_has_them() -> None:
    """R044, R048, R050, R099, R115, R120, R201: no function of the catalogue goes unproven."""
    made = cases(LEAST, 0)
    assert set(GENERATORS) == set(CATALOGUE) - ELSEWHERE
    least = {name: LEAST // 5 if name in OF_A_DAY else LEAST for name in GENERATORS}
    assert all(sum(c.name == name for c in made) >= least[name] for name in GENERATORS)
    rules = policy.read(shared("zh"), TODAY)
    for name in GENERATORS:
        results = [python(c, rules, "zh") for c in made if c.name == name]
        assert sum(r is not FAILED and r is not None for r in results) > least[name] // 2, name
        assert any(r is FAILED for r in results) and any(r is None or r == [None] for r in results), name


@pytest.mark.parametrize("key", POLICIES)
def test_lambda_gives_what_python_gives(key: str, benches: Benches) -> None:
    """R044–R046, R048, R050–R053, R059, R099, R115–R123, R134, R201: the LAMBDA flavour, by formulon."""
    bench, path = benches(key, "lambda")
    assert bench.wrong(by_formulon(path)) == []


@needs_libreoffice
@pytest.mark.parametrize("key", POLICIES)
def test_classic_gives_what_python_gives(key: str, benches: Benches) -> None:
    """R044–R046, R048, R050–R053, R059, R099, R115–R123, R134, R201: the classic flavour, by LibreOffice."""
    bench, path = benches(key, "classic")
    assert bench.wrong(by_libreoffice(path)) == []


def assert_holds(path: Path, values: Values) -> None:
    cells = engines.formula_cells(path)
    assert sum(c.cached not in (None, "") for c in cells) > 500, path.name
    assert engines.compare(cells, values) == [], path.name
    assert not any(isinstance(c.cached, ErrorValue) for c in cells), path.name


@pytest.mark.parametrize("key", [k for k, (flavour, *_) in BOOKS.items() if flavour == "lambda"])
def test_a_lambda_workbook_recalculates_to_its_cached_values(key: str, demos: Callable[[str], Path]) -> None:
    """R211: each computed cell of a whole workbook is what the rules give, under the default and another policy."""
    assert_holds(demos(key), by_formulon(demos(key)))


@needs_libreoffice
@pytest.mark.parametrize("key", [k for k, (flavour, *_) in BOOKS.items() if flavour == "classic"])
def test_a_classic_workbook_recalculates_to_its_cached_values(key: str, demos: Callable[[str], Path]) -> None:
    """R211: the same of the classic workbooks."""
    assert_holds(demos(key), by_libreoffice(demos(key)))


@pytest.mark.parametrize("key", ["lambda", "classic", "english"])
def test_excel_would_open_the_workbook_without_repair(key: str, demos: Callable[[str], Path]) -> None:
    """R104: the workbook is the system of record, so it opens."""
    assert engines.audit(demos(key)) == []


def test_the_other_policy_changes_every_computed_area(demos: Callable[[str], Path]) -> None:
    """R070: the settings of `OTHER` reach the cells, so the proof above is not of the default twice."""
    default, other = ({c.key: c.cached for c in engines.formula_cells(demos(k))} for k in ("classic", "other"))
    same_place = default.keys() & other.keys()
    changed = {key[0] for key in same_place if default[key] != other[key]}
    touched = (tables.CUSTOMERS, tables.INQUIRIES, tables.SAMPLES, tables.RECEIPTS, tables.FORECASTS)
    assert {t.zh for t in touched} <= changed


def test_the_flavours_hold_the_same_values(demos: Callable[[str], Path]) -> None:
    """R104: what differs between the files is what stands behind a function, not one cached value."""
    one, two = ({c.key: c.cached for c in engines.formula_cells(demos(k))} for k in ("lambda", "classic"))
    settings = {k for k in one if k[0] == tables.SETTINGS.zh}
    assert {k: (one[k], two.get(k)) for k in one.keys() - settings if one[k] != two.get(k)} == {}


def test_definitions_call_no_name_that_the_file_lacks() -> None:
    """R104: every optional parameter is stored as Excel stores it, and no mark of the template language is left."""
    twins = Twins(bodies(), "lambda", "zh")
    for name, function in CATALOGUE.items():
        text = twins.definition(name)
        constants = re.sub(r'\{("[^{}]*"|[-,\d]+)\}', "", text)
        outside = re.sub('"[^"]*"', "", text)
        assert "$p" not in text and "{" not in constants and "@" not in outside and "[_x" not in text
        assert all(f"_xlop.{p.key}" in text for p in function.params if p.optional)
