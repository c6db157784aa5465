"""What the demo is made of: Northwind's tables, invented texts, dice."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from xltrade.core.dtypes import Frame, Frames, empty
from xltrade.declared.tables import REVIEWS

T = TypeVar("T")
Row = dict[str, Any]
Rows = list[Row]
Texts = Mapping[str, Any]
Block = tuple[time, time]
_DATA = resources.files("xltrade.jobs.demo")
_SHEETS = ("customers", "employees", "orders", "order_details", "products")
_CENT, DAY = Decimal("0.01"), timedelta(days=1)
UNCOUNTED = ("sample_fee", "freight")


@dataclass(frozen=True, eq=False)
class Member:
    """One salesperson; `frames` holds every table of `tables.SALES` by key, input columns only."""

    id: str
    name: str
    position: str
    group: str
    hired: date
    territory: str
    frames: Frames


@dataclass(frozen=True, eq=False)
class Team:
    """The nine members, the newcomers of the first year and the manager's tables on the day `today`.

    Settlements, their lines and transfers are empty: they are decisions that follow from computed numbers.
    """

    today: date
    members: tuple[Member, ...]
    people: Frame
    people_changes: Frame
    fx: Frame
    targets: Frame
    assessments: Frame
    second_chances: Frame
    kpi_values: Frame
    products: Frame
    price_list: Frame
    settlements: Frame
    settlement_lines: Frame
    late_entries: Frame
    customer_factors: Frame
    order_plans: Frame
    order_shares: Frame
    team_weights: Frame
    fund_uses: Frame
    transfers: Frame
    risks: Frame
    surveys: Frame
    reviews: Frame = field(default_factory=lambda: empty(REVIEWS))


def dispute() -> str:
    """What a salesperson who disputes a settlement writes."""
    return str(toml("texts.toml")["plan"]["dispute"])


def northwind() -> dict[str, Frame]:
    """The five packaged CSVs by name, every cell as its text, a blank as the empty string."""
    folder = _DATA.joinpath("northwind")
    return {name: _csv(folder.joinpath(f"{name}.csv")) for name in _SHEETS}


class Dice:
    """Seeded draws for one purpose; every answer is a plain Python value."""

    def __init__(self, seed: int, *purpose: str) -> None:
        self._rng = np.random.default_rng([seed, zlib.crc32("/".join(purpose).encode())])

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self._rng.integers(low, high + 1))

    def real(self, low: float, high: float) -> float:
        return float(self._rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def one(self, items: Sequence[T]) -> T:
        return items[self.whole(0, len(items) - 1)]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Up to `count` different items."""
        order = self._rng.permutation(len(items))[:count]
        return [items[int(i)] for i in order]

    def mix(self, weights: Mapping[str, int]) -> str | None:
        """A key by its weight; None for the key ""."""
        shares = np.array(list(weights.values()), dtype="float64")
        return list(weights)[int(self._rng.choice(len(shares), p=shares / shares.sum()))] or None

    def maybe(self, share: float, items: Sequence[str]) -> str | None:
        """One of the items in `share` of all cases."""
        return self.one(items) if self.chance(share) else None

    def days(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.whole(low, high))


@dataclass(frozen=True)
class Sale:
    """One Northwind order with shifted dates; `product`, `price` and `pieces` are those of its largest line."""

    id: str
    customer: str
    ordered: date
    due: date
    shipped: date | None
    amount: Decimal
    quantity: int
    product: str
    price: Decimal
    pieces: int


@dataclass(frozen=True)
class Desk:
    """What one person's tables are made from; `clients` are Northwind's rows by customer id, `lines` its products.

    plan: for an invented newcomer, their row of texts.toml.
    """

    today: date
    seed: int
    texts: Texts
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    id: str
    name: str
    position: str
    group: str
    hired: date
    sales: tuple[Sale, ...]
    clients: Mapping[str, Row]
    plan: Row | None = None

    def dice(self, purpose: str) -> Dice:
        return Dice(self.seed, purpose, self.id)

    def words(self, dice: Dice, items: Sequence[str], customer: str, product: str = "") -> str:
        """One of the sentences with its placeholders filled."""
        row = self.clients[customer]
        return dice.one(items).format(
            product=product or dice.one(self.lines), company=row["company_name"], contact=row["contact_name"]
        )


def _csv(path: Any) -> Frame:
    with path.open(encoding="utf-8", newline="") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)


def toml(name: str) -> Row:
    """A TOML file beside this module."""
    return tomllib.loads(_DATA.joinpath(name).read_text(encoding="utf-8"))


def records(frame: Frame) -> Rows:
    """The rows of a frame as dicts."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def cents(value: Decimal | float) -> Decimal:
    """An amount rounded half up to the fen."""
    return Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)


def shifted(orders: Frame, today: date) -> timedelta:
    """Whole weeks that put the last order 1 to 7 days before today."""
    gap = today - DAY - date.fromisoformat(max(orders["order_date"]))
    return timedelta(weeks=gap // timedelta(weeks=1))


def value(line: Row) -> Decimal:
    """unit price × quantity × (1 − discount), exact."""
    return Decimal(line["unit_price"]) * int(line["quantity"]) * (1 - Decimal(line["discount"]))
