"""Workbooks as people leave them: whatever was typed is in its table or stands on 退回 (issue 12)."""

from __future__ import annotations

import os
import random
import tomllib
from pathlib import Path

import mutations
import pytest
import zoo

from places import ROOT
from xltrade.declared.rejects.files import READER_FAILED
from xltrade.files.read import read
from xltrade.files.reading import Reading
from xltrade.jobs.gather import gather
from xltrade.jobs.master import blank
from xltrade.sheets.look import Look

CASES = tomllib.loads((ROOT / "tests" / "cases" / "zoo.toml").read_text("utf-8"))
MUTATED = int(os.environ.get("XLTRADE_MUTATED", "15"))
"""So many mutated workbooks of each sort; 1,000 once by hand."""
LEFT_OUT = {"missing_settings_sheet", "missing_sheet"}
"""What is said of sheets that small workbooks have not got."""


def _found(reading: Reading) -> str:
    """Everything that a master would show of a workbook: its tables, and what stands on 退回."""
    said = [f"{r.column}\n{r.value}\n{r.content}" for r in reading.rejects]
    cells = [str(v) for frame in reading.tables.values() for v in frame.to_numpy(dtype=object).ravel()]
    said += [o.text for o in reading.over]
    return "\n".join([*said, *cells, *map(str, reading.settings.values())])


def _lost(reading: Reading, tokens: zoo.Typed) -> list[str]:
    text = _found(reading)
    return [token for token in tokens if token not in text]


def test_every_animal_has_its_case() -> None:
    assert set(CASES) == set(zoo.ZOO) and len(zoo.ZOO) >= 60


@pytest.mark.parametrize("name", zoo.ZOO)
def test_everything_typed_is_found(tmp_path: Path, name: str) -> None:
    tokens = zoo.ZOO[name](tmp_path / "张三.xlsx")
    reading = read(tmp_path / "张三.xlsx")
    assert len(tokens) > 6 and _lost(reading, tokens) == []
    said = {r.code + "~" * (r.severity == "warning") for r in reading.rejects if r.code not in LEFT_OUT}
    case = CASES[name]
    assert said == set(case["said"])
    for table in ("customers", "receipts"):
        assert [reading.counts[table].kept, reading.counts[table].rejected] == case[table]
    assert all(r.message(lang) for r in reading.rejects for lang in ("zh", "en"))


def test_wherever_it_is_typed_it_is_found(tmp_path: Path) -> None:
    """Random cells, rows and columns inserted, ranges moved, sheets copied and renamed, headings typed over."""
    for seed in range(MUTATED):
        tokens = mutations.typed_anywhere(tmp_path / "张三.xlsx", random.Random(seed))
        assert _lost(read(tmp_path / "张三.xlsx"), tokens) == [], seed


def test_no_file_however_damaged_stops_the_others(tmp_path: Path) -> None:
    """Bytes of the file or of its parts changed, cut or doubled: it is read, or one sentence is said of it."""
    paths = [mutations.damaged(tmp_path / f"{seed}.xlsx", random.Random(seed)) for seed in range(MUTATED)]
    zoo.ZOO["plain"](tmp_path / "张三.xlsx")
    given = blank(Look("classic", "zh", zoo.DAY, fixed=True))
    sources = gather(given, [*paths, tmp_path / "张三.xlsx"]).sources
    assert len(sources) == MUTATED + 1
    for source in sources:
        assert source.reading is not None or source.rejects
        assert all(r.kind is not READER_FAILED for r in source.rejects), source.name
