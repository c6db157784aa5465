"""A salesperson's workbook whose receipts meet tiers: shipped ones, cliffs, six. Today is Monday 9 March 2026."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from typed_tables import RATES, customer_row, day, receipt_row

from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.text import Flavour
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.details import layout
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Book

TODAY = dt.date(2026, 3, 9)


NEW_YEAR, FEBRUARY = day(1, 1), day(2, 2)


Tiers = tuple[tuple[float, float], ...]


SHIPPED: Tiers = ((0, 0.02), (1_000_000, 0.03), (5_000_000, 0.04))


CLIFFS: Tiers = ((0, 0.03), (250_000, 0.0225), (1_000_000, 0.035), (1_000_000.5, 0.01), (2_000_000, 0.04))


SIX: Tiers = tuple((i * 100_000.0, 0.01 * (i + 1)) for i in range(6))


def shared(lang: Lang = "zh", tiers: Tiers | None = None, since: dt.date = NEW_YEAR, **changed: Any) -> Frames:
    """The shipped policy with settings changed, and with tiers in force since a day."""
    made = policy.shipped(policy.years_around(TODAY), lang) | {"fx": dtypes.build(tables.FX, RATES)}
    for key, value in changed.items():
        listed = policy.settings()[key].choices
        shown = listed.label(str(value), lang) if listed else value
        made["policy"].loc[made["policy"]["key"] == key, "value"] = float(shown) if key == "rounding" else shown
    if tiers:
        made["tiers"] = dtypes.build(
            tables.TIERS,
            [
                *made["tiers"][["start", "rate", "effective_from"]].to_dict("records"),
                *({"start": s, "rate": r, "effective_from": since} for s, r in tiers),
            ],
        )
    return made


def receipts(*amounts: float, on: dt.date = FEBRUARY) -> list[dict[str, Any]]:
    return [receipt_row(i, on, a, order_id="O1") for i, a in enumerate(amounts, 1)]


MIXED = [
    *receipts(300_000, 1_200_000.55, -400_000.01, 9_000_000, -4_000_000),
    receipt_row(6, day(3, 3), 1_000, currency="USD", bank_fee=20),
    receipt_row(7, day(3, 4), 500, kind="sample_fee"),
    receipt_row(8, day(3, 5), 700, currency="EUR"),
    receipt_row(9, day(11, 5, 2025), 250_000, order_id="O2"),
    receipt_row(10, day(12, 5, 2025), 750_000.5, order_id="O2"),
    receipt_row(11, day(3, 6), -500, order_id="O2"),
]


def many(count: int) -> list[dict[str, Any]]:
    dice = random.Random(count)
    return [
        receipt_row(
            i,
            dt.date(2026, 1, 1) + dt.timedelta(days=dice.randrange(60)),
            dice.choice((1, 1, 1, -1)) * dice.randrange(1, 9_000_000) / 100,
        )
        for i in range(count)
    ]


def book(rows: list[dict[str, Any]], given_: Frames, flavour: Flavour = "classic", lang: Lang = "zh") -> Book:
    typed = {"customers": [customer_row()], "receipts": rows}
    typed["orders"] = (
        [{"id": o, "customer_id": "C1", "date": day(1, 1), "amount": 9e6, "currency": "CNY"} for o in ("O1", "O2")]
        if rows
        else []
    )
    if not rows:
        typed = {}
    return salesperson_book(
        Owner("E1", "甲", dt.date(2025, 3, 31)),
        {t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES},
        given_,
        Look(flavour, lang, TODAY, True),
    )


def written(path: Path, **more: Any) -> Path:
    """An empty workbook with these tiers, as a file."""
    write.write(book([], shared(**more)), path)
    return path


PAID, FIRST = layout.PAID_COL, layout.TIER_COL
