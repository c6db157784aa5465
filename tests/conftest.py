"""What every test of the project shares."""

import gc
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import demo_team
import hypothesis
import memory
import open_book
import pytest
import quick
from filelock import FileLock

from engines import IN_CI, MISSING_PROGRAMS
from xltrade.excel import active_book
from xltrade.jobs.demo import files

Once = Callable[[str, Callable[[Path], Any]], Any]


hypothesis.settings.register_profile("ours", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("ours")


def pytest_configure() -> None:
    """Where CI=true nothing may be skipped for want of a program: the run fails at once instead."""
    if IN_CI and MISSING_PROGRAMS:
        raise pytest.UsageError(f"CI=true, but not on the PATH: {', '.join(MISSING_PROGRAMS)}")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Benchmarks run alone, in the one process that pytest-benchmark can measure; None: a worker for each core."""
    return 0 if config.getoption("benchmark_only") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `quick` what starts no engine and no process, needs no demo team and consolidates nothing.

    What needs the demo team comes first: then one worker makes it, and no other waits for it.
    """
    items.sort(key=lambda item: "printed" not in getattr(item, "fixturenames", ()))
    for item in items:
        if not (isinstance(item, pytest.Function) and quick.is_slow(item.function, item.fixturenames)):
            item.add_marker(pytest.mark.quick)


def pytest_collection_finish() -> None:
    """Look for cycles seldom, and not among what was imported and collected: that took a sixth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)`: what `make(folder)` gives, made by the first worker that asks, and the same files for all.

    Whoever changes a file of it works on a copy.
    """
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    root.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], Any]) -> Any:
        folder, answer = root / name, root / f"{name}.pickle"
        with FileLock(root / f"{name}.lock"):
            if not answer.exists():
                shutil.rmtree(folder, ignore_errors=True)  # what another worker left behind when it failed
                folder.mkdir()
                answer.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(answer.read_bytes())

    return made


@pytest.fixture(scope="session")
def printed(once: Once) -> demo_team.Printed:
    """`xltrade demo` of 2026-11-21 in a process of its own: what it wrote and printed."""
    return once("demo", demo_team.printed)


@pytest.fixture(scope="session")
def made(once: Once, printed: demo_team.Printed) -> files.Made:
    """The demo team on disk: the workbooks of that process in mixed flavours, and a master consolidated in this one."""
    return once("team", lambda folder: demo_team.made(folder, printed))


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> Iterator[memory.App]:
    """The Excel in memory, running, at a fixed time."""
    monkeypatch.setattr(active_book, "now", lambda: open_book.NOW)
    with memory.excel() as app:
        yield app


collect_ignore = ["support/udf_on_stubs.py", "support/uno_driver.py", "support/uno_server.py"]
"""Scripts of their own: one replaces pywin32 in its process, two run in the Python that LibreOffice's bridge has."""
