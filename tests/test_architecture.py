"""The wings, written down: each imports only what stands below it, knows only what it should, and stays small."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from places import PACKAGE, ROOT

WINGS = (
    "core",
    "declared",
    "rules",
    "formulas",
    "computed",
    "pay",
    "sheets",
    "files",
    "jobs",
    "excel",
    "cli",
)
"""From the bottom up: a wing knows nothing of those above it."""

DOORS = {"functions": "formulas", "macros": "excel", "udf": "excel", "__main__": "cli"}
"""Files at the top: each opens a wing under a name that people or handed-out workbooks use; nobody imports them."""

MAY_IMPORT = {
    "xlsxwriter": {
        "files.write",
        "files.book_writer",
        "files.packaging",
        "files.paint",
        "files.sheet_writer",
        "files.strict",
        "excel.addin",
    },
    "openpyxl": {"files.carried"},
    "filelock": {"files.lock"},
    "fastexcel": {"files.open"},
    "python_calamine": {"files.open"},
    "xlwings": {"excel.active_book", "excel.cells", "udf"},
    "typer": {"cli.app", "cli.make", "cli.bring_together", "cli.pay", "cli.look", "cli.machine"},
    "rich": {"cli.app", "cli.said"},
    "holidays": {"rules.policy.holidays", "rules.buyer_tables"},
    "chinese_calendar": {"rules.policy.holidays"},
}
"""Which files know a library; the others talk to those."""

CLOCKS = {"cli.app", "cli.bring_together", "excel.active_book"}
"""Who may ask what day it is; everybody else is told."""

NOT_A_TABLE = {
    "cards",
    "column",
    "context",
    "generated",
    "joins",
    "recompute",
    "world",  # the machinery of computed columns
    "kpi",
    "kpi_cells",
    "kpi_targets",
    "periods",
    "quotas",
    "scorecard",  # the scorecard
    "champions",
    "funnel",
    "promotion",
    "weekly_texts",  # what is shown of everybody
}
"""Files of `computed` that are about no single table; any other is named as its table."""

LONGEST_FILE, LONGEST_FUNCTION = 400, 40

_NOW = re.compile(r"\b(date|datetime|Timestamp)\.(today|now|utcnow)$|^time\.(time|time_ns|localtime|gmtime|ctime)$")


def _key(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(p for p in parts if p != "__init__")


MODULES = {key: path for path in sorted(PACKAGE.rglob("*.py")) if (key := _key(path))}
BY_WING = {wing: [k for k in MODULES if k.split(".")[0] == wing] for wing in WINGS}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(module: ast.Module) -> Iterator[str]:
    """Everything a file imports anywhere, also inside functions, in full."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{a.name}" for a in node.names)


@cache
def imported(key: str) -> tuple[set[str], set[str]]:
    """What a module imports: modules of ours, and other packages."""
    ours, others = set[str](), set[str]()
    for name in imports(tree(MODULES[key])):
        package, _, rest = name.partition(".")
        others |= {package} - {"xltrade"}
        parts = rest.split(".") if package == "xltrade" else []
        known = [m for m in (".".join(parts[:n]) for n in range(len(parts), 0, -1)) if m in MODULES]
        ours |= set(known[:1])
    return ours, others


def upwards(wing: str, ours: set[str]) -> set[str]:
    """Those of the modules that stand in a higher wing than `wing`, or at the top."""
    allowed = WINGS[: WINGS.index(wing) + 1]
    return {m for m in ours if m.split(".")[0] not in allowed}


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle, the first found; [] when there is none.

    >>> circle({"a": {"b"}, "b": {"c"}, "c": {"b"}})
    ['b', 'c', 'b']
    """
    done = set[str]()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        found = next((f for m in sorted(graph.get(module, ())) if (f := walk(m, [*path, module]))), [])
        done.add(module)
        return found

    return next((f for m in sorted(graph) if (f := walk(m, []))), [])


def test_every_module_stands_in_a_wing() -> None:
    """R104: a folder each, and a handful of doors at the top."""
    strangers = [k for k in MODULES if k.split(".")[0] not in (*WINGS, *DOORS)]
    assert strangers == []
    assert [k for k in DOORS if "." in k or k not in MODULES] == []


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_says_what_it_is_for(wing: str) -> None:
    """R104: one sentence of purpose where people look first."""
    assert (ast.get_docstring(tree(MODULES[wing])) or "").strip()


@pytest.mark.parametrize("wing", WINGS)
def test_imports_only_downwards(wing: str) -> None:
    """R104: lower wings know nothing of higher ones."""
    wrong = {key: up for key in BY_WING[wing] if (up := upwards(wing, imported(key)[0]))}
    assert wrong == {}, f"these import upwards, so something is in the wrong file: {wrong}"


def test_an_import_upwards_is_seen() -> None:
    """The test before this one can fail: planted imports, also within a function, are found."""
    assert upwards("core", {"core.days", "rules.fx"}) == {"rules.fx"}
    assert upwards("sheets", {"files.vba", "computed.kpi", "functions"}) == {"files.vba", "functions"}
    assert list(imports(ast.parse("def f():\n    from xltrade.cli import app"))) == ["xltrade.cli.app"]


def test_no_circle_of_imports() -> None:
    """R104: within a wing too a file stands above what it imports."""
    graph = {k: {m for m in imported(k)[0] if MODULES[m].name != "__init__.py"} for k in MODULES}
    assert circle(graph) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]


@pytest.mark.parametrize("door", DOORS)
def test_a_door_only_opens_its_wing(door: str) -> None:
    """R104: no logic at the top, and nobody inside goes out to come in."""
    ours, others = imported(door)
    assert {m.split(".")[0] for m in ours} == {DOORS[door]} and others <= {"xlwings"}
    assert not any(isinstance(n, ast.FunctionDef | ast.ClassDef) for n in ast.walk(tree(MODULES[door])))
    assert [k for k in MODULES if door in imported(k)[0]] == []


@pytest.mark.parametrize("key", [m for m in MODULES if m.startswith("rules")])
def test_rules_know_no_file_clock_or_excel(key: str) -> None:
    """R044, R120: data in, policy last, array out."""
    _, others = imported(key)
    assert not others & {
        "xlsxwriter",
        "openpyxl",
        "xlwings",
        "fastexcel",
        "python_calamine",
        "os",
        "pathlib",
        "io",
        "time",
        "zipfile",
        "sqlite3",
        "random",
    }
    assert not any(
        isinstance(n, ast.Call) and getattr(n.func, "id", "") in {"open", "print", "input"}
        for n in ast.walk(tree(MODULES[key]))
    )


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_one_module_knows_a_library(library: str) -> None:
    """R104: exchanging a library means exchanging a file."""
    found = {key for key in MODULES if library in imported(key)[1]}
    assert found <= MAY_IMPORT[library], f"{library} is imported by {found - MAY_IMPORT[library]}"


def test_nobody_else_asks_the_clock() -> None:
    """R212: the same input gives the same workbook on any day; "today" is an argument."""
    calls = {k: [ast.unparse(n.func) for n in ast.walk(tree(p)) if isinstance(n, ast.Call)] for k, p in MODULES.items()}
    asked = {k: found for k, c in calls.items() if k not in CLOCKS and (found := [x for x in c if _NOW.search(x)])}
    assert asked == {}


def long_functions(module: ast.Module) -> list[str]:
    """The functions of more than `LONGEST_FUNCTION` lines."""
    found = [n for n in ast.walk(module) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f.name for f in found if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION]


def test_files_and_functions_stay_small() -> None:
    """R104: what is on one screen is understood; a file that grows is two."""
    files = MODULES | {str(p.relative_to(ROOT)): p for p in (ROOT / "tests").rglob("*.py")}
    long = {k: n for k, p in files.items() if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_FILE}
    assert long == {}
    assert {k: f for k, p in MODULES.items() if (f := long_functions(tree(p)))} == {}
    assert long_functions(ast.parse("def f():\n" + "    pass\n" * LONGEST_FUNCTION)) == ["f"]


def test_one_noun_one_file_name() -> None:
    """R104: what is about a table stands in the file of its name, in every wing."""
    from xltrade.declared import tables

    files = {k.removeprefix("computed.") for k in BY_WING["computed"]} - {"computed"}
    assert files - NOT_A_TABLE <= set(tables.MASTER), f"no table is called {files - NOT_A_TABLE - set(tables.MASTER)}"
    gone = NOT_A_TABLE - files
    assert gone == set()


def test_the_package_itself_loads_nothing() -> None:
    """R104: `import xltrade` is its version and no more."""
    program = "import sys; old = set(sys.modules); import xltrade; print(*(set(sys.modules) - old))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["xltrade"]


TESTS = {str(p.relative_to(ROOT)): p for p in sorted((ROOT / "tests").rglob("*.py"))}


def test_no_test_module_is_imported() -> None:
    """What tests share stands in tests/support: a test module can be moved, split or run alone."""
    found = {
        n: [i for i in imports(tree(p)) if any(x.startswith("test_") for x in i.split("."))] for n, p in TESTS.items()
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_tests_mirror_the_wings() -> None:
    """R104: the tests of a wing stand in a folder of its name; what all share in tests/support."""
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and not p.name.startswith(("_", "."))}
    assert folders - {"benchmarks", "cases", "support"} == set(WINGS)
