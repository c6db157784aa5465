"""A row is its owner and its number, however they are spelled."""

from __future__ import annotations

import pandas as pd
import pytest

from xltrade.core.identity import Identity, folded, keys


@pytest.mark.parametrize(
    "owner, number", [("e1", "c001"), ("Ｅ１", "Ｃ００１"), (" E1", "C001  "), ("E1", "\u3000C001")]
)
def test_spelling_makes_no_second_row(owner: str, number: str) -> None:
    row = Identity("E1", "C001")
    assert Identity(owner, number) == row and len({row, Identity(owner, number)}) == 1
    made = Identity(owner, number)
    assert (made.owner, made.number) == (owner, number), "what was typed is kept"
    assert made.of("E1") and row.of(owner) and not row.of("E2")


def test_a_number_is_of_its_owner() -> None:
    assert Identity("E1", "C001") != Identity("E2", "C001") and Identity("E1", "C001") != Identity("E1", "C002")


def test_neither_runs_into_the_other() -> None:
    """A separator in a number, or none, makes no other row of it."""
    assert Identity("E1", "1\x1fC") != Identity("E1\x1f1", "C") and Identity("E1", "1C") != Identity("E11", "C")


def test_a_blank_names_no_row() -> None:
    assert not Identity("E1", " ") and Identity("E1", "0")


def test_a_column_of_keys_is_equal_where_the_identities_are() -> None:
    """The look-ups of whole columns and those of single rows know the same rows."""
    rows = [("E1", "C001"), ("ｅ1", " c001"), ("E2", "C001"), ("E1", "c  2"), ("E1", "C 2"), ("E1", None)]
    frame = pd.DataFrame(rows, columns=["owner", "id"]).astype("str")
    made = keys(frame["owner"], frame["id"])
    for i, (owner, number) in enumerate(rows[:-1]):
        for j, other in enumerate(rows[:-1]):
            assert (made[i] == made[j]) == (Identity(owner, str(number)) == Identity(other[0], str(other[1])))
    assert made.isna().tolist() == [False] * 5 + [True] and folded(frame["id"])[1] == "c001"
    assert keys(frame["owner"][:0], frame["id"][:0]).empty
