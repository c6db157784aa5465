"""Tables: ids and names of the whole workbook, columns that are their heading, areas that stand apart."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations

from soundness.package import MAIN, Package, repeated
from soundness.places import Area, area, cell
from soundness.sheet import merged
from soundness.workbook import BOOK, STYLES, TEXTS, count_of


def check(package: Package, names: dict[str, str]) -> Iterator[str]:
    """Everything that is wrong with the tables of the sheets `names` (part -> name)."""
    placed = {sheet: package.led_to(sheet, "table") for sheet in names}
    parts = [part for found in placed.values() for part in found]
    yield from (f"{part} belongs to two sheets" for part in repeated(parts))
    trees = [package.trees[part] for part in parts]
    yield from _unique(package, trees)
    texts = [_text(item) for item in package.trees[TEXTS].iterfind(f"{MAIN}si")] if TEXTS in package.trees else []
    for sheet, found in placed.items():
        listed = sum(1 for _ in package.trees[sheet].iter(f"{MAIN}tablePart"))
        if listed != len(found):
            yield f"{names[sheet]}: lists {listed} tables and has {len(found)}"
        yield from (f"{names[sheet]}: {s}" for s in _apart(package.trees[sheet], [package.trees[p] for p in found]))
        heads = _heads(package.trees[sheet], [package.trees[p] for p in found], texts)
        for part in found:
            yield from (f"{part}: {said}" for said in _table(package, package.trees[part], heads))


def _unique(package: Package, trees: list[ET.Element]) -> Iterator[str]:
    yield from (f"two tables have the id {i}" for i in repeated(t.get("id") for t in trees))
    defined = [n.get("name", "").casefold() for n in package.trees[BOOK].iter(f"{MAIN}definedName")
               if n.get("localSheetId") is None]  # fmt: skip
    shown = [t.get("displayName", "").casefold() for t in trees]
    yield from (f"two tables or names are called {n}" for n in repeated([*shown, *set(defined)]))
    yield from (f"two tables are named {n}" for n in repeated(t.get("name", "").casefold() for t in trees))


def _place(tree: ET.Element) -> Area | None:
    return area(tree.get("ref", ""))


def _apart(sheet: ET.Element, trees: list[ET.Element]) -> Iterator[str]:
    areas = [a for a in map(_place, trees) if a]
    for one, other in combinations(areas, 2):
        if one.meets(other):
            yield f"tables {tuple(one)} and {tuple(other)} overlap"
    for one in areas:
        yield from (f"a merged area {tuple(m)} in a table" for m in merged(sheet) if one.meets(m))


def _heads(sheet: ET.Element, trees: list[ET.Element], texts: list[str]) -> dict[tuple[int, int], str]:
    """The texts of the rows in which tables have their headings."""
    rows = {place.top for tree in trees if (place := _place(tree)) and tree.get("headerRowCount", "1") != "0"}
    found = {}
    for row in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        if int(row.get("r", 0)) in rows:
            for element in row.iterfind(f"{MAIN}c"):
                found[cell(element.get("r", "")) or (0, 0)] = _shown(element, texts)
    return found


def _shown(element: ET.Element, texts: list[str]) -> str:
    raw, inline = element.findtext(f"{MAIN}v") or "", element.find(f"{MAIN}is")
    if inline is not None:
        return _text(inline)
    return texts[int(raw)] if element.get("t") == "s" and raw.isdecimal() and int(raw) < len(texts) else raw


def _text(item: ET.Element) -> str:
    return "".join(run.findtext(f"{MAIN}t") or "" for run in (item, *item.iterfind(f"{MAIN}r")))


def _table(package: Package, tree: ET.Element, heads: dict[tuple[int, int], str]) -> Iterator[str]:
    place, columns = _place(tree), tree.find(f"{MAIN}tableColumns")
    if place is None or columns is None:
        yield f"stands at {tree.get('ref')}"
        return
    found = columns.findall(f"{MAIN}tableColumn")
    if not int(columns.get("count", len(found))) == len(found) == place.right - place.left + 1:
        yield f"says {columns.get('count')} columns, has {len(found)} and stands at {tree.get('ref')}"
    yield from (f"two columns have the id {i}" for i in repeated(c.get("id") for c in found))
    yield from (f"two columns are named {n}" for n in repeated(c.get("name", "").casefold() for c in found))
    header, totals = int(tree.get("headerRowCount", 1)), int(tree.get("totalsRowCount", 0))
    if place.bottom - place.top + 1 - header - totals < 1:
        yield "has no row"
    if header:
        for at, column in enumerate(found, place.left):
            said = column.get("name", "").replace("_x000a_", "\n").replace("_x000A_", "\n")
            if heads.get((place.top, at), "") != said:
                yield f"the column {said} has the heading {heads.get((place.top, at), '')!r}"
    filtered = tree.find(f"{MAIN}autoFilter")
    if filtered is not None and area(filtered.get("ref", "")) != Area(*place[:2], place.bottom - totals, place.right):
        yield f"its filter stands at {filtered.get('ref')}"
    marks = count_of(package, STYLES, f"{MAIN}dxfs/{MAIN}dxf")
    for element in tree.iter():
        for attribute, value in element.attrib.items():
            if attribute.endswith("DxfId") and int(value) >= marks:
                yield f"{attribute} {value} of {marks}"
