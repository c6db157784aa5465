"""No table that nobody lists: a declaration in a file of `declared/tables` reaches the workbooks and the reference."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.jobs import reference

MODULES = [importlib.import_module(f"xltrade.declared.tables.{m.name}") for m in pkgutil.iter_modules(tables.__path__)]


def declared(module: ModuleType) -> dict[str, Table]:
    """The tables of a module by the name they have there."""
    return {name: found for name, found in vars(module).items() if isinstance(found, Table)}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_every_table_is_listed(module: ModuleType) -> None:
    """R104: one that stands in no list of `tables.groups` would be on no sheet (tests/sheets/test_places.py)."""
    lost = {t.key for t in declared(module).values()} - tables.MASTER.keys()
    assert not lost, f"{sorted(lost)} stand in none of the lists of declared/tables/groups.py"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_every_table_is_named_at_the_door(module: ModuleType) -> None:
    assert [name for name in declared(module) if name not in tables.__all__] == []


def test_every_table_is_in_the_reference() -> None:
    """R104: what a sheet shows can be looked up."""
    shown = {t["key"] for t in reference.tree("en")["tables"]}
    assert tables.MASTER.keys() - shown == set()
