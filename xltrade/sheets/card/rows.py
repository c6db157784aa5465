"""Where the parts of a card stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xltrade.computed.periods import DIMENSIONS
from xltrade.computed.scorecard import Card

HEAD_ROWS = 5
WIDTHS = (25.0, 16.0, 16.0, 12.0, 11.0, 12.0, 22.0)
WIDE = len(WIDTHS) - 1
RULES = ("receipt", "samples", "forecast", "monthly", "repeat")
"""The first year's rules in the order of their rows."""


@dataclass(frozen=True)
class CardRows:
    """The rows of one card, counted from 0: the first of the card, and the heading of each part."""

    top: int
    dimensions: int
    kpis: int
    blocks: dict[str, tuple[int, int]]
    rules: int
    checks: int
    before: int
    signatures: int

    @property
    def total(self) -> int:
        """The row of the total, below the dimensions."""
        return self.dimensions + 1 + len(DIMENSIONS)

    @property
    def end(self) -> int:
        """The row after the card."""
        return self.signatures + 1


def card_rows(top: int, card: Card) -> CardRows:
    """The rows of a card that begins at `top`; blocks: dimension -> first and last row of its KPIs."""
    dimensions = top + HEAD_ROWS
    kpis = dimensions + len(DIMENSIONS) + 4
    at, blocks = kpis + 1, dict[str, tuple[int, int]]()
    for key in DIMENSIONS:
        if count := len(card.rows[key]):
            blocks[key] = (at + 1, at + count)
            at += count + 1
    rules = at + 1
    checks = rules + len(RULES) + 2
    before = checks + len(card.checks) + 2
    return CardRows(top, dimensions, kpis, blocks, rules, checks, before, before + 4)


def one_below_the_other(top: int, cards: Iterable[Card]) -> list[CardRows]:
    """The rows of cards that follow each other from `top` on."""
    placed: list[CardRows] = []
    for card in cards:
        placed.append(card_rows(top, card))
        top = placed[-1].end + 1
    return placed
