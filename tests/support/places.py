"""Where things stand in the source tree."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
"""The top folder: `python -m xltrade` runs from there."""
PACKAGE = ROOT / "xltrade"
WORKBOOKS = ROOT / "workbooks"
"""The ready-made workbooks."""
CASES = ROOT / "tests" / "cases"
"""Tables of cases, one row or entry each."""
REQUIREMENTS = frozenset(f"R{n:03}" for n in range(1, 265))
"""The ids that a docstring may cite."""
SUPPORT = ROOT / "tests" / "support"
