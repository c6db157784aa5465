"""The ways in which programs other than Excel write one and the same workbook, as changes of its parts."""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import broken

Parts = dict[str, bytes]
SHEET, BOOK, LINKS, STRINGS = (
    "xl/worksheets/sheet2.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
)
_NOTES = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def base(path: Path) -> Path:
    """The workbook that all of them write: every kind of value, one of them a text of two formats."""
    rows = (
        {**broken.CUSTOMERS[0], "note": "备注 <&> 一", "quality": True, "city": "Rome"},
        {**broken.CUSTOMERS[1], "note": "x", "utc_offset": -3.5, "override_until": "2026.5.1"},
    )
    return broken.sales(path, {**broken.GOOD, "customers": rows})


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def save(parts: Mapping[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _sheets(change: Callable[[bytes], bytes]) -> Callable[[Parts], Parts]:
    """A change of every sheet."""
    return lambda parts: {n: change(d) if n.startswith("xl/worksheets/sheet") else d for n, d in parts.items()}


def _sub(pattern: bytes, new: bytes, *, only: str = "xl/worksheets/sheet") -> Callable[[Parts], Parts]:
    """A replacement that must change something."""

    def change(parts: Parts) -> Parts:
        made = {n: re.sub(pattern, new, d) if n.startswith(only) else d for n, d in parts.items()}
        assert made != parts, pattern
        return made

    return change


def _moved(names: Callable[[str], str], links: Callable[[bytes], bytes]) -> Callable[[Parts], Parts]:
    """Parts under other names, their relations changed with them."""
    return lambda parts: {names(n): links(d) if n.endswith(".rels") else d for n, d in parts.items()}


def _in_folder(folder: str) -> Callable[[Parts], Parts]:
    root = folder.encode() + b"/" if folder else b""

    def links(data: bytes) -> bytes:
        return data.replace(b'Target="xl/', b'Target="' + root)

    return _moved(lambda n: re.sub(r"^xl/", f"{folder}/" if folder else "", n), links)


def _wide(*names: str) -> Callable[[Parts], Parts]:
    def change(data: bytes) -> bytes:
        return data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    return lambda parts: {n: change(d) if n in names else d for n, d in parts.items()}


def _prefixed(data: bytes) -> bytes:
    data = re.sub(rb"<(/?)(?!\?)(?!\w+:)(\w)", rb"<\1x:\2", data)
    return data.replace(b"xmlns=", b"xmlns:x=", 1)


def _inline(parts: Parts) -> Parts:
    items = re.findall(rb"<si>(.*?)</si>", parts[STRINGS], re.DOTALL)

    def cell(found: re.Match[bytes]) -> bytes:
        return found[1] + b' t="inlineStr"><is>' + items[int(found[2])] + b"</is></c>"

    made = _sheets(lambda d: re.sub(rb'(<c [^>]*?) t="s"><v>(\d+)</v></c>', cell, d))(parts)
    return {n: d for n, d in made.items() if n != STRINGS} | {
        LINKS: re.sub(rb"<Relationship [^>]*sharedStrings[^>]*/>", b"", made[LINKS])
    }


def _as_formula_text(parts: Parts) -> Parts:
    items = re.findall(rb"<si><t[^>]*>(.*?)</t></si>", parts[STRINGS], re.DOTALL)
    return _sheets(lambda d: re.sub(rb't="s"><v>(\d+)</v>', lambda m: b't="str"><v>' + items[int(m[1])] + b"</v>", d))(
        parts
    )


def _with_sheet(kind: str, tag: str) -> Callable[[Parts], Parts]:
    """One more sheet of another kind, which no reader of tables knows."""

    def change(parts: Parts) -> Parts:
        link = b'<Relationship Id="rId99" Type="%b/%b" Target="%bs/sheet1.xml"/>' % (
            _NOTES,
            kind.encode(),
            kind.encode(),
        )
        made = parts | {
            f"xl/{kind}s/sheet1.xml": f'<{tag} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'.encode()
        }
        made[LINKS] = made[LINKS].replace(b"</Relationships>", link + b"</Relationships>")
        return _sub(rb"</sheets>", b'<sheet name="Chart1" sheetId="99" r:id="rId99"/></sheets>', only=BOOK)(made)

    return change


def _iso_days(shape: str, *, behind: int = 0) -> Callable[[Parts], Parts]:
    """Days and moments as texts of ISO 8601, as SheetJS and openpyxl write them on demand."""

    def cell(found: re.Match[bytes]) -> bytes:
        moment = dt.datetime(1899, 12, 30) + dt.timedelta(days=float(found[2])) - dt.timedelta(seconds=behind)
        shown = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return found[1] + b' t="d"><v>' + shown.strftime(shape).encode() + b"</v></c>"

    return _sheets(lambda d: re.sub(rb'(<c r="[A-Z]+\d+" s="\d+")><v>(460\d\d(?:\.\d+)?)</v></c>', cell, d))


def _reversed_rows(data: bytes) -> bytes:
    rows = re.findall(rb"<row .*?</row>|<row [^>]*/>", data, re.DOTALL)
    start = data.index(rows[0])
    return data[:start] + b"".join(reversed(rows)) + data[start + len(b"".join(rows)) :]


def _strict(parts: Parts) -> Parts:
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    made = {n: d.replace(old + b"spreadsheetml/2006/main", new + b"spreadsheetml/main") for n, d in parts.items()}
    return {
        n: d.replace(old + b"officeDocument/2006/relationships", new + b"officeDocument/relationships")
        for n, d in made.items()
    }


WAYS: dict[str, Callable[[Parts], Parts]] = {
    "backslashes in part names": _moved(lambda n: n.replace("/", "\\"), lambda d: d),
    "backslashes in names and relations": _moved(
        lambda n: n.replace("/", "\\"), lambda d: d.replace(b"worksheets/", b"worksheets\\")
    ),
    "the workbook at the root": _in_folder(""),
    "the workbook in another folder": _in_folder("office/excel"),
    "part names in capitals": _moved(lambda n: n.upper() if n.startswith("xl/") else n, lambda d: d),
    "a size of whole rows": _sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="1:204"/>'),
    "a size that is empty": _sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref=""/>'),
    "a size with dollars": _sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="$A$1:$T$204"/>'),
    "a size of one cell": _sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>'),
    "a size of the whole sheet": _sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>'),
    "a size upside down": _sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="T204:A1"/>'),
    "no size": _sub(rb'<dimension ref="[^"]*"/>', b""),
    "addresses with dollars": _sub(rb'<c r="([A-Z]+)(\d+)"', rb'<c r="$\1$\2"'),
    "addresses in small letters": _sheets(lambda d: re.sub(rb'<c r="[A-Z]+', lambda m: m[0].lower(), d)),
    "the address behind the format": _sub(rb'<c (r="[A-Z]+\d+") (s="\d+")', rb"<c \2 \1"),
    "apostrophes around attributes": _sub(rb'<c r="([A-Z]+\d+)"', rb"<c r='\1'"),
    "rows without a number": _sub(rb'<row r="\d+"', b"<row"),
    "spans that are wrong": _sub(rb'spans="[^"]*"', b'spans="1:2"'),
    "rows from last to first": _sheets(_reversed_rows),
    "relations with ./": _sub(rb'Target="worksheets/', b'Target="./worksheets/', only=LINKS),
    "relations with ../": _sub(rb'Target="worksheets/', b'Target="../xl/worksheets/', only=LINKS),
    "relations from the root": _sub(rb'Target="worksheets/', b'Target="/xl/worksheets/', only=LINKS),
    "sheets under other names": lambda parts: _sub(
        rb"worksheets/sheet(\d+)\.xml", rb"worksheets/blatt\1.dat", only=LINKS
    )(
        {
            n.replace("worksheets/sheet", "worksheets/blatt").replace(".xml", ".dat")
            if n.startswith("xl/worksheets/")
            else n: d
            for n, d in parts.items()
        }
    ),
    "texts under another name": lambda parts: _sub(rb"sharedStrings\.xml", b"texts.xml", only=LINKS)(
        {n.replace("sharedStrings", "texts"): d for n, d in parts.items()}
    ),
    "a hidden sheet without a part": _sub(
        rb"</sheets>", b'<sheet name="_xl" sheetId="98" state="veryHidden" r:id=""/></sheets>', only=BOOK
    ),
    "a sheet in UTF-16": _wide(SHEET),
    "the workbook in UTF-16": _wide(BOOK),
    "texts in UTF-16": _wide(STRINGS),
    "everything prefixed": _sheets(_prefixed),
    "a byte order mark": lambda parts: {n: b"\xef\xbb\xbf" + d if n.startswith("xl/") else d for n, d in parts.items()},
    "a document type": _sub(rb"(<worksheet)", rb"<!DOCTYPE worksheet>\1"),
    "printed prettily": _sheets(
        lambda d: d.replace(b"><row", b">\n  <row").replace(b"><c ", b">\n    <c ").replace(b"></row", b">\n  </row")
    ),
    "days as texts": _iso_days("%Y-%m-%dT%H:%M:%S"),
    "days as texts with a zone": _iso_days("%Y-%m-%dT%H:%M:%S.000Z"),
    "days as a browser in China writes them": _iso_days("%Y-%m-%dT%H:%M:%S.000Z", behind=43),
    "texts in the cells": _inline,
    "texts as results of formulas": _as_formula_text,
    "texts in CDATA": _sub(rb"<si><t>([^<&]+)</t></si>", rb"<si><t><![CDATA[\1]]></t></si>", only=STRINGS),
    "texts in runs": _sub(
        rb"<si><t>([^<&\x80-\xff]|[\xc0-\xff][\x80-\xbf]*)([^<&]*)</t></si>",
        rb"<si><r><t>\1</t></r><r><rPr><b/></rPr><t>\2</t></r></si>",
        only=STRINGS,
    ),
    "texts with how they are read aloud": _sub(
        rb"</t></si>", b'</t><rPh sb="0" eb="1"><t>yomi</t></rPh></si>', only=STRINGS
    ),
    "no content types": lambda parts: {n: d for n, d in parts.items() if n != "[Content_Types].xml"},
    "a chart sheet": _with_sheet("chartsheet", "chartsheet"),
    "a dialog sheet": _with_sheet("dialogsheet", "dialogsheet"),
    "strict": _strict,
    "folders as entries": lambda parts: {"xl/": b"", "xl/worksheets/": b"", **parts},
}
"""What a program does otherwise -> how the parts of `base` come to be so."""


@cache
def base_parts() -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return parts_of(base(Path(folder) / "base.xlsx"))


def written(way: str, path: Path) -> Path:
    """The workbook written that way, which is another one than XlsxWriter's."""
    made = WAYS[way](dict(base_parts()))
    assert list(made.items()) != list(base_parts().items()), way
    return save(made, path)


def streamed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a zip that was written to a pipe: sizes after the data, bytes behind the end."""
    out = io.BytesIO()

    class Pipe:
        def write(self, data: bytes) -> int:
            return out.write(data)

        def flush(self) -> None:
            return None

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue() + b"\0" * 40
