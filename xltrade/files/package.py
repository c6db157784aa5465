"""The parts of an .xlsx package whatever they are called, and the same workbook under the names that readers know.

Excel finds the parts by their relations; the reader in Rust expects the names that Excel itself writes. `standard`
gives such a package for one that other programs wrote otherwise: backslashes in names, the workbook at the root or in
another folder, `./` in relations, sheets without a part, stated sizes that no reader takes, parts in UTF-16.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

MAIN = "xl/workbook.xml"
_ROOT = "_rels/.rels"
_KEPT = ("docprops/core.xml",)
_TYPES = re.compile(r"/(officeDocument|worksheet|sharedStrings|styles)$")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?(?:/>|>\s*</(?:\w+:)?dimension>)")
_DOLLARS = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\br\s*=\s*["'])\$?([A-Za-z]+)\$?(\d+)(["'])""")
_DECLARED = re.compile(r"""^(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_MAIN_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Package:
    """A workbook's parts by folded name. main: the folded name of the workbook part."""

    archive: zipfile.ZipFile
    parts: Mapping[str, str]
    main: str

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Package:
        """The package in an open zip; KeyError where no relation leads to a workbook."""
        parts = {_folded(name): name for name in archive.namelist() if not name.endswith(("/", "\\"))}
        package = cls(archive, parts, MAIN)
        roots = package.relations("") if _ROOT in parts else {}
        main = next((target for kind, target in roots.values() if kind == "officeDocument"), MAIN)
        if main not in parts:
            raise KeyError(main)
        return cls(archive, parts, main)

    def read(self, name: str) -> bytes:
        """A part's bytes by folded name, in UTF-8; KeyError where there is none."""
        return _narrow(self.archive.read(self.parts[name]))

    def relations(self, of: str) -> dict[str, tuple[str, str]]:
        """Id -> kind and folded target of each relation that leads to something known; {} where a part has none."""
        folder, name = posixpath.split(of)
        try:
            root = ET.fromstring(self.read(posixpath.join(folder, "_rels", f"{name}.rels")))
        except KeyError:
            return {}
        found = {}
        for one in root:
            kind, target = _TYPES.search(one.get("Type", "")), one.get("Target", "")
            if kind and target and one.get("TargetMode") != "External":
                found[one.get("Id", "")] = kind[1], _resolved(folder, target)
        return found

    def sheets(self) -> dict[str, str]:
        """Sheet name -> folded name of its part, of every sheet that is a worksheet with a part."""
        relations = self.relations(self.main)
        found = {}
        for sheet in ET.fromstring(self.read(self.main)).iter():
            if sheet.tag.rpartition("}")[2] == "sheet":
                ids = [value for key, value in sheet.items() if key.rpartition("}")[2] == "id"]
                kind, part = relations.get(ids[0] if ids else "", ("", ""))
                if kind == "worksheet" and part in self.parts:
                    found[sheet.get("name", "")] = part
        return found

    def dated_from_1904(self) -> bool:
        """Whether its dates count from 1904, as old Macs do."""
        return any(
            e.tag.endswith("workbookPr") and e.get("date1904") in ("1", "true")
            for e in ET.fromstring(self.read(self.main)).iter()
        )


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _resolved(folder: str, target: str) -> str:
    path = target.replace("\\", "/")
    return _folded(posixpath.normpath(path if path.startswith("/") else posixpath.join(folder, path)))


def _narrow(data: bytes) -> bytes:
    """A part in UTF-8, whatever it was written in."""
    if not data.startswith(_WIDE):
        return data
    wide = "utf-16" if data[:2] in _WIDE[:2] else "utf-16-le" if data[0] else "utf-16-be"
    return _DECLARED.sub(r"\1", data.decode(wide)).encode()


def plain(archive: zipfile.ZipFile) -> bool:
    """Whether the names are those that Excel writes, so that the reader can be let at the file as it is."""
    names = archive.namelist()
    return MAIN in names and not any("\\" in n for n in names)


def standard(data: bytes) -> bytes:
    """The same sheets in a package as Excel names it; KeyError, ParseError and the errors of zips for what is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        package = Package.of(archive)
        sheets, links = package.sheets(), package.relations(package.main).values()
        for number, part in enumerate(sheets.values(), 1):
            new.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(package.read(part)))
        shared = [(kind, part) for kind, part in links if kind in ("sharedStrings", "styles") and part in package.parts]
        for kind, part in shared:
            new.writestr(f"xl/{kind}.xml", package.read(part))
        for name in _KEPT:
            if name in package.parts:
                new.writestr("docProps/core.xml", package.read(name))
        new.writestr(MAIN, _workbook(list(sheets), package.dated_from_1904()))
        new.writestr("xl/_rels/workbook.xml.rels", _relations(len(sheets), [k for k, _ in shared]))
        new.writestr(_ROOT, _links([("rId1", "officeDocument", MAIN)]))
    return out.getvalue()


def _sheet(data: bytes) -> bytes:
    """A sheet without its stated size, its addresses without dollars."""
    return _DOLLARS.sub(rb"\1\2\3\4", _DIMENSION.sub(b"", data, count=1))


def _workbook(names: list[str], since_1904: bool) -> str:
    sheets = "".join(f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    start = f'<workbook xmlns="{_MAIN_NS}" xmlns:r="{_REL_NS}"><workbookPr date1904="{int(since_1904)}"/>'
    return f"{start}<sheets>{sheets}</sheets></workbook>"


def _relations(sheets: int, shared: list[str]) -> str:
    links = [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, sheets + 1)]
    return _links([*links, *((kind, kind, f"{kind}.xml") for kind in shared)])


def _links(links: list[tuple[str, str, str]]) -> str:
    made = "".join(f'<Relationship Id="{i}" Type="{_REL_NS}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="{_PACKAGE_NS}">{made}</Relationships>'
