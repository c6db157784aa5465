"""The workbook part: its sheets and defined names; and the lists that cells point into, formats and shared texts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator

from soundness.package import MAIN, Package, R, repeated

BOOK, STYLES, TEXTS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
_LISTS = {"numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border", "cellStyleXfs": "xf",
          "cellXfs": "xf", "cellStyles": "cellStyle", "dxfs": "dxf"}  # fmt: skip
_POINTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
_LITERAL = re.compile(r'"(?:[^"]|"")*"')
_SHEET = re.compile(r"'((?:[^']|'')+)'!|(?<![\w.\]'])([^\W\d][\w.]*)!")
FIRST_OWN_FORMAT = 164
"""Number formats below are Excel's own and need no declaration."""


def sheets(package: Package) -> dict[str, str]:
    """Part name -> sheet name of the worksheets."""
    relations = package.relations.get(BOOK, {})
    parts = {s.get("name", ""): relations.get(s.get(f"{R}id", "")) for s in package.trees[BOOK].iter(f"{MAIN}sheet")}
    return {
        rel.target: name
        for name, rel in parts.items()
        if rel and rel.type == "worksheet" and rel.target in package.trees
    }


def check(package: Package) -> Iterator[str]:
    """Sheets and names that clash, are named wrongly or lead to no sheet; lists whose counts or indices are wrong."""
    if BOOK not in package.trees:
        yield f"{BOOK}: not there"
        return
    listed = list(package.trees[BOOK].iter(f"{MAIN}sheet"))
    yield from _listed(listed)
    yield from _names(package, len(listed))
    yield from _styles(package)
    yield from _texts(package)


def _listed(listed: list[ET.Element]) -> Iterator[str]:
    names = [s.get("name", "") for s in listed]
    yield from (f"two sheets are named {n}" for n in repeated(n.casefold() for n in names))
    yield from (f"two sheets have the id {n}" for n in repeated(s.get("sheetId") for s in listed))
    yield from (f"two sheets share the relation {n}" for n in repeated(s.get(f"{R}id") for s in listed))
    for name in names:
        if not 0 < len(name) <= 31 or set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'":
            yield f"{name!r} is no name of a sheet"
    if listed and all(s.get("state", "visible") != "visible" for s in listed):
        yield "every sheet is hidden"


def _names(package: Package, count: int) -> Iterator[str]:
    book = package.trees[BOOK]
    found = list(book.iter(f"{MAIN}definedName"))
    keys = [(n.get("name", "").casefold(), n.get("localSheetId")) for n in found]
    yield from (f"defined twice: {key}" for key in repeated(keys))
    known = {s.get("name", "").casefold() for s in book.iter(f"{MAIN}sheet")}
    for name in found:
        label, text = name.get("name", ""), name.text or ""
        if not re.fullmatch(r"(_xlnm\.)?[^\W\d][\w.\\]*", label) or len(label) > 255:
            yield f"{label!r} is no name to define"
        if not 0 <= int(name.get("localSheetId", 0)) < count:
            yield f"the name {label} belongs to a sheet that is not there"
        if not text or "#REF!" in text:
            yield f"the name {label} leads nowhere"
        yield from (f"the name {label} leads to {s}, which is not there" for s in strangers([text], known))
    for view in book.iter(f"{MAIN}workbookView"):
        yield from (f"{a} is no sheet's number" for a in ("activeTab", "firstSheet") if int(view.get(a, 0)) >= count)


def strangers(formulas: Iterable[str], known: set[str]) -> list[str]:
    """Sheets that formulas name and the workbook has not; `known` in lower case.

    >>> strangers(["SUM('a b'!A1)+C!B2", '"x!"&D!A1'], {"a b", "d"})
    ['C']
    """
    pieces = (_SHEET.findall(_LITERAL.sub('""', f)) for f in formulas if "!" in f)
    named = dict.fromkeys((quoted.replace("''", "'") or bare) for piece in pieces for quoted, bare in piece)
    return [n for n in named if n.casefold() not in known and not n.startswith("[")]


def _styles(package: Package) -> Iterator[str]:
    tree = package.trees.get(STYLES)
    if tree is None:
        return
    sizes = {}
    for key, item in _LISTS.items():
        found = tree.find(MAIN + key)
        sizes[key] = 0 if found is None else len(found.findall(MAIN + item))
        if found is not None and int(found.get("count", sizes[key])) != sizes[key]:
            yield f"{STYLES}: {key} says {found.get('count')} and has {sizes[key]}"
    formats = [int(n.get("numFmtId", 0)) for n in tree.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")]
    yield from (f"{STYLES}: two number formats {n}" for n in repeated(formats))
    for xf in (*tree.iterfind(f"{MAIN}cellXfs/{MAIN}xf"), *tree.iterfind(f"{MAIN}cellStyleXfs/{MAIN}xf")):
        for attribute, key in _POINTS.items():
            if int(xf.get(attribute, 0)) >= max(1, sizes[key]):
                yield f"{STYLES}: {attribute} {xf.get(attribute)} of {sizes[key]}"
        if int(xf.get("numFmtId", 0)) >= FIRST_OWN_FORMAT and int(xf.get("numFmtId", 0)) not in formats:
            yield f"{STYLES}: number format {xf.get('numFmtId')} is not declared"


def _texts(package: Package) -> Iterator[str]:
    tree = package.trees.get(TEXTS)
    if tree is None:
        return
    there = len(tree.findall(f"{MAIN}si"))
    if int(tree.get("uniqueCount", there)) != there:
        yield f"{TEXTS}: says {tree.get('uniqueCount')} texts and has {there}"


def count_of(package: Package, part: str, path: str) -> int:
    """How many entries a list has that cells point into: 0 where the part is missing."""
    tree = package.trees.get(part)
    return 0 if tree is None else len(tree.findall(path))
