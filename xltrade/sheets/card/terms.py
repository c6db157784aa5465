"""Formulas over the hire date: when the quarters of the first year begin and end."""

from __future__ import annotations

from xltrade.sheets.card.sketch import Sketch


def unhired(s: Sketch) -> str:
    """True while there is no hire date, or it is still ahead."""
    return f'OR({s.at["hired"]}="",N({s.at["hired"]})>as_of)'


def edge(s: Sketch, months: int) -> str:
    """So many months after the round of four quarters began."""
    return f"EDATE(N({s.at['hired']}),{months}+12*(MAX(1,N({s.at['year']}))-1))"


def closed(s: Sketch) -> str:
    """True where no pass rule holds: without a hire date, or after the first year unless the rounds repeat."""
    return f"OR({unhired(s)},as_of>={edge(s, 12)})"
