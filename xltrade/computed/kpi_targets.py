"""Targets and weights of a KPI, for a person and a period."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from xltrade.computed.kpi_cells import Refs, edges
from xltrade.computed.periods import Period
from xltrade.core.dtypes import Frame
from xltrade.declared.kpis import KPI, Tally
from xltrade.rules import review


def own_set(sets: Frame, person: str) -> Frame:
    """The KPI weights in force for a person: their own rows, else everybody's (R192)."""
    current = sets[sets["in_force"] == 1]
    mine = current[current["person_id"].eq(person)]
    return mine if len(mine) else current[current["person_id"].isna()]


def target(kpi: KPI, mine: Mapping[str, Frame], at: Period, default: float | None) -> float | None:
    """The person's target of a period: its months' rows in force, summed or averaged, else the default (R164, R186)."""
    frame = mine["targets"]
    start, end = (np.datetime64(m) for m in at.months)
    months = frame["month"].to_numpy()
    keep = (months >= start) & (months < end) & (frame["in_force"].to_numpy() == 1)
    keep[keep] = frame["kpi"].to_numpy()[keep] == kpi.key
    keep[keep] = frame["span"].isna().to_numpy()[keep]
    if not keep.any():
        return None if default is None else default * (review.LENGTH if kpi.rollup == "sum" else 1)
    total = float(frame.loc[keep, "amount"].sum())
    return total if kpi.rollup == "sum" else total / int(keep.sum())


def target_cell(kpi: KPI, refs: Refs, whose: str) -> str:
    """The formula template of `target`; `whose`: a cell that holds the person or "=" as the set's criterion."""
    start, end = edges(Tally("targets", window="months"), refs)
    rows = (
        f'targets[person_id],{refs.person},targets[kpi],$label(kpi.{kpi.key}),targets[in_force],1,targets[span],"=",'
        f'targets[month],">="&{start},targets[month],"<"&{end}'
    )
    listed = f"kpi_sets[kpi],$label(kpi.{kpi.key}),kpi_sets[in_force],1,kpi_sets[person_id],{whose}"
    default = f'COUNTIFS({listed},kpi_sets[target],"<>")'
    given = f"SUMIFS(kpi_sets[target],{listed})" + (f"*{review.LENGTH}" if kpi.rollup == "sum" else "")
    total = f"SUMIFS(targets[amount],{rows})" + ("" if kpi.rollup == "sum" else f"/COUNTIFS({rows})")
    return f'IF(COUNTIFS({rows})>0,{total},IF({default}>0,{given},""))'


def weight_cell(kpi: KPI, whose: str) -> str:
    """The formula template of a KPI's weight."""
    return (
        f"SUMIFS(kpi_sets[weight],kpi_sets[kpi],$label(kpi.{kpi.key}),kpi_sets[in_force],1,kpi_sets[person_id],{whose})"
    )


def target_sum(
    targets: Frame, kpi: str, span: str | None, department: bool, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[float, int]:
    """Sum and number of a KPI's targets in force that begin in [start, end): the department's or the people's."""
    rows = targets[
        targets["kpi"].eq(kpi) & (targets["in_force"] == 1) & (targets["month"] >= start) & (targets["month"] < end)
    ]
    rows = rows[rows["span"].isna() if span is None else rows["span"].eq(span)]
    rows = rows[rows["person_id"].isna() if department else rows["person_id"].notna()]
    return float(rows["amount"].sum()), len(rows)
