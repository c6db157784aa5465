"""Formulas over the hire date: when the quarters of the first year begin and end."""

from __future__ import annotations

from xltrade.sheets.addresses import address
from xltrade.sheets.card.sketch import Sketch


def unhired(s: Sketch) -> str:
    """True while there is no hire date, or it is still ahead."""
    return f'OR({s.at["hired"]}="",N({s.at["hired"]})>as_of)'


def begun_at(s: Sketch) -> str:
    """The cell that says since when the person's work is recorded."""
    return address(s.rows.rules + 1, 5, True)


def unbegun(s: Sketch) -> str:
    """True while nobody is to be judged: no person, or one who starts, or whose record begins, later."""
    return f'OR({s.at["id"]}="",N({s.at["hired"]})>as_of,N({begun_at(s)})>as_of)'


def edge(s: Sketch, months: int) -> str:
    """So many months after the round of four quarters began."""
    return f"EDATE(N({s.at['hired']}),{months}+12*(MAX(1,N({s.at['year']}))-1))"


def closed(s: Sketch) -> str:
    """True where no pass rule holds: without a hire date, or after the first year unless the rounds repeat."""
    return f"OR({unhired(s)},as_of>={edge(s, 12)})"
