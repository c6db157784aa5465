"""What every test of the project shares."""

import pytest

from engines import IN_CI, MISSING_PROGRAMS


def pytest_configure() -> None:
    """Where CI=true nothing may be skipped for want of a program: the run fails at once instead."""
    if IN_CI and MISSING_PROGRAMS:
        raise pytest.UsageError(f"CI=true, but not on the PATH: {', '.join(MISSING_PROGRAMS)}")


collect_ignore = ["udf_on_stubs.py", "uno_driver.py"]
"""Scripts of their own: one replaces pywin32 in its process, one runs in the Python that LibreOffice's bridge has."""
