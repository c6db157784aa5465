"""One sheet's own XML as it must be in another workbook: formats renumbered, shared texts written into their cells."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from xltrade.files.merged_styles import MAIN, Styles, tag

_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OTHER_FILE = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Moved:
    """A sheet's XML for the other workbook; lost: what of it cannot move, such as "externalLink"."""

    data: bytes
    lost: tuple[str, ...]


def moved_sheet(data: bytes, styles: Styles, strings: Sequence[ET.Element], dynamic: bool) -> Moved:
    """The sheet with its formats in `styles` and its texts in its cells; dynamic: whether formulas may spill there."""
    root = _parsed(data)
    if root.tag not in (tag("worksheet"), tag("chartsheet")):
        raise ValueError(f"not a worksheet: {root.tag}")
    lost = {"control"} if any(str(e.tag).startswith(f"{{{_MARKUP}}}") for e in root.iter()) else set[str]()
    for cell in root.iter(tag("c")):
        lost |= _cell(cell, styles, strings, dynamic)
    for name, key in (("row", "s"), ("col", "style")):
        for element in root.iter(tag(name)):
            if key in element.attrib:
                element.set(key, styles.cell(element.attrib[key]))
    for rule in root.iter(tag("cfRule")):
        if "dxfId" in rule.attrib:
            rule.set("dxfId", styles.dxf(rule.attrib["dxfId"]))
    _alone(root)
    return Moved(ET.tostring(root, encoding="UTF-8", xml_declaration=True), tuple(sorted(lost)))


def _parsed(data: bytes) -> ET.Element:
    """The XML with its own prefixes, which a part written anew then keeps."""
    for _, (prefix, uri) in ET.iterparse(io.BytesIO(data), events=["start-ns"]):
        if not re.fullmatch(r"ns\d+", prefix):
            ET.register_namespace("" if uri == MAIN else prefix or "p", uri)
    root = ET.fromstring(data)
    root.attrib.pop(f"{{{_MARKUP}}}Ignorable", None)
    return root


def _cell(cell: ET.Element, styles: Styles, strings: Sequence[ET.Element], dynamic: bool) -> set[str]:
    """Give a cell its format and its text in place; what of it cannot move."""
    if "s" in cell.attrib:
        cell.set("s", styles.cell(cell.attrib["s"]))
    value = cell.find(tag("v"))
    if cell.get("t") == "s" and value is not None:
        text = copy.deepcopy(strings[int(value.text or 0)])
        text.tag = tag("is")
        cell.remove(value)
        cell.append(text)
        cell.set("t", "inlineStr")
    if not dynamic:
        cell.attrib.pop("cm", None)
    formula = cell.find(tag("f"))
    outside = formula is not None and _OTHER_FILE.search(formula.text or "")
    rich = cell.attrib.pop("vm", None)
    return ({"externalLink"} if outside else set()) | ({"richValue"} if rich else set())


def _alone(root: ET.Element) -> None:
    """It is not the sheet in front, and no module of a VBA project is behind it."""
    for view in root.iter(tag("sheetView")):
        view.attrib.pop("tabSelected", None)
        view.set("workbookViewId", "0")
    for properties in root.iter(tag("sheetPr")):
        properties.attrib.pop("codeName", None)


def moved_table(data: bytes, number: int, styles: Styles) -> bytes:
    """A table's part with a number of its own and its formats in `styles`."""
    root = _parsed(data)
    root.set("id", str(number))
    for element in root.iter():
        for key in [k for k in element.attrib if k.endswith("DxfId")]:
            element.set(key, styles.dxf(element.attrib[key]))
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)
