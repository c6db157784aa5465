"""One workbook in the ways in which other programs write it: every value is the same, nothing is said (issue 12)."""

from __future__ import annotations

from pathlib import Path

import other_writers
import pytest
from read_back import told

from xltrade.declared.rejects.files import NOT_A_WORKBOOK
from xltrade.files import read as reader
from xltrade.files.bounds import problem_of
from xltrade.files.package import standard
from xltrade.files.reading import Reading


def _same(path: Path, expected: Reading) -> None:
    found = reader.read(path)
    assert found.counts == expected.counts and found.settings == expected.settings
    assert [k for k, frame in expected.tables.items() if not found.tables[k].equals(frame)] == []
    assert not told(found)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """What is read of the workbook as XlsxWriter writes it."""
    path = tmp_path_factory.mktemp("base") / "base.xlsx"
    found = reader.read(other_writers.save(other_writers.base_parts(), path))
    assert found.counts["customers"].kept == 2 and not told(found)
    return found


@pytest.mark.parametrize("way", other_writers.WAYS)
def test_every_value_is_the_same(
    tmp_path: Path, way: str, expected: Reading, capfd: pytest.CaptureFixture[str]
) -> None:
    """Excel opens each of them; the reader's own remarks stay off the screen."""
    _same(other_writers.written(way, tmp_path / "x.xlsx"), expected)
    assert capfd.readouterr() == ("", "")


def test_a_zip_written_to_a_pipe(tmp_path: Path, expected: Reading) -> None:
    (tmp_path / "x.xlsx").write_bytes(other_writers.streamed(other_writers.base_parts()))
    _same(tmp_path / "x.xlsx", expected)


def test_the_standard_package_holds_what_the_other_held(tmp_path: Path, expected: Reading) -> None:
    """What is tried where the reader gives up says the same, also of a workbook that it could read."""
    path = other_writers.save(other_writers.base_parts(), tmp_path / "x.xlsx")
    path.write_bytes(standard(path.read_bytes()))
    _same(path, expected)


def test_a_zip_without_a_workbook(tmp_path: Path) -> None:
    parts = {n: d for n, d in other_writers.base_parts().items() if n != other_writers.BOOK}
    assert problem_of(other_writers.save(parts, tmp_path / "x.xlsx").read_bytes()) is NOT_A_WORKBOOK
