"""What holds for every declaration: both languages, requirement ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from places import REQUIREMENTS
from xltrade.core.schema import LANGS, Lang
from xltrade.declared import choices, tables
from xltrade.declared.rejects import catalogue
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.rules import policy


def texts(lang: Lang) -> Iterator[tuple[str, str]]:
    """Every text that people read, with where it is declared."""
    zh = lang == "zh"
    for table in tables.MASTER.values():
        yield table.key, table.label(lang)
        yield f"{table.key} note", table.note(lang)
        for column in table.columns:
            yield f"{table.key}.{column.key}", column.label(lang)
            yield f"{table.key}.{column.key} note", column.note(lang)
    for listed in (*choices.ALL.values(), *(s.choices for s in policy.settings().values() if s.choices)):
        yield listed.key, listed.zh if zh else listed.en
        for item in listed.items:
            yield f"{listed.key}.{item.key}", item.label(lang)
    for setting in policy.settings().values():
        yield f"policy {setting.key}", setting.label[0 if zh else 1]
        yield f"policy {setting.key} note", setting.note[0 if zh else 1]
    for function in CATALOGUE.values():
        yield function.name, function.help(lang)
        for param in function.params:
            yield f"{function.name} {param.key}", param.help(lang)
    for problem in catalogue.PROBLEMS:
        yield f"reject {problem.code}", problem.zh if zh else problem.en
        yield f"reject {problem.code} todo", problem.todo_zh if zh else problem.todo_en


CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_is_missing(lang: Lang) -> None:
    """R104: every table, column, choice, setting, function, parameter and reject speaks both languages."""
    assert [where for where, text in texts(lang) if not text.strip()] == []


def test_english_is_english() -> None:
    """R104: no Chinese character in an English text."""
    assert [where for where, text in texts("en") if CHINESE.search(text)] == []


def test_sentences_in_chinese_are_chinese() -> None:
    """R104: notes, help and messages were not left in English."""
    spoken = [(w, t) for w, t in texts("zh") if w.endswith(("note", "todo")) or w.startswith("reject")]
    marked = re.compile(CHINESE.pattern + "|[、。]")
    assert len(spoken) > 400 and [where for where, text in spoken if not marked.search(text)] == []


def test_declarations_cite_their_requirements() -> None:
    """R104: a column, setting or function says who asked for it; bookkeeping columns may do without."""
    cited = {r for t in tables.MASTER.values() for c in t.columns for r in c.req}
    cited |= {r for s in policy.settings().values() for r in s.req}
    cited |= {r for f in CATALOGUE.values() for r in f.req}
    assert cited <= REQUIREMENTS and len(cited) > 150
    assert all(s.req for s in policy.settings().values()) and all(f.req for f in CATALOGUE.values())
    assert all(t.req for t in tables.ALL if t.place != "both")
