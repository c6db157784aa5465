"""The catalogue is whole for whoever looks into it, whatever was imported before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "program",
    [
        "import xltrade.udf as udf; print(callable(udf.COMMISSION))",
        "from xltrade.files.vba.wrappers import wrappers; print('Function COMMISSION' in wrappers())",
        "from xltrade.formulas.catalogue import CATALOGUE; print('COMMISSION' in CATALOGUE)",
        "from xltrade.formulas.bodies import bodies; print('COMMISSION' in bodies())",
    ],
)
def test_no_function_is_missing(program: str) -> None:
    """R104: Excel imports `xltrade.udf` and nothing else."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.strip() == "True", done.stderr
