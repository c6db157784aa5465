"""Exchange rates that cannot be meant, or may well not be (R048)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xltrade.core.dtypes import Frame, each_row
from xltrade.core.shown import number
from xltrade.declared import tables
from xltrade.rules.policy.fx_rates import FAR, UNIT, WAY, Rates, judged
from xltrade.rules.policy.in_force import in_force, settings_of
from xltrade.rules.policy.problem import Problem, problem_of


def fx_problems(frame: Frame, values: Mapping[str, str | float]) -> list[Problem]:
    """Rates that are refused: not above 0, of another number of units than 1 or 100, a hundredfold or inverse."""
    offered = tables.FX["unit"].offered
    said = f"{'、'.join(map(str, offered))}", f"{' or '.join(map(str, offered))}"
    found = [
        problem_of("fx", row, "rate", row["rate"], "汇率必须大于 0。", "a rate is greater than 0.")
        for row in each_row(frame, frame["rate"] <= 0)
    ]
    found += [
        problem_of("fx", row, "unit", row["unit"], f"单位只能是 {said[0]}。", f"a unit is {said[1]}.")
        for row in each_row(frame, frame["unit"].notna() & ~frame["unit"].isin(offered))
    ]
    if found or frame.empty:
        return found
    rates = judged(frame, values)
    return [_doubtful(frame, rates, i) for i in _where((rates.used == 0) & (rates.doubt > FAR))]


def fx_warnings(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """Rates that count and may well be wrong: far off the usual range or the currency's other rates around that day."""
    frame = given["fx"]
    if frame.empty:
        return []
    values = settings_of(in_force(given["policy"], tables.POLICY, as_of))
    rates, factor = judged(frame, values), number(float(values["fx_far_off"]))
    near = (
        problem_of(
            "fx",
            frame.iloc[i],
            "rate",
            frame["rate"].iloc[i],
            f"和前后的 {frame['currency'].iloc[i]} 汇率差 {factor} 倍以上，请核对。",
            f"more than {factor} times off the {frame['currency'].iloc[i]} rates around it; please check.",
        )
        for i in _where(rates.near)
    )
    return [*(_doubtful(frame, rates, i) for i in _where((rates.used > 0) & (rates.doubt > 0))), *near]


def _where(mask: NDArray[np.bool_]) -> list[int]:
    found: list[int] = np.flatnonzero(mask).tolist()
    return found


def _doubtful(frame: Frame, rates: Rates, at: int) -> Problem:
    row, currency = frame.iloc[at], frame["currency"].iloc[at]
    low, high = number(float(rates.low[at])), number(float(rates.high[at]))
    zh, en = (
        sep.join(t) for sep, t in zip(("，或", ", or "), zip(*_reasons(rates.doubt[at]), strict=True), strict=True)
    )
    return problem_of(
        "fx",
        row,
        "rate",
        row["rate"],
        f"1 {currency} 通常是 {low} 到 {high} 元；{zh}。",
        f"one {currency} is usually {low} to {high} CNY; {en}.",
    )


def _reasons(doubt: int) -> Iterable[tuple[str, str]]:
    """What may have happened, in both languages."""
    if doubt == FAR:
        yield "请核对", "please check"
        return
    parts = doubt - 1
    if parts & (UNIT - 1):
        yield "像是单位差了 100 倍，请在“单位”写 1 或 100", "it looks a hundred times off: write 1 or 100 under Unit"
    if parts & (WAY - 1):
        yield "像是方向反了，请改“报价方式”", "it looks the other way round: correct Quoted as"
