"""Commands as a person types them."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from places import ROOT
from xltrade.cli.main import main


def apart(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m xltrade …` in a process of its own, which spends its first second on loading pandas."""
    return subprocess.run(
        [sys.executable, "-m", "xltrade", *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


def run(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The same in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["xltrade", *map(str, args)])
        if cwd:
            patch.chdir(cwd)
        with pytest.raises(SystemExit) as ended:
            main()
    return subprocess.CompletedProcess(args, int(ended.value.code or 0), out.getvalue(), err.getvalue())
