"""Which rows of the tiers hold on a day, as formula text: one dated row changes one tier (R044, R212)."""

from __future__ import annotations


def live(day: str) -> str:
    """1 for each row of the tiers that holds on a day (a cell or a name), 0 for the others."""
    return f'((tiers[rate]<>"")*(tiers[effective_from]<={day})*(tiers[until]>{day}))'


def none_hold(day: str) -> str:
    """Whether no tiers hold on a day: none of those that do starts at 0."""
    return f'COUNTIFS(tiers[start],0,tiers[effective_from],"<="&{day},tiers[until],">"&{day})=0'


def above(day: str) -> str:
    """For each row of the tiers how many of those that hold on a day start above it."""
    held = f'tiers[effective_from],"<="&{day},tiers[until],">"&{day}'
    return f'COUNTIFS(tiers[start],">"&tiers[start],{held})'


def rate_of(start: str, day: str) -> str:
    """The rate of the tier with this start (a cell) on a day."""
    return f"SUMPRODUCT((tiers[start]={start})*{live(day)}*tiers[rate])"
