"""A row is its owner and its number, however they are spelled."""

from __future__ import annotations

import pytest

from xltrade.core.identity import Identity, Written, number_alone


@pytest.mark.parametrize(
    "owner, number", [("e1", "c001"), ("Ｅ１", "Ｃ００１"), (" E1", "C001  "), ("E1", "\u3000C001")]
)
def test_spelling_makes_no_second_row(owner: str, number: str) -> None:
    row = Identity("E1", "C001")
    assert Identity(owner, number) == row and len({row, Identity(owner, number)}) == 1
    assert Identity(owner, number).written == Written(owner, number), "what was typed is kept"
    assert number_alone(number) == row.number_alone


def test_a_number_is_of_its_owner() -> None:
    assert Identity("E1", "C001") != Identity("E2", "C001") and Identity("E1", "C001") != Identity("E1", "C002")


def test_neither_runs_into_the_other() -> None:
    """A separator in a number, or none, makes no other row of it."""
    assert Identity("E1", "1\x1fC") != Identity("E1\x1f1", "C") and Identity("E1", "1C") != Identity("E11", "C")


def test_a_blank_names_no_row() -> None:
    assert not Identity("E1", " ") and Identity("E1", "0")


def test_the_joins_that_issue_11_ends_can_be_seen() -> None:
    """Two people's number is one by `number_alone`; a settled line knows R1 and r1 apart."""
    assert Identity("E1", "C001").number_alone == Identity("E2", "c001").number_alone
    assert Identity("E1", "R1").written != Identity("E1", "r1").written
