"""An open book is read as its file is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import memory
import pandas as pd
from button_books import TODAY, master_bytes
from open_book import NOW

import xltrade
from xltrade.core.parsing import as_text
from xltrade.excel.open_book import opened
from xltrade.files import read


def test_only_the_entry_points_know_xlwings() -> None:
    found = set()
    for path in Path(xltrade.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found |= {path.parent.name + "/" + path.name for n in named if n.split(".")[0] == "xlwings"}
    assert {"excel/active_book.py", "xltrade/udf.py"} <= found
    assert {name.split("/")[0] for name in found} == {"excel", "xltrade"}


def _text(value: Any) -> str | None:
    """A cell where anything may stand: Excel hands over floats and datetimes, the file's reader whole numbers too."""
    return None if pd.isna(value) else (as_text(value) or "").removesuffix(" 00:00:00")


def test_an_open_book_reads_as_its_file(excel: memory.App, shop: Path) -> None:
    shop.write_bytes(master_bytes(filled=True))
    here = opened(memory.opened(excel, shop), shop, NOW)
    from_file = read.read(shop)
    for key, frame in from_file.tables.items():
        ours, theirs = (f.map(_text) if key in ("settings", "policy") else f for f in (here.reading.tables[key], frame))
        pd.testing.assert_frame_equal(ours, theirs, obj=key)
    assert here.reading.rejects == from_file.rejects and here.reading.counts == from_file.counts
    assert (here.fixed, here.today) == (True, TODAY) and excel.reads < 80
