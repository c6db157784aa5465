"""旧季度不会变: whatever changes during the year, cells and settlement agree on every quarter (R044, R211, R212)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import changing_terms as terms
import firms
import pandas as pd
import pytest
from changing_terms import TODAY
from firms import paid, receipt, settled
from python_cells import python_functions

import engines
from engines import needs_libreoffice
from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.text import Flavour
from xltrade.rules import policy
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3", "2026Q4")


def _receipts(rows: Iterable[Mapping[str, Any]]) -> list[firms.Row]:
    """Each with an order of its own, or of another."""
    made = []
    for row in rows:
        more = {k: row[k] for k in ("kind", "currency", "bank_fee")} | {"order_id": ("E1", f"O{row['of']}")}
        if row["of"] == row["number"]:
            more["order"] = {"amount": 1_000, "currency": row["currency"]}
        made.append(receipt(row["number"], "E1", row["amount"], date=str(row["date"]), **more))
    return made


@pytest.mark.parametrize("seed", range(25))
def test_cells_and_settlement_agree_whatever_changes(seed: int) -> None:
    """To the fen; over more than a quarter each rounds where its own sums end, which is the policy's step."""
    dice = random.Random(seed)
    rules = terms.changed(firms.shared(), dice)
    staff = {"E1": {"hired": terms.HIRED}}
    company = firms.firm(_receipts(terms.receipts(dice)), rules, TODAY, staff, whole=True)
    company = replace(company, policies={})
    done = settled(company, *({"period": q} for q in QUARTERS))
    shown = company.tables["receipts"].dropna(subset=["base"])
    quarter = shown["period_date"].dt.to_period("Q").astype(str)
    for period in QUARTERS:
        then = company.policy_on(min(pd.Period(period, freq="Q").end_time.date(), TODAY))
        step = 0.0 if then["tier_period"] == "calendar_quarter" else float(then["rounding"]) + 0.001
        cells = round(float(shown.loc[quarter == period, "commission"].sum()), 2)
        assert abs(paid(done, period).get("E1", 0.0) - cells) <= step, period


@pytest.mark.parametrize("seed", range(5))
def test_a_change_from_today_on_leaves_older_quarters_alone(seed: int) -> None:
    """R212: what 政策 promises, of every setting at once."""
    dice = random.Random(seed)
    before = terms.changed(firms.shared(), dice)
    rows = [
        {"key": k, "value": dice.choice(v), "effective_from": dt.date(2026, 10, 1)} for k, v in terms.CHOICES.items()
    ]
    after = {**before, "policy": pd.concat([before["policy"], dtypes.build(tables.POLICY, rows)], ignore_index=True)}
    given = _receipts(terms.receipts(dice))
    one, two = (firms.firm(given, r, TODAY, whole=True).tables["receipts"] for r in (before, after))
    old = (one["date"] < pd.Timestamp(2026, 10, 1)).to_numpy()
    columns = [c.key for c in tables.RECEIPTS.computed]
    assert old.any() and one.loc[old, columns].equals(two.loc[old, columns])


# ── in every flavour ──────────────────────────────────────────────────────────────────────────────────────────────────


def _book(seed: int, flavour: Flavour, folder: Path) -> Path:
    """A filled workbook whose terms change during the year."""
    dice = random.Random(1000 + seed)
    given = terms.changed(policy.shipped(policy.years_around(TODAY)), dice)
    rows = [{**r, "id": f"R{r['number']}", "order_id": f"O{r['of']}"} for r in terms.receipts(dice, 14)]
    orders = [{"id": f"O{r['number']}", "customer_id": "C1", "date": r["date"], "amount": 1_000.0,
               "currency": r["currency"]} for r in rows]  # fmt: skip
    customer = {"id": "C1", "company": "甲", "created": terms.FIRST}
    typed = {"customers": [customer], "orders": orders, "receipts": rows}
    owner = Owner("E1", "甲", terms.HIRED)
    frames = {t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES}
    path = folder / f"{flavour}-{seed}{Look(flavour).suffix}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)
        write.write(salesperson_book(owner, frames, given, Look(flavour, "zh", TODAY, True)), path)
    return path


RECALCULATED: dict[Flavour, Callable[[list[Path]], Mapping[Path, Any]]] = {
    "classic": lambda paths: {p: engines.libreoffice_values(p, today=TODAY) for p in paths},
    "lambda": lambda paths: {p: engines.formulon_values(p, today=TODAY, as_addresses=True) for p in paths},
    "python": lambda paths: {p: engines.formualizer_values(p, python_functions(p), today=TODAY) for p in paths},
}


@pytest.mark.parametrize("flavour", [pytest.param("classic", marks=needs_libreoffice), "lambda", "python"])
def test_every_cell_gives_its_stored_value(flavour: Flavour, tmp_path: Path) -> None:
    """R104, R211, R212: three random workbooks a flavour."""
    paths = [_book(seed, flavour, tmp_path) for seed in range(3)]
    for path, values in RECALCULATED[flavour](paths).items():
        cells = engines.formula_cells(path)
        assert sum(c.cached not in (None, "") for c in cells) > 500, path.name
        assert engines.compare(cells, values) == [], path.name
