"""Exceptions: each kind where it must be said and not beside it, remembered, and the same for `check` (R125, R237)."""

from __future__ import annotations

from collections import Counter

import exceptional

from xltrade.declared.rejects import exceptions as kinds
from xltrade.declared.rejects.problem import Problem


def test_each_kind_fires_where_it_must_and_nothing_else_does() -> None:
    wanted = Counter(
        (c.kind, exceptional.person(n, c.at[0]), c.at[1].casefold()) for n, c in enumerate(exceptional.cases())
    )
    said = exceptional.found("fires")
    assert Counter((r.code, r.file.removesuffix(".xlsx"), r.identity[1].casefold()) for r in said) == wanted
    assert all(r.message(lang) and r.row for r in said for lang in ("zh", "en"))


def test_the_nearest_rows_that_are_right_say_nothing() -> None:
    assert [r.message() for r in exceptional.found("silent")] == []


def test_every_kind_has_a_case() -> None:
    declared = {k.code for k in vars(kinds).values() if isinstance(k, Problem)}
    assert declared == {c.kind for c in exceptional.cases()}
