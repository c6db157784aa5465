"""The cases of money.toml as companies, and as workbooks in a folder with their master."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import broken
import firms
import pandas as pd
import small_shop as shops
from firms import PEOPLE, Row
from worlds import CLASHING, TIDY, World

from places import CASES
from xltrade.core.dtypes import Frames, build
from xltrade.declared import tables
from xltrade.files import write
from xltrade.pay.company import Company
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.look import Look

Case = dict[str, Any]
TABLE: dict[str, Any] = tomllib.loads((CASES / "money.toml").read_text("utf-8"))
SINCE, THEN, JANUARY = dt.date(2026, 1, 1), dt.date(2026, 11, 20), dt.date(2027, 1, 20)
KINDS = {"full": "全款", "refund": "退款"}


def world(case: Case) -> World:
    return CLASHING if case.get("world") == "clashing" else TIDY


def receipts(given: Iterable[Row]) -> list[Row]:
    """n: the number, else the place in the list; of: the receipt whose order this one pays too."""
    made = []
    for place, row in enumerate(given, 1):
        row, number = dict(row), row.get("n", place)
        who, of = row.pop("who"), row.pop("of", None)
        row.pop("n", None)
        more = {"order_id": (who, f"O{of}")} if of else {}
        made.append(firms.receipt(number, who, row.pop("cny"), **row, **more))
    return made


def rules(case: Case, then: bool = False) -> Frames:
    """What the policy sheets say, on 10 October or later."""
    fx = case["fx_then"] if then and "fx_then" in case else case.get("fx", {})
    made = firms.shared(case.get("policy"), fx=[
        {"date": firms.DAY, "currency": c, "rate": r, "kind": "spot"} for c, r in fx.items()
    ])  # fmt: skip
    tiers = [{"rate": None, **t, "effective_from": SINCE} for t in case.get("tiers", ())]
    later = [
        {"key": k, "value": v, "effective_from": dt.date(2026, 9, 1)} for k, v in case.get("policy_then", {}).items()
    ]
    for key, rows in (("tiers", tiers), ("policy", later if then else [])):
        if rows:
            made = {**made, key: pd.concat([made[key], build(tables.BY_KEY[key], rows)], ignore_index=True)}
    return made


def own(case: Case) -> dict[str, list[Row]]:
    """The manager's rows, about whoever received first."""
    who = case["receipts"][0]["who"] if case["receipts"] else ""
    made: dict[str, list[Row]] = {}
    if "project" in case:
        made["order_plans"] = [{"person_id": who, "order_id": (who, "O1"), **case["project"]}]
    if "factor" in case:
        made["customer_factors"] = [
            {"customer_id": (who, "C1"), "person_id": who, "factor": case["factor"], "effective_from": SINCE}
        ]
    return made


def company(case: Case, given: Iterable[Row], today: dt.date, then: bool = False, whole: bool = False) -> Company:
    return firms.firm(receipts(given), rules(case, then), today, case.get("people"), whole=whole, **own(case))


# ── as files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def together(cases: Sequence[Case]) -> list[Case]:
    """The cases as parts of one company: E1 of the first is 1E1, of the second 2E1."""
    return [renamed(case, str(number)) for number, case in enumerate(cases, 1)]


def renamed(value: Any, before: str) -> Any:
    """A case with other people in it: 1E1 for E1."""
    if isinstance(value, dict):
        return {renamed(k, before): renamed(v, before) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v, before) for v in value]
    return before + value if isinstance(value, str) and value in PEOPLE else value


def look(day: dt.date) -> Look:
    return Look("classic", "zh", day, fixed=True)


def write_master(path: Path, cases: Sequence[Case]) -> None:
    """A master for all of them; the policy is that of the first."""
    people = [{"id": i, "name": i, "hired": dt.date(2025, 1, 6)} for case in cases for i in _people(case)]
    rows: dict[str, list[Row]] = {"people": people}
    for case in cases:
        for key, mine in own(case).items():
            rows[key] = rows.get(key, []) + world(case).spelled(mine)
    mine_ = {t.key: build(t, rows.get(t.key, [])) for t in tables.MANAGER}
    write.write(master_book(unconsolidated(mine_, rules(cases[0]), look(firms.TODAY))), path)


def _people(case: Case) -> list[str]:
    """Whoever gets or gives anything."""
    named = {r["who"] for r in case["receipts"]} | {*case["expected"], *case.get("later", ())}
    return sorted(named | {r["order"]["negotiator"] for r in case["receipts"] if "negotiator" in r.get("order", {})})


def write_workbooks(folder: Path, cases: Sequence[Case], key: str) -> None:
    """Everybody's workbook: their customer, and their receipts with the orders that came along."""
    folder.mkdir(exist_ok=True)
    for case in cases:
        rows = receipts(case["receipts"] if case.get(key, "same") == "same" else case[key])
        for who in _people(case):
            broken.sales(folder / f"{who}.xlsx", _workbook(case, who, rows), settings=_settings(who))


def _settings(who: str) -> tuple[Row, ...]:
    return ({"key": "person_id", "value": who}, {"key": "person_name", "value": who})


def _workbook(case: Case, who: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    mine, inputs = [r for r in rows if r["owner"] == who], {c.key for c in tables.RECEIPTS.inputs}
    company = case.get("company", f"{who}'s Ltd")
    data = {
        "customers": [{"id": (who, "C1"), "company": company, "created": dt.date(2025, 1, 1), "intent": "明确"}],
        "receipts": [{k: v for k, v in r.items() if k in inputs} | {"kind": KINDS[r["kind"]]} for r in mine],
        "orders": [{k: v for k, v in o.items() if k != "owner"} for o in firms.orders(mine)],
    }
    return {k: world(case).spelled(r) for k, r in data.items()}


def paid(master: Path, period: str) -> dict[str, float]:
    """Person -> commission of a quarter, as it stands in the master; nothing where it is 0."""
    rows = shops.rows_of(master, "结算")
    return {r["人员编号"]: r["提成金额"] for r in rows if r["期间"] == period and r["提成金额"]}
