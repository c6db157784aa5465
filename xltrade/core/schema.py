"""The declaration language: what a sheet, a column, a choice and a function parameter are.

Everything else (sheets, drop-downs, reader, messages, reference) follows from declarations in this language.
Labels may hold letters, digits, underscore and inner spaces only, so that a structured reference never needs
an escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from xltrade.core.errors import DeclarationError

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
Kind = Literal[
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
    "offset",
    "any",
]
Role = Literal["input", "computed", "settings"]
Place = Literal["sales", "master", "both"]
_LABEL = re.compile(r"^[^\W_][\w ]*$")
_NUMERIC = {"number", "integer", "money", "percent"}
_TEMPORAL = {"date", "datetime", "month"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list: `key` in data and code, `zh` / `en` in cells."""

    key: str
    zh: str
    en: str

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Choices:
    """A named list of choices; accepts key, Chinese or English label in any case. also: other words and their keys."""

    key: str
    zh: str
    en: str
    items: tuple[Choice, ...]
    also: tuple[tuple[str, str], ...] = ()

    def label(self, key: str, lang: Lang) -> str:
        """The label of `key`; DeclarationError when there is none."""
        return self.get(key).label(lang)

    def get(self, key: str) -> Choice:
        for item in self.items:
            if item.key == key:
                return item
        raise DeclarationError(f"choice list {self.key} has no {key!r}")

    def lookup(self) -> dict[str, str]:
        """Every accepted spelling, casefolded -> key."""
        also = {word.casefold(): key for word, key in self.also}
        return also | {word.casefold(): c.key for c in self.items for word in (c.key, c.en, c.zh)}

    def labels(self, lang: Lang) -> dict[str, str]:
        """Key -> label."""
        return {c.key: c.label(lang) for c in self.items}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    kind: what a cell holds; `money` and `number` keep up to `decimals` places, `percent` is a fraction.
    computed: a formula fills it; its template stands with its Python twin in the folder `computed`. With `choices` its
    values are keys of that list, which the writer labels; its kind stays what the formula gives, "text".
    refers: "table.column" whose values are expected here. filled: the program writes it (no formula, nobody types).
    range: the lowest and the highest number that may stand here, such as (0, 100); a row check refuses others.
    newer: a workbook made before there was this column is read without a word about it. offered: the only numbers that
    belong here, as a drop-down; who reads the table checks them. by_manager: on a sheet of results the manager types
    it, and a consolidation keeps it.
    req: the requirement ids that ask for it.
    """

    key: str
    zh: str
    en: str
    kind: Kind
    note_zh: str
    note_en: str
    required: bool = False
    choices: Choices | None = None
    computed: bool = False
    refers: str | None = None
    decimals: int = 2
    width: float | None = None
    req: tuple[str, ...] = ()
    filled: bool = False
    range: tuple[int, int] | None = None
    newer: bool = False
    offered: tuple[int, ...] = ()
    by_manager: bool = False

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def note(self, lang: Lang) -> str:
        return self.note_zh if lang == "zh" else self.note_en

    @property
    def numeric(self) -> bool:
        return self.kind in _NUMERIC

    @property
    def temporal(self) -> bool:
        return self.kind in _TEMPORAL


@dataclass(frozen=True, slots=True)
class Table:
    """One Excel table on its own sheet, or beside others of the same `sheet`.

    unique: the columns that together identify a row (() where rows have no identity).
    role: who fills it; place: in whose workbook it stands.
    newer: a workbook made before there was this table is read without a word about it.
    """

    key: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    role: Role = "input"
    place: Place = "sales"
    sheet: str | None = None
    req: tuple[str, ...] = ()
    newer: bool = False
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_key.update({c.key: c for c in self.columns})

    def __getitem__(self, key: str) -> Column:
        return self.by_key[key]

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def note(self, lang: Lang) -> str:
        return self.note_zh if lang == "zh" else self.note_en

    @property
    def inputs(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if not c.computed)

    @property
    def computed(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.computed)


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of an Excel function. `default` is what an omitted one means in a formula ('""', '0')."""

    key: str
    zh: str
    en: str
    kind: Kind
    default: str | None = None

    @property
    def optional(self) -> bool:
        return self.default is not None

    def help(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


def check(tables: Iterable[Table]) -> None:
    """Refuse a set of declarations that cannot become workbooks; raises DeclarationError naming the place."""
    tables = tuple(tables)
    by_key = {t.key: t for t in tables}
    if len(by_key) != len(tables):
        raise DeclarationError("two tables have the same key")
    for table in tables:
        _check_table(table, by_key)


def _check_table(table: Table, by_key: dict[str, Table]) -> None:
    for lang in LANGS:
        labels = [c.label(lang).casefold() for c in table.columns]
        if len(set(labels)) != len(labels):
            raise DeclarationError(f"{table.key}: two columns share a label in {lang}")
        if not table.note(lang):
            raise DeclarationError(f"{table.key}: no note in {lang}")
    for key in table.unique:
        if key not in table.by_key or table[key].computed:
            raise DeclarationError(f"{table.key}: unique names {key!r}, which nobody types")
    for column in table.columns:
        _check_column(table, column, by_key)


def _check_column(table: Table, column: Column, by_key: dict[str, Table]) -> None:
    where = f"{table.key}.{column.key}"
    for lang in LANGS:
        if not _LABEL.match(column.label(lang)):
            raise DeclarationError(f"{where}: label {column.label(lang)!r} would need an escape in a formula")
        if not column.note(lang).strip():
            raise DeclarationError(f"{where}: no note in {lang}")
    if (column.kind == "choice") != (column.choices is not None) and not (column.computed and column.choices):
        raise DeclarationError(f"{where}: kind choice and a choice list go together")
    if column.range and (not column.numeric or column.range[0] >= column.range[1]):
        raise DeclarationError(f"{where}: a range is of numbers, the lowest first")
    if column.computed and column.required:
        raise DeclarationError(f"{where}: a computed column cannot be required")
    if column.refers:
        other, _, key = column.refers.partition(".")
        if other not in by_key or key not in by_key[other].by_key:
            raise DeclarationError(f"{where}: refers to {column.refers}, which does not exist")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en
