"""Cell formats of one workbook, used by sheets that move into another: those used are added to the other's styles."""

from __future__ import annotations

import copy
from xml.etree import ElementTree as ET

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FIRST_OWN_FORMAT = 164
_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
"""The order that the schema wants; some programs write another one."""
_COLLECTIONS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


def tag(name: str) -> str:
    """A name of the main namespace as ElementTree writes it."""
    return f"{{{MAIN}}}{name}"


def _font_place(element: ET.Element) -> int:
    name = element.tag.rpartition("}")[2]
    return _FONT.index(name) if name in _FONT else len(_FONT)


class Styles:
    """The style part of the workbook that receives; `cell` and `dxf` give the new number of a format of the other."""

    def __init__(self, receiver: bytes, source: bytes) -> None:
        self._new, self._old = ET.fromstring(receiver), ET.fromstring(source)
        self._cells: dict[str, str] = {}
        self._dxfs: dict[str, str] = {}
        self._parts: dict[tuple[str, str], str] = {}
        self._known: dict[str, dict[bytes, str]] = {}

    def cell(self, number: str) -> str:
        """A cell format (an xf) of the source, in the receiver."""
        if number not in self._cells:
            xf = copy.deepcopy(self._child(self._old, "cellXfs", number))
            for key, collection in _COLLECTIONS.items():
                xf.set(key, self._part(collection, xf.get(key, "0")))
            xf.set("numFmtId", self._number_format(xf.get("numFmtId", "0")))
            xf.set("xfId", "0")
            self._cells[number] = self._added("cellXfs", xf)
        return self._cells[number]

    def dxf(self, number: str) -> str:
        """A format of a condition or table of the source, in the receiver."""
        if number not in self._dxfs:
            self._dxfs[number] = self._added("dxfs", copy.deepcopy(self._child(self._old, "dxfs", number)))
        return self._dxfs[number]

    def data(self) -> bytes:
        """The receiver's style part with what was added."""
        ET.register_namespace("", MAIN)
        return ET.tostring(self._new, encoding="UTF-8", xml_declaration=True)

    def _part(self, collection: str, number: str) -> str:
        if (collection, number) not in self._parts:
            found = copy.deepcopy(self._child(self._old, collection, number))
            if collection == "fonts":
                found[:] = sorted(found, key=_font_place)
            self._parts[collection, number] = self._added(collection, found)
        return self._parts[collection, number]

    def _number_format(self, number: str) -> str:
        if int(number) < _FIRST_OWN_FORMAT:
            return number
        known = {f.get("formatCode", ""): f.get("numFmtId", "") for f in self._collection(self._new, "numFmts")}
        code = {f.get("numFmtId"): f.get("formatCode", "") for f in self._collection(self._old, "numFmts")}.get(number)
        if code is None:
            return "0"
        if code not in known:
            known[code] = str(max([_FIRST_OWN_FORMAT - 1, *map(int, known.values())]) + 1)
            self._added("numFmts", ET.Element(tag("numFmt"), {"numFmtId": known[code], "formatCode": code}))
        return known[code]

    def _added(self, collection: str, element: ET.Element) -> str:
        """Append an element that is not there yet; gives its number."""
        there = self._collection(self._new, collection)
        if collection not in self._known:
            self._known[collection] = {ET.tostring(known): str(n) for n, known in reversed(list(enumerate(there)))}
        text = ET.tostring(element)
        if text not in self._known[collection]:
            self._known[collection][text] = str(len(there))
            there.append(element)
            there.set("count", str(len(there)))
        return self._known[collection][text]

    @staticmethod
    def _collection(root: ET.Element, name: str) -> ET.Element:
        found = root.find(tag(name))
        return ET.Element(tag(name)) if found is None else found

    def _child(self, root: ET.Element, collection: str, number: str) -> ET.Element:
        """ValueError where there is none: the sheet is not one that can be moved."""
        children = list(self._collection(root, collection))
        if int(number) >= len(children):
            raise ValueError(f"no {collection} {number}")
        return children[int(number)]
