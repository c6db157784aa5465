"""A file with published exchange rates, as people save or copy it, -> its rates (R048)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from xltrade.core.errors import FileError
from xltrade.declared.rejects.files import NOT_FOUND
from xltrade.files.open import fail, foreign_sheets
from xltrade.files.rates import Line, Price, Published, published

_TEXTS = (".csv", ".txt")


def read_rates(path: Path, price: Price = "middle") -> Published:
    """The rates of the first sheet, or of the text (commas or tabs, UTF-8 or GB 18030), that holds such a table.

    FileError where the file cannot be read or none of its tables has the headings of Bank of China or of the central
    parity.
    """
    for lines in _tables(path):
        if found := published(lines, price):
            return found
    raise FileError(
        "no_rates",
        f"{path.name} 里没有认出汇率：要有中国银行的标题（货币名称、中行折算价、发布日期）"
        "或中间价的标题（日期、USD/CNY……）。什么也没有写。",
        f"No rates found in {path.name}: it needs the headings of Bank of China (货币名称, 中行折算价, 发布日期)"
        " or of the central parity (日期, USD/CNY …). Nothing was written.",
    )


def _tables(path: Path) -> Sequence[Sequence[Line]]:
    if path.suffix.lower() in _TEXTS:
        return [_lines(path)]
    return foreign_sheets(path)


def _lines(path: Path) -> list[Line]:
    if not path.is_file():
        raise fail(NOT_FOUND, path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ","))
