"""LibreOffice: the classic flavour recalculated, and every flavour as it is printed."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import xlsxwriter

from engines.cells import ErrorValue, Key, Value, formula_cells
from engines.copies import edited, on_day
from engines.office import ask, without

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MISSING_PROGRAMS = [name for name in ("soffice", "pdftoppm") if shutil.which(name) is None]
MISSING_PROGRAMS += ["python3-uno"] * without("uno")
needs_libreoffice = pytest.mark.skipif(
    bool(MISSING_PROGRAMS),
    reason=f"not on the PATH: {', '.join(MISSING_PROGRAMS)} (LibreOffice Calc, its Python bridge, poppler-utils)",
)


def libreoffice_values(path: Path, *, today: dt.date | None = None) -> dict[Key, Value]:
    """Every formula cell after a hard recalculation by LibreOffice; a canary file proves each time that it was one."""
    pinned = on_day(today) if today is not None else str
    with tempfile.TemporaryDirectory() as folder:
        canary, copy = Path(folder) / "canary.xlsx", Path(folder) / f"copy{path.suffix}"
        _write_canary(canary)
        if _recalculated(canary, canary) != {("canary", 0, 0): 2.0}:
            raise AssertionError("LibreOffice handed back a cached value: it did not recalculate")
        copy.write_bytes(edited(path, lambda formula, _: pinned(formula)))
        return _recalculated(path, copy)


def _write_canary(path: Path) -> None:
    """A workbook whose only formula, 1+1, carries a wrong cached value."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("canary").write_formula(0, 0, "=1+1", None, 987654)


def _recalculated(original: Path, copy: Path) -> dict[Key, Value]:
    """What LibreOffice makes of the original's formula cells, in a copy of it."""
    wanted = [cell.key for cell in formula_cells(original)]
    places: dict[str, list[tuple[int, int]]] = {}
    for sheet, row, col in wanted:
        places.setdefault(sheet, []).append((row, col))
    answer = ask(True, copy, read=True, states=places)
    values: dict[Key, Value] = {}
    for sheet, cells in places.items():
        rows, wrong, truths = answer[sheet]
        values |= {(sheet, r, c): rows[r][c] for r, c in cells if r < len(rows) and c < len(rows[r])}
        values |= {(sheet, r, c): ErrorValue(text if text[0] == "#" else "#VALUE!") for r, c, text in wrong}  # Err:509
        values |= {(sheet, r, c): rows[r][c] == 1 for r, c in truths}
    return {key: None if values.get(key) == "" else values.get(key) for key in wanted}


def saved(path: Path, to: Path) -> Path:
    """The workbook as LibreOffice stores it, its values as they were."""
    ask(False, path, target=to.as_uri(), filter="Calc MS Excel 2007 XML")
    return to


def render(path: Path, out_dir: Path, dpi: int = 60, *, pictures: bool = True) -> list[Path]:
    """The printed pages, showing the cached values, as PNG files or as the PGM files by which blank ones are found.

    Fails when a page is blank.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    pdf = out_dir / f"{path.stem}.pdf"
    ask(False, path, target=pdf.as_uri(), filter="calc_pdf_Export")
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
