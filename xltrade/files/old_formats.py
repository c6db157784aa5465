"""What an .xls, .et or .xlsb holds, counted record by record before the reader sees it.

The reader in Rust reads these formats rightly, and as trustingly as .xlsx: it makes room for the size that a sheet
states, for the rectangle of its cells and for each text once for every cell that shows it.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import olefile

from xltrade.declared.rejects.files import LOCKED_OR_UNREADABLE, NOT_A_WORKBOOK, PASSWORD_PROTECTED, TOO_LARGE
from xltrade.declared.rejects.problem import Problem

_STREAMS = ("Workbook", "Book")
_BROKEN = (OSError, struct.error, IndexError, ValueError, KeyError, zipfile.BadZipFile)
_BOF, _FILEPASS, _DIMENSIONS, _SST, _CONTINUE, _SHARED, _MULTIPLE = 0x0809, 0x2F, 0x200, 0xFC, 0x3C, 0xFD, 0xBD
_CELLS = {0x06, 0x206, 0x406, 0x203, 0x204, 0x205, 0x27E, 0xD6, _SHARED, _MULTIPLE}
_RICH, _FAR_EAST, _WIDE = 8, 4, 1
_ROW, _SHARED_CELL, _LAST_CELL, _SIZE, _ITEM = 0, 7, 11, 148, 19

_SHORT = {12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}
"""Cells that leave out their column, being right of the one before -> the same that name it, as the reader wants."""


@dataclass
class _Held:
    """What a workbook holds so far: rectangles of the sheets before, and the one of the sheet at hand; text shown."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    text: int = 0
    lengths: Sequence[int] = field(default_factory=list)

    def at(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)

    def shows(self, index: int) -> None:
        self.text += 2 * self.lengths[index] if index < len(self.lengths) else 0

    def next_sheet(self) -> None:
        self.cells += self.rows * self.columns
        self.rows = self.columns = 0

    def problem(self, cells: int, text: int) -> Problem | None:
        """Whether it is more than so many cells or bytes of text."""
        self.next_sheet()
        return TOO_LARGE if self.cells > cells or self.text > text else None


def problem_of_ole(data: bytes, cells: int, text: int) -> Problem | None:
    """What makes these bytes no .xls or .et that can be read, or None; cells, text: the most that the reader holds."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if ole.exists("EncryptedPackage"):
                return PASSWORD_PROTECTED
            name = next((s for s in _STREAMS if ole.exists(s)), None)
            return _problem_of_records(ole.openstream(name).read(), cells, text) if name else NOT_A_WORKBOOK
    except _BROKEN:
        return LOCKED_OR_UNREADABLE


def old_saved_at(data: bytes) -> dt.datetime | None:
    """When the program that wrote an .xls says it did; None where it does not say."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            saved = ole.get_metadata().last_saved_time
    except _BROKEN:
        return None
    return saved.replace(tzinfo=dt.UTC) if isinstance(saved, dt.datetime) else None


def _problem_of_records(data: bytes, cells: int, text: int) -> Problem | None:
    held = _Held()
    for kind, start, size in _records(data):
        if kind == _FILEPASS:
            return PASSWORD_PROTECTED
        if kind == _BOF:
            held.next_sheet()
        elif kind == _SST:
            held.lengths = _lengths(data, start)
        elif kind == _DIMENSIONS and size >= 12:
            first, last, left, right = struct.unpack_from("<IIHH", data, start)
            held.at(max(last - first, 0) - 1, max(right - left, 0) - 1)
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", data, start)
            held.at(row, struct.unpack_from("<H", data, start + size - 2)[0] if kind == _MULTIPLE else column)
            if kind == _SHARED:
                held.shows(struct.unpack_from("<I", data, start + 6)[0])
    return held.problem(cells, text)


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of each record."""
    position = 0
    while position + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, position)
        yield kind, position + 4, size
        position += 4 + size


def _lengths(data: bytes, start: int) -> list[int]:
    """The lengths of the shared texts, which go on in the records that continue their own."""
    stream = _Stream(_segments(data, start))
    count = struct.unpack("<II", stream.take(8))[1]
    return [_length(stream) for _ in range(count)]


def _segments(data: bytes, start: int) -> list[bytes]:
    size = struct.unpack_from("<H", data, start - 2)[0]
    found, position = [data[start : start + size]], start + size
    while position + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, position)
        if kind != _CONTINUE:
            break
        found.append(data[position + 4 : position + 4 + size])
        position += 4 + size
    return found


def _length(stream: _Stream) -> int:
    """The length of the next text, whose letters, runs and phonetics are passed over."""
    length, flags = struct.unpack("<HB", stream.take(3))
    runs = struct.unpack("<H", stream.take(2))[0] if flags & _RICH else 0
    more = struct.unpack("<I", stream.take(4))[0] if flags & _FAR_EAST else 0
    stream.pass_letters(length, flags)
    stream.take(4 * runs + more)
    return int(length)


class _Stream:
    """The bytes of several records one after the other."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self.segments, self.number, self.position = segments, 0, 0

    @property
    def left(self) -> int:
        return len(self.segments[self.number]) - self.position

    def take(self, size: int) -> bytes:
        """The next bytes; IndexError beyond the end."""
        found = b""
        while len(found) < size:
            if not self.left:
                self.number, self.position = self.number + 1, 0
            part = self.segments[self.number][self.position : self.position + size - len(found)]
            found, self.position = found + part, self.position + len(part)
        return found

    def pass_letters(self, count: int, flags: int) -> None:
        """Pass over letters; a record in which they go on says anew how wide they are."""
        while count:
            width = 1 + (flags & _WIDE)
            here = min(count, self.left // width)
            self.take(here * width)
            count -= here
            if count:
                self.number, self.position = self.number + 1, 0
                flags = self.take(1)[0]


# --- .xlsb ------------------------------------------------------------------------------------------------------------


def problem_of_binary(archive: zipfile.ZipFile, cells: int, text: int) -> Problem | None:
    """What makes a zip no .xlsb that can be read, or None; cells, text: likewise."""
    held = _Held()
    try:
        names = [n for n in archive.namelist() if n.lower().endswith(".bin")]
        shared = next((n for n in names if n.lower().endswith("sharedstrings.bin")), None)
        if shared:
            held.lengths = list(_items(archive.read(shared)))
        for name in names:
            _look(archive.read(name), held)
            held.next_sheet()
        return held.problem(cells, text)
    except _BROKEN:
        return LOCKED_OR_UNREADABLE


def _items(data: bytes) -> Iterator[int]:
    for kind, start, size in _binary(data):
        if kind == _ITEM and size >= 5:
            yield struct.unpack_from("<I", data, start + 1)[0]


def _look(data: bytes, held: _Held) -> None:
    row, column = 0, -1
    for kind, start, size in _binary(data):
        if kind == _ROW and size >= 4:
            row, column = struct.unpack_from("<I", data, start)[0], -1
        elif kind in _SHORT or (0 < kind <= _LAST_CELL and size >= 4):
            column = column + 1 if kind in _SHORT else struct.unpack_from("<I", data, start)[0]
            held.at(row, column)
            if _SHORT.get(kind, kind) == _SHARED_CELL and size >= 8:
                held.shows(struct.unpack_from("<I", data, start + size - 4)[0])
        elif kind == _SIZE and size >= 16:
            first, last, left, right = struct.unpack_from("<IIII", data, start)
            held.at(max(last - first, 0), max(right - left, 0))


def _binary(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of each record, both numbers in seven bits a byte."""
    position = 0
    while position < len(data):
        kind, position = _number(data, position, 2)
        size, position = _number(data, position, 4)
        yield kind, position, size
        position += size


def _number(data: bytes, position: int, most: int) -> tuple[int, int]:
    value = 0
    for shift in range(most):
        byte = data[position]
        value |= (byte & 0x7F) << (7 * shift)
        position += 1
        if not byte & 0x80:
            break
    return value, position


def with_long_cells(data: bytes) -> bytes:
    """The same .xlsb with the column in every cell: the reader passes over cells without, and says nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            part = old.read(name)
            sheet = "worksheets/" in name.lower() and name.lower().endswith(".bin")
            new.writestr(name, _long(part) if sheet and any(k in _SHORT for k, _, _ in _binary(part)) else part)
    return out.getvalue()


def _long(data: bytes) -> bytes:
    made, column = bytearray(), -1
    for kind, start, size in _binary(data):
        body = data[start : start + size]
        if kind == _ROW:
            column = -1
        elif 0 < kind <= _LAST_CELL and size >= 4:
            column = struct.unpack_from("<I", body)[0]
        elif kind in _SHORT:
            column += 1
            kind, body = _SHORT[kind], struct.pack("<I", column) + body
        made += _written(kind, 2) + _written(len(body), 4) + body
    return bytes(made)


def _written(number: int, most: int) -> bytes:
    """A number in seven bits a byte, as `_number` reads it."""
    made = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        made.append(low | (0x80 if number and len(made) + 1 < most else 0))
        if not number:
            return bytes(made)
