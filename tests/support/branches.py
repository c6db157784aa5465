"""The ways through a column's template, and which of them a column's values show.

A way is what one branch of the nested IFs gives: "" (blank), a word, a number, a text that begins with a word, or
anything else (`Way.head` is then None).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xltrade.core.schema import Lang, Table
from xltrade.declared import choices
from xltrade.formulas import text as twins

_TEXT = re.compile(r'"([^"]*)"')
_BEGINS = re.compile(r'"([^"]+)"&')
_BLANK = re.compile(r'\[(\w+)\]=""')


@dataclass(frozen=True, slots=True)
class Way:
    """One branch. kind: "blank", "word" (is it), "begins" (with it), "number", "other"."""

    kind: str
    head: str = ""


def ways(template: str, table: Table, lang: Lang, dated: bool = False) -> set[Way]:
    """What the template can give; not the blank of a row that lacks what its table requires: no such row is read.

    dated: the column holds dates, where 0 shows as a blank.
    """
    found = {_way(leaf, lang) for leaf in _leaves(template, table)}
    return {Way("blank") if dated and w == Way("number", "0") else w for w in found}


def _leaves(text: str, table: Table) -> Iterator[str]:
    if not text.startswith("IF("):
        yield text
        return
    parts, end = twins.arguments(text, len("IF("))
    if end != len(text) or len(parts) != 3:
        yield text
        return
    test, then, other = parts
    yield from () if _never(test, table) and then == '""' else _leaves(then, table)
    yield from _leaves(other, table)


def _never(test: str, table: Table) -> bool:
    """Whether the test is true only of rows that lack something required, or something that the program writes."""
    inner = test[3:-1] if test.startswith("OR(") else test
    parts = [_BLANK.fullmatch(p) for p in inner.split(",")]
    return all(p is not None and _always(table, p[1]) for p in parts)


def _always(table: Table, key: str) -> bool:
    return table[key].required or (table.role == "computed" and not table[key].computed)


def _way(leaf: str, lang: Lang) -> Way:
    text = re.sub(r"\$w\((\w+)\)", lambda m: choices.WORDS.label(m[1], lang), leaf)
    text = re.sub(r"\$label\((\w+)\.(\w+)\)", lambda m: f'"{choices.ALL[m[1]].label(m[2], lang)}"', text)
    if found := _TEXT.fullmatch(text):
        return Way("word", found[1]) if found[1] else Way("blank")
    if found := _BEGINS.match(text):
        return Way("begins", found[1])
    return Way("number", text) if text.isdigit() else Way("other")


def shown(values: pd.Series, known: set[Way]) -> set[Way]:
    """The ways that these values came; "other" for a value that no word, number or beginning explains."""
    return {_came(v, known) for v in values.tolist()}


def _came(value: Any, known: set[Way]) -> Way:
    if pd.isna(value):
        return Way("blank")
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    exact = next((w for w in known if w.kind in ("word", "number") and w.head == text), None)
    begins = [w for w in known if w.kind == "begins" and text.startswith(w.head)]
    return exact or max(begins, key=lambda w: len(w.head), default=Way("other"))
