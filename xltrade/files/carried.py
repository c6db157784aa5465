"""The manager's own sheets, carried from the old master into the new one as they are.

XlsxWriter makes a workbook anew and knows no sheet that is not ours. Such a sheet is moved as the package holds it:
its cells with their formats, and every drawing, chart, picture, note and table it leads to, byte for byte. openpyxl
knows how a package hangs together; it is not asked to write a sheet, because what it does not know it would leave out.
What a sheet holds that hangs on the workbook as a whole (pivot tables, slicers, controls, links to other files) cannot
move: it is named, and nobody loses it without having said so.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from openpyxl.packaging.manifest import Manifest
from openpyxl.packaging.relationship import Relationship, RelationshipList, get_dependents, get_rels_path
from openpyxl.xml.functions import fromstring, tostring

from xltrade.core.parsing import fold
from xltrade.files.merged_styles import MAIN, Styles, tag
from xltrade.files.moved_sheet import moved_sheet, moved_table

_BOOK, _STYLES, _TYPES = "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MOVES = {
    "drawing", "chart", "chartEx", "image", "comments", "vmlDrawing", "hyperlink", "table", "printerSettings",
    "chartStyle", "chartColorStyle", "chartUserShapes", "themeOverride", "diagramData", "diagramLayout",
    "diagramQuickStyle", "diagramColors", "diagramDrawing",
}  # fmt: skip
"""Kinds of relations whose parts belong to the sheet alone."""
_ID = f"{{{_OFFICE}}}id"
_ODD = (KeyError, ValueError, TypeError, IndexError, StopIteration, ET.ParseError)
"""What reading a package that is not as it should be raises."""
_DATE = (1980, 1, 1, 0, 0, 0)
_OWN = re.compile(r"own\d+_")


@dataclass(frozen=True)
class Carried:
    """A new master with the manager's own sheets: their names; lost: sheet and what of it cannot move."""

    data: bytes
    sheets: tuple[str, ...]
    lost: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet as the workbook part lists it."""

    name: str
    id: str
    state: str
    relation: str


def carry(old: bytes, new: bytes) -> Carried:
    """The workbook `new` with every sheet of `old` whose name it has not got.

    A sheet that cannot be moved at all is lost whole. The same two workbooks give the same bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(old)) as source, zipfile.ZipFile(io.BytesIO(new)) as target:
            ours = {fold(s.name) for s in _sheets(target)}
            own = [s for s in _sheets(source) if fold(s.name) not in ours]
            return _Move(source, target).run(own) if own else Carried(new, (), ())
    except (*_ODD, zipfile.BadZipFile):
        return Carried(new, (), (("", ""),))


def _sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    listed = ET.fromstring(archive.read(_BOOK)).iter(tag("sheet"))
    return [Sheet(s.attrib["name"], s.attrib["sheetId"], s.get("state", ""), s.attrib[_ID]) for s in listed]


def notes(workbook: bytes) -> dict[str, list[str]]:
    """Sheet name -> the cells that have a note, such as ["B7"]; {} for a package that is not as Excel writes them."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            relations = get_dependents(archive, get_rels_path(_BOOK))
            return {s.name: list(_noted(archive, relations.get(s.relation).target)) for s in _sheets(archive)}
    except (*_ODD, zipfile.BadZipFile):
        return {}


def _noted(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    path = get_rels_path(sheet)
    for relation in get_dependents(archive, path) if path in archive.namelist() else ():
        if relation.Type.endswith("/comments"):
            yield from (n.attrib["ref"] for n in ET.fromstring(archive.read(relation.target)).iter(tag("comment")))


class _Move:
    """The move of some sheets from one package to another."""

    def __init__(self, source: zipfile.ZipFile, target: zipfile.ZipFile) -> None:
        self.source, self.target = source, target
        self.types = Manifest.from_tree(fromstring(source.read(_TYPES)))
        self.styles = Styles(target.read(_STYLES), source.read(_STYLES))
        self.relations = get_dependents(source, get_rels_path(_BOOK))
        self.parts: dict[str, tuple[bytes, str]] = {}
        self.sheets: list[tuple[Sheet, str, str]] = []
        self.lost: list[tuple[str, str]] = []
        self.tables = _table_names(target)
        self._strings: list[ET.Element] | None = None

    def run(self, own: Iterable[Sheet]) -> Carried:
        """Move the sheets; the package that comes out of it."""
        for sheet in own:
            try:
                self._sheet(sheet)
            except _ODD:
                self.lost.append((sheet.name, ""))
        return Carried(self._package(), tuple(s.name for s, _, _ in self.sheets), tuple(self.lost))

    def _sheet(self, sheet: Sheet) -> None:
        relation, number = self.relations.get(sheet.relation), len(self.sheets) + 1
        path = relation.target
        renamed: dict[str, str] = {}
        wanted = dict(self._reached(sheet.name, path))
        for part in wanted:
            renamed[part] = self._new_name(part, path, number)
        moved = moved_sheet(self.source.read(path), self.styles, self.strings, bool(self._metadata))
        self.lost += [(sheet.name, what) for what in moved.lost]
        made = {renamed[path]: (moved.data, self._type(path))}
        for part in wanted.keys() - {path}:
            made[renamed[part]] = self._part(part)
        for part, relations in wanted.items():
            if relations:
                name = get_rels_path(renamed[part])
                made[name] = (self._relations(relations, renamed), "")
        self.parts |= dict(sorted(made.items()))
        self.sheets.append((sheet, relation.Type, renamed[path]))

    def _reached(self, sheet: str, start: str) -> Iterable[tuple[str, list[Relationship]]]:
        """The parts that belong to a sheet, itself first, each with its relations that move too."""
        seen, waiting = {start}, [start]
        while waiting:
            part, kept = waiting.pop(0), list[Relationship]()
            for relation in self._dependents(part):
                kind = posixpath.basename(relation.Type)
                if kind not in _MOVES or (kind == "table" and not self._free(relation.target)):
                    self.lost.append((sheet, kind))
                    continue
                kept.append(relation)
                if relation.TargetMode != "External" and relation.target not in seen:
                    seen.add(relation.target)
                    waiting.append(relation.target)
            yield part, kept

    def _dependents(self, part: str) -> Collection[Relationship]:
        name = get_rels_path(part)
        return get_dependents(self.source, name) if name in self.source.namelist() else ()

    def _free(self, table: str) -> bool:
        """Whether a table's name is none of ours."""
        return fold(ET.fromstring(self.source.read(table)).get("displayName", "")) not in self.tables

    def _new_name(self, part: str, sheet: str, number: int) -> str:
        folder, name = posixpath.split(part)
        return f"{folder}/own{number}_{'sheet.xml' if part == sheet else _OWN.sub('', name)}"

    def _part(self, part: str) -> tuple[bytes, str]:
        data, kind = self.source.read(part), self._type(part)
        if kind.endswith("table+xml"):
            count = len(self.tables) + 1
            data = moved_table(data, count, self.styles)
            self.tables.add(str(count))
        return data, kind

    def _type(self, part: str) -> str:
        for given in self.types.Override:
            if given.PartName == f"/{part}":
                return given.ContentType
        ending = posixpath.splitext(part)[1][1:].lower()
        return next(d.ContentType for d in self.types.Default if d.Extension.lower() == ending)

    @staticmethod
    def _relations(relations: Iterable[Relationship], renamed: dict[str, str]) -> bytes:
        made = RelationshipList()
        for one in relations:
            outside = one.TargetMode == "External"
            target = one.target if outside else f"/{renamed[one.target]}"
            made.append(Relationship(Id=one.Id, Type=one.Type, Target=target, TargetMode=one.TargetMode))
        return tostring(made.to_tree())

    @property
    def strings(self) -> list[ET.Element]:
        """The shared texts of the old workbook."""
        if self._strings is None:
            names = self.source.namelist()
            found = next((n for n in names if n.lower() == "xl/sharedstrings.xml"), None)
            self._strings = list(ET.fromstring(self.source.read(found)).iter(tag("si"))) if found else []
        return self._strings

    @property
    def _metadata(self) -> bool:
        return "xl/metadata.xml" in self.target.namelist()

    # the package

    def _package(self) -> bytes:
        changed = {
            _BOOK: self._workbook(),
            get_rels_path(_BOOK): self._inserted(get_rels_path(_BOOK), "</Relationships>", self._sheet_relations()),
            _TYPES: self._inserted(_TYPES, "</Types>", self._overrides()),
            _STYLES: self.styles.data(),
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for info in self.target.infolist():
                package.writestr(info, changed.get(info.filename, self.target.read(info)), zipfile.ZIP_DEFLATED)
            for name, (data, _) in self.parts.items():
                package.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _inserted(self, part: str, before: str, text: str) -> bytes:
        return self.target.read(part).decode("utf-8").replace(before, f"{text}{before}").encode("utf-8")

    def _sheet_relations(self) -> str:
        return "".join(
            f'<Relationship Id="rIdOwn{n}" Type="{kind}" Target="/{part}"/>'
            for n, (_, kind, part) in enumerate(self.sheets, 1)
        )

    def _overrides(self) -> str:
        typed = ((name, kind) for name, (_, kind) in self.parts.items() if kind)
        return "".join(f"<Override PartName={quoteattr(f'/{n}')} ContentType={quoteattr(k)}/>" for n, k in typed)

    def _workbook(self) -> bytes:
        """The workbook part with the sheets at the end, and the names that belong to them."""
        there = _sheets(self.target)
        first = max(int(s.id) for s in there) + 1
        listed = "".join(
            f"<sheet name={quoteattr(s.name)} sheetId={quoteattr(str(first + n))}"
            f"{s.state and f' state={quoteattr(s.state)}'} r:id={quoteattr(f'rIdOwn{n + 1}')}/>"
            for n, (s, _, _) in enumerate(self.sheets)
        )
        text = self._inserted(_BOOK, "</sheets>", listed).decode("utf-8")
        names = self._names(len(there))
        if not names:
            return text.encode("utf-8")
        if "</definedNames>" in text:
            return text.replace("</definedNames>", f"{names}</definedNames>").encode("utf-8")
        return text.replace("</sheets>", f"</sheets><definedNames>{names}</definedNames>").encode("utf-8")

    def _names(self, there: int) -> str:
        """The defined names of the moved sheets, and those of the manager's that they use or that lead to them."""
        before = [s.name for s in _sheets(self.source)]
        at = {before.index(s.name): there + n for n, (s, _, _) in enumerate(self.sheets)}
        known = {fold(n.get("name", "")) for n in _defined(self.target) if n.get("localSheetId") is None}
        used = b"".join(self.parts[part][0] for _, _, part in self.sheets)
        made = []
        for name in _defined(self.source):
            local, text = name.get("localSheetId"), name.text or ""
            if local is not None and int(local) in at:
                name.set("localSheetId", str(at[int(local)]))
            elif local is not None or fold(name.get("name", "")) in known or not self._concerns(name, used, text):
                continue
            made.append(_plain(name))
        return "".join(made)

    def _concerns(self, name: ET.Element, used: bytes, text: str) -> bool:
        return name.get("name", "").encode() in used or any(s.name in text for s, _, _ in self.sheets)


def _defined(archive: zipfile.ZipFile) -> list[ET.Element]:
    return list(ET.fromstring(archive.read(_BOOK)).iter(tag("definedName")))


def _plain(element: ET.Element) -> str:
    """An element of the main namespace as text without a declaration of it."""
    ET.register_namespace("", MAIN)
    return ET.tostring(element, encoding="unicode").replace(f' xmlns="{MAIN}"', "").strip()


def _table_names(archive: zipfile.ZipFile) -> set[str]:
    parts = [n for n in archive.namelist() if n.startswith("xl/tables/")]
    return {fold(ET.fromstring(archive.read(n)).get("displayName", "")) for n in parts}
