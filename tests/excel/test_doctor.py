"""The doctor: a useful page on every machine, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import broken
import pytest
from commands import run

from places import ROOT
from xltrade.core import schema
from xltrade.excel import addin, doctor


def levels(found: list[doctor.Finding]) -> list[str]:
    return [f.level for f in found]


def test_a_machine_without_excel() -> None:
    """Says what is there, that Excel is missing, and what still works."""
    found = doctor.examine()
    page = "\n".join(f.line("zh") for f in found)
    assert f"Python {sys.version_info.major}" in page and "xlwings 0" in page
    if sys.platform == "linux":
        assert "没有找到 Excel" in page and "bad" in levels(found) and "WPS" in page
    for finding in found:
        assert finding.what.zh and finding.what.en and (finding.level == "good" or finding.todo)


def test_a_workbook_made_for_another_xlwings() -> None:
    for version, level in ((None, "good"), ("0.1.0", "bad")):
        found = list(doctor._versions({"xlwings": version}))
        assert levels(found) == [level]
    assert "0.1.0" in found[0].line("en") and "pip install xlwings==0.1.0" in found[0].line("zh")


def test_paths_that_make_trouble() -> None:
    name = schema.Words("路径", "The path")
    assert levels(list(doctor._path(Path("/home/a/b.xlsx"), name))) == []
    assert levels(list(doctor._path(Path("/家/OneDrive - 公司/b.xlsx"), name))) == ["warning", "warning"]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    found = doctor.examine(broken.not_a_workbook(tmp_path / "a.xlsx"))
    assert found[-1].level == "bad" and "a.xlsx" in found[-1].what.zh
    assert "a.xlsx" in doctor.examine(tmp_path / "none" / "a.xlsx")[-1].what.en


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> object:
        raise RuntimeError("boom")

    monkeypatch.setattr(addin, "folder", fall)
    found = doctor.examine()
    assert any("boom" in f.what.zh for f in found if f.level == "warning")


def test_on_windows_the_registry_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """With winreg's answers given: Excel found, all macros forbidden is bad."""
    answers = {"": "Excel.Application.16", "VBAWarnings": 4}
    monkeypatch.setattr(doctor.sys, "platform", "win32")
    monkeypatch.setattr(doctor, "_registry", lambda root, key, name: answers[name])
    assert levels(list(doctor._excel())) == ["good"] and levels(list(doctor._trust())) == ["bad"]
    assert levels(list(doctor._dll("0.0.0"))) == ["bad"]


def test_the_command_has_an_exit_code_and_no_traceback(tmp_path: Path) -> None:
    """R104: a first-time user's route on a machine without Excel, on any console, with good, bad and missing files."""
    bad = broken.not_a_workbook(tmp_path / "坏.xlsx")
    good = broken.sales(tmp_path / "good.xlsx")
    for lang, word in (("zh", "Excel"), ("en", "Excel")):
        for file in ([], [good], [bad], [tmp_path / "none.xlsx"]):
            done = run("doctor", *file, "--lang", lang)
            assert done.returncode == (1 if "✗" in done.stdout else 0) and word in done.stdout
            assert "Traceback" not in done.stdout + done.stderr
            assert file in ([], [good]) or any(line.startswith("✗") for line in done.stdout.splitlines()[-2:])
    told = json.loads(run("doctor", "--json").stdout)
    assert {t["level"] for t in told} <= {"good", "warning", "bad"} and all(t["what"] for t in told)


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_on_a_console_that_lacks_the_characters(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R104: a Chinese Windows console has no check mark: the page comes all the same."""
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("PYTHONUTF8", "0")
    done = subprocess.run([sys.executable, "-m", "xltrade", "doctor"], capture_output=True, cwd=ROOT, check=False)
    assert b"Traceback" not in done.stderr and b"xlwings" in done.stdout and done.returncode in (0, 1)
