"""The look, all of it: palette, fonts, number formats, widths, heights, paper.

A style is a name. Names join with "+" and the later part wins: "table+money+computed" is a table cell that holds
money and is computed. `props` turns a name into XlsxWriter's format properties; nothing here imports XlsxWriter.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Choices, Column, Kind, Lang

INK, MUTED, LINE, WHITE = "#1F2937", "#6B7280", "#E5E7EB", "#FFFFFF"
HEADER, COMPUTED, BAND, ACCENT = "#1E3A5F", "#F3F4F6", "#F9FAFB", "#2563EB"
GOOD, WARNING, WARNING_FILL, BAD, BAD_FILL = "#0F766E", "#B45309", "#FEF3C7", "#B91C1C", "#FEE2E2"
TAB: dict[str, str] = {"input": ACCENT, "computed": GOOD, "settings": MUTED}
SERIES: tuple[str, ...] = (ACCENT, HEADER, GOOD, WARNING, MUTED)

FONT, SIZE = "Microsoft YaHei", 10
BASE: dict[str, Any] = {
    "font_name": FONT,
    "font_size": SIZE,
    "font_scheme": "none",
    "font_color": INK,
    "valign": "vcenter",
}
_BOX = {"border": 1, "border_color": LINE}
_CARD = {"bg_color": COMPUTED, "indent": 1, "right": 5, "right_color": WHITE}

ROW, TITLE_ROW, HEADER_LINE = 20.0, 30.0, 15.0
NOTE_LINE, NOTE_LINES = 16.0, 8
PAPER_A4, MARGIN_INCHES, PAGE_INCHES, MIN_SCALE = 9, 0.4, 11.69, 0.6
WRAP_SLACK, BREAK_SCALE, PIXELS_PER_UNIT = 0.8, 0.7, 8.4
FILTER_UNITS, WIDE_UNITS, NARROW_UNITS = 3.0, 2.2, 1.1
COMMENT_WIDTH, COMMENT_LINE = 240, 18
BUTTON_WIDTH, BUTTON_HEIGHT, BUTTON_STEP = 112, 24, 120

_FORMATS: dict[str, str] = {
    "money": "#,##0.00",
    "money4": "#,##0.00##",
    "number": "General",
    "number6": "0.0000##",
    "number9": "0.0000#####",
    "number4": "0.00##",
    "money0": "#,##0",
    "score": "0.00",
    "integer": "0",
    "percent": "0.0%",
    "rate": "0.0###%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "month": "yyyy-mm",
    "time": "hh:mm",
    "offset": "General",
    "id": "@",
    "phone": "@",
}
_RIGHT = (
    "money",
    "money0",
    "money4",
    "number",
    "score",
    "number4",
    "number6",
    "number9",
    "integer",
    "percent",
    "rate",
    "offset",
)
_CENTRED = ("date", "datetime", "month", "time")

STYLES: dict[str, dict[str, Any]] = {
    "body": {},
    "text": {},
    "any": {"align": "left", "text_wrap": True},
    "choice": {},
    "note": {"text_wrap": True},
    "wrap": {"text_wrap": True},
    "nowrap": {"text_wrap": False},
    **{name: {"num_format": text, "align": "right", "indent": 1} for name, text in _FORMATS.items() if name in _RIGHT},
    **{name: {"num_format": text, "align": "center"} for name, text in _FORMATS.items() if name in _CENTRED},
    **{name: {"num_format": _FORMATS[name], "align": "left"} for name in ("id", "phone")},
    "table": dict(_BOX),
    "input": {},
    "computed": {"bg_color": COMPUTED},
    "computed_text": {"num_format": "General"},
    "computed_date": {"num_format": "yyyy-mm-dd;;;@"},
    "computed_number": {"num_format": "[>=100]0;[=0]0;0.0#"},
    "header": {"bold": True, "font_color": WHITE, "bg_color": HEADER, "text_wrap": True, "align": "left", **_BOX},
    "title": {"font_size": 16, "bold": True, "font_color": HEADER},
    "purpose": {"font_color": MUTED},
    "heading": {"font_size": 11, "bold": True, "font_color": HEADER},
    "link": {"font_color": ACCENT, "underline": 1},
    "bold": {"bold": True},
    "muted": {"font_color": MUTED},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "left": {"align": "left"},
    "indent": {"indent": 1},
    "right_header": {"align": "right", "indent": 1},
    "slice": {"num_format": "#,##0.00;-#,##0.00;–", "align": "right", "indent": 1},
    "good": {"font_color": GOOD},
    "accent": {"font_color": ACCENT},
    "warning": {"font_color": WARNING, "bg_color": WARNING_FILL},
    "bad": {"font_color": BAD, "bg_color": BAD_FILL},
    "card_label": {"font_color": MUTED, **_CARD},
    "card_value": {"font_size": 18, "bold": True, "align": "left", **_CARD},
    "card_note": {"font_size": 9, "font_color": MUTED, **_CARD},
    "alert": {"font_color": BAD},
    "underline": {"bottom": 1, "bottom_color": LINE},
    "unseen": {"num_format": ";;;"},
    "signature": {"bottom": 1, "bottom_color": INK},
    "box": dict(_BOX),
}

WIDTH: dict[Kind, float] = {
    "id": 12,
    "text": 15,
    "note": 32,
    "phone": 18,
    "choice": 11,
    "number": 12,
    "integer": 9,
    "money": 16,
    "percent": 10,
    "date": 13,
    "datetime": 18,
    "month": 11,
    "time": 9,
    "offset": 10,
    "any": 18,
}


def props(name: str) -> dict[str, Any]:
    """The format properties of a style name such as "table+money+computed"; DeclarationError when a part is unknown."""
    result = dict(BASE)
    for part in name.split("+"):
        if part not in STYLES:
            raise DeclarationError(f"there is no style {part!r}")
        result.update(STYLES[part])
    return result


def mark(name: str) -> dict[str, Any]:
    """The properties a conditional format may set for a style: colours, a line below, a number format."""
    return {k: v for k, v in STYLES[name].items() if k in _MARKED}


_MARKED = ("font_color", "bg_color", "bold", "bottom", "bottom_color", "num_format")


def number_style(column: Column) -> str:
    """The style part of a column's kind and decimals: "money", "money4", "number6", …"""
    detailed = f"{column.kind}{column.decimals}"
    return detailed if detailed in STYLES else column.kind


def cell_style(column: Column, computed: bool) -> str:
    """The style of a column's cells.

    A typed percentage is a rate and keeps its second decimal. A computed text column is never formatted as text
    (Excel would show the formula of a new row instead of its result), and a computed date of 0 shows as empty.
    """
    kind = "rate" if column.kind == "percent" and not computed else number_style(column)
    parts = ["table", kind, "computed" if computed else "input"]
    if computed and column.kind in ("id", "phone"):
        parts.append("computed_text")
    if computed and column.kind == "date":
        parts.append("computed_date")
    if computed and column.computed and kind == "number":
        parts.append("computed_number")
    return "+".join(parts)


def units(text: str) -> float:
    """How wide a line of text is, in Excel's column width units (a digit is 1, a Chinese character 2.2)."""
    return sum(WIDE_UNITS if unicodedata.east_asian_width(c) in "WF" else NARROW_UNITS for c in text)


def column_width(column: Column, lang: Lang) -> float:
    """The width of a column: its declared or kind's width, its longest choice, and its header beside the filter button.

    A Chinese header stays on one line, an English one on at most two.
    """
    label = column.label(lang)
    header = units(label) if lang == "zh" else _two_lines(label.split())
    listed = choice_width(column.choices, lang) if column.kind == "choice" else 0.0
    return round(max(column.width or WIDTH[column.kind], header + FILTER_UNITS, listed), 1)


def _two_lines(words: list[str]) -> float:
    """The smallest width that holds these words on two lines."""
    return min(max(units(" ".join(words[:i])), units(" ".join(words[i:]))) for i in range(1, len(words) + 1))


def choice_width(choices: Choices | None, lang: Lang) -> float:
    """The width of the longest label of a choice list; 0 without one."""
    return max((units(c.label(lang)) + 1 for c in choices.items), default=0.0) if choices else 0.0


def lines(text: str, width: float) -> int:
    """On how many lines a text stands in a column of `width` units (running text is narrower than headers)."""
    return sum(max(1, math.ceil(units(part) * WRAP_SLACK / max(width, 1.0))) for part in text.split("\n"))


def header_height(labels: Mapping[str, float]) -> float:
    """The height in points of a header row whose labels have these column widths."""
    rows = max((_word_lines(label, width - FILTER_UNITS) for label, width in labels.items()), default=1)
    return ROW + 4 + HEADER_LINE * (rows - 1)


def _word_lines(label: str, width: float) -> int:
    rows, used = 1, 0.0
    for word in label.split():
        need = units(word) + (NARROW_UNITS if used else 0.0)
        rows, used = (rows, used + need) if used + need <= width + 0.5 else (rows + 1, units(word))
    return rows


def row_height(texts: Mapping[str, float]) -> float:
    """The height in points of a table row whose notes have these column widths: 20, more where a note wraps."""
    rows = max((lines(text, width) for text, width in texts.items()), default=1)
    return ROW if rows <= 1 else NOTE_LINE * min(rows, NOTE_LINES) + 6


def printed_columns(widths: list[float], scale: float = MIN_SCALE) -> int:
    """How many leading columns fit on one A4 landscape page at this scale (at least one)."""
    budget, count = (PAGE_INCHES - 2 * MARGIN_INCHES) * 96 / scale, 0
    for width in widths:
        budget -= width * PIXELS_PER_UNIT + 5
        if budget < 0:
            break
        count += 1
    return max(1, count)
