"""What the demo's manager typed."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np

from xltrade.core.days import quarter
from xltrade.jobs.demo.data import DAY, Desk, Dice, Row, Rows
from xltrade.jobs.demo.orders import between
from xltrade.jobs.demo.reports import income_of, months_of, thousands
from xltrade.rules.tenure import add_months


def territory(d: Desk) -> str:
    """The three countries with most of the person's customers."""
    count = Counter(row["country"] for row in d.clients.values())
    return str(d.texts["joiner"]).join(country for country, _ in count.most_common(3))


# --- the manager's tables


def managers_tables(desks: Sequence[Desk], books: dict[str, dict[str, Rows]], products: Rows) -> dict[str, Rows]:
    """Table -> rows of everything the demo's manager typed."""
    first = min(r["date"] for book in books.values() for r in book["receipts"])
    today, seed, texts = desks[0].today, desks[0].seed, desks[0].texts
    return {
        "people": [_person(d, desks) for d in desks],
        "people_changes": [],
        "fx": _fx(today, first, texts["fx"], texts["fx_source"], seed),
        "targets": _targets(desks, books),
        "assessments": _assessments(desks),
        "products": _products(products, desks, Dice(seed, "products")),
        "price_list": _prices(products, texts["price"]["strategy"], Dice(seed, "price_list")),
        "settlements": [],
        "settlement_lines": [],
        "late_entries": [],
        **_plan_rows(desks),
        "transfers": [],
        "second_chances": _chances(desks),
        "kpi_values": _typed_values(desks),
        "risks": _risks(texts["risk"], desks, Dice(seed, "risks")),
        "surveys": [row for d in desks for row in _surveys(d, books[d.id])],
    }


def _plan_rows(desks: Sequence[Desk]) -> dict[str, Rows]:
    """A strategic customer, a project order with members, a stage that two people share."""
    today, said = desks[0].today, desks[0].texts["plan"]
    latest = {d.id: max(d.sales, key=lambda s: (s.ordered <= today - timedelta(days=100), s.amount)) for d in desks[:5]}
    (lead, helper), project = [d.id for d in desks[:2]], latest[desks[0].id]
    third = desks[2].id
    shared = latest[third]
    return {
        "customer_factors": [
            {
                "customer_id": latest[desks[3].id].customer,
                "person_id": desks[3].id,
                "factor": 1.2,
                "effective_from": today - timedelta(days=700),
                "reason": said["factor"],
            }
        ],
        "order_plans": [{"order_id": project.id, "person_id": lead, "rate": 0.05, "reason": said["project"]}],
        "order_shares": [
            {"order_id": project.id, "owner_id": lead, "stage": "project", "person_id": lead, "share": 0.7},
            {"order_id": project.id, "owner_id": lead, "stage": "project", "person_id": helper, "share": 0.3},
            {"order_id": shared.id, "owner_id": third, "stage": "negotiate", "person_id": desks[2].id, "share": 0.5},
            {"order_id": shared.id, "owner_id": third, "stage": "negotiate", "person_id": desks[4].id, "share": 0.5},
        ],
        "team_weights": [],
        "fund_uses": [],
    }


def _person(d: Desk, desks: Sequence[Desk]) -> Row:
    dice = d.dice("people")
    others = [o.name for o in desks if o.group == d.group and o.id != d.id] or [desks[0].name]
    return {
        "id": d.id,
        "name": d.name,
        "position": d.position,
        "group": d.group,
        "territory": territory(d),
        "hired": d.hired,
        "base_salary": {"manager": 3000, "senior": 2000}.get(d.position),
        "bonus_base": dice.whole(4, 10) * 1000,
        "alibaba_account": f"demo{d.id.lower()}",
        "account_opened": d.hired + dice.days(1, 10),
        "languages": dice.one(d.texts["person"]["languages"]),
        "skills": dice.one(d.texts["person"]["skills"]),
        "delegate": dice.one(others),
    }


def _fx(today: date, first: date, means: Mapping[str, float], source: str, seed: int) -> Rows:
    """Invented rates, Monday to Friday, from two months before the first receipt; a walk that returns to its mean."""
    days = [day for n in range((today - first).days + 63) if (day := first + timedelta(days=n - 62)).weekday() < 5]
    walks: dict[str, list[float]] = {}
    for currency, mean in means.items():
        steps = np.random.default_rng([seed, zlib.crc32(currency.encode())]).normal(0, 0.002, len(days))
        at, walks[currency] = 0.0, []
        for step in steps:
            at = 0.99 * at + float(step)
            walks[currency].append(round(mean * (1 + at), 4))
    return [
        {"date": day, "currency": currency, "rate": walk[n], "kind": "spot", "source": source}
        for n, day in enumerate(days)
        for currency, walk in walks.items()
    ]


_AIMS = (("closed_orders", "sales", 1.0), ("new_customers", "market", 0.5))
"""Further monthly targets of everybody, in rows of the last year a month."""


def _targets(desks: Sequence[Desk], books: dict[str, dict[str, Rows]]) -> Rows:
    """Per person and month of this year; the department's rows (no person) are the sums, of quarters and year too.

    One person's receipts target is raised during the current month: a newer version of the same target (R164).
    """
    today, year = desks[0].today, desks[0].today.replace(month=1, day=1)
    amounts = {d.id: _aims(d, books[d.id]) for d in desks}
    whole = {kpi: sum(a[kpi] for a in amounts.values()) for kpi in amounts[desks[0].id]}
    rows = [r for person, aims in [*amounts.items(), (None, whole)] for r in _monthly(person, aims, year)]
    raised, since = 20_000, max(year, today.replace(day=min(today.day, 10)))
    for person in (desks[0].id, None):
        old = (amounts[desks[0].id] if person else whole)["receipts"]
        rows.append(_target(today.replace(day=1), "receipts", "sales", old + raised, since) | {"person_id": person})
    now = quarter(today) - 1
    spans = [(3 * q + 1, "quarter", 3 * whole["receipts"] + raised * (q == now)) for q in range(4)]
    for month, span, amount in [(1, "year", 12 * whole["receipts"] + raised), *spans]:
        rows.append(_target(year.replace(month=month), "receipts", "sales", amount, year) | {"span": span})
    return rows


def _monthly(person: str | None, aims: dict[str, int], year: date) -> Rows:
    """The targets of each month of a year, a KPI after the other."""
    return [
        _target(year.replace(month=month), kpi, area, aims[kpi], year) | {"person_id": person}
        for kpi, area in (("receipts", "sales"), *((k, a) for k, a, _ in _AIMS))
        for month in range(1, 13)
    ]


def _target(month: date, kpi: str, area: str, amount: int, since: date) -> Row:
    return {"month": month, "area": area, "kpi": kpi, "amount": amount, "effective_from": since}


def _aims(d: Desk, book: dict[str, Rows]) -> dict[str, int]:
    """Monthly targets from what the last year brought."""
    income, past = income_of(d, book["receipts"]), months_of(d.today, 13)[:-1]
    served = max(1, min(12, (d.today - d.hired).days // 30))
    mean = {
        "closed_orders": sum(r["date"] > d.today - timedelta(days=365) for r in book["orders"]) / served,
        "new_customers": sum(r["created"] > d.today - timedelta(days=365) for r in book["customers"]) / served,
    }
    stretch = d.dice("targets").real(1.0, 1.15)
    return {
        "receipts": thousands(sum(income[m] for m in past) / served * stretch),
        **{kpi: max(1, round(mean[kpi] * share)) for kpi, _, share in _AIMS},
    }


def _assessments(desks: Sequence[Desk]) -> Rows:
    """Scores by the checklist: of the tenure quarters so far, or of the last two quarters and this one."""
    boss = next(d for d in desks if d.position == "manager").name
    return [
        row
        for d in desks
        for label, number, first, last in _reviewed(d)
        for row in _scored(d, label, number, first, last, boss)
    ]


def _reviewed(d: Desk) -> list[tuple[str, int, date, date]]:
    """Label, tenure quarter (0 = calendar), first and last day so far of each period that is scored."""
    if not d.plan:
        return [
            (f"{m.year}Q{m.month // 3 + 1}", 0, m, min(m + timedelta(days=85), d.today))
            for m in months_of(d.today, 9)
            if m.month % 3 == 1
        ]
    edges = [d.hired, *(_later(d.hired, 3 * n) for n in range(1, 5))]
    return [(f"T{n}", n, a, min(b - DAY, d.today)) for n, (a, b) in enumerate(pairwise(edges), 1) if a <= d.today]


def _later(day: date, months: int) -> date:
    return date(1970, 1, 1) + timedelta(
        days=int(add_months(np.array([(day - date(1970, 1, 1)).days]), np.array([months]))[0])
    )


def _scored(d: Desk, label: str, number: int, first: date, last: date, boss: str) -> Rows:
    dice = d.dice(f"assessments/{label}")
    skill = d.plan["skill"] if d.plan else d.dice("skill").whole(68, 92)
    items = [r for r in d.texts["checklist"] if r["quarter"] == number]
    days = [max(first, last - timedelta(days=20)), last]
    return [
        {
            "person_id": d.id,
            "quarter": label,
            "dimension": r["dimension"],
            "item": r["item"],
            "score": min(98, max(60, skill + dice.whole(-4, 4))),
            "date": between(dice, *days),
            "checker": boss,
        }
        for r in items
        for _ in range(r["checks"] if not d.plan or d.plan["spot_checks"] else 1)
    ]


def _chances(desks: Sequence[Desk]) -> Rows:
    """The second chance of the newcomer whose plan says so (R006)."""
    boss = next(d for d in desks if d.position == "manager").name
    return [
        {
            "person_id": d.id,
            "quarter": "T1",
            "granted": d.hired + timedelta(days=d.plan["chance"]),
            "by": boss,
            "reason": d.texts["newcomer_client"]["chance"],
        }
        for d in desks
        if d.plan and d.plan.get("chance")
    ]


def _typed_values(desks: Sequence[Desk]) -> Rows:
    """Market share and brand awareness of the last six months (R185, R189)."""
    rows = []
    for d in (d for d in desks if not d.plan):
        dice = d.dice("kpi_values")
        share, known = dice.real(0.04, 0.12), dice.real(0.15, 0.4)
        rows += [
            {
                "month": month,
                "person_id": d.id,
                "kpi": kpi,
                "value": round(base * dice.real(0.95, 1.1), 3),
                "source": d.texts["newcomer_client"]["source"],
            }
            for month in months_of(d.today, 6)
            for kpi, base in (("market_share", share), ("brand_awareness", known))
        ]
    return rows


def _products(products: Rows, desks: Sequence[Desk], dice: Dice) -> Rows:
    return [
        {
            "id": _product_id(p),
            "name": p["product_name"],
            "spec": p["quantity_per_unit"],
            "model": f"NW-{int(p['product_id']):03d}",
            "moq": dice.whole(1, 10) * 10,
            "key_person": dice.one(desks).name,
            "price": Decimal(p["unit_price"]),
            "currency": "USD",
            "sample_stock": "yes" if int(p["units_in_stock"]) > 0 else "no",
            "discontinued": "yes" if p["discontinued"] == "1" else "no",
        }
        for p in products
    ]


def _product_id(product: Row) -> str:
    return f"P{int(product['product_id']):02d}"


def _prices(products: Rows, strategy: str, dice: Dice) -> Rows:
    """The list price of each product everywhere, and for one in four a keener one in Latin America."""
    rows = []
    for product in products:
        price = Decimal(product["unit_price"])
        base = {
            "product_id": _product_id(product),
            "price": price,
            "floor_price": price * Decimal("0.9"),
            "currency": "USD",
        }
        rows.append(base)
        if dice.chance(0.25):
            rows.append(base | {"region": "latin_america", "price": price * Decimal("0.94"), "strategy": strategy})
    return rows


def _risks(risks: Rows, desks: Sequence[Desk], dice: Dice) -> Rows:
    return [risk | {"id": f"K{n}", "owner_id": dice.one(desks).id} for n, risk in enumerate(risks, 1)]


def _surveys(d: Desk, book: dict[str, Rows]) -> Rows:
    dice, served = d.dice("surveys"), [r for r in book["customers"] if r["stage"] == "closed"]
    rows = []
    for row in dice.some(served, 4):
        day = between(dice, max(row["created"], d.today - timedelta(days=180)), d.today)
        rows.append(
            {
                "date": day,
                "customer_id": row["id"],
                "person_id": d.id,
                "method": dice.mix(d.texts["mix"]["survey"]),
                "score": dice.whole(6, 10),
                "comment": dice.maybe(0.7, d.texts["survey"]["comment"]),
            }
        )
    return sorted(rows, key=lambda r: (r["date"], r["customer_id"]))
