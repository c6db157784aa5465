"""Buyers' time in the cells: what a salesperson types, recalculated by three engines on the days when clocks change."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import engines
from engines import needs_libreoffice
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.declared import tables
from xltrade.files.write import write
from xltrade.formulas.text import Flavour
from xltrade.rules import policy
from xltrade.sheets.books import parts
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

BEFORE, CHANGE = dt.date(2026, 10, 31), dt.date(2026, 11, 1)
BUYERS: tuple[tuple[dict[str, str], tuple[float, float], tuple[dt.date | None, dt.date | None]], ...] = (
    ({"country": "巴西", "city": "圣保罗"}, (-3, -3), (None, None)),
    ({"country": "India", "city": "Mumbai"}, (5.5, 5.5), (None, None)),
    ({"country": "UAE", "city": "Dubai"}, (4, 4), (None, None)),
    ({"country": "Canada", "city": "Vancouver"}, (-7, -7), (None, None)),
    ({"country": "摩洛哥"}, (0, 0), (None, None)),
    ({"country": "Kazakhstan", "city": "Almaty"}, (5, 5), (None, None)),
    ({"country": "Chile", "city": "Santiago"}, (-3, -3), (dt.date(2027, 4, 4), dt.date(2027, 4, 4))),
    ({"country": "Chile", "city": "Punta Arenas"}, (-3, -3), (None, None)),
    ({"country": "usa", "city": "new york"}, (-4, -5), (dt.date(2026, 11, 1), dt.date(2027, 3, 14))),
    ({"country": "Germany", "city": "Berlin"}, (1, 1), (dt.date(2027, 3, 28), dt.date(2027, 3, 28))),
    ({"zone": "Asia/Kathmandu"}, (5.75, 5.75), (None, None)),
)
"""What is typed, the offset on both days, the next change as seen on both days."""
TYPED: tuple[tuple[str | float, float], ...] = (
    ("5:30", 5.5),
    ("UTC+8", 8),
    ("GMT-5", -5),
    ("东八区", 8),
    ("西五区", -5),
    ("东十二区", 12),
    ("+0530", 5.5),
    ("-3:30", -3.5),
    ("utc", 0),
    (5.5, 5.5),
    (-5, -5),
    (530, 5.5),
    (-330, -3.5),
    (5.5 / 24, 5.5),
)
"""Offsets as they stand in cells before anything reads them, the last one a time cell."""


PLACE = 987_000
"""Numbers in whose place the text comes that nobody has read yet."""


def customers() -> Frames:
    typed = [b[0] for b in BUYERS] + [{}] * len(TYPED)
    rows: list[dict[str, Any]] = [
        {"id": f"C{i}", "company": f"c{i}", "created": BEFORE, **row} for i, row in enumerate(typed)
    ]
    for i in range(len(TYPED)):
        rows[len(BUYERS) + i]["utc_offset"] = PLACE + i
    return {t.key: dtypes.build(t, rows if t is tables.CUSTOMERS else []) for t in tables.SALES}


@cache
def book(folder: Path, flavour: Flavour, day: dt.date) -> Path:
    """A workbook of that day in which the offsets were typed as text."""
    path = folder / f"{flavour}-{day}.xlsx"
    given, look = policy.shipped(policy.years_around(day)), Look(flavour, "zh", day, True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "READY", 0)
        write(salesperson_book(Owner("E1", "Li"), customers(), given, look), path)
    path.write_bytes(typed_in(path))
    return path


def typed_in(path: Path) -> bytes:
    """The file with the offsets in their cells as people type them."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in source.infolist():
            data = source.read(item).decode()
            for i, (written, _) in enumerate(TYPED):
                kind = ' t="str"' if isinstance(written, str) else ""
                data = re.sub(rf"(<c r=[^>]*)><v>{PLACE + i}</v>", rf"\g<1>{kind}><v>{written}</v>", data)
            copy.writestr(item, data)
    return out.getvalue()


def cells(path: Path, values: Any) -> dict[str, list[Any]]:
    """The customers' recalculated cells by heading."""
    sheet = openpyxl.load_workbook(path, read_only=True)["客户"]
    heads = [c.value for c in next(sheet.iter_rows(4, 4))]
    rows = range(4, 4 + len(BUYERS) + len(TYPED))
    found = {k: v for k, v in values.items() if "客户" in k}
    return {h: [_at(found, row, col) for row in rows] for col, h in enumerate(heads) if h}


def _at(values: Any, row: int, col: int) -> Any:
    return next((v for k, v in values.items() if (row, col) == (k[1], k[2])), None)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return dt.date(1899, 12, 30) + dt.timedelta(days=value) if isinstance(value, (int, float)) else None


def assert_right(shown: dict[str, list[Any]], which: int) -> None:
    wanted = [b[1][which] for b in BUYERS] + [meant for _, meant in TYPED]
    assert shown["今天时差"] == pytest.approx(wanted)
    calls = [((8 + 8 - offset) / 24) % 1 for offset in wanted]
    assert [round(float(c) * 1440) for c in shown["北京时间起"]] == [round(c * 1440) for c in calls]
    assert [_day(v) for v in shown["时差变化"][: len(BUYERS)]] == [b[2][which] for b in BUYERS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("buyers")


@needs_libreoffice
def test_cells_know_the_offset_at_both_edges_of_a_change(folder: Path) -> None:
    """R054: classic, by LibreOffice; summer time ends in New York and no longer in Vancouver."""
    for which, day in enumerate((BEFORE, CHANGE)):
        path = book(folder, "classic", day)
        assert_right(cells(path, engines.libreoffice_values(path)), which)


def test_lambda_cells_do_too(folder: Path) -> None:
    """R054: lambda, by formulon."""
    path = book(folder, "lambda", CHANGE)
    assert_right(cells(path, engines.formulon_values(path, as_addresses=True)), 1)


def test_a_third_engine_agrees(folder: Path) -> None:
    """R054: the written-out formulas by formualizer."""
    path = book(folder, "classic", BEFORE)
    assert_right(cells(path, engines.formualizer_values(path, {})), 0)
