"""Own checks of a workbook's package: what Excel repairs or refuses, and openxml-audit does not look at."""

from soundness.report import findings

__all__ = ["findings"]
