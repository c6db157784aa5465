"""Workbooks in the binary formats, record by record: .xls (and .et, which is the same) and .xlsb."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from xltrade.files.vba import cfb

import broken  # isort: skip

Cells = Mapping[str, Sequence[Sequence[Any]]]
"""Sheet name -> rows of cells from A1 (None = blank)."""
_EPOCH = dt.datetime(1899, 12, 30)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def cells_of(path: Path) -> Cells:
    """The cells of an .xlsx."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book}


def _placed(rows: Iterable[Sequence[Any]]) -> list[tuple[int, int, Any]]:
    return [(r, c, _plain(v)) for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return (value - _EPOCH) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value


# ── .xls ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def xls(cells: Cells, *, extra: bytes = b"") -> bytes:
    """A workbook of Excel 97; extra: records at the end of the first sheet."""
    texts = list(dict.fromkeys(v for rows in cells.values() for _, _, v in _placed(rows) if isinstance(v, str)))
    sheets = [_xls_sheet(_placed(rows), texts, b"" if n else extra) for n, rows in enumerate(cells.values())]
    head = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _biff(0x42, struct.pack("<H", 1200))
    names = [struct.pack("<BB", len(n), 1) + n.encode("utf-16-le") for n in cells]
    rest = _sst(texts) + _biff(0x0A)
    start = len(head) + sum(4 + 6 + len(n) for n in names) + len(rest)
    bounds = b""
    for name, sheet in zip(names, sheets, strict=True):
        bounds, start = bounds + _biff(0x85, struct.pack("<IBB", start, 0, 0) + name), start + len(sheet)
    return cfb.write({"Workbook": (head + bounds + rest + b"".join(sheets)).ljust(4096, b"\0")})


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _sst(texts: Sequence[str]) -> bytes:
    """The shared texts, in pieces that a record can hold; a long text goes on in the next one."""
    pieces, room = [struct.pack("<II", len(texts), len(texts))], 8_000
    for text in texts:
        data = text.encode("utf-16-le")
        pieces[-1] += struct.pack("<HB", len(data) // 2, 1)
        while data:
            here = data[: max(room - len(pieces[-1]), 2) // 2 * 2]
            pieces[-1], data = pieces[-1] + here, data[len(here) :]
            if data:
                pieces.append(b"\1")
        if len(pieces[-1]) > room - 8:
            pieces.append(b"")
    return _biff(0xFC, pieces[0]) + b"".join(_biff(0x3C, p) for p in pieces[1:])


def _xls_sheet(placed: Sequence[tuple[int, int, Any]], texts: Sequence[str], extra: bytes) -> bytes:
    at = {text: n for n, text in enumerate(texts)}
    made = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, column, value in placed:
        if isinstance(value, str):
            made += _biff(0xFD, struct.pack("<HHHI", row, column, 0, at[value]))
        elif isinstance(value, bool):
            made += _biff(0x205, struct.pack("<HHHBB", row, column, 0, value, 0))
        else:
            made += _biff(0x203, struct.pack("<HHHd", row, column, 0, value))
    return made + extra + _biff(0x0A)


# ── .xlsb ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def xlsb(path: Path, cells: Cells, *, short: bool = False) -> Path:
    """A workbook in Excel's binary package; short: cells right of another leave out their column, as SheetJS writes."""
    book = _bin(131) + _bin(143)
    links = [("rId1", "officeDocument", "xl/workbook.bin")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _links(links))
        for number, (name, rows) in enumerate(cells.items(), 1):
            book += _bin(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _xlsb_sheet(_placed(rows), short))
        sheets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(cells) + 1)]
        archive.writestr("xl/_rels/workbook.bin.rels", _links(sheets))
        archive.writestr("xl/workbook.bin", book + _bin(144) + _bin(132))
    return path


def _links(links: Sequence[tuple[str, str, str]]) -> str:
    made = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{k}" Target="{t}"/>' for i, k, t in links)
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}">{made}</Relationships>'


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _bin(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size, count = b"", len(data)
    while True:
        count, low = count >> 7, count & 0x7F
        size += bytes([low | 0x80 if count else low])
        if not count:
            return head + size + data


def _xlsb_sheet(placed: Sequence[tuple[int, int, Any]], short: bool) -> bytes:
    rows, columns = max((r for r, _, _ in placed), default=0), max((c for _, c, _ in placed), default=0)
    made, last = _bin(129) + _bin(148, struct.pack("<IIII", 0, rows, 0, columns)) + _bin(145), (-1, -1)
    for row, column, value in placed:
        if row != last[0]:
            made += _bin(0, struct.pack("<II9xI", row, 0, 0))
        brief = short and (row, column - 1) == last
        place, last = struct.pack("<I", 0) if brief else struct.pack("<II", column, 0), (row, column)
        kind, data = _xlsb_value(value)
        made += _bin(kind + 11 * brief, place + data)
    return made + _bin(146) + _bin(130)


def _xlsb_value(value: Any) -> tuple[int, bytes]:
    """The kind of cell, and its value."""
    if isinstance(value, str):
        return 6, _wide(value)
    return (4, bytes([value])) if isinstance(value, bool) else (5, struct.pack("<d", value))


def put_xls(path: Path) -> Path:
    """The good workbook as an .xls, whatever the file is called."""
    cells = cells_of(broken.sales(path))
    path.write_bytes(xls(cells))
    return path


def put_xlsb(path: Path) -> Path:
    """The good workbook as an .xlsb, likewise."""
    return xlsb(path, cells_of(broken.sales(path)))


def put_short_xlsb(path: Path) -> Path:
    """The good workbook as SheetJS writes an .xlsb."""
    return xlsb(path, cells_of(broken.sales(path)), short=True)
