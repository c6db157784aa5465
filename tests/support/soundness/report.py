"""All checks together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from soundness import package, sheet, tables, workbook
from soundness.package import Package

_CHART_FORMULA = re.compile(r"\}f$")


def findings(path: Path) -> list[str]:
    """One line for each thing in a file that Excel would repair or refuse; [] is a sound file.

    Where a part is no XML nothing else is looked at: "xl/worksheets/sheet1.xml: not well-formed XML, …".
    """
    opened, unreadable = package.opened(path)
    return unreadable or list(_found(opened))


def _found(opened: Package) -> Iterator[str]:
    yield from package.check(opened)
    yield from workbook.check(opened)
    if workbook.BOOK not in opened.trees:
        return
    names = workbook.sheets(opened)
    limit = sheet.bounds(opened, names)
    for part, name in names.items():
        yield from (f"{name}: {said}" for said in sheet.check(opened.trees[part], limit))
    yield from tables.check(opened, names)
    for part, tree in opened.trees.items():
        if part.startswith("xl/charts/chart"):
            formulas = [e.text or "" for e in tree.iter() if _CHART_FORMULA.search(e.tag)]
            yield from (
                f"{part}: leads to {n}, which is not there" for n in workbook.strangers(formulas, {*limit.sheets})
            )
