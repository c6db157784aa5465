"""LibreOffice: the classic flavour recalculated, and every flavour as it is printed."""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from engines.cells import Key, Value, cells_of, formula_cells
from engines.copies import edited, on_day

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MISSING_PROGRAMS = [name for name in ("soffice", "pdftoppm") if shutil.which(name) is None]
needs_libreoffice = pytest.mark.skipif(
    bool(MISSING_PROGRAMS),
    reason=f"not on the PATH: {', '.join(MISSING_PROGRAMS)} (LibreOffice Calc and poppler-utils)",
)

_XLSX = "xlsx:Calc MS Excel 2007 XML"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
</oor:items>
"""


def libreoffice_values(path: Path, *, today: dt.date | None = None) -> dict[Key, Value]:
    """Every formula cell after a hard recalculation by LibreOffice; `libreoffice_batch` is faster for many files."""
    return libreoffice_batch([path], today=today)[path]


def libreoffice_batch(paths: Sequence[Path], *, today: dt.date | None = None) -> dict[Path, dict[Key, Value]]:
    """`libreoffice_values` of many files, one start of soffice; a canary file proves that it did recalculate."""
    pinned = on_day(today) if today is not None else str
    with tempfile.TemporaryDirectory() as folder:
        copies = {path: Path(folder) / f"{number}{path.suffix}" for number, path in enumerate(paths)}
        for path, copy in copies.items():
            copy.write_bytes(edited(path, lambda formula, _: pinned(formula)))
        canary = Path(folder) / "canary.xlsx"
        _write_canary(canary)
        outputs = convert([canary, *copies.values()], _XLSX, Path(folder) / "out", recalculate=True)
        if _stored(canary, outputs[canary]) != {("canary", 0, 0): 2.0}:
            raise AssertionError("LibreOffice handed back a cached value: it did not recalculate")
        return {path: _stored(path, outputs[copy]) for path, copy in copies.items()}


def _write_canary(path: Path) -> None:
    """A workbook whose only formula, 1+1, carries a wrong cached value."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("canary").write_formula(0, 0, "=1+1", None, 987654)


def _stored(original: Path, recalculated: Path) -> dict[Key, Value]:
    """The recalculated file's values of the original's formula cells."""
    wanted = {cell.key for cell in formula_cells(original)}
    values = {key: value for key, _, value in cells_of(recalculated) if key in wanted}
    return dict.fromkeys(wanted) | values


def convert(files: Sequence[Path], target: str, folder: Path, *, recalculate: bool) -> dict[Path, Path]:
    """Source -> converted file; soffice reports success even when it wrote nothing, so every file is looked for."""
    command = ["soffice", f"-env:UserInstallation={profile(recalculate).as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", target, "--outdir", str(folder), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120 + 30 * len(files), check=False)
    outputs = {file: folder / f"{file.stem}.{target.partition(':')[0]}" for file in files}
    missing = [file.name for file, output in outputs.items() if not output.exists()]
    if missing:
        raise RuntimeError(f"LibreOffice did not convert {', '.join(missing)}: {done.stdout}{done.stderr}")
    return outputs


@functools.cache
def profile(recalculate: bool) -> Path:
    """A LibreOffice profile of this process alone, which always or never recalculates on loading."""
    folder = Path(tempfile.mkdtemp(prefix="xltrade-soffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(mode=0 if recalculate else 1), "utf-8")
    return folder


def render(path: Path, out_dir: Path, dpi: int = 60, *, pictures: bool = True) -> list[Path]:
    """The printed pages, showing the cached values, as PNG files or as the PGM files by which blank ones are found.

    Fails when a page is blank.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    pdf = convert([path], "pdf", out_dir, recalculate=False)[path]
    grey = out_dir / f"{path.stem}-grey"
    grey.mkdir()
    _pdftoppm(pdf, grey / "page", "-gray", "-r", "20")
    pages = sorted(grey.iterdir())
    blank = [number for number, page in enumerate(pages, 1) if _is_blank(page)]
    if blank:
        raise AssertionError(f"{path.name}: nothing printed on page {', '.join(map(str, blank))}")
    if not pictures:
        return pages
    _pdftoppm(pdf, out_dir / path.stem, "-png", "-r", str(dpi))
    return sorted(out_dir.glob(f"{path.stem}-*.png"))


def _pdftoppm(pdf: Path, prefix: Path, *options: str) -> None:
    subprocess.run(["pdftoppm", *options, str(pdf), str(prefix)], capture_output=True, timeout=300, check=True)


def printed_text(pdf: Path) -> str:
    """What stands on the pages of a PDF file, such as the one that `render` leaves beside its pages."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=True).stdout


def _is_blank(picture: Path) -> bool:
    """Whether a PGM picture has one shade only."""
    *_, pixels = picture.read_bytes().split(b"\n", 3)
    return len(set(pixels)) == 1
