"""One worksheet part: what stands in it in which order, its cells, its merged areas, validations and marks."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from soundness.package import MAIN, Package, repeated
from soundness.places import Area, area, cell
from soundness.workbook import STYLES, TEXTS, count_of, strangers

_ORDER = """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
    autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations
    hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
    ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls
    webPublishItems tableParts extLst
"""
ORDER = tuple(_ORDER.split())
"""The order that the format prescribes; only conditionalFormatting may come more than once."""
KNOWN = {
    "worksheet": "",
    "sheetData": "",
    "cols": "",
    "hyperlinks": "",
    "v": "",
    "row": "r spans s customFormat ht hidden customHeight outlineLevel collapsed thickTop thickBot ph",
    "c": "r s t cm vm ph",
    "f": "t aca ref dt2D dtr del1 del2 r1 r2 ca si bx",
    "col": "min max width style hidden bestFit customWidth phonetic outlineLevel collapsed",
    "mergeCells": "count",
    "mergeCell": "ref",
    "conditionalFormatting": "pivot sqref",
    "dataValidations": "disablePrompts xWindow yWindow count",
    "tableParts": "count",
    "tablePart": "",
    "rowBreaks": "count manualBreakCount",
    "colBreaks": "count manualBreakCount",
}
"""The attributes that these elements may have; those of other namespaces, such as `r:id`, are not looked at."""
_KNOWN = {MAIN + tag: frozenset(words.split()) for tag, words in KNOWN.items()}
COUNTED = {"mergeCells": "mergeCell", "dataValidations": "dataValidation", "tableParts": "tablePart",
           "rowBreaks": "brk", "colBreaks": "brk"}  # fmt: skip
ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
LONGEST = {"error": 255, "errorTitle": 32, "prompt": 255, "promptTitle": 32}
VALIDATIONS = {"none", "whole", "decimal", "list", "date", "time", "textLength", "custom"}
LONGEST_LIST, LONGEST_FORMULA, LONGEST_TEXT = 255, 8192, 32767


@dataclass(frozen=True)
class Bounds:
    """What the cells of a sheet may point at: how many formats, marks and texts there are, and the sheets' names."""

    formats: int
    marks: int
    texts: int
    sheets: frozenset[str]


def bounds(package: Package, names: dict[str, str]) -> Bounds:
    """The bounds of a package whose sheets are `names`: part -> name."""
    return Bounds(
        count_of(package, STYLES, f"{MAIN}cellXfs/{MAIN}xf"),
        count_of(package, STYLES, f"{MAIN}dxfs/{MAIN}dxf"),
        count_of(package, TEXTS, f"{MAIN}si"),
        frozenset(name.casefold() for name in names.values()),
    )


def check(tree: ET.Element, limit: Bounds) -> Iterator[str]:
    """Everything that is wrong in one sheet, without its name in front."""
    yield from _order(tree)
    yield from _attributes(tree)
    yield from _cells(tree, limit)
    yield from _columns(tree, limit)
    yield from _merged(tree)
    yield from _validations(tree, limit)
    yield from _marks(tree, limit)


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _order(tree: ET.Element) -> Iterator[str]:
    found = [_plain(child.tag) for child in tree if child.tag.startswith(MAIN)]
    known = [name for name in found if name in ORDER]
    yield from (f"{name} is no part of a sheet" for name in found if name not in ORDER)
    if [ORDER.index(n) for n in known] != sorted(ORDER.index(n) for n in known):
        yield f"the parts stand in the wrong order: {', '.join(dict.fromkeys(known))}"
    yield from (f"{name} twice" for name in repeated(known) if name != "conditionalFormatting")


def _attributes(tree: ET.Element) -> Iterator[str]:
    shapes = {(element.tag, *element.keys()) for element in tree.iter()}  # a few dozen, of 76,000 elements
    for tag, *attributes in sorted(shapes):
        strange = [a for a in attributes if tag in _KNOWN and a not in _KNOWN[tag] and not a.startswith("{")]
        yield from (f"{_plain(tag)} has an unknown attribute {a}" for a in strange)
    for name, item in COUNTED.items():
        for element in tree.iterfind(MAIN + name):
            there = len(element.findall(MAIN + item))
            if int(element.get("count", there)) != there or not there:
                yield f"{name} says {element.get('count')} and has {there}"


def _cells(tree: ET.Element, limit: Bounds) -> Iterator[str]:
    last, formulas = 0, set[str]()
    for row in tree.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number, column = int(row.get("r", last + 1)), 0
        if number <= last:
            yield f"row {number} after row {last}"
        last = number
        if int(row.get("s", 0)) >= max(1, limit.formats):
            yield f"row {number}: format {row.get('s')} of {limit.formats}"
        for element in row.iterfind(f"{MAIN}c"):
            address = element.get("r", "")
            place = cell(address)
            if place is None or place[0] != number or place[1] <= column:
                yield f"{address or 'a cell'} stands in row {number} behind column {column}"
            column = place[1] if place else column
            yield from (f"{address}: {said}" for said in _cell(element, limit, formulas))
    yield from (f"a formula leads to {name}, which is not there" for name in strangers(formulas, {*limit.sheets}))


def _cell(element: ET.Element, limit: Bounds, formulas: set[str]) -> Iterator[str]:
    if int(element.get("s", 0)) >= max(1, limit.formats):
        yield f"format {element.get('s')} of {limit.formats}"
    formula = element.find(f"{MAIN}f")
    if formula is not None:
        formulas.add(formula.text or "")
        if len(formula.text or "") > LONGEST_FORMULA:
            yield f"a formula of {len(formula.text or '')} characters"
        if formula.get("t") == "array" and area(formula.get("ref", "")) is None:
            yield f"its formula fills {formula.get('ref')}"
    raw, kind = element.findtext(f"{MAIN}v"), element.get("t", "n")
    if raw and not _holds(raw, kind, limit):
        yield f"{raw[:40]!r} is no value of type {kind}"


def _holds(raw: str, kind: str, limit: Bounds) -> bool:
    if kind == "n":
        try:
            return math.isfinite(float(raw))
        except ValueError:
            return False
    if kind == "s":
        return raw.isdecimal() and int(raw) < limit.texts
    if kind == "b":
        return raw in ("0", "1")
    return raw in ERRORS if kind == "e" else kind in ("str", "inlineStr", "d") and len(raw) <= LONGEST_TEXT


def _columns(tree: ET.Element, limit: Bounds) -> Iterator[str]:
    end = 0
    for element in tree.iterfind(f"{MAIN}cols/{MAIN}col"):
        first, last = int(element.get("min", 0)), int(element.get("max", 0))
        if not end < first <= last <= 16_384:
            yield f"columns {first} to {last} after {end}"
        if int(element.get("style", 0)) >= max(1, limit.formats):
            yield f"columns {first} to {last}: format {element.get('style')} of {limit.formats}"
        end = last


def merged(tree: ET.Element) -> list[Area]:
    """The merged areas of a sheet that are areas."""
    found = (area(e.get("ref", "")) for e in tree.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"))
    return [a for a in found if a is not None]


def _merged(tree: ET.Element) -> Iterator[str]:
    for element in tree.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        place = area(element.get("ref", ""))
        if place is None or place[:2] == place[2:]:
            yield f"{element.get('ref')} cannot be merged"
    for one, other in combinations(merged(tree), 2):
        if one.meets(other):
            yield f"merged areas {tuple(one)} and {tuple(other)} overlap"


def _validations(tree: ET.Element, limit: Bounds) -> Iterator[str]:
    for element in tree.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
        where = element.get("sqref", "")
        yield from _places("a validation", where)
        if element.get("type", "none") not in VALIDATIONS:
            yield f"the validation of {where} is of type {element.get('type')}"
        for name, longest in LONGEST.items():
            if len(element.get(name, "")) > longest:
                yield f"the validation of {where}: {name} has {len(element.get(name, ''))} characters"
        formulas = [element.findtext(MAIN + key) or "" for key in ("formula1", "formula2")]
        if max(len(f) for f in formulas) > LONGEST_LIST + 2 * formulas[0].startswith('"'):
            yield f"the validation of {where}: a formula of {max(len(f) for f in formulas)} characters"
        if element.get("type", "none") != "none" and not formulas[0]:
            yield f"the validation of {where} says nothing"
        yield from (f"the validation of {where} leads to {n}" for n in strangers(formulas, {*limit.sheets}))


def _marks(tree: ET.Element, limit: Bounds) -> Iterator[str]:
    for element in tree.iter(f"{MAIN}conditionalFormatting"):
        yield from _places("a mark", element.get("sqref", ""))
        for rule in element.iterfind(f"{MAIN}cfRule"):
            if int(rule.get("dxfId", 0)) >= max(1, limit.marks):
                yield f"a mark of {element.get('sqref')}: format {rule.get('dxfId')} of {limit.marks}"
            formulas = [f.text or "" for f in rule.iterfind(f"{MAIN}formula")]
            yield from (f"a mark of {element.get('sqref')} leads to {n}" for n in strangers(formulas, {*limit.sheets}))
    yield from (s for e in tree.iter(f"{MAIN}hyperlink") for s in _places("a link", e.get("ref", "")))
    yield from (s for e in tree.iterfind(f"{MAIN}autoFilter") for s in _places("a filter", e.get("ref", "")))


def _places(what: str, sqref: str) -> Iterator[str]:
    if not sqref or any(area(piece) is None for piece in sqref.split()):
        yield f"{what} stands at {sqref or 'no place'}"
