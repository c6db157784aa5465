"""How much of a receipt lies in each tier: as a formula, and as a value."""

from __future__ import annotations

import numpy as np

from xltrade.computed.context import Context
from xltrade.core.rounding import UNIT, unit_array
from xltrade.core.tiers import within
from xltrade.sheets.addresses import address
from xltrade.sheets.details.layout import AT, HEAD_ROW, LOWER, MARGINAL, SLOTS, TIER_COL, start_at


def slice_cell(row: int, slot: int) -> str:
    """The slice of a receipt: what its running total has in the tier, less what the total before it had."""
    prior, total = address(row, AT["prior"]), address(row, AT["total"])
    start = address(HEAD_ROW, TIER_COL + slot, True)
    return f'IF(OR({total}="",{start}=""),"",ROUND({_inside(total, slot)}-{_inside(prior, slot)},2))'


def _inside(total: str, slot: int) -> str:
    """How much of a total (a cell) lies in a tier: its slice (marginal), or all of it where it is the tier reached."""
    start, above = (address(*start_at(s), True) for s in (slot, slot + 1))
    top = f'MIN({total},IF({above}="",1E+15,{above}))'
    part = top if slot == 0 else f"MAX(0,{top}-{start})"
    enters = "1" if slot == 0 else _reaches(total, start)
    leaves = f'IF({above}="",0,{_reaches(total, above)})'
    return f"IF({address(*MARGINAL, True)}=1,{part},{total}*{enters}*(1-{leaves}))"


def _reaches(total: str, start: str) -> str:
    return f"(({total}>{start})+({total}={start})*{address(*LOWER, True)}>0)"


def slices(prior: float, total: float, context: Context) -> list[float]:
    """The values of `slice_cell` for the tiers shown, in yuan."""
    both = unit_array(np.array([prior, total]))
    before, after = within(
        both, context.policy.tier_starts, str(context.policy["tier_mode"]), str(context.policy["tier_boundary"])
    )
    return [int(x) / UNIT for x in (after - before)[:SLOTS]]
