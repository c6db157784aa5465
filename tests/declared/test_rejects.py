"""Every reject speaks both languages."""

from __future__ import annotations

import pytest

from xltrade.declared.rejects import catalogue
from xltrade.declared.rejects import problem as rejects
from xltrade.declared.rejects.reject import Reject


@pytest.mark.parametrize("problem", catalogue.PROBLEMS, ids=lambda p: p.code)
def test_every_problem_speaks_both_languages(problem: rejects.Problem) -> None:
    whole = Reject(problem, "f.xlsx", "客户", "customers", 7, "电话", "{typed}", "a=1", "h")
    for lang in ("zh", "en"):
        assert whole.reason(lang) and whole.todo(lang)
        for part in ("f.xlsx", "客户", "7", "电话", whole.todo(lang)):
            assert part in whole.message(lang)
        assert Reject(problem, "f.xlsx").message(lang)
    assert whole.severity in ("reject", "warning", "exception") and whole.level == problem.level
    assert not _chinese(problem.en + problem.todo_en) and _chinese(problem.zh) and _chinese(problem.todo_zh)


def test_every_reject_of_the_catalogue_speaks_both_languages() -> None:
    for problem in catalogue.PROBLEMS:
        assert problem.zh.strip() and problem.en.strip() and problem.todo_zh.strip() and problem.todo_en.strip()


def _chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
