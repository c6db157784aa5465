"""One card from its head to the lines to sign on."""

from __future__ import annotations

from xltrade.computed.scorecard import Card
from xltrade.sheets.card.before import carried
from xltrade.sheets.card.checks import checklist
from xltrade.sheets.card.dimensions import dimensions
from xltrade.sheets.card.head import head
from xltrade.sheets.card.kpis import kpis
from xltrade.sheets.card.rows import CardRows
from xltrade.sheets.card.rules import rules
from xltrade.sheets.card.sketch import Sketch
from xltrade.sheets.card.state import state
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.signatures import SIGN_DATE, SIGN_MANAGER, SIGN_PERSON, signatures


def draw(pen: Pen, card: Card, rows: CardRows, page: Page) -> Sketch:
    """The cells of one card; the sketch given has the areas to merge and the marks."""
    sketch = Sketch(pen, card, rows, page.home, page.context, page.frames)
    for part in (head, kpis, dimensions, rules, state, checklist, carried):
        part(sketch)
    signatures(pen, rows.signatures, ((SIGN_PERSON, 0, (1, 1)), (SIGN_MANAGER, 2, (3, 4)), (SIGN_DATE, 5, (6, 6))))
    return sketch
