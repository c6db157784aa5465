"""What stands out on the sheets says the words that states begin with."""

from __future__ import annotations

import pytest

from xltrade.core.schema import LANGS, Lang
from xltrade.declared import choices
from xltrade.sheets.marks import MARKS


@pytest.mark.parametrize("lang", LANGS)
def test_marks_name_words_that_are_said(lang: Lang) -> None:
    """R157, R237: what a conditional format looks for is how a state begins."""
    words = choices.WORDS.labels(lang)
    marks = {(m.table, m.column): [] for m in MARKS}
    for m in MARKS:
        marks[m.table, m.column].append(m.words.text(lang) if m.words else None)
    assert marks["orders", "receivable_state"] == [words["overdue"], words["overpaid"]]
    assert marks["customers", "credit_state"] == [words["over"], words["stopped"]]
