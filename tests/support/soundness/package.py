"""The package of a workbook: its parts, what type each has, and what each leads to."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CONTENT_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")


@dataclass(frozen=True)
class Relation:
    """What a part leads to: `type` is the last word of the relation's type, `target` a part's name or an address."""

    type: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """Every part by its name, parsed; the relations of each part by their id."""

    names: tuple[str, ...]
    trees: dict[str, ET.Element]
    relations: dict[str, dict[str, Relation]]

    def led_to(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that a part leads to: `led_to("xl/worksheets/sheet1.xml", "table")`."""
        found = self.relations.get(part, {}).values()
        return [r.target for r in found if r.type == kind and r.target in self.trees]


def repeated(values: Iterable[object]) -> list[str]:
    """The values that occur more than once.

    >>> repeated(["a", "b", "a"])
    ['a']
    """
    return [str(value) for value, times in Counter(values).items() if times > 1]


def opened(path: Path) -> tuple[Package, list[str]]:
    """A file's package, and the parts that are no XML: these are not in `trees`."""
    trees, wrong = {}, []
    with zipfile.ZipFile(path) as archive:
        names = tuple(archive.namelist())
        for name in dict.fromkeys(names):
            if name.endswith(_XML):
                try:
                    trees[name] = ET.fromstring(archive.read(name))
                except ET.ParseError as error:
                    wrong.append(f"{name}: not well-formed XML, {error}")
    relations = {_owner(n): dict(_relations(_owner(n), tree)) for n, tree in trees.items() if n.endswith(".rels")}
    return Package(names, trees, relations), wrong


def _owner(rels: str) -> str:
    """The part whose relations a .rels part holds.

    >>> _owner("xl/_rels/workbook.xml.rels"), _owner("_rels/.rels")
    ('xl/workbook.xml', '')
    """
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _relations(part: str, tree: ET.Element) -> Iterator[tuple[str, Relation]]:
    for rel in tree.iter(f"{RELATIONS}Relationship"):
        external = rel.get("TargetMode") == "External"
        target = rel.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        yield rel.get("Id", ""), Relation(rel.get("Type", "").rpartition("/")[2], target, external)


def check(package: Package) -> Iterator[str]:
    """Doubled parts, parts without a type, types without a part, relations that lead nowhere."""
    yield from (f"{name}: twice in the file" for name in repeated(package.names))
    yield from _types(package)
    for name, tree in package.trees.items():
        if name.endswith(".rels"):
            yield from _led(package, name, tree)
        else:
            yield from _used(package, name, tree)


def _types(package: Package) -> Iterator[str]:
    tree = package.trees.get(CONTENT_TYPES)
    if tree is None:
        yield f"{CONTENT_TYPES}: not there"
        return
    defaults = [e.get("Extension", "").lower() for e in tree.iter(f"{TYPES}Default")]
    overrides = [e.get("PartName", "").lstrip("/") for e in tree.iter(f"{TYPES}Override")]
    yield from (f"{CONTENT_TYPES}: {name} is given two types" for name in repeated([*defaults, *overrides]))
    yield from (f"{CONTENT_TYPES}: names {name}, which is not there" for name in {*overrides} - {*package.names})
    for name in package.names:
        if name != CONTENT_TYPES and name not in overrides and name.rpartition(".")[2].lower() not in defaults:
            yield f"{name}: has no content type"
        if re.fullmatch(r"xl/(worksheets|tables|charts|drawings)/\w+\.xml", name) and name not in overrides:
            yield f"{name}: is typed as any XML"


def _led(package: Package, name: str, tree: ET.Element) -> Iterator[str]:
    owner = _owner(name)
    if owner and owner not in package.names:
        yield f"{name}: its part {owner} is not there"
    yield from (
        f"{name}: two relations {i}" for i in repeated(r.get("Id") for r in tree.iter(f"{RELATIONS}Relationship"))
    )
    for key, relation in package.relations[owner].items():
        if not relation.external and relation.target not in package.names:
            yield f"{name}: {key} leads to {relation.target}, which is not there"


def _used(package: Package, name: str, tree: ET.Element) -> Iterator[str]:
    known = package.relations.get(name, {})
    elements = (e for child in tree if child.tag != f"{MAIN}sheetData" for e in child.iter())  # a cell leads nowhere
    for element in elements:
        for attribute, value in element.attrib.items():
            if attribute.startswith(R) and value and value not in known:
                yield f"{name}: {_plain(element.tag)} uses relation {value}, which is not there"


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
