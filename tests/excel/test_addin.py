"""The ribbon add-in: sound parts, buttons bound to Subs that exist, put in place and taken away."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from commands import run
from oletools.olevba import VBA_Parser

import engines
from xltrade.core.errors import WriteError
from xltrade.excel import addin
from xltrade.files.vba import workbook


def parts(lang: str = "zh") -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(addin.build(lang)))  # type: ignore[arg-type]
    return {name: archive.read(name) for name in archive.namelist()}


def test_it_is_an_add_in_with_our_macros() -> None:
    found = parts()
    assert (
        addin._ADDIN.encode() in found["[Content_Types].xml"]
        and addin._WORKBOOK.encode() not in found["[Content_Types].xml"]
    )
    assert b'Target="customUI/customUI14.xml"' in found["_rels/.rels"]
    for name, data in found.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(data)
    modules = {m[2] for m in VBA_Parser("xltrade.xlam", addin.build()).extract_macros()}
    assert any("xltrade_buttons" in m for m in modules) and any("xlwings" in m for m in modules)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_button_runs_a_sub_that_exists(lang: str) -> None:
    """The ribbon's ids are the names of Subs; each has a label and a tip in the language asked for."""
    root = ET.fromstring(parts(lang)["customUI/customUI14.xml"])
    space = "{http://schemas.microsoft.com/office/2009/07/customui}"
    buttons = list(root.iter(f"{space}button"))
    assert {b.get("id") for b in buttons} == set(workbook.buttons())
    for button in buttons:
        assert button.get("onAction") == "XltradeRibbon" and button.get("label") and button.get("screentip")
        assert button.get("label", "").isascii() == (lang == "en")
    tab = next(root.iter(f"{space}tab")).get("label", "")
    assert tab == ("外贸 xltrade" if lang == "zh" else "xltrade")


def test_same_bytes_each_time() -> None:
    assert addin.build("zh") == addin.build("zh")


def test_install_and_remove(tmp_path: Path) -> None:
    place = tmp_path / "XLSTART"
    target = addin.install(place)
    assert target == place / "xltrade.xlam" and target.read_bytes() == addin.build()
    assert addin.remove(place) == target and not target.exists() and addin.remove(place) is None


def test_where_excel_loads_it() -> None:
    assert addin.folder("win32", {"APPDATA": "C"}) == Path("C/Microsoft/Excel/XLSTART")
    mac = addin.folder("darwin", {"HOME": "/Users/a"})
    assert mac is not None and mac.parts[-1] == "Excel" and addin.folder("linux", {}) is None


def test_no_excel_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addin, "folder", lambda: None)
    with pytest.raises(WriteError) as caught:
        addin.install(None)
    assert "--dir" in caught.value.zh and "--dir" in caught.value.en


def test_the_command_builds_installs_and_removes(tmp_path: Path) -> None:
    """R104: each action with the folder it is told; removing twice is no mistake; Excel would open the file."""
    for action in ("build", "install"):
        done = run("addin", action, "--dir", tmp_path / action)
        assert done.returncode == 0 and (tmp_path / action / "xltrade.xlam").read_bytes() == addin.build("zh")
        assert "xltrade.xlam" in done.stdout
    removed = [run("addin", "remove", "--dir", tmp_path / "install") for _ in range(2)]
    assert [r.returncode for r in removed] == [0, 0] and removed[0].stdout != removed[1].stdout
    assert not (tmp_path / "install" / "xltrade.xlam").exists()
    assert engines.audit(tmp_path / "build" / "xltrade.xlam") == []
