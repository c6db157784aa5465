"""The order of the modules, written down: each imports only what stands before it, and knows only what it should."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from places import PACKAGE, ROOT

ORDER = (
    "errors",
    "core",
    "schema",
    "scales",
    "kpis",
    "choices",
    "calendars",
    "cells",
    "core.identity",
    "declared",
    "declared.rejects.problem",
    "declared.rejects.files",
    "declared.rejects.sheets",
    "declared.rejects.rows",
    "declared.rejects.cells",
    "declared.rejects.policy",
    "declared.rejects.pay",
    "declared.rejects.catalogue",
    "declared.rejects.reject",
    "declared.rejects",
    "frames",
    "tables",
    "policy",
    "rules",
    "rules.tenure",
    "rules.commission",
    "rules.followup",
    "rules.fx",
    "rules.grading",
    "rules.reply",
    "rules.lookup",
    "rules.plan",
    "rules.review",
    "rules.policies",
    "twins",
    "functions",
    "vba.compression",
    "vba.cfb",
    "vba.project",
    "vba.wrappers",
    "vba.workbook",
    "vba",
    "computed.context",
    "computed.world",
    "computed.column",
    "computed.joins",
    "computed.generated",
    "computed.assessments",
    "computed.contacts",
    "computed.customers",
    "computed.dashboard",
    "computed.forecasts",
    "computed.grades",
    "computed.holidays",
    "computed.inquiries",
    "computed.issues",
    "computed.kpi_sets",
    "computed.mail_checks",
    "computed.orders",
    "computed.policy",
    "computed.quotations",
    "computed.receipts",
    "computed.receivable_sums",
    "computed.rubrics",
    "computed.samples",
    "computed.second_chances",
    "computed.targets",
    "computed.tiers",
    "computed.trainings",
    "computed.weekly_reports",
    "computed.worktime",
    "computed.recompute",
    "computed",
    "score",
    "standings",
    "style",
    "sheets",
    "views",
    "pay_views",
    "commission_views",
    "explain_views",
    "score_views",
    "team_views",
    "receivables",
    "report",
    "books",
    "write",
    "grids",
    "read",
    "pay",
    "pay.periods",
    "pay.rows",
    "pay.settlements",
    "pay.firm",
    "pay.notes",
    "pay.whose",
    "pay.assessed",
    "pay.terms",
    "pay.parts",
    "pay.earned",
    "pay.seal",
    "pay.history",
    "pay.lines",
    "pay.work",
    "pay.calculate",
    "pay.settle",
    "pay.payroll",
    "pay.fund",
    "jobs",
    "jobs.statements",
    "jobs.backup",
    "jobs.fingerprint",
    "jobs.terms_checks",
    "jobs.checks",
    "jobs.master",
    "jobs.gather",
    "jobs.united_checks",
    "jobs.merge",
    "jobs.settle",
    "jobs.record",
    "jobs.report",
    "jobs.plan",
    "jobs.consolidate",
    "jobs.check",
    "jobs.new",
    "demo",
    "team",
    "calculate",
    "reference",
    "addin",
    "doctor",
    "live",
    "redraw",
    "udf",
    "macros",
    "cli",
    "__main__",
)
"""From the bottom up. A new module gets its place here; importing upwards means that something is in the wrong file."""

MAY_IMPORT = {
    "xlsxwriter": {"write", "addin"},
    "openpyxl": set(),
    "fastexcel": {"grids"},
    "python_calamine": {"grids"},
    "xlwings": {"live", "udf", "macros"},
    "typer": {"cli"},
    "rich": {"cli"},
    "holidays": {"policy"},
}
"""Which modules know a library; the others talk to those."""

CLOCKS = {"cli", "live", "udf", "macros"}
"""Who may ask what day it is; everybody else is told."""

_NOW = re.compile(r"\b(date|datetime|Timestamp)\.(today|now|utcnow)$|^time\.(time|time_ns|localtime|gmtime|ctime)$")


def _key(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(p for p in parts if p != "__init__")


MODULES = {key: path for path in sorted(PACKAGE.rglob("*.py")) if (key := _key(path))}


@cache
def tree(key: str) -> ast.Module:
    return ast.parse(MODULES[key].read_text("utf-8"))


def imported(key: str) -> tuple[set[str], set[str]]:
    """What a module imports anywhere, also inside functions: modules of ours, and other packages."""
    ours, others = set[str](), set[str]()
    for node in ast.walk(tree(key)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{key}: imports are written in full"
            names = [f"{node.module}.{a.name}" for a in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            others |= {package} - {"xltrade"}
            parts = rest.split(".") if package == "xltrade" else []
            known = [m for m in (".".join(parts[:n]) for n in range(len(parts), 0, -1)) if m in MODULES]
            ours |= set(known[:1])
    return ours, others


def test_every_module_has_its_place() -> None:
    """R104: a file that is not in the order is in nobody's plan (a place may wait for its file)."""
    assert set(MODULES) <= set(ORDER), f"give these a place in ORDER: {set(MODULES) - set(ORDER)}"
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize("key", MODULES)
def test_imports_only_downwards(key: str) -> None:
    """R104: no module imports one at or above its own place, so there are no cycles either."""
    ours, _ = imported(key)
    allowed = set(ORDER[: ORDER.index(key)])
    assert ours <= allowed, f"{key} imports upwards: {ours - allowed}"


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
        isinstance(n, ast.Call) and getattr(n.func, "id", "") in {"open", "print", "input"} for n in ast.walk(tree(key))
    )


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_one_module_knows_a_library(library: str) -> None:
    """R104: exchanging a library means exchanging a file."""
    found = {key for key in MODULES if library in imported(key)[1]}
    assert found <= MAY_IMPORT[library], f"{library} is imported by {found - MAY_IMPORT[library]}"


@pytest.mark.parametrize("key", [m for m in MODULES if m not in CLOCKS])
def test_nobody_else_asks_the_clock(key: str) -> None:
    """R212: the same input gives the same workbook on any day; "today" is an argument."""
    calls = [ast.unparse(n.func) for n in ast.walk(tree(key)) if isinstance(n, ast.Call)]
    asked = [c for c in calls if _NOW.search(c)]
    assert not asked, f"{key} asks the clock: {asked}"


def test_the_package_itself_loads_nothing() -> None:
    """R104: `import xltrade` is its version and no more."""
    program = "import sys; old = set(sys.modules); import xltrade; print(*(set(sys.modules) - old))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["xltrade"]


TESTS = {str(p.relative_to(ROOT)): p for p in sorted((ROOT / "tests").rglob("*.py"))}


@pytest.mark.parametrize("name", TESTS)
def test_no_test_module_is_imported(name: str) -> None:
    """What tests share stands in tests/support: a test module can be moved, split or run alone."""
    nodes = list(ast.walk(ast.parse(TESTS[name].read_text("utf-8"))))
    named = [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
    named += [f"{n.module}.{a.name}" for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names]
    assert [n for n in named if any(part.startswith("test_") for part in n.split("."))] == []
