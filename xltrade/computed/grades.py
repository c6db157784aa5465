"""The computed column of the grade rules."""

from __future__ import annotations

from xltrade.computed.generated import in_force
from xltrade.declared.tables import GRADES

in_force(GRADES, "grade")
