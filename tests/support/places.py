"""Where things stand in the source tree."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
"""The top folder: `python -m xltrade` runs from there."""
PACKAGE = ROOT / "xltrade"
WORKBOOKS = ROOT / "workbooks"
"""The ready-made workbooks."""
CASES = ROOT / "tests" / "cases"
"""Tables of cases, one row or entry each."""
SUPPORT = ROOT / "tests" / "support"
