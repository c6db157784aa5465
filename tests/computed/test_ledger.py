"""Receipts and receivables: tables of cases that a sales manager can read, in Python and in every flavour's cells."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_cells import python_functions
from typed_tables import RATES, TODAY, computed, customer_row, day, plain, receipt_row, with_changes

import engines
from engines import needs_libreoffice
from places import CASES
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.files import write
from xltrade.formulas.text import Flavour
from xltrade.rules import policy
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scenarios() -> Iterator[tuple[str, list[dict[str, str]]]]:
    yield from ((case, list(lines)) for case, lines in groupby(rows("ledger"), key=lambda r: r["case"]))


SCENARIOS = dict(scenarios())
RECEIVABLES = {r["case"]: r for r in rows("receivables")}


def typed(lines: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The receipts of a case as they are typed."""
    return [
        {
            "id": r["id"],
            "date": dt.date.fromisoformat(r["date"]),
            "order_id": r["order"] or None,
            "payer_id": None if r["order"] else "C1",
            "kind": r["kind"],
            "amount": float(r["amount"]),
            "currency": "CNY",
        }
        for r in lines
    ]


def orders(lines: list[dict[str, str]]) -> list[dict[str, Any]]:
    named = dict.fromkeys(r["order"].upper() for r in lines if r["order"])
    return [{"id": o, "customer_id": "C1", "date": day(1, 1), "amount": 9e6, "currency": "CNY"} for o in named]


def number(text: str) -> float | None:
    return float(text) if text else None


# ── receipts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", SCENARIOS)
def test_ledger(case: str) -> None:
    """R004, R044, R045, R211: period, running total, place and commission of each receipt, refunds by every policy."""
    lines = SCENARIOS[case]
    changed = {"refund": lines[0]["refund"], "tier_mode": lines[0]["mode"]}
    frame = computed(changed=changed, customers=[customer_row()], orders=orders(lines), receipts=typed(lines))[
        "receipts"
    ]
    shown = ("period", "prior", "total", "period_no", "commission")
    got = [tuple(r) for r in zip(*(frame[k].tolist() for k in shown), strict=True)]
    wanted = [(r["period"], *(float(r[k]) for k in ("prior", "total", "no", "commission"))) for r in lines]
    assert got == wanted
    assert frame["place"].tolist() == [f"{r['period']}|{r['no']}" for r in lines]


def test_the_rate_used_stands_beside_the_amount() -> None:
    """R048: by receipt date, the home currency is 1, blank where there is none, and then no place in the period."""
    receipts = [
        receipt_row(1, day(3, 2), 10, currency="USD"),
        receipt_row(2, day(3, 5), 10),
        receipt_row(3, day(3, 6), 10, currency="EUR"),
        receipt_row(4, day(3, 6), 10, currency="USD"),
    ]
    frame = computed(customers=[customer_row()], receipts=receipts)["receipts"]
    assert plain(frame, "rate") == [7.1, 1, None, 7.1]
    assert plain(frame, "period_no") == [1, 2, None, 3] and plain(frame, "place")[2:] == [None, "2026Q1|3"]
    assert plain(frame, "total") == [71, 81, None, 152]


def test_a_receipt_without_a_rate_is_nothing_to_go_back_to() -> None:
    """R004, R048: the master rejects it, so the salesperson's workbook does not count on it either."""
    receipts = [
        receipt_row(1, day(1, 6), 100, currency="EUR", order_id="O1"),
        receipt_row(2, day(4, 6), -10, order_id="O1", kind="refund"),
    ]
    frame = computed(changed={"refund": "reopen"}, receipts=receipts)["receipts"]
    assert plain(frame, "period") == ["2026Q1", "2026Q2"]


def test_reopening_stays_with_its_owner() -> None:
    """R081: the same order ID in two workbooks is two orders."""
    receipts = [
        receipt_row(1, day(1, 6), 100, order_id="O1", owner="E1"),
        receipt_row(2, day(4, 6), -10, order_id="O1", kind="refund", owner="E2"),
        receipt_row(3, day(4, 6), -10, order_id="O1", kind="refund", owner="E1"),
    ]
    frame = computed(changed={"refund": "reopen"}, hired={"E1": day(1, 1), "E2": day(1, 1)}, receipts=receipts)[
        "receipts"
    ]
    assert plain(frame, "period") == ["2026Q1", "2026Q2", "2026Q1"]


AMOUNTS = st.lists(st.integers(1, 400_000_000).map(lambda fen: fen / 100), min_size=1, max_size=8)


@settings(max_examples=40)
@given(
    amounts=AMOUNTS,
    back=st.integers(0, 7),
    mode=st.sampled_from(["marginal", "whole"]),
    refund=st.sampled_from(["current_period", "reopen"]),
)
def test_taking_a_receipt_back_brings_everything_back(amounts: list[float], back: int, mode: str, refund: str) -> None:
    """R004, R211: a receipt and its refund in the same quarter leave what the others earn, to the fen."""
    picked = back % len(amounts)
    changed = {"tier_mode": mode, "refund": refund}
    receipts = [receipt_row(i, day(1, 5), a, order_id=f"O{i}") for i, a in enumerate(amounts)]
    refunded = receipt_row(99, day(3, 6), -amounts[picked], order_id=f"O{picked}", kind="refund")
    without = [r for i, r in enumerate(receipts) if i != picked]
    both, others = (
        computed(changed=changed, receipts=given_)["receipts"] for given_ in ([*receipts, refunded], without)
    )
    assert desk_sum(both, "commission") == desk_sum(others, "commission")
    assert desk_sum(both, "base") == desk_sum(others, "base")


def desk_sum(frame: Frame, key: str) -> int:
    return sum(round(v * 100) for v in frame[key])


# ── receivables ───────────────────────────────────────────────────────────────────────────────────────────────────


def receivable(case: str, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The order of a case and what was paid on it."""
    r = RECEIVABLES[case]
    due = dt.date.fromisoformat(r["due"]) if r["due"] else None
    order = {
        "id": case,
        "customer_id": "C1",
        "date": day(1, 5),
        "amount": float(r["amount"]),
        "currency": r["currency"],
        "payment_due": due,
        "stage": r["stage"] or None,
        **more,
    }
    paid = {
        "id": f"P {case}",
        "date": day(3, 2),
        "order_id": case,
        "kind": "balance",
        "amount": float(r["paid"]),
        "currency": r["currency"],
    }
    return order, paid


@pytest.mark.parametrize("case", RECEIVABLES)
def test_receivables(case: str) -> None:
    """R157: each bound at, below and above; settled to the fen; overpaid is not overdue; no rate is not guessed."""
    order, paid = receivable(case)
    frame = computed(orders=[order], receipts=[paid] if paid["amount"] else [])["orders"]
    r = RECEIVABLES[case]
    assert plain(frame, "receivable_state") == [r["state"]] and plain(frame, "ageing") == [r["ageing"] or None]
    assert [frame[k].tolist()[0] for k in ("outstanding_cny", "overdue_days")] == [
        pytest.approx(number(r[k]) if r[k] else float("nan"), nan_ok=True, abs=0)
        for k in ("outstanding_cny", "overdue_days")
    ]
    assert plain(frame, "open") == [r["open"]]


def test_the_bounds_of_ageing_are_policy() -> None:
    """R157: other bounds, other buckets, in both languages."""
    order, _ = receivable("past the second bound")
    changed = {"ageing_1": 7, "ageing_2": 61, "ageing_3": 365}
    assert plain(computed("zh", changed=changed, orders=[order])["orders"], "ageing") == ["8–61 天"]
    assert plain(
        computed(
            "zh",
            changed={"ageing_3": 70, "ageing_2": 10, "ageing_1": 1},
            orders=[{**order, "payment_due": day(12, 28, 2025)}],
        )["orders"],
        "ageing",
    ) == ["超过 70 天"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("ageing_1", 0, "大于 0"),
        ("ageing_1", None, "大于 0"),
        ("ageing_2", 30, "大于 30"),
        ("ageing_3", 59, "大于 60"),
        ("ageing_1", 61, "大于 61"),
        ("ageing_3", 90.5, "整天数"),
        ("ageing_2", -5, "大于 30"),
    ],
)
def test_bounds_that_do_not_ascend_are_refused(key: str, value: float | None, said: str) -> None:
    """R157, R070: by the row and column of the cell, in both languages; never a crooked list."""
    shared = policy.shipped(policy.years_around(TODAY))
    shared["policy"].loc[shared["policy"]["key"] == key, "value"] = value
    shared["policy"]["row"] = range(5, 5 + len(shared["policy"]))
    found = policy.check(shared, TODAY)
    assert len(found) == 1 and said in found[0].zh and "ascend" in found[0].en
    assert shared["policy"].set_index("row").loc[found[0].row, "key"].startswith("ageing_")
    assert found[0].column == "value"


@pytest.mark.parametrize(
    ("limit", "credit", "used", "state", "warning"),
    [
        (None, "good", 1000, None, None),
        (1000, "good", 1000, "fine", None),
        (999.99, "good", 1000, "over the limit by 0.01", "over the limit by 0.01"),
        (None, "stop", 1000, "stopped, an order is open", "stopped, an order is open"),
        (
            10,
            "stop",
            1000,
            "stopped, an order is open; over the limit by 990.00",
            "stopped, an order is open; over the limit by 990.00",
        ),
        (0, "watch", 1000, "over the limit by 1,000.00", "over the limit by 1,000.00"),
    ],
)
def test_credit(limit: float | None, credit: str, used: float, state: str | None, warning: str | None) -> None:
    """R237: at the limit and a fen above; an overpaid order lowers nothing, a cancelled one does not count."""
    given_ = [receivable(c) for c in ("no stage yet", "overpaid by a fen", "cancelled", "settled")]
    found = computed(
        customers=[customer_row(credit=credit, credit_limit=limit)],
        orders=[o for o, _ in given_],
        receipts=[p for _, p in given_ if p["amount"]],
    )
    assert plain(found["customers"], "credit_used") == [used] and plain(found["customers"], "credit_state") == [state]
    assert plain(found["orders"], "credit_warning") == [warning, warning, None, warning]


def test_a_stopped_customer_without_an_open_order_is_quiet() -> None:
    """R237: finished and cancelled orders are not open; the money they owe still counts against the limit."""
    order, _ = receivable("past the third bound")
    found = computed(
        customers=[customer_row(credit="stop"), customer_row(id="C2", credit="stop", credit_limit=5)], orders=[order]
    )
    assert plain(found["customers"], "credit_state") == [None, None]
    assert plain(found["customers"], "credit_used") == [1000, 0]


# ── the same in cells ─────────────────────────────────────────────────────────────────────────────────────────────


def company() -> Frames:
    """Every case of both tables as one salesperson's workbook: order IDs told apart by their case."""
    found: dict[str, list[dict[str, Any]]] = {"customers": [], "orders": [], "receipts": []}
    limits = [None, 1000, 999.99, 5, 0]
    for i, (case, lines) in enumerate(SCENARIOS.items()):
        more = {"customer_id": f"C{i}"}
        found["customers"].append(customer_row(id=f"C{i}"))
        found["orders"] += [o | more | {"id": f"{case} {o['id']}"} for o in orders(lines)]
        found["receipts"] += [
            r
            | {
                "id": f"{case} {r['id']}",
                "order_id": r["order_id"] and f"{case} {r['order_id']}",
                "payer_id": r["payer_id"] and f"C{i}",
            }
            for r in typed(lines)
        ]
    for i, case in enumerate(RECEIVABLES):
        order, paid = receivable(case, customer_id=f"D{i // 2}")
        found["orders"].append(order)
        found["receipts"] += [paid] if paid["amount"] else []
        found["customers"] += (
            []
            if i % 2
            else [
                customer_row(
                    id=f"D{i // 2}", credit=["good", "stop", None][i // 2 % 3], credit_limit=limits[i // 2 % 5]
                )
            ]
        )
    return {t.key: dtypes.build(t, found.get(t.key, [])) for t in tables.SALES}


CHANGES = [
    {"start": 1_000_000, "rate": 0.05, "effective_from": dt.date(2026, 1, 1)},
    {"start": 300_000, "rate": 0.025, "effective_from": dt.date(2025, 12, 15)},
    {"start": 0, "rate": 0.01, "effective_from": dt.date(2026, 2, 20)},
]
"""Tiers that change during the year, a row each (R212)."""


BOOKS: dict[str, tuple[Flavour, Lang, dict[str, Any]]] = {
    "classic-reopen": ("classic", "zh", {"refund": "reopen", "tier_mode": "whole"}),
    "classic-ignore": ("classic", "en", {"refund": "ignore", "ageing_1": 7, "ageing_2": 31, "ageing_3": 45}),
    "classic-tenure": ("classic", "en", {"refund": "reopen", "tier_period": "tenure_quarter"}),
    "lambda-reopen": ("lambda", "en", {"refund": "reopen", "fx": "month_average"}),
    "lambda-current": ("lambda", "zh", {}),
    "python-reopen": ("python", "zh", {"refund": "reopen", "tier_mode": "whole", "tier_boundary": "lower"}),
}


FINE: tuple[tuple[float, float | None], ...] = ((0, 0.02125), (5_000_000, None), (2_000_000, 0.037525))
"""Rows added to the shipped tiers: another rate for the first, the end of the last, a new one."""


@pytest.fixture(scope="module")
def files(once: Callable[..., Any]) -> dict[str, Path]:
    found: dict[str, Path] = once("ledger", _files)
    return found


def _files(folder: Path) -> dict[str, Path]:
    made_: dict[str, Path] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "READY", 0)
        for key, (flavour, lang, changed) in BOOKS.items():
            shared = policy.shipped(policy.years_around(TODAY), lang) | {"fx": dtypes.build(tables.FX, RATES)}
            shared["tiers"] = with_changes(shared["tiers"], CHANGES)
            rows = [{"start": s, "rate": r, "effective_from": dt.date(2026, 1, 1)} for s, r in FINE]
            shared["tiers"] = pd.concat([shared["tiers"], dtypes.build(tables.TIERS, rows)], ignore_index=True)
            for name, value in changed.items():
                listed = policy.settings()[name].choices
                shown = listed.label(value, lang) if listed else value
                shared["policy"].loc[shared["policy"]["key"] == name, "value"] = shown
            look = Look(flavour, lang, TODAY, True)
            made_[key] = folder / f"{key}{look.suffix}"
            write.write(salesperson_book(Owner("E1", "甲", dt.date(2025, 11, 1)), company(), shared, look), made_[key])
    return made_


def recalculated(path: Path, flavour: Flavour) -> Mapping[engines.Key, engines.Value]:
    if flavour == "python":
        return engines.formualizer_values(path, python_functions(path), today=TODAY)
    if flavour == "lambda":
        return engines.formulon_values(path, today=TODAY, as_addresses=True)
    return engines.libreoffice_values(path, today=TODAY)


@pytest.mark.parametrize(
    "key", [pytest.param(k, marks=needs_libreoffice if k.startswith("classic") else ()) for k in BOOKS]
)
def test_every_cell_gives_its_stored_value(key: str, files: dict[str, Path]) -> None:
    """R004, R157, R211, R237: LibreOffice, formulon and formualizer compute what the rules gave."""
    cells = engines.formula_cells(files[key])
    assert sum(c.cached not in (None, "") for c in cells) > 1000
    assert engines.compare(cells, recalculated(files[key], BOOKS[key][0])) == []


def test_the_books_differ(files: dict[str, Path]) -> None:
    """R070: the policies above reach the cells of the receipts."""
    periods = []
    for key in ("classic-reopen", "lambda-current"):
        label, sheet = tables.RECEIPTS["period"].zh, tables.RECEIPTS.zh
        frame = pd.read_excel(files[key], sheet_name=sheet, header=3, engine="calamine")
        periods.append(frame[label].dropna().tolist())
    assert periods[0] != periods[1]
