"""What holds for every file: lint, types, docstrings, requirement ids, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from places import REQUIREMENTS, ROOT

SOURCES = sorted((ROOT / "xltrade").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def run(*command: str) -> str:
    """The output of a tool in the repository's root, with its own configuration; "" where it is content."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_lint() -> None:
    """R104: ruff, as configured in pyproject.toml."""
    assert run("ruff", "check", ".", "--output-format", "concise") == ""


def test_format() -> None:
    """R104: ruff format, everywhere."""
    assert run("ruff", "format", "--check", ".") == ""


def test_types() -> None:
    """R104: mypy, strict, as configured in pyproject.toml."""
    assert run("mypy") == ""


def undocumented(path: Path) -> list[str]:
    """What of a file has no docstring: itself, or its public functions and classes."""
    module = ast.parse(path.read_text("utf-8"))
    public = [n for n in module.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    bare = [n.name for n in public if not n.name.startswith("_") and not ast.get_docstring(n)]
    return bare if ast.get_docstring(module) else ["the file itself", *bare]


def test_public_names_have_a_docstring() -> None:
    """R104: one sentence at least for every module, public function and class."""
    assert {str(p.relative_to(ROOT)): bare for p in SOURCES if (bare := undocumented(p))} == {}


def test_requirement_ids_exist() -> None:
    """R001–R264: nothing cites a requirement that nobody wrote."""
    cited = {p: set(re.findall(r"\bR\d{3}\b", p.read_text("utf-8"))) for p in (*SOURCES, *TESTS)}
    assert {str(p.relative_to(ROOT)): ids - REQUIREMENTS for p, ids in cited.items() if ids - REQUIREMENTS} == {}


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
