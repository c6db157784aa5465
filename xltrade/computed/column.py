"""A computed column in one place: its in-cell template above the Python that recomputes it.

    @column(TRAININGS, "state", 'IF([date]="","",…)')
    def state(rows: Rows) -> pd.Series: ...

The declaration in `tables` says how the column is called and that it is computed; the template language is that of
`formulas.text`. The values of the Python twin stand in the cells beside the formulas, and are the only ones the master
shows (R211).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xltrade.computed.world import Twin
from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Column, Table


@dataclass(frozen=True, slots=True)
class Computed:
    """Both sides of a computed column."""

    template: str
    twin: Twin


class Registry:
    """The computed columns by (table key, column key), each once."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, str], Computed] = {}

    def add(self, table: Table, key: str, template: str, twin: Twin) -> None:
        """Take one in; DeclarationError for a second twin, an unknown column or one that people type."""
        where = f"{table.key}.{key}"
        if key not in table.by_key:
            raise DeclarationError(f"{where}: a twin of a column that is not declared")
        if not table[key].computed:
            raise DeclarationError(f"{where}: a twin of a column that people type")
        if (table.key, key) in self._columns:
            raise DeclarationError(f"{where}: two twins of one column")
        self._columns[table.key, key] = Computed(template, twin)

    def get(self, table: Table, key: str) -> Computed:
        """Both sides of a column; DeclarationError where it has no twin."""
        if (table.key, key) not in self._columns:
            raise DeclarationError(f"{table.key}.{key}: a computed column without a twin")
        return self._columns[table.key, key]

    @property
    def twins(self) -> dict[tuple[str, str], Twin]:
        """Every twin, as a world wants them."""
        return {place: both.twin for place, both in self._columns.items()}


REGISTRY = Registry()
"""Filled by the modules of this folder as they are imported."""


def column(table: Table, key: str, template: str) -> Callable[[Twin], Twin]:
    """Decorates the Python twin of a computed column with its in-cell template."""

    def register(twin: Twin) -> Twin:
        REGISTRY.add(table, key, template, twin)
        return twin

    return register


def template(table: Table, column: Column) -> str:
    """The in-cell template of a computed column; DeclarationError where it has no twin.

    A table of the master is asked by its key, so the consolidated customers have the templates of the customers.
    """
    return REGISTRY.get(table, column.key).template
