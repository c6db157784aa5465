"""The consolidated tables of an open master, computed anew."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.receivables import listed
from xltrade.core import dtypes, parsing
from xltrade.core.dtypes import Frame
from xltrade.declared import tables
from xltrade.excel.changes import results
from xltrade.excel.open_book import Opened, Spot, locate
from xltrade.excel.patch import Change
from xltrade.formulas.text import excel_name
from xltrade.rules import policy
from xltrade.sheets.plan import TableBlock


def recomputed(book: Opened) -> list[Change]:
    """The consolidated tables of an open master computed anew from their own rows, with the policy as it now stands.

    PolicyError when the policy is wrong. Rows that the last consolidation rejected stay out.
    """
    reading = book.reading
    rules = policy.read({t.key: reading.tables[t.key] for t in tables.SHARED}, book.today)
    people = reading.tables["people"]
    hired = {p: h.date() for p, h in zip(people["id"], people["hired"], strict=True) if h == h}
    spots = {t.key: locate(book, t) for t in tables.CONSOLIDATED}
    typed = {k: _result_frame(s) for k, s in spots.items()}
    made = recompute.sales(typed, Context(rules, book.today, hired, book.lang))
    planned = {k: f.rename(columns={"row": "source_row"}) for k, f in made.items()}
    planned["receivables"] = listed(planned["orders"], rules)
    spots["receivables"] = locate(book, tables.RECEIVABLES)
    return [
        results(spots[t.key], TableBlock(t, planned[t.key], excel_name(t, book.lang), typed=False), book.lang)
        for t in (*tables.CONSOLIDATED, tables.RECEIVABLES)
    ]


def _result_frame(spot: Spot) -> Frame:
    """The rows of a consolidated table with what people typed and where it came from; `row` is that file's row."""
    inputs = replace(spot.table, columns=tuple(c for c in spot.table.inputs if c.key != "source_row"))
    rows = [
        {c.key: parsing.parse(r.get(c.key), c).value for c in inputs.columns}
        | {"row": int(float(parsing.as_text(r["source_row"]) or 0))}
        for r in spot.rows()
    ]
    return dtypes.build(inputs, rows) if rows else dtypes.empty(inputs).assign(row=pd.Series(dtype="int64"))
