"""What reading a workbook says."""

from __future__ import annotations

from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Reading

FLAT = {"missing_settings_sheet"}


def told(reading: Reading) -> list[Reject]:
    """Rejects and warnings, without those on the policy sheets that the small workbooks leave out."""
    return [r for r in reading.rejects if r.code not in FLAT]


def one(reading: Reading) -> Reject:
    found = told(reading)
    assert len(found) == 1, found
    return found[0]
