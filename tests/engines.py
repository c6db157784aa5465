"""Independent spreadsheet engines: each recalculates a finished workbook and hands back what its cells say.

Cells are keyed `(sheet, row, column)`, row and column counted from 0. Dates are Excel serials, errors `ErrorValue`.

- `formulon_values`     the lambda flavour: LAMBDA names, structured references, dynamic arrays
- `libreoffice_values`  the classic flavour, natively; `libreoffice_batch` for many files in one start of soffice
- `formualizer_values`  the python flavour: formulas that call Python functions
- `formula_cells`       what the file itself says: formulas and cached values; `compare` sets them against an engine
- `audit`               whether Excel would open the file without repair
- `render`              the printed pages as pictures

Formulon and LibreOffice run as on a Chinese Windows: `TEXT(d,"aaaa")` is 星期三, `DATEVALUE("2026年10月8日")` a date.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import functools
import io
import itertools
import math
import os
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, unescape

import formualizer
import formulon
import openxml_audit
import pytest
import xlsxwriter

Key = tuple[str, int, int]
Value = float | str | bool | None

RELATIVE, ABSOLUTE = 1e-9, 1e-6
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MISSING_PROGRAMS = [name for name in ("soffice", "pdftoppm") if shutil.which(name) is None]
needs_libreoffice = pytest.mark.skipif(
    bool(MISSING_PROGRAMS),
    reason=f"not on the PATH: {', '.join(MISSING_PROGRAMS)} (LibreOffice Calc and poppler-utils)",
)


class ErrorValue(str):
    """An Excel error value such as #N/A, told apart from a text that looks like one."""


class FormulaCell(NamedTuple):
    """One formula cell of a file; the cells that an array formula fills repeat its formula."""

    sheet: str
    row: int
    col: int
    formula: str
    cached: Value

    @property
    def key(self) -> Key:
        return self.sheet, self.row, self.col

    @property
    def address(self) -> str:
        return f"{self.sheet}!{xlsxwriter.utility.xl_rowcol_to_cell(self.row, self.col)}"


# ---------------------------------------------------------------------------------------------- the file's own XML

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class _Part(NamedTuple):
    sheet: str
    name: str
    tables: tuple[str, ...]


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relationship id -> part name, for one part of the package."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    found = ET.fromstring(archive.read(rels)).iter(_REL)
    return {
        rel.get("Id", ""): _joined(folder, rel.get("Target", ""))
        for rel in found
        if rel.get("TargetMode") != "External"
    }


def _joined(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else os.path.normpath(f"{folder}/{target}").replace(os.sep, "/")


def _sheets(archive: zipfile.ZipFile) -> list[_Part]:
    parts = _targets(archive, "xl/workbook.xml")
    sheets = ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    named = [(sheet.get("name", ""), parts[sheet.get(_REL_ID, "")]) for sheet in sheets]
    return [
        _Part(name, part, tuple(t for t in _targets(archive, part).values() if t.startswith("xl/tables/")))
        for name, part in named
        if part.startswith("xl/worksheets/")
    ]


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = ET.fromstring(archive.read("xl/sharedStrings.xml")).iter(f"{_MAIN}si")
    return [_text(item) for item in items]


def _text(item: ET.Element) -> str:
    """The text of a string item without its phonetic guide."""
    runs = [item, *item.findall(f"{_MAIN}r")]
    return "".join(run.findtext(f"{_MAIN}t") or "" for run in runs)


def _value(cell: ET.Element, shared: Sequence[str]) -> Value:
    kind, raw = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return "" if inline is None else _text(inline)
    if not raw:
        return None
    readers: dict[str, Callable[[str], Value]] = {
        "n": float,
        "s": lambda v: shared[int(v)],
        "str": str,
        "b": lambda v: v == "1",
        "e": ErrorValue,
    }
    return readers[kind](raw)


def _cells(path: Path) -> Iterator[tuple[Key, ET.Element | None, Value]]:
    """Every cell of a file: its key, its `<f>` element if it has one, its stored value."""
    with zipfile.ZipFile(path) as archive:
        shared = _shared_strings(archive)
        for part in _sheets(archive):
            with archive.open(part.name) as stream:
                for _, element in ET.iterparse(stream):
                    if element.tag == f"{_MAIN}c":
                        row, col = _row_col(element.get("r", ""))
                        yield (part.sheet, row, col), element.find(f"{_MAIN}f"), _value(element, shared)
                    elif element.tag == f"{_MAIN}row":
                        element.clear()


def _row_col(address: str) -> tuple[int, int]:
    """`$B$3` -> (2, 1)."""
    row, col = xlsxwriter.utility.xl_cell_to_rowcol(address.replace("$", ""))
    return int(row), int(col)


def _area(ref: str) -> tuple[int, int, int, int]:
    """`B2:C9` -> first row, first column, last row, last column."""
    first, _, last = ref.partition(":")
    return *_row_col(first), *_row_col(last or first)


def formula_cells(path: Path) -> list[FormulaCell]:
    """Every formula cell of a workbook with its cached value, read from the XML; the spill of an array included."""
    found: list[FormulaCell] = []
    arrays: list[tuple[str, tuple[int, int, int, int], str]] = []
    for (sheet, row, col), element, value in _cells(path):
        if element is None:
            spilled = (
                f for name, (r1, c1, r2, c2), f in arrays if name == sheet and r1 <= row <= r2 and c1 <= col <= c2
            )
            formula = next(spilled, None)
        else:
            formula = element.text or ""
            if element.get("t") == "array":
                arrays.append((sheet, _area(element.get("ref", "")), formula))
            if element.get("t") == "shared":
                raise NotImplementedError(f"{sheet}: shared formulas are written by Excel, not by xltrade")
        if formula is not None:
            found.append(FormulaCell(sheet, row, col, formula, value))
    return found


# ----------------------------------------------------------------------------------------------------- comparison


def compare(cells: Iterable[FormulaCell], computed: Mapping[Key, Value], tolerance: float = RELATIVE) -> list[str]:
    """One line for each cell whose cached and computed values differ.

    Numbers are equal within `tolerance` (relative, 1e-9) or 1e-6 (absolute); "" equals an empty cell; texts and
    booleans are equal exactly, a boolean never equals a number; an error is a difference even when both sides agree.

    >>> compare([FormulaCell("客户", 1, 0, "1+1", 2.0)], {("客户", 1, 0): 3.0})
    ['客户!A2 =1+1: cached 2.0, computed 3.0']
    """
    return [
        f"{cell.address} ={cell.formula}: cached {cell.cached!r}, computed {computed.get(cell.key, 'nothing')!r}"
        for cell in cells
        if cell.key not in computed or not _equal(cell.cached, computed[cell.key], tolerance)
    ]


def _equal(left: Value, right: Value, tolerance: float) -> bool:
    if isinstance(left, ErrorValue) or isinstance(right, ErrorValue):
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=tolerance, abs_tol=ABSOLUTE)
    return (None if left == "" else left) == (None if right == "" else right)


# ------------------------------------------------------------------------------------------- changes to a test copy

_FORMULA = re.compile(r'(<c r="[A-Z]+(\d+)"[^>]*><f[^>]*>)([^<]+)(</f>)')
_NAME = re.compile(r"(<definedName [^>]*>)()([^<]+)(</definedName>)")


def _edited(path: Path, edit: Callable[[str, int | None], str]) -> bytes:
    """The file's bytes with `edit(formula, row)` applied to every formula; row is None for a defined name."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        patterns = {"xl/workbook.xml": _NAME} | {part.name: _FORMULA for part in _sheets(source)}
        for item in source.infolist():
            data = source.read(item)
            if item.filename in patterns:
                data = patterns[item.filename].sub(functools.partial(_replaced, edit), data.decode()).encode()
            copy.writestr(item, data)
    return out.getvalue()


def _replaced(edit: Callable[[str, int | None], str], match: re.Match[str]) -> str:
    head, row, formula, tail = match.groups()
    return head + escape(edit(unescape(formula, {"&quot;": '"'}), int(row) - 1 if row else None)) + tail


def _brackets(formula: str) -> str:
    """An optional LAMBDA parameter as formulon reads it; Excel stores `_xlop.x` and would refuse the brackets."""
    return re.sub(r"_xlop\.([\w.]+)", r"[_xlpm.\1]", formula)


def _on(today: dt.date) -> Callable[[str], str]:
    """A formula with TODAY() and NOW() replaced by a date."""
    date = f"DATE({today.year},{today.month},{today.day})"
    return lambda formula: re.sub(r"\b(TODAY|NOW)\(\)", date, formula)


# ------------------------------------------------------------------------------------------- structured references


class _Table(NamedTuple):
    sheet: str
    area: tuple[int, int, int, int]
    header_rows: int
    totals_rows: int
    columns: list[str]


def _tables(path: Path) -> dict[str, _Table]:
    with zipfile.ZipFile(path) as archive:
        parts = [(part.sheet, ET.fromstring(archive.read(table))) for part in _sheets(archive) for table in part.tables]
    return {
        table.get("displayName", "").lower(): _Table(
            sheet,
            _area(table.get("ref", "")),
            int(table.get("headerRowCount", "1")),
            int(table.get("totalsRowCount", "0")),
            [column.get("name", "").lower() for column in table.iter(f"{_MAIN}tableColumn")],
        )
        for sheet, table in parts
    }


_TEXT = re.compile(r'("(?:[^"]|"")*")')
_STRUCTURED = re.compile(r"([^\W\d]\w*)\[((?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*)\]")
_ITEM = re.compile(r"\[((?:'.|[^\[\]'])*)\]")


def addresses(formula: str, row: int | None, tables: Mapping[str, _Table]) -> str:
    """A formula with its structured references written as cell addresses; texts in it stay as they are."""
    pieces = _TEXT.split(formula)
    replaced = (_STRUCTURED.sub(lambda match: _address(match, row, tables), piece) for piece in pieces[::2])
    return "".join(itertools.chain(*itertools.zip_longest(replaced, pieces[1::2], fillvalue="")))


def _address(match: re.Match[str], row: int | None, tables: Mapping[str, _Table]) -> str:
    name, inner = match.groups()
    table = tables[name.lower()]
    items = [item.lower() for item in _ITEM.findall(inner)] or [inner.lower()]
    first, last = _rows(table, {item for item in items if item.startswith("#")}, row)
    columns = [table.columns.index(re.sub("'(.)", r"\1", item)) for item in items if item and not item.startswith("#")]
    left = table.area[1] + (columns[0] if columns else 0)
    right = table.area[1] + (columns[-1] if columns else len(table.columns) - 1)
    area = xlsxwriter.utility.xl_range_abs(first, left, last, right)
    return f"'{table.sheet}'!{area}"


def _rows(table: _Table, items: set[str], row: int | None) -> tuple[int, int]:
    top, bottom = table.area[0], table.area[2]
    first, last = top + table.header_rows, bottom - table.totals_rows
    if "#this row" in items:
        if row is None or not first <= row <= last:
            raise ValueError(f"[#This Row] outside the rows {first + 1}-{last + 1} of its table")
        return row, row
    if "#all" in items:
        return top, bottom
    if "#headers" in items:
        return top, last if "#data" in items else top
    if "#totals" in items:
        return first if "#data" in items else bottom, bottom
    return first, last


# -------------------------------------------------------------------------------------------------------- formulon


def formulon_values(path: Path, *, today: dt.date | None = None, as_addresses: bool = False) -> dict[Key, Value]:
    """Every formula cell after a recalculation by formulon, TODAY() and NOW() being `today` if given.

    formulon 0.18 gets structured references wrong in ROW, OFFSET and a SUMPRODUCT of several arguments: with
    `as_addresses` it reads cell addresses in their place. What else it gets wrong stands in `test_engines.TRAPS`.
    """
    with _formulon(path, today, as_addresses) as book:
        sheets = {book.sheet_name(index): index for index in range(book.sheet_count())}
        return {
            cell.key: _from_formulon(book.get_value(sheets[cell.sheet], cell.row, cell.col))
            for cell in formula_cells(path)
        }


def formulon_spills(
    path: Path, sheet: str, *, today: dt.date | None = None
) -> dict[tuple[int, int], list[list[Value]]]:
    """What each formula cell of a sheet spills, by its place: rows of values down and right to the first empty cell."""
    with _formulon(path, today, True) as book:
        index = next(i for i in range(book.sheet_count()) if book.sheet_name(i) == sheet)

        def value(row: int, col: int) -> Value:
            return _from_formulon(book.get_value(index, row, col))

        def line(row: int, col: int) -> list[Value]:
            return list(itertools.takewhile(lambda v: v is not None, (value(row, c) for c in itertools.count(col))))

        places = [(c.row, c.col) for c in formula_cells(path) if c.sheet == sheet]
        return {
            (r, c): list(itertools.takewhile(len, (line(row, c) for row in itertools.count(r)))) for r, c in places
        }


@contextlib.contextmanager
def _formulon(path: Path, today: dt.date | None, as_addresses: bool) -> Iterator[formulon.Workbook]:
    """The workbook recalculated."""
    tables = _tables(path) if as_addresses else {}
    data = _edited(path, lambda formula, row: _brackets(addresses(formula, row, tables) if as_addresses else formula))
    with formulon.Workbook.load(data) as book:
        book.set_excel_profile_id("win-365-zh_CN")
        if today is not None:
            book.set_pinned_now(today.year, today.month, today.day)
        book.recalc()
        yield book


def _from_formulon(value: formulon.Value) -> Value:
    if value.error_code is not None:
        return ErrorValue(formulon.error_display_name(value.error_code))
    plain = value.to_python()
    if isinstance(plain, formulon.Value):
        raise TypeError(f"not a cell value: {value.kind.name}")
    return plain


# ----------------------------------------------------------------------------------------------------- LibreOffice

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
    pinned = _on(today) if today is not None else str
    with tempfile.TemporaryDirectory() as folder:
        copies = {path: Path(folder) / f"{number}{path.suffix}" for number, path in enumerate(paths)}
        for path, copy in copies.items():
            copy.write_bytes(_edited(path, lambda formula, _: pinned(formula)))
        canary = Path(folder) / "canary.xlsx"
        _write_canary(canary)
        outputs = _convert([canary, *copies.values()], _XLSX, Path(folder) / "out", recalculate=True)
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
    values = {key: value for key, _, value in _cells(recalculated) if key in wanted}
    return dict.fromkeys(wanted) | values


def _convert(files: Sequence[Path], target: str, folder: Path, *, recalculate: bool) -> dict[Path, Path]:
    """Source -> converted file; soffice reports success even when it wrote nothing, so every file is looked for."""
    profile = _profile(recalculate)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", target, "--outdir", str(folder), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120 + 30 * len(files), check=False)
    outputs = {file: folder / f"{file.stem}.{target.partition(':')[0]}" for file in files}
    missing = [file.name for file, output in outputs.items() if not output.exists()]
    if missing:
        raise RuntimeError(f"LibreOffice did not convert {', '.join(missing)}: {done.stdout}{done.stderr}")
    return outputs


@functools.cache
def _profile(recalculate: bool) -> Path:
    """A LibreOffice profile of this process alone, which always or never recalculates on loading."""
    folder = Path(tempfile.mkdtemp(prefix="xltrade-soffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(mode=0 if recalculate else 1), "utf-8")
    return folder


def render(path: Path, out_dir: Path, dpi: int = 60) -> list[Path]:
    """The printed pages as PNG files, showing the cached values; fails when a page is blank."""
    out_dir.mkdir(parents=True, exist_ok=True)
    pdf = _convert([path], "pdf", out_dir, recalculate=False)[path]
    with tempfile.TemporaryDirectory() as folder:
        _pdftoppm(pdf, Path(folder) / "page", "-gray", "-r", "20")
        blank = [number for number, page in enumerate(sorted(Path(folder).iterdir()), 1) if _is_blank(page)]
    if blank:
        raise AssertionError(f"{path.name}: nothing printed on page {', '.join(map(str, blank))}")
    _pdftoppm(pdf, out_dir / path.stem, "-png", "-r", str(dpi))
    return sorted(out_dir.glob(f"{path.stem}-*.png"))


def _pdftoppm(pdf: Path, prefix: Path, *options: str) -> None:
    subprocess.run(["pdftoppm", *options, str(pdf), str(prefix)], capture_output=True, timeout=300, check=True)


def _is_blank(picture: Path) -> bool:
    """Whether a PGM picture has one shade only."""
    *_, pixels = picture.read_bytes().split(b"\n", 3)
    return len(set(pixels)) == 1


# ------------------------------------------------------------------------------------------------------ formualizer

_FORMUALIZER_ERRORS = {"Div": "#DIV/0!", "Na": "#N/A", "Name": "#NAME?"}


def formualizer_values(
    path: Path, functions: Mapping[str, Callable[..., Any]], *, today: dt.date | None = None
) -> dict[Key, Value]:
    """Every formula cell after a recalculation by formualizer, the workbook's functions being Python callables.

    Its built-in functions are not a judge: YEAR, MONTH, INT, ROUND, SEARCH of a whole column fail in SUMPRODUCT.

    A callable gets None for an empty cell, floats (dates as serials), str, bool, and a list of rows for a range. None
    becomes "" as under xlwings, and what it raises #VALUE!. Structured references arrive as cell addresses.
    """
    tables = _tables(path)
    book = formualizer.Workbook.from_bytes(_edited(path, lambda formula, row: addresses(formula, row, tables)))
    book.set_temporal_egress("serial")
    for name, function in functions.items():
        book.register_function(name, _blank_as_text(function))
    if today is not None:
        book.set_deterministic_clock(dt.datetime.combine(today, dt.time(), dt.UTC))
    book.evaluate_all()
    return {
        cell.key: _from_formualizer(book.get_value(cell.sheet, cell.row + 1, cell.col + 1))
        for cell in formula_cells(path)
    }


def _blank_as_text(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        result = function(*args)
        return "" if result is None else result

    return call


def _from_formualizer(value: Any) -> Value:
    if isinstance(value, dict):
        return ErrorValue(_FORMUALIZER_ERRORS.get(value["kind"], f"#{value['kind'].upper()}!"))
    return value


# ----------------------------------------------------------------------------------------------------- openxml-audit


@functools.cache
def _validator() -> openxml_audit.OpenXmlValidator:
    return openxml_audit.OpenXmlValidator(file_format=openxml_audit.FileFormat.MICROSOFT_365)


def audit(path: Path) -> list[str]:
    """Every finding of openxml-audit, then its verdict unless that is a clean opening in Excel: [] is a sound file."""
    result = _validator().validate(str(path))
    verdict = openxml_audit.predict(result)
    clean = verdict.prediction is openxml_audit.AppPrediction.OPENS_CLEAN
    return [f"{error.severity.value} {error}" for error in result.errors] + ([] if clean else [verdict.headline])
