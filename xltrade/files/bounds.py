"""What makes a file no workbook that can be read, looked at before the reader sees it.

The reader holds a sheet as the rectangle of its filled cells and a text once for every cell that shows it, so both are
counted from what a sheet really holds, never from what it says of itself: beyond these bounds the whole process would
end, not only the file. An honest workbook of 50,000 rows inflates to under 60 MB.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import numpy as np

from xltrade.declared.rejects.files import (
    EMPTY_FILE,
    LOCKED_OR_UNREADABLE,
    NOT_A_WORKBOOK,
    OPEN_DOCUMENT,
    TOO_LARGE,
    WEB_PAGE,
)
from xltrade.declared.rejects.problem import Problem
from xltrade.files.old_formats import old_saved_at, problem_of_binary, problem_of_ole
from xltrade.files.package import Package, plain
from xltrade.sheets.addresses import column_number

MAX_BYTES = 1 << 28
"""Of a file, and of all its parts inflated."""
MAX_CELLS = 8_000_000
"""In the rectangles of filled cells of all wide or long sheets together."""
MAX_TEXT = 1 << 28
"""Bytes of text in all cells together."""
_FAR = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["'](?:[A-Za-z]{3}|[D-Zd-z][A-Za-z]\d|[A-Za-z]*\d{5})""")
"""A column from DA on or a row of five digits: without one a sheet is a rectangle of a million cells at most. The name
of the attribute is looked for first, then what stands before it: that is ten times faster, and xmlns:r is none."""
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["'](?:[^>]*[^/>])?>""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d+)<""")
_ITEM = re.compile(rb"<(?:\w+:)?si[\s>]")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>\s*([^<\s]+)")
_SMALLEST_CELL = len('<c t="s"><v>1</v></c>')
_CHUNK, _OVERLAP = 1 << 22, 256
_NO_SHEETS = (".rels", ".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".vml", "sharedstrings.xml")
"""Endings of parts that are no sheets; any other may be one, whatever it is called."""
_BINARY = "xl/workbook.bin"
_ZIP, _OLE = b"PK", bytes.fromhex("D0CF11E0A1B11AE1")
_MARKUP, _HEAD = re.compile(rb"(\xef\xbb\xbf)?\s*<(?:!|\?xml|html|head|meta|table|style)", re.IGNORECASE), 64
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


def problem_of(data: bytes) -> Problem | None:
    """What makes these bytes no workbook that can be read, or None."""
    if not data:
        return EMPTY_FILE
    if len(data) > MAX_BYTES:
        return TOO_LARGE
    if data.startswith(_OLE):
        return problem_of_ole(data, MAX_CELLS, MAX_TEXT)
    if not data.startswith(_ZIP):
        return WEB_PAGE if _MARKUP.match(data[:_HEAD]) else NOT_A_WORKBOOK
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _problem_of_zip(archive)
    except _BROKEN:
        return LOCKED_OR_UNREADABLE


def _problem_of_zip(archive: zipfile.ZipFile) -> Problem | None:
    parts = archive.infolist()
    if sum(p.file_size for p in parts) > MAX_BYTES:
        return TOO_LARGE
    if is_binary(archive):
        return problem_of_binary(archive, MAX_CELLS, MAX_TEXT)
    if "mimetype" in archive.namelist() and b"opendocument" in archive.read("mimetype"):
        return OPEN_DOCUMENT
    if not _is_workbook(archive):
        return NOT_A_WORKBOOK
    sheets = [p for p in parts if not p.filename.lower().endswith(_NO_SHEETS)]
    if sum(_rectangle(archive, p) for p in sheets) > MAX_CELLS or _texts(archive, sheets) > MAX_TEXT:
        return TOO_LARGE
    return None


def is_binary(archive: zipfile.ZipFile) -> bool:
    """Whether it is an .xlsb."""
    return _BINARY in archive.namelist()


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a workbook part is there, under whatever name."""
    try:
        return plain(archive) or bool(Package.of(archive).main)
    except (KeyError, ET.ParseError):
        return False


def _rectangle(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The cells of the rectangle of a sheet's filled cells; 0 for an ordinary sheet, not looked at cell by cell."""
    if not any(_FAR.search(chunk) for chunk in _chunks(archive, part)):
        return 0
    last_row = last_column = 0
    for chunk in _chunks(archive, part):
        for letters, row in _CELL.findall(chunk):
            last_row, last_column = max(last_row, int(row)), max(last_column, column_number(letters.decode()) + 1)
    return last_row * last_column


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part piece by piece, each with the end of the one before."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def _texts(archive: zipfile.ZipFile, sheets: list[zipfile.ZipInfo]) -> int:
    """Bytes of shared text that all cells together show; each text counts as often as a cell shows it."""
    shared = next((p for p in archive.infolist() if p.filename.lower() == "xl/sharedstrings.xml"), None)
    if shared is None:
        return 0
    text, cells = archive.read(shared), sum(p.file_size for p in sheets) // _SMALLEST_CELL
    starts = np.array([m.start() for m in _ITEM.finditer(text)] + [len(text)], dtype=np.int64)
    lengths, total = np.diff(starts), 0
    if not len(lengths) or int(lengths.max()) * cells < MAX_TEXT:
        return 0  # no text is so long that all cells together could show too much of it
    for part in sheets:
        shown = np.array(_SHARED.findall(archive.read(part)), dtype=np.int64)
        total += int(lengths[shown[shown < len(lengths)]].sum())
    return total


def old_format(data: bytes) -> str:
    """How a format is called that says nothing of formulas to us: .xls (.et is the same) or .xlsb; "" for .xlsx."""
    if data.startswith(_OLE):
        return ".xls"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ".xlsb" if is_binary(archive) else ""


def saved_at(data: bytes) -> dt.datetime | None:
    """When the program that wrote a workbook says it did, with its zone; None where it does not say.

    >>> saved_at(b"no workbook") is None
    True
    """
    if data.startswith(_OLE):
        return old_saved_at(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _MODIFIED.search(archive.read("docProps/core.xml"))
            moment = dt.datetime.fromisoformat(found[1].decode()) if found else None
    except (KeyError, *_BROKEN):
        return None
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC) if moment else None
