"""Published rates come into the master by `consolidate --rates` (R048)."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest
from commands import run
from small_shop import LOOK, shop

from xltrade.core.errors import FileError
from xltrade.files.rate_tables import read_rates
from xltrade.jobs.master import blank, manager
from xltrade.jobs.rates import with_rates

BANK = [
    ["货币名称", "现汇买入价", "中行折算价", "发布日期"],
    ["美元", "711.02", "712.40", "2026/03/11 15:00:00"],
    ["美元", "699.02", "699.40", "2026/03/09 15:00:00"],
    ["日元", "4.5987", "4.6123", "2026/03/11 10:30:00"],
    ["贝壳币", "1", "1", "2026/03/11 10:30:00"],
]


def text(path: Path, encoding: str, delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(BANK)
    return path


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("牌价")
    for row in [["中国银行外汇牌价"], [], *BANK]:
        sheet.append(row)
    book.save(path)
    return path


def test_the_ways_a_table_is_saved(tmp_path: Path) -> None:
    """A text of commas or tabs in either encoding, a sheet that is not the first: the same rates."""
    made = [
        text(tmp_path / "a.csv", "gb18030"),
        text(tmp_path / "b.csv", "utf-8-sig"),
        text(tmp_path / "c.txt", "utf-8", "\t"),
        workbook(tmp_path / "d.xlsx"),
    ]
    found = [read_rates(path) for path in made]
    assert all(f == found[0] for f in found) and len(found[0].rows) == 3 and len(found[0].unread) == 1


@pytest.mark.parametrize("name", ["none.xlsx", "broken.xlsx", "other.csv"])
def test_a_file_without_rates_is_said(name: str, tmp_path: Path) -> None:
    """Missing, no workbook, another table: a sentence with the name of the file."""
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    (tmp_path / "other.csv").write_text("日期,金额\n2026-03-11,5\n", encoding="utf-8")
    with pytest.raises(FileError, match=name.replace(".", r"\.")):
        read_rates(tmp_path / name)


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A second time nothing comes in; another price of the page is another rate of the day, which is taken already."""
    path = text(tmp_path / "a.csv", "gb18030")
    once = with_rates(blank(LOOK), path)
    again = with_rates(once, path, "buying")
    fx = once.policies.tables["fx"]
    assert again.policies.tables["fx"] is fx and "新增 0 条" in again.notes[-2].zh
    assert set(zip(fx["currency"], fx["rate"].astype(float), fx["unit"], strict=True)) == {
        ("USD", 712.4, 100),
        ("USD", 699.4, 100),
        ("JPY", 4.6123, 100),
    }


def test_the_command_takes_them_in(tmp_path: Path) -> None:
    """Typed rates stay, new ones count from this run on, what was not understood is told; twice is as once."""
    master, rates = shop(tmp_path / "f"), text(tmp_path / "牌价.csv", "gb18030")
    words = ("consolidate", tmp_path / "f", "--master", master, "--rates", rates, "--today", "2026-03-31", "--json")
    said = json.loads(run(*words).stdout)
    assert any("新增 2 条汇率，已有的 1 条没有动" in n for n in said["notes"])
    assert any("贝壳币" in n for n in said["notes"])
    given = manager(master, LOOK)
    fx = given.policies.tables["fx"]
    usd = fx[fx["currency"] == "USD"].set_index("date")["rate"].astype(float)
    assert usd[dt.datetime(2026, 3, 9)] == 7.1234 and usd[dt.datetime(2026, 3, 11)] == 712.4
    assert given.rules.fx["spot", "JPY"][1].tolist() == [46_123_000]
    before = master.read_bytes()
    run(*words)
    assert master.read_bytes() == before
