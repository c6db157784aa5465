"""What holds for every file: lint, types, docstrings, both languages, requirement ids, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from places import ROOT
from xltrade.core.schema import LANGS, Lang
from xltrade.declared import choices, tables
from xltrade.declared.rejects import catalogue
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.rules import policy

REQUIREMENTS = {f"R{n:03}" for n in range(1, 265)}
SOURCES = sorted((ROOT / "xltrade").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def run(*command: str) -> str:
    """The output of a tool in the repository's root, with its own configuration; "" where it is content."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_lint() -> None:
    """R104: ruff, as configured in pyproject.toml."""
    assert run("ruff", "check", ".", "--output-format", "concise") == ""


def test_types() -> None:
    """R104: mypy, strict, as configured in pyproject.toml."""
    assert run("mypy") == ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_names_have_a_docstring(path: Path) -> None:
    """R104: one sentence at least for every module, public function and class."""
    tree = ast.parse(path.read_text("utf-8"))
    bare = [
        n.name
        for n in tree.body
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not n.name.startswith("_")
        and not ast.get_docstring(n)
    ]
    assert ast.get_docstring(tree) and bare == []


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


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_requirement_ids_exist(path: Path) -> None:
    """R001–R264: nothing cites a requirement that nobody wrote."""
    assert set(re.findall(r"\bR\d{3}\b", path.read_text("utf-8"))) <= REQUIREMENTS


def test_declarations_cite_their_requirements() -> None:
    """R104: a column, setting or function says who asked for it; bookkeeping columns may do without."""
    cited = {r for t in tables.MASTER.values() for c in t.columns for r in c.req}
    cited |= {r for s in policy.settings().values() for r in s.req}
    cited |= {r for f in CATALOGUE.values() for r in f.req}
    assert cited <= REQUIREMENTS and len(cited) > 150
    assert all(s.req for s in policy.settings().values()) and all(f.req for f in CATALOGUE.values())
    assert all(t.req for t in tables.ALL if t.place != "both")


MACHINE = re.compile("(?<![\\w.])/(?:" + "work|root" + ")/")
HOSTS = re.compile(r"(?:pypi|pythonhosted|npmjs|crates|anaconda|conda)\.(?:org|com|io)\b", re.IGNORECASE)


def test_no_file_names_this_machine_or_a_registry() -> None:
    """R104: the project is the same wherever it is unpacked and whatever mirror installs it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    found = []
    for name in listed:
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".toml", ".sh", ".csv", ".yml", ".yaml", ".bas", ".txt", ""}
            and path.is_file()
        ):
            text = path.read_bytes().decode("utf-8", errors="ignore")
            found += [f"{name}: {m.group()}" for pattern in (MACHINE, HOSTS) for m in pattern.finditer(text)]
    assert len(listed) > 30 and found == []
