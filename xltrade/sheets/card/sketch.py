"""A card being drawn: what every part of it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xltrade.computed.context import Context
from xltrade.computed.kpi_cells import Refs
from xltrade.computed.scorecard import Card
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.declared import choices as ch
from xltrade.sheets.addresses import address
from xltrade.sheets.card.rows import CardRows
from xltrade.sheets.home import Home
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Area, CondFormat, Value

HEAD: tuple[tuple[str, ...], ...] = (
    ("id", "name", "hired"),
    ("label", "start", "last"),
    ("state", "since", "ends"),
    ("set", "tenure", "year"),
)
"""What the head says, row by row: each a label and its cell (`HEAD_COLUMNS`)."""
HEAD_COLUMNS = ((0, 1), (2, 3), (5, 6))


@dataclass
class Sketch:
    """One card being drawn: its cells (in `pen`), areas to merge, marks, heights of rows.

    frames: those its person's rows are in.
    """

    pen: Pen
    card: Card
    rows: CardRows
    home: Home
    context: Context
    frames: Mapping[str, Frame]
    merges: list[Area] = field(default_factory=list)
    formats: list[CondFormat] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        return self.pen.lang

    @cached_property
    def at(self) -> dict[str, str]:
        """The cells of the head by what they say, such as {"id": "$B$3"}."""
        return {
            key: address(self.rows.top + line, col, True)
            for line, keys in enumerate(HEAD)
            for key, (_, col) in zip(keys, HEAD_COLUMNS, strict=True)
        }

    @cached_property
    def refs(self) -> Refs:
        at = self.at
        return Refs(at["id"], at["start"], f"({at['last']}+1)", at["label"], self.home.owned)

    def formula(self, row: int, col: int, template: str, value: Value, style: str, array: bool = False) -> None:
        """A formula with its value; the value alone where the book is not live."""
        if self.home.live:
            self.pen.formula(row, col, template, value, style, array)
        else:
            self.pen.value(row, col, value, style)

    def label(self, kind: str, key: str) -> str:
        return ch.ALL[kind].label(key, self.lang)

    def headers(self, row: int, columns: Sequence[Words]) -> None:
        where = ["text", *["right_header"] * 5, "text"]
        self.pen.headers(row, list(zip(columns, where, strict=True)))

    def mark(self, kind: str, area: Area, styles: Sequence[tuple[str, str]]) -> None:
        """Colours for cells that hold these words of a choice list."""
        self.formats += [
            CondFormat(*area, {"type": "cell", "criteria": "==", "value": f'"{self.label(kind, word)}"'}, style)
            for word, style in styles
        ]
