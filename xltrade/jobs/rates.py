"""Published exchange rates come into the master: rows that it has stay as they were typed (R048)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from xltrade.core.dtypes import build, records
from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.files.rate_tables import read_rates
from xltrade.files.rates import Price
from xltrade.jobs.master import Manager
from xltrade.pay.rows import day_of
from xltrade.rules.policies import Policies

_SHOWN = 5


def with_rates(given: Manager, path: Path | None, price: Price = "middle") -> Manager:
    """With the rates of a published table, of days and currencies that the sheet FX has not; as it is for None.

    What was not understood of the table, and how many rates came in, is a note. FileError as `read_rates`.
    """
    if path is None:
        return given
    found = read_rates(path, price)
    before = given.policies.tables
    known = {(day_of(r["date"]), r["currency"]) for r in records(before["fx"]) if r["kind"] == "spot"}
    new = [r for r in found.rows if (r["date"], r["currency"]) not in known]
    grown = pd.concat([before["fx"], build(tables.FX, new)], ignore_index=True) if new else before["fx"]
    notes = [*given.notes, _said(path, len(new), len(found.rows) - len(new)), *_unread(path, found.unread)]
    return replace(given, policies=Policies({**before, "fx": grown}), notes=tuple(notes))


def _said(path: Path, new: int, old: int) -> Words:
    return Words(
        f"{path.name}：新增 {new} 条汇率，已有的 {old} 条没有动。",
        f"{path.name}: {new} rates came in, {old} were there already and stay.",
    )


def _unread(path: Path, texts: tuple[str, ...]) -> list[Words]:
    if not texts:
        return []
    shown = "；".join(texts[:_SHOWN])
    return [
        Words(
            f"{path.name} 有 {len(texts)} 处没有认出，没有收入：{shown}",
            f"{path.name}: {len(texts)} things were not understood and did not come in: {shown}",
        )
    ]
