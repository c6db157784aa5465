"""Which tests are quick: those that start no spreadsheet engine and no process, and bring no workbooks together."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from places import ROOT

FIXTURES = {"any_team", "excel", "exported", "made", "once", "printed", "soffice", "team"}
"""What these hand out took an engine, a process, a consolidation or a whole demo team to make."""
WORDS = {
    "audit",
    "consolidate",
    "demo_team",
    "formualizer_values",
    "formulon_spills",
    "formulon_values",
    "libreoffice_values",
    "render",
    "subprocess",
}
"""A test is slow whose code, or that of a helper it calls, names one of these."""
LONG = {
    "test_a_broken_workbook_beside_good_ones",
    "test_a_changed_policy_reaches_the_functions",
    "test_a_kpi_added_as_one_declaration_appears_everywhere",
    "test_a_consolidation_checks_and_reads_its_policy_once",
    "test_a_quarter_of_ten_thousand_receipts",
    "test_a_refusal_says_why_and_writes_nothing",
    "test_a_refused_write_puts_everything_back",
    "test_another_day_moves_and_another_seed_redraws",
    "test_another_value_changes_something",
    "test_cells_and_settlement_agree",
    "test_check_points_out_descending_rates",
    "test_every_cell_gives_its_stored_value",
    "test_every_kind_is_raised",
    "test_everything_typed_is_found",
    "test_modules_up_to_200_kb_come_back",
    "test_newcomers_stand_for_the_first_year",
    "test_opening_calls_no_python",
    "test_taking_a_receipt_back_brings_everything_back",
    "test_the_demo_team_is_explained",
    "test_the_flavours_hold_the_same_values",
    "test_the_last_order_falls_shortly_before_the_day",
    "test_the_other_policy_changes_every_computed_area",
    "test_the_path_does_not_matter",
    "test_the_path_does_not_matter_in_files",
}
"""Tests that take long for another reason: much data, or many rounds of it."""
_TESTS = str(ROOT / "tests")


def is_slow(function: Callable[..., Any], fixtures: Iterable[str]) -> bool:
    """Whether a test is `LONG`, takes one of `FIXTURES` or reaches one of `WORDS` through helpers of the tests."""
    if function.__name__ in LONG:
        return True
    return not FIXTURES.isdisjoint(fixtures) or _reaches(function) or any(map(_reaches, _used(function, fixtures)))


def _used(function: Callable[..., Any], fixtures: Iterable[str]) -> Iterator[Any]:
    """The functions behind the fixtures that stand in the module of the test."""
    for name in fixtures:
        found = getattr(function, "__globals__", {}).get(name)
        yield getattr(found, "__wrapped__", None) or getattr(found, "_fixture_function", None) or found


@cache
def _reaches(function: Any) -> bool:
    seen, waiting = set[int](), [function]
    while waiting:
        one = waiting.pop()
        inner = getattr(getattr(one, "hypothesis", None), "inner_test", None) or getattr(one, "__wrapped__", one)
        if id(inner) in seen or not isinstance(inner, types.FunctionType):
            continue
        seen.add(id(inner))
        names = set(_names(inner.__code__))
        if names & WORDS:
            return True
        waiting += [found for name in names for found in _ours(inner, name)]
    return False


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _ours(function: types.FunctionType, name: str) -> Iterator[Any]:
    """The helper of the tests that a name means: in the function's module, or in a module of helpers it uses."""
    modules = (v for v in function.__globals__.values() if isinstance(v, types.ModuleType))
    places = [function.__globals__, *(vars(m) for m in modules if _is_ours(getattr(m, "__file__", None)))]
    for place in places:
        found = place.get(name)
        code = getattr(getattr(found, "__wrapped__", found), "__code__", None)
        if code is not None and _is_ours(code.co_filename):
            yield found


@cache
def _is_ours(file: str | None) -> bool:
    return file is not None and str(Path(file)).startswith(_TESTS)
