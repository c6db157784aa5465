"""The case table of exceptions as companies: everybody of every case in one, each with people of their own."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import firms
import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core.dtypes import Frames, build
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.jobs import exceptions
from xltrade.jobs.before import Before
from xltrade.jobs.decided import decided
from xltrade.jobs.seen import Seen
from xltrade.rules import policy

TODAY, HIRED = dt.date(2026, 3, 30), dt.date(2025, 1, 6)
Rows = Mapping[str, list[dict[str, Any]]]
Side = Literal["fires", "silent"]


@dataclass(frozen=True)
class Case:
    """A kind, whose row it is about and which, and the rows of each person that make it and that do not."""

    kind: str
    at: tuple[str, str]
    fires: Mapping[str, Rows]
    silent: Mapping[str, Rows]
    master: list[dict[str, Any]]


@cache
def cases() -> tuple[Case, ...]:
    """The table."""
    path = Path(__file__).parent.parent / "cases" / "exceptions.toml"
    listed = tomllib.loads(path.read_text("utf-8"))["case"]
    return tuple(Case(c["kind"], tuple(c["at"]), c["fires"], c["silent"], c.get("master", [])) for c in listed)


def person(number: int, letter: str) -> str:
    """A or B of a case."""
    return f"{number:02d}{letter}"


@cache
def found(side: Side) -> tuple[Reject, ...]:
    """What is found in the company of all cases' rows that fire, or of those that must not."""
    rows: dict[str, list[dict[str, Any]]] = {t.key: [] for t in tables.SALES}
    for n, case in enumerate(cases()):
        for letter, typed in getattr(case, side).items():
            for key, some in typed.items():
                rows[key] += [_row(n, letter, at, row) for at, row in enumerate(some)]
    owners = {r["owner"] for some in rows.values() for r in some}
    given = policy.read(firms.shared({"sample_prepay_quantity": 500, "sample_prepay_value": 1000}), TODAY)
    context = Context(given, TODAY, dict.fromkeys(owners, HIRED), "zh")
    made = recompute.sales(decided({k: _frame(k, some) for k, some in rows.items()}, _before()), context)
    return tuple(exceptions.found(Seen(made, context), []))


def _row(number: int, letter: str, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    who = person(number, letter)
    origin = {"origin": person(number, row["origin"])} if "origin" in row else {}
    return {**row, **origin, "owner": who, "owner_name": who, "file": f"{who}.xlsx", "row": 5 + at}


def _frame(key: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    more = {k: pd.Series([r[k] for r in rows], dtype="str") for k in ("owner", "owner_name", "file")}
    made = build(tables.BY_KEY[key], rows)
    return (made if rows else made.assign(row=pd.Series(dtype="int64"))).assign(**more)


def _before() -> Before:
    decided_rows = [_row(n, "A", 0, r) for n, case in enumerate(cases()) for r in case.master]
    frames: Frames = {"customers": _frame("customers", decided_rows)}
    return Before(frames)
