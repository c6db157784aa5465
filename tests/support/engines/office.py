"""A LibreOffice of this process alone that stays open: starting it and having it save costs more than calculating."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

UNO = "/usr/bin/python3"
"""The Python that LibreOffice's own bridge belongs to; nothing of xltrade is imported there."""
CLEAN = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
"""LibreOffice's Python fails to start with another Python's variables and first place on the PATH."""
PATIENCE = 300
"""Seconds for one workbook, after which LibreOffice is ended."""
_SERVER = Path(__file__).resolve().parents[1] / "uno_server.py"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
</oor:items>
"""


def without(*modules: str) -> bool:
    """Whether LibreOffice's Python lacks one of these modules."""
    test = [UNO, "-c", f"import {', '.join(modules)}"]
    return not Path(UNO).exists() or subprocess.run(test, capture_output=True, check=False, env=CLEAN).returncode != 0


class Office:
    """A running LibreOffice with a profile of its own, which always or never recalculates on loading."""

    def __init__(self, recalculate: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xltrade-soffice-"))
        (self.folder / "user").mkdir()
        settings = _SETTINGS.format(mode=0 if recalculate else 1)
        (self.folder / "user" / "registrymodifications.xcu").write_text(settings, "utf-8")
        self.driver = subprocess.Popen(
            [UNO, str(_SERVER), str(self.folder)],
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=CLEAN,
        )
        atexit.register(self.end)

    def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        """What the driver says to an order (`uno_server.py`); {} when LibreOffice gave up or took too long."""
        assert self.driver.stdin is not None and self.driver.stdout is not None
        patience = threading.Timer(PATIENCE, self.end)
        patience.start()
        try:
            self.driver.stdin.write(json.dumps(order) + "\n")
            self.driver.stdin.flush()
            line = self.driver.stdout.readline()
        except BrokenPipeError:
            line = ""
        patience.cancel()
        return dict(json.loads(line)) if line else {}

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.driver.pid, signal.SIGKILL)
        self.driver.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


office = functools.cache(Office)


def ask(recalculate: bool, source: Path, **order: Any) -> dict[str, Any]:
    """Have a workbook read or stored; RuntimeError when LibreOffice does not open it, and a fresh one next time."""
    found = office(recalculate).answer({"source": source.as_uri(), **order})
    if "done" not in found:
        office(recalculate).end()
        office.cache_clear()
        raise RuntimeError(f"LibreOffice did not open {source.name}: {found}")
    return dict(found["done"])
